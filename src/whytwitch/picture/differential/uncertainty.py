"""How sure the numbers are: every parameter drawn from its own interval, the posterior from each draw."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.schema import Number
from whytwitch.picture.differential.model import PersonModel
from whytwitch.reasoning import Evidence, Network, Shift, posterior

#: Draws of the whole parameter set.
DRAWS = 60
#: The intervals that numbers carry are taken as holding 90 %: half their width is so many standard deviations.
HALF_WIDTH_SD = 1.645
#: A movement's weight is a product of judged words: so unsure (log10) is each of them, by judgement again.
WORD_SD = 0.25


@dataclass(frozen=True)
class Range:
    """Where a probability may lie when the parameters are as unsure as they say.

    Attributes
    ----------
    low, high : float
        The 5th and the 95th percentile of the draws.
    """

    low: float
    high: float


def spread(number: Number, base: Knowledge) -> float:
    """Standard deviation of a number on the log10-odds scale.

    Parameters
    ----------
    number : Number
        A probability with or without an interval.
    base : Knowledge
        `settings.spread_measured`, `spread_derived`, `spread_expert` for numbers without one.

    Returns
    -------
    float
        From its own interval; else what its tag stands for.
    """
    if number.low is not None and number.high is not None and 0 < number.low < number.high < 1:
        return (_logit(number.high) - _logit(number.low)) / (2 * HALF_WIDTH_SD)
    return base.settings[f"spread_{number.tag}"].value


def ranges(model: PersonModel, base: Knowledge) -> tuple[Range, ...]:
    """The range of each cause's probability.

    Parameters
    ----------
    model : PersonModel
        The network and what was observed.
    base : Knowledge
        How unsure each number is.

    Returns
    -------
    tuple of Range
        One for each cause, in the order of the network. The draws are seeded: the same case gives the same ranges.
    """
    generator = np.random.default_rng(20261122)
    sds = _spreads(model, base)
    drawn = np.array([_draw(model, sds, generator) for _ in range(DRAWS)])
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    return tuple(Range(float(a), float(b)) for a, b in zip(low, high, strict=True))


def _logit(p: float) -> float:
    return math.log10(p) - math.log10(1 - p)


def _moved(p: float, sd: float, generator: np.random.Generator) -> float:
    if p <= 0 or p >= 1 or sd == 0:
        return p
    return 1 / (1 + 10 ** -(_logit(p) + sd * generator.standard_normal()))


def _spreads(model: PersonModel, base: Knowledge) -> dict[tuple[str, str], float]:
    """The spread of each weight by (evidence id, cause id), worked out once for all draws."""
    sds: dict[tuple[str, str], float] = {}
    for condition in base.conditions.values():
        sds["prior", condition.id] = spread(
            condition.prior.get("self_referred", next(iter(condition.prior.values()))), base
        )
        for weight in condition.findings:
            sds[weight.finding, condition.id] = spread(base.number(weight.p), base)
    for item in model.evidence:
        if item.id.startswith("movement "):
            words = 1 + len(model.movements[int(item.id.split()[1]) - 1].attributes())
            unsure = WORD_SD * math.sqrt(words)
            sds[item.id, "leak"] = unsure
            sds |= {(item.id, cause): unsure for cause in item.weights}
        elif item.id in base.findings:
            leak = base.findings[item.id].leak
            sds[item.id, "leak"] = spread(base.number(leak if leak is not None else "very_rare"), base)
    return sds


def _draw(model: PersonModel, sds: dict[tuple[str, str], float], generator: np.random.Generator) -> np.ndarray:
    """Posterior of every cause under one draw of the parameters, shape (n_causes,)."""
    network = model.network
    noise = np.array([sds.get(("prior", cause), 0.0) for cause in network.causes]) * generator.standard_normal(
        len(network.causes)
    )
    moved = Network(network.causes, network.prior_log10_odds + noise, network.links)
    shifts = [
        Shift(
            one.id,
            {cause: value * math.exp(0.3 * generator.standard_normal()) for cause, value in one.log10_odds.items()},
            one.as_evidence,
        )
        for one in model.shifts
    ]
    evidence = [_moved_evidence(item, sds, generator) for item in model.evidence]
    return posterior(moved, evidence, shifts).probability


def _moved_evidence(item: Evidence, sds: dict[tuple[str, str], float], generator: np.random.Generator) -> Evidence:
    weights = {
        cause: _moved(weight, sds.get((item.id, cause), 0.0), generator) for cause, weight in item.weights.items()
    }
    present = item.if_present
    if 0 < item.if_present < 1 and 0 < item.if_absent < 1:
        present = _moved(item.if_present, 0.1, generator)
    return replace(
        item, weights=weights, leak=_moved(item.leak, sds.get((item.id, "leak"), 0.0), generator), if_present=present
    )
