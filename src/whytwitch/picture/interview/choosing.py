"""Which single question next, and when there is nothing left that would matter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.interviewing import Choosing, interview_data
from whytwitch.picture.differential import PersonModel, level_of
from whytwitch.picture.differential.value import Weighed, weigh_questions
from whytwitch.reasoning import responsibilities

#: A cause that is always there beside the others and of which nothing is typical.
NONE = "none_of_these"


@dataclass(frozen=True)
class Choice:
    """The question that is worth most now.

    Attributes
    ----------
    finding : str
        What it asks about; empty when nothing is left.
    gain : float
        Expected bits about what to do and about the causes.
    telling : tuple of str
        Leading causes of which the answer is typical, the likeliest first.
    flips : bool
        Whether one of its answers would change the advice.
    stop : str
        Why nothing more is asked; empty when ``finding`` is to be asked.
    """

    finding: str = ""
    gain: float = 0.0
    telling: tuple[str, ...] = ()
    flips: bool = False
    stop: str = ""


def choose(model: PersonModel, facts: Facts, base: Knowledge, *, asked: int) -> Choice:
    """The next question, or why there is none.

    Parameters
    ----------
    model : PersonModel
        The network of this person and what was observed.
    facts : Facts
        Who is asked.
    base : Knowledge
        The questions; ``settings.most_questions`` and ``settings.stop_gain``.
    asked : int
        How many were asked one by one in this sitting.

    Returns
    -------
    Choice

    Notes
    -----
    A question is worth its bits about what to do, weighted by harm, a share of its bits about the causes, and something
    for being typical of a cause that leads: two or three leading causes are told apart by what each would bring along,
    present or absent. The interview stops when the advice is stable (no open answer that is likely enough would change
    the level that the plausible causes ask for) and nothing typical of a leading cause is left to ask.
    """
    if asked >= int(base.settings["most_questions"].value):
        return Choice(stop="enough was asked for one sitting; more can be asked another time")
    weighed = weigh_questions(model, facts, base)
    if weighed is None:
        return Choice(stop="there is nothing left to ask")
    settings = interview_data().choosing
    typical = _typical(_leading(model, weighed, base, settings), base, settings)
    flips = _flips(weighed, facts, base, settings)
    worth = {
        name: bits + settings.pertinent_bits.value * sum(typical.get(name, {}).values())
        for name, bits in weighed.bits.items()
    }
    least = base.settings["stop_gain"].value
    tells = settings.tell_from.value
    left = [
        name
        for name, bits in weighed.bits.items()
        if name in typical or bits >= tells or (name in flips and bits >= least)
    ]
    if not left:
        return Choice(stop="the advice is stable: no likely answer would change it")
    best = max(left, key=lambda name: worth[name])
    telling = sorted(typical.get(best, {}), key=lambda cause: -typical[best][cause])
    return Choice(best, weighed.bits[best], tuple(telling), best in flips)


def _leading(model: PersonModel, weighed: Weighed, base: Knowledge, settings: Choosing) -> dict[str, float]:
    """The causes that may have produced what was described, with that probability."""
    now = weighed.gains.now
    movements = [item.id for item in model.evidence if item.id.startswith("movement ")]
    if movements:
        found = responsibilities(model.network, model.evidence, model.shifts, movements)
        share = np.max([one.produced for one in found], axis=0)
    else:
        share = now
    count = int(settings.leading_causes.value) * max(1, len(movements))
    order = [i for i in np.argsort(-share, kind="stable") if model.network.causes[i] != NONE][:count]
    return {model.network.causes[i]: float(share[i]) for i in order if share[i] >= settings.leading_from.value}


def _typical(leading: dict[str, float], base: Knowledge, settings: Choosing) -> dict[str, dict[str, float]]:
    """Finding → leading cause → P(cause) times P(finding | cause), of those that are pertinent to it."""
    found: dict[str, dict[str, float]] = {}
    for cause, share in leading.items():
        for weight in base.conditions[cause].findings:
            chance = base.probability(weight.p)
            if chance >= settings.pertinent_from.value:
                found.setdefault(weight.finding, {})[cause] = share * chance
    return found


def _flips(weighed: Weighed, facts: Facts, base: Knowledge, settings: Choosing) -> set[str]:
    """Questions of which an answer that is likely enough would change the level of the plausible causes."""
    gains = weighed.gains
    ranks = np.array([level_of(base.conditions[name], facts).rank for name in gains.causes])
    limit = base.settings["plausible_probability"].value

    def level(chances: np.ndarray) -> np.ndarray:
        return np.where(np.nan_to_num(chances) >= limit, ranks, -1).max(axis=-1)

    before, least = level(gains.now), settings.flip_from.value
    yes = (level(gains.if_present) != before) & (gains.probability >= least)
    no = (level(gains.if_absent) != before) & (1 - gains.probability >= least)
    return {gains.ids[row] for row in np.nonzero(yes | no)[0]}
