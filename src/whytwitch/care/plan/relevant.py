"""Which causes are plausible enough to act on, and which measures concern them."""

from __future__ import annotations

from collections.abc import Iterable

from whytwitch.care.plan.gates import allowed
from whytwitch.care.plan.steps import rules_that_spoke
from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.schema import Condition, Measure
from whytwitch.model.picture import Advice, Cause, Picture
from whytwitch.model.urgency import Level

#: How far a less likely cause puts its measures back, in the steps of ``Measure.order``.
_RANK = 10
_STRENGTHS = ("safety", "strong", "moderate", "weak", "none")


def plausible(picture: Picture, knowledge: Knowledge) -> list[Cause]:
    """The causes at least as likely as ``settings.plausible_probability``; the likeliest one if none is.

    Returns
    -------
    list of Cause
        Likeliest first, but one that the picture put behind another because a danger sign speaks stays behind. Causes
        that the knowledge base does not describe are left out.
    """
    limit = knowledge.settings["plausible_probability"].value
    held = [one for one in picture.causes if one.id in knowledge.conditions]
    calm = not rules_that_spoke(picture, knowledge, Level.SOON)
    known = sorted(held, key=lambda one: (not calm and knowledge.conditions[one.id].harmless, -one.probability))
    return [cause for cause in known if cause.probability >= limit] or known[:1]


def measures_for(
    conditions: Iterable[Condition], kinds: tuple[str, ...], facts: Facts, knowledge: Knowledge
) -> list[Measure]:
    """The measures of some kinds that concern these conditions or everyone, whose gates hold, in their order.

    Parameters
    ----------
    conditions : iterable of Condition
        The plausible ones, likeliest first.
    kinds : tuple of str
        Of ``Measure.kind``.
    facts : Facts
        The person, for the gates.
    knowledge : Knowledge
        Where the measures stand.

    Returns
    -------
    list of Measure
        The measures of the leading cause move ahead; safety first where the order is the same.
    """
    held = list(conditions)
    owned = {measure for condition in knowledge.conditions.values() for measure in condition.measures}
    found = []
    for measure in knowledge.measures.values():
        ranks = [
            rank for rank, one in enumerate(held) if one.id in measure.for_conditions or measure.id in one.measures
        ]
        general = measure.for_everyone or (not measure.for_conditions and measure.id not in owned)
        if measure.kind in kinds and (ranks or general) and allowed(measure, facts):
            found.append((measure.order + _RANK * min(ranks, default=0), measure))
    found.sort(key=lambda pair: (pair[0], _STRENGTHS.index(pair[1].strength), pair[1].id))
    return [measure for _, measure in found]


def as_advice(measure: Measure) -> Advice:
    """What of a measure goes into the plan."""
    return Advice(
        id=measure.id, text=measure.text, strength=measure.strength, source=measure.source, verified=measure.verified
    )
