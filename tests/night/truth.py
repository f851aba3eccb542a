"""Holding found movements against planned ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Interval = tuple[float, float]


@dataclass
class Agreement:
    """How well found movements fit planned ones (matched at an overlap of 0.2 of their union)."""

    planned: int
    found: int
    matched: int
    onset_errors: list[float]
    end_errors: list[float]
    missed: list[Interval]
    invented: list[Interval]

    @property
    def f1(self) -> float:
        total = self.planned + self.found
        return 2 * self.matched / total if total else 1.0

    @property
    def onset_p95(self) -> float:
        return float(np.percentile(np.abs(self.onset_errors), 95)) if self.onset_errors else 0.0

    @property
    def end_p95(self) -> float:
        return float(np.percentile(np.abs(self.end_errors), 95)) if self.end_errors else 0.0


def agree(planned: Sequence[Interval], found: Sequence[Interval], overlap: float = 0.2) -> Agreement:
    """Match each planned movement to the first free found one that overlaps enough."""
    free = list(found)
    out = Agreement(len(planned), len(found), 0, [], [], [], [])
    for a, b in planned:
        fit = next((f for f in free if min(b, f[1]) - max(a, f[0]) > overlap * (max(b, f[1]) - min(a, f[0]))), None)
        if fit is None:
            out.missed.append((a, b))
            continue
        free.remove(fit)
        out.matched += 1
        out.onset_errors.append(fit[0] - a)
        out.end_errors.append(fit[1] - b)
    out.invented = free
    return out


def found_in(night: dict, side: str, *, shaped: bool = True) -> list[Interval]:
    """Return the movements that a night's JSON gives for one leg."""
    return [
        (m["onset_s"], m["onset_s"] + m["duration_s"])
        for m in night["lms"]
        if m["leg"] == side and (m["morphology"] or not shaped)
    ]
