"""Heartbeats in a leg channel, subtracted by their own average shape.

Notes
-----
The rule books do not mention heartbeats. Ours: the spikes that :mod:`whytwitch.evidence.night.ecg` knows by rhythm
are averaged, five minutes at a time; the average is looked for everywhere nearby (also right before and after a
movement, where no rhythm can be seen) and subtracted, scaled and shifted by least squares. No ECG channel is needed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Signal = npt.NDArray[np.float32]

_CHUNK_S = 300.0
_HALF_S = 0.12
_CORE_S = 0.06
_ALIGN_S = 0.03
_APART_S = 0.3
_APART_BEATS = 0.55  # an extra beat may come early, but hardly earlier than this
_REACH_S = 30.0
_ALIKE = 0.6
_STEP_MAX_S = 1.7
_CALM_SHARE = 0.5
_SIZES = (0.4, 2.5)
_SEEDS_MIN = 12
_SEEDS_WISHED = 100
_SEEDS_MAX = 200


def cancel(y: Signal, rate_hz: float, seeds: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Subtract heartbeats in place.

    Parameters
    ----------
    y : ndarray of float32, shape (n,)
        EMG in microvolt; changed in place.
    rate_hz : float
        Samples per second.
    seeds : sequence of (int, int)
        ``[start, stop)`` in samples of spikes known to be heartbeats.

    Returns
    -------
    list of (int, int)
        ``[start, stop)`` in samples of the core of each beat that was subtracted.
    """
    half = round(_HALF_S * rate_hz)
    if not seeds or len(y) < 4 * half:
        return []
    pad = round(0.02 * rate_hz)
    at = np.array([_peak(y, a - pad, b + pad) for a, b in seeds])
    at = at[(at > 2 * half) & (at < len(y) - 2 * half)]
    out: list[tuple[int, int]] = []
    chunk, reach = round(_CHUNK_S * rate_hz), round(_REACH_S * rate_hz)
    before: npt.NDArray[np.float64] | None = None
    for a in range(0, len(y), chunk):
        b = min(len(y), a + chunk)
        near = at[(at >= a - reach) & (at < b + reach)]
        if len(near) < _SEEDS_MIN:
            continue
        apart = _apart(near, rate_hz)
        shapes = [_shape(y, near[:: max(1, len(near) // _SEEDS_MAX)], half, rate_hz)]
        if len(near) < _SEEDS_WISHED:  # between many movements few beats are known: their neighbours may help
            ahead = at[(at >= a) & (at < b + chunk)]
            shapes += [_shape(y, ahead, half, rate_hz)] if len(ahead) >= _SEEDS_MIN else []
            shapes += [before] if before is not None else []
        # all through the stretch: between many movements no rhythm can be seen, but the heart goes on
        found = [_find(y, shape, a, b, apart) for shape in shapes]
        best = max(range(len(shapes)), key=lambda k: len(found[k]))
        before = shapes[best]
        out += _subtract(y, before, found[best])
    return out


def _peak(y: Signal, a: int, b: int) -> int:
    a, b = max(0, a), min(len(y), b)
    return a + int(np.argmax(np.abs(y[a:b])))


def _shape(y: Signal, at: npt.NDArray[np.intp], half: int, rate_hz: float) -> npt.NDArray[np.float64]:
    """Return the typical beat, two times ``half`` plus one samples long, its ends faded out."""
    rows = _rows(y, at, half)
    heights = np.abs(rows[:, half])
    shape = rows[int(np.argsort(heights)[len(heights) // 2])]
    reach = max(1, round(_ALIGN_S * rate_hz))
    for _ in range(2):
        shifts = np.arange(-reach, reach + 1)
        fit = np.stack([_rows(y, at + s, half) @ shape for s in shifts])
        at = at + shifts[np.argmax(fit, axis=0)]
        shape = np.median(_rows(y, at, half), axis=0)
    fade = max(1, half // 3)
    shape[:fade] *= np.linspace(0, 1, fade)
    shape[-fade:] *= np.linspace(1, 0, fade)
    return shape


def _rows(y: Signal, at: npt.NDArray[np.intp], half: int) -> npt.NDArray[np.float64]:
    return y[at[:, None] + np.arange(-half, half + 1)].astype(np.float64)


def _apart(at: npt.NDArray[np.intp], rate_hz: float) -> int:
    """Return how many samples apart two beats must be: somewhat more than half the usual interval."""
    steps = np.diff(at) / rate_hz
    usual = steps[(steps >= _APART_S) & (steps <= _STEP_MAX_S)]
    return max(1, round(max(_APART_S, _APART_BEATS * float(np.median(usual)) if len(usual) else 0.0) * rate_hz))


def _find(y: Signal, shape: npt.NDArray[np.float64], low: int, high: int, apart: int) -> npt.NDArray[np.intp]:
    """Find the shape between two samples; of two places nearer than ``apart``, the more alike one is a beat."""
    half = len(shape) // 2
    core = round(half * _CORE_S / _HALF_S)
    inner = shape[half - core : half + core + 1]
    power = float(inner @ inner)
    low, high = max(low, half + 1), min(high, len(y) - half - 1)
    if power <= 0 or high - low <= 2 * core:
        return np.zeros(0, dtype=np.intp)
    piece = y[low - core : high + core].astype(np.float64)
    fit = _slide(piece, inner)
    sums = np.concatenate([[0.0], np.cumsum(piece**2)])
    energy = np.maximum(sums[2 * core + 1 :] - sums[: -2 * core - 1], 1e-9)
    return _peaks(fit, np.sqrt(power * energy), (_SIZES[0] * power, _SIZES[1] * power), apart) + low


def _subtract(y: Signal, shape: npt.NDArray[np.float64], at: npt.NDArray[np.intp]) -> list[tuple[int, int]]:
    """Subtract the shape at the beats found; return the core of each."""
    half = len(shape) // 2
    core = round(half * _CORE_S / _HALF_S)
    if not len(at):
        return []
    turn = np.gradient(shape)
    basis = np.stack([shape, turn, np.gradient(turn)])
    fitted = np.linalg.pinv(basis[:, half - core : half + core + 1].T)
    places = at[:, None] + np.arange(-half, half + 1)  # beats are too far apart to share a sample
    parts = y[places]
    weights = _steadied(parts[:, half - core : half + core + 1], basis[:, half - core : half + core + 1], fitted)
    y[places] = parts - (weights @ basis).astype(np.float32)
    return [(int(i) - core, int(i) + core + 1) for i in at]


def _steadied(
    parts: npt.NDArray[np.float64], basis: npt.NDArray[np.float64], fitted: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return how much of each basis shape stands in each beat: its own fit where little else is there.

    Where muscle lies over a beat, a free fit would take some of the muscle for heart. What the beats in rest have, and
    how much they vary, counts the more, the more of a beat the fit does not explain (a normal prior).
    """
    weights = parts @ fitted.T
    left = np.maximum(((parts - weights @ basis) ** 2).mean(axis=1), 1e-6)
    calm = left <= np.quantile(left, _CALM_SHARE)
    if calm.sum() < _SEEDS_MIN:
        return weights
    usual = weights[calm].mean(axis=0)
    varies = np.cov(weights[calm].T) + 1e-3 * np.eye(len(basis)) * max(float(usual[0]) ** 2, 1e-6)
    sure = np.linalg.inv(varies)
    overlap = basis @ basis.T / left[:, None, None]
    toward = (parts @ basis.T) / left[:, None] + sure @ usual
    return np.linalg.solve(overlap + sure, toward[:, :, None])[:, :, 0]


def _slide(piece: npt.NDArray[np.float64], inner: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the product sum of ``inner`` with every stretch of ``piece`` of its length."""
    n = 1 << (len(piece) + len(inner) - 1).bit_length()
    product = np.fft.rfft(piece, n) * np.conj(np.fft.rfft(inner, n))
    return np.fft.irfft(product, n)[: len(piece) - len(inner) + 1]


def _peaks(
    fit: npt.NDArray[np.float64], most: npt.NDArray[np.float64], sizes: tuple[float, float], apart: int
) -> npt.NDArray[np.intp]:
    """Return local maxima of the right size and likeness, of which none has a more alike one nearer than ``apart``."""
    middle = fit[1:-1]
    at = np.flatnonzero((middle > sizes[0]) & (middle >= fit[:-2]) & (middle > fit[2:])) + 1
    alike = fit[at] / most[at]
    good = (fit[at] <= sizes[1]) & (alike >= _ALIKE)
    at, alike = at[good], alike[good]
    taken: list[int] = []
    for i in at[np.argsort(-alike, kind="stable")].tolist():
        k = bisect_left(taken, i)
        if (k == 0 or i - taken[k - 1] >= apart) and (k == len(taken) or taken[k] - i >= apart):
            taken.insert(k, i)
    return np.array(taken, dtype=np.intp)
