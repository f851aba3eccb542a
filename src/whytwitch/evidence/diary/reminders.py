"""Reminders as a calendar file (RFC 5545). Times float: nine in the evening stays nine wherever the person is."""

from __future__ import annotations

import datetime as dt
import re

from whytwitch.errors import FormatError


def calendar(evening: str, morning: str, first: dt.date, stamp: dt.datetime) -> str:
    """Two events each day, with an alarm. They hold no word about health.

    Parameters
    ----------
    evening, morning : str
        Times such as 21:00.
    first : date
        The first day.
    stamp : datetime
        When the file is made, with offset.

    Returns
    -------
    str
        The file.

    Raises
    ------
    FormatError
        When a time cannot be read.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//whytwitch//diary//EN", "CALSCALE:GREGORIAN"]
    for name, time in (("evening", evening), ("morning", morning)):
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time):
            raise FormatError("this time cannot be read", where=f"--{name}", found=repr(time), allowed="such as 21:00")
        lines += [
            "BEGIN:VEVENT",
            f"UID:{name}@whytwitch.invalid",
            f"DTSTAMP:{stamp.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART:{first:%Y%m%d}T{time.replace(':', '')}00",
            "DURATION:PT5M",
            "RRULE:FREQ=DAILY",
            f"SUMMARY:Diary ({name})",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:PT0M",
            f"DESCRIPTION:Diary ({name})",
            "END:VALARM",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])
