"""One row of any file becomes a :class:`LabValue`; the date order is settled once the whole column was seen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from whytwitch.evidence.labs.dates import date_order, parse_date
from whytwitch.evidence.labs.headers import column_of
from whytwitch.evidence.labs.numbers import parse_number, shown
from whytwitch.evidence.labs.values import parse_range
from whytwitch.model.labs import LabValue

Fields = dict[str, Any]


class Reader:
    """Collects raw rows; :meth:`finish` makes the values."""

    def __init__(self) -> None:
        self._people: dict[tuple[str, ...], int] = {}

    def subject(self, parts: tuple[str, ...]) -> int | None:
        """A number for the person a row names; the name itself is not kept."""
        parts = tuple(" ".join(part.casefold().split()) for part in parts)
        return self._people.setdefault(parts, len(self._people) + 1) if any(parts) else None

    def from_object(self, one: Any, row: int) -> Fields:
        """A row of a JSON or YAML list."""
        if not isinstance(one, dict):
            return {"test": shown(one), "value": "", "row": row, "problems": ["this row is not a set of named fields"]}
        fields: Fields = {"row": row}
        names: list[str] = []
        for key, value in one.items():
            column = column_of(str(key))
            if column == "patient":
                names.append(str(value))
            elif (
                column
                and (column not in fields or fields[column] in (None, ""))
                and not isinstance(value, dict | list | tuple)
            ):
                fields[column] = value
            elif str(key) in ("test", "value") and isinstance(value, dict | list):
                fields.setdefault("problems", []).append(f"'{key}' is not a single value")
        if "name" in fields:
            other = fields.pop("name")
            if not fields.get("test"):
                fields["test"] = other
        fields["subject"] = self.subject(tuple(names))
        return fields

    def finish(self, rows: list[Fields]) -> list[LabValue]:
        """The values, dates read in the order that the column shows."""
        order = date_order(str(one["at"]) for one in rows if isinstance(one.get("at"), str))
        comma = _comma_file(rows)
        return [self._value(one, order, comma) for one in rows]

    def _value(self, one: Fields, order: Any, comma: bool | None) -> LabValue:
        problems: list[str] = list(one.get("problems", ()))
        at, at_problem = _when(one.get("at"), one.get("time"), order)
        low, high = _limit(one.get("low"), comma, problems), _limit(one.get("high"), comma, problems)
        unit = _text(one.get("unit"))
        if low is None and high is None and one.get("range"):
            low, high, rest, problem = parse_range(_text(one["range"]), comma)
            if problem:
                problems.append(problem)
            elif rest and unit and rest.casefold().replace(" ", "") != unit.casefold().replace(" ", ""):
                problems.append(f"the interval '{shown(one['range'])}' has another unit; it was not used")
                low = high = None
        value = one.get("value")
        if not isinstance(value, str | int | float):
            value = _text(value)
        if one.get("comparator") and value != "":
            value = f"{one['comparator']}{value}"
        test = _text(one.get("test"))
        specimen = _text(one.get("specimen"))
        return LabValue(
            test=f"{test} {specimen}" if specimen and test else test,
            value=value,
            unit=unit,
            at=at,
            low=low,
            high=high,
            lab=_text(one.get("laboratory")) or None,
            loinc=_text(one.get("loinc")) or None,
            subject=one.get("subject"),
            row=one.get("row"),
            at_problem=at_problem,
            problems=tuple(problems),
        )


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _comma_file(rows: list[Fields]) -> bool | None:
    commas = any("," in str(one.get("value", "")) for one in rows)
    points = any("." in str(one.get("value", "")) for one in rows)
    return True if commas and not points else False if points and not commas else None


def _when(at: Any, time: Any, order: Any) -> tuple[str | None, str]:
    if isinstance(at, dt.datetime):
        return at.strftime("%Y-%m-%dT%H:%M"), ""
    if isinstance(at, dt.date):
        return at.isoformat(), ""
    text = _text(at)
    clock = _text(time)
    if text and clock and ":" not in text:
        read, problem = parse_date(f"{text} {clock}", order)
        if read:
            return read, problem
    return parse_date(text, order)


def _limit(value: Any, comma: bool | None, problems: list[str]) -> float | None:
    text = _text(value)
    if not text or text in ("-", "--", "n/a", "null"):
        return None
    if isinstance(value, bool):
        problems.append(f"the limit '{value}' was not understood")
        return None
    number, _, _ = parse_number(text.lstrip("<>=≤≥ "), comma)
    if number is None:
        problems.append(f"the limit '{shown(text)}' was not understood")
    return number
