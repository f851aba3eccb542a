"""What would vanish were a cause absent, and which cause produced what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from whytwitch.errors import UnknownNameError, nearest

from . import compiled
from .approximate import TOO_SLOW, triggers, vanished
from .engine import Result, run
from .exact import LIMIT, contradiction
from .folding import prepare
from .network import Evidence, Network, Shift, check_names
from .problem import Problem, build
from .sampling import draw
from .twin import vanish_by_links

#: A weight or leak of 1 is taken as this in counterfactuals, so that "present only because of it" has a ratio.
ALMOST = 1.0 - 1e-12
#: A twin table is about this many times as large as the plain one.
TWIN_WORK = 8.0
#: Twin table entries from which samples, which take some 13 seconds, are quicker, where steps are compiled.
TOO_SLOW_COMPILED = 1e10


@dataclass(frozen=True, slots=True)
class WouldExplain:
    """Expected disablement.

    Parameters
    ----------
    causes : tuple of str
    ids : tuple of str
        Present evidence that was counted.
    share : ndarray, shape (n_causes,)
        Expected part of the present evidence that would vanish were the cause absent, 0 to 1.
    expected : ndarray, shape (n_causes,)
        The same as a number of items.
    by_evidence : ndarray, shape (n_items, n_causes)
        P(item present, and gone were the cause absent | evidence).
    method : {"exact", "sampled"}
        "sampled" also when only what works through links was.
    """

    causes: tuple[str, ...]
    ids: tuple[str, ...]
    share: np.ndarray
    expected: np.ndarray
    by_evidence: np.ndarray
    method: str = "exact"


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who produced one item.

    Parameters
    ----------
    causes : tuple of str
    produced : ndarray, shape (n_causes,)
        P(item present, cause present, and the cause switched it on, alone or with others | evidence).
    alone : ndarray, shape (n_causes,)
        P(the same, and nothing else switched it on | evidence).
    leak : float
        P(item present and switched on by no cause at all | evidence).
    present : float
        P(item present | evidence); 1 for a sure yes.
    method : {"exact", "sampled"}
    """

    causes: tuple[str, ...]
    produced: np.ndarray
    alone: np.ndarray
    leak: float
    present: float
    method: str = "exact"


def _columns(problem: Problem, rows: list[int], replaced: tuple[float, float]) -> Problem:
    """Column 0 as it stands; in column 1 + j item ``rows[j]`` has the likelihoods ``replaced`` (present, absent)."""
    size = 1 + len(rows)
    present = np.repeat(problem.if_present, size, axis=1)
    absent = np.repeat(problem.if_absent, size, axis=1)
    for column, row in enumerate(rows, start=1):
        present[row, column], absent[row, column] = replaced
    return replace(problem, if_present=present, if_absent=absent)


def _softened(problem: Problem) -> Problem:
    pushes = [{c: min(w, ALMOST) for c, w in one.items()} for one in problem.pushes]
    return replace(problem, pushes=pushes, leak=np.minimum(problem.leak, ALMOST))


def would_explain(
    network: Network,
    evidence: Sequence[Evidence],
    shifts: Sequence[Shift] = (),
    *,
    of: Iterable[str] | None = None,
    causes: Iterable[str] | None = None,
    limit: int = LIMIT,
) -> WouldExplain:
    """Expected share of the present evidence that would vanish were a cause absent.

    Parameters
    ----------
    network, evidence, shifts
        As in :func:`posterior`.
    of : iterable of str, optional
        Evidence ids to count; all that speak for presence by default.
    causes : iterable of str, optional
        Causes that are wanted; what others do through links, which takes longest, is then left out (their share too
        small). All by default.
    limit : int
        Widest exact table.

    Returns
    -------
    WouldExplain

    Raises
    ------
    ContradictionError, UnknownNameError

    Notes
    -----
    Expected disablement of Richens and others [1]_, in a twin network that shares every trigger with the real world: an
    item that is present vanishes when each of its triggers came from the removed cause, directly or through causes that
    were present only because of it. Exact; derivation in docs/reasoning.md. Soft evidence counts with the
    probability that it is present, in the numerator and in the denominator.

    References
    ----------
    .. [1] Richens JG, Lee CM, Johri S. Improving the accuracy of medical diagnosis with causal machine learning. Nat
       Commun 2020;11:3923. doi:10.1038/s41467-020-17419-7
    """
    evidence, shifts = tuple(evidence), tuple(shifts)
    check_names(network, evidence, shifts)
    counted = [one for one in evidence if one.is_present] if of is None else _chosen(evidence, of)
    problem = _softened(build(network, evidence, shifts))
    row_of = {name: row for row, name in enumerate(problem.ids)}
    counted = [one for one in counted if one.id in row_of]
    rows = [row_of[one.id] for one in counted]
    columns = _columns(problem, rows, (0.0, 1.0))
    ready = prepare(columns, columns=1 + len(rows))
    names = tuple(one.id for one in counted)
    if ready.plan.width > limit:
        states = draw(network, evidence, shifts).states
        gone, _, present = triggers(problem, states, rows)
        through = vanished(problem, states, rows)
        linked = sorted({p for p, _, _ in problem.links})
        gone[:, linked] = through[:, linked]
        return WouldExplain(network.causes, names, *_shares(gone, present), gone, "sampled")
    result = run(columns, ready=ready, columns=1 + len(rows))
    if not result.log_z[0] > -np.inf:
        raise contradiction(network, evidence, shifts)
    n = len(network.causes)
    gone = np.zeros((len(rows), n))
    ratio = np.exp(result.log_z[1:] - result.log_z[0])  # P(item absent, rest) / P(evidence)
    present = 1.0 - problem.if_absent[rows, 0] * ratio
    with_children = {p for p, _, _ in problem.links}
    for j, row in enumerate(rows):
        for cause, weight in problem.pushes[row].items():
            if cause not in with_children and ratio[j] > 0:
                gone[j, cause] = problem.if_present[row, 0] * weight / (1 - weight) * ratio[j] * result.on[cause, 1 + j]
    wanted = set(range(n)) if causes is None else {network.index[name] for name in causes}
    linked = sorted(cause for cause in with_children & wanted if result.on[cause, 0] > 0)
    slow = TWIN_WORK * ready.plan.cost * len(rows) * len(linked) > (
        TOO_SLOW_COMPILED if compiled.in_use() else TOO_SLOW
    )
    if slow:
        gone[:, linked] = vanished(problem, draw(network, evidence, shifts).states, rows)[:, linked]
    else:
        shared = (
            prepare(problem, columns=int(TWIN_WORK) * len(rows) * len(linked), fold_single=False) if linked else None
        )
        for cause in linked:
            gone[:, cause] = vanish_by_links(problem, rows, cause, result.log_z[0], shared)
    return WouldExplain(network.causes, names, *_shares(gone, present), gone, "sampled" if slow else "exact")


