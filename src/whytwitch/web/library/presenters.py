"""What the pages of the library say."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.translation import gettext, gettext_lazy

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.coverage import rows
from whytwitch.model.urgency import Level
from whytwitch.report.words import LEVEL, VERDICT

#: How many levels apart the headings stand, the calmest first.
ORDER = (Level.SELF_CARE, Level.ROUTINE, Level.SOON, Level.URGENT, Level.EMERGENCY)

HEADINGS = {
    "what": gettext_lazy("What it is"),
    "feels": gettext_lazy("How it feels"),
    "when_to_worry": gettext_lazy("When to worry"),
    "helps": gettext_lazy("What helps"),
    "tests": gettext_lazy("How it is tested"),
    "common": gettext_lazy("How common it is"),
    "who_gets_it": gettext_lazy("Who gets it"),
}
READ = {
    "primary": gettext_lazy("read in the source itself"),
    "secondary": gettext_lazy("read on a page about it"),
    "not_read": gettext_lazy("not read again"),
    "judgement": gettext_lazy("judgement of this project, no study"),
}


@dataclass(frozen=True)
class Entry:
    """One line of a list."""

    mark: str
    name: str
    plain: str


@dataclass(frozen=True)
class Checked:
    """A claim with its verdict."""

    claim: str
    verdict: str
    why: str
    source: str


def mark_of(condition: str) -> str:
    """An opaque, stable mark for an address."""
    return hashlib.sha256(condition.encode()).hexdigest()[:10]


@lru_cache(maxsize=1)
def marks() -> dict[str, str]:
    """Condition by mark."""
    return {mark_of(name): name for name in knowledge().conditions}


def conditions_by_first_contact() -> list[tuple[str, list[Entry]]]:
    """Conditions by level, each list by name; what is not a condition of its own is left out."""
    groups: dict[Level, list[Entry]] = {level: [] for level in ORDER}
    for condition in knowledge().conditions.values():
        if condition.id != "none_of_these":
            groups[condition.see.level].append(Entry(mark_of(condition.id), condition.name, condition.plain_name))
    return [(LEVEL[level], sorted(groups[level], key=lambda one: one.name.lower())) for level in ORDER if groups[level]]


class ConditionPage:
    """One condition.

    Parameters
    ----------
    name : str
        Id of the condition.
    """

    def __init__(self, name: str) -> None:
        self.condition = knowledge().conditions[name]

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Headings and texts, in the order a worried person reads them."""
        return [(heading, getattr(self.condition.page, field)) for field, heading in HEADINGS.items()]

    @property
    def contact(self) -> str:
        """How soon, as a label."""
        return LEVEL[self.condition.see.level]

    @property
    def prior_note(self) -> str:
        """Where our guess of how common it is comes from."""
        prior = self.condition.prior["self_referred"]
        return prior.note

    @cached_property
    def sources(self) -> list[tuple[str, str, str]]:
        """Citation, address and how it was read."""
        held = [knowledge().sources[name] for name in self.condition.sources]
        return [
            (one.citation, one.url or (f"https://doi.org/{one.doi}" if one.doi else ""), READ[one.read]) for one in held
        ]


def _heading(of: str) -> str:
    """What a claim is about, in words: the part of the contract it answers without its number."""
    words = of.split(maxsplit=1)
    lettered = {"B": gettext("Single conditions"), "X": gettext("More of what articles say")}
    if words[0] in lettered:
        return lettered[words[0]]
    text = words[1] if len(words) > 1 and any(sign.isdigit() for sign in words[0]) else of
    return text[:1].upper() + text[1:]


def claims_by_article() -> list[tuple[str, list[Checked]]]:
    """Claims under what they are about, in the order of the files."""
    contract = rows()
    groups: dict[str, list[Checked]] = {}
    for claim in knowledge().claims.values():
        row = contract.get(claim.row)
        subject = _heading(row.of) if row is not None else gettext("Other claims")
        source = knowledge().sources[claim.source].citation
        groups.setdefault(subject, []).append(Checked(claim.claim, VERDICT[claim.verdict], claim.why, source))
    return list(groups.items())
