"""Counts with honest intervals: ranks of the right group, urgency against the raters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

LEVELS = ("self_care", "routine", "soon", "urgent", "emergency")


@dataclass(frozen=True)
class Scored:
    """One case beside its answer.

    Attributes
    ----------
    id, grade : str
        Of the published case.
    group : str
        Main cause group.
    groups : tuple of str
        Main and secondary ones.
    ranking : tuple of str
        Groups as the picture orders them, each once.
    chance : float
        Probability the picture gave to the main group's first condition.
    level, if_no : str
        Level of the picture, and the one it would have were the remaining safety answers no.
    provisional : bool
        Whether the picture said it cannot say yet.
    rated, lowest_safe, highest_reasonable : str
        What the raters said; empty where they did not.
    baselines : dict of str to tuple of str
        Rankings of the simpler methods.
    """

    id: str
    grade: str
    group: str
    groups: tuple[str, ...]
    ranking: tuple[str, ...]
    chance: float
    level: str
    if_no: str
    provisional: bool
    rated: str
    lowest_safe: str
    highest_reasonable: str
    baselines: dict[str, tuple[str, ...]]


def rank_of(groups: Sequence[str], ranking: Sequence[str]) -> int:
    """1 for the first; 999 when none of the groups is listed."""
    return min((ranking.index(group) + 1 for group in groups if group in ranking), default=999)


def share(hits: Sequence[bool], seed: int = 0) -> str:
    """``42/60 = 70.0 % (57.9–81.0)``: count and bootstrap interval, 95 %, 4 000 resamples."""
    values = np.array(hits, dtype=float)
    if not len(values):
        return "none"
    draws = np.random.default_rng(seed).choice(values, (4000, len(values))).mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return f"{int(values.sum())}/{len(values)} = {100 * values.mean():.1f} % ({100 * low:.1f}–{100 * high:.1f})"


def below(level: str, limit: str) -> bool:
    """Whether a level asks for later contact than the limit."""
    return bool(limit) and LEVELS.index(level) < LEVELS.index(limit)


def tops(
    cases: Sequence[Scored], of: Callable[[Scored], Sequence[str]], by: Callable[[Scored], Sequence[str]]
) -> list[str]:
    """Top-1, top-3 and top-5 as text."""
    return [share([rank_of(of(case), by(case)) <= limit for case in cases]) for limit in (1, 3, 5)]


def confusion(cases: Sequence[Scored]) -> str:
    """Urgency of the raters (rows) against the picture's (columns)."""
    rated = [case for case in cases if case.rated]
    lines = ["raters \\ picture " + " ".join(f"{level:>9}" for level in LEVELS)]
    for row in LEVELS:
        counts = [sum(case.rated == row and case.level == column for case in rated) for column in LEVELS]
        lines.append(f"{row:<16} " + " ".join(f"{count:>9}" for count in counts))
    return "\n".join(lines)
