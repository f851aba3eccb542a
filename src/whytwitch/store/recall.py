"""What one request reads about a person is read once; whatever is written makes it be read again.

A page asks several rooms, and each asks what the person has said. Within one request nothing else may change it but the
request itself, and every statement that is not a plain ``SELECT`` drops all that is held: an answer that was just
written is never overlooked. Outside a request (commands, workers) nothing is held.
"""

from __future__ import annotations

import threading
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
