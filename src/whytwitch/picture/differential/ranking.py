"""Causes in order of probability, each with reasons that add up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.expressions import names
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.laboratory import limits_reached
from whytwitch.knowledge.schema import Condition
from whytwitch.language import text as _
from whytwitch.model.finding import NO, YES
from whytwitch.model.picture import Basis, Cause, Contribution, Fit
from whytwitch.picture.differential.levels import levels_of
from whytwitch.picture.differential.model import TOGETHER, PersonModel, definition_of
from whytwitch.picture.differential.numbers import number_once, same_number
from whytwitch.picture.differential.profile import UNCLEAR
from whytwitch.picture.differential.uncertainty import Range, ranges
from whytwitch.reasoning import (
    Contributions,
    Link,
    Network,
    contributions,
    posterior,
    responsibilities,
    would_explain,
)

#: The cause that stands for everything this program does not know.
NONE = "none_of_these"
#: Smaller contributions (log10 odds) stay in the sum, under one line, so that a reader is not buried.
SMALLEST_SHOWN = 0.02
#: Kinds that need no place to be understood.
PLACELESS = frozenset({UNCLEAR, "urge_to_move", "convulsion", "dream_enactment", "rocking", "tic"})
#: What a cause less likely than this brings about through other causes is not worked out.
HARDLY_POSSIBLE = 0.001
#: Orders in which evidence is added: contributions at most 0.1 off the mean of 256 orders (0.07 with 32; 12 cases).
ORDERS = 16


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
    else fits. What a cause less likely than 1 in 1000 would explain *through other causes* is left out: it could not be
    more than that chance.
    """
    shares = contributions(model.network, model.evidence, model.shifts, orders=ORDERS) if reasons else _together(model)
    chances = 1 / (1 + 10.0**-shares.total)
    likely = chances >= least
    through_links = [
        name for name, p in zip(model.network.causes, chances, strict=True) if p >= max(least, HARDLY_POSSIBLE)
    ]
    relief = would_explain(model.network, model.evidence, model.shifts, causes=through_links).share
    found = _Found(
        model,
        facts,
        base,
        shares,
        relief,
        _producers(model),
        *_kinds_of_items(shares, model, base),
        same_number(shares.ids),
    )
    spans = ranges(model, base) if intervals else (Range(1.0, 0.0),) * len(base.conditions)
    made = [
        _cause(condition, position, spans[position], found)
        for position, condition in enumerate(base.conditions.values())
        if likely[position]
    ]
    order = sorted(made, key=lambda cause: (-cause.would_explain, -cause.probability, cause.id))
    order = _settled_behind(order, found)
    return tuple(_nothing_first(_behind(order, base), base))


def _settled_behind(order: list[Cause], found: _Found) -> list[Cause]:
    """What only a laboratory definition settles stands behind the well fitting causes of the movements described.

    A value explains itself; it was not what the person came with. A value that a danger rule reads by itself stays.
    """
    settled = {
        one.id
        for one in order
        if not one.explains
        and _harmless_value(found.base.conditions[one.id], found)
        and not _through(found.base.conditions[one.id], found)
    }
    last = max((place for place, one in enumerate(order) if one.explains and one.fit == "well"), default=-1) + 1
    ahead = [one for one in order[:last] if one.id not in settled]
    return [*ahead, *(one for one in order[:last] if one.id in settled), *order[last:]]


def _harmless_value(condition: Condition, found: _Found) -> bool:
    """Whether a value settles a condition without reaching a danger limit."""
    defined = definition_of(condition, found.facts)
    if defined is None:
        return False
    value = found.facts.findings[defined.when["number"]].value
    return isinstance(value, float) and not limits_reached(defined.when["number"], value, found.base)


def _through(condition: Condition, found: _Found) -> list[str]:
    """The causes by which a condition can act on the movements described: those it brings about that explain one."""
    least = found.base.settings["explains_share"].value
    causes = found.model.network.causes
    return [
        found.base.conditions[link.condition].plain_name
        for link in condition.links
        if any(produced[causes.index(link.condition)] >= least for produced in found.producers.values())
    ]


def _behind(order: list[Cause], base: Knowledge) -> list[Cause]:
    """Put a cause before what is a sign of it, when most of what the sign explains would go with the cause."""
    share = base.settings["behind_share"].value
    least = base.settings["fits_well"].value
    causes_of: dict[str, set[str]] = {}
    for condition in base.conditions.values():
        for link in condition.links:
            if link.sign:
                causes_of.setdefault(link.condition, set()).add(condition.id)
    moved = [cause.id for cause in order]
    by_id = {cause.id: cause for cause in order}
    for cause in order:
        parents = causes_of.get(cause.id, set())
        for name in moved[moved.index(cause.id) + 1 :] if parents else ():
            one = by_id[name]
            behind = one.probability >= least and one.would_explain >= share * cause.would_explain > 0
            if name in parents and behind:
                moved.remove(name)
                moved.insert(moved.index(cause.id), name)
    return [by_id[name] for name in moved]


