"""Which entries hold now: corrections replace, withdrawals remove, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable

from whytwitch.evidence.diary.entry import Entry


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """Entries that no later entry replaces, oldest first.

    Parameters
    ----------
    entries : iterable of Entry
        All that were ever made.

    Returns
    -------
    list of Entry
        By day and time. Of two corrections of one entry the one noted last holds.
    """
    held = list(entries)
    root = {one.id: one.id for one in held}
    newest: dict[object, Entry] = {}
    for one in sorted(held, key=lambda one: (one.noted_at, one.replaces is not None, str(one.id))):
        start = root.get(one.replaces, one.replaces) if one.replaces else one.id
        root[one.id] = start
        newest[start] = one
    found = [one for one in newest.values() if not one.withdrawn]
    return sorted(found, key=lambda one: (one.day, one.at, str(one.id)))


def versions(entries: Iterable[Entry], entry: Entry) -> list[Entry]:
    """All versions of an entry, oldest first."""
    held = {one.id: one for one in entries}
    chain = [entry]
    while chain[0].replaces in held and chain[0].replaces not in {one.id for one in chain}:
        chain.insert(0, held[chain[0].replaces])  # type: ignore[index]
    return chain
