"""A table of the twin network that only notes what is to be done, and has it done in machine code at the end.

Same methods as :class:`whytwitch.reasoning.twin.Table`. The steps of a twin table are many and small: nearly all of
their time by NumPy is the calls. Used where compiled steps are in use (:mod:`.compiled`).
"""

from __future__ import annotations

from math import prod

import numpy as np

from .folding import Ready
from .kernel_twin import FORGET, INTRO, MOVE, ROOT, SCALE, WIDTH, run


class Recorded:
    """A mass per combination of named states, one axis each, and a last axis for the batch.

    Parameters
    ----------
    columns : int
        Size of the batch.
    """

    def __init__(self, columns: int) -> None:
        self.names: list[int] = []
        self.columns = columns
        self._states: list[int] = []
        self._steps: list[tuple[int, ...]] = []
        self._weights: list[np.ndarray | float] = []
        self._pushes: list[tuple[int, int, int]] = []
        self._largest = 1

    def _row(self, weight: np.ndarray | float) -> int:
        self._weights.append(weight)
        return len(self._weights) - 1

    def _add(self, *step: int) -> None:
        self._steps.append(step + (0,) * (WIDTH - len(step)))

    def intro(self, name: int, *weights: np.ndarray | float) -> None:
        """New leading axis with one entry per weight."""
        rows = [self._row(weight) for weight in weights]
        self._add(INTRO, prod(self._states), len(rows), rows[0])
        self.names.insert(0, name)
        self._states.insert(0, len(weights))
        self._largest = max(self._largest, prod(self._states))

    def take_in(self, ready: Ready, step: tuple, still: list[np.ndarray]) -> None:
        """Roots over the same items at once; ``still`` multiplies the weight of present of each."""
        where = []
        for thing in step[2]:
            at = self.names.index(thing)
            where.append((prod(self._states[:at]), prod(self._states[at + 1 :])))
        size = prod(self._states)
        for c, quiet in zip(step[1], still, strict=True):
            first = len(self._pushes)
            for thing, (outer, inner) in zip(step[2], where, strict=True):
                self._pushes.append((outer, inner, self._row(ready.weight(c, thing))))
            off, on = self._row(ready.off[c]), self._row(ready.on[c] * quiet)
            self._add(ROOT, size, off, on, first, len(where))

    def scale(self, name: int, state: int, weight: np.ndarray | float) -> None:
        """Multiply the part where an axis has one state."""
        at = self.names.index(name)
        inner = prod(self._states[at + 1 :])
        self._add(SCALE, prod(self._states[:at]), self._states[at] * inner, state * inner, inner, self._row(weight))

    def move(self, given: dict[int, int], name: int, start: int, end: int, weight: np.ndarray | float) -> None:
        """Where ``given`` (one axis) holds, a share ``weight`` of state ``start`` of ``name`` goes to state ``end``."""
        ((condition, state),) = given.items()
        i, j = self.names.index(condition), self.names.index(name)
        first, second = min(i, j), max(i, j)
        inner = prod(self._states[second + 1 :])
        step = self._states[second] * inner  # from one place of what lies between to the next
        between = prod(self._states[first + 1 : second])
        half = between * step  # from one state of the first axis to the next
        held, one = (half, inner) if i == first else (inner, half)
        self._add(
            MOVE, prod(self._states[:first]), self._states[first] * half, between, step, inner,
            state * held + start * one, state * held + end * one, self._row(weight),
        )  # fmt: skip

    def forget(self, name: int, *weights: np.ndarray | float) -> None:
        """Weighted sum over one axis."""
        at = self.names.index(name)
        rows = [self._row(weight) for weight in weights]
        self._add(FORGET, prod(self._states[:at]), len(rows), prod(self._states[at + 1 :]), rows[0])
        del self.names[at], self._states[at]

    def mass_where(self, name: int, state: int) -> np.ndarray:
        """The mass in one state of the only axis that is left, shape (columns,)."""
        assert self.names == [name]
        weights = np.empty((len(self._weights), self.columns))
        for row, weight in zip(weights, self._weights, strict=True):
            row[:] = weight
        pushes = np.array(self._pushes, dtype=np.int64).reshape(-1, 3)
        return run(np.array(self._steps, dtype=np.int64), pushes, weights, self._largest)[state]  # type: ignore[no-any-return]
