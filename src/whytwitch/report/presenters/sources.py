"""Sources numbered in the order in which a page uses them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.schema import Source
from whytwitch.language import text as _
from whytwitch.report.words import short_day

_READ = {
    "primary": _("read in the source itself"),
    "secondary": _("read on a page about it"),
    "not_read": _("known, not read again for this program"),
    "judgement": _("clinical judgement of this project, no study"),
}


@dataclass(frozen=True)
class Numbered:
    """One source in a page's list."""

    number: int
    id: str
    citation: str
    title: str
    link: str
    read: str
    verified: bool


class Sources:
    """Hands out numbers, and remembers what was used.

    Parameters
    ----------
    knowledge : Knowledge
        Where the sources stand.
    as_of : date, optional
        The day of the page: a source that was to be read again before it is shown as such.
    """

    def __init__(self, knowledge: Knowledge, as_of: dt.date | None = None) -> None:
        self._known = knowledge.sources
        self._as_of = as_of
        self._numbers: dict[str, int] = {}

    def number(self, source: str) -> tuple[int, ...]:
        """The numbers of a source id, or of several ids separated by commas; empty for none."""
        ids = [one.strip() for one in source.replace(";", ",").split(",") if one.strip()]
        return tuple(self._numbers.setdefault(one, len(self._numbers) + 1) for one in ids)

    def listed(self) -> list[Numbered]:
        """What was used so far, in order."""
        return [self._one(number, name) for name, number in self._numbers.items()]

    def _one(self, number: int, name: str) -> Numbered:
        source = self._known.get(name) or Source(citation=name.replace("_", " "), read="not_read")
        link = f"https://doi.org/{source.doi}" if source.doi and not source.url else source.url
        read = _READ[source.read]
        if self._as_of and source.review_by and source.review_by < self._as_of:
            read += f"; expired: it was to be read again by {short_day(source.review_by)}"
        return Numbered(number, name, source.citation, source.title, link, read, verified=source.read == "primary")
