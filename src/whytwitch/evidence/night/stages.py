"""Sleep stages over time: who slept when, and what stage a moment was in."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from whytwitch.model.night import SLEEP_STAGES, StageSpan, Staging

#: Stages in the order in which they are reported.
STAGES = ("W", "N1", "N2", "N3", "R")


@dataclass(frozen=True)
class Hypnogram:
    """Stage spans, sorted and without overlap.

    Parameters
    ----------
    spans : tuple of StageSpan
        Seconds from the start of the recording.
    source : {"annotations", "events", "yasa", "none"}
        Where the stages came from.
    overlap_s : float
        Seconds that two stages claimed; the later line in the file won.
    staging : Staging or None
        What a staging program did, when one made the stages.
    not_staged : str or None
        Why no program made stages, when one was asked.
    """

    spans: tuple[StageSpan, ...] = ()
    source: str = "none"
    overlap_s: float = 0.0
    staging: Staging | None = None
    not_staged: str | None = None
    _hours: dict[str, float] = field(default_factory=dict, compare=False)

    @cached_property
    def _starts(self) -> list[float]:
        return [s.from_s for s in self.spans]

    def __bool__(self) -> bool:
        return bool(self.spans)

    def at(self, t: float) -> str | None:
        """Return the stage at second ``t``, or None where nobody staged. A span holds its start, not its end."""
        i = bisect_right(self._starts, t + 1e-9) - 1
        if i >= 0 and t < self.spans[i].to_s - 1e-9:
            return self.spans[i].stage
        return None

    def hours(self, *stages: str) -> float:
        """Return the hours spent in these stages."""
        return sum(s.to_s - s.from_s for s in self.spans if s.stage in stages) / 3600.0

    @property
    def tst_h(self) -> float:
        """Total sleep time in hours."""
        return self.hours(*SLEEP_STAGES)

    @property
    def wake_h(self) -> float:
        """Hours awake between the first and the last staged moment."""
        return self.hours("W")

    def sleep_between(self, a: float, b: float) -> float:
        """Return the seconds of sleep between second ``a`` and second ``b``."""
        return sum(max(0.0, min(b, s.to_s) - max(a, s.from_s)) for s in self.spans if s.stage in SLEEP_STAGES)


def build(marks: Iterable[tuple[float, float | None, str]], *, source: str, end_s: float | None = None) -> Hypnogram:
    """Make a hypnogram out of stage marks.

    Parameters
    ----------
    marks : iterable of (float, float or None, str)
        Onset in seconds, duration in seconds (None or 0: until the next mark), and the stage; ``"?"`` for an epoch
        that was looked at but not staged.
    source : {"annotations", "events"}
        Where the marks stood.
    end_s : float, optional
        End of the recording; a last mark without a duration lasts until here, at most one usual epoch.

    Returns
    -------
    Hypnogram
        Sorted, overlaps resolved in favour of the later mark, neighbours of one stage merged.
    """
    rows = sorted(marks, key=lambda m: m[0])
    if not rows:
        return Hypnogram()
    epoch = _usual_epoch(rows)
    spans: list[list] = []
    overlap = 0.0
    for i, (onset, duration, stage) in enumerate(rows):
        if not duration or duration <= 0:
            stop = rows[i + 1][0] if i + 1 < len(rows) else onset + epoch
            if i + 1 == len(rows) and end_s is not None:
                stop = min(stop, max(end_s, onset))
        else:
            stop = onset + duration
        if stop <= onset:
            continue
        if spans and onset < spans[-1][1] - 1e-6:
            overlap += min(spans[-1][1], stop) - onset
            tail = spans[-1][1]
            old = spans[-1][2]
            spans[-1][1] = onset
            if spans[-1][1] <= spans[-1][0]:
                spans.pop()
            spans.append([onset, stop, stage])
            if tail > stop + 1e-6:
                spans.append([stop, tail, old])
            continue
        spans.append([onset, stop, stage])
    merged: list[list] = []
    for a, b, stage in spans:
        if merged and merged[-1][2] == stage and abs(merged[-1][1] - a) < 1e-6:
            merged[-1][1] = b
        else:
            merged.append([a, b, stage])
    clean = tuple(StageSpan(from_s=a, to_s=b, stage=s) for a, b, s in merged if s in STAGES)
    return Hypnogram(spans=clean, source=source if clean else "none", overlap_s=overlap)


def _usual_epoch(rows: Sequence[tuple[float, float | None, str]]) -> float:
    """Return the shortest step between stage marks that are at least 5 s apart, 30 s when there is none."""
    steps = [round(b[0] - a[0], 3) for a, b in itertools.pairwise(rows) if b[0] - a[0] >= 5]
    return min(steps) if steps else 30.0
