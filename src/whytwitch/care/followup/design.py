"""How the arms were laid out: phases, blocks, and which other orders the lot could have drawn."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

#: The gate cannot open below this: with five pairs the smallest two-sided p is 2/32.
FEWEST_PAIRS = 6
#: Up to this many orders are all looked at; of more, so many are drawn.
EVERY_ORDER = 4096
_LONGEST_PHASE = 90


@dataclass(frozen=True)
class Layout:
    """The arms of every day of the calendar, and how they could have been dealt otherwise.

    Attributes
    ----------
    arm : ndarray of float, shape (days,)
        1 with the measure, 0 without, for every day from the first to the last, also those without a row.
    phase : ndarray of int, shape (days,)
        The phase that a day belongs to.
    blocks : tuple of tuple of int
        Phases among which the lot dealt the arms. Phases in no block keep theirs.
    basis : {"protocol", "pairs", "blocks", "days", "runs", "none"}
        Where the blocks come from.
    """

    arm: np.ndarray[Any, Any]
    phase: np.ndarray[Any, Any]
    blocks: tuple[tuple[int, ...], ...]
    basis: str

    @property
    def phase_arm(self) -> np.ndarray[Any, Any]:
        """The arm of each phase, shape (phases,)."""
        import numpy as np

        return self.arm[np.searchsorted(self.phase, np.arange(int(self.phase[-1]) + 1))]

    @property
    def pairs(self) -> float:
        """Pairs of phases of unlike arms that the lot could have swapped."""
        held = self.phase_arm
        return sum(min(sum(held[one] for one in block), sum(1 - held[one] for one in block)) for block in self.blocks)

    @property
    def phase_days(self) -> float:
        """Mean days of a phase."""
        return float(self.arm.size / (int(self.phase.max()) + 1))


def lay_out(
    day: np.ndarray[Any, Any], arm: np.ndarray[Any, Any], phase_days: int | None = None, block: int | None = None
) -> Layout:
    """Find phases and blocks.

    Parameters
    ----------
    day : ndarray of int, shape (n,)
        Days that have a row, rising from 0.
    arm : ndarray of float, shape (n,)
        1 with the measure, 0 without.
    phase_days : int, optional
        What the protocol says of the length of a phase.
    block : int, optional
        What the protocol says of the number of phases in a block; 2 are pairs.

    Returns
    -------
    Layout
        Found in this order: phases of equal length in pairs that hold both arms; in blocks of four or six that hold
        both
        equally often; single days dealt freely (only if they look so: a runs test); else runs of one arm, paired as
        they
        come.
    """
    import numpy as np

    known = np.full(int(day[-1]) + 1, np.nan)
    known[day] = arm
    turn, longest = _turn(day, arm)
    sizes = (block,) if block else (2, 4, 6)
    lengths = (phase_days,) if phase_days else range(min(_LONGEST_PHASE, longest), 0, -1)
    for size, length in itertools.product(sizes, lengths):
        for offset in range(length) if turn is None else (-turn % length,):
            found = _regular(known, length, offset, size)
            if found is not None:
                arms, phase, blocks = found
                basis = "protocol" if phase_days else "pairs" if size == 2 else "blocks"
                return Layout(arms, phase, blocks, basis)
    filled = _fill(known)
    starts = np.flatnonzero(np.diff(filled)) + 1
    if _dealt_by_day(filled, starts.size + 1):
        return Layout(filled, np.arange(filled.size), (tuple(range(filled.size)),), "days")
    phase = np.zeros(filled.size, dtype=np.int64)
    phase[starts] = 1
    phase = phase.cumsum()
    count = int(phase[-1]) + 1
    blocks = tuple((one, one + 1) for one in range(0, count - 1, 2))
    return Layout(filled, phase, blocks, "runs" if blocks else "none")


def _turn(day: Any, arm: Any) -> tuple[int | None, int]:
    """A day on which a phase surely begins, and the longest that a phase can be."""
    import numpy as np

    change = np.flatnonzero(np.diff(arm)) + 1
    sure = change[np.diff(day)[change - 1] == 1]
    before, after = np.concatenate([[0], change]), np.concatenate([change, [day.size]])
    reach = [
        int(day[min(end, day.size - 1)] - day[max(start - 1, 0)]) for start, end in zip(before, after, strict=True)
    ]
    return (int(day[sure[0]]) if sure.size else None), max(reach, default=1)


def _regular(known: Any, length: int, offset: int, size: int) -> tuple[Any, Any, tuple[tuple[int, ...], ...]] | None:
    import numpy as np

    phase = (np.arange(known.size) + offset) // length
    count = int(phase[-1]) + 1
    if count < 2:
        return None
    has = ~np.isnan(known)
    ones = np.bincount(phase[has], known[has], minlength=count)
    rows = np.bincount(phase[has], minlength=count)
    if np.any((ones > 0) & (ones < rows)):
        return None
    held = np.where(rows > 0, np.sign(ones), np.nan)
    blocks = []
    for first in range(0, count, size):
        block = held[first : first + size]
        unknown = np.isnan(block)
        if block.size < size:
            if np.nansum(block) > size / 2 or np.nansum(1 - block) > size / 2:
                return None
            continue
        if np.nansum(block) > size / 2 or np.nansum(1 - block) > size / 2:
            return None
        if unknown.any():  # no day of this phase has a row: the block says what it must have been, if only one thing
            lacking = size / 2 - np.nansum(block)
            if lacking not in (0, unknown.sum()):
                continue
            block[unknown] = float(lacking > 0)
        blocks.append(tuple(range(first, first + size)))
    held = _fill(held)
    return held[phase], phase, tuple(blocks)


def _fill(known: Any) -> Any:
    """Unknown ones take the arm before them (the first ones that after them)."""
    import numpy as np

    place = np.where(np.isnan(known), -1, np.arange(known.size))
    place = np.maximum.accumulate(place)
    place[place < 0] = int(np.flatnonzero(~np.isnan(known))[0])
    return known[place]


def _dealt_by_day(arm: Any, runs: int) -> bool:
    """Wald and Wolfowitz's runs test: are there about as many runs as with arms dealt day by day?"""
    ones, days = float(arm.sum()), arm.size
    zeros = days - ones
    if min(ones, zeros) < FEWEST_PAIRS:
        return False
    expected = 1 + 2 * ones * zeros / days
    spread = ((expected - 1) * (expected - 2) / (days - 1)) ** 0.5
    return runs > expected - 1.64 * spread


