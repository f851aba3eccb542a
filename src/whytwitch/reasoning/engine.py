"""Exact inference by sums of positive terms (see docs/reasoning.md).

A table holds, for every combination of "is this open item switched on yet", the probability mass so far. Causes are
taken in one after the other; nothing is ever subtracted, so nothing cancels, however unlikely the evidence is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .problem import LN10, Problem
from .schedule import FORGET, INTRO, PLAIN, PUSH, SCALE, Plan, item, plan

#: Table entries times batch columns worked on at once (about the size of a processor's second-level cache).
CHUNK = 1 << 15
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


@dataclass(slots=True)
class Ready:
    """A problem with certain causes folded away, and its plan."""

    off: np.ndarray  # (n, B) base weight of absent
    on: np.ndarray  # (n, B) base weight of present, own factor included for causes without linked parents
    scale: dict[int, np.ndarray]  # factor of causes with linked parents
    pushes: list[dict[int, float | np.ndarray]]
    leak: np.ndarray
    if_present: np.ndarray
    if_absent: np.ndarray
    links: dict[tuple[int, int], float | np.ndarray]
    log_constant: np.ndarray
    plan: Plan


def _present_absent(log_odds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """P(present), P(absent) from natural log odds; both 0 where the odds are contradictory (NaN)."""
    with np.errstate(over="ignore", invalid="ignore"):
        on, off = 1.0 / (1.0 + np.exp(-log_odds)), 1.0 / (1.0 + np.exp(log_odds))
    bad = np.isnan(log_odds)
    if bad.any():
        on, off = np.where(bad, 0.0, on), np.where(bad, 0.0, off)
    return on, off


def prepare(problem: Problem, dtype: type = np.float64, keep: frozenset[int] = frozenset()) -> Ready:
    """Fold what is certain, normalise what can be, and make the plan.

    Parameters
    ----------
    problem : Problem
    dtype : type
        ``numpy.float64`` or ``numpy.longdouble``.
    keep : frozenset of int
        Causes that stay in the plan even when they are certain.

    Returns
    -------
    Ready
    """
    n = problem.prior.shape[0]
    prior = problem.prior.astype(dtype) * dtype(LN10)
    factor = problem.log_factor.astype(dtype)
    leak = problem.leak.astype(dtype)
    pushes = [dict(one) for one in problem.pushes]
    parents: dict[int, dict[int, float | np.ndarray]] = {}
    for p, c, v in problem.links:
        parents.setdefault(c, {})[p] = v
    on, off = _present_absent(prior)
    if problem.links:
        on, off, sure_on = _fold_links(on, off, parents, keep)
    else:
        sure_on = [c for c in np.nonzero((off == 0).all(axis=1))[0].tolist() if c not in keep]
    roots = np.array([c for c in range(n) if not parents.get(c)], dtype=int)
    with np.errstate(under="ignore", over="ignore", invalid="ignore", divide="ignore"):
        f = factor[roots]
        top = np.where(np.isfinite(f), np.maximum(f, 0), np.where(f > 0, 0, 0))
        present = on[roots] * np.exp(np.where(np.isposinf(f), 0, f - top))
        absent = np.where(np.isposinf(f), 0, off[roots] * np.exp(-top))
        mass = present + absent
        log_constant = problem.log_constant.astype(dtype) + (np.log(mass) + top).sum(axis=0)
        safe = np.where(mass > 0, mass, 1)
        shape = np.broadcast_shapes(on.shape, present.shape[-1:])
        on, off = np.broadcast_to(on, shape).copy(), np.broadcast_to(off, shape).copy()
        on[roots], off[roots] = present / safe, absent / safe
        scale = {}
        for c in parents:
            if parents[c]:
                top_c = np.maximum(np.where(np.isfinite(factor[c]), factor[c], 0), 0)
                scale[c] = (np.exp(factor[c] - top_c), np.exp(-top_c))
                log_constant = log_constant + top_c
    sure_off = set(roots[(on[roots] == 0).all(axis=1)].tolist())
    for one, row in zip(pushes, range(len(pushes)), strict=True):
        for c in list(one):
            if c in sure_off:
                del one[c]
            elif c in sure_on and not parents.get(c):
                quiet = (1 - leak[row]) * (1 - np.asarray(one.pop(c)))
                if quiet.shape != leak[row].shape:
                    leak = np.broadcast_to(leak, (len(leak), *quiet.shape)).copy()
                leak[row] = 1 - quiet
    links = {(p, c): v for c, of in parents.items() for p, v in of.items()}
    items_of: list[list[int]] = [[] for _ in range(n)]
    for row, one in enumerate(pushes):
        for c in one:
            items_of[c].append(row)
    the_plan = plan(tuple(map(tuple, items_of)), tuple(links))
    lonely = [row for row, one in enumerate(pushes) if not one]
    with np.errstate(divide="ignore"):
        for row in lonely:  # no cause can switch it on any more: a constant
            shown = leak[row] * problem.if_present[row] + (1 - leak[row]) * problem.if_absent[row]
            log_constant = log_constant + np.log(shown)
    present, absent = problem.if_present.astype(dtype), problem.if_absent.astype(dtype)
    return Ready(off, on, scale, pushes, leak, present, absent, links, log_constant, the_plan)


def _fold_links(
    on: np.ndarray, off: np.ndarray, parents: dict[int, dict[int, float | np.ndarray]], keep: frozenset[int]
) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Take certain parents out of their children, parents first."""
    done: set[int] = set()
    sure_on: list[int] = []
    n = len(on)
    on, off = on.copy(), off.copy()
    waits = {c: set(of) for c, of in parents.items()}
    while len(done) < n:
        for c in range(n):
            if c in done or waits.get(c, set()) - done:
                continue
            done.add(c)
            for p in list(parents.get(c, ())):
                if not parents.get(p) and p in sure_on:
                    quiet = 1 - np.asarray(parents[c].pop(p))
                    on[c], off[c] = on[c] + off[c] * (1 - quiet), off[c] * quiet
                elif not parents.get(p) and (on[p] == 0).all():
                    del parents[c][p]
            if not parents.get(c) and (off[c] == 0).all() and c not in keep:
                sure_on.append(c)
    return on, off, sure_on


