"""Which single question next, and when there is nothing left that would matter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.interviewing import Choosing, interview_data
from whytwitch.picture.differential import PersonModel, levels_of
from whytwitch.picture.differential.value import Weighed, weigh_questions
from whytwitch.reasoning import Gains, responsibilities

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
    typical = _typical(_leading(model, weighed, facts, base, settings), weighed, settings)
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


def _leading(
    model: PersonModel, weighed: Weighed, facts: Facts, base: Knowledge, settings: Choosing
) -> dict[str, float]:
    """The causes that may have produced what was described, with that probability.

    First those with the largest share; then those that are there, by their probability times the harm of being unsure
    about their level, diagnoses left out that the person has already. So a likely harmless cause and a less likely one
    that needs a doctor are both asked about.
    """
    now = weighed.gains.now
    movements = [item.id for item in model.evidence if item.id.startswith("movement ")]
    if movements:
        found = responsibilities(model.network, model.evidence, model.shifts, movements)
        share = np.max([one.produced for one in found], axis=0)
    else:
        share = now
    causes = model.network.causes
    levels = levels_of(facts, base)
    harm = np.array([base.settings[f"harm_{levels[name]}"].value for name in causes])
    harm[causes.index(NONE)] = 0.0
    count = int(settings.leading_causes.value) * max(1, len(movements))
    by_share = [i for i in np.argsort(-share, kind="stable") if harm[i] and share[i] >= settings.leading_from.value]
    diagnosed = {cause for shift in model.shifts if shift.id.startswith("known:") for cause in shift.log10_odds}
    there = np.where([name in diagnosed for name in causes], 0.0, np.maximum(share, now))
    by_harm = [i for i in np.argsort(-there * harm, kind="stable") if there[i] >= settings.leading_harm_from.value]
    chosen = dict.fromkeys([*by_share[:count], *[i for i in by_harm if harm[i]][:count]])
    return {causes[i]: float(max(share[i], there[i])) for i in chosen}


def _typical(leading: dict[str, float], weighed: Weighed, settings: Choosing) -> dict[str, dict[str, float]]:
    """Finding → leading cause → P(cause) times P(finding | cause), of those that are pertinent to it."""
    found: dict[str, dict[str, float]] = {}
    for name, item in weighed.items.items():
        for cause, weight in item.weights.items():
            chance = 1 - (1 - item.leak) * (1 - weight)
            if cause in leading and chance >= settings.pertinent_from.value:
                found.setdefault(name, {})[cause] = leading[cause] * chance
    return found


def _flips(weighed: Weighed, facts: Facts, base: Knowledge, settings: Choosing) -> set[str]:
    """Questions of which an answer that is likely enough would change the advice.

    That is the level of the plausible causes, or which causes are plausible: each brings its own things to do.
    """
    gains = weighed.gains
    levels = levels_of(facts, base)
    ranks = np.array([levels[name].rank for name in gains.causes])
    limit = base.settings["plausible_probability"].value

    def level(chances: np.ndarray) -> np.ndarray:
        return np.where(np.nan_to_num(chances) >= limit, ranks, -1).max(axis=-1)

    before, least = level(gains.now), settings.flip_from.value
    yes = (level(gains.if_present) != before) | _newly_plausible(gains, limit)
    no = level(gains.if_absent) != before
    likely = (yes & (gains.probability >= least)) | (no & (1 - gains.probability >= least))
    return {gains.ids[row] for row in np.nonzero(likely)[0]}


def _newly_plausible(gains: Gains, limit: float) -> np.ndarray:
    """Whether a yes makes a cause plausible that is not so yet, shape (n_candidates,): other things are then to do."""
    known = np.array([name != NONE for name in gains.causes])
    risen = (np.nan_to_num(gains.if_present) >= limit) & (gains.now < limit) & known
    return risen.any(axis=1)
