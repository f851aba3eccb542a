"""What makes two scorings of a night the same: its bytes, its event lists, the options, and the scorer itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import whytwitch
from whytwitch.evidence.night.identity import digest_of

#: Rooms whose source decides what a night's rows are; part of every key, so that a changed scorer scores anew.
_SCORING = ("evidence/night", "model/night.py", "cohort/rows.py", "cohort/tables.py")


@lru_cache(maxsize=1)
def scorer_version() -> str:
    """Version of the package and a hash of the source that scores: ``0.1.0+3f2a...``."""
    root = Path(whytwitch.__file__).parent
    digest = hashlib.sha256()
    for name in _SCORING:
        place = root / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{whytwitch.__version__}+{digest.hexdigest()[:12]}"


def sha256_of(path: Path) -> str:
    """Hash of the hash of a file's bytes, or of those of all files of a folder, in order of their names.

    Raises
    ------
    OSError
        When it cannot be read.
    """
    digest = hashlib.sha256()
    for one in sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]:
        digest.update(bytes.fromhex(digest_of(one)))
    return digest.hexdigest()


def signature(path: Path) -> tuple[int, int]:
    """Size in bytes and time of the last change in nanoseconds: unchanged means that the bytes need no new look."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def glance(path: Path) -> bytes:
    """Size, first and last 64 kB in a hash: files that differ here are surely different; copies never differ.

    Raises
    ------
    OSError
        When it cannot be read.
    """
    size = path.stat().st_size
    digest = hashlib.blake2b(str(size).encode(), digest_size=16)
    with path.open("rb") as file:
        digest.update(file.read(1 << 16))
        if size > 1 << 17:
            file.seek(-(1 << 16), 2)
            digest.update(file.read(1 << 16))
    return digest.digest()


def key_of(recording: str, events: Sequence[str], options: Mapping[str, Any]) -> str:
    """Name of one scoring.

    Parameters
    ----------
    recording : str
        Hash of the recording.
    events : sequence of str
        Hashes of its event lists, in the order in which they are read.
    options : mapping
        Everything that was chosen.

    Returns
    -------
    str
        32 hexadecimal digits.
    """
    text = json.dumps([recording, list(events), dict(options), scorer_version()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
