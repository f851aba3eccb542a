"""Blood results as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from whytwitch.report.words import sentence
from whytwitch.store.models import LabResult, Person
from whytwitch.web import services

FLAGS = {"low": "below the limits", "high": "above the limits", "normal": "within the limits"}


@dataclass(frozen=True)
class LabLine:
    """One result: as typed, and how it was read."""

    row: LabResult
    name: str
    flag: str
    remarks: list[str]

    @property
    def limits(self) -> str:
        """The laboratory's own limits."""
        low, high = self.row.low, self.row.high
        if low is None and high is None:
            return ""
        if low is None:
            return f"up to {high:g}"
        return f"{low:g} or more" if high is None else f"{low:g} to {high:g}"


class LabsPresenter:
    """All results of a person."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.rows = list(person.labs.filter(withdrawn_at=None))
        self.report = services.lab_report(person)

    @cached_property
    def lines(self) -> list[LabLine]:
        """Newest sample first."""
        names = dict(services.lab_tests())
        results: tuple[Any, ...] = self.report.results if self.report else ()
        made = [
            LabLine(
                row,
                names.get(row.test, row.test),
                FLAGS.get(str(read.flag), str(read.flag or "").replace("_", " ")),
                [sentence(text) for text in read.warnings],
            )
            for row, read in zip(self.rows, results, strict=True)
        ]
        return sorted(made, key=lambda line: str(line.row.at or ""), reverse=True)

    @property
    def derived(self) -> list[Any]:
        """What follows from several results, such as the transferrin saturation."""
        return list(self.report.derived) if self.report else []

    @property
    def remarks(self) -> list[str]:
        """What the labs room says about all of them."""
        return [sentence(text) for text in self.report.warnings] if self.report else []
