"""The header of an EDF or BDF file: checked field by field, every repair written down.

Notes
-----
Written for files that are not what they say. edfio, MNE and pyEDFlib each opened between 16 and 25 of 49 damaged files
without a word (``trust.md`` 3.2); what is done here with each kind of damage is the list in ``trust.md`` 3.3.

References
----------
Kemp et al. 1992 (EDF), Kemp and Olivan 2003 (EDF+), edfplus.info; BioSemi's page on BDF.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path

from whytwitch.errors import FileError, FormatError
from whytwitch.evidence.night.read.edf_file import Channel, EdfFile
from whytwitch.evidence.night.read.units import to_uv

BDF_MAGIC = b"\xffBIOSEMI"
SIGNALS_MAX = 4096
_RATE_HZ = (1e-3, 1e5)
_WIDTHS = (16, 80, 8, 8, 8, 8, 8, 80, 8, 32)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def check_type(head: bytes, size: int, name: str) -> None:
    """Refuse what is no EDF or BDF by its first bytes, and say what it is instead."""
    if size == 0:
        raise FileError("this file is empty", where=name)
    for magic, what, todo in (
        (b"\x1f\x8b", "a gzip file", "unpack it first"),
        (b"PK\x03\x04", "a zip file", "unpack it first"),
        (b"\x89HDF", "an HDF5 file", "export the night as EDF"),
        (b"MATLAB", "a MATLAB file", "export the night as EDF"),
        (b"<?xml", "an XML file", "give it as the event list"),
    ):
        if head.startswith(magic):
            raise FileError(f"this is {what}, not EDF", where=name, todo=todo)
    if not (head.startswith(BDF_MAGIC) or head[:8].rstrip(b"\x00 ") == b"0"):
        raise FileError(
            "this is not an EDF or BDF file", where=f"{name}, byte 0", allowed="'0' and seven spaces, or BIOSEMI"
        )
    if size < 256 or len(head) < 256:
        raise FormatError(
            "the file ends inside its own header", where=name, found=f"{size} bytes", allowed="at least 512"
        )


def _text(raw: bytes) -> str:
    raw = raw.replace(b"\x00", b" ").strip()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def integer(raw: bytes, name: str, what: str, offset: int) -> int:
    """Return a whole number of the header, or refuse the file with its field and byte offset."""
    text = _text(raw)
    if not re.fullmatch(r"[+-]?\d{1,8}(?:\.0*)?", text):
        raise FormatError(f"the header's {what} is not a whole number", where=f"{name}, byte {offset}")
    return int(float(text))


def _real(raw: bytes) -> tuple[float | None, bool]:
    """Return a finite number and whether a decimal comma had to be read as a point."""
    text = _text(raw)
    comma = bool(re.fullmatch(r"[+-]?\d+,\d+", text))
    if not re.fullmatch(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d{1,3})?", text) or ("," in text and not comma):
        return None, False
    value = float(text.replace(",", "."))
    return (value if math.isfinite(value) else None), comma


class Header:
    """Turn header bytes into an :class:`EdfFile`, writing down each repair."""

    def __init__(self, path: Path, size: int, head: bytes, rest: bytes, count: int) -> None:
        self.path, self.size, self.head, self.rest, self.count = path, size, head, rest, count
        self.name = path.name
        self.bdf = head.startswith(BDF_MAGIC)
        self.width = 3 if self.bdf else 2
        self.warnings: list[str] = []
        self.starts = [256 + count * sum(_WIDTHS[:i]) for i in range(len(_WIDTHS))]

    def cell(self, what: int, i: int) -> bytes:
        """Return one channel's bytes of one of the ten header columns."""
        start = self.count * sum(_WIDTHS[:what]) + i * _WIDTHS[what]
        return self.rest[start : start + _WIDTHS[what]]

    def read(self) -> EdfFile:
        """Return the opened file."""
        plus = _text(self.head[192:236])[:5].upper()
        plus = plus if plus in ("EDF+C", "EDF+D", "BDF+C", "BDF+D") else ""
        channels, record_bytes = self.channels()
        record_s = self.duration(channels)
        day, clock = self.when(bool(plus))
        for c in channels:
            if c.annotations or not c.samples:
                continue
            rate = c.samples / record_s
            if not _RATE_HZ[0] <= rate <= _RATE_HZ[1]:
                raise FormatError(
                    "the record duration gives an impossible sampling rate",
                    where=f"{self.name}, byte 244, channel '{c.label}'",
                    found=f"{rate:.3g} Hz",
                    allowed="0.001 to 100000 Hz",
                )
        records = self.records(record_bytes, record_s, channels)
        return EdfFile(
            path=self.path,
            width=self.width,
            plus=plus,
            day=day,
            clock=clock,
            header_bytes=256 * (self.count + 1),
            record_bytes=record_bytes,
            record_s=record_s,
            records=records,
            channels=tuple(channels),
            warnings=self.warnings,
        )

    def channels(self) -> tuple[list[Channel], int]:
        """Return all channels and the length of a record in bytes."""
        labels = [_text(self.cell(0, i)) for i in range(self.count)]
        out: list[Channel] = []
        offset = 0
        commas = 0
        seen: dict[str, int] = {}
        for i, label in enumerate(labels):
            samples = self.samples(i)
            is_notes = label.upper() in ("EDF ANNOTATIONS", "BDF ANNOTATIONS")
            seen[label.lower()] = seen.get(label.lower(), 0) + 1
            repeated = sum(one.lower() == label.lower() for one in labels) > 1 and not is_notes
            gain, digital, problem, comma = self.calibration(i)
            commas += comma
            unit, factor = to_uv(self.cell(2, i))
            if samples == 0 and not problem:
                problem = "it holds no samples"
            out.append(
                Channel(
                    index=i,
                    label=label if seen[label.lower()] == 1 else f"{label} ({seen[label.lower()]})",
                    original=label,
                    repeated=repeated,
                    unit=unit,
                    unit_text=_text(self.cell(2, i)),
                    gain_uv=gain * factor if gain is not None and factor else None,
                    gain=gain,
                    digital=digital,
                    samples=samples,
                    offset=offset,
                    annotations=is_notes,
                    problem=problem,
                    base=0.0 if gain is None else (_real(self.cell(3, i))[0] or 0.0) - digital[0] * gain,
                )
            )
            offset += samples * self.width
        if commas:
            self.warnings.append(f"{commas} numbers of the header have a decimal comma; it was read as a point.")
        if offset == 0:
            raise FormatError("no channel of this file holds a sample", where=f"{self.name}, byte {self.starts[8]}")
        return out, offset

    def samples(self, i: int) -> int:
        """Return how many samples a channel has in a record; an impossible number is refused before allocation."""
        at = self.starts[8] + 8 * i
        count = integer(self.cell(8, i), self.name, f"number of samples of channel {i + 1}", at)
        if count < 0 or count * self.width > 1_000_000_000:
            raise FormatError(
                "a channel has an impossible number of samples in a record",
                where=f"{self.name}, byte {at}",
                found=str(count),
                allowed="0 or more, and a record under 1 GB",
            )
        return count

    def calibration(self, i: int) -> tuple[float | None, tuple[int, int], str, int]:
        """Return gain, digital limits, what is wrong, and how many decimal commas were read."""
        numbers = [_real(self.cell(k, i)) for k in (3, 4, 5, 6)]
        commas = sum(comma for _, comma in numbers)
        full = (-(1 << 23), (1 << 23) - 1) if self.bdf else (-32768, 32767)
        values = [v for v, _ in numbers]
        if any(v is None for v in values):
            return None, full, "its physical or digital range is not a number", commas
        p_min, p_max, d_min, d_max = (float(v) for v in values if v is not None)
        if p_min == p_max:
            return None, full, "its physical range is empty", commas
        if d_min >= d_max or d_min < full[0] or d_max > full[1]:
            return None, full, "its digital range is impossible", commas
        if p_min > p_max:
            self.warnings.append(
                f"Channel {i + 1} is stored upside down (a legal inversion); its polarity was turned back."
            )
        gain = (p_max - p_min) / (d_max - d_min)
        if not math.isfinite(gain) or gain == 0:
            return None, full, "its physical range is impossible", commas
        return gain, (int(d_min), int(d_max)), "", commas

    def duration(self, channels: Sequence[Channel]) -> float:
        """Return the record duration in seconds; 0 only for files of annotations."""
        value, comma = _real(self.head[244:252])
        if comma:
            self.warnings.append("The record duration has a decimal comma; it was read as a point.")
        only_notes = all(c.annotations or c.samples == 0 for c in channels)
        if value is None or value < 0 or value > 1e7 or (value == 0 and not only_notes):
            raise FormatError(
                "the record duration is impossible for a file with signals",
                where=f"{self.name}, byte 244",
                found=_text(self.head[244:252])[:8],
                allowed="more than 0 and at most 10000000 seconds",
            )
        return value

    def records(self, record_bytes: int, record_s: float, channels: Sequence[Channel]) -> int:
        """Return how many whole records are there, saying what is missing, cut off or too much."""
        stated = integer(self.head[236:244], self.name, "number of data records", 236)
        data = self.size - 256 * (self.count + 1)
        whole, part = divmod(data, record_bytes)
        if stated > 0:
            self.check_width(stated, data, record_bytes)
        if stated < -1:
            raise FormatError(
                "the number of data records is impossible", where=f"{self.name}, byte 236", found=str(stated)
            )
        n = whole
        if stated == -1:
            self.warnings.append(
                f"The recording was never closed (its header says -1 records); {whole} whole records were found and "
                f"used."
            )
        elif stated > whole:
            lost = (stated - whole) * record_s
            self.warnings.append(
                f"The file breaks off: {whole} of {stated} records are there; {lost:g} s of the recording are missing."
            )
        elif stated < whole:
            empty = [c.label for c in channels if not c.samples]
            if empty:
                raise FormatError(
                    "the header gives a channel no samples, and the file is longer than its header says: nothing in "
                    "it is certain",
                    where=f"{self.name}, byte {self.starts[8]}",
                    found=f"{whole} records instead of {stated}, channel '{empty[0]}' empty",
                    todo="export the recording again",
                )
            if part == 0 and not self.constant_tail(stated * record_bytes):
                self.warnings.append(
                    f"The header says {stated} records, the file holds {whole}; all of them were used."
                )
            else:
                n = stated
                self.warnings.append(
                    f"Behind the {stated} records of the recording stand {data - stated * record_bytes} bytes that are "
                    "no recording; they were left out."
                )
        elif part:
            self.warnings.append(f"{part} bytes at the end of the file are no whole record and were left out.")
        if stated != whole and part and n == whole:
            self.warnings.append(f"The last record is cut off ({part} of {record_bytes} bytes); it was left out.")
        if n == 0:
            raise FormatError("this file has a header but no data", where=self.name, found="0 whole records")
        return n

    def check_width(self, stated: int, data: int, record_bytes: int) -> None:
        """Refuse a file whose bytes fit the other sample width exactly and its own not at all."""
        samples = record_bytes // self.width
        other = 2 if self.bdf else 3
        if data != stated * record_bytes and data == stated * samples * other:
            said, is_ = ("BDF (24 bit)", "16") if self.bdf else ("EDF (16 bit)", "24")
            raise FormatError(
                f"the header says {said}, but the data have {is_} bits a sample",
                where=self.name,
                todo="export the recording again",
            )

    def constant_tail(self, offset: int) -> bool:
        """Say whether everything behind the stated records is one repeated byte (padding)."""
        first: int | None = None
        with self.path.open("rb") as file:
            file.seek(256 * (self.count + 1) + offset)
            while piece := file.read(1_000_000):
                first = piece[0] if first is None else first
                if piece.count(first) != len(piece):
                    return False
        return True

    def when(self, plus: bool) -> tuple[date | None, time | None]:
        """Return day and time of day of the start; each None when it is not certain."""
        raw_day, raw_time = _text(self.head[168:176]), _text(self.head[176:184])
        day: date | None = None
        found = re.fullmatch(r"(\d{2})\.(\d{2})\.(\d{2})", raw_day)
        if found:
            d, m, y = (int(v) for v in found.groups())
            try:
                day = date(1900 + y if y >= 85 else 2000 + y, m, d)
            except ValueError:
                day = None
        startdate = re.match(r"Startdate (\S+)", _text(self.head[88:168])) if plus else None
        if startdate:
            full = re.fullmatch(r"(\d{1,2})-([A-Za-z]{3})-(\d{4})", startdate[1])
            if full and full[2].upper() in _MONTHS:
                try:
                    day = date(int(full[3]), _MONTHS.index(full[2].upper()) + 1, int(full[1]))
                except ValueError:
                    day = None
            elif startdate[1].upper() == "X" and raw_day == "01.01.85":
                day = None
        found = re.fullmatch(r"(\d{2})\.(\d{2})\.(\d{2})", raw_time)
        clock: time | None = None
        if found:
            h, mi, s = (int(v) for v in found.groups())
            if h < 24 and mi < 60 and s < 60:
                clock = time(h, mi, s)
        if raw_day == "01.01.85" and raw_time == "00.00.00":  # what writers put when they do not know, or hide it
            day = clock = None
        if day is None or clock is None:
            what = " and ".join(w for w, v in (("date", day), ("time of day", clock)) if v is None)
            self.warnings.append(
                f"The start {what} of the recording is not known (left out of the header, or not valid there)."
            )
        return day, clock
