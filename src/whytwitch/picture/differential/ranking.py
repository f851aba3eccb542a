"""Causes in order of probability, each with reasons that add up."""

from __future__ import annotations

import numpy as np

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.expressions import Truth, evaluate, names
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.schema import Condition
from whytwitch.model.finding import NO, YES
from whytwitch.model.picture import Basis, Cause, Contribution, Fit
from whytwitch.model.urgency import Level
from whytwitch.picture.differential.model import TOGETHER, PersonModel
from whytwitch.picture.differential.profile import UNCLEAR
from whytwitch.picture.differential.uncertainty import Range, ranges
from whytwitch.reasoning import Contributions, contributions, posterior, responsibility, would_explain

#: The cause that stands for everything this program does not know.
NONE = "none_of_these"
#: Smaller contributions (log10 odds) stay in the sum, under one line, so that a reader is not buried.
SMALLEST_SHOWN = 0.02


def rank(
    model: PersonModel,
    facts: Facts,
    base: Knowledge,
    *,
    intervals: bool = True,
    reasons: bool = True,
    least: float = 0.0,
) -> tuple[Cause, ...]:
    """Every cause of the knowledge base, the one that would explain most first.

    Parameters
    ----------
    model : PersonModel
        The network of one person and what was observed.
    facts : Facts
        For how long it has lasted.
    base : Knowledge
        Names, groups, levels.
    intervals : bool
        Whether to draw the parameters for ``low`` and ``high``; without, both equal the probability.
    reasons : bool
        Whether to share out the evidence among its items, which takes longest; without, one line holds all of it.
    least : float
        Causes less likely than this are left out.

    Returns
    -------
    tuple of Cause
        With contributions that add up from prior to total within 1e-6.

    Raises
    ------
    ContradictionError
        When the answers cannot all be true together.

    Notes
    -----
    Ordered by expected disablement (how much of what was found would vanish were this cause absent), then by
    probability: a common condition that explains nothing here must not stand above a rare one that does
    (docs/adr/0006). A cause that brought another one about stands before it; *none of these* stands first when nothing
    else fits.
    """
    shares = contributions(model.network, model.evidence, model.shifts) if reasons else _together(model)
    likely = 1 / (1 + 10.0**-shares.total) >= least
    wanted = [name for name, keep in zip(model.network.causes, likely, strict=True) if keep]
    relief = would_explain(model.network, model.evidence, model.shifts, causes=wanted).share
    producers = _producers(model)
    spans = ranges(model, base) if intervals else (Range(1.0, 0.0),) * len(base.conditions)
    made = [
        _cause(condition, position, shares, float(relief[position]), spans[position], producers, model, facts, base)
        for position, condition in enumerate(base.conditions.values())
        if likely[position]
    ]
    order = sorted(made, key=lambda cause: (-cause.would_explain, -cause.probability, cause.id))
    return tuple(_nothing_first(_behind(order, base), base))


def _behind(order: list[Cause], base: Knowledge) -> list[Cause]:
    """Put a cause before what is a sign of it, when most of what the sign explains would go with the cause."""
    share = base.settings["behind_share"].value
    least = base.settings["fits_well"].value
    moved = list(order)
    for cause in order:
        parents = [
            one
            for one in moved[moved.index(cause) + 1 :]
            if any(link.sign and link.condition == cause.id for link in base.conditions[one.id].links)
            and one.probability >= least
            and one.would_explain >= share * cause.would_explain > 0
        ]
        for one in parents:
            moved.remove(one)
            moved.insert(moved.index(cause), one)
    return moved


def _nothing_first(order: list[Cause], base: Knowledge) -> list[Cause]:
    """When no cause fits and none would explain much of what was told, that nothing here fits is said first."""
    least = base.settings["abstain_explains"].value
    others = [cause for cause in order if cause.id != NONE]
    if any(cause.fit in ("well", "partly") or cause.would_explain >= least for cause in others):
        return order
    return [cause for cause in order if cause.id == NONE] + others


def _together(model: PersonModel) -> Contributions:
    """Prior and total with one line for all evidence: for comparing many pictures quickly."""
    before = posterior(model.network, ()).log10_odds.clip(-30, 30)
    after = posterior(model.network, model.evidence, model.shifts).log10_odds.clip(-30, 30)
    moved = (after - before)[None, :]
    return Contributions(model.network.causes, (TOGETHER,), moved, before, after, np.zeros_like(moved), "exact", 0)


def _cause(
    condition: Condition,
    position: int,
    shares: Contributions,
    relief: float,
    span: Range,
    producers: dict[str, np.ndarray],
    model: PersonModel,
    facts: Facts,
    base: Knowledge,
) -> Cause:
    prior, total = float(shares.prior[position]), float(shares.total[position])
    values = {item: float(shares.values[row, position]) for row, item in enumerate(shares.ids)}
    reasons = [_contribution(item, value, condition.id, model, base) for item, value in values.items() if value != 0.0]
    reasons = _gathered(reasons)
    chance = 1 / (1 + 10**-total)
    explains = tuple(
        item for item, produced in producers.items() if produced[position] >= base.settings["explains_share"].value
    )
    return Cause(
        id=condition.id,
        group=condition.group,
        name=condition.name,
        fit=_fit(condition, chance, bool(explains), values, model, base),
        explains=explains,
        basis=_basis(condition, values, model),
        probability=chance,
        low=min(span.low, chance),
        high=max(span.high, chance),
        rank_low=span.first,
        rank_high=span.last,
        prior_log10_odds=prior,
        total_log10_odds=total,
        reasons_for=tuple(sorted((one for one in reasons if one.log10_odds > 0), key=lambda one: -one.log10_odds)),
        against=tuple(sorted((one for one in reasons if one.log10_odds < 0), key=lambda one: one.log10_odds)),
        would_explain=min(1.0, max(0.0, relief)),
        see=level_of(condition, facts),
        note=_note(condition, facts),
    )


