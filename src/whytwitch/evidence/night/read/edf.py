"""EDF, EDF+ and BDF files: opening them, and turning their annotations into marks."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from pathlib import Path

from whytwitch.errors import FileError, FormatError
from whytwitch.evidence.night.read import words
from whytwitch.evidence.night.read.edf_file import Channel, EdfFile
from whytwitch.evidence.night.read.edf_header import BDF_MAGIC, SIGNALS_MAX, Header, check_type, integer
from whytwitch.evidence.night.read.marks import Mark, Marks

_EPOCHS_S = (20.0, 30.0)

__all__ = ["Channel", "EdfFile", "looks_like", "open_edf", "read_marks", "start_of"]


def looks_like(path: Path) -> bool:
    """Say whether a file should be read as EDF or BDF: by its first bytes, or by its name."""
    if path.suffix.lower() in (".edf", ".bdf", ".rec"):
        return True
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError:
        return False
    return head == BDF_MAGIC or head == b"0       "


def open_edf(path: Path) -> EdfFile:
    """Read and check a header.

    Parameters
    ----------
    path : Path
        EDF, EDF+C, EDF+D, BDF or BDF+.

    Returns
    -------
    EdfFile
        What had to be repaired stands in its ``warnings``.

    Raises
    ------
    FileError
        Missing, empty, unreadable, or another type of file.
    FormatError
        A header that cannot be trusted; names the field and its byte offset.
    """
    name = path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(256)
            check_type(head, size, name)
            count = integer(head[252:256], name, "number of signals", 252)
            if not 1 <= count <= SIGNALS_MAX:
                raise FormatError(
                    "the header gives an impossible number of signals",
                    where=f"{name}, byte 252",
                    found=str(count),
                    allowed=f"1 to {SIGNALS_MAX}",
                )
            stated = integer(head[184:192], name, "header length", 184)
            if stated != 256 * (count + 1):
                raise FormatError(
                    "the header's length does not fit its number of signals",
                    where=f"{name}, byte 184",
                    found=f"{stated} bytes for {count} signals",
                    allowed=f"{256 * (count + 1)}",
                )
            rest = file.read(256 * count)
    except OSError as error:
        raise FileError("this file cannot be read", where=name, found=error.strerror or "an error") from None
    if len(rest) < 256 * count:
        raise FormatError("the file ends inside its own header", where=name, found=f"{size} bytes", allowed=f"{stated}")
    return Header(path, size, head, rest, count).read()


def start_of(file: EdfFile) -> datetime | None:
    """Return the clock time of the first sample, or None when day or time is unknown."""
    if file.day is None or file.clock is None:
        return None
    return datetime.combine(file.day, file.clock) + timedelta(seconds=file.lead_s if abs(file.lead_s) < 86400 else 0)


def read_marks(file: EdfFile) -> Marks:
    """Turn a file's annotations into marks.

    Parameters
    ----------
    file : EdfFile
        An opened file.

    Returns
    -------
    Marks
        Second 0 is the start of the first record.
    """
    marks = Marks(format="EDF+ annotations", day=file.day, clock=file.clock)
    notes = file.notes
    # where light and deep sleep have long names, a lone "R" or "2" is something else; "Wach, N1, N2, REM" is a list
    names = {text for _, _, text in notes if len(words.plain(text)) > 2}
    bare = not any(words.stage(text, bare=False) in ("N1", "N2", "N3") for text in names)
    digits = [duration for _, duration, text in notes if text.strip().isdigit()]
    epochs = bool(digits) and all(duration in _EPOCHS_S for duration in digits)
    for onset, duration, text in notes:
        kind, stage, side = words.kind(text, bare_stage=bare and (epochs or not text.strip().isdigit()))
        if kind is None:
            marks.ignore(text)
            continue
        if abs(onset) > 8 * 86400 or (duration is not None and not math.isfinite(duration)):
            marks.ignore("(an annotation at an impossible time)")
            continue
        if kind == "stage" and text.strip().isdigit():
            marks.codes.add(text.strip())
        marks.marks.append(Mark(onset, duration, kind, stage, side))
    if file.signals and file.record_s:
        last = file.segments()[-1]
        marks.end_s = last[0] + last[2] * file.record_s
    else:
        marks.end_s = max((m.onset_s + (m.duration_s or 0.0) for m in marks.marks), default=None)
    return marks
