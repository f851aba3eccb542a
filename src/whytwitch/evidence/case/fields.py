"""Single values of a case file: dates, ages, durations, words, numbers."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NoReturn

from whytwitch.errors import FormatError, ImpossibleValueError, UnknownNameError, nearest
from whytwitch.evidence.case.places import Place, shown
from whytwitch.knowledge.schema import Finding
from whytwitch.model.case import Age
from whytwitch.model.finding import ANSWER_WORDS, NO, NOT_SURE, YES

_WEEKS = {"day": 1 / 7, "week": 1.0, "month": 52.18 / 12, "year": 52.18}
_WORDS = {
    "true": YES,
    "false": NO,
    "y": YES,
    "n": NO,
    "unsure": NOT_SURE,
    "don't know": NOT_SURE,
    "dont_know": NOT_SURE,
}


def text(place: Place) -> str:
    """A piece of text; a number is taken as written."""
    if isinstance(place.value, dict | list):
        place.fail("a text is wanted here", found=shown(place.value))
    return str(place.value).strip()


def word(place: Place) -> str:
    """A word in lower case; ``true`` and ``false`` count as yes and no."""
    found = text(place).lower()
    return _WORDS.get(found, found)


def date(place: Place) -> dt.date:
    """A calendar date, written 2026-11-22."""
    value = place.value
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        place.fail(
            "this is no date",
            allowed="year-month-day such as 2026-11-22",
            found=shown(value),
            todo="write the year first, so that day and month cannot be confused",
        )
        raise AssertionError from None


def age(place: Place) -> Age:
    """An age: 54, '8 months', '80s', '30-40'."""
    try:
        return Age.parse(place.value)
    except ValueError as error:
        raise ImpossibleValueError(
            "this is no possible age",
            where=place.where,
            allowed="54, '8 months', '80s' or '30-40', up to 125 years",
            found=shown(place.value),
        ) from error


def pregnant(place: Place) -> dict[str, Any]:
    """Pregnancy: yes, no, unknown, or the number of weeks."""
    if isinstance(place.value, int) and not isinstance(place.value, bool):
        return {"pregnant": "yes", "weeks_pregnant": place.value}
    said = word(place)
    if match := re.fullmatch(r"(\d+)\s*weeks?", said):
        return {"pregnant": "yes", "weeks_pregnant": int(match[1])}
    return {"pregnant": "unknown" if said == NOT_SURE else said}


def whole(place: Place) -> int:
    """A whole number."""
    if isinstance(place.value, bool) or not re.fullmatch(r"-?\d+", str(place.value).strip()):
        place.fail("a whole number is wanted here", found=shown(place.value))
    return int(place.value)


def number(place: Place) -> float:
    """A number with a decimal point."""
    try:
        return float(place.value)
    except (TypeError, ValueError):
        place.fail("a number is wanted here", found=shown(place.value), todo="write a decimal point, no unit")
        raise AssertionError from None


def weeks(place: Place) -> float:
    """A duration in weeks: '30 weeks', '3 days', '2 years', or a bare number of weeks."""
    if isinstance(place.value, int | float) and not isinstance(place.value, bool):
        return float(place.value)
    match = re.fullmatch(
        r"(?:about |over |> ?)?(\d+(?:\.\d+)?|an?|one|two|three|several|few)\s*(day|week|month|year)s?",
        text(place).lower(),
    )
    if not match:
        place.fail(
            "this is no duration", allowed="'3 days', '30 weeks', '5 months' or '2 years'", found=shown(place.value)
        )
        raise AssertionError
    counts = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "several": 4, "few": 3}
    return float(counts.get(match[1], 0) or match[1]) * _WEEKS[match[2]]


def unknown_word(place: Place, attribute: str, said: str, allowed: dict[str, str]) -> NoReturn:
    """Say which words an attribute takes."""
    raise UnknownNameError(
        f"'{said}' is no word for '{attribute}'",
        where=place.where,
        allowed=", ".join(allowed),
        todo=nearest(said, allowed),
    )


def answer_value(place: Place, finding: Finding) -> str | float:
    """The value of an answer, checked against the kind of its finding.

    Parameters
    ----------
    place : Place
        Where the value stands.
    finding : Finding
        What is answered.

    Returns
    -------
    str or float
        A word, a choice or a number.

    Raises
    ------
    FormatError
        When the value is not one of those allowed.
    """
    if finding.kind == "number":
        value = number(place)
        if value != value or value in (float("inf"), float("-inf")):
            raise ImpossibleValueError(f"'{finding.id}' cannot be {place.value}", where=place.where)
        return value
    said = word(place)
    if finding.kind == "choice":
        allowed: tuple[str, ...] = (*finding.choices, NOT_SURE)
    else:
        allowed = ANSWER_WORDS if finding.kind == "danger" else (YES, NO, NOT_SURE)
    if finding.kind == "yes_no" and said in ANSWER_WORDS:
        return said if said in allowed else YES
    if said not in allowed:
        raise FormatError(
            f"'{said}' is no answer to '{finding.id}'",
            where=place.where,
            allowed=", ".join(allowed),
            todo=nearest(said, allowed),
        )
    return said
