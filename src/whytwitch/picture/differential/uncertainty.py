"""How sure the numbers are: every parameter drawn from its own interval, the posterior from each draw."""

from __future__ import annotations

import math
from dataclasses import dataclass

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.schema import Number
from whytwitch.picture.differential.model import PersonModel, weights_of
from whytwitch.reasoning import Spread, intervals

#: Draws of the whole parameter set.
DRAWS = 200
#: The intervals that numbers carry are taken as holding 90 %: half their width is so many standard deviations.
HALF_WIDTH_SD = 1.645

Key = tuple[str, ...]


@dataclass(frozen=True)
class Range:
    """Where a probability and a rank may lie when the parameters are as unsure as they say.

    Attributes
    ----------
    low, high : float
        The 5th and the 95th percentile of the probability over the draws.
    first, last : int
        The same of the rank by probability; 1 is the likeliest.
    """

    low: float
    high: float
    first: int = 0
    last: int = 0


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
    """The range of each cause's probability and rank.

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
    drawn = intervals(model.network, model.evidence, model.shifts, spreads(model, base), draws=DRAWS, level=0.9, seed=1)
    columns = zip(drawn.low, drawn.high, drawn.rank_low, drawn.rank_high, strict=True)
    return tuple(Range(float(low), float(high), int(first), int(last)) for low, high, first, last in columns)


def _logit(p: float) -> float:
    return math.log10(p) - math.log10(1 - p)


def spreads(model: PersonModel, base: Knowledge) -> dict[Key, Spread]:
    """How unsure each number of this person's network is; certain ones are left out.

    Parameters
    ----------
    model : PersonModel
        The network and what was observed.
    base : Knowledge
        Intervals and tags of the numbers.

    Returns
    -------
    dict of Key to Spread
        On the log10-odds scale.
    """
    sizes: dict[Key, float] = {}
    for name in model.network.causes:
        condition = base.conditions[name]
        sizes["prior", name] = spread(condition.prior.get("self_referred", next(iter(condition.prior.values()))), base)
        sizes |= {("link", name, link.condition): spread(link.p, base) for link in condition.links}
    for item in model.evidence:
        sizes |= _spreads_of(item.id, tuple(item.weights), model, base)
    for shift in model.shifts:
        expert = base.settings["spread_expert"].value
        sizes |= {
            ("shift", shift.id, cause): expert * min(1.0, abs(value)) for cause, value in shift.log10_odds.items()
        }
    return {key: Spread("log10_odds", size) for key, size in sizes.items() if size > 0}


def _spreads_of(item: str, causes: tuple[str, ...], model: PersonModel, base: Knowledge) -> dict[Key, float]:
    if item.startswith("movement "):
        unsure = base.settings["spread_word"].value * math.sqrt(
            1 + len(model.movements[int(item.split()[1]) - 1].attributes())
        )
        return {("leak", item): unsure, **{("weight", item, cause): unsure for cause in causes}}
    if item not in base.findings or base.findings[item].kind == "number":
        return {}
    own = weights_of(item, base)
    leak = base.findings[item].leak
    sizes: dict[Key, float] = {("leak", item): spread(base.number(leak if leak is not None else "very_rare"), base)}
    return sizes | {("weight", item, cause): spread(base.number(own[cause].p), base) for cause in causes}
