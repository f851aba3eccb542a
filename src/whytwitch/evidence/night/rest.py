"""The resting level of a leg, tracked through the night.

Notes
-----
Neither rule book says how the resting level is to be measured. Ours: the root mean square of half-second pieces, of
which the lowest quarter within a minute around each moment is taken as rest. Where the minute before and the minute
after disagree (a person turned over and the leg stays tense), the moment of the change is located and each side gets
its own level, so that a raised rest neither swallows movements nor looks like one. Deviation by necessity.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

PIECE_S = 0.5
_WINDOW_S = 60.0
_QUANTILE = 0.25
#: The lowest quarter of noisy pieces lies a little under their true level.
_BIAS = 1.05
_STEP_RATIO = 1.4
_STRIDE = 2
_FLOOR_UV = 0.02


def track(pieces: Array, valid: npt.NDArray[np.bool_]) -> Array:
    """Return the resting level of each half-second piece.

    Parameters
    ----------
    pieces : ndarray of float, shape (n,)
        Root mean square of each piece in microvolt.
    valid : ndarray of bool, shape (n,)
        False where the piece is flat, saturated or otherwise no EMG.

    Returns
    -------
    ndarray of float, shape (n,)
        Microvolt; NaN when not one piece is valid.
    """
    n = len(pieces)
    if not n or not valid.any():
        return np.full(n, np.nan)
    own = np.where(valid, np.maximum(pieces, _FLOOR_UV), np.nan)
    width = min(round(_WINDOW_S / PIECE_S), n)
    ahead = _fill(_quantile_ahead(own, width)) * _BIAS  # level of [i, i + width)
    shift = np.arange(n)
    centred = ahead[np.clip(shift - width // 2, 0, n - width)]
    after = ahead[np.clip(shift, 0, n - width)]
    before = ahead[np.clip(shift - width, 0, n - width)]
    return _place_steps(own, centred, before, after, width)


def _quantile_ahead(own: Array, width: int) -> Array:
    """Return the quantile of every window of ``width`` pieces; NaN where fewer than a quarter of them are valid."""
    every = np.lib.stride_tricks.sliding_window_view(own.astype(np.float32), width)
    view = every[::_STRIDE]
    out = np.empty(len(view))
    for a in range(0, len(view), 4096):
        rows = view[a : a + 4096]
        if not np.isnan(rows).any():
            out[a : a + 4096] = np.partition(rows, int(_QUANTILE * (width - 1)), axis=1)[
                :, int(_QUANTILE * (width - 1))
            ]
            continue
        ordered = np.sort(rows, axis=1)  # NaN goes last
        count = np.isfinite(rows).sum(axis=1)
        place = np.clip((_QUANTILE * (count - 1)).astype(int), 0, width - 1)
        value = ordered[np.arange(len(rows)), place]
        out[a : a + 4096] = np.where(count >= max(1, width // 4), value, np.nan)
    return np.repeat(out, _STRIDE)[: len(every)]


def _fill(values: Array) -> Array:
    """Fill NaN from the nearest known value; from the median of all when there is none."""
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return np.full(len(values), np.nan)
    if len(known) == len(values):
        return values
    at = np.arange(len(values))
    right = known[np.clip(np.searchsorted(known, at), 0, len(known) - 1)]
    left = known[np.clip(np.searchsorted(known, at, side="right") - 1, 0, len(known) - 1)]
    return values[np.where(np.abs(right - at) < np.abs(at - left), right, left)]


def _place_steps(own: Array, centred: Array, before: Array, after: Array, width: int) -> Array:
    """Give each side of a lasting change of rest its own level."""
    rest = centred.copy()
    with np.errstate(invalid="ignore", divide="ignore"):
        rise = np.log(after / before)
    apart = np.where(np.abs(rise) > np.log(_STEP_RATIO), np.sign(rise), 0).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], apart, [0]])))
    log_own = np.log(np.where(np.isnan(own), 1.0, own))
    known = ~np.isnan(own)
    for a, b in pairwise(edges.tolist()):
        if apart[a] == 0:
            continue
        gap = np.abs(np.log(after[a:b] / before[a:b]))
        peak = a + int(np.argmax(gap))
        # the middle of the plateau on which both sides are pure
        plateau = np.flatnonzero(gap > 0.9 * gap.max()) + a
        peak = int(plateau[len(plateau) // 2])
        low, high = np.log(before[peak]), np.log(after[peak])
        x, y = max(0, peak - width), min(len(own), peak + width)
        to_low = np.where(known[x:y], np.minimum(np.abs(log_own[x:y] - low), 1.5), 0.0)
        to_high = np.where(known[x:y], np.minimum(np.abs(log_own[x:y] - high), 1.5), 0.0)
        cost = np.concatenate([[0.0], np.cumsum(to_low)]) + to_high.sum() - np.concatenate([[0.0], np.cumsum(to_high)])
        change = x + int(np.argmin(cost))
        span = np.arange(max(0, change - width // 2 - 1), min(len(own), change + width // 2 + 1))
        rest[span[span < change]] = np.exp(low)
        rest[span[span >= change]] = np.exp(high)
    return rest
