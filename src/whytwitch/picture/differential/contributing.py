"""What was told and adds to a cause: a disease that is known, a medicine, coffee, a hard day. It is named beside it."""

from __future__ import annotations

from collections.abc import Iterator

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.expressions import Truth, evaluate, names, uses_negation
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.schema import Risk
from whytwitch.language import text as _
from whytwitch.model.picture import Cause
from whytwitch.picture.differential.model import definition_of, known_to
from whytwitch.picture.differential.ranking import NONE

#: Contributors are named behind so many groups of causes, and no more of them than that.
BEHIND_GROUPS = 3
#: A kind of movement counts as one of a condition's own from this chance on.
OWN_KIND = 0.04


def contributors_beside(causes: tuple[Cause, ...], facts: Facts, base: Knowledge) -> tuple[Cause, ...]:
    """The causes with what contributes to them named before what fits poorly.

    Parameters
    ----------
    causes : tuple of Cause
        As ranked.
    facts : Facts
        What was told.
    base : Knowledge
        Risks, links and what makes what worse.

    Returns
    -------
    tuple of Cause
        The same causes. Behind the first three groups stand those that contribute by what was told, the ones that
        would explain more first; each says why in its note and fits at least *partly*. No probability changes.
    """
    if not any(cause.fit in ("well", "partly") and cause.id != NONE for cause in causes):
        return causes
    first = _first_groups(causes)
    seen = {cause.group for cause in causes[:first]}
    chosen: dict[str, Cause] = {}
    for cause in sorted(causes[first:], key=lambda one: (-one.would_explain, -one.probability)):
        if cause.group in seen or len(chosen) == BEHIND_GROUPS:
            continue
        text = next(_reasons(cause, causes[:first], facts, base), "")
        if text:
            chosen[cause.id] = _named(cause, text)
            seen.add(cause.group)
    rest = [cause for cause in causes[first:] if cause.id not in chosen]
    return (*causes[:first], *chosen.values(), *rest)


def _named(cause: Cause, text: str) -> Cause:
    note = " ".join(part for part in (cause.note, _("It may add to it: %(text)s.") % {"text": text}) if part)
    return cause.model_copy(update={"note": note, "fit": "well" if cause.fit == "well" else "partly"})


def _first_groups(causes: tuple[Cause, ...]) -> int:
    """How many causes hold the first three groups."""
    seen: set[str] = set()
    for place, cause in enumerate(causes):
        seen.add(cause.group)
        if len(seen) > BEHIND_GROUPS:
            return place
    return len(causes)


def _reasons(cause: Cause, leading: tuple[Cause, ...], facts: Facts, base: Knowledge) -> Iterator[str]:
    """Why this cause contributes, by what was told; nothing where it does not."""
    condition = base.conditions[cause.id]
    fitting = {cause.id: base.conditions[cause.id] for cause in leading if cause.fit in ("well", "partly")}
    for one in condition.worsens:
        if set(one.of) & fitting.keys() and evaluate(one.when, facts) is Truth.YES:
            yield one.text
    here = condition.id in known_to(facts, base) or definition_of(condition, facts) is not None
    told = next((risk.text for risk in condition.risks if _told(risk, facts)), "")
    if here or told:
        yield from (link.text for link in condition.links if link.condition in fitting)
    if here:
        for other in fitting.values():
            yield from (
                risk.text
                for risk in other.risks
                if ("condition", condition.id) in names(risk.when) and evaluate(risk.when, facts) is Truth.YES
            )
    kinds = {movement.kind for movement in facts.movements}
    own = {kind for kind, chance in condition.kinds.items() if base.probability(chance) >= OWN_KIND}
    if told and kinds & own and condition.id != NONE and cause.probability >= base.settings["contributes_from"].value:
        yield told


def _told(risk: Risk, facts: Facts) -> bool:
    """Whether a risk is one that the person told of (not age or sex alone) and that raises the chance."""
    raises = risk.adds is not None or (risk.ratio is not None and risk.ratio.value > 1)
    told = names(risk.when) and not uses_negation(risk.when)
    return bool(raises and told) and evaluate(risk.when, facts) is Truth.YES
