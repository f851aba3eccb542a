"""The other questions answered from samples, where exact tables would be too wide or too slow.

Everything here takes states drawn by :mod:`whytwitch.reasoning.sampling`; results carry ``method="sampled"``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .network import Evidence, Network, Shift
from .problem import Problem, build
from .sampling import Items, draw

#: Work, in table entries, from which sampling is quicker than exact tables (about 3 ns each, so 1.5 seconds).
TOO_SLOW = 5e8


def after_absent(
    network: Network,
    evidence: Sequence[Evidence],
    shifts: Sequence[Shift],
    candidates: Sequence[Evidence],
    members: list[list[int]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What :func:`information_gain` needs, from samples.

    Parameters
    ----------
    network, evidence, shifts, candidates
        As there.
    members : list of list of int
        Causes of each group.

    Returns
    -------
    on : ndarray, shape (1 + n_candidates, n_causes)
        Posterior now, then after each candidate is absent.
    absent : ndarray, shape (n_candidates,)
        P(candidate absent | evidence).
    no_group : ndarray, shape (1 + n_candidates, n_groups)
        P(no cause of the group present), in the same rows.
    """
    states = draw(network, evidence, shifts).states.astype(float)
    quiet = np.empty((len(states), len(candidates)))
    for column, one in enumerate(candidates):
        factor = np.ones(len(network.causes))
        for cause, weight in one.weights.items():
            factor[network.index[cause]] = 1 - weight
        some = factor < 1
        quiet[:, column] = (1 - one.leak) * np.where(states[:, some] > 0, factor[some], 1.0).prod(axis=1)
    none = np.array([~states[:, of].any(axis=1) for of in members], dtype=float).reshape(len(members), -1).T
    absent = quiet.mean(axis=0)
    share = quiet / np.maximum(quiet.sum(axis=0), 1e-300)
    on = np.concatenate([states.mean(axis=0)[None], share.T @ states])
    no_group = np.concatenate([none.mean(axis=0)[None], share.T @ none])
    return on, absent, no_group


