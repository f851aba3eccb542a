"""Keep the diary: entries in, entries out, and what somebody brings along from elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Max

from whytwitch.evidence.diary import Entry, Told, tell
from whytwitch.store.models import DiaryEntry, Person

_COLUMNS = ("id", "kind", "day", "at", "zone", "noted_at", "values", "replaces", "withdrawn", "told_by", "source")

#: What diaries tell, by person, count and time of the newest entry, and day.
_told: dict[tuple[object, ...], Told] = {}
_HELD = 16
_ALL = set(_COLUMNS)


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
    return [_entry(row) for row in rows.order_by("made_at", "id").values_list(*_COLUMNS)]


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
    rows = DiaryEntry.objects.filter(person=person).aggregate(count=Count("pk"), last=Max("made_at"))
    if not rows["count"]:
        return None
    key = (person.pk, rows["count"], rows["last"], today)
    if key not in _told:
        if len(_told) >= _HELD:
            _told.clear()
        _told[key] = tell(entries_of(person), as_of=today)
    return _told[key]


def forget() -> None:
    """Drop what is held in memory, because somebody was erased."""
    _told.clear()


def _row(person: Person, entry: Entry) -> DiaryEntry:
    return DiaryEntry(
        person=person, id=entry.id, kind=entry.kind, day=entry.day, at=entry.at.isoformat(), zone=entry.zone,
        noted_at=entry.noted_at.isoformat(), values=entry.values, replaces=entry.replaces, withdrawn=entry.withdrawn,
        told_by=entry.told_by, source=entry.source,
    )  # fmt: skip


def _entry(row: tuple[object, ...]) -> Entry:
    """An entry out of the store; it was checked when it went in, so ten years of them open at once."""
    made = dict(zip(_COLUMNS, row, strict=True))
    at, noted_at = made["at"], made["noted_at"]
    made["at"] = dt.datetime.fromisoformat(str(at))
    made["noted_at"] = made["at"] if noted_at == at else dt.datetime.fromisoformat(str(noted_at))
    return Entry.model_construct(_ALL, **made)
