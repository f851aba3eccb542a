"""Requests take turns: a few are worked on at once, the others wait in the order in which they came.

One interpreter lock serves all threads. Side by side, ten requests are all ready late; a few at a time, most are ready
soon, and the last one no later (measured with ``dev.py bench app``, docs/app.md).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse

#: Requests that are worked on at once.
AT_ONCE = 2
#: Seconds that a request waits for its turn; then it goes on beside the others. Long work (a restore, a night, a paper)
#: holds nobody up for longer.
PATIENCE = 0.5
#: Pages that never wait.
AT_ONE = ("/emergency/",)

_turns = threading.Semaphore(AT_ONCE)
_mine = threading.local()


class TakingTurns:
    """Give each request its turn; numbers to call are shown without one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.endswith(AT_ONE):
            return self.get_response(request)
        _take()
        try:
            return self.get_response(request)
        finally:
            _give()


@contextmanager
def others_first() -> Iterator[None]:
    """Give the turn of this request to others while it waits for what another thread works out."""
    had = getattr(_mine, "turn", False)
    _give()
    try:
        yield
    finally:
        if had:
            _take()


def _take() -> None:
    _mine.turn = _turns.acquire(timeout=PATIENCE)


def _give() -> None:
    if getattr(_mine, "turn", False):
        _mine.turn = False
        _turns.release()
