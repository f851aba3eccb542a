"""Before the table is made: certain causes, certain absences and everything that folds into a prior."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .problem import LN10, Problem
from .schedule import Plan, plan


@dataclass(slots=True)
class Ready:
    """A problem with certain causes folded away, and its plan."""

    off: np.ndarray  # (n, B) base weight of absent
    on: np.ndarray  # (n, B) base weight of present, own factor included for causes without linked parents
    scale: dict[int, tuple[np.ndarray, np.ndarray]]  # factors (present, absent) of causes with linked parents
    pushes: list[dict[int, float | np.ndarray]]
    leak: np.ndarray  # P(switched on by nothing that is still open)
    quiet: np.ndarray  # 1 - leak, kept apart so that neither loses digits
    if_present: np.ndarray
    if_absent: np.ndarray
    links: dict[tuple[int, int], float | np.ndarray]
    log_constant: np.ndarray
    plan: Plan

    def weight(self, cause: int, thing: int) -> float | np.ndarray:
        """P(``thing``, an item or a child, is switched on by ``cause`` alone | ``cause`` present)."""
        return self.links[cause, thing] if thing >= 0 else self.pushes[-1 - thing][cause]


def _present_absent(log_odds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """P(present), P(absent) from natural log odds; both 0 where the odds are contradictory (NaN)."""
    with np.errstate(over="ignore", invalid="ignore"):
        on, off = 1.0 / (1.0 + np.exp(-log_odds)), 1.0 / (1.0 + np.exp(log_odds))
    bad = np.isnan(log_odds)
    if bad.any():
        on, off = np.where(bad, 0.0, on), np.where(bad, 0.0, off)
    return on, off


def prepare(
    problem: Problem,
    dtype: type = np.float64,
    keep: frozenset[int] = frozenset(),
    columns: int = 1,
    *,
    fold_single: bool = True,
) -> Ready:
    """Fold what is certain, normalise what can be, and make the plan.

    Parameters
    ----------
    problem : Problem
    dtype : type
        ``numpy.float64`` or ``numpy.longdouble``.
    keep : frozenset of int
        Causes that stay in the plan even when they are certain.
    columns : int
        How many columns will be run: the more, the longer a good order is sought.
    fold_single : bool
        Whether an item that only one cause can switch on becomes a factor of that cause; it then needs no axis.

    Returns
    -------
    Ready
    """
    n = problem.prior.shape[0]
    prior = problem.prior.astype(dtype) * dtype(LN10)
    factor: np.ndarray = problem.log_factor.astype(dtype)
    leak: np.ndarray = problem.leak.astype(dtype)
    quiet = 1 - leak
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
                sure = np.isposinf(factor[c])
                scale[c] = (np.exp(np.where(sure, 0, factor[c] - top_c)), np.where(sure, 0, np.exp(-top_c)))
                log_constant = log_constant + top_c
    sure_off = set(roots[(on[roots] == 0).all(axis=1)].tolist())
    for one, row in zip(pushes, range(len(pushes)), strict=True):
        for c in list(one):
            if c in sure_off:
                del one[c]
            elif c in sure_on and not parents.get(c):
                weight = np.asarray(one.pop(c))
                if weight.size > leak.shape[1]:
                    leak, quiet = (np.repeat(a, weight.size, axis=1) for a in (leak, quiet))
                leak[row] += quiet[row] * weight
                quiet[row] *= 1 - weight
    links = {(p, c): v for c, of in parents.items() for p, v in of.items()}
    present, absent = problem.if_present.astype(dtype), problem.if_absent.astype(dtype)
    single = [row for row, one in enumerate(pushes) if len(one) == 1] if fold_single else []
    if single:
        on, off, log_constant = _fold_single(single, pushes, leak, quiet, present, absent, on, off, scale, log_constant)
    items_of: list[list[int]] = [[] for _ in range(n)]
    for row, one in enumerate(pushes):
        for c in one:
            items_of[c].append(row)
    the_plan = plan(tuple(map(tuple, items_of)), tuple(links), 1 << max(columns, 1).bit_length() >> 1)  # few sizes
    done = set(single)
    lonely = [row for row, one in enumerate(pushes) if not one and row not in done]
    with np.errstate(divide="ignore"):
        for row in lonely:  # no cause can switch it on any more: a constant
            shown = leak[row] * problem.if_present[row] + quiet[row] * problem.if_absent[row]
            log_constant = log_constant + np.log(shown)
    return Ready(off, on, scale, pushes, leak, quiet, present, absent, links, log_constant, the_plan)


@np.errstate(divide="ignore", invalid="ignore", under="ignore")
def _fold_single(
    rows: list[int],
    pushes: list[dict[int, float | np.ndarray]],
    leak: np.ndarray,
    quiet: np.ndarray,
    if_present: np.ndarray,
    if_absent: np.ndarray,
    on: np.ndarray,
    off: np.ndarray,
    scale: dict[int, tuple[np.ndarray, np.ndarray]],
    log_constant: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Items with one cause left become a factor of that cause; their pushes are emptied. Nothing is subtracted."""
    causes, weights = zip(*(next(iter(pushes[row].items())) for row in rows), strict=True)
    for row in rows:
        pushes[row] = {}
    wide = max(np.size(w) for w in weights)
    weight = np.array([np.broadcast_to(w, (wide,)) for w in weights], dtype=on.dtype)
    loud, still, yes, no = leak[rows], quiet[rows], if_present[rows], if_absent[rows]
    with_it = yes * (loud + still * weight) + no * still * (1 - weight)
    without = yes * loud + no * still
    top = np.maximum(with_it, without)
    some = top > 0
    log_constant = log_constant + np.log(top).sum(axis=0)
    with_it, without = np.where(some, with_it / top, 1), np.where(some, without / top, 1)
    columns = max(on.shape[1], with_it.shape[1])
    if on.shape[1] < columns:
        on, off = np.repeat(on, columns, axis=1), np.repeat(off, columns, axis=1)
    for place, c in enumerate(causes):
        if c in scale:
            present, absent = scale[c][0] * with_it[place], scale[c][1] * without[place]
            most = np.maximum(present, absent)
            log_constant = log_constant + np.log(most)
            safe = np.where(most > 0, most, 1)
            scale[c] = present / safe, absent / safe
        else:
            on[c], off[c] = on[c] * with_it[place], off[c] * without[place]
            mass = on[c] + off[c]
            log_constant = log_constant + np.log(mass)
            safe = np.where(mass > 0, mass, 1)
            on[c], off[c] = on[c] / safe, off[c] / safe
    return on, off, log_constant


