"""The table worked off by machine code: the same steps as :mod:`.sweeping`, compiled once by numba and kept on disk.

Imported only by :mod:`.compiled`, and only where numba is installed. A table is a stretch of one long row of numbers,
(combinations of the live things, columns), columns innermost. Steps and parameters are described in ``compiled.py``.
"""

from __future__ import annotations

import numpy as np
from numba import njit

ROOT, INTRO, PUSH, SCALE, FORGET_ITEM, FORGET_CAUSE = range(6)
# Columns of a step.
CODE, ROW, PLACE, OTHER, FIRST, COUNT, SLOT, LIVE, START = range(9)

_compile = njit(cache=True, nogil=True, error_model="numpy")


@_compile
def _switch(table, zero, after, to_one, columns, weight, wide, back):
    """Push or pull one block: ``after`` combinations where the thing is off, and where it is on, ``to_one`` further on.

    Pushing (forward) switches the thing on with its weight where it is off; pulling (backward) is the transpose.
    """
    if not wide:
        w = weight[0]
        for j in range(zero, zero + after * columns):
            x = table[j]
            if back:
                table[j] = x * (1.0 - w) + table[j + to_one] * w
            else:
                table[j + to_one] += x * w
                table[j] = x * (1.0 - w)
        return
    for a in range(after):
        for b in range(columns):
            j, w = zero + a * columns + b, weight[b]
            x = table[j]
            if back:
                table[j] = x * (1.0 - w) + table[j + to_one] * w
            else:
                table[j + to_one] += x * w
                table[j] = x * (1.0 - w)


@_compile
def _switch_all(table, before, after, columns, weight, wide, back):
    """Push or pull along one axis of a table that starts at 0."""
    n = after * columns
    for i in range(before):
        _switch(table, 2 * i * n, after, n, columns, weight, wide, back)


@_compile
def _switch_where_on(table, start, live, cause, thing, columns, weight, wide, back):
    """Push or pull ``thing`` in that half of the table where ``cause`` is on."""
    first, second = min(cause, thing), max(cause, thing)
    after, between = 1 << (live - second - 1), 1 << (second - first - 1)
    inner = after * columns
    to_one = inner if cause == first else between * 2 * inner
    cause_on = start + (1 << (live - cause - 1)) * columns
    for i in range(1 << first):
        for k in range(between):
            # The block where both are off, moved to where the cause is on.
            block = cause_on + ((i * 2 * between + k) * 2) * inner
            _switch(table, block, after, to_one, columns, weight, wide, back)


@_compile
def _halves(table, start, before, after, columns, zero, one):
    """Multiply the two halves along one axis."""
    n = after * columns
    for i in range(before):
        for a in range(after):
            at = start + 2 * i * n + a * columns
            for b in range(columns):
                table[at + b] *= zero[b]
                table[at + n + b] *= one[b]


