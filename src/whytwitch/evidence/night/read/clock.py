"""Clock times as event files write them."""

from __future__ import annotations

import itertools
import re
from datetime import date, datetime, time, timedelta

_TIME = re.compile(r"(\d{1,2})[:.](\d{2})[:.](\d{2})(?:[.,](\d{1,9})|:(\d{3})(?!\d))?\s*([AaPp]\.?\s?[Mm]\b\.?)?")
_LENGTH = re.compile(
    r"([+-]?\d+(?:[.,]\d+)?)\s*(s|sec|secs|seconds?|sek|sekunden|secondes|segundos|secondi|seg|ms|msec|min|mins)?\.?",
    re.I,
)
_HMS = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,9}))?")
_DAYTIME_S = 7200.0
_ISO = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s*(.*))?$")
_DATE = re.compile(r"^\s*(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})[T, ]+(.*)$")


def clock(text: str) -> tuple[time, float] | None:
    """Return the time of day and its seconds after midnight, or None."""
    found = _TIME.search(text)
    if not found:
        return None
    h, m, s = int(found[1]), int(found[2]), int(found[3])
    half = re.sub(r"[.\s]", "", found[6] or "").lower()
    if half:
        if not 1 <= h <= 12:
            return None
        h = h % 12 + (12 if half == "pm" else 0)
    h = 0 if h == 24 else h  # some programs write midnight so
    if h > 23 or m > 59 or s > 59:
        return None
    micro = round(float("0." + (found[4] or found[5] or "0")) * 1e6)
    extra, micro = divmod(micro, 1_000_000)
    seconds = h * 3600 + m * 60 + s + extra
    return time(h, m, s, micro), seconds + micro / 1e6


def elapsed(text: str) -> float | None:
    """Return the seconds of a length of time: ``1.5``, ``1,5 s``, ``900 ms``, ``0:01:30.5`` (h:m:s), ``01:30`` (m:s).

    Parameters
    ----------
    text : str
        As it stands in the file.

    Returns
    -------
    float or None
        None for anything else; hours may exceed 23.
    """
    text = text.strip().strip("'\"")
    found = _LENGTH.fullmatch(text)
    if found:
        factor = {"m": 0.001 if (found[2] or "").lower().startswith("ms") else 60.0}.get(
            (found[2] or "s")[0].lower(), 1.0
        )
        return float(found[1].replace(",", ".")) * factor
    found = _HMS.fullmatch(text)
    if found and int(found[2]) < 60 and int(found[3]) < 60:
        return int(found[1] or 0) * 3600.0 + int(found[2]) * 60.0 + int(found[3]) + float("0." + (found[4] or "0"))
    return None


def went_back(seconds: list[float]) -> bool:
    """Say whether sorted clock times step back once by about an hour, as when clocks go back in autumn."""
    back = [a - b for a, b in itertools.pairwise(seconds) if b < a - 1.0]
    return len(back) == 1 and 1800.0 < back[0] <= 3600.0


def split(text: str) -> tuple[tuple[int, int, int] | None, str]:
    """Split a date-and-time text into its three date numbers, in written order, and the rest."""
    found = _ISO.match(text)
    if found:
        return (int(found[1]), int(found[2]), int(found[3])), found[4] or ""
    found = _DATE.match(text)
    if found:
        return (int(found[1]), int(found[2]), int(found[3])), found[4]
    return None, text


def order(dates: list[tuple[int, int, int]]) -> str | None:
    """Work out whether written dates are ``ymd``, ``dmy`` or ``mdy``; None when it cannot be told.

    A night starts one day and mostly ends the next, so of two readings the one with the shorter stay wins; a day
    above 12 settles it at once.
    """
    if not dates:
        return None
    if any(a > 31 for a, _, _ in dates):
        return "ymd"
    fits = [name for name in ("dmy", "mdy") if all(_make(d, name) for d in dates)]
    if len(fits) == 1:
        return fits[0]
    if not fits:
        return None
    stays = {name: _stay(dates, name) for name in fits}
    if stays["dmy"] != stays["mdy"]:
        return min(stays, key=lambda n: stays[n])
    return None


def make(numbers: tuple[int, int, int], how: str) -> date | None:
    """Return the date, or None when there is no such day."""
    return _make(numbers, how)


def _make(numbers: tuple[int, int, int], how: str) -> date | None:
    y, m, d = (numbers[how.index(c)] for c in "ymd")
    if y < 100:
        y += 1900 if y >= 85 else 2000
    try:
        return date(y, m, d)
    except ValueError:
        return None


def _stay(dates: list[tuple[int, int, int]], how: str) -> timedelta:
    made = [d for d in (_make(one, how) for one in dates) if d]
    return max(made) - min(made)


def roll(seconds: list[float]) -> list[float]:
    """Turn times of day in file order into running seconds; a large jump back means that midnight has passed.

    Parameters
    ----------
    seconds : list of float
        Seconds after midnight, in file order. Small steps back (marks that are not quite sorted) stay.

    Returns
    -------
    list of float
        Seconds after the first midnight.
    """
    out: list[float] = []
    for s in seconds:
        if out:
            s += 86400.0 * round((out[-1] - s) / 86400.0)
        out.append(s)
    if out and max(out) - min(out) >= 86400.0:  # sorted by kind of event, not by time: the night begins after its gap
        days = sorted(set(seconds))
        gaps = [(b - a, b) for a, b in itertools.pairwise([*days, days[0] + 86400.0])]
        widest, begin = max(gaps)
        if widest >= _DAYTIME_S:
            begin %= 86400.0
            return [s if s >= begin else s + 86400.0 for s in seconds]
    return out


def seconds_between(a: datetime, b: datetime) -> float:
    """Return the seconds from ``a`` to ``b``."""
    return (b - a).total_seconds()
