"""The twin network for causes that bring about other causes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from . import compiled
from .bundling import merge
from .engine import TINY
from .folding import Ready, prepare
from .problem import Problem
from .schedule import BUNDLE, FORGET, INTRO, PLAIN, PUSH
from .sweeping import bundle_of

if TYPE_CHECKING:
    from .recorded import Recorded

#: The axis "something lost switches the column's own item on".
LOST = -(10**9)


class Table:
    """A mass per combination of named states, one axis each, and a last axis for the batch.

    Parameters
    ----------
    columns : int
        Size of the batch.
    dtype : type
        Of the masses.
    """

    def __init__(self, columns: int, dtype: type) -> None:
        self.names: list[int] = []
        self.mass: np.ndarray = np.ones(columns, dtype)

    def intro(self, name: int, *weights: np.ndarray | float) -> None:
        """New leading axis with one entry per weight."""
        self.names.insert(0, name)
        self.mass = np.stack([self.mass * weight for weight in weights])

    def take_in(self, ready: Ready, step: tuple, still: list[np.ndarray]) -> None:
        """Roots over the same items at once; ``still`` multiplies the weight of present of each."""
        bundle = bundle_of(ready, step, slice(None), np.array(still))
        at = [self.names.index(one) for one in step[2]]
        front = np.moveaxis(self.mass, at, range(len(at)))
        made = merge(bundle, front.reshape(1 << len(at), -1, self.mass.shape[-1])).reshape(front.shape)
        self.mass = np.moveaxis(made, range(len(at)), at).copy()

    def scale(self, name: int, state: int, weight: np.ndarray | float) -> None:
        """Multiply the part where an axis has one state."""
        self.where({name: state})[...] *= weight

    def mass_where(self, name: int, state: int) -> np.ndarray:
        """The mass in one state of the only axis that is left, shape (columns,)."""
        return self.where({name: state}).copy()

    def where(self, states: dict[int, int]) -> np.ndarray:
        """View of the part where the named axes have the given states."""
        return self.mass[tuple(states.get(name, slice(None)) for name in self.names)]

    def move(self, given: dict[int, int], name: int, start: int, end: int, weight: np.ndarray | float) -> None:
        """Where ``given`` holds, a share ``weight`` of state ``start`` of ``name`` goes to state ``end``."""
        source = self.where({**given, name: start})
        target = self.where({**given, name: end})
        target += source * weight
        source *= 1 - weight

    def forget(self, name: int, *weights: np.ndarray | float) -> None:
        """Weighted sum over one axis."""
        place = self.names.index(name)
        parts = [np.take(self.mass, state, axis=place) * weight for state, weight in enumerate(weights)]
        self.mass = sum(parts[1:], parts[0])
        del self.names[place]


def descendants(links: list[tuple[int, int, float]], cause: int) -> set[int]:
    """Causes that ``cause`` may bring about, directly or through others."""
    found: set[int] = set()
    new = {cause}
    while new:
        new = {child for parent, child, _ in links if parent in new} - found
        found |= new
    return found


def vanish_by_links(
    problem: Problem, rows: list[int], cause: int, log_z: float, shared: Ready | None = None
) -> np.ndarray:
    """P(item present, and gone were ``cause`` absent | evidence) for each counted item.

    Parameters
    ----------
    problem : Problem
        With one column.
    rows : list of int
        Open items counted.
    cause : int
        Has linked children.
    log_z : float
        Natural log probability of the evidence.
    shared : Ready, optional
        The problem as prepared for all causes, without single items folded; used where this cause was not folded away.

    Returns
    -------
    ndarray, shape (n_rows,)

    Notes
    -----
    A descendant has three states: absent (0), present only because of ``cause`` (1), present anyway (2). Column j
    leaves item j out of the evidence and asks instead that nothing of the twin world switches it on (state 2 of a
    descendant, any other cause, the leak) and that something lost does (``cause``, state 1 of a descendant). That
    last is an axis of its own, so that nothing has to be subtracted.
    """
    if not rows:
        return np.zeros(0)
    dtype = np.float64 if log_z - problem.log_constant[0] > np.log(TINY) else np.longdouble
    if shared is not None and dtype is np.float64 and cause in shared.plan.causes:
        ready = shared
    else:
        ready = prepare(problem, dtype, keep=frozenset({cause}), fold_single=False)
    below = descendants([(p, c, 1.0) for p, c in ready.links], cause)
    columns = len(rows)
    table = (compiled.recorded(columns) if dtype is np.float64 else None) or Table(columns, dtype)

    silent = np.ones((len(ready.off), columns), dtype)
    for j, row in enumerate(rows):
        for c, weight in ready.pushes[row].items():
            silent[c, j] = 1 - weight

    def quiet(c: int) -> np.ndarray:
        """Chance that c does not switch the column's own item on in the twin world."""
        return silent[c]

    start = np.array([ready.quiet[row, 0] for row in rows], dtype=dtype)
    table.intro(LOST, start, 0.0)

    def lost(c: int) -> None:
        """In state 1, c switches the column's own item on in the real world only."""
        table.move({c: 1}, LOST, 0, 1, 1 - quiet(c))

    for step in _single_roots(ready.plan.steps):
        kind, thing = step[0], step[1]
        if kind == BUNDLE:
            table.take_in(ready, step, [quiet(c) for c in thing])
        elif kind == PLAIN or (kind == INTRO and thing >= 0):
            off, on = ready.off[thing], ready.on[thing]
            if thing in below:
                table.intro(thing, off, np.zeros_like(on), on)
                continue
            settled = thing != cause and thing not in ready.scale
            table.intro(thing, off, on * quiet(thing) if settled else on)
            if thing == cause and thing not in ready.scale:
                lost(thing)
            if kind == PLAIN:
                for target in step[2]:
                    _push(table, ready, cause, below, thing, target)
                table.forget(thing, 1.0, 1.0)
        elif kind == INTRO:
            table.intro(thing, ready.quiet[-1 - thing], ready.leak[-1 - thing])
        elif kind == PUSH:
            _push(table, ready, cause, below, thing, step[2])
        elif kind == FORGET:
            if thing >= 0:
                table.forget(thing, *((1.0,) * (3 if thing in below else 2)))
            else:
                row = -1 - thing
                own = np.array([one == row for one in rows])
                table.forget(
                    thing,
                    np.where(own, 1.0, ready.if_absent[row]),
                    np.where(own, 1.0, ready.if_present[row]),
                )
        else:  # SCALE
            present, absent = ready.scale[thing]
            table.scale(thing, 0, absent)
            if thing in below:
                table.scale(thing, 1, present)
                table.scale(thing, 2, present * quiet(thing))
                lost(thing)
            else:
                table.scale(thing, 1, present * (1.0 if thing == cause else quiet(thing)))
                if thing == cause:
                    lost(thing)
    mass = table.mass_where(LOST, 1)
    constant = ready.log_constant[0]
    with np.errstate(divide="ignore"):
        lonely = [row for row, one in enumerate(ready.pushes) if not one]
        for j, row in enumerate(rows):
            if row in lonely:  # prepare has already counted it as a constant
                leak, quiet_row = ready.leak[row, 0], ready.quiet[row, 0]
                mass[j] /= leak * ready.if_present[row, 0] + quiet_row * ready.if_absent[row, 0]
        vanished = np.exp(np.log(mass) + constant - log_z)
    says = np.array([problem.if_present[row, 0] for row in rows])
    return np.clip(says * vanished.astype(float), 0.0, 1.0)


def _single_roots(steps: tuple[tuple, ...]) -> Iterator[tuple]:
    """Bundles that act on a child are taken apart: the child may be a descendant, with three states."""
    for step in steps:
        if step[0] == BUNDLE and any(thing >= 0 for thing in step[2]):
            yield from ((PLAIN, c, step[2]) for c in step[1])
        else:
            yield step


def _push(table: Table | Recorded, ready: Ready, cause: int, below: set[int], source: int, target: int) -> None:
    """One trigger, in both worlds at once."""
    real = (1, 2) if source in below else (1,)
    if target < 0:
        for state in real:
            table.move({source: state}, target, 0, 1, ready.pushes[-1 - target][source])
        return
    weight = ready.links[source, target]
    if target not in below:
        for state in real:
            table.move({source: state}, target, 0, 1, weight)
        return
    if source == cause:
        table.move({source: 1}, target, 0, 1, weight)
        return
    if source in below:
        table.move({source: 1}, target, 0, 1, weight)
    anyway = {source: 2 if source in below else 1}
    for state in (0, 1):
        table.move(anyway, target, state, 2, weight)
