"""Days as rows of numbers, for trends, triggers and pictures. A day without an entry is a gap, never a zero."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from whytwitch.evidence.diary.entry import Entry
from whytwitch.evidence.diary.fields import FIELDS
from whytwitch.evidence.diary.history import standing
from whytwitch.evidence.diary.sleep import NUMBER, night_of

_NUMERIC = {name for name, one in FIELDS.items() if one.type in ("count", "number", "scale", "minutes")}


def by_day(entries: Iterable[Entry]) -> dict[dt.date, dict[str, float]]:
    """Numbers of each day.

    Parameters
    ----------
    entries : iterable of Entry
        All, with history.

    Returns
    -------
    dict of date to dict of str to float
        Only what was noted. ``moments`` counts the timed entries of a day that has any; ``sleep_min`` is worked out
        of the morning entry when it could be. What was noted twice counts as noted last. Not to be changed: it may be
        shared.
    """
    return standing(entries).days


def days_of(held: Iterable[Entry]) -> dict[dt.date, dict[str, float]]:
    """The same from entries that all hold."""
    made: dict[dt.date, dict[str, float]] = {}
    for one in held:
        row = made.setdefault(one.day, {})
        if one.kind == "moment":
            row["moments"] = row.get("moments", 0.0) + 1
            continue
        for name, value in one.values.items():
            if name in _NUMERIC and isinstance(value, NUMBER):
                row[name] = float(value)
        if one.kind == "morning":
            night = night_of(one)
            if night.asleep_min is not None:
                row["sleep_min"] = night.asleep_min
    return made
