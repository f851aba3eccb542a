"""Heartbeats among the spike-like events: by the ECG where there is one, else by their regular beat."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from whytwitch.evidence.night import montage
from whytwitch.evidence.night.read import edf

_RATE_MIN_HZ = 90.0
_NEAR_S = 0.06
_RR_S = (0.33, 1.7)
_RR_CHANGE = 0.15
_CHAIN = 5
_REFRACTORY_S = 0.3
_HEIGHT = 0.4


def beats(file: edf.EdfFile) -> npt.NDArray[np.float64]:
    """Return the seconds of the heartbeats in the ECG channel, or nothing where there is none that can be used.

    Notes
    -----
    The steepest samples of each 10 s, at least 0.3 s apart: enough to know where a beat falls, no measure of rhythm.
    """
    leads = montage.find(file.signals, file.record_s, rate_min_hz=_RATE_MIN_HZ).ecg
    if not leads:
        return np.empty(0)
    (signal,), segments = montage.read(file, leads[:1])
    lead = leads[0]
    rate = montage.rate_of(file, lead)
    out: list[float] = []
    for start, first, n in segments:
        x = signal[first * lead.channel.samples : (first + n) * lead.channel.samples]
        steep = np.abs(np.gradient(x))
        size = int(10 * rate)
        for a in range(0, len(steep), size):
            part = steep[a : a + size]
            limit = _HEIGHT * np.quantile(part, 0.999) if len(part) else 0.0
            last = -np.inf
            for i in np.flatnonzero(part > limit) if limit > 0 else []:
                if i - last > _REFRACTORY_S * rate:
                    out.append(start + (a + int(i)) / rate)
                    last = i
    return np.array(out)


def on_beat(at_s: float, beat_s: npt.NDArray[np.float64]) -> bool:
    """Say whether a moment falls on a heartbeat (within 60 ms)."""
    i = int(np.searchsorted(beat_s, at_s))
    return any(abs(at_s - beat_s[k]) <= _NEAR_S for k in (i - 1, i) if 0 <= k < len(beat_s))


def not_a_pulse(times: Sequence[float]) -> npt.NDArray[np.bool_]:
    """Say for each event whether it is *not* one of at least five at the even pace of a heart.

    Parameters
    ----------
    times : sequence of float
        Seconds, in order.

    Returns
    -------
    ndarray of bool, shape (events,)
    """
    keep = np.ones(len(times), dtype=bool)
    gaps = np.diff(np.asarray(times))
    first = 0
    for i in range(1, len(gaps) + 1):
        steady = i < len(gaps) and abs(gaps[i] - gaps[i - 1]) <= _RR_CHANGE * gaps[i - 1]
        inside = i < len(gaps) and all(_RR_S[0] <= g <= _RR_S[1] for g in gaps[i - 1 : i + 1])
        if steady and inside:
            continue
        if i - first + 1 >= _CHAIN and all(_RR_S[0] <= g <= _RR_S[1] for g in gaps[first:i]):
            keep[first : i + 1] = False
        first = i
    return keep
