"""Which question would tell most: expected loss of uncertainty over causes, and over what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from whytwitch.errors import ImpossibleValueError

from . import compiled
from .approximate import after_absent
from .engine import TINY, Result, run
from .exact import LIMIT, contradiction
from .folding import Ready, prepare, without
from .network import Evidence, Network, Shift, check_names
from .problem import Problem, build, log_floor

LOG_TINY = float(np.log(TINY))
#: What the causes bring about more rarely than this may be weighed as if causes were independent.
RARE = 1e-3
#: Table entries from which samples, which take some 13 seconds, are quicker than exact columns (1.5 to 3 ns each).
TOO_SLOW = 5e9
#: From here loading the compiled steps (a second, 130 MB) is less than what they save.
WORTH_COMPILING = 8e8
YES_NO = ((1.0, 0.0), (0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Gains:
    """What each candidate would tell, in bits.

    Parameters
    ----------
    ids : tuple of str
        Of the candidates.
    causes : tuple of str
    cause_bits : ndarray, shape (n_candidates,)
        Expected fall of the summed entropy of the causes.
    group_bits : ndarray, shape (n_candidates,)
        Expected fall of the harm-weighted entropy of the groups; zeros without groups.
    probability : ndarray, shape (n_candidates,)
        P(the thing asked about is present | evidence).
    if_present, if_absent : ndarray, shape (n_candidates, n_causes)
        Posteriors after a sure yes and a sure no; NaN where that answer is impossible.
    groups : tuple of str
    group_probability : ndarray, shape (n_groups,)
        P(at least one cause of the group is present | evidence).
    method : {"exact", "sampled"}
    now : ndarray, shape (n_causes,)
        Posteriors as things stand.
    """

    ids: tuple[str, ...]
    causes: tuple[str, ...]
    cause_bits: np.ndarray
    group_bits: np.ndarray
    probability: np.ndarray
    if_present: np.ndarray
    if_absent: np.ndarray
    groups: tuple[str, ...]
    group_probability: np.ndarray
    method: str
    now: np.ndarray

    def best(self, by: str = "group_bits") -> list[str]:
        """Candidate ids, most telling first (ties in the order given)."""
        return [self.ids[i] for i in np.argsort(-getattr(self, by), kind="stable")]


def entropy_bits(p: np.ndarray) -> np.ndarray:
    """Entropy of present/absent in bits, elementwise; 0 at 0 and at 1."""
    p = np.clip(p, 0.0, 1.0)
    q = 1.0 - p
    with np.errstate(divide="ignore", invalid="ignore"):
        return -(np.where(p > 0, p * np.log2(p), 0.0) + np.where(q > 0, q * np.log2(q), 0.0))


def information_gain(
    network: Network,
    evidence: Sequence[Evidence],
    shifts: Sequence[Shift],
    candidates: Sequence[Evidence],
    *,
    groups: Mapping[str, str] | None = None,
    harm: Mapping[str, float] | None = None,
    outcomes: Mapping[str, Sequence[tuple[float, float]]] | None = None,
    limit: int = LIMIT,
    rare: float = 0.0,
) -> Gains:
    """Expected reduction of uncertainty by each candidate question or test.

    Parameters
    ----------
    network, evidence, shifts
        What is known so far, as in :func:`posterior`.
    candidates : sequence of Evidence
        What could be asked; ``if_present`` and ``if_absent`` are ignored.
    groups : mapping of str to str, optional
        Cause -> action group (say, a level of urgency). Causes left out belong to none.
    harm : mapping of str to float, optional
        Group -> weight of being unsure about it, 0 or more; 1 when left out.
    outcomes : mapping, optional
        Candidate id -> pairs (P(answer | present), P(answer | absent)), one per possible answer, each column summing
        to 1. Yes and no by default; an imperfect test or a "not sure" is written here.
    limit : int
        Widest exact table.
    rare : float
        A candidate that all causes together bring about with less than this changes its own causes only, as if causes
        were independent. With 1 in 1000 that moved the harm-weighted bits of 34 coded cases by at most 0.007 (nine of
        ten: 0.002), changed none of their first five, and saves a third of the work. 0: every candidate exactly.

    Returns
    -------
    Gains

    Raises
    ------
    ContradictionError
        The evidence so far cannot all be true.
    ImpossibleValueError
        Outcomes that do not sum to 1; a negative harm.

    Notes
    -----
    One batch: column 0 is the evidence as it stands, every other column adds "candidate absent", which folds into the
    priors and opens nothing. Posteriors given "present" follow by subtraction from the whole, where rounding is
    harmless because the answer "present" is weighted by its own probability. For a group the batch runs once more
    with its causes ruled out: P(no cause of it | evidence) is the ratio. Both gains are 0 or more (entropy is
    concave). The entropy of causes is the sum over single causes, not that of their joint state, which would count
    dependence as well. Beyond ``limit``, or where exact work would take more than a
    few seconds, the same is estimated from samples (``method``).
    """
    evidence, shifts, candidates = tuple(evidence), tuple(shifts), tuple(candidates)
    check_names(network, evidence, shifts)
    check_names(network, candidates)
    names, members = _members(network, groups or {})
    weight = np.array([float((harm or {}).get(name, 1.0)) for name in names])
    if (weight < 0).any():
        raise ImpossibleValueError("a harm weight is negative", allowed="0 or more")
    problem = build(network, evidence, shifts)
    passes = 2 + len(names)  # forward and backward, and once for each group
    common = _common(network, problem, candidates, limit, rare, columns=passes * (1 + len(candidates)))
    weighed = tuple(one for one, is_common in zip(candidates, common, strict=True) if is_common)
    problem = _with_absent(network, problem, weighed)
    size = 1 + len(weighed)
    ready = prepare(problem, columns=passes * (1 + len(candidates)))  # on the order that was found for the common ones
    work = ready.plan.cost * size * (1 + len(names) / 2)
    sampled = ready.plan.width > limit or work > TOO_SLOW
    if not sampled and work > WORTH_COMPILING:
        compiled.use()
    if sampled:
        on, absent, no_group = after_absent(network, evidence, shifts, weighed, members)
    else:
        on, absent, no_group = _exactly(network, evidence, shifts, problem, ready, members, size)
    on, absent, no_group = _with_rare(network, candidates, common, members, on, absent, no_group)
    q, table = _outcome_table(candidates, outcomes or {})
    cause_bits = _gain(on, absent, q, table, np.ones(on.shape[1]))
    group_bits = _gain(1 - no_group, absent, q, table, weight) if names else np.zeros(len(candidates))
    if_absent = np.where(absent[:, None] > 0, on[1:], np.nan)
    joint = np.clip(on[0] - np.where(absent[:, None] > 0, on[1:] * absent[:, None], 0.0), 0.0, None)
    with np.errstate(divide="ignore", invalid="ignore"):
        if_present = np.where(absent[:, None] < 1, np.minimum(joint / (1 - absent)[:, None], 1.0), np.nan)
    return Gains(
        tuple(c.id for c in candidates),
        network.causes,
        cause_bits,
        group_bits,
        1 - absent,
        if_present,
        if_absent,
        names,
        1 - no_group[0] if names else np.zeros(0),
        "sampled" if sampled else "exact",
        on[0],
    )


def _common(
    network: Network, problem: Problem, candidates: tuple[Evidence, ...], limit: int, rare: float, columns: int
) -> np.ndarray:
    """Which candidates the causes bring about often enough for a column of their own, shape (n_candidates,).

    ``columns`` is for how many the order of causes is sought: it serves them afterwards.
    """
    ready = prepare(problem, columns=columns)
    if not rare or not candidates or ready.plan.width > limit:
        return np.ones(len(candidates), dtype=bool)
    now = run(problem, ready=ready).on[:, 0]
    shares = [sum(weight * now[network.index[cause]] for cause, weight in one.weights.items()) for one in candidates]
    return ~(np.array(shares) < rare)


def _with_rare(
    network: Network,
    candidates: tuple[Evidence, ...],
    common: np.ndarray,
    members: list[list[int]],
    on: np.ndarray,
    absent: np.ndarray,
    no_group: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same for all candidates: the rare ones change nothing but the causes that bring them about."""
    rows = np.concatenate(([True], common))
    all_on, all_groups = np.tile(on[0], (len(rows), 1)), np.tile(no_group[0], (len(rows), 1))
    all_absent = np.empty(len(candidates))
    all_on[rows], all_groups[rows], all_absent[common] = on, no_group, absent
    group_of = {cause: column for column, one in enumerate(members) for cause in one}
    for row in np.flatnonzero(~common):
        one, missing = candidates[row], 1.0 - candidates[row].leak
        for name, weight in one.weights.items():
            cause = network.index[name]
            before, stays = on[0, cause], 1.0 - weight * on[0, cause]
            missing *= stays
            all_on[row + 1, cause] = before * (1.0 - weight) / stays
            if cause in group_of:
                all_groups[row + 1, group_of[cause]] /= stays
        all_absent[row] = missing
    return all_on, all_absent, np.minimum(all_groups, 1.0)


