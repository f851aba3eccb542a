"""What an edition needs to know besides the movements: sleep, breathing, arousals, and where nothing could be seen."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from whytwitch.evidence.night.options import Options
from whytwitch.evidence.night.rules import EPS_S
from whytwitch.evidence.night.stages import Hypnogram
from whytwitch.model.night import LegMovement, Side

Interval = tuple[float, float]


@dataclass(frozen=True)
class Context:
    """The night around the movements.

    Parameters
    ----------
    hypnogram : Hypnogram
        Sleep stages; empty when nobody staged.
    respiratory, arousals : tuple of (float, float)
        Start and end of each event in seconds.
    respiratory_scored, arousals_scored : bool
        Whether somebody looked for such events; an empty list then means none, not unknown.
    barriers : tuple of float
        Sorted seconds that no movement and no interval may span.
    hours : float
        Hours of data.
    seen : frozenset of str or None
        Legs whose movements could be seen (left, right; both for legs in one channel; unknown); None: not asked.
    options : Options
        The choices of this scoring.
    """

    hypnogram: Hypnogram
    respiratory: tuple[Interval, ...] = ()
    arousals: tuple[Interval, ...] = ()
    respiratory_scored: bool = False
    arousals_scored: bool = False
    barriers: tuple[float, ...] = ()
    hours: float = 0.0
    seen: frozenset[str] | None = None
    options: Options = field(default_factory=Options)


@dataclass
class Draft:
    """A candidate while it is being made; :mod:`whytwitch.evidence.night.scoring` freezes it."""

    members: list[LegMovement]
    onset: float
    end: float
    counts: bool = True
    excluded: str | None = None
    stage: str | None = None
    respiratory: bool = False
    arousal: bool = False
    series: int | None = None
    series_nr: int | None = None

    @property
    def duration(self) -> float:
        """Seconds from the first onset to the last end."""
        return self.end - self.onset

    @property
    def leg(self) -> Side:
        """The leg that moved, ``both`` when two did."""
        legs = {m.leg for m in self.members}
        return legs.pop() if len(legs) == 1 else "both"


class Windows:
    """Stretches of time, put in order once, so that asking whether one is near costs a bisection.

    Parameters
    ----------
    windows : sequence of (float, float)
        Start and end of each in seconds, any order, overlapping or not.
    """

    def __init__(self, windows: Sequence[Interval]) -> None:
        ordered = sorted(windows)
        self._starts = [a for a, _ in ordered]
        self._furthest = list(accumulate((b for _, b in ordered), max))

    def overlap(self, on: float, off: float) -> bool:
        """Say whether ``[on, off]`` shares a moment with any window, edges included (to a microsecond)."""
        i = bisect_right(self._starts, off + EPS_S)
        return i > 0 and self._furthest[i - 1] >= on - EPS_S

    def within(self, on: float, off: float, gap_s: float) -> bool:
        """Say whether a window overlaps ``[on, off]`` or lies less than ``gap_s`` from it on either side."""
        gap_s -= EPS_S
        i = bisect_left(self._starts, off + gap_s)
        return i > 0 and self._furthest[i - 1] > on - gap_s
