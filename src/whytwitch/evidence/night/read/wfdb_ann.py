"""WFDB (PhysioNet) annotation files, as in the 2018 challenge: sleep stages, arousals, breathing events.

References
----------
WFDB Applications Guide, "annot(5)": pairs of bytes, six bits of code and ten bits of time difference.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

from whytwitch.errors import FormatError
from whytwitch.evidence.night.read import text, words
from whytwitch.evidence.night.read.marks import MARKS_MAX, Mark, Marks

_SKIP, _NUM, _SUB, _CHN, _AUX = 59, 60, 61, 62, 63
_NOTE = 22
#: What stands behind the stage in the MIT-BIH polysomnographic database: something that happened within the epoch.
_OF_AN_EPOCH = frozenset({"H", "HA", "OA", "X", "CA", "CAA", "L", "LA", "A", "MT"})


def read(path: Path) -> Marks:
    """Read an annotation file; its sampling rate comes from the header file beside it, or from within.

    Parameters
    ----------
    path : Path
        The annotation file (``.arousal``, ``.st``, ...) or the ``.hea`` beside it.

    Returns
    -------
    Marks

    Raises
    ------
    FormatError
        No annotation file beside the header, no sampling rate, or bytes that are no annotations.
    """
    if path.suffix.lower() == ".hea":
        path = _beside(path)
    notes, rate = _notes(text.read_bytes(path), path.name)
    header_rate, seconds = _header(path.with_suffix(".hea"))
    rate = rate or header_rate
    if not rate:
        raise FormatError(
            "the sampling rate of these annotations is not known", where=path.name, todo="put the .hea file beside it"
        )
    marks = Marks(format="WFDB annotations", end_s=seconds)
    opened: dict[str, float] = {}
    for sample, note in notes:
        at = sample / rate
        marks.end_s = max(marks.end_s or 0.0, at)
        if note.startswith("("):
            opened[note[1:]] = at
        elif note.endswith(")"):
            begin = opened.pop(note[:-1], None)
            if begin is None:
                marks.ignore(note)
            else:
                _one(marks, note[:-1], begin, at - begin)
        else:
            _one(marks, note, at, None)
    for note, begin in opened.items():
        marks.warnings.append(f"An event that begins at {begin:.0f} s never ends and was left out.")
        marks.ignore(note)
    return marks


def _one(marks: Marks, note: str, onset: float, duration: float | None) -> None:
    first, _, more = note.partition(" ")
    if more and words.stage(first) and set(more.split()) <= _OF_AN_EPOCH:
        said = "Events noted for whole epochs (as in slpdb) have no time of their own; only the stage was read."
        marks.warnings += [] if said in marks.warnings else [said]
        note = first
    kind, stage, side = words.kind(note.replace("_", " "))
    if note.startswith("arousal") and not note.endswith("rera"):
        kind = "arousal"
    if kind == "stage":
        duration = None
    if kind is None:
        marks.ignore(note)
    else:
        marks.marks.append(Mark(onset, duration, kind, stage, side))


def _beside(header: Path) -> Path:
    for suffix in (".arousal", ".st", ".atr", ".ann", ".slp", ".stage"):
        if header.with_suffix(suffix).is_file():
            return header.with_suffix(suffix)
    raise FormatError(
        "no annotation file stands beside this header", where=header.name, allowed="the same name with .arousal or .st"
    )


def _header(path: Path) -> tuple[float | None, float | None]:
    """Return the sampling rate and the length in seconds that a WFDB header gives."""
    if not path.is_file():
        return None, None
    for line in text.decode(text.read_bytes(path), path.name).splitlines():
        if line.startswith("#") or not line.strip():
            continue
        fields = line.split()
        found = re.match(r"\d+(?:\.\d+)?", fields[2]) if len(fields) > 2 else None
        rate = float(found[0]) if found else 250.0
        length = int(fields[3]) / rate if len(fields) > 3 and fields[3].isdigit() and rate else None
        return rate or None, length
    return None, None


def _notes(data: bytes, name: str) -> tuple[list[tuple[int, str]], float | None]:
    """Return (sample, text) of every annotation that carries text, and the time resolution if the file states one."""
    out: list[tuple[int, str]] = []
    rate: float | None = None
    at = 0
    i = 0
    while i + 1 < len(data) and len(out) < MARKS_MAX:
        word = data[i] | data[i + 1] << 8
        i += 2
        code, step = word >> 10, word & 0x3FF
        if code == 0 and step == 0:
            break
        if code == _SKIP:
            if i + 4 > len(data):
                break
            high, low = struct.unpack_from("<HH", data, i)
            value = high << 16 | low
            at += value - (1 << 32) if value >= 1 << 31 else value
            i += 4
        elif code == _AUX:
            note = data[i : i + step].split(b"\x00")[0].decode("utf-8", "replace").strip()
            i += step + (step & 1)
            resolution = re.match(r"## time resolution:\s*([\d.]+)", note)
            if resolution:
                rate = float(resolution[1])
            elif out and note:
                out[-1] = (out[-1][0], note)
        elif code in (_NUM, _SUB, _CHN):
            continue
        else:
            at += step
            out.append((at, ""))
    notes = [(sample, note) for sample, note in out if note]
    if not notes or any(sample < 0 for sample, _ in notes):
        raise FormatError("these bytes are no WFDB annotations with text", where=name)
    return notes, rate
