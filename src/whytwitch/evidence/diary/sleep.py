"""The night of a morning entry: hours in bed and asleep, by real time across clock changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from whytwitch.evidence.diary.entry import Entry, zone_named

#: Made once: ``int | float`` where it is asked of each value makes a new union each time.
NUMBER = (int, float)


@dataclass(frozen=True, slots=True)
class Night:
    """What follows from a morning entry. None where something needed was not noted or cannot be.

    Attributes
    ----------
    in_bed_min, asleep_min, latency_min, awake_min : float or None
        Minutes.
    efficiency : float or None
        Share of the time in bed that was slept, 0 to 1.
    questions : tuple of str
        What cannot be as it was noted, to be asked about. Nothing is repaired.
    """

    day: dt.date
    in_bed_min: float | None
    asleep_min: float | None
    latency_min: float | None
    awake_min: float | None
    efficiency: float | None
    questions: tuple[str, ...] = ()


def night_of(entry: Entry) -> Night:
    """Work out the night of a morning entry.

    Parameters
    ----------
    entry : Entry
        Of kind morning.

    Returns
    -------
    Night
        In minutes of real time: a night in which the clock goes back is an hour longer than the clock says. A night
        that cannot be carries questions and no sleep time.
    """
    said = entry.values
    bed, tried = _before(entry, "into_bed"), _before(entry, "tried_to_sleep")
    woke, up = _clock(entry, "woke_for_good"), _clock(entry, "out_of_bed")
    start, end = bed or tried, up or woke
    latency, awake = _number(said.get("fell_asleep_after")), _number(said.get("awake_minutes"))
    questions: list[str] = []
    in_bed = None
    if start and end:
        in_bed = (end - start).total_seconds() / 60
        if in_bed <= 0 or in_bed > 24 * 60:
            questions.append("Getting up lies before going to bed. Which of the two times is right?")
            in_bed = None
    if bed and tried and tried < bed:
        questions.append("You tried to sleep before you were in bed. Is that right?")
    if woke and up and up < woke:
        questions.append("You got up before you woke up for the last time. Which time is right?")
    asleep = None
    first, last = tried or bed, woke or up
    if in_bed is not None and first and last and latency is not None and awake is not None:
        asleep = (last - first).total_seconds() / 60 - latency - awake
        if asleep < 0:
            questions.append(
                f"Falling asleep ({latency:.0f} min) and lying awake ({awake:.0f} min) are longer than the night. Is that right?"  # noqa: E501
            )
    if in_bed and (latency or 0) + (awake or 0) > in_bed and not questions:
        questions.append("You were awake for longer than you were in bed. Is that right?")
    if said.get("awakenings") == 0 and awake:
        questions.append("You did not wake up, but lay awake. Is that right?")
    if asleep is not None and asleep > 18 * 60:
        questions.append("More than 18 hours of sleep. Are the times right?")
    if questions:
        asleep = None
    if asleep is None and not questions:
        asleep = _number(said.get("sleep_minutes"))
    share = asleep / in_bed if asleep is not None and in_bed else None
    return Night(
        entry.day, in_bed, asleep, latency, awake, share if share is None or share <= 1 else None, tuple(questions)
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, NUMBER) else None


def _clock(entry: Entry, name: str) -> dt.datetime | None:
    """A time of the morning's day, as an instant."""
    text = entry.values.get(name)
    if not isinstance(text, str):
        return None
    local = dt.datetime.combine(entry.day, dt.time.fromisoformat(text), zone_named(entry.zone))
    return local.astimezone(dt.UTC)


def _before(entry: Entry, name: str) -> dt.datetime | None:
    """A time of going to bed: on the day before when it is later than getting up could be."""
    text = entry.values.get(name)
    if not isinstance(text, str):
        return None
    time = dt.time.fromisoformat(text)
    end = entry.values.get("out_of_bed") or entry.values.get("woke_for_good")
    latest = dt.time.fromisoformat(end) if isinstance(end, str) else dt.time(12)
    day = entry.day if time <= latest else entry.day - dt.timedelta(days=1)
    return dt.datetime.combine(day, time, zone_named(entry.zone)).astimezone(dt.UTC)
