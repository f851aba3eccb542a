"""What time it is, and where. Tests that live through eight weeks name a file that tells it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from whytwitch.evidence.diary.entry import zone_named


def zone() -> str:
    """The computer's IANA time zone; UTC when it names none."""
    told = os.environ.get("TZ", "").lstrip(":")
    if not told or "/" not in told:
        link = os.path.realpath("/etc/localtime")
        told = told or link.partition("zoneinfo/")[2]
    try:
        zone_named(told)
    except ValueError:
        return "UTC"
    return told


def now() -> dt.datetime:
    """Now, with the offset of :func:`zone`."""
    told = os.environ.get("WHYTWITCH_CLOCK_FILE")
    if told:
        text = Path(told).read_text(encoding="ascii").strip()
        return dt.datetime.fromisoformat(text).replace(tzinfo=zone_named(zone()))
    return dt.datetime.now(zone_named(zone()))
