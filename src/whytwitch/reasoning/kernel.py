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
#: Stretches shorter than this are not worth a view of their own.
SHORT = 8

_compile = njit(cache=True, nogil=True, error_model="numpy")


# Inner loops run over views from 0 on: so the compiler knows that no index is negative, and uses wide registers.


@_compile
def _switch(table, zero, after, to_one, columns, weight, wide, back):
    """Push or pull one block: ``after`` combinations where the thing is off, and where it is on, ``to_one`` further on.

    Pushing (forward) switches the thing on with its weight where it is off; pulling (backward) is the transpose.
    """
    if not wide:
        w, n = weight[0], after * columns
        off, on, stays = table[zero : zero + n], table[zero + to_one : zero + to_one + n], 1.0 - w
        if back:
            for j in range(n):
                off[j] = off[j] * stays + on[j] * w
        else:
            for j in range(n):
                on[j] += off[j] * w
                off[j] *= stays
        return
    for a in range(after):
        at = zero + a * columns
        off, on = table[at : at + columns], table[at + to_one : at + to_one + columns]
        if back:
            for b in range(columns):
                off[b] = off[b] * (1.0 - weight[b]) + on[b] * weight[b]
        else:
            for b in range(columns):
                x = off[b]
                on[b] += x * weight[b]
                off[b] = x * (1.0 - weight[b])


@_compile
def _switch_all(table, before, after, columns, weight, wide, back):
    """Push or pull along one axis of a table that starts at 0."""
    n = after * columns
    if wide or n >= SHORT:
        for i in range(before):
            _switch(table, 2 * i * n, after, n, columns, weight, wide, back)
        return
    w, stays = weight[0], 1.0 - weight[0]
    for i in range(before):
        for j in range(2 * i * n, 2 * i * n + n):
            if back:
                table[j] = table[j] * stays + table[j + n] * w
            else:
                table[j + n] += table[j] * w
                table[j] *= stays


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
            off, on = table[at : at + columns], table[at + n : at + n + columns]
            for b in range(columns):
                off[b] *= zero[b]
                on[b] *= one[b]


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
                source, target = table[here + i * columns :], work[i * columns :]
                for b in range(columns):
                    target[b] = source[b] * on[b]
            for k in range(steps[s, FIRST], steps[s, FIRST] + steps[s, COUNT]):
                at = places[k]
                _switch_all(work, 1 << at, 1 << (live - at - 1), columns, weights[k], wide, False)
            there = here + n if marginals else here
            for i in range(size):
                source, target, more = table[here + i * columns :], table[there + i * columns :], work[i * columns :]
                for b in range(columns):
                    target[b] = source[b] * off[b] + more[b]
            here = there
        elif code == INTRO:
            for i in range(size):
                zero, one = table[here + i * columns :], table[here + n + i * columns :]
                for b in range(columns):
                    one[b] = zero[b] * on[b]
                    zero[b] *= off[b]
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
                    at = here + (2 * i * after + a) * columns
                    zero, one = table[at:], table[at + after * columns :]
                    to = table[there + (i * after + a) * columns :]
                    if code == FORGET_CAUSE:
                        for b in range(columns):
                            to[b] = zero[b] + one[b]
                    else:
                        for b in range(columns):
                            to[b] = zero[b] * off[b] + one[b] * on[b]
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
            with_it, without = mass_on[slot], mass_off[slot]
            for i in range(size):
                at = i * columns
                saved, lit, dark = table[start + at :], work[at:], back[at:]
                for b in range(columns):
                    with_it[b] += saved[b] * lit[b]
                    without[b] += saved[b] * dark[b]
                    dark[b] = dark[b] * off[b] + lit[b] * on[b]
            for b in range(columns):
                mass_on[slot, b] *= on[b]
                mass_off[slot, b] *= off[b]
        elif code == INTRO:
            for i in range(size):
                zero, one = back[i * columns :], back[n + i * columns :]
                for b in range(columns):
                    zero[b] = zero[b] * off[b] + one[b] * on[b]
        elif code == PUSH:
            weight = weights[steps[s, FIRST]]
            _switch_where_on(back, 0, live, place, steps[s, OTHER], columns, weight, wide, True)
        elif code == SCALE:
            _halves(back, 0, 1 << place, 1 << (live - place - 1), columns, off, on)
        else:
            before, after = 1 << place, 1 << (live - place - 1)
            with_it, without = mass_on[slot], mass_off[slot]
            for i in range(before):
                for a in range(after):
                    worth = back[(i * after + a) * columns :]
                    at = (2 * i * after + a) * columns
                    zero, one = other[at:], other[at + after * columns :]
                    if code == FORGET_CAUSE:
                        saved, saved_on = table[start + at :], table[start + at + after * columns :]
                        for b in range(columns):
                            zero[b] = one[b] = worth[b]
                            without[b] += saved[b] * worth[b]
                            with_it[b] += saved_on[b] * worth[b]
                    else:
                        for b in range(columns):
                            zero[b] = worth[b] * off[b]
                            one[b] = worth[b] * on[b]
            back, other = other, back
    return z, mass_on, mass_off
