"""Blood tests: a row as written, a row as understood, and the report that ``whytwitch labs --json`` prints."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, field_validator

from whytwitch.model.base import Frozen

#: How a value stands to its interval. ``unknown``: no interval, no unit or not certain; ``not_understood``: no such
#: test.
Flag = Literal["low", "normal", "high", "critical_low", "critical_high", "unknown", "not_understood"]
Comparator = Literal["<", "<=", ">", ">="]
#: How sure a value is that was read from a paper.
Sureness = Literal["sure", "likely", "unsure"]
DangerLevel = Literal["emergency", "urgent"]


class LabValue(Frozen):
    """One row as it was written.

    Attributes
    ----------
    test : str
        Name, id or LOINC code.
    value : str or float
        As printed: ``18``, ``"<5"``, ``"5,3*"``, ``"neg"``.
    unit : str
        As printed; empty when none stood there.
    at : str, optional
        When the sample was taken: ISO date or date and time. None when unknown; see ``at_problem``.
    low, high : float, optional
        The laboratory's own interval, in the unit of the row.
    subject : int, optional
        1 for the first person named in the file, 2 for the next; the names themselves are not kept.
    row : int, optional
        Line of the file, for warnings.
    problems : tuple of str
        What the reader had to repair or could not read.
    interval : str
        The printed interval where it gives one for each sex.
    remark : str
        What the laboratory wrote beside it.
    page, line : int, optional
        Where it stands on a paper.
    sure : {"sure", "likely", "unsure"}, optional
        How sure a value read from a paper is; None for a table.
    confirmed : bool
        False until a person has looked at a value that was read from a paper.
    """

    test: str
    value: str | float
    unit: str = ""
    at: str | None = None
    low: float | None = None
    high: float | None = None
    lab: str | None = None
    loinc: str | None = None
    subject: int | None = None
    row: int | None = None
    at_problem: str = ""
    problems: tuple[str, ...] = ()
    interval: str = ""
    remark: str = ""
    page: int | None = None
    line: int | None = None
    sure: Sureness | None = None
    confirmed: bool = True

    @field_validator("at", mode="before")
    @classmethod
    def _iso(cls, value: object) -> object:
        return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value

    @field_validator("unit", mode="before")
    @classmethod
    def _no_unit(cls, value: object) -> object:
        return "" if value is None else value


class LabResult(Frozen):
    """One row as understood; as many come out as went in, in the same order.

    Attributes
    ----------
    test : str
        Id of the test, or the name as written when it was not understood.
    value : float or str, optional
        The number as printed, without its comparator; the words when it is no number.
    comparator : {"<", "<=", ">", ">="}, optional
        None for an exact value.
    unit : str
        UCUM where understood, else as written.
    si_value, si_unit : float, str, optional
        Converted; None when the unit is missing, wrong or suspect.
    low, high : float, optional
        The interval that was used, in ``unit``.
    interval_from : {"laboratory", "fallback", ""}
        Whose interval it is.
    interval_source : str
        Source id of a fall-back interval.
    used : bool
        False when the value is asked about and must not enter the picture.
    set_aside : {"", "repeat", "contradiction", "people", "unconfirmed"}
        Why an understood value is not used: printed twice, contradicted by another of the same sample, a file of
        several people, or nobody has confirmed it yet.
    page, line : int, optional
        Where it stands on a paper.
    sure : {"sure", "likely", "unsure"}, optional
        How sure a value read from a paper is; None for a table.
    confirmed : bool
        False until a person has looked at a value that was read from a paper.
    """

    test: str
    loinc: str | None = None
    value: float | str | None = None
    comparator: Comparator | None = None
    unit: str = ""
    si_value: float | None = None
    si_unit: str | None = None
    low: float | None = None
    high: float | None = None
    flag: Flag
    warnings: tuple[str, ...] = ()
    written: str = ""
    at: str | None = None
    interval_from: Literal["laboratory", "fallback", ""] = ""
    interval_source: str = ""
    interval_verified: bool | None = None
    notes: tuple[str, ...] = ()
    used: bool = False
    set_aside: Literal["", "repeat", "contradiction", "people", "unconfirmed"] = ""
    row: int | None = None
    page: int | None = None
    line: int | None = None
    sure: Sureness | None = None
    confirmed: bool = True


class Derived(Frozen):
    """A value computed from rows of the same sample.

    Attributes
    ----------
    rows : tuple of int
        Positions in ``LabReport.results`` (0 for the first) that it was computed from.
    derived : str
        A plain sentence: how.
    si_low, si_high : float, optional
        Spread where formulas in use differ.
    """

    test: str
    name: str
    loinc: str | None = None
    si_value: float | None = None
    si_unit: str
    si_low: float | None = None
    si_high: float | None = None
    flag: Flag = "unknown"
    low: float | None = None
    high: float | None = None
    at: str | None = None
    rows: tuple[int, ...] = ()
    derived: str
    source: str
    verified: bool
    warnings: tuple[str, ...] = ()
    used: bool = True


class TrendPoint(Frozen):
    """One dated value of a trend, in SI, and the interval that was used for it."""

    at: str
    value: float
    comparator: Comparator | None = None
    flag: Flag
    low: float | None = None
    high: float | None = None
    row: int | None = None


class Trend(Frozen):
    """One test on several days, oldest first.

    Attributes
    ----------
    change : float
        Last value minus first, SI; a value told as ``<5`` counts at its limit.
    derived : bool
        Computed, not printed.
    """

    test: str
    name: str
    si_unit: str
    points: tuple[TrendPoint, ...]
    change: float
    derived: bool = False


class LabReport(Frozen):
    """What ``whytwitch labs FILE --json`` prints."""

    results: tuple[LabResult, ...] = ()
    derived: tuple[Derived, ...] = ()
    trends: tuple[Trend, ...] = ()
    warnings: tuple[str, ...] = Field(default=())


class LabPerson(Frozen):
    """What an interval depends on; None is *unknown*, never *no*.

    Attributes
    ----------
    age : float, optional
        Years.
    sex : {"female", "male"}, optional
    pregnant : bool, optional
    """

    age: float | None = None
    sex: Literal["female", "male"] | None = None
    pregnant: bool | None = None

    @classmethod
    def of(cls, person: object) -> LabPerson:
        """From a case's person, a mapping, or None."""
        if isinstance(person, cls):
            return person

        def part(name: str) -> object:
            return person.get(name) if isinstance(person, dict) else getattr(person, name, None)

        age = part("age")
        years = getattr(age, "years", age)
        pregnant = part("pregnant")
        known = {True: True, False: False, "yes": True, "no": False}
        sex = str(part("sex") or "").strip().lower()
        weeks = part("weeks_pregnant")
        return cls(
            age=float(years) if isinstance(years, int | float) and not isinstance(years, bool) else None,
            sex={"female": "female", "f": "female", "male": "male", "m": "male"}.get(sex),  # type: ignore[arg-type]
            pregnant=True if weeks else known.get(pregnant) if isinstance(pregnant, bool | str) else None,
        )
