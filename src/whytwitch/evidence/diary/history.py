"""Which entries hold now: corrections replace, withdrawals remove, nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property

from whytwitch.evidence.diary.entry import Entry
from whytwitch.memory import no_collection


class Standing(list[Entry]):
    """Entries that hold, by day and time; what is worked out of all of them is worked out once."""

    @cached_property
    def days(self) -> dict[dt.date, dict[str, float]]:
        """Numbers of each day, as :func:`whytwitch.evidence.diary.days.by_day` gives them; not to be changed."""
        from whytwitch.evidence.diary.days import days_of

        with no_collection():
            return days_of(self)


def standing(entries: Iterable[Entry]) -> Standing:
    """Entries that no later entry replaces, oldest first.

    Parameters
    ----------
    entries : iterable of Entry
        All that were ever made.

    Returns
    -------
    Standing
        By day and time. Of two corrections of one entry the one noted last holds. A :class:`Standing` is given back as
        it is.
    """
    if isinstance(entries, Standing):
        return entries
    held = list(entries)
    root = {one.id: one.id for one in held}
    newest: dict[object, Entry] = {}
    for one in sorted(held, key=lambda one: (one.noted_at, one.replaces is not None, one.id.int)):
        start = root.get(one.replaces, one.replaces) if one.replaces else one.id
        root[one.id] = start
        newest[start] = one
    found = [one for one in newest.values() if not one.withdrawn]
    return Standing(sorted(found, key=lambda one: (one.day, one.at, one.id.int)))


def versions(entries: Iterable[Entry], entry: Entry) -> list[Entry]:
    """All versions of an entry, oldest first."""
    held = {one.id: one for one in entries}
    chain = [entry]
    while chain[0].replaces in held and chain[0].replaces not in {one.id for one in chain}:
        chain.insert(0, held[chain[0].replaces])  # type: ignore[index]
    return chain
