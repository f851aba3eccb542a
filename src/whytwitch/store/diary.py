"""Keep the diary: entries in, entries out, and what somebody brings along from elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from whytwitch.evidence.diary import Entry
from whytwitch.store.models import DiaryEntry, Person

_COLUMNS = ("id", "kind", "day", "at", "zone", "noted_at", "values", "replaces", "withdrawn", "told_by", "source")


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


def _row(person: Person, entry: Entry) -> DiaryEntry:
    return DiaryEntry(
        person=person, id=entry.id, kind=entry.kind, day=entry.day, at=entry.at.isoformat(), zone=entry.zone,
        noted_at=entry.noted_at.isoformat(), values=entry.values, replaces=entry.replaces, withdrawn=entry.withdrawn,
        told_by=entry.told_by, source=entry.source,
    )  # fmt: skip


def _entry(row: tuple[object, ...]) -> Entry:
    """An entry out of the store; it was checked when it went in, so ten years of them open at once."""
    made = dict(zip(_COLUMNS, row, strict=True))
    made["at"], made["noted_at"] = (dt.datetime.fromisoformat(str(made[name])) for name in ("at", "noted_at"))
    return Entry.model_construct(**made)
