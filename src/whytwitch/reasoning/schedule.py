"""In which order causes are worked off, so that as few open items as possible are live at once.

The plan is a list of steps on a table with one axis of length two per *live* thing. Its width (most axes at
once) decides time and memory: about 2**width numbers per step.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from .bundling import FEWEST_CAUSES, MOST_ITEMS

# Steps. A thing is a cause (c >= 0) or an open item (-1 - f).
PLAIN = 0  # (PLAIN, c, items)        a cause without links: take it in, push it onto its items, sum it out
INTRO = 1  # (INTRO, thing)           a new leading axis
PUSH = 2  # (PUSH, c, thing)         where c is present, switch thing on with its weight
SCALE = 3  # (SCALE, c)               multiply where c is present
FORGET = 4  # (FORGET, thing, place)   sum an axis out (an item: weighted by its likelihoods)
BUNDLE = 5  # (BUNDLE, causes, items)  several causes without links over the same items: take them in together

Step = tuple


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in order, the width reached, a cost in table entries touched, and every cause that a step takes in."""

    steps: tuple[Step, ...]
    width: int
    cost: float
    causes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Causes that are taken in one after the other because they touch the same items: one linked cause, or several."""

    causes: tuple[int, ...]
    items: tuple[int, ...]
    mask: int
    linked: bool


def item(f: int) -> int:
    """The thing that stands for open item ``f``."""
    return -1 - f


@lru_cache(maxsize=512)
def plan(items_of: tuple[tuple[int, ...], ...], links: tuple[tuple[int, int], ...], tries: int = 0) -> Plan:
    """The cheapest of a few greedy orders.

    Parameters
    ----------
    items_of : tuple of tuple of int
        Per cause, the open items it may switch on; causes with neither items nor links are left out of the plan.
    links : tuple of (int, int)
        Parent, child.
    tries : int
        Further greedy orders with shaken choices; each costs about a third of a millisecond and often halves the work.

    Returns
    -------
    Plan
        The same for the same arguments.
    """
    modes = ("eager", "lazy", "mixed") if links else ("eager",)
    units = _units(items_of, links)
    plans = [_greedy(units, links, mode) for mode in modes]
    shaken = ("eager", "mixed") if links else modes
    for k in range(tries):
        plans.append(_greedy(units, links, shaken[k % len(shaken)], Random(k), (0.9, 1.5)[k // 2 % 2]))
    return min(plans, key=lambda p: (p.cost, p.width))


def _units(items_of: tuple[tuple[int, ...], ...], links: tuple[tuple[int, int], ...]) -> list[Unit]:
    linked = {c for link in links for c in link}
    units = [
        Unit((c,), items_of[c], sum(1 << f for f in items_of[c]), True) for c in range(len(items_of)) if c in linked
    ]
    alike: dict[tuple[int, ...], list[int]] = {}
    for c, items in enumerate(items_of):
        if items and c not in linked:
            alike.setdefault(items, []).append(c)
    return units + [Unit(tuple(of), items, sum(1 << f for f in items), False) for items, of in alike.items()]


def _greedy(
    units: list[Unit],
    links: tuple[tuple[int, int], ...],
    mode: str,
    random: Random | None = None,
    shake: float = 0.0,
) -> Plan:
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
    once = sum(1 << f for f, count in left.items() if count == 1)  # items whose last unit is next
    live: list[int] = []
    live_items = 0
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

    def intro(thing: int) -> None:
        live.insert(0, thing)
        add((INTRO, thing))

    def forget(thing: int) -> None:
        place = live.index(thing)
        add((FORGET, thing, place))
        del live[place]

    def take(unit: Unit) -> None:
        """Causes without links."""
        nonlocal cost
        k, size = len(unit.items), 2.0 ** len(live)
        if k <= MOST_ITEMS and len(unit.causes) >= FEWEST_CAUSES:
            steps.append((BUNDLE, unit.causes, unit.items))
            cost += 4.0 * 1.5**k * size + 6.0 * 3.0**k * len(unit.causes)
        else:
            steps.extend((PLAIN, c, unit.items) for c in unit.causes)
            cost += len(unit.causes) * (2.0 + 1.5 * k) * size

    while todo:
        best, best_key = todo[0], (1e9, 1e9)
        for unit in todo:
            if not unit.linked and not unit.mask & ~live_items:
                best = unit  # costs no width: take it now
                break
            c = unit.causes[0]
            if unit.linked and c in parents and any(p not in settled for p in parents[c]):
                continue
            peak = (live_items | unit.mask).bit_count()
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
        todo.remove(best)
        settled.update(best.causes)
        for f in best.items:
            if not live_items >> f & 1:
                live_items |= 1 << f
                intro(item(f))
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
                live_items &= ~(1 << f)
                forget(item(f))
    return Plan(tuple(steps), width, cost, tuple(c for unit in units for c in unit.causes))