def _axis(table: np.ndarray, place: int) -> np.ndarray:
    """View with the axis at ``place`` in the middle: (before, 2, after, B)."""
    return table.reshape(1 << place, 2, -1, table.shape[-1])


def _push(table: np.ndarray, place: int, weight: float | np.ndarray) -> None:
    view = _axis(table, place)
    moved = view[:, 0] * weight
    view[:, 1] += moved
    view[:, 0] *= 1 - weight


def _pull(table: np.ndarray, place: int, weight: float | np.ndarray) -> None:
    """The transpose of ``_push``."""
    view = _axis(table, place)
    view[:, 0] *= 1 - weight
    view[:, 0] += view[:, 1] * weight


def _where_on(table: np.ndarray, cause: int, thing: int) -> np.ndarray:
    """View of the part where ``cause`` is on, with the axis of ``thing`` third."""
    a, b = sorted((cause, thing))
    view = table.reshape(1 << a, 2, 1 << (b - a - 1), 2, -1, table.shape[-1])
    return view[:, 1] if cause < thing else view[:, :, :, 1].transpose(0, 2, 1, 3, 4)


def _push_where(table: np.ndarray, cause: int, thing: int, weight: float | np.ndarray) -> None:
    view = _where_on(table, cause, thing)
    zero, one = (view[:, :, 0], view[:, :, 1])
    one += zero * weight
    zero *= 1 - weight


def _pull_where(table: np.ndarray, cause: int, thing: int, weight: float | np.ndarray) -> None:
    view = _where_on(table, cause, thing)
    zero, one = (view[:, :, 0], view[:, :, 1])
    zero *= 1 - weight
    zero += one * weight


def _column(value: np.ndarray, part: slice) -> np.ndarray:
    return value[..., part] if value.shape[-1] > 1 else value


def _weight(value: float | np.ndarray, part: slice) -> float | np.ndarray:
    return value if isinstance(value, float) else _column(np.asarray(value), part)


