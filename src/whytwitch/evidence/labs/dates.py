"""When a sample was taken: dates as laboratories and spreadsheets write them. An unclear date stays unknown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from whytwitch.evidence.labs.numbers import shown

Order = Literal["dmy", "mdy"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january januar janv janvier ene enero gen gennaio januari stycznia styczeń styczen janeiro",
            "feb february februar fev fevr fevrier février febrero febbraio februari lutego luty fevereiro",
            "mar march mär mrz märz maerz mars marzo maart marca marzec março marco",
            "apr april avr avril abr abril aprile kwietnia kwiecień",
            "may mai mayo mag maggio mei maj maja maio",
            "jun june juni juin junio giu giugno czerwca czerwiec junho",
            "jul july juli juil juillet julio lug luglio lipca lipiec julho",
            "aug august aou août aout ago agosto augustus augusti sierpnia sierpień",
            "sep sept september septembre septiembre set settembre września wrzesień setembro",
            "oct october okt oktober octobre octubre ott ottobre października październik out outubro",
            "nov november novembre noviembre listopada listopad novembro",
            "dec december dez dezember déc decembre décembre dic diciembre dicembre grudnia grudzień dezembro",
        ],
        start=1,
    )
    for name in names.split()
}
_TIME = (
    r"(?:[T ,]+(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)"
    r"\s*(?P<half>[AaPp][Mm])?\s*(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_YMD = re.compile(rf"^(?P<y>[0-9]{{4}})[-/.](?P<m>[0-9]{{1,2}})[-/.](?P<d>[0-9]{{1,2}}){_TIME}$")
_HL7 = re.compile(r"^(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?P<clock>[0-9]{4}(?:[0-9]{2})?)?$")
_NUMERIC = re.compile(
    rf"^(?P<a>[0-9]{{1,2}})(?P<sep>[-/.])(?P<b>[0-9]{{1,2}})[-/.](?P<y>[0-9]{{4}}|[0-9]{{2}}){_TIME}$"
)
_NAMED = re.compile(
    rf"^(?:(?P<d1>[0-9]{{1,2}})\.?[ -](?:de )?(?P<m1>[^\W\d]+)\.?[ -](?:de )?|"
    rf"(?P<m2>[^\W\d]+)\.? (?P<d2>[0-9]{{1,2}}),? )(?P<y>[0-9]{{4}}|[0-9]{{2}}){_TIME}$"
)
_WEEKDAY = re.compile(r"^[^\W\d]{2,12}(?:[.,]+ +(?=[0-9])| +(?=[0-9]{1,2}(?:\.? [^\W\d]|[./-])))")
_EAST = re.compile(r"^([0-9]{4}) ?年 ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?日")
_SERIAL = re.compile(r"^[0-9]{5}(?:[.,][0-9]+)?$")
#: Day numbers of a spreadsheet that are read as dates: 2000-01-01 to 2064.
_SERIALS = range(36526, 60000)


def date_order(texts: Iterable[str]) -> Order | None:
    """Whether a column writes day/month or month/day, when at least one date in it can be read in one way only.

    Returns
    -------
    {"dmy", "mdy"} or None
        None without evidence, or with evidence for both.
    """
    seen = orders_in(texts)
    return seen.pop() if len(seen) == 1 else None


def orders_in(texts: Iterable[str]) -> set[Order]:
    """The orders that are certain because one number is above 12."""
    seen: set[Order] = set()
    for text in texts:
        match = _NUMERIC.match(text.strip())
        if match and match["sep"] != ".":
            first, second = int(match["a"]), int(match["b"])
            if first > 12 >= second:
                seen.add("dmy")
            elif second > 12 >= first:
                seen.add("mdy")
    return seen


@lru_cache(maxsize=20_000)
def parse_date(text: str, order: Order | None = None) -> tuple[str | None, str]:
    """Read a date, with or without a time of day.

    Parameters
    ----------
    text : str
        As printed.
    order : {"dmy", "mdy"}, optional
        What the other dates of the column show.

    Returns
    -------
    at : str or None
        ISO date, or ISO date and time; None when unknown or unclear.
    problem : str
        Why it is unclear, as a question; or what was inferred.
    """
    flat = " ".join(text.replace("\u00a0", " ").split())
    if not flat:
        return None, ""
    flat = _EAST.sub(r"\1-\2-\3", _WEEKDAY.sub("", flat))
    if _SERIAL.match(flat) and int(flat[:5]) in _SERIALS:
        at = dt.date(1899, 12, 30) + dt.timedelta(days=int(flat[:5]))
        return at.isoformat(), f"the day number {flat[:5]} of a spreadsheet was read as {at.isoformat()}"
    if match := _YMD.match(flat):
        return _made(flat, int(match["y"]), int(match["m"]), int(match["d"]), match["time"], match["half"])
    if match := _HL7.match(flat):
        clock = match["clock"]
        return _made(
            flat, int(match["y"]), int(match["m"]), int(match["d"]), clock and f"{clock[:2]}:{clock[2:4]}", None
        )
    if match := _NUMERIC.match(flat):
        first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
        year += 2000 if year < 100 else 0
        inferred = ""
        if match["sep"] == "." or first > 12 or first == second:
            day, month = first, second
        elif second > 12:
            day, month = second, first
        elif order is None:
            return None, f"the date '{shown(flat)}' may be day/month or month/day: write it as year-month-day"
        else:
            day, month = (first, second) if order == "dmy" else (second, first)
            how = "day/month" if order == "dmy" else "month/day"
            inferred = f"the date '{shown(flat)}' was read as {how}, like other dates here"
        at, problem = _made(flat, year, month, day, match["time"], match["half"])
        return at, problem or inferred
    if match := _NAMED.match(flat):
        month_name = (match["m1"] or match["m2"]).casefold()
        if month_name in _MONTHS:
            day = int(match["d1"] or match["d2"])
            year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
            return _made(flat, year, _MONTHS[month_name], day, match["time"], match["half"])
    return None, f"the date '{shown(flat)}' was not understood: write it as year-month-day"


def _made(text: str, year: int, month: int, day: int, time: str | None, half: str | None) -> tuple[str | None, str]:
    if not 1900 <= year <= 2200:
        return None, f"the date '{shown(text)}' has an unlikely year"
    try:
        date = dt.date(year, month, day)
        if not time:
            return date.isoformat(), ""
        hour, minute = int(time.split(":")[0]), int(time.split(":")[1])
        if half:
            hour = hour % 12 + (12 if half.casefold() == "pm" else 0)
        return f"{date.isoformat()}T{dt.time(hour, minute).strftime('%H:%M')}", ""
    except ValueError:
        return None, f"the date '{shown(text)}' does not exist"
