"""A night as a device saw it, and how stretches of several sources become one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class LoggedNight:
    """One night of one source.

    Attributes
    ----------
    start, end : datetime
        With offset.
    asleep_min : float or None
        Minutes asleep; None when the source tells time in bed only.
    source : str
        The format it came from; never a device's own name, which people give.
    zone : str or None
        IANA zone when the source tells it.
    """

    start: dt.datetime
    end: dt.datetime
    asleep_min: float | None
    source: str
    zone: str | None = None


def union_minutes(spans: list[tuple[dt.datetime, dt.datetime]]) -> float:
    """Minutes covered by at least one span; overlaps count once."""
    total, until = 0.0, None
    for start, end in sorted(spans):
        begin = start if until is None or start > until else until
        if end > begin:
            total += (end - begin).total_seconds() / 60
        until = end if until is None or end > until else until
    return total


def into_nights(
    spans: list[tuple[dt.datetime, dt.datetime]], source: str, zone: str | None, *, apart_h: float = 3.0
) -> list[LoggedNight]:
    """Join stretches of sleep that lie less than some hours apart into nights.

    Parameters
    ----------
    spans : list of (datetime, datetime)
        Stretches asleep of one source.
    source : str
        The format.
    zone : str or None
        IANA zone.
    apart_h : float
        A longer wake begins another night.
    """
    nights: list[list[tuple[dt.datetime, dt.datetime]]] = []
    for span in sorted(spans):
        if nights and (span[0] - max(one[1] for one in nights[-1])).total_seconds() < apart_h * 3600:
            nights[-1].append(span)
        else:
            nights.append([span])
    return [
        LoggedNight(group[0][0], max(one[1] for one in group), union_minutes(group), source, zone) for group in nights
    ]
