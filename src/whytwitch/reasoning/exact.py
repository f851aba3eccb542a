"""Posterior of every cause, exact where that is affordable and sampled with an error bar where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whytwitch.errors import ContradictionError

from .engine import Result, run
from .folding import prepare
from .network import Evidence, Network, Shift, check_names
from .problem import LN10, build

#: Widest table that is still computed exactly (2**18 numbers per step).
LIMIT = 18


@dataclass(frozen=True, slots=True)
class Posterior:
    """What the evidence says about each cause.

    Parameters
    ----------
    causes : tuple of str
    probability : ndarray, shape (n_causes,)
    log10_odds : ndarray, shape (n_causes,)
        Base 10; infinite where a cause is certain.
    log10_likelihood : float
        Base-10 log of P(everything observed), shifts left out. NaN when sampled.
    method : {"exact", "sampled"}
    standard_error : ndarray, shape (n_causes,)
        Of ``probability``; zeros when exact.
    width : int
        Items that were open at once: exact work grows with 2**width.
    """

    causes: tuple[str, ...]
    probability: np.ndarray
    log10_odds: np.ndarray
    log10_likelihood: float
    method: str
    standard_error: np.ndarray
    width: int

    def of(self, cause: str) -> float:
        """Probability of one cause."""
        return float(self.probability[self.causes.index(cause)])


def posterior(
    network: Network, evidence: Sequence[Evidence], shifts: Sequence[Shift] = (), *, limit: int = LIMIT, seed: int = 0
) -> Posterior:
    """Probability of every cause given everything observed.

    Parameters
    ----------
    network : Network
    evidence : sequence of Evidence
        What was not observed is left out.
    shifts : sequence of Shift
    limit : int
        Widest exact table; beyond it, samples with an error bar.
    seed : int
        Of the sampler, unused when exact.

    Returns
    -------
    Posterior

    Raises
    ------
    ContradictionError
        The evidence cannot all be true; names a smallest conflicting set.
    UnknownNameError, ImpossibleValueError
        Evidence that does not fit the network.

    Notes
    -----
    Generalised Quickscore [1]_ without its subtractions; see docs/reasoning.md for the algebra.

    References
    ----------
    .. [1] Heckerman D. A tractable inference algorithm for diagnosing multiple diseases. UAI 1989, 174-181.
    """
    evidence, shifts = tuple(evidence), tuple(shifts)
    check_names(network, evidence, shifts)
    problem = build(network, evidence, shifts)
    ready = prepare(problem)
    n = len(network.causes)
    if ready.plan.width > limit:
        from .sampling import sample_posterior

        return sample_posterior(network, evidence, shifts, width=ready.plan.width, seed=seed)
    result = run(problem, ready=ready)
    if not result.log_z[0] > -np.inf:
        raise contradiction(network, evidence, shifts)
    return Posterior(
        network.causes,
        result.on[:, 0],
        log10_odds(result)[:, 0],
        float(result.log_z[0] / LN10),
        "exact",
        np.zeros(n),
        ready.plan.width,
    )


def log10_odds(result: Result) -> np.ndarray:
    """Base-10 log odds, shape (n_causes, B), from both masses, so that neither end loses digits."""
    with np.errstate(divide="ignore"):
        return np.log10(result.on) - np.log10(result.off)


def contradiction(network: Network, evidence: Sequence[Evidence], shifts: Sequence[Shift]) -> ContradictionError:
    """Explain zero likelihood by a smallest set of items that already conflict.

    Parameters
    ----------
    network, evidence, shifts
        Together impossible.

    Returns
    -------
    ContradictionError
        ``found`` names the ids; ``ids`` holds them as a tuple. No item of the set can be dropped: without any one of
        them the rest is possible (other, different conflicts may exist beside it).
    """
    kept: list[Evidence | Shift] = [*shifts, *evidence]

    def impossible(items: list[Evidence | Shift]) -> bool:
        facts = [one for one in items if isinstance(one, Evidence)]
        moves = [one for one in items if isinstance(one, Shift)]
        problem = build(network, facts, moves)
        return not run(problem, marginals=False).log_z[0] > -np.inf

    for one in list(kept):
        rest = [other for other in kept if other is not one]
        if impossible(rest):
            kept = rest
    ids = tuple(one.id for one in kept)
    error = ContradictionError(
        "these answers cannot all be true together" if ids else "the network itself is impossible",
        found=", ".join(ids),
        todo="please look at them again",
    )
    error.ids = ids  # type: ignore[attr-defined]
    return error