def _nothing_first(order: list[Cause], base: Knowledge) -> list[Cause]:
    """When no cause fits and none would explain much of what was told, that nothing here fits is said first."""
    least = base.settings["abstain_explains"].value
    others = [cause for cause in order if cause.id != NONE]
    if any(cause.fit in ("well", "partly") or cause.would_explain >= least for cause in others):
        return order
    return [cause for cause in order if cause.id == NONE] + others


def _together(model: PersonModel) -> Contributions:
    """Prior and total with one line for all evidence: for comparing many pictures quickly."""
    network = model.network
    before = _before(network.causes, network.prior_log10_odds.tobytes(), network.links)
    after = posterior(network, model.evidence, model.shifts).log10_odds.clip(-30, 30)
    moved = (after - before)[None, :]
    return Contributions(network.causes, (TOGETHER,), moved, before, after, np.zeros_like(moved), "exact", 0)


@lru_cache(maxsize=64)
def _before(causes: tuple[str, ...], odds: bytes, links: tuple[Link, ...]) -> np.ndarray:
    """Log10 odds of each cause before any evidence, shape (n_causes,); many pictures are drawn on the same priors."""
    return posterior(Network(causes, np.frombuffer(odds), links), ()).log10_odds.clip(-30, 30)


@dataclass(frozen=True)
class _Found:
    """What was computed about all causes of one person, for making each of them.

    Attributes
    ----------
    shares : Contributions
        Rows in the order of ``shares.ids``.
    relief : ndarray, shape (n_causes,)
        What each would explain.
    producers : dict of str to ndarray
        Movement → P(a cause produced it).
    tells, tells_beside_risks : ndarray of bool, shape (n_items,)
        Items that say something worth telling for a cause; the same without risks and diagnoses.
    same_number : tuple of tuple of int
        Rows of items that are one number seen by several conditions.
    """

    model: PersonModel
    facts: Facts
    base: Knowledge
    shares: Contributions
    relief: np.ndarray
    producers: dict[str, np.ndarray]
    tells: np.ndarray
    tells_beside_risks: np.ndarray
    same_number: tuple[tuple[int, ...], ...]


def _kinds_of_items(shares: Contributions, model: PersonModel, base: Knowledge) -> tuple[np.ndarray, np.ndarray]:
    """Which items tell something: neither denied, nor age and sex alone, nor a movement; and which are no risks."""
    denied = {item.id for item in model.evidence if item.if_present < item.if_absent}
    tells = [
        item not in denied and not item.startswith("movement ") and not _only_who(item, base) for item in shares.ids
    ]
    risks = [item.startswith(("risk:", "known:")) for item in shares.ids]
    return np.array(tells, dtype=bool), np.array(tells, dtype=bool) & ~np.array(risks, dtype=bool)


def _cause(condition: Condition, position: int, span: Range, found: _Found) -> Cause:
    shares, model, base = found.shares, found.model, found.base
    moved = number_once(shares.values[:, position], found.same_number)
    reasons = _reasons(condition.id, moved, found)
    chance = 1 / (1 + 10 ** -float(shares.total[position]))
    explains = tuple(
        item
        for item, produced in found.producers.items()
        if produced[position] >= base.settings["explains_share"].value
    )
    return Cause(
        id=condition.id,
        group=condition.group,
        name=condition.name,
        fit=_fit(condition, chance, explains, moved, found),
        explains=explains,
        basis=_basis(condition, moved, shares.ids, model),
        probability=chance,
        low=min(span.low, chance),
        high=max(span.high, chance),
        rank_low=span.first,
        rank_high=span.last,
        prior_log10_odds=float(shares.prior[position]),
        total_log10_odds=float(shares.total[position]),
        reasons_for=tuple(sorted((one for one in reasons if one.log10_odds > 0), key=lambda one: -one.log10_odds)),
        against=tuple(sorted((one for one in reasons if one.log10_odds < 0), key=lambda one: one.log10_odds)),
        would_explain=min(1.0, max(0.0, float(found.relief[position]))),
        see=levels_of(found.facts, found.base)[condition.id],
        note=_defined_note(condition, explains, found) or _note(condition, found.facts),
    )


def _defined_note(condition: Condition, explains: tuple[str, ...], found: _Found) -> str:
    """What a value beyond a laboratory definition settles, and what of the movements it explains."""
    defined = definition_of(condition, found.facts)
    if defined is None:
        return ""
    settled = _("The value itself says so: %(definition)s.") % {"definition": defined.text}
    if not found.producers:
        return settled
    if explains:
        named = [_("movement %(number)s") % {"number": one.removeprefix("movement ")} for one in explains]
        acts = _("It may also be behind %(movements)s.") % {"movements": ", ".join(named)}
    elif through := _through(condition, found):
        acts = _("It can act on the movements through another cause here: %(causes)s.") % {"causes": ", ".join(through)}
    else:
        acts = _("It does not explain the movements you described; it counts in its own right.")
    return f"{settled} {acts}"


