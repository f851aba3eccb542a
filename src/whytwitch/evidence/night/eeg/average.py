"""The jerk-locked average: EEG lined up at the onsets of movements, against the same EEG lined up elsewhere.

A discharge of the cortex that causes a jerk comes before it at a fixed time and survives averaging (a premyoclonus
spike about 20 ms before the muscle: PubMed 1464676); what is not locked to the jerk cancels. Laboratories average 50
to 200 jerks (crosschannel.uk/jerk-locked-back-averaging, quoting Latorre et al. 2023). So 50 are needed for a verdict;
from 20 on the average is shown "for orientation" (ours).

Notes
-----
Baseline: 1.0 to 0.5 s before. Windows with more than four times the usual range are left out. The control takes each
window 2 to 8 s earlier at random, 200 times; the average stands out when at most 1 % of the controls have a larger
value than its largest from 200 to 10 ms before the onset. After the onset the scalp picks up muscle and moving cables,
so nothing there is judged. Onsets from a detector are good to about 50 ms, which blurs a sharp potential.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

SHOWN_FROM = 20
JUDGED_FROM = 50
FROM_S, TO_S = -1.0, 0.3
_BASELINE_S = (-1.0, -0.5)
_JUDGED_S = (-0.2, -0.01)
_SHIFT_S = (2.0, 8.0)
_CONTROLS = 200
_P_MAX = 0.01
_RANGE_TIMES = 4.0
_SHOWN_HZ = 100.0
BEFORE_S = -FROM_S + _SHIFT_S[1] + 0.1

Array = npt.NDArray[np.float64]


def jerk_locked(windows: Sequence[Array], rate_hz: float, *, seed: int = 0) -> dict[str, Any]:
    """Average EEG at onsets.

    Parameters
    ----------
    windows : sequence of ndarray of float, shape (samples,)
        Microvolt from ``BEFORE_S`` before each onset to ``TO_S`` after it, all of one length.
    rate_hz : float
        Samples per second.
    seed : int
        For the control.

    Returns
    -------
    dict
        ``n`` used, ``left_out``, ``from_s``, ``step_s``, ``mean_uv`` (list), ``peak_uv``, ``peak_s``, ``p``,
        ``stands_out`` and ``why``; None where there are too few.
    """
    out: dict[str, Any] = dict.fromkeys(
        ("from_s", "step_s", "mean_uv", "peak_uv", "peak_s", "p", "stands_out", "left_out", "why")
    )
    out["n"] = len(windows)
    if len(windows) < SHOWN_FROM:
        out["why"] = f"{len(windows)} movements are too few to average; at least {SHOWN_FROM} are needed"
        return out
    rows = np.stack(windows)
    zero = round(BEFORE_S * rate_hz)
    own = rows[:, zero + round(FROM_S * rate_hz) :]
    ranges = np.ptp(own[:, : round(-FROM_S * rate_hz)], axis=1)
    keep = (ranges <= _RANGE_TIMES * np.median(ranges)) & (ranges > 0)
    rows, own = rows[keep], own[keep]
    out["n"], out["left_out"] = int(keep.sum()), int((~keep).sum())
    if len(rows) < SHOWN_FROM:
        out["why"] = f"only {len(rows)} windows are free of artefact"
        return out
    mean = _from_baseline(own, rate_hz).mean(axis=0)
    judged = slice(*(round((t - FROM_S) * rate_hz) for t in _JUDGED_S))
    peak = int(np.argmax(np.abs(mean[judged])))
    step = max(1, round(rate_hz / _SHOWN_HZ))
    out |= {
        "from_s": FROM_S,
        "step_s": round(step / rate_hz, 6),
        "mean_uv": np.round(mean[::step], 3).tolist(),
        "peak_uv": round(float(mean[judged][peak]), 3),
        "peak_s": round(_JUDGED_S[0] + peak / rate_hz, 4),
    }
    rng = np.random.default_rng(seed)
    length = own.shape[1]
    first = zero + round(FROM_S * rate_hz)
    lines = np.arange(len(rows))[:, None]
    higher = 0
    for _ in range(_CONTROLS):
        shift = np.round(rng.uniform(*_SHIFT_S, len(rows)) * rate_hz).astype(int)
        places = first - shift[:, None] + np.arange(length)
        control = _from_baseline(rows[lines, places], rate_hz).mean(axis=0)
        higher += bool(np.abs(control[judged]).max() >= abs(mean[judged][peak]))
    out["p"] = round((1 + higher) / (1 + _CONTROLS), 4)
    if len(rows) < JUDGED_FROM:
        out["why"] = f"{len(rows)} movements are shown for orientation; a verdict needs {JUDGED_FROM}"
    else:
        out["stands_out"] = out["p"] <= _P_MAX
    return out


def _from_baseline(rows: Array, rate_hz: float) -> Array:
    a, b = (round((t - FROM_S) * rate_hz) for t in _BASELINE_S)
    return rows - rows[:, a:b].mean(axis=1, keepdims=True)
