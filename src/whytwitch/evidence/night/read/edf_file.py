"""An opened EDF or BDF file: its channels, its samples in pieces of bounded size, its time.

Notes
-----
Samples are read by our own code: edfio reads EDF+D as continuous and opens damaged files without a word (``trust.md``
3.2). On sound files the samples equal edfio's exactly; a test holds that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from whytwitch.errors import FormatError, TooLargeError

_LOAD_MAX_BYTES = 1_600_000_000
_CHUNK_BYTES = 4_000_000


@dataclass(frozen=True)
class Channel:
    """One signal of the file.

    Parameters
    ----------
    index : int
        Position in the file.
    label : str
        Unique label; a repeated one got a suffix.
    original : str
        Label as it stands in the file.
    repeated : bool
        Whether another channel has the same label.
    unit : str or None
        Normalised unit of voltage, None for anything else.
    unit_text : str
        Unit as it stands in the file.
    gain_uv : float or None
        Microvolt for one digital step, with its sign; None when the range or the unit is unusable.
    gain : float or None
        Physical units for one digital step, whatever the unit; None when the range is unusable.
    digital : tuple of (int, int)
        Lowest and highest digital value.
    samples : int
        Samples in one record.
    offset : int
        Byte offset within the record.
    annotations : bool
        Whether it carries annotations instead of samples.
    problem : str
        Why it cannot be used, in words; empty when it can.
    base : float
        Physical value of the digital value 0, in the unit of the file.
    """

    index: int
    label: str
    original: str
    repeated: bool
    unit: str | None
    unit_text: str
    gain_uv: float | None
    gain: float | None
    digital: tuple[int, int]
    samples: int
    offset: int
    annotations: bool
    problem: str = ""
    base: float = 0.0


@dataclass
class EdfFile:
    """An opened file: everything but the samples."""

    path: Path
    width: int
    plus: str
    day: date | None
    clock: time | None
    header_bytes: int
    record_bytes: int
    record_s: float
    records: int
    channels: tuple[Channel, ...]
    warnings: list[str] = field(default_factory=list)
    _tals: list[list[tuple[float, float | None, str]]] | None = None
    _onsets: npt.NDArray[np.floating] | None = None
    lead_s: float = 0.0

    @property
    def signals(self) -> list[Channel]:
        """Channels that carry samples."""
        return [c for c in self.channels if not c.annotations]

    @property
    def annotation_channels(self) -> list[Channel]:
        """Channels that carry annotations."""
        return [c for c in self.channels if c.annotations]

    def load(self, channels: Sequence[Channel]) -> list[npt.NDArray[np.uint8]]:
        """Read the bytes of some channels in one pass.

        Parameters
        ----------
        channels : sequence of Channel
            Which ones.

        Returns
        -------
        list of ndarray of uint8, shape (records, bytes per record)

        Raises
        ------
        TooLargeError
            They would take more memory than a night may.
        FormatError
            The file became shorter while it was read.
        """
        sizes = [c.samples * self.width for c in channels]
        planned = sum(sizes) * self.records
        if planned > _LOAD_MAX_BYTES:
            raise TooLargeError(
                "the chosen channels are larger than one night can be",
                where=self.path.name,
                found=f"{planned / 1e9:.1f} GB",
                allowed=f"{_LOAD_MAX_BYTES / 1e9:.1f} GB",
            )
        out = [np.empty((self.records, size), dtype=np.uint8) for size in sizes]
        per_chunk = max(1, _CHUNK_BYTES // max(1, self.record_bytes))
        with self.path.open("rb", buffering=0) as file:
            if self.record_bytes > _CHUNK_BYTES:
                self._load_rows(file, channels, sizes, out)
                return out
            buffer = bytearray(per_chunk * self.record_bytes)
            file.seek(self.header_bytes)
            for first in range(0, self.records, per_chunk):
                n = min(per_chunk, self.records - first)
                view = memoryview(buffer)[: n * self.record_bytes]
                got = 0
                while got < len(view):
                    step = file.readinto(view[got:])
                    if not step:
                        raise FormatError("this file became shorter while it was read", where=self.path.name)
                    got += step
                rows = np.frombuffer(view, dtype=np.uint8).reshape(n, self.record_bytes)
                for c, size, target in zip(channels, sizes, out, strict=True):
                    target[first : first + n] = rows[:, c.offset : c.offset + size]
        return out

    def _load_rows(
        self, file: BinaryIO, channels: Sequence[Channel], sizes: Sequence[int], out: Sequence[npt.NDArray[np.uint8]]
    ) -> None:
        """Read single pieces where one record alone is larger than a chunk."""
        for r in range(self.records):
            for c, size, target in zip(channels, sizes, out, strict=True):
                file.seek(self.header_bytes + r * self.record_bytes + c.offset)
                piece = file.read(size)
                if len(piece) != size:
                    raise FormatError("this file became shorter while it was read", where=self.path.name)
                target[r] = np.frombuffer(piece, dtype=np.uint8)

    def samples(self, raw: npt.NDArray[np.uint8]) -> npt.NDArray[np.int16] | npt.NDArray[np.int32]:
        """Turn the bytes of one channel into digital values.

        Parameters
        ----------
        raw : ndarray of uint8, shape (records, bytes per record)
            As :meth:`load` returns them.

        Returns
        -------
        ndarray of int16 (EDF) or int32 (BDF), shape (records * samples per record,)
        """
        if self.width == 2:
            return raw.reshape(-1).view("<i2")
        triples = raw.reshape(-1, 3)
        wide = np.zeros((len(triples), 4), dtype=np.uint8)
        wide[:, 1:] = triples
        return wide.reshape(-1).view("<i4") >> 8

    def tell_time(self, annotation_bytes: Sequence[npt.NDArray[np.uint8]]) -> None:
        """Work through the annotation bytes: when each record began, and what was written."""
        from whytwitch.evidence.night.read.edf_tal import read_tals

        self._tals, self._onsets = read_tals(self, annotation_bytes)

    @property
    def onsets(self) -> npt.NDArray[np.floating]:
        """Start of each record in seconds from the first, as the file tells; shape (records,)."""
        if self._onsets is None:
            self.tell_time(self.load(self.annotation_channels))
        assert self._onsets is not None
        return self._onsets

    @property
    def notes(self) -> list[tuple[float, float | None, str]]:
        """Annotations: onset and duration in seconds from the start of the first record, and text."""
        if self._tals is None:
            self.tell_time(self.load(self.annotation_channels))
        assert self._tals is not None
        return [note for record in self._tals for note in record]

    def _drifts(self, onsets: npt.NDArray[np.floating]) -> bool:
        """Say whether time stamps and samples merely run at slightly different speed, all night: no gap, no overlap."""
        steps = np.diff(onsets)
        usual = float(np.median(steps))
        uniform = bool((np.abs(steps - usual) < 1e-3).all())
        if not uniform or abs(usual - self.record_s) > min(0.010, 2e-3 * self.record_s):
            return False
        drift = float(onsets[-1] - onsets[0]) - (self.records - 1) * self.record_s
        note = (
            f"The time stamps of the records and their samples drift apart evenly, by {drift:.3g} s over the night; "
            "times follow the samples."
        )
        if abs(drift) > 0.010 and note not in self.warnings:
            self.warnings.append(note)
        return True

    def segments(self) -> list[tuple[float, int, int]]:
        """Stretches without a gap.

        Returns
        -------
        list of (float, int, int)
            Start in seconds from the first record, first record, number of records.

        Raises
        ------
        FormatError
            Records overlap or run backwards, so that no time can be trusted.
        """
        if not self.records:
            return []
        if not self.annotation_channels or self.record_s == 0:
            return [(0.0, 0, self.records)]
        onsets = self.onsets
        straight = onsets[0] + np.arange(self.records) * self.record_s
        if np.max(np.abs(onsets - straight)) < 1e-3:
            return [(0.0, 0, self.records)]
        if self._drifts(onsets):
            return [(0.0, 0, self.records)]
        out: list[tuple[float, int, int]] = []
        first, start = 0, float(onsets[0])
        for i in range(1, self.records):
            off = float(onsets[i]) - (start + (i - first) * self.record_s)
            step = float(onsets[i]) - float(onsets[i - 1]) - self.record_s
            if step < -0.010 or off < -0.010:
                raise FormatError(
                    "the records of this file overlap or run backwards in time, so no moment in it is certain",
                    where=f"{self.path.name}, record {i + 1}",
                    todo="export the recording again",
                )
            if off > 1e-3 or step > 1e-3:
                out.append((start, first, i - first))
                first, start = i, float(onsets[i])
        out.append((start, first, self.records - first))
        if len(out) > 1 and not self.plus.endswith("D"):
            self.warnings.append(
                f"The header calls this recording continuous, but its time stamps leave {len(out) - 1} "
                f"gap{'s' if len(out) > 2 else ''}; the gaps were honoured."
            )
        return out
