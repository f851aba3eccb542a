"""How memory is kept while very many small objects are made."""

from __future__ import annotations

import ctypes
import gc
import sys
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


#: Numbers of glibc's settings (malloc.h), and what a server takes: two pools for all threads instead of one for each,
#: and from 8 MB on, what is free goes back to the system at once. From 1 MB on,
#: every array of a batch would be asked for and returned: contributions took 317 ms instead of 117 (docs/adr/0009).
_SETTINGS = {"M_ARENA_MAX": (-8, 2), "M_MMAP_THRESHOLD": (-3, 1 << 23), "M_TRIM_THRESHOLD": (-1, 1 << 23)}


def give_back() -> bool:
    """Keep no more memory than is in use, in a process whose threads need much for a moment and then little.

    Of this process, while it runs; the workers of a cohort get theirs by the environment (``cohort/cluster.py``).

    Returns
    -------
    bool
        Whether this system has such settings (glibc, that is most Linux); elsewhere nothing changes.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return all(mallopt(name, value) for name, value in _SETTINGS.values())