def sweep(
    ready: Ready, part: slice, columns: int, marginals: bool = True
) -> tuple[np.ndarray, dict[int, tuple[np.ndarray, np.ndarray]]]:
    """Run the plan forward, and backward for the marginals.

    Parameters
    ----------
    ready : Ready
    part : slice
        Columns of the batch to work on.
    columns : int
        How many those are.
    marginals : bool
        Whether to go backward.

    Returns
    -------
    z : ndarray, shape (columns,)
        Mass of the evidence, constants left out.
    masses : dict
        Cause in the plan -> (mass with it present, mass with it absent).
    """
    dtype = ready.on.dtype.type
    table = np.ones((1, columns), dtype)
    live: list[int] = []
    kept: list[tuple] = []

    def base(thing: int) -> tuple[np.ndarray, np.ndarray]:
        if thing >= 0:
            return _column(ready.off[thing], part), _column(ready.on[thing], part)
        leak = _column(ready.leak[-1 - thing], part)
        return 1 - leak, leak

    for step in ready.plan.steps:
        kind = step[0]
        if kind == PLAIN:
            _, c, items = step
            off, on = base(c)
            active = table * on
            for f in items:
                _push(active, live.index(item(f)), _weight(ready.pushes[f][c], part))
            kept.append((step, table, tuple(live)))
            active += table * off
            table = active
        elif kind == INTRO:
            off, on = base(step[1])
            new = np.empty((2 * len(table), columns), dtype)
            np.multiply(table, off, out=new[: len(table)])
            np.multiply(table, on, out=new[len(table) :])
            kept.append((step, None, None))
            live.insert(0, step[1])
            table = new
        elif kind == PUSH:
            _, c, thing = step
            weight = ready.links[c, thing] if thing >= 0 else ready.pushes[-1 - thing][c]
            places = live.index(c), live.index(thing)
            _push_where(table, *places, _weight(weight, part))
            kept.append((step, None, places))
        elif kind == SCALE:
            place = live.index(step[1])
            view = _axis(table, place)
            present, absent = ready.scale[step[1]]
            view[:, 1] *= _column(present, part)
            view[:, 0] *= _column(absent, part)
            kept.append((step, None, place))
        else:
            _, thing, place = step
            view = _axis(table, place)
            kept.append((step, table if thing >= 0 else None, None))
            if thing >= 0:
                table = (view[:, 0] + view[:, 1]).reshape(-1, columns)
            else:
                present = _column(ready.if_present[-1 - thing], part)
                absent = _column(ready.if_absent[-1 - thing], part)
                table = (view[:, 0] * absent + view[:, 1] * present).reshape(-1, columns)
            live.pop(place)
    z = table[0]
    masses: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    if not marginals:
        return z, masses
    back = np.ones((1, columns), dtype)
    for step, saved, where in reversed(kept):
        kind = step[0]
        if kind == PLAIN:
            _, c, items = step
            off, on = base(c)
            active = back.copy()
            for f in items:
                _pull(active, where.index(item(f)), _weight(ready.pushes[f][c], part))
            masses[c] = (np.einsum("kb,kb->b", saved, active) * on, np.einsum("kb,kb->b", saved, back) * off)
            active *= on
            active += back * off
            back = active
        elif kind == INTRO:
            off, on = base(step[1])
            half = len(back) // 2
            back = back[:half] * off + back[half:] * on
        elif kind == PUSH:
            _, c, thing = step
            weight = ready.links[c, thing] if thing >= 0 else ready.pushes[-1 - thing][c]
            _pull_where(back, *where, _weight(weight, part))
        elif kind == SCALE:
            view = _axis(back, where)
            present, absent = ready.scale[step[1]]
            view[:, 1] *= _column(present, part)
            view[:, 0] *= _column(absent, part)
        else:
            _, thing, place = step
            old = back.reshape(1 << place, -1, columns)
            new = np.empty((1 << place, 2, old.shape[1], columns), dtype)
            if thing >= 0:
                new[:, 0] = old
                new[:, 1] = old
                view = _axis(saved, place)
                masses[thing] = (np.einsum("akb,akb->b", view[:, 1], old), np.einsum("akb,akb->b", view[:, 0], old))
            else:
                np.multiply(old, _column(ready.if_absent[-1 - thing], part), out=new[:, 0])
                np.multiply(old, _column(ready.if_present[-1 - thing], part), out=new[:, 1])
            back = new.reshape(-1, columns)
    return z, masses


def batch_size(problem: Problem, ready: Ready) -> int:
    """How many columns the arrays of a problem have."""
    sizes = [ready.on.shape[-1], ready.leak.shape[-1], ready.log_constant.shape[-1], ready.if_present.shape[-1]]
    sizes += [np.size(w) for one in ready.pushes for w in one.values()]
    sizes += [np.size(w) for w in ready.links.values()]
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
    ready = prepare(problem) if ready is None else ready
    total = max(columns, batch_size(problem, ready))
    n = len(ready.on)
    on = np.array(np.broadcast_to(ready.on, (n, total)), dtype=float)
    off = np.array(np.broadcast_to(ready.off, (n, total)), dtype=float)
    log_z = np.array(np.broadcast_to(ready.log_constant, (total,)), dtype=float)
    chunk = max(1, min(total, CHUNK >> ready.plan.width))
    wide: Ready | None = None
    for start in range(0, total, chunk):
        part = slice(start, min(total, start + chunk))
        z, masses = sweep(ready, part, part.stop - part.start, marginals)
        if rescue and not (z > TINY).all() and ready.on.dtype != np.longdouble:
            wide = prepare(problem, np.longdouble) if wide is None else wide
            z, masses = sweep(wide, part, part.stop - part.start, marginals)
        with np.errstate(divide="ignore", invalid="ignore"):
            log_z[part] += np.log(z).astype(float)
            for c, (present, absent) in masses.items():
                both = present + absent
                on[c, part], off[c, part] = present / both, absent / both
    impossible = ~(log_z > -np.inf)
    log_z[impossible] = -np.inf
    on[:, impossible] = np.nan
    off[:, impossible] = np.nan
    if not marginals:
        for step in ready.plan.steps:
            if step[0] == PLAIN or (step[0] == FORGET and step[1] >= 0):
                on[step[1]] = off[step[1]] = np.nan
    return Result(log_z, on, off)
