"""Exact inference by sums of positive terms (see docs/reasoning.md).

A table holds, for every combination of "is this open item switched on yet", the probability mass so far. Causes are
taken in one after the other; nothing is ever subtracted, so nothing cancels, however unlikely the evidence is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from . import compiled
from .folding import Ready, prepare
from .problem import Problem
from .sweeping import sweep

Swept = tuple[np.ndarray, dict[int, tuple[np.ndarray, np.ndarray]]]

#: Table entries times batch columns worked on at once (about the size of a processor's second-level cache).
CHUNK = 1 << 16
#: Below this, masses are recomputed with an 80-bit exponent where the machine has one.
TINY = 1e-280


@dataclass(slots=True)
class Result:
    """What the engine gives back.

    Parameters
    ----------
    log_z : ndarray, shape (B,)
        Natural log of the probability of the evidence; -inf where it is impossible.
    on, off : ndarray, shape (n_causes, B)
        P(cause present | evidence) and P(cause absent | evidence), each with full relative precision. NaN where
        impossible.
    """

    log_z: np.ndarray
    on: np.ndarray
    off: np.ndarray


def batch_size(problem: Problem, ready: Ready) -> int:
    """How many columns the arrays of a problem have."""
    sizes = [ready.on.shape[-1], ready.leak.shape[-1], ready.log_constant.shape[-1], ready.if_present.shape[-1]]
    sizes += [np.size(w) for one in ready.pushes for w in one.values() if not isinstance(w, float)]
    sizes += [np.size(w) for w in ready.links.values() if not isinstance(w, float)]
    sizes += [np.size(s[0]) for s in ready.scale.values()]
    return max(sizes)


def run(
    problem: Problem, *, marginals: bool = True, ready: Ready | None = None, columns: int = 0, rescue: bool = True
) -> Result:
    """Probability of the evidence and posterior of every cause, for every column of the batch.

    Parameters
    ----------
    problem : Problem
    marginals : bool
        ``False`` computes ``log_z`` only, in half the time; ``on`` and ``off`` are then NaN for causes in the plan.
    ready : Ready, optional
        When :func:`prepare` was already called.
    columns : int
        Batch size when it cannot be seen from the arrays.
    rescue : bool
        Whether columns below 1e-280 are computed again in extended range; ``False`` when a column only
        matters in comparison with a likelier one.

    Returns
    -------
    Result
        In float64.
    """
    ready = prepare(problem, columns=columns) if ready is None else ready
    total = max(columns, batch_size(problem, ready))
    n = len(ready.on)
    on = np.array(np.broadcast_to(ready.on, (n, total)), dtype=float)
    off = np.array(np.broadcast_to(ready.off, (n, total)), dtype=float)
    log_z = np.array(np.broadcast_to(ready.log_constant, (total,)), dtype=float)
    parts = _parts(ready, total)
    wide: Ready | None = None
    for part, (z, masses) in zip(parts, _swept(ready, parts, marginals), strict=True):
        if rescue and not (z > TINY).all() and ready.on.dtype != np.longdouble:
            wide = prepare(problem, np.longdouble, columns=columns) if wide is None else wide
            z, masses = sweep(wide, part, part.stop - part.start, marginals)
        with np.errstate(divide="ignore", invalid="ignore"):
            log_z[part] += np.log(z).astype(float)
            if masses:
                of = list(masses)
                present, absent = (np.array([pair[k] for pair in masses.values()]) for k in (0, 1))
                both = present + absent
                on[of, part], off[of, part] = present / both, absent / both
    impossible = ~(log_z > -np.inf)
    log_z[impossible] = -np.inf
    on[:, impossible] = np.nan
    off[:, impossible] = np.nan
    if not marginals:
        on[list(ready.plan.causes)] = off[list(ready.plan.causes)] = np.nan
    return Result(log_z, on, off)


def _parts(ready: Ready, total: int) -> list[slice]:
    """Columns that are worked on at once: as many as the cache takes and, compiled, so that no processor waits."""
    fits = compiled.fits(ready)
    chunk = max(1, (compiled.CHUNK if fits else CHUNK) >> ready.plan.width)
    count = -(-total // chunk)
    if fits and ready.plan.cost * total > compiled.WORTH_SHARING:
        count = -(-count // compiled.HANDS) * compiled.HANDS
    size = -(-total // count)
    return [slice(start, min(total, start + size)) for start in range(0, total, size)]


def _swept(ready: Ready, parts: list[slice], marginals: bool) -> Iterator[Swept]:
    """Each part of the batch; compiled steps do without the interpreter, so parts go to all processors."""

    def one(part: slice) -> Swept:
        return sweep(ready, part, part.stop - part.start, marginals)

    if len(parts) == 1 or not compiled.fits(ready):
        return map(one, parts)
    return compiled.hands().map(one, parts)
