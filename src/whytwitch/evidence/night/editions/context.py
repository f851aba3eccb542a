"""What an edition needs to know besides the movements: sleep, breathing, arousals, and where nothing could be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from whytwitch.evidence.night.options import Options
from whytwitch.evidence.night.rules import AROUSAL_GAP_S, EPS_S
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


def overlaps(on: float, off: float, windows: Sequence[Interval]) -> bool:
    """Say whether ``[on, off]`` shares a moment with any window, edges included (to a microsecond)."""
    return any(on <= b + EPS_S and off >= a - EPS_S for a, b in windows)


def with_arousal(on: float, off: float, arousals: Sequence[Interval]) -> bool:
    """Say whether an arousal overlaps the movement, or lies less than 0.5 s from it on either side."""
    return any(max(a - off, on - b) < AROUSAL_GAP_S - EPS_S for a, b in arousals)
