"""Series of periodic movements: one small engine, used by both editions with their own numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from whytwitch.evidence.night.rules import EPS_S, SERIES_MIN


def blocked(a: float, b: float, barriers: Sequence[float]) -> bool:
    """Say whether a moment nobody could see (a gap, both legs off) lies between second ``a`` and second ``b``.

    Parameters
    ----------
    a, b : float
        Seconds, ``a <= b``.
    barriers : sequence of float
        Sorted seconds of the barriers.
    """
    return bisect_right(barriers, b) - bisect_right(barriers, a) > 0


def runs(
    onsets: Sequence[float],
    counts: Sequence[bool],
    *,
    shortest: float,
    longest: float,
    short_interval_start: bool = True,
    barriers: Sequence[float] = (),
    at_least: int = SERIES_MIN,
) -> list[list[int]]:
    """Find the series among movements.

    Parameters
    ----------
    onsets : sequence of float
        Onsets in seconds, ascending.
    counts : sequence of bool
        Whether each movement may be in a series; one that may not (a non-CLM) ends the series it meets.
    shortest, longest : float
        Limits of the onset-to-onset interval in seconds, both included.
    short_interval_start : bool
        Whether a movement that came too soon after the one before it may start a new series.
    barriers : sequence of float
        Sorted seconds that no interval may span.
    at_least : int
        Fewest movements of a series.

    Returns
    -------
    list of list of int
        Positions of the members of each series.
    """
    found: list[list[int]] = []
    run: list[int] = []
    for i, onset in enumerate(onsets):
        if not counts[i]:
            found.append(run)
            run = []
            continue
        if (
            run
            and _follows(onsets[run[-1]], onset, shortest, longest)
            and not blocked(onsets[run[-1]], onset, barriers)
        ):
            run.append(i)
            continue
        found.append(run)
        too_soon = i > 0 and onset - onsets[i - 1] < shortest - EPS_S and not blocked(onsets[i - 1], onset, barriers)
        run = [] if too_soon and not short_interval_start else [i]
    found.append(run)
    return [one for one in found if len(one) >= at_least]


def _follows(before: float, onset: float, shortest: float, longest: float) -> bool:
    return shortest - EPS_S <= onset - before <= longest + EPS_S


def join_same_leg(
    movements: Sequence[tuple[float, float]], gap: float, barriers: Sequence[float] = ()
) -> list[tuple[float, float, list[int]]]:
    """Join movements of one leg that overlap or follow each other by less than ``gap``.

    Parameters
    ----------
    movements : sequence of (float, float)
        Onset and end in seconds, ascending by onset.
    gap : float
        Seconds; a pause of exactly this length separates.
    barriers : sequence of float
        Sorted seconds that nothing may span.

    Returns
    -------
    list of (float, float, list of int)
        Onset, end and the positions that were joined.
    """
    out: list[tuple[float, float, list[int]]] = []
    for i, (on, off) in enumerate(movements):
        if out and on - out[-1][1] < gap - EPS_S and not blocked(out[-1][1], on, barriers):
            last = out[-1]
            out[-1] = (last[0], max(last[1], off), [*last[2], i])
        else:
            out.append((on, off, [i]))
    return out
