"""How it goes: weeks, time of night, spread, signs of augmentation, and what to ask again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from statistics import mean, median
from typing import Any

from whytwitch.evidence.diary.days import by_day
from whytwitch.evidence.diary.entry import Entry, zone_named
from whytwitch.evidence.diary.history import standing
from whytwitch.language import text as _

_SHOWN = ("twitches", "bother", "urge", "cramps", "sleep_min", "quality", "caffeine", "stress", "moments")
_DANGER = ("new_weakness", "new_numbness", "leg_swollen")
#: The hours of the articles: most restless legs are worst between midnight and four.
NIGHT_FROM, NIGHT_TO = 0, 4
#: Asked again after this many days; an answer that was not a plain no, the next day (expert judgement).
ASK_EVERY_DAYS = 14
#: Earlier by this many minutes between the first and last two weeks is told to a doctor (hours of MPI 2007: 2 to 4).
EARLIER_MIN = 120


def trends(entries: Iterable[Entry], *, today: dt.date, weeks: int = 8) -> dict[str, Any]:
    """What the diary shows.

    Parameters
    ----------
    entries : iterable of Entry
        All, with history.
    today : date
        The day to look back from.
    weeks : int
        How many weeks back the weekly means go.

    Returns
    -------
    dict
        ``weeks`` (first day, days noted of seven, means), ``night`` (share of timed entries between midnight and four),
        ``parts`` (first day on which each part of the body was named), ``augmentation`` (signs to tell a doctor),
        ``ask_again`` (danger signs due), ``lasting_days``, ``says`` (sentences).
    """
    held = standing(entries)
    days = by_day(held)
    made: dict[str, Any] = {"weeks": _weeks(days, today, weeks), "night": _night(held), "parts": _parts(held)}
    made["augmentation"] = _augmentation(held)
    made["ask_again"] = _ask_again(held, today)
    moved = [
        day
        for day, row in days.items()
        if any(row.get(name) for name in ("twitches", "urge", "cramps", "bother", "moments"))
    ]
    made["lasting_days"] = (max(moved) - min(moved)).days if moved else 0
    made["says"] = _says(made, days)
    return made


def _weeks(days: dict[dt.date, dict[str, float]], today: dt.date, weeks: int) -> list[dict[str, Any]]:
    first = today - dt.timedelta(days=today.weekday() + 7 * (weeks - 1))
    made = []
    for number in range(weeks):
        start = first + dt.timedelta(days=7 * number)
        rows = [days[start + dt.timedelta(days=one)] for one in range(7) if start + dt.timedelta(days=one) in days]
        means = {}
        for name in _SHOWN:
            values = [row[name] for row in rows if name in row]
            if values:
                means[name] = mean(values)
        made.append({"from": start.isoformat(), "days": len(rows), "mean": means})
    return made


def _night(held: list[Entry]) -> dict[str, Any]:
    hours = [one.at.astimezone(zone_named(one.zone)).hour for one in held if one.kind == "moment"]
    within = sum(NIGHT_FROM <= hour < NIGHT_TO for hour in hours)
    by_hour = [hours.count(hour) for hour in range(24)]
    return {
        "moments": len(hours),
        "midnight_to_four": within,
        "by_hour": by_hour,
        "share": within / len(hours) if hours else None,
    }


def _parts(held: list[Entry]) -> dict[str, str]:
    seen: dict[str, str] = {}
    for one in held:
        parts = one.values.get("parts")
        for part in parts if isinstance(parts, list) else ():
            seen.setdefault(str(part), one.day.isoformat())
    return seen


def _minutes(value: object) -> float | None:
    """Minutes after noon, so that an evening before midnight lies before one after it."""
    if not isinstance(value, str):
        return None
    hours, minutes = value.split(":")
    return (int(hours) * 60 + int(minutes) - 720) % 1440


def _augmentation(held: list[Entry]) -> list[str]:
    """Signs among the features named by the MPI consensus of 2007: earlier, sooner at rest, elsewhere, stronger."""
    evenings = [one for one in held if one.kind == "evening"]
    if not evenings or (evenings[-1].day - evenings[0].day).days < 28:
        return []
    first = [one for one in evenings if (one.day - evenings[0].day).days < 14]
    last = [one for one in evenings if (evenings[-1].day - one.day).days < 14]
    signs = []
    begin = [[m for one in part if (m := _minutes(one.values.get("urge_from"))) is not None] for part in (first, last)]
    if all(len(one) >= 4 for one in begin) and median(begin[0]) - median(begin[1]) >= EARLIER_MIN:
        signs.append(
            _("The need to move begins %(minutes)d minutes earlier in the evening than at first.")
            % {"minutes": round(median(begin[0]) - median(begin[1]))}
        )
    for name, less, text in (
        ("rest_minutes", True, _("It begins sooner when you sit or lie still.")),
        ("urge", False, _("The need to move is stronger than at first.")),
    ):
        values = [
            [float(v) for one in part if isinstance(v := one.values.get(name), int | float)] for part in (first, last)
        ]
        if all(len(one) >= 4 for one in values):
            before, after = mean(values[0]), mean(values[1])
            if (less and after <= before / 2 and before - after >= 5) or (not less and after - before >= 2):
                signs.append(text)
    early, late = (
        {str(part) for one in part_of for part in one.values.get("parts") or ()} for part_of in (first, last)
    )
    if early and late - early:
        signs.append(_("It has spread to: %(where)s.") % {"where": ", ".join(sorted(late - early))})
    return signs


def _ask_again(held: list[Entry], today: dt.date) -> list[str]:
    due = []
    for name in _DANGER:
        said = [one for one in held if name in one.values]
        if not said:
            due.append(name)
        else:
            wait = ASK_EVERY_DAYS if said[-1].values[name] == "no" else 1
            if (today - said[-1].day).days >= wait:
                due.append(name)
    return due


def _says(made: dict[str, Any], days: dict[dt.date, dict[str, float]]) -> list[str]:
    says = []
    if not days:
        return [_("Nothing is noted yet.")]
    noted = [week for week in made["weeks"] if week["days"]]
    if len(noted) >= 2:
        for name, word in (("twitches", _("twitches a day")), ("urge", _("need to move")), ("bother", _("bother"))):
            old, new = noted[-2]["mean"].get(name), noted[-1]["mean"].get(name)
            if old is not None and new is not None:
                week = _("%(what)s: %(new)s this week, %(old)s the week before.")
                says.append(week % {"what": word[:1].upper() + word[1:], "new": f"{new:.1f}", "old": f"{old:.1f}"})
    night = made["night"]
    if night["moments"] >= 5:
        timed = _("%(few)d of %(all)d timed entries lie between midnight and four.")
        says.append(timed % {"few": night["midnight_to_four"], "all": night["moments"]})
    if made["lasting_days"] > 14:
        says.append(
            _("It has lasted longer than two weeks. If no doctor has seen it, that is the time for an ordinary visit.")
        )
    says += [*made["augmentation"]]
    if made["augmentation"]:
        says.append(_("Tell this to whoever prescribed a medicine for restless legs. Do not stop it yourself."))
    if len(made["parts"]) > 1:
        named = ", ".join(f"{part} ({day})" for part, day in made["parts"].items())
        says.append(_("Named so far, with the first day: %(parts)s.") % {"parts": named})
    return says