@_compile
def forward_backward(steps, places, weights, absent, present, columns, marginals, room, widest, slots):
    """Run a program forward, and backward for the marginals.

    Returns ``z`` (columns,), and the masses with each cause present and absent (slots, columns).
    """
    table = np.empty(room * columns)
    work = np.empty(widest * columns)
    wide = weights.shape[1] > 1
    mass_on = np.zeros((slots, columns))
    mass_off = np.zeros((slots, columns))
    ruled_out = np.ones(columns)  # mass of roots that are certainly absent: they only multiply
    here = 0  # where the current table starts
    for b in range(columns):
        table[b] = 1.0
    for s in range(len(steps)):
        code, row, place, live = steps[s, CODE], steps[s, ROW], steps[s, PLACE], steps[s, LIVE]
        size = 1 << live
        n = size * columns
        off, on = absent[row], present[row]
        if code == ROOT and not marginals and on.max() == 0.0:
            ruled_out *= off
        elif code == ROOT:
            for i in range(size):
                for b in range(columns):
                    work[i * columns + b] = table[here + i * columns + b] * on[b]
            for k in range(steps[s, FIRST], steps[s, FIRST] + steps[s, COUNT]):
                at = places[k]
                _switch_all(work, 1 << at, 1 << (live - at - 1), columns, weights[k], wide, False)
            there = here + n if marginals else here
            for i in range(size):
                for b in range(columns):
                    j = i * columns + b
                    table[there + j] = table[here + j] * off[b] + work[j]
            here = there
        elif code == INTRO:
            for i in range(size):
                for b in range(columns):
                    j = here + i * columns + b
                    table[j + n] = table[j] * on[b]
                    table[j] *= off[b]
        elif code == PUSH:
            weight = weights[steps[s, FIRST]]
            _switch_where_on(table, here, live, place, steps[s, OTHER], columns, weight, wide, False)
        elif code == SCALE:
            _halves(table, here, 1 << place, 1 << (live - place - 1), columns, off, on)
        else:
            before, after = 1 << place, 1 << (live - place - 1)
            keep = code == FORGET_CAUSE and marginals
            there = here + n if keep else here
            for i in range(before):
                for a in range(after):
                    zero = here + (2 * i * after + a) * columns
                    one = zero + after * columns
                    to = there + (i * after + a) * columns
                    for b in range(columns):
                        if code == FORGET_CAUSE:
                            table[to + b] = table[zero + b] + table[one + b]
                        else:
                            table[to + b] = table[zero + b] * off[b] + table[one + b] * on[b]
            here = there
    z = table[here : here + columns] * ruled_out
    if not marginals:
        return z, mass_on, mass_off
    back = np.empty(widest * columns)
    other = np.empty(widest * columns)
    for b in range(columns):
        back[b] = 1.0
    for s in range(len(steps) - 1, -1, -1):
        code, row, place, live = steps[s, CODE], steps[s, ROW], steps[s, PLACE], steps[s, LIVE]
        slot, start = steps[s, SLOT], steps[s, START] * columns
        size = 1 << live
        n = size * columns
        off, on = absent[row], present[row]
        if code == ROOT:
            for j in range(n):
                work[j] = back[j]
            for k in range(steps[s, FIRST], steps[s, FIRST] + steps[s, COUNT]):
                at = places[k]
                _switch_all(work, 1 << at, 1 << (live - at - 1), columns, weights[k], wide, True)
            for i in range(size):
                for b in range(columns):
                    j = i * columns + b
                    saved = table[start + j]
                    mass_on[slot, b] += saved * work[j]
                    mass_off[slot, b] += saved * back[j]
                    back[j] = back[j] * off[b] + work[j] * on[b]
            for b in range(columns):
                mass_on[slot, b] *= on[b]
                mass_off[slot, b] *= off[b]
        elif code == INTRO:
            for i in range(size):
                for b in range(columns):
                    j = i * columns + b
                    back[j] = back[j] * off[b] + back[j + n] * on[b]
        elif code == PUSH:
            weight = weights[steps[s, FIRST]]
            _switch_where_on(back, 0, live, place, steps[s, OTHER], columns, weight, wide, True)
        elif code == SCALE:
            _halves(back, 0, 1 << place, 1 << (live - place - 1), columns, off, on)
        else:
            before, after = 1 << place, 1 << (live - place - 1)
            for i in range(before):
                for a in range(after):
                    at = (i * after + a) * columns
                    zero = (2 * i * after + a) * columns
                    one = zero + after * columns
                    for b in range(columns):
                        x = back[at + b]
                        if code == FORGET_CAUSE:
                            other[zero + b] = x
                            other[one + b] = x
                            mass_off[slot, b] += table[start + zero + b] * x
                            mass_on[slot, b] += table[start + one + b] * x
                        else:
                            other[zero + b] = x * off[b]
                            other[one + b] = x * on[b]
            back, other = other, back
    return z, mass_on, mass_off
