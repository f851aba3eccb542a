"""DOMINO (Somnomedics) exports: a folder of text files, one for each kind of event, German or English."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

from whytwitch.errors import FormatError
from whytwitch.evidence.night.read import clock, text, words
from whytwitch.evidence.night.read.marks import Mark, Marks

_FILES_MAX = 200
_EVENT_MAX_S = 43200.0  # an end before its start looks like an event of nearly a day
_LINE = re.compile(
    r"^\s*(\d{1,2}[:.]\d{2}[:.]\d{2}(?:[.,]\d+)?)\s*(?:-\s*(\d{1,2}[:.]\d{2}[:.]\d{2}(?:[.,]\d+)?))?\s*;\s*(.*)$"
)


def looks_like(content: str) -> bool:
    """Say whether a text is one file of a DOMINO export."""
    return bool(re.match(r"\s*(?:Signal ID|Signal-ID)\s*:", content))


def read(path: Path) -> Marks:
    """Read a DOMINO folder, or one file of it.

    Parameters
    ----------
    path : Path
        The folder, or a text file that begins with ``Signal ID:``.

    Returns
    -------
    Marks
        Second 0 is the earliest start time that any file names.

    Raises
    ------
    FormatError
        The folder holds no DOMINO file, or a file no start time.
    """
    files = sorted(p for p in path.iterdir() if p.suffix.lower() == ".txt" and p.is_file()) if path.is_dir() else [path]
    parts = []
    for file in files[:_FILES_MAX]:
        content = text.decode(text.read_bytes(file), file.name)
        if looks_like(content):
            parts.append(_File(file.name, content))
    if not parts:
        raise FormatError(
            "this folder holds no DOMINO export", where=path.name, allowed="files that begin with 'Signal ID:'"
        )
    zero = min(p.start for p in parts)
    marks = Marks(format="DOMINO", day=zero.date(), clock=zero.time(), end_s=0.0)
    for part in parts:
        part.fill(marks, (part.start - zero).total_seconds())
    if any(m.kind == "movement" for m in marks.marks) and any(p.rated_for_rem for p in parts):
        marks.warnings.append(
            "The leg events were marked as muscle activity (phasic, tonic), not as leg movements by the PLM rules."
        )
    return marks


class _File:
    """One text file of the export."""

    def __init__(self, name: str, content: str) -> None:
        self.name = name
        self.lines = content.splitlines()
        head = {}
        for line in self.lines[:20]:
            key, _, value = line.partition(":")
            head[words.plain(key)] = value.strip()
        self.start = self._start(head.get("start time") or head.get("startzeit") or "")
        self.profile = "rate" in head and "discret" in head.get("signal type", "").lower() or "profil" in name.lower()
        rate = re.match(r"(\d+(?:[.,]\d+)?)", head.get("rate", ""))
        self.epoch_s = float(rate[1].replace(",", ".")) if rate else 30.0
        self.rated_for_rem = "phasic" in head.get("events list", "").lower()

    def _start(self, value: str) -> datetime:
        numbers, rest = clock.split(value)
        of_day = clock.clock(rest)
        day = clock.make(numbers, "dmy" if numbers[0] <= 31 else "ymd") if numbers else None
        if day is None or of_day is None:
            raise FormatError("this DOMINO file has no readable start time", where=self.name, found=value[:40])
        return datetime.combine(day, of_day[0])

    def fill(self, marks: Marks, shift: float) -> None:
        """Add the marks of this file; ``shift`` is its start in seconds after second 0."""
        midnight = (self.start - datetime.combine(self.start.date(), datetime.min.time())) / timedelta(seconds=1)
        bad = 0
        previous = midnight
        for line in self.lines:
            found = _LINE.match(line)
            if not found:
                bad += bool(line.strip()) and line[:1].isdigit()
                continue
            begin = clock.clock(found[1])
            if begin is None:
                bad += 1
                continue
            at = begin[1] + 86400.0 * round((previous - begin[1]) / 86400.0)
            previous = at
            onset = at - midnight + shift
            finish = clock.clock(found[2]) if found[2] else None
            duration = (finish[1] - begin[1]) % 86400.0 if finish else (self.epoch_s if self.profile else None)
            if duration is not None and duration > _EVENT_MAX_S:
                bad += 1
                continue
            name = self._name(found[3])
            marks.end_s = max(marks.end_s or 0.0, onset + (duration or 0.0))
            self._one(marks, name, onset, duration)
        if bad:
            marks.warnings.append(f"{bad} lines of {self.name} could not be read and were left out.")

    def _name(self, text: str) -> str:
        """Return the field that names the event: the last one, or one before it where that is a sleep stage."""
        fields = [one.strip() for one in text.split(";")]
        if self.profile or len(fields) < 2 or words.stage(fields[-1]) is None:
            return fields[-1]
        named = (
            one
            for one in reversed(fields)
            if words.kind(one, bare_stage=False)[0] not in (None, "stage", "maybe_stage")
        )
        return next(named, fields[-1])

    def _one(self, marks: Marks, name: str, onset: float, duration: float | None) -> None:
        kind, stage, side = words.kind(name, bare_stage=self.profile)
        if kind == "maybe_stage" and self.profile:
            kind = "stage"
        if kind in ("stage", "maybe_stage") and not self.profile:
            kind = None
        if kind is None:
            marks.ignore(name)
            return
        marks.marks.append(Mark(onset, duration, kind, stage, side))
