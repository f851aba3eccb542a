"""Pictures are drawn one after the other, and begun while the last page of the interview is read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from whytwitch.model.workup import Workup

#: Answers that neither a cause nor a rule reads (tested): they change the words of pages, not the picture.
ONLY_WORDS = frozenset({"worried_about_als"})
#: The fingerprint of all that was told, and what was made of it.
Drawn = tuple[str, Workup]
#: Drawn and not looked at yet, or being drawn. A household has a handful, a waiting room some more.
HELD = 32

#: One at a time: side by side none would be ready sooner, and each needs its memory.
_drawing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="picture")
_begun: OrderedDict[str, Future[Drawn]] = OrderedDict()
_lock = Lock()


def begin(key: str, draw: Callable[[], Drawn]) -> Future[Drawn]:
    """Have a picture drawn that somebody will soon ask for.

    Parameters
    ----------
    key : str
        The fingerprint of all that the picture reads: the same key is not drawn twice.
    draw : callable
        Draws it, in another thread; it must not ask the database.

    Returns
    -------
    Future of (str, Workup)
        ``result()`` waits for it, and raises what `draw` raised.
    """
    with _lock:
        if key in _begun and not _failed(_begun[key]):
            _begun.move_to_end(key)
            return _begun[key]
        begun = _begun[key] = _drawing.submit(draw)
        while len(_begun) > HELD:
            _begun.popitem(last=False)
        return begun


def drop(key: str) -> None:
    """A picture was looked at, and is kept: it need not stay in memory.

    Parameters
    ----------
    key : str
        As it was begun.
    """
    with _lock:
        _begun.pop(key, None)


def forget() -> None:
    """Drop every picture that is held in memory, because somebody was erased."""
    with _lock:
        _begun.clear()  # what is being drawn at this moment goes when it is done and nobody waits for it


def _failed(begun: Future[Drawn]) -> bool:
    return begun.done() and begun.exception() is not None
