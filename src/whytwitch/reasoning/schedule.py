"""In which order causes are worked off, so that as few open items as possible are live at once.

The plan is a list of steps on a table with one axis of length two per *live* thing. Its width (most axes at
once) decides time and memory: about 2**width numbers per step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from .bundling import FEWEST_CAUSES, MOST_ITEMS

# Steps. A thing is a cause (c >= 0) or an open item (-1 - f).
PLAIN = 0  # (PLAIN, c, things)       a root: take it in, push it onto its items and its only child, sum it out
INTRO = 1  # (INTRO, thing)           a new leading axis
PUSH = 2  # (PUSH, c, thing)         where c is present, switch thing on with its weight
SCALE = 3  # (SCALE, c)               multiply where c is present
FORGET = 4  # (FORGET, thing, place)   sum an axis out (an item: weighted by its likelihoods)
BUNDLE = 5  # (BUNDLE, causes, things) several roots over the same things: take them in together

Step = tuple

#: What a step costs beside the table entries that it touches, in entries (at some dozens of columns).
STEP_COST = 100.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in order, the width reached, a cost in table entries touched, and every cause that a step takes in."""

    steps: tuple[Step, ...]
    width: int
    cost: float
    causes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Causes that are taken in one after the other because they touch the same things: one linked cause, or several.

    A root (no linked parent) with one child only needs no axis of its own: the child's axis is one more thing that it
    may switch on, as good as an item.
    """

    causes: tuple[int, ...]
    items: tuple[int, ...]
    children: tuple[int, ...]
    mask: int
    linked: bool

    @property
    def things(self) -> tuple[int, ...]:
        """Axes that a root of this unit acts on."""
        return (*(item(f) for f in self.items), *self.children)


def item(f: int) -> int:
    """The thing that stands for open item ``f``."""
    return -1 - f


#: Milliseconds per table entry, and per order tried, by NumPy; above this width, orders are always tried.
ENTRY_MS, TRY_MS, MOST_TRIES, WIDE = 2e-6, 0.5, 64, 17


@dataclass(frozen=True, slots=True)
class Search:
    """How the order of causes is sought in machine code (:mod:`.compiled` sets it).

    Attributes
    ----------
    best : callable
        Of units, links, how many causes and how many tries: the cheapest order of units, how links are treated in it,
        and its cost in table entries.
    entry_ms, try_ms : float
        Milliseconds per table entry and per order tried.
    most_tries : int
    """

    best: Callable[[list[Unit], tuple[tuple[int, int], ...], int, int], tuple[list[int], str, float]]
    entry_ms: float
    try_ms: float
    most_tries: int


_search: Search | None = None


def search_by(search: Search | None) -> None:
    """Seek orders in this way from now on; None is Python's own."""
    global _search
    if search is not _search:
        plan.cache_clear()
    _search = search


@lru_cache(maxsize=512)
def plan(items_of: tuple[tuple[int, ...], ...], links: tuple[tuple[int, int], ...], columns: int = 1) -> Plan:
    """The cheapest of one or more greedy orders.

    Parameters
    ----------
    items_of : tuple of tuple of int
        Per cause, the open items it may switch on; causes with neither items nor links are left out of the plan.
    links : tuple of (int, int)
        Parent, child.
    columns : int
        For how many columns the plan will be run: orders are tried for a third of the time that the first would take.
        With links these are first other ways to treat them, then orders with shaken choices.

    Returns
    -------
    Plan
        The same for the same arguments.
    """
    units = units_of(items_of, links)
    if _search is None:
        return _by_python(items_of, links, units, columns)
    n = len(items_of)
    order, mode, cost = _search.best(units, links, n, 1)
    tries = min(int(cost * columns * _search.entry_ms / _search.try_ms / 3), _search.most_tries)
    if tries > 1:
        order, mode, cost = _search.best(units, links, n, tries)
    return _greedy(units, links, mode, order=[units[k] for k in order])


