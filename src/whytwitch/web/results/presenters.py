"""Blood results as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from whytwitch.language import text as _
from whytwitch.report.presenters.common import name_of_test
from whytwitch.report.words import sentence
from whytwitch.store.models import LabResult, OtherResult, Person
from whytwitch.web.jinja import day
from whytwitch.web.results import rooms

FLAGS = {
    "low": _("below the limits"),
    "high": _("above the limits"),
    "normal": _("within the limits"),
    "critical_low": _("far too low"),
    "critical_high": _("far too high"),
    "unknown": _("cannot say"),
    "not_understood": _("not understood"),
}
#: Flags that are worth a coloured mark.
_STRIKING = ("low", "high", "critical_low", "critical_high")


@dataclass(frozen=True)
class LabLine:
    """One result: as typed, and how it was read."""

    row: LabResult
    name: str
    flag: str
    remarks: list[str]
    striking: bool = False

    @property
    def limits(self) -> str:
        """The laboratory's own limits."""
        low, high = self.row.low, self.row.high
        if low is None and high is None:
            return ""
        if low is None:
            return _("up to %(high)s") % {"high": f"{high:g}"}
        if high is None:
            return _("%(low)s or more") % {"low": f"{low:g}"}
        return _("%(low)s to %(high)s") % {"low": f"{low:g}", "high": f"{high:g}"}


@dataclass(frozen=True)
class TrendLines:
    """One test over time: a figure, and the same as a table."""

    name: str
    unit: str
    svg: str
    rows: list[tuple[str, str, str]]

    @classmethod
    def of(cls, trend: Any) -> TrendLines:
        """From the labs room's trend."""
        rows = [
            (day(one.at), f"{one.comparator or ''}{one.value:.4g}", FLAGS.get(one.flag, one.flag.replace("_", " ")))
            for one in trend.points
        ]
        return cls(name_of_test({"test": trend.test}), trend.si_unit, rooms.trend_figure(trend), rows)


@dataclass(frozen=True)
class DocumentLine:
    """Another test: as typed, and what it can and cannot show."""

    row: OtherResult
    name: str
    remarks: list[str]

    @classmethod
    def all_of(cls, person: Person) -> list[DocumentLine]:
        """Newest first."""
        names = dict(rooms.document_tests())
        rows = sorted(person.results.filter(withdrawn_at=None), key=lambda row: str(row.at or ""), reverse=True)
        return [cls(row, names.get(row.test, row.test), rooms.document_remarks(row)) for row in rows]


class LabsPresenter:
    """All results of a person."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.rows = list(person.labs.filter(withdrawn_at=None))
        self.report = rooms.lab_report(person)

    @cached_property
    def lines(self) -> list[LabLine]:
        """Newest sample first."""
        results: tuple[Any, ...] = self.report.results if self.report else ()
        made = [
            LabLine(
                row,
                name_of_test({"test": row.test}),
                FLAGS.get(str(read.flag), str(read.flag or "").replace("_", " ")),
                [sentence(text) for text in read.warnings],
                str(read.flag) in _STRIKING,
            )
            for row, read in zip(self.rows, results, strict=True)
        ]
        return sorted(made, key=lambda line: str(line.row.at or ""), reverse=True)

    @property
    def derived(self) -> list[Any]:
        """What follows from several results, such as the transferrin saturation."""
        return list(self.report.derived) if self.report else []

    @property
    def trends(self) -> list[TrendLines]:
        """Tests of several days."""
        return [TrendLines.of(trend) for trend in self.report.trends] if self.report else []

    @property
    def remarks(self) -> list[str]:
        """What the labs room says about all of them."""
        return [sentence(text) for text in self.report.warnings] if self.report else []
