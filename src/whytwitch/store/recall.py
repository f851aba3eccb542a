"""What was read about a person is read again only when something was written about them.

A page asks several rooms, and each asks what the person has said; the next page asks the same again. Everything that is
read from a person's rows is held with the person's revision (:mod:`whytwitch.store.revision`), which the database
changes with each row that is written: an answer that was just written is never overlooked, whoever wrote it. Within one
request the revision is asked for once, and again after each statement that is not a plain ``SELECT``.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.backends.signals import connection_created

Read = TypeVar("Read")


class _Held(threading.local):
    """Of this thread: a mapping while a request is served, None otherwise."""

    values: dict[Hashable, Any] | None = None


_held = _Held()


def recalled(key: Hashable, read: Callable[[], Read]) -> Read:
    """What `read` gives, read at most once in a request as long as nothing is written.

    Parameters
    ----------
    key : hashable
        What it is and whom it is about.
    read : callable
        Reads it from the store.

    Returns
    -------
    object
        What was read. Callers share it: do not change it.
    """
    values = _held.values
    if values is None or connection.in_atomic_block:  # what is half written may be taken back
        return read()
    if key not in values:
        found = read()
        if _held.values is not None:
            _held.values[key] = found
        return found
    return values[key]  # type: ignore[no-any-return]


#: People whose rows are held; a household has a handful, a waiting room with one screen each a few dozen.
HELD_PEOPLE = 64
_rows: OrderedDict[Hashable, tuple[int, dict[Hashable, Any]]] = OrderedDict()
_lock = threading.Lock()


def remembered(person: Hashable, name: Hashable, read: Callable[[], Read]) -> Read:
    """What `read` gives, read once as long as nothing is written about the person.

    Parameters
    ----------
    person : hashable
        The person's key. `read` must depend on nothing but rows about this person that change the revision.
    name : hashable
        What it is.
    read : callable
        Reads it from the store.

    Returns
    -------
    object
        What was read. Callers share it: do not change it.
    """
    if connection.in_atomic_block:  # the next row that is written makes it old
        return read()
    revision = recalled(("revision", person), lambda: _revision_of(person))
    if revision is None:
        return read()
    with _lock:
        held = _rows.get(person)
        values = held[1] if held is not None and held[0] == revision else {}
        if name in values:
            return values[name]  # type: ignore[no-any-return]
    found = read()
    with _lock:
        held = _rows.get(person)
        if held is None or held[0] != revision:
            held = _rows[person] = (revision, {})
        held[1][name] = found
        _rows.move_to_end(person)
        while len(_rows) > HELD_PEOPLE:
            _rows.popitem(last=False)
    return found


def as_read(person: Hashable, revision: int) -> None:
    """Take the revision of a row that this request has just read: it need not be asked for again."""
    recalled(("revision", person), lambda: revision)


def read_again() -> None:
    """Forget what this request has read: another one is known to have written since."""
    if _held.values is not None:
        _held.values = {}


def forget() -> None:
    """Drop all that is held, because somebody was erased or everything replaced."""
    with _lock:
        _rows.clear()


def _revision_of(person: Hashable) -> int | None:
    from whytwitch.store.models import Person

    return Person.objects.filter(pk=person).values_list("revision", flat=True).first()


def _begin(**_: Any) -> None:
    _held.values = {}


def _end(**_: Any) -> None:
    _held.values = None


def _drop_on_writing(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    reads = sql.lstrip()[:6].upper() == "SELECT"
    try:
        return execute(sql, params, many, context)
    finally:
        if not reads and _held.values is not None:
            _held.values = {}


def _watch(connection: Any, **_: Any) -> None:
    if _drop_on_writing not in connection.execute_wrappers:
        connection.execute_wrappers.append(_drop_on_writing)


def install() -> None:
    """Begin with each request, end with it, and watch what is written."""
    request_started.connect(_begin, dispatch_uid="recall-begin")
    request_finished.connect(_end, dispatch_uid="recall-end")
    connection_created.connect(_watch, dispatch_uid="recall-watch")