def triggers(problem: Problem, states: np.ndarray, rows: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who switched items on, from samples.

    Parameters
    ----------
    problem : Problem
        Of the same evidence; weights and leaks below 1.
    states : ndarray of bool, shape (n_draws, n_causes)
    rows : list of int
        Open items.

    Returns
    -------
    alone : ndarray, shape (n_rows, n_causes)
        P(item present, switched on by this cause and nothing else | evidence).
    produced : ndarray, shape (n_rows, n_causes)
        P(item present, switched on by this cause, alone or with others | evidence).
    present : ndarray, shape (n_rows,)
        P(item present | evidence).
    """
    n = states.shape[1]
    alone, produced, present = np.zeros((len(rows), n)), np.zeros((len(rows), n)), np.zeros(len(rows))
    for j, row in enumerate(rows):
        weights = problem.pushes[row]
        quiet = np.full(len(states), 1 - problem.leak[row, 0])
        for cause, weight in weights.items():
            quiet = quiet * np.where(states[:, cause], 1 - weight, 1.0)
        says, denies = problem.if_present[row, 0], problem.if_absent[row, 0]
        seen = says * (1 - quiet) / np.maximum(says * (1 - quiet) + denies * quiet, 1e-300)
        present[j] = seen.mean()
        for cause, weight in weights.items():
            on = states[:, cause] * seen / np.maximum(1 - quiet, 1e-300)
            produced[j, cause] = (on * weight).mean()
            alone[j, cause] = (on * weight / (1 - weight) * quiet).mean()
    return alone, produced, present


def vanished(problem: Problem, states: np.ndarray, rows: list[int]) -> np.ndarray:
    """What would vanish without each cause that brings about others, from samples.

    Parameters
    ----------
    problem, states, rows
        As in :func:`triggers`.

    Returns
    -------
    ndarray, shape (n_rows, n_causes)
        Zero for causes without linked children.

    Notes
    -----
    For each state the switches of the links are drawn given that state; then a descendant survives in the twin world
    when its own base or a switch of a surviving parent is on, and an item vanishes with the probability that only
    lost causes switched it on.
    """
    rng = np.random.default_rng(1)
    n = states.shape[1]
    by_child: dict[int, list[tuple[int, float]]] = {}
    for p, c, v in problem.links:
        by_child.setdefault(c, []).append((p, float(v)))
    base = 1 / (1 + 10.0 ** -problem.prior[:, 0])
    switched: dict[int, np.ndarray] = {}  # child -> (n_draws, 1 + n_parents): base, then links
    for c, of in by_child.items():
        chance = np.column_stack([np.full(len(states), base[c]), *(states[:, p] * v for p, v in of)])
        rest = 1 - np.cumprod((1 - chance)[:, ::-1], axis=1)[:, ::-1]  # some switch from here on
        on = np.zeros(chance.shape, bool)
        for k in range(chance.shape[1]):
            some = on[:, :k].any(axis=1)
            given = np.where(some, chance[:, k], chance[:, k] / np.maximum(rest[:, k], 1e-300))
            on[:, k] = states[:, c] & (rng.random(len(states)) < given)
        switched[c] = on
    order: list[int] = []
    while len(order) < n:
        order += [c for c in range(n) if c not in order and all(p in order for p, _ in by_child.get(c, ()))]
    found = np.zeros((len(rows), n))
    for cause in {p for p, _, _ in problem.links}:
        survives = states.copy()
        survives[:, cause] = False
        for c in order:
            if c != cause and c in by_child:
                by = np.column_stack([np.ones(len(states), bool), *(survives[:, p] for p, _ in by_child[c])])
                survives[:, c] = (switched[c] & by).any(axis=1)
        for j, row in enumerate(rows):
            still = np.full(len(states), 1 - problem.leak[row, 0])
            gone = np.ones(len(states))
            for c, w in problem.pushes[row].items():
                still = still * np.where(survives[:, c], 1 - w, 1.0)
                gone = gone * np.where(states[:, c] & ~survives[:, c], 1 - w, 1.0)
            says, quiet = problem.if_present[row, 0], still * gone
            seen = says * (1 - quiet) + problem.if_absent[row, 0] * quiet
            found[j, cause] = (says * still * (1 - gone) / np.maximum(seen, 1e-300)).mean()
    return found


def leave_one_out(
    network: Network, evidence: Sequence[Evidence], shifts: Sequence[Shift]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log10 odds without each item, from one sample that is weighted anew.

    Parameters
    ----------
    network, evidence, shifts
        As everywhere in this room.

    Returns
    -------
    prior, total : ndarray, shape (n_causes,)
        Log10 odds before and after.
    without : ndarray, shape (n_evidence + n_shifts, n_causes)
        Log10 odds with that item left out.
    """
    from .engine import run
    from .exact import log10_odds

    sample = draw(network, evidence, shifts)
    states = sample.states
    before = run(build(network, (), ()))
    whole = Items(build(network, evidence, shifts)).log_mass(states)
    rows = []
    for k in range(len(evidence) + len(shifts)):
        some = [one for i, one in enumerate(evidence) if i != k]
        moved = [one for i, one in enumerate(shifts, start=len(evidence)) if i != k]
        weight = np.exp(np.clip(Items(build(network, some, moved)).log_mass(states) - whole, -50, 50))
        rows.append(_odds((weight[:, None] * states).sum(axis=0), weight.sum(), len(states)))
    total = _odds(sample.chain_means.mean(axis=0) * len(states), len(states), len(states))
    return log10_odds(before)[:, 0], total, np.array(rows).reshape(-1, len(network.causes))


def _odds(on: np.ndarray, mass: float, count: int) -> np.ndarray:
    """Log10 odds, kept finite as if half a state more had been seen on either side."""
    p = np.clip(on / mass, 0.5 / count, 1 - 0.5 / count)
    return np.log10(p) - np.log10(1 - p)


def reweighted(
    network: Network,
    evidence: Sequence[Evidence],
    shifts: Sequence[Shift],
    problem: Problem,
    columns: int,
) -> np.ndarray:
    """Posteriors for many sets of numbers, from one sample that is weighted anew for each.

    Parameters
    ----------
    network, evidence, shifts
        The central numbers.
    problem : Problem
        The same evidence with one column per set of numbers.
    columns : int

    Returns
    -------
    ndarray, shape (n_causes, columns)
    """
    states = draw(network, evidence, shifts).states
    whole = Items(build(network, evidence, shifts)).log_mass(states)
    found = np.empty((len(network.causes), columns))
    for column in range(columns):
        log_weight = Items(problem, column).log_mass(states) - whole
        weight = np.exp(log_weight - log_weight.max())
        found[:, column] = weight @ states / weight.sum()
    return found
