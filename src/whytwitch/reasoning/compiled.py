"""The same sums in machine code, where numba is installed and somebody asked for it (:func:`use`).

A posterior of our network is some four hundred NumPy calls on tables of a few thousand numbers: nearly all of its time
is the calls. Compiled, the same steps take a tenth, and so many orders of causes can be tried that tables are a fifth.
Numba takes a second and 130 MB, so what draws many asks for it at once (the app, validation, benchmarks), and a single
command only when tables are very wide. Both ways are equal but for rounding (tests/reasoning/test_compiled.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .folding import Ready
from .schedule import BUNDLE, INTRO, PLAIN, PUSH, SCALE, Plan, search_by
from .searching import searching

if TYPE_CHECKING:
    from .recorded import Recorded

#: Longest stretch of numbers for one column (32 MB); beyond it NumPy works, which keeps less of what it passes.
MOST_ROOM = 1 << 22
#: Table entries times columns worked on at once; table entries from which columns are shared out to all processors.
CHUNK, WORTH_SHARING = 1 << 17, 2e6
#: Threads for that.
HANDS = min(8, os.cpu_count() or 1)

_run: Callable[..., tuple[np.ndarray, np.ndarray, np.ndarray]] | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """A plan as numbers.

    Attributes
    ----------
    steps : ndarray of int, shape (n_steps, 9)
        Columns as named in ``kernel.py``: what to do, row of the parameters, places of axes, first push and how many,
        slot of the masses, live axes before the step, and where the table before it starts.
    places : ndarray of int, shape (n_pushes,)
        Axis that each push of a root acts on; -1 for the pushes of linked causes.
    pairs : tuple of (int, int)
        Cause and thing of each push.
    scaled : tuple of int
        Causes whose factors stand last among the parameters.
    causes : tuple of int
        Cause of each slot.
    room, room_forward, widest : int
        Longest stretch of numbers with and without marginals, and the largest table, for one column.
    """

    steps: np.ndarray
    places: np.ndarray
    pairs: tuple[tuple[int, int], ...]
    scaled: tuple[int, ...]
    causes: tuple[int, ...]
    room: int
    room_forward: int
    widest: int


_programs: dict[int, tuple[Plan, int, int, Program]] = {}
_MOST_PROGRAMS = 256


def use() -> bool:
    """Work with compiled steps from now on, in this process.

    The first time on a machine they are compiled (about ten seconds) and kept beside the source or, where that cannot
    be written, in the user's cache folder; afterwards they are loaded in under a second.

    Returns
    -------
    bool
        Whether numba is there. Without it everything goes on as before.
    """
    global _run
    if _run is None:
        try:
            from . import kernel_twin
            from .kernel import forward_backward
        except ImportError:
            return False
        empty, one = np.zeros((0, 9), dtype=np.int64), np.ones((1, 1))
        forward_backward(empty, empty[:, 0].copy(), one, one, one, 1, True, 1, 1, 1)  # compiles, or loads
        kernel_twin.run(empty, empty[:, :3].copy(), one, 1)
        search_by(searching())
        _run = forward_backward  # last: other threads may be at work meanwhile
    return True


def is_kept() -> bool:
    """Whether nothing would have to be compiled now: it was done before and lies on disk, or numba is not here."""
    try:
        from . import kernel, kernel_orders, kernel_twin
    except ImportError:
        return True
    made = kernel.forward_backward, kernel_orders.search, kernel_twin.run
    return all(any(Path(one._cache.cache_path).glob(f"*.{one.__name__}-*.nbi")) for one in made)


def in_use() -> bool:
    """Whether sums are done in machine code."""
    return _run is not None


@contextmanager
def by_numpy() -> Iterator[None]:
    """Without compiled steps meanwhile, to compare."""
    global _run
    kept, _run = _run, None
    search_by(None)
    try:
        yield
    finally:
        _run = kept
        search_by(searching() if kept else None)


@lru_cache(maxsize=1)
def hands() -> ThreadPoolExecutor:
    """One thread for each processor, made when first needed."""
    return ThreadPoolExecutor(HANDS, thread_name_prefix="sums")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=hands.cache_clear)  # threads do not outlive a fork


def recorded(columns: int) -> Recorded | None:
    """A twin table that is worked off in machine code, where compiled steps are in use."""
    if not in_use():
        return None
    from .recorded import Recorded

    return Recorded(columns)


def fits(ready: Ready) -> bool:
    """Whether compiled steps are in use and can do this problem."""
    return _run is not None and ready.on.dtype == np.float64 and _program(ready).room <= MOST_ROOM


def sweep(
    ready: Ready, part: slice, columns: int, marginals: bool
) -> tuple[np.ndarray, dict[int, tuple[np.ndarray, np.ndarray]]]:
    """As :func:`whytwitch.reasoning.sweeping.sweep`, of a problem that :func:`fits`."""
    do = _run
    assert do is not None
    program = _program(ready)
    absent, present = _parameters(ready, program, part, columns)
    room = program.room if marginals else program.room_forward
    z, on, off = do(
        program.steps, program.places, _weights(ready, program, part, columns), absent, present, columns, marginals,
        room, program.widest, len(program.causes),
    )  # fmt: skip
    return z, dict(zip(program.causes, zip(on, off, strict=True), strict=True)) if marginals else {}


def _weights(ready: Ready, program: Program, part: slice, columns: int) -> np.ndarray:
    """Weight of each push, shape (n_pushes, 1) or (n_pushes, columns)."""
    given = [ready.weight(c, thing) for c, thing in program.pairs]
    if all(isinstance(one, float) for one in given):
        return np.array(given, dtype=float).reshape(-1, 1)
    made = np.empty((len(given), columns))
    for row, one in zip(made, given, strict=True):
        wide = np.asarray(one)
        row[:] = wide[..., part] if wide.ndim and wide.shape[-1] > 1 else wide
    return made


def _parameters(ready: Ready, program: Program, part: slice, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """For absent and for present: causes, items, likelihoods of items, factors of linked causes."""
    n, items = len(ready.off), len(ready.leak)
    rows = n + 2 * items + len(program.scaled)
    absent, present = np.empty((rows, columns)), np.empty((rows, columns))
    for out, base, own, seen, place in (
        (absent, ready.off, ready.quiet, ready.if_absent, 1),
        (present, ready.on, ready.leak, ready.if_present, 0),
    ):
        out[:n], out[n : n + items] = _of(base, part), _of(own, part)
        out[n + items : n + 2 * items] = _of(seen, part)
        for row, c in enumerate(program.scaled, n + 2 * items):
            out[row] = _of(np.asarray(ready.scale[c][place]), part)
    return absent, present


def _of(value: np.ndarray, part: slice) -> np.ndarray:
    return value[..., part] if value.shape[-1] > 1 else value


def _program(ready: Ready) -> Program:
    """The plan as a program; plans are kept, so their programs are too."""
    key, n, items = id(ready.plan), len(ready.off), len(ready.leak)
    found = _programs.get(key)
    if found and found[0] is ready.plan and found[1:3] == (n, items):
        return found[3]
    made = translate(ready.plan, n, items)
    if len(_programs) >= _MOST_PROGRAMS:
        _programs.clear()
    _programs[key] = ready.plan, n, items, made
    return made


def translate(plan: Plan, n: int, items: int) -> Program:
    """A plan as a program.

    Parameters
    ----------
    plan : Plan
    n, items : int
        How many causes and how many items the problem has.
    """
    from . import kernel

    steps: list[tuple[int, ...]] = []
    places: list[int] = []
    pairs: list[tuple[int, int]] = []
    causes: list[int] = []
    live: list[int] = []
    scaled = tuple(step[1] for step in plan.steps if step[0] == SCALE)
    factor_row = {c: n + 2 * items + k for k, c in enumerate(scaled)}
    start, room, room_forward, widest = 0, 1, 1, 1
    for step in plan.steps:
        kind, thing, size = step[0], step[1], 1 << len(live)
        if kind in (PLAIN, BUNDLE):
            things, width = step[2], len(live)
            at = [live.index(one) for one in things]
            for c in (thing,) if kind == PLAIN else thing:
                steps.append((kernel.ROOT, c, 0, 0, len(places), len(at), len(causes), width, start))
                places += at
                pairs += [(c, one) for one in things]
                causes.append(c)
                start += size
        elif kind == INTRO:
            row = thing if thing >= 0 else n - 1 - thing
            steps.append((kernel.INTRO, row, 0, 0, 0, 0, 0, len(live), start))
            live.insert(0, thing)
        elif kind == PUSH:
            at = [live.index(thing), live.index(step[2])]
            steps.append((kernel.PUSH, 0, at[0], at[1], len(places), 0, 0, len(live), start))
            places.append(-1)
            pairs.append((thing, step[2]))
        elif kind == SCALE:
            steps.append((kernel.SCALE, factor_row[thing], live.index(thing), 0, 0, 0, 0, len(live), start))
        else:
            if thing >= 0:
                steps.append((kernel.FORGET_CAUSE, thing, step[2], 0, 0, 0, len(causes), len(live), start))
                causes.append(thing)
                start += size
            else:
                steps.append((kernel.FORGET_ITEM, n + items - 1 - thing, step[2], 0, 0, 0, 0, len(live), start))
            live.pop(step[2])
        size = 1 << len(live)
        widest, room, room_forward = max(widest, size), max(room, start + size), max(room_forward, size)
    return Program(
        np.array(steps, dtype=np.int64).reshape(-1, 9),
        np.array(places, dtype=np.int64),
        tuple(pairs),
        scaled,
        tuple(causes),
        room,
        room_forward,
        widest,
    )


if __name__ == "__main__":  # what set-up calls, so that nobody waits later
    use()