def _note(condition: Condition, facts: Facts) -> str:
    """What a person is told beside the name: an examination that was entered is not passed over."""
    examined = facts.findings.get("examination_abnormal")
    if examined is None or examined.value not in (YES, NO):
        return condition.lay_note
    return condition.lay_note_examined.get("abnormal" if examined.value == YES else "normal", condition.lay_note)


def _reasons(cause: str, moved: np.ndarray, found: _Found) -> list[Contribution]:
    """The reasons for and against one cause; what is too small to read stands on one line."""
    small = (moved != 0.0) & (np.abs(moved) < SMALLEST_SHOWN)
    together = small.sum() > 1
    shown = np.nonzero((moved != 0.0) & ~small if together else moved != 0.0)[0]
    ids = found.shares.ids
    reasons = [_contribution(ids[row], float(moved[row]), cause, found.model, found.base) for row in shown]
    rest = float(moved[small].sum())
    if together and rest:
        text = _("everything else you told us, together")
        reasons.append(Contribution(finding="everything_else", log10_odds=rest, text=text, source=""))
    return reasons


def _contribution(item: str, value: float, cause: str, model: PersonModel, base: Knowledge) -> Contribution:
    """One reason. Words that speak for a cause never stand as a reason against it."""
    note = model.note(item, cause)
    text = note.text
    risk = item.split(":")
    if risk[0] == "risk" and risk[1] != cause:
        text = _("%(text)s: that speaks more for %(cause)s") % {
            "text": text,
            "cause": base.conditions[risk[1]].plain_name,
        }
    elif risk[0] == "known" and risk[1] != cause and value < 0:
        text = _("%(text)s, which may be the reason too") % {"text": text}
    elif value < 0 and (item, cause) in model.notes and (item, "") in model.notes and not item.startswith("movement "):
        text = model.notes[(item, "")].text
    # made some thousand times for a picture, from our own numbers and texts: not validated again
    return Contribution.model_construct(finding=item, log10_odds=value, text=text.strip(), source=note.source)


def _only_who(item: str, base: Knowledge) -> bool:
    """Whether this is a risk by age, sex or pregnancy alone: it makes nothing worth telling by itself."""
    kind, _, rest = item.partition(":")
    if kind != "risk":
        return False
    condition, _, number = rest.partition(":")
    return not names(base.conditions[condition].risks[int(number)].when)


def _fit(condition: Condition, chance: float, explains: tuple[str, ...], moved: np.ndarray, found: _Found) -> Fit:
    """In words. A cause of movements that explains none of those described, with only risks for it, fits poorly.

    A movement that the person could not name supports no cause, nor does what was denied; one without a place fits
    partly at most, unless something else supports it.
    """
    movements, base = found.model.movements, found.base
    described = any(movement.kind != UNCLEAR for movement in movements)
    spoken = int((np.abs(moved) >= SMALLEST_SHOWN).sum())
    telling = found.tells_beside_risks if movements and condition.kinds else found.tells
    beside = float(moved[telling].sum()) >= base.settings["supported"].value
    supported = bool(explains) or beside
    told = [movements[int(item.split()[1]) - 1] for item in explains]
    placed = not told or any(one.site is not None or one.kind in PLACELESS for one in told)
    enough = placed or (beside and not condition.only_at)
    if chance >= base.settings["fits_well"].value and supported and enough:
        return "well"
    if not described and spoken < base.settings["enough_known"].value:
        return "unknown"
    return "partly" if chance >= base.settings["fits_partly"].value and supported else "poorly"


def _producers(model: PersonModel) -> dict[str, np.ndarray]:
    """For each described movement, P(a cause produced it), shape (n_causes,)."""
    clear = {f"movement {number}" for number, one in enumerate(model.movements, start=1) if one.kind != UNCLEAR}
    items = [item.id for item in model.evidence if item.id in clear]
    found = responsibilities(model.network, model.evidence, model.shifts, items) if items else ()
    return {item: one.produced for item, one in zip(items, found, strict=True)}


def _basis(condition: Condition, moved: np.ndarray, ids: tuple[str, ...], model: PersonModel) -> Basis:
    """``measured`` only where the prior and everything that moved this cause was measured."""
    tags = {number.tag for number in condition.prior.values()}
    tags |= {model.note(ids[row], condition.id).tag for row in np.nonzero(np.abs(moved) >= SMALLEST_SHOWN)[0]}
    if tags == {"measured"}:
        return "measured"
    return "mixed" if "measured" in tags or "derived" in tags else "expert"
