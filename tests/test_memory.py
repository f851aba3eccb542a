"""Threads share their memory's pools, where the C library can be told so."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

#: Eight threads at once ask the C library for memory; it then tells how many pools it keeps.
EIGHT_THREADS = """
import ctypes, os, threading
from whytwitch.memory import give_back
assert give_back() is True
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
together = threading.Barrier(8)
def work():
    together.wait()
    for _ in range(100):
        libc.malloc(1000)
    together.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
for one in threads: one.start()
for one in threads: one.join()
out = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, out)
libc.fclose(out)
"""


def pools(program: str) -> int:
    """Pools of memory at the end of a program that nobody else has told how many to keep (cohort workers are)."""
    free = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    done = subprocess.run([sys.executable, "-c", program], env=free, capture_output=True, text=True, check=True)
    return done.stdout.count("<heap nr=")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these are settings of glibc")
def test_threads_share_two_pools():
    told = "assert give_back() is True\n"
    assert told in EIGHT_THREADS
    assert pools(EIGHT_THREADS) <= 2 < pools(EIGHT_THREADS.replace(told, ""))
