"""Keep the diary: entries in, entries out, and what somebody brings along from elsewhere."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import transaction
from django.db.models import Count, Max, TextField
from django.db.models.functions import Cast

from whytwitch.evidence.diary import Entry, Standing, Told, standing, tell
from whytwitch.memory import no_collection
from whytwitch.store.models import DiaryEntry, Person

_COLUMNS = ("id", "kind", "day", "at", "zone", "noted_at", "replaces", "withdrawn", "told_by", "source")

Made = TypeVar("Made")

#: Diaries by person, count and time of the newest entry; what they tell, by the day too.
_kept: dict[tuple[object, ...], Standing] = {}
_told: dict[tuple[object, ...], Told] = {}
_HELD_DIARIES, _HELD = 4, 16
_ALL = {*_COLUMNS, "values"}


def add(person: Person, entries: Iterable[Entry]) -> int:
    """Append entries: all of them or, when anything fails, none.

    Parameters
    ----------
    person : Person
        Whose diary.
    entries : iterable of Entry
        An id that is there already is left as it is, so that the same file brought twice changes nothing.

    Returns
    -------
    int
        How many were new.
    """
    held = list(entries)
    with transaction.atomic():
        known = (
            set(DiaryEntry.objects.filter(pk__in=[one.id for one in held]).values_list("pk", flat=True))
            if held
            else set()
        )
        fresh = {one.id: one for one in held if one.id not in known}
        DiaryEntry.objects.bulk_create([_row(person, one) for one in fresh.values()], batch_size=500)
    return len(fresh)


def entries_of(person: Person, *, since: dt.date | None = None) -> list[Entry]:
    """Every entry ever made, corrections too, in the order in which they were kept.

    Parameters
    ----------
    person : Person
        Whose diary.
    since : date, optional
        Only entries about this day or later.
    """
    rows = DiaryEntry.objects.filter(person=person)
    if since is not None:
        rows = rows.filter(day__gte=since)
    held = rows.order_by("made_at", "id").values_list(Cast("values", TextField()), *_COLUMNS)
    with no_collection():
        texts, others = [row[0] for row in held], [row[1:] for row in held]
        # One call for all values: thousands of calls for small texts take four times as long.
        return [_entry(row, values) for row, values in zip(others, json.loads(f"[{','.join(texts)}]"), strict=True)]


def told_now(person: Person, today: dt.date) -> Told | None:
    """What the diary tells the picture today; kept in memory while no entry comes.

    Parameters
    ----------
    person : Person
        Whose diary.
    today : date
        The day to judge from.

    Returns
    -------
    Told or None
        None when nothing was ever noted.
    """
    if not person.has("diary"):
        return None
    return _remembered(_told, (*_state(person), today), _HELD, lambda: tell(diary_of(person), as_of=today))


def diary_of(person: Person) -> Standing:
    """The entries that hold now; kept in memory while no entry comes, and not to be changed.

    Parameters
    ----------
    person : Person
        Whose diary.
    """
    return _remembered(_kept, _state(person), _HELD_DIARIES, lambda: standing(entries_of(person)))


def _state(person: Person) -> tuple[object, ...]:
    """What changes with every entry: whose, how many, and when the newest came."""
    row = DiaryEntry.objects.filter(person=person).aggregate(count=Count("pk"), last=Max("made_at"))
    return person.pk, row["count"], row["last"]


def _remembered(
    held: dict[tuple[object, ...], Made], key: tuple[object, ...], most: int, make: Callable[[], Made]
) -> Made:
    """What was made of this state before, or made now."""
    found = held.get(key)
    if found is None:
        found = make()
        if len(held) >= most:
            held.clear()
        held[key] = found
    return found


def forget() -> None:
    """Drop what is held in memory, because somebody was erased."""
    _kept.clear()
    _told.clear()


def _row(person: Person, entry: Entry) -> DiaryEntry:
    return DiaryEntry(
        person=person, id=entry.id, kind=entry.kind, day=entry.day, at=entry.at.isoformat(), zone=entry.zone,
        noted_at=entry.noted_at.isoformat(), values=entry.values, replaces=entry.replaces, withdrawn=entry.withdrawn,
        told_by=entry.told_by, source=entry.source,
    )  # fmt: skip


def _entry(row: tuple[object, ...], values: dict[str, object]) -> Entry:
    """An entry out of the store; it was checked when it went in, so it is set up as pickle would."""
    made = dict(zip(_COLUMNS, row, strict=True))
    at, noted_at = made["at"], made["noted_at"]
    made["values"] = values
    made["at"] = dt.datetime.fromisoformat(str(at))
    made["noted_at"] = made["at"] if noted_at == at else dt.datetime.fromisoformat(str(noted_at))
    entry = Entry.__new__(Entry)
    entry.__setstate__(
        {
            "__dict__": made,
            "__pydantic_fields_set__": _ALL,
            "__pydantic_extra__": None,
            "__pydantic_private__": None,
        }
    )
    return entry
