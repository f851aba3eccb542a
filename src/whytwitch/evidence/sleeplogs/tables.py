"""Sleep exports that are tables or JSON: Sleep as Android, Fitbit, Oura, Withings, SleepCycle, Garmin."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any
from zoneinfo import ZoneInfo

from whytwitch.errors import FormatError
from whytwitch.evidence.sleeplogs.night import LoggedNight


def read_sleep_as_android(text: str, warnings: list[str]) -> list[LoggedNight]:
    """``sleep-export.csv``: the header is repeated for every night.

    Notes
    -----
    ``Id`` (milliseconds of the epoch) and ``Hours`` are used; ``From`` and ``To`` are ambiguous when the clock changes.
    """
    nights, head, broken = [], [], 0
    for row in csv.reader(io.StringIO(text)):
        if row[:1] == ["Id"]:
            head = row
        elif row and row[0].strip():
            cells = dict(zip(head, row, strict=False))
            try:
                zone = ZoneInfo(cells.get("Tz", "UTC") or "UTC")
                start = dt.datetime.fromtimestamp(int(cells["Id"]) / 1000, zone)
                hours = float(cells["Hours"].replace(",", "."))
                if not 0 <= hours <= 24:
                    raise ValueError
            except (KeyError, ValueError, OSError, OverflowError):
                broken += 1
                continue
            end = (start.astimezone(dt.UTC) + dt.timedelta(hours=hours)).astimezone(zone)
            nights.append(LoggedNight(start, end, hours * 60, "sleep_as_android", zone.key))
    if broken:
        warnings.append(f"{broken} nights could not be read and were left out.")
    return nights


def read_table(text: str, zone: str | None, warnings: list[str]) -> list[LoggedNight]:
    """Fitbit, Oura, Withings and SleepCycle, told apart by their columns.

    Raises
    ------
    FormatError
        When it is none of them, or when it tells local times and no zone was given.
    """
    lines = text.lstrip("\ufeff").splitlines()
    if lines and lines[0].strip().strip('"') == "Sleep":
        lines = lines[1:]
    head = lines[0] if lines else ""
    rows = csv.DictReader(lines, delimiter=";" if head.count(";") > head.count(",") else ",")
    names = set(rows.fieldnames or ())
    makers = (
        ("fitbit", {"Start Time", "End Time", "Minutes Asleep"}, "Start Time", "End Time", "Minutes Asleep", 1.0),
        ("oura", {"bedtime_start", "bedtime_end"}, "bedtime_start", "bedtime_end", "total_sleep_duration", 60.0),
        ("sleepcycle", {"Start", "End", "Sleep Quality"}, "Start", "End", "Time asleep (seconds)", 60.0),
        ("withings", {"from", "to", "light (s)"}, "from", "to", "", 60.0),
    )
    for maker, needed, first, last, asleep, unit in makers:
        if needed <= names:
            return _rows(rows, maker, (first, last, asleep), unit, zone, warnings)
    raise FormatError(
        "this table is of no kind that is known", where="sleep log", found=", ".join(sorted(names))[:100],
        allowed="Fitbit, Oura, Withings, SleepCycle, Sleep as Android, Apple Health, Garmin",
    )  # fmt: skip


def _rows(
    rows: Any, maker: str, columns: tuple[str, str, str], unit: float, zone: str | None, warnings: list[str]
) -> list[LoggedNight]:
    nights, broken = [], 0
    for row in rows:
        try:
            start, end = (_time(row[name], zone) for name in columns[:2])
            if maker == "withings":
                asleep: float | None = (
                    sum(_number(row[name]) or 0 for name in ("light (s)", "deep (s)", "rem (s)") if name in row) / 60
                )
            else:
                told = _number(row.get(columns[2]) or "")
                asleep = None if told is None else told / unit
            if not dt.timedelta(0) < end - start <= dt.timedelta(hours=24):
                raise ValueError
        except (KeyError, ValueError, TypeError):
            broken += 1
            continue
        nights.append(LoggedNight(start, end, asleep, maker, zone))
    if broken:
        warnings.append(f"{broken} rows could not be read and were left out.")
    return nights


def _number(text: str) -> float | None:
    text = text.strip().replace(",", "")
    return None if text in ("", "N/A", "-") else float(text)


_FORMS = ("%Y-%m-%d %I:%M%p", "%d-%m-%Y %I:%M %p", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")


def _time(text: str, zone: str | None) -> dt.datetime:
    text = text.strip()
    try:
        when = dt.datetime.fromisoformat(text)
    except ValueError:
        for form in _FORMS:
            try:
                when = dt.datetime.strptime(text, form)  # noqa: DTZ007 - the zone is put to it below
                break
            except ValueError:
                continue
        else:
            raise
    if when.tzinfo is None:
        if zone is None:
            raise FormatError(
                "this file tells local times only", where="sleep log", todo="say where: --zone Europe/London"
            )
        when = when.replace(tzinfo=ZoneInfo(zone))
    return when


def read_garmin(text: str, warnings: list[str]) -> list[LoggedNight]:
    """Garmin's JSON of the data request: a list of nights in GMT.

    Raises
    ------
    FormatError
        When it is something else.
    """
    try:
        rows = json.loads(text)
        if not isinstance(rows, list):
            raise ValueError
    except ValueError:
        raise FormatError(
            "this JSON is no sleep log that is known", where="sleep log", allowed="Garmin's sleepData.json"
        ) from None
    nights, broken = [], 0
    for row in rows:
        try:
            start, end = (
                dt.datetime.fromisoformat(row[name]).replace(tzinfo=dt.UTC)
                for name in ("sleepStartTimestampGMT", "sleepEndTimestampGMT")
            )
            parts = [row.get(name) for name in ("deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds")]
        except (KeyError, TypeError, ValueError):
            broken += 1
            continue
        asleep = sum(one or 0 for one in parts) / 60 if any(one is not None for one in parts) else None
        nights.append(LoggedNight(start, end, asleep, "garmin"))
    if broken:
        warnings.append(f"{broken} nights have no times and were left out.")
    return nights
