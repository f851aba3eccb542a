"""One row of any file becomes a :class:`LabValue`; the date order is settled once the whole column was seen."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from whytwitch.evidence.labs.dates import date_order, orders_in, parse_date
from whytwitch.evidence.labs.headers import column_of, unit_in
from whytwitch.evidence.labs.intervals import by_sex, looks_like_range, parse_range
from whytwitch.evidence.labs.numbers import parse_number, shown
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.model.labs import LabValue

Fields = dict[str, Any]


class Reader:
    """Collects raw rows; :meth:`finish` makes the values.

    Parameters
    ----------
    day_first : bool
        The file is written in a language that puts the day before the month.
    """

    def __init__(self, *, day_first: bool = False) -> None:
        self._day_first = day_first
        self._by_language = False
        self._people: dict[tuple[str, ...], int] = {}

    @property
    def people(self) -> int:
        """How many different persons were named."""
        return len(self._people)

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
            elif str(key) in ("confirmed", "page", "line", "sure"):
                fields[str(key)] = value
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
        texts = [one["at"] for one in rows if isinstance(one.get("at"), str)]
        order = date_order(texts)
        self._by_language = self._day_first and not orders_in(texts)
        order = "dmy" if self._by_language else order
        comma = _comma_file(rows)
        return [self._value(one, order, comma) for one in rows]

    def _value(self, one: Fields, order: Any, comma: bool | None) -> LabValue:
        problems: list[str] = list(one.get("problems", ()))
        at, at_problem = _when(one.get("at"), one.get("time"), order)
        if self._by_language:
            at_problem = at_problem.replace("like other dates here", "as in the language of this file")
        low, high = _limit(one.get("low"), comma, problems), _limit(one.get("high"), comma, problems)
        _take_apart(one)
        unit = _text(one.get("unit"))
        interval = ""
        if low is None and high is None and one.get("range"):
            unit, low, high, interval = _range_of(one, unit, comma, problems)
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
            interval=interval,
            remark=" ".join(_text(one[name]) for name in ("comment", "mark", "value") if one.get(name))[:200],
            page=one.get("page"),
            line=one.get("line"),
            sure=one.get("sure"),
            confirmed=one.get("confirmed", True) is not False,
        )


def _take_apart(one: Fields) -> None:
    """A test cell may carry its unit, a value cell its interval: ``Ferritin (µg/l)``, ``4.1 (3.5-5.1)``."""
    test = _text(one.get("test"))
    if test and not _text(one.get("unit")) and (unit := unit_in(test)):
        one["unit"] = unit
        bare, known = test.replace(unit, " ").strip(" ()[],:"), load_analytes()
        if known.find(test) is None and bare and known.find(bare) is not None:
            one["test"] = bare
    value = one.get("value")
    match = _VALUE_AND_RANGE.fullmatch(value.strip()) if isinstance(value, str) and value.strip()[-1:] in ")]" else None
    if match and (looks_like_range(match["range"]) or parse_range(match["range"])[3] == ""):
        one["value"] = match["value"]
        if not _text(one.get("range")):
            one["range"] = match["range"]


_VALUE_AND_RANGE = re.compile(r"(?P<value>[^()\[\]]*[0-9][^()\[\]]*?)\s*[(\[](?P<range>[^()\[\]]*[0-9][^()\[\]]*)[)\]]")


def _range_of(
    one: Fields, unit: str, comma: bool | None, problems: list[str]
) -> tuple[str, float | None, float | None, str]:
    """Unit, limits and, for an interval of each sex, its text."""
    text = _text(one["range"])
    if by_sex(text):
        return unit, None, None, text
    low, high, rest, problem = parse_range(text, comma)
    known = load_analytes()
    if problem:
        problems.append(problem)
    elif rest and unit and (known.unit(rest) or rest) != (known.unit(unit) or unit):
        if known.unit(rest) is None and not any(sign in rest for sign in "/%"):
            return unit, low, high, ""  # a word behind the interval, not a unit
        problems.append(f"the interval '{shown(text)}' has another unit; it was not used")
        low = high = None
    elif rest and not unit and known.unit(rest) and not re.search(r"[^\W\d]|%", _text(one.get("value"))):
        problems.append(f"the unit '{shown(rest)}' was taken from the printed interval")
        unit = rest
    return unit, low, high, ""


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
