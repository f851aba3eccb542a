"""Which stretches of a leg channel are no EMG at all: flat, stuck at the limit, drowned in hum, too restless."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_EQUAL_SHARE = 0.97
_RAIL_SHARE = 0.5
_MARGIN_S = 0.5
_HUM_MAX_UV = 100.0

FLAT = "the channel is flat: electrode or cable off"
STUCK = "the signal is stuck at the limit of the recorder"
HUM = "mains hum covers the signal: electrode probably off"
RESTLESS = "the resting level is too high for a rise of 8 uV to be seen"
NO_REST = "no resting level can be found"


def dead_seconds(
    digital: npt.NDArray[np.integer], limits: tuple[int, int], rate_hz: float
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Find seconds that are flat and seconds that are stuck at the recorder's limit.

    Parameters
    ----------
    digital : ndarray of int, shape (n,)
        Samples as they stand in the file.
    limits : tuple of (int, int)
        Lowest and highest digital value that the header allows.
    rate_hz : float
        Samples per second.

    Returns
    -------
    flat, stuck : ndarray of bool, shape (whole seconds,)
    """
    block = max(2, round(rate_hz))
    n = len(digital) // block
    if n == 0:
        same = bool(len(digital)) and bool((digital == digital[0]).all())
        return np.array([same]), np.array([False])
    flat = np.empty(n, dtype=bool)
    stuck = np.empty(n, dtype=bool)
    step = max(1, (1 << 20) // block)
    for a in range(0, n, step):
        rows = digital[a * block : min(n, a + step) * block].reshape(-1, block)
        flat[a : a + step] = np.count_nonzero(rows[:, 1:] == rows[:, :-1], axis=1) >= _EQUAL_SHARE * (block - 1)
        if rows.min() > limits[0] and rows.max() < limits[1]:
            stuck[a : a + step] = False
            continue
        low = np.count_nonzero(rows <= limits[0], axis=1)
        high = np.count_nonzero(rows >= limits[1], axis=1)
        stuck[a : a + step] = (low + high) >= _RAIL_SHARE * block
    return flat & ~stuck, stuck


def hum_seconds(amplitude: npt.NDArray[np.float32] | None, n: int) -> npt.NDArray[np.bool_]:
    """Say for each of ``n`` seconds whether mains hum covers the signal."""
    out = np.zeros(n, dtype=bool)
    if amplitude is not None and len(amplitude):
        m = min(n, len(amplitude))
        out[:m] = amplitude[:m] > _HUM_MAX_UV
    return out


def spread(bad: npt.NDArray[np.bool_], per_second: float, n: int) -> npt.NDArray[np.bool_]:
    """Turn bad seconds into bad steps of a finer clock, with half a second of margin on both sides.

    Parameters
    ----------
    bad : ndarray of bool, shape (seconds,)
    per_second : float
        Steps of the finer clock in a second.
    n : int
        Number of steps.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    out = np.zeros(n, dtype=bool)
    for a, b in stretches(bad):
        lo = max(0, int((a - _MARGIN_S) * per_second))
        hi = n if b >= len(bad) else min(n, int(np.ceil((b + _MARGIN_S) * per_second)))
        out[lo:hi] = True
    return out


def stretches(mask: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return ``[start, stop)`` of each run of True."""
    if not len(mask):
        return []
    edges = (np.flatnonzero(mask[1:] != mask[:-1]) + 1).tolist()
    if mask[0]:
        edges.insert(0, 0)
    if mask[-1]:
        edges.append(len(mask))
    return list(zip(edges[::2], edges[1::2], strict=True))
