"""Pieces of signal for a screen: every sample when there is room for it, else the extremes that a screen can show.

A wide window is drawn from an envelope (least and greatest value of about each second), which is worked out once and
may be kept in a file; a narrow one from the samples themselves. Either is thinned to the points asked for by
MinMaxLTTB, so that a burst of one sample stays visible at any zoom.

References
----------
MinMaxLTTB: Van Der Donckt et al. 2023, doi 10.1109/VIS54172.2023.00023 (the package tsdownsample is theirs).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from whytwitch.errors import ImpossibleValueError
from whytwitch.evidence.night.read import edf

Floats = npt.NDArray[np.float32]

#: A window with more samples of one channel than this is drawn from the envelope.
EXACT_SAMPLES = 60_000
#: More points than any screen has columns would only cost time.
POINTS_MAX = 4000
_PASS_BYTES = 16_000_000


@dataclass(frozen=True)
class Window:
    """One channel in one window.

    Parameters
    ----------
    seconds : ndarray of float64, shape (n,)
        From the start of the recording.
    values : ndarray of float32, shape (n,)
        In the unit of the channel; NaN where a gap begins.
    exact : bool
        Whether every sample is there.
    """

    seconds: npt.NDArray[np.float64]
    values: Floats
    exact: bool


class NightView:
    """A recording opened for looking at.

    Parameters
    ----------
    path : Path
        EDF or BDF.
    keep : Path, optional
        Where the envelope is kept (``.npz``); without it, it is worked out anew for each view.

    Raises
    ------
    FileError, FormatError
        When the recording cannot be read.
    """

    def __init__(self, path: Path, keep: Path | None = None) -> None:
        self.file = edf.open_edf(path)
        self._keep = keep
        shape = (self.file.records, self.file.record_bytes)
        self._bytes: npt.NDArray[np.uint8] = (
            np.memmap(path, np.uint8, "r", self.file.header_bytes, shape)
            if self.file.records
            else np.empty((0, max(1, self.file.record_bytes)), np.uint8)
        )
        self.segments = self.file.segments()
        self._envelopes: dict[int, tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]] | None = None

    @property
    def hours(self) -> float:
        """From the first to the last sample, gaps included."""
        return self._end / 3600.0

    @property
    def _end(self) -> float:
        if not self.segments:
            return 0.0
        start, _, count = self.segments[-1]
        return start + count * self.file.record_s

    def channels(self) -> list[dict[str, Any]]:
        """What can be drawn.

        Returns
        -------
        list of dict
            ``index``, ``label``, ``unit``, ``rate_hz``, and ``problem`` (empty when it can be drawn).
        """
        return [
            {
                "index": one.index,
                "label": one.label,
                "unit": one.unit_text.strip(),
                "rate_hz": one.samples / self.file.record_s if self.file.record_s else 0.0,
                "problem": "" if one.gain is not None and one.samples else one.problem or "no usable range",
            }
            for one in self.file.signals
        ]

    def window(self, index: int, from_s: float, to_s: float, points: int) -> Window:
        """One channel between two moments.

        Parameters
        ----------
        index : int
            Of the channel.
        from_s, to_s : float
            Seconds from the start of the recording.
        points : int
            At most so many points, 2 to 4000.

        Returns
        -------
        Window

        Raises
        ------
        ImpossibleValueError
            No such channel, or a window that is empty or not a number.
        """
        channel = next((one for one in self.file.signals if one.index == index), None)
        if channel is None or channel.gain is None or not channel.samples:
            raise ImpossibleValueError("this recording has no such channel to draw", found=str(index))
        if not (np.isfinite(from_s) and np.isfinite(to_s)) or to_s <= from_s:
            raise ImpossibleValueError("a window begins before it ends", found=f"{from_s} to {to_s} s")
        points = max(2, min(int(points), POINTS_MAX))
        rate = channel.samples / self.file.record_s
        exact = (min(to_s, self._end) - max(from_s, 0.0)) * rate <= EXACT_SAMPLES
        read = self._samples if exact else self._extremes
        pieces = [read(channel, segment, from_s, to_s) for segment in self.segments]
        pieces = [(t, y) for t, y in pieces if len(t)]
        thinned, whole = [], exact
        total = sum(len(t) for t, _ in pieces)
        for t, y in pieces:
            share = max(4, round(points * len(t) / max(total, 1)))
            if len(t) > share:
                t, y = _thin(t, y, share)
                whole = False
            thinned.append((t, y))
        return _joined(thinned, channel.gain, channel.base, whole)

    def envelope(self) -> None:
        """Work the envelope out, or read it from where it is kept; called by the first wide window."""
        if self._envelopes is not None:
            return
        self._envelopes = self._read_kept() or self._make_envelopes()

    def _samples(
        self, channel: edf.Channel, segment: tuple[float, int, int], from_s: float, to_s: float
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]:
        start, first, count = segment
        rate, record_s = channel.samples / self.file.record_s, self.file.record_s
        low = max(0, int((from_s - start) / record_s))
        high = min(count, int(np.ceil((to_s - start) / record_s)))
        if high <= low:
            return _NOTHING
        size = channel.samples * self.file.width
        raw = np.ascontiguousarray(self._bytes[first + low : first + high, channel.offset : channel.offset + size])
        values = self.file.samples(raw)
        seconds = start + low * record_s + np.arange(len(values)) / rate
        inside = slice(*np.searchsorted(seconds, [from_s, to_s]))
        return seconds[inside], values[inside].astype(np.int32)

    def _extremes(
        self, channel: edf.Channel, segment: tuple[float, int, int], from_s: float, to_s: float
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]:
        self.envelope()
        assert self._envelopes is not None
        least, most = self._envelopes[channel.index]
        start, first, count = segment
        bins = _bins(channel.samples, self.file.record_s)
        step = self.file.record_s / bins
        low = max(0, int((from_s - start) / step))
        high = min(count * bins, int(np.ceil((to_s - start) / step)))
        if high <= low:
            return _NOTHING
        part = slice(first * bins + low, first * bins + high)
        values = np.empty(2 * (high - low), np.int32)
        values[0::2], values[1::2] = least[part], most[part]
        seconds = start + (low + np.arange(len(values)) / 2.0) * step
        return seconds, values

    def _make_envelopes(self) -> dict[int, tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]]:
        """One pass over the file."""
        drawn = [one for one in self.file.signals if one.samples]
        found = {
            one.index: tuple(
                np.empty(self.file.records * _bins(one.samples, self.file.record_s), np.int32) for _ in range(2)
            )
            for one in drawn
        }
        rows = max(1, _PASS_BYTES // max(1, self.file.record_bytes))
        for at in range(0, self.file.records, rows):
            block = np.asarray(self._bytes[at : at + rows])
            for one in drawn:
                bins = _bins(one.samples, self.file.record_s)
                size = one.samples * self.file.width
                values = self.file.samples(np.ascontiguousarray(block[:, one.offset : one.offset + size]))
                edges = (np.arange(bins) * one.samples) // bins
                table = values.reshape(len(block), one.samples)
                part = slice(at * bins, (at + len(block)) * bins)
                found[one.index][0][part] = np.minimum.reduceat(table, edges, axis=1).ravel()
                found[one.index][1][part] = np.maximum.reduceat(table, edges, axis=1).ravel()
        self._write_kept(found)
        return found  # type: ignore[return-value]

    def _write_kept(self, found: dict[int, Any]) -> None:
        if self._keep is None:
            return
        unfinished = self._keep.with_suffix(f".{os.getpid()}.unfinished")
        try:
            with unfinished.open("wb") as out:
                np.savez(out, **{f"c{index}": np.stack(pair) for index, pair in found.items()})  # type: ignore[arg-type]
            os.replace(unfinished, self._keep)
        except OSError:  # a full disk costs time, not the view
            unfinished.unlink(missing_ok=True)

    def _read_kept(self) -> dict[int, tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]] | None:
        if self._keep is None or not self._keep.exists():
            return None
        try:
            with np.load(self._keep, allow_pickle=False) as held:
                found = {int(name[1:]): (held[name][0], held[name][1]) for name in held.files}
        except (OSError, ValueError, KeyError):
            return None
        wanted = {
            one.index: self.file.records * _bins(one.samples, self.file.record_s)
            for one in self.file.signals
            if one.samples
        }
        return found if {index: len(pair[0]) for index, pair in found.items()} == wanted else None


_NOTHING: tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]] = (np.empty(0), np.empty(0, np.int32))


def _bins(samples: int, record_s: float) -> int:
    """Bins of one record: about one a second, never more than there are samples."""
    return max(1, min(round(record_s), samples))


def _thin(
    seconds: npt.NDArray[np.float64], values: npt.NDArray[np.int32], points: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]:
    from tsdownsample import MinMaxLTTBDownsampler

    chosen = MinMaxLTTBDownsampler().downsample(values, n_out=points)
    return seconds[chosen], values[chosen]


def _joined(
    pieces: Sequence[tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]], gain: float, offset: float, exact: bool
) -> Window:
    """Pieces with a NaN between them, in physical units."""
    seconds: list[npt.NDArray[np.float64]] = []
    values: list[Floats] = []
    for number, (t, y) in enumerate(pieces):
        if number:
            seconds.append(np.array([np.nextafter(t[0], -np.inf)]))
            values.append(np.array([np.nan], np.float32))
        seconds.append(t)
        values.append((y * gain + offset).astype(np.float32))
    if not seconds:
        return Window(np.empty(0), np.empty(0, np.float32), exact)
    return Window(np.concatenate(seconds), np.concatenate(values), exact)