def _fold_links(
    on: np.ndarray, off: np.ndarray, parents: dict[int, dict[int, float | np.ndarray]], keep: frozenset[int]
) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Take certain parents out of their children, parents first."""
    on, off = on.copy(), off.copy()
    linked = set(parents) | {p for of in parents.values() for p in of}
    sure_on = [c for c in np.nonzero((off == 0).all(axis=1))[0].tolist() if c not in keep and c not in linked]
    waits = {c: set(parents.get(c, ())) for c in sorted(linked)}
    done: set[int] = set()
    while len(done) < len(linked):
        for c, of in waits.items():
            if c in done or of - done:
                continue
            done.add(c)
            for p in list(parents.get(c, ())):
                if not parents.get(p) and p in sure_on:
                    weight = np.asarray(parents[c].pop(p))
                    if weight.size > on.shape[1]:
                        on, off = (np.repeat(a, weight.size, axis=1) for a in (on, off))
                    on[c], off[c] = on[c] + off[c] * weight, off[c] * (1 - weight)
                elif not parents.get(p) and (on[p] == 0).all():
                    del parents[c][p]
            if not parents.get(c) and (off[c] == 0).all() and c not in keep:
                sure_on.append(c)
    return on, off, sure_on


def without(ready: Ready, causes: list[int]) -> tuple[Ready, np.ndarray]:
    """The same problem with some causes ruled out, on the same plan.

    Parameters
    ----------
    ready : Ready
    causes : list of int

    Returns
    -------
    Ready
        In which these causes are absent.
    factor : ndarray, shape (B,)
        What its mass has to be multiplied by: P(absent) of those causes that the plan does not take in.
    """
    inside = set(ready.plan.causes)
    on, scale = ready.on.copy(), dict(ready.scale)
    for c in causes:
        if c in scale:
            scale[c] = np.zeros_like(scale[c][0]), scale[c][1]
        elif c in inside:
            on[c] = 0.0
    factor = ready.off[[c for c in causes if c not in inside]].prod(axis=0)
    return replace(ready, on=on, scale=scale), factor
