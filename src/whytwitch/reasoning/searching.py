"""The order of causes sought in machine code: units and links as rows of numbers, and what is tried.

The cheapest of some dozens of orders has a third to a seventh of the first one's table entries, and one order takes a
hundredth of a millisecond (docs/adr/0009). Without numba `schedule.py` seeks by itself, and fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from .schedule import Search, Unit, units_of

#: Milliseconds per table entry and column, and per order tried; most orders; what a step costs beside its entries.
ENTRY_MS, TRY_MS, MOST_TRIES, STEP_ENTRIES = 1e-6, 0.01, 256, 20.0


@lru_cache(maxsize=1)
def searching() -> Search:
    """How orders are sought where numba is installed; the first call compiles, or loads what was compiled."""
    from .kernel_orders import EAGER, LAZY, MIXED, search

    names = {EAGER: "eager", LAZY: "lazy", MIXED: "mixed"}

    def best(units: list[Unit], links: tuple[tuple[int, int], ...], n: int, tries: int) -> tuple[list[int], str, float]:
        modes, shakes = _ways(tries, bool(links))
        order, row, cost = search(*_described(units, links, n), modes, shakes, np.arange(tries), STEP_ENTRIES)
        return order.tolist(), names[modes[row]], cost

    best(units_of(((0,), (0,)), ()), (), 2, 1)  # compiles, or loads
    return Search(best, ENTRY_MS, TRY_MS, MOST_TRIES)


@lru_cache(maxsize=64)
def _ways(tries: int, linked: bool) -> tuple[np.ndarray, np.ndarray]:
    """How links are treated in each try, and by how much its choices are shaken."""
    from .kernel_orders import EAGER, LAZY, MIXED

    modes = np.full(tries, EAGER)
    if linked:
        modes[0::2] = MIXED
        modes[2:3] = LAZY
    shakes = np.where(np.arange(tries) // 2 % 2, 1.5, 0.9)
    shakes[: 3 if linked else 1] = 0.0
    return modes, shakes


def _described(units: list[Unit], links: tuple[tuple[int, int], ...], n: int) -> tuple[np.ndarray, ...]:
    """Units and links as rows of numbers: what ``kernel_orders.search`` takes first."""
    children: list[list[int]] = [[] for _ in range(n)]
    parents: list[list[int]] = [[] for _ in range(n)]
    for parent, child in links:
        children[parent].append(child)
        parents[child].append(parent)
    unit_of_cause = {c: k for k, unit in enumerate(units) for c in unit.causes}
    under, flat = _rows(children)
    child_from, more = _rows([unit.children for unit in units])
    over_from, over = _rows(parents)
    item_from, items = _rows([unit.items for unit in units])
    return (
        np.array([unit.causes[0] for unit in units], dtype=np.int64),
        np.array([unit.linked for unit in units], dtype=np.bool_),
        np.array([len(unit.causes) for unit in units], dtype=np.int64),
        item_from,
        items,
        child_from + len(flat),
        np.concatenate([flat, more]),
        under,
        over_from,
        over,
        np.array([unit_of_cause[c] for c in over.tolist()], dtype=np.int64),
    )


def _rows(lists: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Lists one after the other, and where each begins, shape (n + 1,)."""
    starts = np.zeros(len(lists) + 1, dtype=np.int64)
    np.cumsum([len(one) for one in lists], out=starts[1:])
    return starts, np.array([value for one in lists for value in one], dtype=np.int64)
