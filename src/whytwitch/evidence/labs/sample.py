"""Usable values by test, which of them are of one sample, and the making of a derived value.

Every constant stands in ``knowledge/data/analytes.yaml`` under ``derived`` with its source.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from whytwitch.evidence.labs.flags import Span, critical, judge, limits_hit
from whytwitch.knowledge.analytes import load_analytes, number
from whytwitch.model.labs import Derived, LabPerson

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Point:
    """One usable value: position in the results, SI value, sample time (ISO) or None."""

    row: int
    value: float
    at: str | None

    @property
    def day(self) -> dt.date | None:
        """Day of the sample."""
        return dt.date.fromisoformat(self.at[:10]) if self.at else None


Points = dict[str, list[Point]]


@lru_cache(maxsize=64)
def cite(name: str) -> tuple[str, bool]:
    """Source of a formula, and whether every constant in it was read in its source."""
    entry = load_analytes().derived[name]
    parts = [one for key, one in entry.items() if isinstance(one, dict) and not key.endswith("_from")]
    source = entry.get("source") or parts[0]["source"]
    return str(source), bool(entry.get("verified", True)) and all(one["verified"] for one in parts)


@lru_cache(maxsize=64)
def constants_of(name: str) -> dict[str, float]:
    """The numbers of a formula."""
    entry: dict[str, Any] = load_analytes().derived[name]
    return {key: number(one, name) for key, one in entry.items() if isinstance(one, dict)}


def limit_of(name: str) -> str:
    """Where a formula does not hold, in words."""
    return str(load_analytes().derived[name].get("limit", ""))


def pairs_of(one: list[Point], other: list[Point]) -> list[tuple[Point, Point]]:
    """Values of the same sample: same time; else same day; undated only when each stands once."""
    pairs = []
    if len(one) == 1 and len(other) == 1 and one[0].at is None and other[0].at is None:
        return [(one[0], other[0])]
    by_time: dict[str, Point] = {}
    by_day: dict[str, Point] = {}
    for point in other:
        if point.at:
            by_time.setdefault(point.at, point)
            by_day.setdefault(point.at[:10], point)
    for point in one:
        if point.at:
            match = by_time.get(point.at) or by_day.get(point.at[:10])
            if match:
                pairs.append((point, match))
    return pairs


def made_from(
    test: str,
    value: float,
    at: str | None,
    rows: tuple[int, ...],
    sentence: str,
    formula: str,
    person: LabPerson,
    *,
    warnings: tuple[str, ...] = (),
    spread: tuple[float, float] | None = None,
    used: bool = True,
) -> Derived:
    """A derived value with its flag and the source of its formula."""
    analyte = load_analytes().by_id[test]
    span = Span(value, value)
    judged = judge(analyte, span, person)
    low, high = (judged.interval.low, judged.interval.high) if judged.interval else (None, None)
    source, verified = cite(formula)
    return Derived(
        test=test,
        name=analyte.name,
        loinc=analyte.loinc[0] if analyte.loinc else None,
        si_value=float(f"{value:.6g}"),
        si_unit=analyte.si_unit,
        si_low=spread and spread[0],
        si_high=spread and spread[1],
        flag=critical(judged.flag, limits_hit(analyte, span, upper_limit=high)),
        low=low,
        high=high,
        at=at,
        rows=rows,
        derived=sentence,
        source=source,
        verified=verified,
        warnings=warnings,
        used=used,
    )


def day_of(as_of: dt.date | str | None) -> dt.date | None:
    """The day of the picture."""
    return dt.date.fromisoformat(as_of[:10]) if isinstance(as_of, str) else as_of


def is_after(at: str | None, day: dt.date | None) -> bool:
    """Whether a sample was taken after the day of the picture."""
    return bool(at and day and at[:10] > day.isoformat())
