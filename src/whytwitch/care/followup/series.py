"""A series of days: which arm, which value; read from a table with the columns day, arm, value."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whytwitch.errors import ContradictionError, FileError, FormatError, ImpossibleValueError, TooLargeError

if TYPE_CHECKING:
    import numpy as np

_MISSING = {"", "na", "n/a", "nan", "null", "none", "-", "."}
_LARGEST_FILE = 20_000_000
#: The longest series in days: fifty years. A mistyped year is found by it.
_LONGEST = 20_000


@dataclass(frozen=True)
class Series:
    """Days of one person.

    Attributes
    ----------
    day : ndarray of int, shape (n,)
        Days since the first one, strictly rising.
    arm : tuple of str
        The label of each day.
    value : ndarray of float, shape (n,)
        NaN where nothing was noted; 0 is a value.
    first_date : date or None
        The date of day 0, when the file gave dates.
    warnings : tuple of str
        What was repaired in reading.
    """

    day: np.ndarray[Any, Any]
    arm: tuple[str, ...]
    value: np.ndarray[Any, Any]
    first_date: dt.date | None = None
    warnings: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in the order of their first day."""
        return tuple(dict.fromkeys(self.arm))


def read_series(path: str | Path) -> Series:
    """Read ``day,arm,value``.

    Parameters
    ----------
    path : str or Path
        A CSV file; comma, semicolon or tab; a decimal comma where the separator is not one; an empty value is missing.
        ``day`` is a whole number or a date (2026-11-21); other columns are left alone.

    Returns
    -------
    Series
        Sorted by day. Several values of one day and arm are averaged, and that is said.

    Raises
    ------
    FileError
        When it cannot be read.
    FormatError
        When a column or a cell is not what it must be.
    ContradictionError
        When one day stands in both arms, or there are more than two arms.
    ImpossibleValueError
        When a value is infinite or the days span more than fifty years.
    TooLargeError
        When the file is larger than any diary.
    """
    file = Path(path)
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise TooLargeError("this file is larger than any diary", where=file.name, allowed="up to 20 MB")
        raw = file.read_bytes()
    except OSError as error:
        raise FileError("this file cannot be read", where=file.name, found=error.strerror or "") from None
    if b"\0" in raw:
        raise FileError("this is not a table in plain text", where=file.name, allowed="CSV: day,arm,value")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return parse_series(text, where=file.name)


def parse_series(text: str, *, where: str = "table") -> Series:
    """Do what :func:`read_series` does with the text itself.

    Parameters
    ----------
    text : str
        The table.
    where : str
        What to call it in errors.
    """
    import numpy as np

    head, _, _ = text.lstrip().partition("\n")
    if not head.strip():
        raise FormatError("the table is empty", where=where, allowed="a first line day,arm,value")
    separator = max(",;\t", key=head.count)
    comma = separator != ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    try:
        named = _columns(next(row for row in rows if any(cell.strip() for cell in row)), where)
        read = [_row(row, named, f"{where}, line {rows.line_num}", comma) for row in rows if any(map(str.strip, row))]
    except csv.Error as error:
        raise FormatError("the table is broken", where=f"{where}, line {rows.line_num}", found=str(error)) from None
    if not read:
        raise FormatError("the table has no day", where=where, allowed="one line for each day below day,arm,value")
    warnings = []
    unarmed = [one for one in read if not one[1]]
    if unarmed:
        warnings.append(f"{len(unarmed)} days name no arm and were left out.")
        read = [one for one in read if one[1]]
    dated = {isinstance(one[0], dt.date) for one in read}
    if len(dated) == 2:
        raise FormatError("some days are dates and some are numbers", where=where, allowed="one kind in one file")
    return _series(read, warnings, where, np)


def _series(read: list[tuple[Any, str, float, str]], warnings: list[str], where: str, np: Any) -> Series:
    labels = dict.fromkeys(one[1] for one in read)
    if len(labels) > 2:
        raise ContradictionError(
            "there are more than two arms", where=where, found=", ".join(list(labels)[:5]), allowed="two labels",
            todo="compare two arms at a time",
        )  # fmt: skip
    days: dict[Any, tuple[str, list[float]]] = {}
    for day, arm, value, place in read:
        held = days.setdefault(day, (arm, []))
        if held[0] != arm:
            raise ContradictionError("one day stands in both arms", where=place, found=f"day {day}")
        held[1].append(value)
    twice = sum(len(values) > 1 for _, values in days.values())
    if twice:
        warnings.append(f"{twice} days have several values; their mean was taken.")
    ordered = sorted(days)
    first = ordered[0] if ordered else None
    count = [(day - first).days if isinstance(day, dt.date) else day - first for day in ordered]
    if count and count[-1] > _LONGEST:
        raise ImpossibleValueError(
            "the days are too far apart", where=where, found=f"{ordered[0]} to {ordered[-1]}", allowed="fifty years"
        )
    values = [[one for one in days[day][1] if one == one] for day in ordered]
    return Series(
        day=np.array(count, dtype=np.int64),
        arm=tuple(days[day][0] for day in ordered),
        value=np.array([sum(one) / len(one) if one else np.nan for one in values], dtype=float),
        first_date=first if isinstance(first, dt.date) else None,
        warnings=tuple(warnings),
    )


def _columns(head: list[str], where: str) -> dict[str, int]:
    names = [re.sub(r"[^a-z]", "", cell.lower()) for cell in head]
    alike = {
        "day": ("day", "date"),
        "arm": ("arm", "phase", "condition", "treatment"),
        "value": ("value", "score", "count"),
    }
    found = {}
    for wanted, words in alike.items():
        place = next((names.index(word) for word in words if word in names), None)
        if place is None:
            raise FormatError(
                f"there is no column '{wanted}'", where=where, found=", ".join(head)[:120], allowed="day,arm,value"
            )
        found[wanted] = place
    return found


def _row(row: list[str], named: dict[str, int], where: str, comma: bool) -> tuple[Any, str, float, str]:
    cells = {name: row[place].strip() if place < len(row) else "" for name, place in named.items()}
    return _day(cells["day"], where), cells["arm"], number(cells["value"], where, comma=comma), where


def _day(text: str, where: str) -> int | dt.date:
    if re.fullmatch(r"[+-]?\d{1,7}(\.0*)?", text):
        return int(float(text))
    try:
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        raise FormatError(
            "this day cannot be read",
            where=where,
            found=repr(text),
            allowed="a whole number or a date such as 2026-11-21",
        ) from None


def number(text: str, where: str, *, comma: bool = False) -> float:
    """A value as a number; NaN when nothing was noted.

    Parameters
    ----------
    text : str
        The cell.
    where : str
        Its place, for the error.
    comma : bool
        Whether a comma may be the decimal sign.

    Raises
    ------
    FormatError
        When it is no number.
    ImpossibleValueError
        When it is infinite.
    """
    if text.lower() in _MISSING:
        return float("nan")
    try:
        value = float(text.replace(",", ".") if comma and text.count(",") == 1 else text)
    except ValueError:
        raise FormatError(
            "this value is no number", where=where, found=repr(text), allowed="a number, or nothing when it is missing"
        ) from None
    if abs(value) > 1e12 or value != value:
        raise ImpossibleValueError("this value is not possible", where=where, found=repr(text))
    return value
