"""Many orders of causes tried in machine code, and the cheapest kept: the same choices as in :mod:`.schedule`.

Imported only by :mod:`.compiled`. One order takes some hundredth of a millisecond, so hundreds can be tried before a
batch is run; the best is often a fifth of the first. What is returned is only an order: `schedule.py` makes the steps.
"""

from __future__ import annotations

import numpy as np
from numba import njit

EAGER, LAZY, MIXED = range(3)

_compile = njit(cache=True, nogil=True, error_model="numpy")


@_compile
def _one(unit_of, linked, size, item_from, items, child_from, children, under, over_from, over, over_link,
         mode, shake, seed, bound, step_cost, order):  # fmt: skip
    """One greedy order written into ``order``; returns its cost, or infinity as soon as it passes ``bound``."""
    units, n = len(linked), len(under) - 1
    most = 0
    for u in range(units):
        for k in range(item_from[u], item_from[u + 1]):
            most = max(most, items[k] + 1)
    live_item, live_cause = np.zeros(most, np.bool_), np.zeros(n, np.bool_)
    left = np.zeros(most, np.int64)
    settled, done = np.zeros(n, np.bool_), np.zeros(units, np.bool_)
    pushed = np.zeros(len(over), np.bool_)
    for k in items:
        left[k] += 1
    live = 0
    cost = 0.0
    state = np.uint64(seed * 2 + 1)
    for place in range(units):
        best, best_after, best_peak = -1, 1e9, 1e9
        for u in range(units):
            if done[u]:
                continue
            c = unit_of[u]
            waits = False
            if linked[u]:
                for k in range(over_from[c], over_from[c + 1]):
                    waits = waits or not settled[over[k]]
                if waits:
                    continue
            new, ends = 0, 0
            for k in range(item_from[u], item_from[u + 1]):
                new += not live_item[items[k]]
                ends += left[items[k]] == 1
            for k in range(child_from[u], child_from[u + 1]):
                new += not live_cause[children[k]]
            if new == 0 and (not linked[u] or (live_cause[c] and under[c] == under[c + 1])):
                best = u  # costs no axis, or closes one
                break
            peak, after = float(live + new), float(live + new - ends)
            if linked[u]:
                waiting = 0
                for k in range(under[c], under[c + 1]):
                    waiting += not live_cause[children[k]]
                after += waiting if mode == EAGER else min(1, waiting)
                after -= live_cause[c]
                for k in range(over_from[c], over_from[c + 1]):
                    p = over[k]
                    if live_cause[p]:
                        last = True
                        for j in range(under[p], under[p + 1]):
                            last = last and (settled[children[j]] or children[j] == c)
                        after -= last
            if shake:
                state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
                after += shake * float(state >> np.uint64(11)) / 9007199254740992.0
            if after < best_after or (after == best_after and peak < best_peak):
                best, best_after, best_peak = u, after, peak
        order[place] = best
        done[best] = True
        c = unit_of[best]
        for k in range(item_from[best], item_from[best + 1]):
            if not live_item[items[k]]:
                live_item[items[k]] = True
                live += 1
                cost += 2.0**live + step_cost
        for k in range(child_from[best], child_from[best + 1]):
            if not live_cause[children[k]]:
                live_cause[children[k]] = True
                live += 1
                cost += 2.0**live + step_cost
        if not linked[best]:
            things = item_from[best + 1] - item_from[best] + child_from[best + 1] - child_from[best]
            cost += size[best] * ((2.0 + 1.5 * things) * 2.0**live + step_cost)
            # every cause of the unit is settled, and has pushed its only child
            for k in range(child_from[best], child_from[best + 1]):
                child = children[k]
                for j in range(over_from[child], over_from[child + 1]):
                    if over_link[j] == best:
                        pushed[j] = settled[over[j]] = True
        else:
            settled[c] = True
            if not live_cause[c]:
                live_cause[c] = True
                live += 1
                cost += 2.0**live + step_cost
            for k in range(over_from[c], over_from[c + 1]):
                if not pushed[k]:
                    pushed[k] = True
                    cost += 2.0**live + step_cost
            if over_from[c + 1] > over_from[c]:
                cost += 2.0**live + step_cost
            cost += (item_from[best + 1] - item_from[best]) * (2.0**live + step_cost)
            waiting = 0
            for k in range(under[c], under[c + 1]):
                waiting += not live_cause[children[k]]
            lazy = under[c + 1] > under[c] and (mode == LAZY or (mode == MIXED and waiting > 1))
            if not lazy:
                for k in range(under[c], under[c + 1]):
                    child = children[k]
                    if not live_cause[child]:
                        live_cause[child] = True
                        live += 1
                        cost += 2.0**live + step_cost
                    for j in range(over_from[child], over_from[child + 1]):
                        pushed[j] = pushed[j] or over[j] == c
                    cost += 2.0**live + step_cost
                cost += 2.0**live + step_cost
                live_cause[c] = False
                live -= 1
            for k in range(over_from[c], over_from[c + 1]):
                p = over[k]
                if live_cause[p]:
                    last = True
                    for j in range(under[p], under[p + 1]):
                        last = last and settled[children[j]]
                    if last:
                        cost += 2.0**live + step_cost
                        live_cause[p] = False
                        live -= 1
        for k in range(item_from[best], item_from[best + 1]):
            left[items[k]] -= 1
            if left[items[k]] == 0:
                cost += 2.0**live + step_cost
                live_item[items[k]] = False
                live -= 1
        if cost > bound:
            return np.inf
    return cost


@_compile
def search(unit_of, linked, size, item_from, items, child_from, children, under, over_from, over, over_link,
           modes, shakes, seeds, step_cost):  # fmt: skip
    """The cheapest of several orders.

    Returns the order (units,), the row of ``modes`` and ``shakes`` that gave it, and its cost in table entries.
    """
    best, order = np.arange(len(linked)), np.arange(len(linked))
    lowest, row = np.inf, 0
    for k in range(len(modes)):
        cost = _one(unit_of, linked, size, item_from, items, child_from, children, under, over_from, over, over_link,
                    modes[k], shakes[k], seeds[k], lowest, step_cost, order)  # fmt: skip
        if cost < lowest:
            lowest, row = cost, k
            best[:] = order
    return best, row, lowest
