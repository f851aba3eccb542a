"""EDF+ annotations ("time-stamped annotation lists"): what was written, and when each record began."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from whytwitch.errors import FormatError
from whytwitch.evidence.night.read.edf_file import EdfFile
from whytwitch.evidence.night.read.marks import MARKS_MAX

_TAL = re.compile(rb"^([+-]\d{1,15}(?:\.\d{0,15})?)(?:\x15(\d{1,15}(?:\.\d{0,15})?))?\x14(.*)$", re.DOTALL)
_BARE = re.compile(rb"[+-]\d{1,12}(?:\.\d{0,9})?\x14\x14$")


def read_tals(
    file: EdfFile, raw: Sequence[npt.NDArray[np.uint8]]
) -> tuple[list[list[tuple[float, float | None, str]]], npt.NDArray[np.floating]]:
    """Parse annotations of all records; return notes per record and onset per record, relative to the first record."""
    onsets = np.full(file.records, np.nan)
    notes: list[list[tuple[float, float | None, str]]] = []
    bad = 0
    total = 0
    blobs = [(channel.tobytes(), channel.shape[1]) for channel in raw]
    timed = bool(file.plus) and bool(blobs)
    for r in range(file.records):
        own: list[tuple[float, float | None, str]] = []
        for k, (blob, size) in enumerate(blobs):
            piece = blob[r * size : (r + 1) * size].rstrip(b"\x00")
            if k == 0 and len(piece) < 20 and _BARE.match(piece):  # nearly every record: its time and nothing else
                onsets[r] = float(piece[:-2])
                continue
            for j, tal in enumerate(piece.split(b"\x00")):
                if not tal:
                    continue
                found = _TAL.match(tal)
                if not found:
                    bad += 1
                    continue
                onset = float(found[1])
                texts = found[3]
                if k == 0 and j == 0 and (texts in (b"", b"\x14") or texts.startswith(b"\x14")):
                    onsets[r] = onset
                    texts = texts[1:] if texts.startswith(b"\x14") else texts
                if not texts.strip(b"\x14"):
                    continue
                duration = float(found[2]) if found[2] else None
                for text in texts.split(b"\x14"):
                    if text and total < MARKS_MAX:
                        total += 1
                        own.append((onset, duration, text.decode("utf-8", "replace")))
        notes.append(own)
    if bad:
        file.warnings.append(
            f"{bad} annotation{'s' if bad > 1 else ''} could not be read and were left out; the rest was kept."
        )
    missing = int(np.isnan(onsets).sum())
    if not timed or missing == file.records:
        if timed and file.plus.endswith("D") and file.record_s > 0:
            raise FormatError(
                "this recording is marked as discontinuous but none of its records says when it began",
                where=file.path.name,
            )
        base = 0.0
        onsets = np.arange(file.records) * file.record_s
    else:
        if missing:
            _fill_onsets(onsets, file.record_s)
            file.warnings.append(
                f"{missing} records do not say when they began; they were taken to follow the one before."
            )
        base = float(onsets[0])
        onsets = onsets - base
        file.lead_s = base
    return [[(t - base, d, text) for t, d, text in own] for own in notes], onsets


def _fill_onsets(onsets: npt.NDArray[np.float64], record_s: float) -> None:
    first = int(np.flatnonzero(~np.isnan(onsets))[0])
    for i in range(first - 1, -1, -1):
        onsets[i] = onsets[i + 1] - record_s
    for i in range(first + 1, len(onsets)):
        if math.isnan(onsets[i]):
            onsets[i] = onsets[i - 1] + record_s
