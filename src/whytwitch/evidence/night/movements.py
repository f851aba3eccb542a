"""Leg movements in one leg's EMG.

The rule, both editions: a movement begins where the EMG rises 8 uV above rest and ends where it stays within 2 uV of
rest for at least half a second. WASM 2016 adds for computers: somewhere in it the median amplitude over half a second
is at least 2 uV above rest.

Notes
-----
Deviations by necessity, because the rules speak to an eye and give no arithmetic:

* Amplitude means the root mean square over a short window. The window is 50 ms where rest is quiet, and longer where
  rest is noisy, so that the noise of rest alone does not cross the limit; where even 0.3 s does not suffice (rest
  above about 6 uV), the end limit is raised from 2 uV to what can be told from noise.
* Edges are then placed to the sample: the onset at the first sample that exceeds rest + 8 uV, the end where the
  variance of the samples changes (maximum likelihood).
* The median amplitude of WASM is that of the rectified samples.
* Movements of one leg less than 0.5 s apart are one movement (PLMScoRe); it follows from the end rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from whytwitch.evidence.night import filters, quality
from whytwitch.evidence.night.grid import SIGMAS_END, WINDOWS_S, Grid
from whytwitch.evidence.night.rules import (
    END_ABOVE_REST_UV,
    END_QUIET_S,
    LM_MIN_S,
    MORPHOLOGY_ABOVE_REST_UV,
    MORPHOLOGY_WINDOW_S,
    ONSET_ABOVE_REST_UV,
    REST_MAX_UV,
)

_SIGMAS_ONSET = 5.0
_RING = 0.06
#: The filters hold EMG (mostly 30 to 80 Hz) back by 2 to 5 ms; an edge seen at a sample lies half a sample before it.
_DELAY_S = 0.003


@dataclass
class Found:
    """What was found in one stretch of one leg.

    Parameters
    ----------
    movements : list of (float, float, bool)
        Onset and end in seconds from the start of the stretch, and whether the WASM median rule is met.
    unscorable : list of (float, float, str)
        Start and end in seconds, and why.
    bursts : list of (float, float, float)
        Every rise of 8 uV above rest, however short: onset, end (seconds) and peak (microvolt).
    mains_hz : float or None
        Mains hum that was removed.
    beats : int
        Heartbeats that were taken out.
    rest_uv : float or None
        Median resting level.
    """

    movements: list[tuple[float, float, bool]] = field(default_factory=list)
    unscorable: list[tuple[float, float, str]] = field(default_factory=list)
    bursts: list[tuple[float, float, float]] = field(default_factory=list)
    mains_hz: float | None = None
    beats: int = 0
    rest_uv: float | None = None


def detect(
    digital: npt.NDArray[np.integer],
    *,
    gain_uv: float,
    rate_hz: float,
    limits: tuple[int, int],
    minus: npt.NDArray[np.integer] | None = None,
) -> Found:
    """Find the leg movements in a stretch of EMG without gaps.

    Parameters
    ----------
    digital : ndarray of int, shape (n,)
        Samples as they stand in the file.
    gain_uv : float
        Microvolt for one digital step.
    rate_hz : float
        Samples per second.
    limits : tuple of (int, int)
        Lowest and highest digital value.
    minus : ndarray of int, shape (n,), optional
        A second channel to be subtracted (same gain and rate).

    Returns
    -------
    Found
    """
    out = Found()
    length = len(digital) / rate_hz
    if length < END_QUIET_S:
        out.unscorable.append((0.0, length, "too short a stretch to score"))
        return out
    flat, stuck = quality.dead_seconds(digital, limits, rate_hz)
    if minus is not None:
        flat2, stuck2 = quality.dead_seconds(minus, limits, rate_hz)
        flat, stuck = flat & flat2, stuck | stuck2
        digital = digital.astype(np.int32) - minus.astype(np.int32)
    y = filters.to_band(digital, gain_uv, rate_hz)
    out.mains_hz, hum = filters.remove_mains(y, rate_hz)
    grid = Grid(y, rate_hz)
    covered = quality.hum_seconds(hum, len(flat))
    dead = quality.spread(flat | stuck | covered, grid.per_second, grid.n)
    grid.track_rest(dead)
    if grid.rest is None:
        why = quality.STUCK if stuck.mean() > 0.5 else quality.FLAT if flat.mean() > 0.5 else quality.NO_REST
        out.unscorable.append((0.0, length, why))
        return out
    out.beats = grid.take_out_beats(dead)
    out.rest_uv = float(np.median(grid.rest))
    restless = grid.rest > REST_MAX_UV
    for mask, why in ((flat, quality.FLAT), (stuck, quality.STUCK), (covered & ~flat & ~stuck, quality.HUM)):
        ends = [(float(a), length if b >= len(mask) else float(b)) for a, b in quality.stretches(mask)]
        out.unscorable += [(a, b, why) for a, b in ends]
    too_much = [(a / grid.per_second, b / grid.per_second) for a, b in quality.stretches(restless & ~dead)]
    out.unscorable += [(a, min(b, length), quality.RESTLESS) for a, b in too_much if b - a >= 1.0]
    out.unscorable.sort()
    out.movements, out.bursts = _movements(grid, dead | restless)
    return out


def _movements(
    grid: Grid, blind: npt.NDArray[np.bool_]
) -> tuple[list[tuple[float, float, bool]], list[tuple[float, float, float]]]:
    risen, on_window = grid.above(ONSET_ABOVE_REST_UV, _SIGMAS_ONSET)
    active, end_window = grid.above(END_ABOVE_REST_UV, SIGMAS_END)
    risen &= ~blind
    active &= ~blind
    active |= risen
    groups: list[list[int]] = []
    pieces = quality.stretches(active)
    for a, b in pieces:
        if groups:
            before = groups[-1][1]
            # a burst leaks half a window into the pause on either side
            leak = 0.4 * (WINDOWS_S[end_window[before - 1]] + WINDOWS_S[end_window[a]])
            pause = (a - before) / grid.per_second + leak
            if pause < END_QUIET_S and not blind[before:a].any():
                groups[-1][1] = b
                continue
        groups.append([a, b])
    found = []
    first_risen = np.flatnonzero(risen)
    for a, b in groups:
        i = int(np.searchsorted(first_risen, a))
        if i >= len(first_risen) or first_risen[i] >= b:
            continue
        start = int(first_risen[i])
        if (b - start) / grid.per_second < LM_MIN_S - 0.1:
            continue
        onset = _onset(grid, start, WINDOWS_S[on_window[start]])
        end = _end(grid, b, WINDOWS_S[end_window[b - 1]], onset)
        if (end - onset) / grid.rate_hz >= LM_MIN_S:
            held_back = 0.5 / grid.rate_hz + _DELAY_S
            on, off = max(0.0, onset / grid.rate_hz - held_back), end / grid.rate_hz - held_back
            found.append((on, off, _has_shape(grid, onset, end)))
    return found, _bursts(grid, pieces, first_risen)


def _bursts(grid: Grid, pieces: list[tuple[int, int]], risen: npt.NDArray[np.intp]) -> list[tuple[float, float, float]]:
    """Return every rise of 8 uV above rest, whatever its length; half a window is taken off at either side."""
    out = []
    leak = 0.4 * WINDOWS_S[0]
    for a, b in pieces:
        i = int(np.searchsorted(risen, a))
        if i < len(risen) and risen[i] < b:
            on, off = a / grid.per_second + leak, b / grid.per_second - leak
            peak = float(np.abs(grid.y[a * grid.hop : b * grid.hop]).max())
            out.append((on, max(off, on + 1 / grid.per_second), peak))
    return out


def _onset(grid: Grid, step: int, window_s: float) -> int:
    """Return the first sample that exceeds rest + 8 uV around the step where the envelope does."""
    assert grid.rest is not None
    half = int(0.5 * window_s * grid.rate_hz) + grid.hop
    centre = step * grid.hop
    a, b = max(0, centre - half), min(len(grid.y), centre + half + grid.hop)
    level = float(grid.rest[step])
    over = np.flatnonzero(np.abs(grid.y[a:b]) > level + max(ONSET_ABOVE_REST_UV, 2.2 * level))
    return a + int(over[0]) if len(over) else centre


def _end(grid: Grid, step: int, window_s: float, onset: int) -> int:
    """Return the sample at which the activity that ends near ``step`` gives way to rest."""
    assert grid.rest is not None
    rate = grid.rate_hz
    centre = step * grid.hop
    a = max(onset, centre - int(1.5 * window_s * rate) - 4 * grid.hop)
    b = min(len(grid.y), centre + int(0.5 * window_s * rate) + 2 * grid.hop)
    piece = grid.y[a:b].astype(np.float64) ** 2
    if len(piece) < 8:
        return min(len(grid.y), centre)
    level = float(grid.rest[min(step, grid.n - 1)])
    loud = max(float(piece[: max(4, len(piece) // 3)].mean()), (level + END_ABOVE_REST_UV) ** 2)
    # a strong burst rings in the filter for some hundredths of a second: that is no activity
    quiet = max((level + 0.5 * END_ABOVE_REST_UV) ** 2, _RING**2 * loud)
    # log likelihood of "loud until k, quiet from k", as a running sum
    gain = np.cumsum(0.5 * np.log(quiet / loud) + 0.5 * piece * (1 / quiet - 1 / loud))
    return a + int(np.argmax(gain)) + 1


def _has_shape(grid: Grid, onset: int, end: int) -> bool:
    """Say whether some half second has a median rectified amplitude of at least 2 uV above rest."""
    assert grid.rest is not None
    size = round(MORPHOLOGY_WINDOW_S * grid.rate_hz)
    level = float(grid.rest[min(onset // grid.hop, grid.n - 1)])
    over = np.abs(grid.y[onset:end]) >= level + MORPHOLOGY_ABOVE_REST_UV
    if len(over) < size:
        return bool(np.count_nonzero(over) * 2 >= len(over))
    sums = np.concatenate([[0], np.cumsum(over)])
    return bool((2 * (sums[size:] - sums[:-size]) >= size).any())
