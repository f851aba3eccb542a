"""The chin EMG: its strength over time, and where it rises."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from whytwitch.evidence.night import filters, montage, quality, rest
from whytwitch.evidence.night.read import edf
from whytwitch.evidence.night.rules import ONSET_ABOVE_REST_UV, RATE_MIN_HZ

#: Strength is given for each twentieth of a second.
STEP_S = 0.05
_NARROW_S = 0.1


@dataclass
class Chin:
    """The chin EMG of a night.

    Parameters
    ----------
    label : str
        Its channel.
    pieces : list of (float, ndarray of float, shape (steps,))
        Start (seconds) and strength (root mean square, microvolt, 10-100 Hz) of each stretch; NaN where it is dead.
    rises : list of (float, float)
        Onset and end (seconds) of rises of 8 uV above the level around.
    why : str
        Why it cannot be used; empty when it can.
    leak_s : float
        By how much a burst looks longer than it is, because strength is taken over more than one step.
    """

    label: str
    pieces: list[tuple[float, npt.NDArray[np.float64]]] = field(default_factory=list)
    rises: list[tuple[float, float]] = field(default_factory=list)
    why: str = ""
    leak_s: float = 0.0

    @property
    def usable(self) -> bool:
        """Whether anything can be read from it."""
        return not self.why and bool(self.pieces)

    def between(self, from_s: float, to_s: float) -> npt.NDArray[np.float64]:
        """Return the strength between two moments, shape (steps,); empty where nothing was recorded."""
        for start, level in self.pieces:
            a, b = round((from_s - start) / STEP_S), round((to_s - start) / STEP_S)
            if a >= 0 and b <= len(level):
                return level[a:b]
        return np.empty(0)


def read_chin(file: edf.EdfFile, legs: list[int], label: str | None = None) -> Chin | None:
    """Read the chin EMG of a recording.

    Parameters
    ----------
    file : EdfFile
    legs : list of int
        Channels that are legs.
    label : str, optional
        The channel that a user names.

    Returns
    -------
    Chin or None
        None when no channel is named like a chin and none was named.
    """
    found = [montage.named(file.signals, label, "option chin")] if label else []
    found = found or list(montage.find(file.signals, file.record_s, rate_min_hz=RATE_MIN_HZ, legs=legs).chin)
    if not found:
        return None
    one = found[0]
    rate = montage.rate_of(file, one)
    if rate < RATE_MIN_HZ or one.channel.gain_uv is None:
        return Chin(one.label, why=f"'{one.label}' is too slow or has no known unit")
    raw = file.load([one.channel])[0]
    digital = file.samples(raw)
    out = Chin(one.label, leak_s=STEP_S)
    for start, first, n in file.segments():
        part = digital[first * one.channel.samples : (first + n) * one.channel.samples]
        _add(out, start, part, one.channel, rate)
    if not any(np.isfinite(level).any() for _, level in out.pieces):
        out.why = f"'{one.label}' is flat or stuck at the limit of the recorder"
    return out


def _add(out: Chin, start: float, digital: npt.NDArray[np.integer], channel: Any, rate: float) -> None:
    if len(digital) < rate:
        return
    y = filters.to_band(digital, channel.gain_uv, rate)
    filters.remove_mains(y, rate)
    steps = int(len(y) / rate / STEP_S)
    # steps fall on the clock, not on the sample count, so that odd rates do not drift
    edges = np.minimum(np.round(np.arange(steps + 1) * STEP_S * rate).astype(int), len(y))
    y = y[: edges[-1]]
    np.square(y, out=y)
    power = np.add.reduceat(y, edges[:-1]).astype(np.float64) / np.diff(edges)
    del y
    power[1:] = (power[1:] + power[:-1]) / 2  # one step alone is too short to tell noise from activity
    level = np.sqrt(power)
    flat, stuck = quality.dead_seconds(digital, channel.digital, rate)
    dead = np.repeat(flat | stuck, round(1 / STEP_S))
    dead = np.concatenate([dead, np.full(max(0, steps - len(dead)), dead[-1] if len(dead) else False)])[:steps]
    level = np.where(dead, np.nan, level)
    out.pieces.append((start, level))
    per = round(rest.PIECE_S / STEP_S)
    whole = len(level) // per
    if not whole:
        return
    grouped = level[: whole * per].reshape(whole, per)
    halves = np.sqrt((grouped**2).mean(axis=1))
    around = np.repeat(rest.track(halves, np.isfinite(halves)), per)
    with np.errstate(invalid="ignore"):
        high = level[: len(around)] > around + ONSET_ABOVE_REST_UV
    for a, b in quality.stretches(high):
        if (b - a) * STEP_S >= _NARROW_S:
            out.rises.append((start + a * STEP_S, start + b * STEP_S))
