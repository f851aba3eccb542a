"""When the table would be too wide: blocked Gibbs sampling with an error bar.

Many independent chains start from an all-present state with the evidence switched on step by step (annealing), then
resample single causes and pairs of causes that compete for the same item. Each chain is one independent estimate,
so the spread between chains gives the error bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from whytwitch.errors import ContradictionError

from .exact import Posterior
from .network import Evidence, Network, Shift
from .problem import LN10, Problem, build

#: Weights of 1 and leaks of 0 are softened by this, so that chains can move.
SOFT = 1e-9
CHAINS = 192
ANNEAL = 60
SWEEPS = 160


@dataclass(frozen=True, slots=True)
class Sample:
    """Draws from the posterior.

    Parameters
    ----------
    states : ndarray of bool, shape (n_draws, n_causes)
        Thinned states of all chains.
    chain_means : ndarray, shape (n_chains, n_causes)
        Average conditional probability of each cause in each chain.
    """

    states: np.ndarray
    chain_means: np.ndarray


def _at(value: float | np.ndarray, column: int) -> float:
    """The number of one column, whether it differs between columns or not."""
    flat = np.atleast_1d(value)
    return float(flat[column if flat.size > 1 else 0])


class Items:
    """Open evidence, and linked children seen as items, as dense arrays.

    Parameters
    ----------
    problem : Problem
    column : int
        Which column of its batch.
    """

    def __init__(self, problem: Problem, column: int = 0) -> None:
        n, m = len(problem.prior), len(problem.pushes)
        odds = np.clip([_at(row, column) * LN10 for row in problem.prior], -700, 700)
        own = np.clip([_at(row, column) for row in problem.log_factor], -700, 700)
        self.children = sorted({child for _, child, _ in problem.links})
        log_quiet = np.zeros((m + len(self.children), n))
        leak = np.empty(m + len(self.children))
        for row, one in enumerate(problem.pushes):
            leak[row] = _at(problem.leak[row], column)
            for cause, weight in one.items():
                log_quiet[row, cause] = np.log1p(-min(_at(weight, column), 1 - SOFT))
        for row, child in enumerate(self.children, start=m):
            leak[row] = 1 / (1 + np.exp(-odds[child]))
        for parent, child, weight in problem.links:
            log_quiet[m + self.children.index(child), parent] = np.log1p(-min(_at(weight, column), 1 - SOFT))
        none = np.zeros(len(self.children))
        self.log_quiet = log_quiet
        self.base = np.log1p(-np.clip(leak, SOFT, 1 - SOFT))
        self.present = np.concatenate([[_at(row, column) for row in problem.if_present], none])
        self.absent = np.concatenate([[_at(row, column) for row in problem.if_absent], none])
        self.unary = np.where(np.isin(np.arange(n), self.children), own, np.clip(odds + own, -700, 700))
        root = ~np.isin(np.arange(n), self.children)
        self.scale = -float(np.logaddexp(0.0, odds[root]).sum())
        self.own_item = {child: m + row for row, child in enumerate(self.children)}
        self.evidence = m

    def log_mass(self, states: np.ndarray) -> np.ndarray:
        """Natural log of the joint probability of each state with the open evidence, up to a constant of the evidence.

        Parameters
        ----------
        states : ndarray of bool, shape (n_draws, n_causes)

        Returns
        -------
        ndarray, shape (n_draws,)
        """
        log_q = states @ self.log_quiet.T + self.base
        present = np.broadcast_to(self.present, log_q.shape).copy()
        absent = np.broadcast_to(self.absent, log_q.shape).copy()
        present[:, self.evidence :] = states[:, self.children]
        absent[:, self.evidence :] = ~states[:, self.children]
        seen = present * -np.expm1(log_q) + absent * np.exp(log_q)
        return np.log(np.maximum(seen, 1e-300)).sum(axis=1) + states @ self.unary + self.scale


class _Block:
    """One or two causes that are resampled together."""

    def __init__(self, items: Items, causes: tuple[int, ...]) -> None:
        self.causes = causes
        touched = (items.log_quiet[:, causes] != 0).any(axis=1)
        for cause in causes:
            if cause in items.own_item:
                touched[items.own_item[cause]] = True
        self.rows = np.nonzero(touched)[0]
        self.log_quiet = items.log_quiet[self.rows][:, list(causes)]
        bits = range(len(causes))
        self.configs = np.array([[c >> b & 1 for b in bits] for c in range(2 ** len(causes))], dtype=float)
        self.unary = self.configs @ items.unary[list(causes)]
        self.linked = [(k, row - items.evidence) for k, row in enumerate(self.rows) if row >= items.evidence]

    def resample(self, items: Items, states: np.ndarray, heat: float, rng: np.random.Generator) -> np.ndarray:
        """Draw new states in place; P(each cause of the block present | the rest), shape (n_chains, n_block)."""
        chains = len(states)
        part = states.astype(float)
        part[:, self.causes] = 0.0
        start = part @ items.log_quiet[self.rows].T + items.base[self.rows]
        score = np.empty((chains, len(self.configs)))
        power = np.where(self.rows < items.evidence, heat, 1.0)
        present = np.broadcast_to(items.present[self.rows], start.shape).copy()
        absent = np.broadcast_to(items.absent[self.rows], start.shape).copy()
        for config, bits in enumerate(self.configs):
            for k, child in self.linked:
                cause = items.children[child]
                value = bits[self.causes.index(cause)] if cause in self.causes else part[:, cause]
                present[:, k], absent[:, k] = value, 1 - value
            log_q = start + self.log_quiet @ bits
            seen = present * -np.expm1(log_q) + absent * np.exp(log_q)
            score[:, config] = self.unary[config] + np.log(np.maximum(seen, 1e-300)) @ power
        score -= score.max(axis=1, keepdims=True)
        chance = np.exp(score)
        chance /= chance.sum(axis=1, keepdims=True)
        drawn = (chance.cumsum(axis=1) < rng.random((chains, 1))).sum(axis=1).clip(max=len(self.configs) - 1)
        states[:, self.causes] = self.configs[drawn].astype(bool)
        return chance @ self.configs


def draw(
    network: Network,
    evidence: Sequence[Evidence],
    shifts: Sequence[Shift] = (),
    *,
    seed: int = 0,
    chains: int = CHAINS,
    sweeps: int = SWEEPS,
) -> Sample:
    """Sample states of all causes given the evidence.

    Parameters
    ----------
    network, evidence, shifts
        As in :func:`posterior`.
    seed : int
    chains : int
        Independent chains.
    sweeps : int
        Passes over all causes after annealing.

    Returns
    -------
    Sample

    Raises
    ------
    ContradictionError
        No chain found a state in which the evidence is possible.

    Notes
    -----
    Block updates draw one or two causes from their exact joint conditional [1]_, so that a change of explanation (one
    cause leaves, a competitor comes) is one step. Weights of 1 and leaks of 0 are softened by 1e-9.

    References
    ----------
    .. [1] Jensen CS, Kong A, Kjærulff U. Blocking Gibbs sampling in very large probabilistic expert systems. Int J
       Hum-Comput Stud 1995;42:647-666.
    """
    rng = np.random.default_rng(seed)
    problem = build(network, evidence, shifts)
    items = Items(problem)
    n = len(network.causes)
    singles = [_Block(items, (cause,)) for cause in range(n)]
    rivals = {pair for row in items.log_quiet for pair in combinations(np.nonzero(row)[0].tolist(), 2)}
    rivals |= {(min(p, c), max(p, c)) for p, c, _ in problem.links}
    pairs = [_Block(items, pair) for pair in sorted(rivals)]
    states = np.broadcast_to(items.unary > -600, (chains, n)).copy()
    total = np.zeros((chains, n))
    kept = []
    for sweep in range(-ANNEAL, sweeps):
        heat = min(1.0, max(0.02, (sweep + ANNEAL) / (0.7 * ANNEAL)))
        means = np.empty((chains, n))
        for block in [pairs[k] for k in rng.permutation(len(pairs))[: n // 2]]:
            block.resample(items, states, heat, rng)
        for block in singles:
            means[:, block.causes] = block.resample(items, states, heat, rng)
        if sweep >= 0:
            total += means
            if sweep % 8 == 7:
                kept.append(states.copy())
    _refuse_impossible(problem, items, states)
    return Sample(np.concatenate(kept), total / sweeps)


def _refuse_impossible(problem: Problem, items: Items, states: np.ndarray) -> None:
    """Raise when in every chain some item is impossible but for the softening."""
    log_q = states @ items.log_quiet[: items.evidence].T + items.base[: items.evidence]
    seen = items.present[: items.evidence] * -np.expm1(log_q) + items.absent[: items.evidence] * np.exp(log_q)
    broken = seen < 10 * SOFT
    if len(broken) and broken.any(axis=1).all():
        ids = [problem.ids[row] for row in np.nonzero(broken.mean(axis=0) > 0.05)[0]]
        raise ContradictionError(
            "these answers cannot all be true together", found=", ".join(ids), todo="please look at them again"
        )


def sample_posterior(
    network: Network, evidence: Sequence[Evidence], shifts: Sequence[Shift], *, width: int = 0, seed: int = 0
) -> Posterior:
    """Posterior by sampling, with its standard error.

    Parameters
    ----------
    network, evidence, shifts
        As in :func:`posterior`.
    width : int
        Of the table that was not made; handed through.
    seed : int

    Returns
    -------
    Posterior
        ``method`` is ``"sampled"`` and ``log10_likelihood`` is NaN.
    """
    sample = draw(network, evidence, shifts, seed=seed)
    mean = sample.chain_means.mean(axis=0)
    error = sample.chain_means.std(axis=0, ddof=1) / np.sqrt(len(sample.chain_means))
    with np.errstate(divide="ignore"):
        odds = np.log10(mean) - np.log10(1 - mean)
    return Posterior(network.causes, mean, odds, float("nan"), "sampled", error, width)
