"""The table itself: forward through the plan, and backward for the marginals (see docs/reasoning.md)."""

from __future__ import annotations

import numpy as np

from . import compiled
from .bundling import Bundle, items_back, items_first, merge, unmerge
from .folding import Ready
from .schedule import BUNDLE, INTRO, PLAIN, PUSH, SCALE


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


def bundle_of(ready: Ready, step: tuple, part: slice, factor: np.ndarray | float = 1.0) -> Bundle:
    """The bundle that a step of the plan names, for some columns of the batch.

    ``factor`` multiplies the weight of present, shape (n_causes, B).
    """
    _, causes, things = step
    off, on = _column(ready.off, part)[list(causes)], _column(ready.on, part)[list(causes)] * factor
    weights = []
    for thing in things:
        given = [ready.weight(c, thing) for c in causes]
        if all(isinstance(w, float) for w in given):
            weights.append(np.array(given, dtype=on.dtype)[:, None])
        else:
            columns = [_weight(w, part) for w in given]
            wide = max(np.size(w) for w in columns)
            weights.append(np.array([np.broadcast_to(w, (wide,)) for w in columns], dtype=on.dtype))
    columns_wide = max(on.shape[1], *(w.shape[1] for w in weights))
    if on.shape[1] < columns_wide:
        off, on = (np.broadcast_to(a, (len(a), columns_wide)) for a in (off, on))
    return Bundle(off, on, weights)


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
    if compiled.fits(ready):
        return compiled.sweep(ready, part, columns, marginals)
    dtype = ready.on.dtype.type
    table = np.ones((1, columns), dtype)
    live: list[int] = []
    kept: list[tuple] = []

    def base(thing: int) -> tuple[np.ndarray, np.ndarray]:
        if thing >= 0:
            return _column(ready.off[thing], part), _column(ready.on[thing], part)
        return _column(ready.quiet[-1 - thing], part), _column(ready.leak[-1 - thing], part)

    for step in ready.plan.steps:
        kind = step[0]
        if kind == PLAIN:
            _, c, things = step
            off, on = base(c)
            active = table * on
            for thing in things:
                _push(active, live.index(thing), _weight(ready.weight(c, thing), part))
            kept.append((step, table, tuple(live)))
            active += table * off
            table = active
        elif kind == BUNDLE:
            bundle = bundle_of(ready, step, part)
            at = [live.index(thing) for thing in step[2]]
            before = items_first(table, at)
            kept.append((step, before, (bundle, at)))
            table = items_back(merge(bundle, before), at)
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
            places = live.index(c), live.index(thing)
            _push_where(table, *places, _weight(ready.weight(c, thing), part))
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
            _, c, things = step
            off, on = base(c)
            active = back.copy()
            for thing in things:
                _pull(active, where.index(thing), _weight(ready.weight(c, thing), part))
            masses[c] = (np.einsum("kb,kb->b", saved, active) * on, np.einsum("kb,kb->b", saved, back) * off)
            active *= on
            active += back * off
            back = active
        elif kind == BUNDLE:
            bundle, at = where
            moved, own = unmerge(bundle, saved, items_first(back, at))
            back = items_back(moved, at)
            for c, present, absent in zip(step[1], *bundle.masses(own), strict=True):
                masses[c] = (present, absent)
        elif kind == INTRO:
            off, on = base(step[1])
            half = len(back) // 2
            back = back[:half] * off + back[half:] * on
        elif kind == PUSH:
            _, c, thing = step
            _pull_where(back, where[0], where[1], _weight(ready.weight(c, thing), part))
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
