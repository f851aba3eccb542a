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
_BARE_MAX = 20  # bytes of a record that says when it began and nothing else


def read_tals(
    file: EdfFile, raw: Sequence[npt.NDArray[np.uint8]]
) -> tuple[list[list[tuple[float, float | None, str]]], npt.NDArray[np.floating]]:
    """Parse annotations of all records; return notes per record and onset per record, relative to the first record."""
    onsets = np.full(file.records, np.nan)
    bad = 0
    total = 0
    foreign = 0
    blobs = [(channel.tobytes(), channel.shape[1]) for channel in raw]
    timed = bool(file.plus) and bool(blobs)
    bare = np.zeros(file.records, dtype=bool)
    if raw:
        found_bare, times = _bare(raw[0][: file.records])
        bare[: len(found_bare)] = found_bare
        onsets[bare] = times
    notes: list[list[tuple[float, float | None, str]]] = [[] for _ in range(file.records)]
    wordy = np.flatnonzero(~bare) if len(raw) == 1 else np.arange(file.records)
    for r in wordy.tolist():
        own = notes[r]
        for k, (blob, size) in enumerate(blobs):
            piece = blob[r * size : (r + 1) * size].rstrip(b"\x00")
            if k == 0 and bare[r]:
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
                        decoded, sound = _decode(text)
                        foreign += not sound
                        own.append((onset, duration, decoded))
    if bad:
        file.warnings.append(
            f"{bad} annotation{'s' if bad > 1 else ''} could not be read and were left out; the rest was kept."
        )
    if foreign:
        file.warnings.append(
            f"{foreign} annotation{'s are' if foreign > 1 else ' is'} not in the encoding that EDF+ asks for (UTF-8); "
            "Western European letters were assumed."
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
    return [[(t - base, d, text) for t, d, text in own] for own in notes] if base else notes, onsets


def _decode(text: bytes) -> tuple[str, bool]:
    """Return an annotation's text, and whether it was UTF-8 as it must be; many programs write Windows letters."""
    try:
        return text.decode("utf-8"), True
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace"), False


def _bare(
    rows: npt.NDArray[np.uint8],
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """Find the records that only say when they began (nearly all of a night), and read them at once.

    Parameters
    ----------
    rows : ndarray of uint8, shape (records, bytes per record)

    Returns
    -------
    bare : ndarray of bool, shape (records,)
    seconds : ndarray of float, shape (number of bare records,)
    """
    if rows.shape[1] < 4 or not len(rows):
        return np.zeros(len(rows), dtype=bool), np.empty(0)
    head = np.ascontiguousarray(rows[:, :_BARE_MAX])
    length = np.where((head == 0).any(axis=1), (head == 0).argmax(axis=1), head.shape[1])
    at = np.arange(head.shape[1])
    inside = at < length[:, None]
    closing = inside & (at >= length[:, None] - 2)  # the last two bytes
    number = inside & ~closing & (at > 0)
    digit = (head >= 48) & (head <= 57)
    dots = (number & (head == 46)).sum(axis=1)
    whole = np.where(dots == 1, (number & (head == 46)).argmax(axis=1), length - 2) - 1
    bare = (
        (length >= 4) & (length < _BARE_MAX) & ((head[:, 0] == 43) | (head[:, 0] == 45))
        & (~closing | (head == 20)).all(axis=1) & (~number | digit | (head == 46)).all(axis=1)
        & (dots <= 1) & (whole >= 1) & (whole <= 12) & ~rows[:, _BARE_MAX:].any(axis=1)
        & (inside | (head == 0)).all(axis=1)
    )  # fmt: skip
    if not bare.any():
        return bare, np.empty(0)
    text = np.where(closing, 0, head)[bare]
    return bare, np.ascontiguousarray(text).view(f"S{text.shape[1]}").ravel().astype(np.float64)


def _fill_onsets(onsets: npt.NDArray[np.float64], record_s: float) -> None:
    first = int(np.flatnonzero(~np.isnan(onsets))[0])
    for i in range(first - 1, -1, -1):
        onsets[i] = onsets[i + 1] - record_s
    for i in range(first + 1, len(onsets)):
        if math.isnan(onsets[i]):
            onsets[i] = onsets[i - 1] + record_s
