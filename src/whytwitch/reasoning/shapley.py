"""How much each item moved each cause: contributions in log10 odds that add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np

from .approximate import TOO_SLOW, leave_one_out
from .engine import run
from .exact import LIMIT, contradiction, log10_odds
from .folding import prepare
from .network import Evidence, Network, Shift, check_names
from .problem import build_coalitions

#: Certainty is shown as this many powers of ten, so that sums stay finite.
CERTAIN = 30.0
#: Up to this many items every subset is computed and the result is the exact Shapley value.
EXACT_ITEMS = 8
#: Table entries from which fewer orders are drawn than asked for (about half a second), and the fewest then.
BUDGET = 2e8
FEWEST = 8


@dataclass(frozen=True, slots=True)
class Contributions:
    """Prior plus the sum over items equals the total, for every cause.

    Parameters
    ----------
    causes : tuple of str
    ids : tuple of str
        Evidence first, then shifts, as they were given.
    values : ndarray, shape (n_items, n_causes)
        Log10 odds each item adds.
    prior, total : ndarray, shape (n_causes,)
        Log10 odds before and after; cut off at plus and minus 30.
    standard_error : ndarray, shape (n_items, n_causes)
        Of ``values`` as estimates of the Shapley values; zeros when exact, NaN when not known.
    method : {"exact", "sampled", "left out"}
        ``left out``: from samples, each item's move when it alone is left out, scaled up or down to add up.
    orders : int
        Orders averaged; 0 when exact.
    """

    causes: tuple[str, ...]
    ids: tuple[str, ...]
    values: np.ndarray
    prior: np.ndarray
    total: np.ndarray
    standard_error: np.ndarray
    method: str
    orders: int


def contributions(
    network: Network,
    evidence: Sequence[Evidence],
    shifts: Sequence[Shift] = (),
    *,
    orders: int = 32,
    seed: int = 0,
    limit: int = LIMIT,
) -> Contributions:
    """Share out the move from prior to posterior among the items (Shapley values [1]_).

    Parameters
    ----------
    network, evidence, shifts
        As in :func:`posterior`.
    orders : int
        Orders in which items are added, drawn in antithetic pairs (an order and its reverse) [2]_, for more than
        eight items. Rounded up to an even number; fewer are drawn when the table is wide.
    seed : int
        Of the orders.
    limit : int
        Widest exact table.

    Returns
    -------
    Contributions

    Raises
    ------
    ContradictionError
        The evidence cannot all be true.

    Notes
    -----
    The value of a set of items is the log10 odds of a cause given just those items. In one order, an item's move is the
    value with it minus the value just before it; these moves telescope, so each order, and so every average of
    orders, adds up to total - prior to rounding error, however few orders are drawn. What sampling
    does leave uncertain is the split between items (``standard_error``). Shares are of the model, not of the body, and
    an item's share depends on the company it keeps.

    References
    ----------
    .. [1] Shapley LS. A value for n-person games. Contributions to the Theory of Games II, 1953, 307-317.
    .. [2] Mitchell R, Cooper J, Frank E, Holmes G. Sampling permutations for Shapley value estimation. JMLR
       2022;23:1-46.
    """
    evidence, shifts = tuple(evidence), tuple(shifts)
    check_names(network, evidence, shifts)
    ids = (*(one.id for one in evidence), *(one.id for one in shifts))
    k, n = len(ids), len(network.causes)
    pairs = 0
    if k <= EXACT_ITEMS:
        use = (np.arange(2**k)[:, None] >> np.arange(k)) & 1 == 1
    else:
        one = build_coalitions(network, evidence, shifts, np.ones((1, k), bool))
        pairs = max(1, (orders + 1) // 2)
        plan = prepare(one, columns=2 * pairs * k).plan
        pairs = min(pairs, max(FEWEST // 2, int(BUDGET / max(1.0, plan.cost * 2 * k))))
        if plan.width > limit or plan.cost * 2 * pairs * k > TOO_SLOW:
            return _by_leaving_out(network, evidence, shifts, ids)
        rng = np.random.default_rng(seed)
        drawn = [rng.permutation(k) for _ in range(pairs)]
        both = np.array([order for first in drawn for order in (first, first[::-1])])
        steps = np.zeros((len(both), k + 1, k), dtype=bool)
        for position in range(k):
            steps[:, position + 1] = steps[:, position]
            steps[np.arange(len(both)), position + 1, both[:, position]] = True
        packed = np.packbits(steps.reshape(-1, k), axis=1)
        _, first, where = np.unique(packed, axis=0, return_index=True, return_inverse=True)
        use = steps.reshape(-1, k)[first]
        where = where.reshape(len(both), k + 1)
    value = _values(network, evidence, shifts, use)
    if k <= EXACT_ITEMS:
        moved = _shapley(value, k)
        return Contributions(network.causes, ids, moved, value[0], value[-1], np.zeros((k, n)), "exact", 0)
    per_order = np.zeros((len(both), k, n))
    for row, order in enumerate(both):
        per_order[row, order] = np.diff(value[where[row]], axis=0)
    per_pair = per_order.reshape(pairs, 2, k, n).mean(axis=1)
    error = per_pair.std(axis=0, ddof=1) / np.sqrt(pairs) if pairs > 1 else np.full((k, n), np.nan)
    prior, total = value[where[0, 0]], value[where[0, -1]]
    return Contributions(network.causes, ids, per_pair.mean(axis=0), prior, total, error, "sampled", 2 * pairs)


def _values(network: Network, evidence: tuple[Evidence, ...], shifts: tuple[Shift, ...], use: np.ndarray) -> np.ndarray:
    """Log10 odds of every cause for every coalition, shape (B, n_causes)."""
    result = run(build_coalitions(network, evidence, shifts, use), columns=len(use))
    if not (result.log_z > -np.inf).all():
        raise contradiction(network, evidence, shifts)
    return np.clip(log10_odds(result), -CERTAIN, CERTAIN).T


def _shapley(value: np.ndarray, k: int) -> np.ndarray:
    """Exact Shapley values from all 2**k coalitions (bit i of the row number says whether item i counts)."""
    moved = np.zeros((k, value.shape[1]))
    for i in range(k):
        others = [j for j in range(k) if j != i]
        for size in range(k):
            weight = factorial(size) * factorial(k - size - 1) / factorial(k)
            for chosen in combinations(others, size):
                without = sum(1 << j for j in chosen)
                moved[i] += weight * (value[without | 1 << i] - value[without])
    return moved


def _by_leaving_out(
    network: Network, evidence: tuple[Evidence, ...], shifts: tuple[Shift, ...], ids: tuple[str, ...]
) -> Contributions:
    """Moves when one item is left out, with the rest shared out in proportion to their size, so that they add up."""
    prior, total, without = leave_one_out(network, evidence, shifts)
    prior = np.clip(prior, -CERTAIN, CERTAIN)
    values = total - without
    size = np.abs(values) + 1e-12
    values = values + size / size.sum(axis=0) * (total - prior - values.sum(axis=0))
    return Contributions(network.causes, ids, values, prior, total, np.full_like(values, np.nan), "left out", 0)
