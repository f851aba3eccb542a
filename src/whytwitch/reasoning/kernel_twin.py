"""The twin network's table worked off by machine code; steps as :mod:`.recorded` notes them.

A table is one long row of numbers, (combinations of the axes' states, columns), columns innermost; a step's sizes and
distances count combinations.
"""

from __future__ import annotations

import numpy as np
from numba import njit

INTRO, SCALE, MOVE, FORGET, ROOT = range(5)
#: Numbers of a step.
WIDTH = 9


@njit(cache=True, nogil=True, error_model="numpy")
def run(steps, pushes, weights, largest):
    """Do all steps; returns the table that is left, shape (states of the last axis, columns)."""
    columns = weights.shape[1]
    table, other = np.empty(largest * columns), np.empty(largest * columns)
    table[:columns] = 1.0
    size = 1
    for s in range(len(steps)):
        code, outer = steps[s, 0], steps[s, 1]
        if code == INTRO:
            for state in range(steps[s, 2] - 1, -1, -1):  # the state that stays in place comes last
                weight = weights[steps[s, 3] + state]
                for i in range(size):
                    source, target = table[i * columns :], table[(state * size + i) * columns :]
                    for b in range(columns):
                        target[b] = source[b] * weight[b]
            size *= steps[s, 2]
        elif code == SCALE:
            weight = weights[steps[s, 5]]
            for o in range(outer):
                for i in range(steps[s, 4]):
                    part = table[(o * steps[s, 2] + steps[s, 3] + i) * columns :]
                    for b in range(columns):
                        part[b] *= weight[b]
        elif code == MOVE:
            weight = weights[steps[s, 8]]
            for o in range(outer):
                for m in range(steps[s, 3]):
                    at = o * steps[s, 2] + m * steps[s, 4]
                    for i in range(steps[s, 5]):
                        source = table[(at + steps[s, 6] + i) * columns :]
                        target = table[(at + steps[s, 7] + i) * columns :]
                        for b in range(columns):
                            x = source[b]
                            target[b] += x * weight[b]
                            source[b] = x * (1.0 - weight[b])
        elif code == ROOT:
            off, on = weights[steps[s, 2]], weights[steps[s, 3]]
            for i in range(size):
                source, target = table[i * columns :], other[i * columns :]
                for b in range(columns):
                    target[b] = source[b] * on[b]
            for p in range(steps[s, 4], steps[s, 4] + steps[s, 5]):
                inner, weight = pushes[p, 1], weights[pushes[p, 2]]
                for o in range(pushes[p, 0]):
                    for i in range(2 * o * inner, 2 * o * inner + inner):
                        source, target = other[i * columns :], other[(i + inner) * columns :]
                        for b in range(columns):
                            x = source[b]
                            target[b] += x * weight[b]
                            source[b] = x * (1.0 - weight[b])
            for i in range(size):
                target, more = table[i * columns :], other[i * columns :]
                for b in range(columns):
                    target[b] = target[b] * off[b] + more[b]
        else:
            states, inner = steps[s, 2], steps[s, 3]
            for o in range(outer):
                for i in range(inner):
                    target = other[(o * inner + i) * columns :]
                    for state in range(states):
                        weight = weights[steps[s, 4] + state]
                        source = table[((o * states + state) * inner + i) * columns :]
                        if state == 0:
                            for b in range(columns):
                                target[b] = source[b] * weight[b]
                        else:
                            for b in range(columns):
                                target[b] += source[b] * weight[b]
            table, other = other, table
            size //= states
    return table[: size * columns].reshape(size, columns)