def _note(condition: Condition, facts: Facts) -> str:
    """What a person is told beside the name: an examination that was entered is not passed over."""
    examined = facts.findings.get("examination_abnormal")
    if examined is None or examined.value not in (YES, NO):
        return condition.lay_note
    return condition.lay_note_examined.get("abnormal" if examined.value == YES else "normal", condition.lay_note)


def _contribution(item: str, value: float, cause: str, model: PersonModel, base: Knowledge) -> Contribution:
    """One reason. Words that speak for a cause never stand as a reason against it."""
    note = model.note(item, cause)
    text = note.text
    risk = item.split(":")
    if risk[0] == "risk" and risk[1] != cause:
        text = f"{text}: {base.conditions[risk[1]].plain_name} becomes likelier by it"
    elif risk[0] == "known" and risk[1] != cause and value < 0:
        text = f"{text}, which may be the reason too"
    elif value < 0 and (item, cause) in model.notes and (item, "") in model.notes and not item.startswith("movement "):
        text = model.notes[(item, "")].text
    return Contribution(finding=item, log10_odds=value, text=text, source=note.source)


def _only_who(item: str, base: Knowledge) -> bool:
    """Whether this is a risk by age, sex or pregnancy alone: it makes nothing worth telling by itself."""
    kind, _, rest = item.partition(":")
    if kind != "risk":
        return False
    condition, _, number = rest.partition(":")
    return not names(base.conditions[condition].risks[int(number)].when)


def _gathered(reasons: list[Contribution]) -> list[Contribution]:
    """Put what is too small to read on one line; the sum stays what it was."""
    small = [one for one in reasons if abs(one.log10_odds) < SMALLEST_SHOWN]
    if len(small) < 2:
        return reasons
    rest = Contribution(
        finding="everything_else",
        log10_odds=sum(one.log10_odds for one in small),
        text="everything else you told us, together",
        source="",
    )
    return [one for one in reasons if abs(one.log10_odds) >= SMALLEST_SHOWN] + ([rest] if rest.log10_odds else [])


def _fit(
    condition: Condition,
    chance: float,
    explains: bool,
    values: dict[str, float],
    model: PersonModel,
    base: Knowledge,
) -> Fit:
    """In words. A cause of movements that explains none of those described, with only risks for it, fits poorly.

    A movement that the person could not name supports no cause, and neither does what was denied.
    """
    described = any(movement.kind != UNCLEAR for movement in model.movements)
    spoken = sum(abs(value) >= SMALLEST_SHOWN for value in values.values())
    only_risks = bool(model.movements) and bool(condition.kinds)
    denied = {item.id for item in model.evidence if item.if_present < item.if_absent}
    told = sum(
        value
        for item, value in values.items()
        if item not in denied
        and not _only_who(item, base)
        and not item.startswith("movement ")
        and not (only_risks and item.startswith(("risk:", "known:")))
    )
    supported = explains or told >= base.settings["supported"].value
    if chance >= base.settings["fits_well"].value and supported:
        return "well"
    if not described and spoken < base.settings["enough_known"].value:
        return "unknown"
    return "partly" if chance >= base.settings["fits_partly"].value and supported else "poorly"


def _producers(model: PersonModel) -> dict[str, np.ndarray]:
    """For each described movement, P(a cause produced it), shape (n_causes,)."""
    clear = {f"movement {number}" for number, one in enumerate(model.movements, start=1) if one.kind != UNCLEAR}
    return {
        item.id: responsibility(model.network, model.evidence, model.shifts, item.id).produced
        for item in model.evidence
        if item.id in clear
    }


def _basis(condition: Condition, values: dict[str, float], model: PersonModel) -> Basis:
    """``measured`` only where the prior and everything that moved this cause was measured."""
    tags = {number.tag for number in condition.prior.values()}
    tags |= {model.note(item, condition.id).tag for item, value in values.items() if abs(value) >= SMALLEST_SHOWN}
    if tags == {"measured"}:
        return "measured"
    return "mixed" if "measured" in tags or "derived" in tags else "expert"


def level_of(condition: Condition, facts: Facts) -> Level:
    """How soon this condition asks for a contact, given how long it has lasted.

    Parameters
    ----------
    condition : Condition
        With its level, and perhaps another one after some weeks.
    facts : Facts
        The described movements with their duration.

    Returns
    -------
    Level
        The later level once a described movement has lasted longer.
    """
    see = condition.see
    if see.after_weeks is None or see.then is None:
        return see.level
    lasted = evaluate({"movement": {"since_over": see.after_weeks}}, facts)
    return see.then if lasted is Truth.YES else see.level
