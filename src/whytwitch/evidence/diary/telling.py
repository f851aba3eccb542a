"""What the diary tells the picture: findings, movements and danger signs, each with the sentence it rests on."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from whytwitch.evidence.diary.days import by_day
from whytwitch.evidence.diary.entry import Entry, zone_named
from whytwitch.evidence.diary.history import Standing, standing
from whytwitch.knowledge.files import read_data
from whytwitch.model.base import Frozen
from whytwitch.model.case import Movement
from whytwitch.model.finding import NEW, NO, NOT_SURE, WORSE, YES, Finding


class Seen(Frozen):
    """A movement as the diary shows it.

    Attributes
    ----------
    movement : Movement
        Kind, and what its timed entries agree on.
    days : int
        Days on which it was noted, within the window.
    first : date
        The first day ever on which it was noted.
    text : str
        The sentence it rests on.
    """

    movement: Movement
    days: int
    first: dt.date
    text: str


class Told(Frozen):
    """What the diary tells.

    Attributes
    ----------
    as_of : date
        The day it was judged from.
    first, last : date or None
        First and last day with an entry, up to that day.
    days : int
        Days with an entry.
    findings : tuple of Finding
        Origin ``diary``.
    dangers : tuple of Finding
        Danger signs, oldest first; never a *no*.
    movements : tuple of Seen
        The one that was noted on most days first.
    """

    as_of: dt.date
    first: dt.date | None = None
    last: dt.date | None = None
    days: int = 0
    findings: tuple[Finding, ...] = ()
    dangers: tuple[Finding, ...] = ()
    movements: tuple[Seen, ...] = ()


@lru_cache(maxsize=1)
def rules() -> dict[str, Any]:
    """The limits and words of ``diary.yaml``."""
    return dict(read_data("diary.yaml"))


def tell(entries: Iterable[Entry], *, as_of: dt.date) -> Told:
    """What the diary tells the picture on one day.

    Parameters
    ----------
    entries : iterable of Entry
        All, with history; what is about a later day is left out.
    as_of : date
        The day to judge from.

    Returns
    -------
    Told
        Empty when nothing was noted.

    Notes
    -----
    A *no* comes only from days on which the thing was noted as little or none; never from days without an entry.
    """
    held = standing(entries)
    if held and held[-1].day > as_of:
        held = Standing(one for one in held if one.day <= as_of)
    days = by_day(held)
    if not held:
        return Told(as_of=as_of)
    return Told(
        as_of=as_of,
        first=held[0].day,
        last=held[-1].day,
        days=len({one.day for one in held}),
        findings=tuple(_findings(days, as_of)),
        dangers=tuple(_dangers(held)),
        movements=tuple(_movements(held, as_of)),
    )


def _findings(days: dict[dt.date, dict[str, float]], as_of: dt.date) -> Iterable[Finding]:
    for name, rule in rules()["findings"].items():
        since = as_of - dt.timedelta(days=rule["within_days"] - 1)
        noted = {
            day: value
            for day, row in days.items()
            if day >= since and (value := row.get(rule["field"], row.get(rule.get("or_field", "")))) is not None
        }
        if len(noted) < rule["noted"]:
            continue
        some = sum(value > 0 for value in noted.values())
        figures = {"mean": sum(noted.values()) / len(noted), "some": some, "noted": len(noted)}
        value = next((word for word in (YES, NO) if word in rule and _holds(rule[word], figures)), None)
        if value is not None:
            text = rule["text"].format(**figures)
            text = f"{_called(name)}: {text} in your diary since {min(noted).isoformat()}"
            yield Finding(id=name, value=value, origin="diary", at=max(noted), derived=text)


def _called(finding: str) -> str:
    from whytwitch.knowledge import knowledge

    return knowledge().findings[finding].name


def _holds(limits: dict[str, float], figures: dict[str, float]) -> bool:
    share = figures["some"] / figures["noted"]
    checks = {
        "mean_over": lambda limit: figures["mean"] > limit,
        "mean_up_to": lambda limit: figures["mean"] <= limit,
        "days_over": lambda limit: share > limit,
        "days_up_to": lambda limit: share <= limit,
    }
    return all(checks[name](limit) for name, limit in limits.items())


def _dangers(held: list[Entry]) -> Iterable[Finding]:
    for one in held:
        for field, signs in rules()["danger"].items():
            said = one.values.get(field)
            if said not in (NEW, WORSE, NOT_SURE):
                continue
            for sign in signs:
                value = str(said) if len(signs) == 1 else NOT_SURE
                text = f"{_called(sign)}: noted in your diary on {one.day.isoformat()}"
                yield Finding(id=sign, value=value, origin="diary", at=one.day, derived=text)


def _movements(held: list[Entry], as_of: dt.date) -> Iterable[Seen]:
    known, by_kind = rules(), {}
    for one in held:
        for kind in _kinds(one):
            by_kind.setdefault(kind, []).append(one)
    since = as_of - dt.timedelta(days=known["window_days"] - 1)
    found = []
    for kind, entries in by_kind.items():
        recent = [one for one in entries if one.day >= since]
        days = len({one.day for one in recent})
        if days < known["least_days"]:
            continue
        first = min(one.day for one in entries)
        lasting = (as_of - first).days
        told = _like([one for one in recent if one.kind == "moment"])
        if lasting >= known["lasting_days"]:
            told["since_weeks"] = lasting / 7
        text = f"your diary since {first.isoformat()}: noted on {days} of the last {known['window_days']} days"
        found.append(Seen(movement=Movement(kind=kind, **told), days=days, first=first, text=text))
    return sorted(found, key=lambda one: (-one.days, one.movement.kind))


def _kinds(entry: Entry) -> set[str]:
    """Kinds of movement that an entry names. The evening's count of twitches or jerks does not say which."""
    if entry.kind == "moment":
        kind = rules()["kinds"].get(entry.values.get("what"))
        return {kind} if kind else set()
    fields = {"urge": "urge_to_move", "cramps": "cramp"} if entry.kind == "evening" else {}
    return {kind for field, kind in fields.items() if _number(entry.values.get(field)) > 0}


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _like(moments: list[Entry]) -> dict[str, Any]:
    """What the timed entries of one kind agree on; an attribute that they disagree about is not said."""
    known = rules()
    made: dict[str, Any] = {}
    for name, words in (
        ("side", [one.values.get("side") for one in moments]),
        ("when", [_when(one) for one in moments]),
        ("site", [known["sites"].get(part) for one in moments for part in one.values.get("parts") or ()]),
        ("relieved_by", [{"yes": "moving"}.get(str(one.values.get("relief"))) for one in moments if one.values.get("relief") in (YES, NO)]),  # noqa: E501
    ):  # fmt: skip
        counted = Counter(words)
        if sum(n for word, n in counted.items() if word or name == "relieved_by") < known["least_moments"]:
            continue
        word, most = counted.most_common(1)[0]
        if word and most >= known["share"] * counted.total():
            made[name] = str(word)
    return made


def _when(entry: Entry) -> str | None:
    known, state = rules(), entry.values.get("state")
    hour = entry.at.astimezone(zone_named(entry.zone)).hour
    if state in ("sitting", "lying_awake") and (hour >= known["evening_from"] or hour < known["evening_to"]):
        return "evening_rest"
    return known["whens"].get(state) if isinstance(state, str) else None
