"""A small EDF writer whose every byte can be made wrong, and the corpus of broken nights made with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

RATE = 256
PATIENT = "X F 01-JAN-1950 Canary_Marigold"


@dataclass
class Signal:
    """One channel; every text goes into the header as it is given."""

    label: bytes | str = "LAT"
    unit: bytes | str = "uV"
    p_min: str = "-400"
    p_max: str = "400"
    d_min: str = "-32768"
    d_max: str = "32767"
    samples: str = str(RATE)
    count: int = RATE
    data: np.ndarray | None = None


@dataclass
class Edf:
    """A file. ``record_starts`` (seconds) makes it EDF+ with annotations."""

    signals: list[Signal] = field(default_factory=lambda: [Signal("LAT"), Signal("RAT")])
    records: int = 120
    version: bytes = b"0       "
    day: str = "02.03.21"
    clock: str = "22.30.00"
    recording: str = "Startdate 02-MAR-2021 X X X"
    reserved: str = ""
    stated_records: str | None = None
    stated_signals: str | None = None
    header_length: str | None = None
    duration: str = "1"
    record_starts: list[float] | None = None
    notes: list[bytes] = field(default_factory=list)
    tail: bytes = b""
    cut: int | None = None
    width: int = 2
    seed: int = 1

    def bytes(self) -> bytes:
        """Return the file."""
        signals = list(self.signals)
        note_samples = 0
        if self.record_starts is not None:
            note_samples = 60
            signals.append(Signal("EDF Annotations", "", "-1", "1", "-32768", "32767", str(note_samples), note_samples))
        n = len(signals)
        head = self.version
        head += _pad(PATIENT, 80) + _pad(self.recording, 80) + _pad(self.day, 8) + _pad(self.clock, 8)
        head += _pad(self.header_length or str(256 * (n + 1)), 8) + _pad(self.reserved, 44)
        head += _pad(str(self.records) if self.stated_records is None else self.stated_records, 8)
        head += _pad(self.duration, 8) + _pad(self.stated_signals or str(n), 4)
        for width, pick in (
            (16, lambda s: s.label),
            (80, lambda s: ""),
            (8, lambda s: s.unit),
            (8, lambda s: s.p_min),
            (8, lambda s: s.p_max),
            (8, lambda s: s.d_min),
            (8, lambda s: s.d_max),
            (80, lambda s: ""),
            (8, lambda s: s.samples),
            (32, lambda s: ""),
        ):
            head += b"".join(_pad(pick(s), width) for s in signals)
        rng = np.random.default_rng(self.seed)
        columns = []
        for s in self.signals:
            x = s.data if s.data is not None else quiet_leg(rng, s.count, self.records)
            x = np.asarray(x)[: s.count * self.records].reshape(self.records, s.count)
            if self.width == 3:
                wide = x.astype("<i4").view(np.uint8).reshape(self.records, s.count, 4)[:, :, :3]
                columns.append(np.ascontiguousarray(wide).reshape(self.records, -1))
            else:
                columns.append(np.ascontiguousarray(x.astype("<i2")).view(np.uint8).reshape(self.records, -1))
        if note_samples:
            columns.append(self._notes(note_samples * self.width))
        body = np.concatenate(columns, axis=1).tobytes() + self.tail
        out = head + body
        return out if self.cut is None else out[: self.cut]

    def _notes(self, size: int) -> np.ndarray:
        assert self.record_starts is not None
        rows = []
        for i in range(self.records):
            text = b"+%s\x14\x14\x00" % f"{self.record_starts[i]:.6f}".rstrip("0").rstrip(".").encode()
            if i < len(self.notes):
                text += self.notes[i]
            rows.append(np.frombuffer(text.ljust(size, b"\x00")[:size], dtype=np.uint8))
        return np.stack(rows)

    def write(self, path: Path) -> Path:
        """Write the file and return its path."""
        path.write_bytes(self.bytes())
        return path


def quiet_leg(rng: np.random.Generator, count: int, records: int, *, step_uv: float = 800 / 65535) -> np.ndarray:
    """Return a resting leg with a movement of 2 s every 25 s from second 10 on, as digital values."""
    n = count * records
    x = rng.standard_normal(n) * 2.0
    rate = max(count, 1)
    for at in range(10, records - 3, 25):
        x[at * rate : (at + 2) * rate] *= 15.0
    return np.clip(np.round(x / step_uv), -32768, 32767)


def _pad(value: bytes | str, width: int) -> bytes:
    raw = value if isinstance(value, bytes) else value.encode("latin-1")
    return raw[:width].ljust(width, b" ")
