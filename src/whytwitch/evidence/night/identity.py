"""The name of a recording: a hash of its bytes, read once in a process however often it is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path


def digest_of(path: Path) -> str:
    """SHA-256 of a file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str
        Hexadecimal. While size and time of change stay the same, the file is not read again.

    Raises
    ------
    OSError
        When it cannot be read.
    """
    found = path.stat()
    return _digest(str(path.absolute()), found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=64)
def _digest(path: str, size: int, changed_ns: int) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def recording_id(paths: Sequence[Path]) -> str:
    """Return ``sha256:`` and the hash of a recording, or of all files of a folder one after the other."""
    if len(paths) == 1:
        return f"sha256:{digest_of(paths[0])}"
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    return f"sha256:{digest.hexdigest()}"
