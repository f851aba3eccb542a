"""Heartbeats and electrode pops in a leg channel: found by rhythm or size, taken out without touching movements."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from whytwitch.evidence.night.quality import stretches

_BEAT_MAX_S = 0.2
_RR_S = (0.33, 1.7)
_RR_CHANGE = 0.25
_HEIGHT_RATIO = 1.8
_CHAIN = 5
_NEAR_S = 60.0
_NEAR_BEATS = 25
_POP_UV = 200.0
_POP_MAX_S = 0.45


def beats(height: npt.NDArray[np.floating], over: npt.NDArray[np.bool_], step_s: float) -> list[tuple[int, int]]:
    """Find heartbeats among the short spikes of a leg channel.

    Parameters
    ----------
    height : ndarray of float, shape (n,)
        Root mean square over a short window, in microvolt.
    over : ndarray of bool, shape (n,)
        Where that stands above rest and its noise.
    step_s : float
        Seconds between two values.

    Returns
    -------
    list of (int, int)
        ``[start, stop)`` of each beat.

    Notes
    -----
    A beat is a spike of at most 0.2 s. Spikes are heartbeats when at least five follow each other at intervals of
    0.33-1.7 s that change by less than a quarter and with heights that stay within a factor of 1.8, and when at least
    25 such spikes lie within a minute. A short burst of twitches does not look like this; a heart does, all night.
    """
    runs = [(a, b) for a, b in stretches(over) if (b - a) * step_s <= _BEAT_MAX_S]
    if len(runs) < _NEAR_BEATS:
        return []
    heights = np.array([height[a:b].max() for a, b in runs])
    at = np.array([a + int(np.argmax(height[a:b])) for a, b in runs]) * step_s
    keep = _in_chain(at, heights)
    if not keep.any():
        return []
    good = at[keep]
    crowd = np.searchsorted(good, good + _NEAR_S / 2) - np.searchsorted(good, good - _NEAR_S / 2)
    dense = good[crowd >= _NEAR_BEATS]
    if not len(dense):
        return []
    typical = float(np.median(heights[keep]))
    return [
        run
        for run, t, high, chained in zip(runs, at, heights, keep, strict=True)
        if _near(dense, t) and (chained or (high < _HEIGHT_RATIO * typical and _on_beat(good, t)))
    ]


def may_hold_pops(height: npt.NDArray[np.floating]) -> bool:
    """Say whether anything is as high as an electrode pop."""
    return bool(len(height)) and float(height.max()) > _POP_UV


def pops(height: npt.NDArray[np.floating], over: npt.NDArray[np.bool_], step_s: float) -> list[tuple[int, int]]:
    """Find electrode pops: huge spikes that are over within a third of a second and stand alone.

    Parameters
    ----------
    height : ndarray of float, shape (n,)
        Root mean square over a short window, in microvolt.
    over : ndarray of bool, shape (n,)
        Where that stands above rest and its noise.
    step_s : float
        Seconds between two values.

    Returns
    -------
    list of (int, int)
        ``[start, stop)`` of each pop.

    Notes
    -----
    The limits are ours. A twitch of this length is too short for a leg movement in any case; what is prevented is that
    two pops within half a second count as one movement.
    """
    if not may_hold_pops(height):
        return []
    runs = stretches(over)
    return [(a, b) for a, b in runs if (b - a) * step_s <= _POP_MAX_S and float(height[a:b].max()) > _POP_UV]


def _in_chain(at: npt.NDArray[np.floating], heights: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
    rr = np.diff(at)
    ok = (rr >= _RR_S[0]) & (rr <= _RR_S[1])
    ratio = heights[1:] / heights[:-1]
    ok &= (ratio < _HEIGHT_RATIO) & (ratio > 1 / _HEIGHT_RATIO)
    steady = np.zeros(len(at), dtype=bool)
    even = np.zeros(len(rr), dtype=bool)
    even[1:] = ok[1:] & ok[:-1] & (np.abs(rr[1:] - rr[:-1]) < _RR_CHANGE * np.minimum(rr[1:], rr[:-1]))
    for a, b in stretches(even):
        first, last = a - 1, b  # positions of spikes: interval k lies between spikes k and k + 1
        if last - first + 1 >= _CHAIN:
            steady[first : last + 1] = True
    return steady


def _near(dense: npt.NDArray[np.floating], t: float) -> bool:
    i = int(np.searchsorted(dense, t))
    return any(0 <= k < len(dense) and abs(dense[k] - t) <= _NEAR_S / 2 for k in (i - 1, i))


def _on_beat(good: npt.NDArray[np.floating], t: float) -> bool:
    """Say whether a lone spike lies a whole number of beats (up to six) from a chained one."""
    i = int(np.searchsorted(good, t))
    for k, sign in ((i - 1, 1), (i, -1)):
        if not 1 <= k < len(good) - 1:
            continue
        rr = min(good[k] - good[k - 1], good[k + 1] - good[k])
        if not _RR_S[0] <= rr <= _RR_S[1]:
            continue
        beats_away = sign * (t - good[k]) / rr
        if 0.7 <= beats_away <= 6.3 and abs(beats_away - round(beats_away)) < 0.2:
            return True
    return False