def _shares(gone: np.ndarray, present: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Expected share and number of present items that vanish, per cause."""
    expected = gone.sum(axis=0)
    whole = float(present.sum())
    return np.clip(expected / whole, 0.0, 1.0) if whole > 0 else np.zeros_like(expected), expected


def _chosen(evidence: tuple[Evidence, ...], of: Iterable[str]) -> list[Evidence]:
    known = {one.id: one for one in evidence}
    for name in (wanted := list(of)):
        if name not in known:
            raise UnknownNameError("no such evidence", found=name, todo=nearest(name, known))
    return [known[name] for name in wanted]


def responsibility(
    network: Network, evidence: Sequence[Evidence], shifts: Sequence[Shift], evidence_id: str, *, limit: int = LIMIT
) -> Responsibility:
    """Which causes produced one item, given everything observed; as :func:`responsibilities` for one item."""
    return responsibilities(network, evidence, shifts, [evidence_id], limit=limit)[0]


def responsibilities(
    network: Network,
    evidence: Sequence[Evidence],
    shifts: Sequence[Shift],
    evidence_ids: Sequence[str],
    *,
    limit: int = LIMIT,
) -> tuple[Responsibility, ...]:
    """Which causes produced each of some items, given everything observed.

    Parameters
    ----------
    network, evidence, shifts
        As in :func:`posterior`.
    evidence_ids : sequence of str
        The items; all zeros for one that is surely absent or says nothing.
    limit : int
        Widest exact table.

    Returns
    -------
    tuple of Responsibility
        In the same order.

    Raises
    ------
    ContradictionError, UnknownNameError

    Notes
    -----
    The trigger of cause i on the item is independent of everything else given the causes, so
    P(i switched it on, evidence) = if_present * weight * P(i present, evidence without the item). All items are one
    batch: two columns each, without the item and with it silent.
    """
    evidence, shifts = tuple(evidence), tuple(shifts)
    check_names(network, evidence, shifts)
    _chosen(evidence, evidence_ids)
    problem = _softened(build(network, evidence, shifts))
    nothing = np.zeros(len(network.causes))
    rows = [problem.ids.index(name) for name in evidence_ids if name in problem.ids]
    found: dict[int, Responsibility] = {}
    if rows:
        columns = _columns(problem, [row for row in rows for _ in range(2)], (1.0, 1.0))
        for place, row in enumerate(rows):
            columns.if_present[row, 2 + 2 * place], columns.if_absent[row, 2 + 2 * place] = 0.0, 1.0
        ready = prepare(columns, columns=1 + 2 * len(rows))
        if ready.plan.width > limit:
            by_one, by_any, shown = triggers(problem, draw(network, evidence, shifts).states, rows)
            for place, row in enumerate(rows):
                present = float(shown[place])
                leaked = max(0.0, present - float(by_any[place].sum()))
                found[row] = Responsibility(network.causes, by_any[place], by_one[place], leaked, present, "sampled")
        else:
            result = run(columns, ready=ready, columns=1 + 2 * len(rows))
            if not result.log_z[0] > -np.inf:
                raise contradiction(network, evidence, shifts)
            for place, row in enumerate(rows):
                found[row] = _of_one(network, problem, row, result, 1 + 2 * place)
    return tuple(
        found[problem.ids.index(name)]
        if name in problem.ids
        else Responsibility(network.causes, nothing.copy(), nothing.copy(), 0.0, 0.0)
        for name in evidence_ids
    )


def _of_one(network: Network, problem: Problem, row: int, result: Result, column: int) -> Responsibility:
    """From the column without the item, and the next one in which it is silent."""
    produced, alone = np.zeros(len(network.causes)), np.zeros(len(network.causes))
    without, silent = np.exp(result.log_z[column : column + 2] - result.log_z[0])
    says = float(problem.if_present[row, 0])
    for cause, weight in problem.pushes[row].items():
        produced[cause] = says * weight * without * result.on[cause, column]
        if silent > 0:
            alone[cause] = says * weight / (1 - weight) * silent * result.on[cause, column + 1]
    leak = says * problem.leak[row, 0] / (1 - problem.leak[row, 0]) * silent
    present = float(1 - problem.if_absent[row, 0] * silent)
    return Responsibility(network.causes, produced, alone, float(min(1.0, leak)), present)