def _by_python(
    items_of: tuple[tuple[int, ...], ...], links: tuple[tuple[int, int], ...], units: list[Unit], columns: int
) -> Plan:
    first = _greedy(units, links, "mixed" if links else "eager")
    worth = MOST_TRIES if first.width > WIDE else int(first.cost * columns * ENTRY_MS / TRY_MS / 3)
    tries = 1 << min(worth, MOST_TRIES).bit_length() >> 1
    plans = [first]
    others = [("eager", False), ("lazy", False), ("mixed", True)][:tries] if links else []
    for mode, own_axes in others:
        plans.append(_greedy(units_of(items_of, links, own_axes=own_axes) if own_axes else units, links, mode))
    shaken = ("eager", "mixed") if links else ("eager",)
    for k in range(tries - len(others)):
        plans.append(_greedy(units, links, shaken[k % len(shaken)], Random(k), (0.9, 1.5)[k // 2 % 2]))
    return min(plans, key=lambda p: (p.cost + STEP_COST * len(p.steps), p.width))


def units_of(
    items_of: tuple[tuple[int, ...], ...], links: tuple[tuple[int, int], ...], *, own_axes: bool = False
) -> list[Unit]:
    """The units of a plan.

    Parameters
    ----------
    items_of, links
        As in :func:`plan`.
    own_axes : bool
        Whether roots that have a child get an axis like all linked causes.

    Returns
    -------
    list of Unit
        Linked causes first.
    """
    children: dict[int, list[int]] = {}
    for parent, child in links:
        children.setdefault(parent, []).append(child)
    with_parents = {child for _, child in links}
    most = max((f for items in items_of for f in items), default=-1) + 1  # bits of children stand above those of items

    def unit(causes: tuple[int, ...], items: tuple[int, ...], child: tuple[int, ...], linked: bool) -> Unit:
        return Unit(causes, items, child, sum(1 << f for f in items) | sum(1 << (most + c) for c in child), linked)

    units: list[Unit] = []
    alike: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = {}
    for c, items in enumerate(items_of):
        child = tuple(children.get(c, ()))
        if c in with_parents or len(child) > (0 if own_axes else 1):
            units.append(unit((c,), items, (), True))
        elif items or child:
            alike.setdefault((items, child), []).append(c)
    return units + [unit(tuple(of), items, child, False) for (items, child), of in alike.items()]


def _greedy(
    units: list[Unit],
    links: tuple[tuple[int, int], ...],
    mode: str,
    random: Random | None = None,
    shake: float = 0.0,
    order: list[Unit] | None = None,
) -> Plan:
    """One plan: each time the unit after which fewest axes are open, or the next of a given order."""
    parents: dict[int, list[int]] = {}
    children: dict[int, list[int]] = {}
    for parent, child in links:
        parents.setdefault(child, []).append(parent)
        children.setdefault(parent, []).append(child)
    todo = list(units)
    left: dict[int, int] = {}
    for unit in todo:
        for f in unit.items:
            left[f] = left.get(f, 0) + 1
    most = max(left, default=-1) + 1
    once = sum(1 << f for f, count in left.items() if count == 1)  # items whose last unit is next
    live: list[int] = []
    live_things = 0
    steps: list[Step] = []
    settled: set[int] = set()
    pushed: set[tuple[int, int]] = set()
    width = 0
    cost = 0.0

    def add(step: Step) -> None:
        nonlocal width, cost
        steps.append(step)
        width = max(width, len(live))
        cost += 2.0 ** len(live)

    def bit(thing: int) -> int:
        return 1 << (most + thing if thing >= 0 else -1 - thing)

    def intro(thing: int) -> None:
        nonlocal live_things
        live_things |= bit(thing)
        live.insert(0, thing)
        add((INTRO, thing))

    def forget(thing: int) -> None:
        nonlocal live_things
        live_things &= ~bit(thing)
        place = live.index(thing)
        add((FORGET, thing, place))
        del live[place]

    def take(unit: Unit) -> None:
        """Roots with at most one child."""
        nonlocal cost
        k, size = len(unit.items) + len(unit.children), 2.0 ** len(live)
        if k <= MOST_ITEMS and len(unit.causes) >= FEWEST_CAUSES:
            steps.append((BUNDLE, unit.causes, unit.things))
            cost += 4.0 * 1.5**k * size + 6.0 * 3.0**k * len(unit.causes)
        else:
            steps.extend((PLAIN, c, unit.things) for c in unit.causes)
            cost += len(unit.causes) * (2.0 + 1.5 * k) * size
        pushed.update((c, child) for c in unit.causes for child in unit.children)

    def cheapest() -> Unit:
        """The unit after which fewest axes are open."""
        best, best_key = todo[0], (1e9, 1e9)
        for unit in todo:
            c = unit.causes[0]
            if unit.linked and c in parents and any(p not in settled for p in parents[c]):
                continue
            peak = (live_things | unit.mask).bit_count()
            after: float = peak - (unit.mask & once).bit_count()
            if unit.linked:
                waiting = [k for k in children.get(c, ()) if k not in live]
                after += min(1, len(waiting)) if mode != "eager" else len(waiting)
                after -= c in live
                after -= sum(all(k in settled or k == c for k in children[p]) for p in parents.get(c, ()) if p in live)
            if random:
                after += random.random() * shake
            if (after, peak) < best_key:
                best, best_key = unit, (after, peak)
        return best

    def ends_here(c: int) -> bool:
        """Whether an open axis of a linked cause can be closed at once."""
        return c in live and c not in children and all(p in settled for p in parents[c])

    def free() -> Unit | None:
        """A unit that needs no new axis."""
        return next((u for u in todo if not u.mask & ~live_things and (not u.linked or ends_here(u.causes[0]))), None)

    for place in range(len(todo)):
        best = order[place] if order else free() or cheapest()
        if not order:
            todo.remove(best)
        settled.update(best.causes)
        for f in best.items:
            if item(f) not in live:
                intro(item(f))
        for k in best.children:
            if k not in live:
                intro(k)
        if not best.linked:
            take(best)
        else:
            c = best.causes[0]
            if c not in live:
                intro(c)
            for p in parents.get(c, ()):
                if (p, c) not in pushed:
                    pushed.add((p, c))
                    add((PUSH, p, c))
            if c in parents:
                add((SCALE, c))
            for f in best.items:
                add((PUSH, c, item(f)))
            waiting = [k for k in children.get(c, ()) if k not in live]
            lazy = bool(children.get(c)) and (mode == "lazy" or (mode == "mixed" and len(waiting) > 1))
            if not lazy:  # else it stays live until its last child is settled
                for k in children.get(c, ()):
                    if k not in live:
                        intro(k)
                    pushed.add((c, k))
                    add((PUSH, c, k))
                forget(c)
            for p in [*parents.get(c, ())]:
                if p in live and all(k in settled for k in children[p]):
                    forget(p)
        for f in best.items:
            left[f] -= 1
            if left[f] == 1:
                once |= 1 << f
            elif left[f] == 0:
                forget(item(f))
    return Plan(tuple(steps), width, cost, tuple(c for unit in units for c in unit.causes))
