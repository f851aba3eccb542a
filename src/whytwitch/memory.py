"""How memory is kept while very many small objects are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Look for no cycles meanwhile.

    Work that makes many small objects and throws few away sets off one search after another, all in vain: a quarter
    to a third of the time of laying out a page or of reading ten years of a diary. For work of a few seconds only.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
