"""Take files in: a diary that was exported, or a sleep log, whose nights become morning entries."""

from __future__ import annotations

import datetime as dt
import sys
import uuid
from pathlib import Path
from typing import Any

from whytwitch.errors import FileError
from whytwitch.evidence.diary import Entry, from_csv, from_json
from whytwitch.evidence.sleeplogs import LoggedNight, read_log
from whytwitch.store.diary import add
from whytwitch.store.models import Person

_LARGEST_DIARY = 200_000_000
#: So that the same night brought twice is one entry.
_SPACE = uuid.UUID("5b0ee8d8-6f49-5c5e-9a0e-7a0a6a1d4e11")


def bring(person: Person, path: Path, *, zone: str | None = None, progress: bool = False) -> dict[str, Any]:
    """Take a file in, all of it or nothing.

    Parameters
    ----------
    person : Person
        Whose diary.
    path : Path
        The file.
    zone : str, optional
        For logs that tell local times only.
    progress : bool
        Whether to tell on standard error how far a large one is.

    Returns
    -------
    dict
        ``read``, ``new``, ``format``, ``warnings``.

    Raises
    ------
    InputError
        When the file is none that is known, or is broken.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise FileError("this file cannot be read", where=path.name, found=error.strerror or "") from None
    warnings: list[str] = []
    if _is_diary(head) and path.stat().st_size < _LARGEST_DIARY:
        text = path.read_bytes().decode("utf-8-sig")
        entries = from_json(text, where=path.name) if head.lstrip()[:1] == b"{" else from_csv(text, where=path.name)
        kind = "diary"
    else:
        nights, warnings = read_log(path, zone=zone, progress=_Progress(path.stat().st_size) if progress else None)
        entries = [morning_of(person, night, zone) for night in nights]
        kind = nights[0].source if nights else "sleep log without a night"
    return {"read": len(entries), "new": add(person, entries), "format": kind, "warnings": warnings}


def _is_diary(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return b'"whytwitch diary"' in start[:200] or start.startswith(b"id,kind,day,")


def morning_of(person: Person, night: LoggedNight, zone: str | None = None) -> Entry:
    """A device's night as a morning entry. It says asleep and awake, nothing of legs."""
    offset = night.end.utcoffset() or dt.timedelta(0)
    values: dict[str, Any] = {"asleep_from": night.start.isoformat(), "asleep_to": night.end.isoformat()}
    if night.asleep_min is not None:
        values["sleep_minutes"] = float(round(min(night.asleep_min, 1440)))
    key = f"{person.pk}|{night.source}|{night.start.astimezone(dt.UTC).isoformat()}"
    hours = round(offset.total_seconds() / 3600)
    return Entry(
        id=uuid.uuid5(_SPACE, key), kind="morning", day=night.end.date(), at=night.end,
        zone=night.zone or zone or (f"Etc/GMT{-hours:+d}" if hours else "UTC"), noted_at=night.end, values=values,
        told_by="device", source=f"import:{night.source}",
    )  # fmt: skip


class _Progress:
    """A line on standard error, at most once for each hundred megabytes."""

    def __init__(self, size: int) -> None:
        self._size, self._next = size, 0

    def __call__(self, done: int) -> None:
        if done >= self._next:
            sys.stderr.write(f"\rread {done / 1e6:.0f} MB of the export …")
            sys.stderr.flush()
            self._next = done + 100_000_000
