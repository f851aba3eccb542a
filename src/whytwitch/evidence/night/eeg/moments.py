"""The moments whose EEG is looked at: onsets of movements, and control moments of the same sleep without a movement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whytwitch.evidence.night.eeg.head import HALF_S
from whytwitch.evidence.night.stages import Hypnogram
from whytwitch.model.night import Candidate

MAX = 200
_CLEAR_S = (12.0, 5.0)
_TRIES = 40


@dataclass(frozen=True)
class Moment:
    """One moment.

    Parameters
    ----------
    id : str
        Candidate movement; empty for a control.
    at_s, end_s : float
        Onset and end, seconds from the start of the recording.
    """

    id: str
    at_s: float
    end_s: float


def of_candidates(candidates: Sequence[Candidate], stretches: Sequence[tuple[float, float]]) -> list[Moment]:
    """Return the movements with 10 s of recording on either side; at most 200, spread evenly over the night."""
    inside = [
        Moment(c.id, c.onset_s, c.onset_s + c.duration_s)
        for c in candidates
        if any(a <= c.onset_s - HALF_S - 1 and c.onset_s + c.duration_s + HALF_S + 1 <= b for a, b in stretches)
    ]
    if len(inside) <= MAX:
        return inside
    return [inside[i] for i in np.linspace(0, len(inside) - 1, MAX).round().astype(int)]


def controls(
    moments: Sequence[Moment],
    candidates: Sequence[Candidate],
    hypnogram: Hypnogram,
    stretches: Sequence[tuple[float, float]],
) -> list[Moment]:
    """Choose for each movement a moment of the same stage, at least 5 s after and 12 s before any movement.

    Parameters
    ----------
    moments : sequence of Moment
    candidates : sequence of Candidate
        All movements that have to be kept clear of.
    hypnogram : Hypnogram
        May be empty: then any stage will do.
    stretches : sequence of (float, float)
        Recorded time.

    Returns
    -------
    list of Moment
        Fewer than movements where the night has too little quiet sleep. The same night gives the same moments.
    """
    rng = np.random.default_rng(len(moments))
    onsets = np.sort(np.array([c.onset_s for c in candidates]))
    ends = np.sort(np.array([c.onset_s + c.duration_s for c in candidates]))
    out = []
    for m in moments:
        stage = hypnogram.at(m.at_s) if hypnogram else None
        spans = [(s.from_s, s.to_s) for s in hypnogram.spans if s.stage == stage] if stage else list(stretches)
        weights = np.array([b - a for a, b in spans])
        if not len(weights) or weights.sum() <= 0:
            continue
        for _ in range(_TRIES):
            a, b = spans[int(rng.choice(len(spans), p=weights / weights.sum()))]
            t = float(rng.uniform(a, b))
            length = min(m.end_s - m.at_s, 2.0)
            clear = np.searchsorted(onsets, t + length + _CLEAR_S[1]) == np.searchsorted(onsets, t)
            clear = clear and (not len(ends) or not _any_between(ends, t - _CLEAR_S[0], t))
            inside = any(x <= t - HALF_S - 1 and t + length + HALF_S + 1 <= y for x, y in stretches)
            if clear and inside and not _covered(candidates, t):
                out.append(Moment("", t, t + length))
                break
    return out


def _any_between(times: np.ndarray, a: float, b: float) -> bool:
    i, j = np.searchsorted(times, [a, b])
    return bool(j > i)


def _covered(candidates: Sequence[Candidate], t: float) -> bool:
    return any(c.onset_s <= t <= c.onset_s + c.duration_s for c in candidates)