def _exactly(
    network: Network,
    evidence: tuple[Evidence, ...],
    shifts: tuple[Shift, ...],
    problem: Problem,
    ready: Ready,
    members: list[list[int]],
    size: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Posteriors now and after each "absent", P(absent), P(no cause of each group) in the same rows."""
    result = run(problem, ready=ready, columns=size, rescue=False)
    rare = not result.log_z[0] > LOG_TINY
    if rare:
        result = run(problem, ready=ready, columns=size)
    if not result.log_z[0] > -np.inf:
        raise contradiction(network, evidence, shifts)
    absent = np.clip(np.exp(result.log_z[1:] - result.log_z[0]), 0.0, 1.0)
    on = result.on.T
    no_group = np.empty((size, len(members)))
    for column, one in enumerate(members):
        no_group[:, column] = _none_of(problem, ready, one, result, rare)
    return on, absent, no_group


def _members(network: Network, groups: Mapping[str, str]) -> tuple[tuple[str, ...], list[list[int]]]:
    found: dict[str, list[int]] = {}
    for cause, name in groups.items():
        if cause in network.index:
            found.setdefault(name, []).append(network.index[cause])
    return tuple(found), list(found.values())


def _none_of(problem: Problem, ready: Ready, members: list[int], result: Result, rare: bool) -> np.ndarray:
    """P(no cause of the group present | evidence), shape (B,): the same batch with those causes ruled out."""
    if len(members) == 1:
        return result.off[members[0]]
    if rare:
        log_factor = problem.log_factor.copy()
        log_factor[members] = -np.inf
        found = run(replace(problem, log_factor=log_factor), marginals=False, columns=len(result.log_z))
        share: np.ndarray | float = 1.0
    else:
        part, share = without(ready, members)
        found = run(problem, ready=part, marginals=False, columns=len(result.log_z), rescue=False)
    with np.errstate(invalid="ignore"):
        return np.clip(np.exp(found.log_z - result.log_z) * share, 0.0, 1.0)


def _with_absent(network: Network, problem: Problem, candidates: tuple[Evidence, ...]) -> Problem:
    """Columns: as it stands, then each candidate absent."""
    factor = np.repeat(problem.log_factor, 1 + len(candidates), axis=1)
    constant = np.repeat(problem.log_constant, 1 + len(candidates))
    for column, one in enumerate(candidates, start=1):
        constant[column] += log_floor(1.0 - one.leak)
        for cause, weight in one.weights.items():
            factor[network.index[cause], column] += log_floor(1.0 - weight)
    return replace(problem, log_factor=factor, log_constant=constant)


def _outcome_table(
    candidates: tuple[Evidence, ...], outcomes: Mapping[str, Sequence[tuple[float, float]]]
) -> tuple[int, np.ndarray]:
    """Most answers of any candidate, and P(answer | present), P(answer | absent), shape (n_candidates, answers, 2)."""
    lists = [tuple(outcomes.get(c.id, YES_NO)) for c in candidates]
    most = max((len(one) for one in lists), default=2)
    table = np.zeros((len(candidates), most, 2))
    for row, one in enumerate(lists):
        table[row, : len(one)] = one
    bad = (table < 0).any(axis=(1, 2)) | (np.abs(table.sum(axis=1) - 1) > 1e-6).any(axis=1)
    if bad.any():
        where = candidates[int(np.argmax(bad))].id
        raise ImpossibleValueError("answer probabilities do not sum to 1", where=where)
    return most, table


def _gain(on: np.ndarray, absent: np.ndarray, most: int, table: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Expected fall of the weighted sum of binary entropies.

    ``on`` has shape (1 + n_candidates, n_things): now, then after each "absent".
    """
    before = float(weight @ entropy_bits(on[0]))
    with_absent = np.where(absent[:, None] > 0, on[1:] * absent[:, None], 0.0)
    with_present = np.clip(on[0] - with_absent, 0.0, None)
    after = np.zeros(len(absent))
    for answer in range(most):
        present, missing = table[:, answer, 0], table[:, answer, 1]
        mass = present * (1 - absent) + missing * absent
        joint = present[:, None] * with_present + missing[:, None] * with_absent
        with np.errstate(divide="ignore", invalid="ignore"):
            p = np.where(mass[:, None] > 0, joint / mass[:, None], 0.0)
        after += mass * (entropy_bits(p) @ weight)
    return np.clip(before - after, 0.0, None)