def orders(layout: Layout) -> np.ndarray[Any, Any]:
    """Arms of the phases in every order that the lot could have drawn, the actual one first.

    Returns
    -------
    ndarray of float, shape (orders, phases)
        All of them when there are at most 4096; else the actual one and 4095 drawn ones, which keeps the test exact.
    """
    import numpy as np

    held = layout.phase_arm
    count, ways = 1, []
    for block in layout.blocks:
        if len(block) > 6 or count > EVERY_ORDER:
            count = EVERY_ORDER + 1
            break
        ways.append(np.array(sorted(set(itertools.permutations(held[list(block)])))))
        count *= len(ways[-1])
    if count <= EVERY_ORDER:
        made = np.tile(held, (count, 1))
        dealt = np.unravel_index(np.arange(count), [len(one) for one in ways]) if ways else ()
        for block, arms, which in zip(layout.blocks, ways, dealt, strict=True):
            made[:, list(block)] = arms[which]
        same = int(np.flatnonzero((made == held).all(axis=1))[0])
        made[[0, same]] = made[[same, 0]]
        return made
    rng = np.random.default_rng(20261126)  # fixed, so that the same days always give the same p
    made = np.tile(held, (EVERY_ORDER, 1))
    for block in layout.blocks:
        mixed = rng.permuted(made[1:][:, list(block)], axis=1)
        made[1:, list(block)] = mixed
    return made
