"""Network, evidence and shifts as arrays, with an optional batch of parameter sets or coalitions.

Everything that folds is folded here: absent evidence and likelihood ratios become one factor per cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log

import numpy as np

from .network import Evidence, Network, Shift

LN10 = float(np.log(10.0))


@dataclass(slots=True)
class Problem:
    """Arrays the engine runs on. ``B`` is 1 or the batch size.

    Parameters
    ----------
    prior : ndarray, shape (n_causes, B)
        Base log10 odds, shifts included.
    log_factor : ndarray, shape (n_causes, B)
        Natural log likelihood factor that applies when the cause is present (absent evidence, likelihood ratios).
    pushes : list of dict
        Per open evidence item: cause index -> weight (float, or ndarray of shape (B,)).
    leak, if_present, if_absent : ndarray, shape (n_open, B)
        Of the open items, that is those that do not fold; the larger likelihood is scaled to 1.
    links : list of (int, int, float or ndarray)
        Parent, child, weight.
    log_constant : ndarray, shape (B,)
        Natural log of what was taken out.
    ids : list of str
        Of the open items.
    """

    prior: np.ndarray
    log_factor: np.ndarray
    pushes: list[dict[int, float | np.ndarray]]
    leak: np.ndarray
    if_present: np.ndarray
    if_absent: np.ndarray
    links: list[tuple[int, int, float | np.ndarray]]
    log_constant: np.ndarray
    ids: list[str]


def log_floor(value: float) -> float:
    """Natural log with log 0 = -inf."""
    return log(value) if value > 0.0 else -inf


def log_floors(values: np.ndarray | float) -> np.ndarray:
    """The same for an array, without a warning."""
    with np.errstate(divide="ignore"):
        return np.log(values)


@np.errstate(invalid="ignore")  # certain and impossible at once: NaN, which the engine reads as a contradiction
def build(network: Network, evidence: Sequence[Evidence], shifts: Sequence[Shift] = ()) -> Problem:
    """Arrays for one set of evidence (``B`` = 1).

    Parameters
    ----------
    network, evidence, shifts
        As everywhere in this room.

    Returns
    -------
    Problem
        With ``B`` = 1.
    """
    index = network.index
    n = len(network.causes)
    prior = network.prior_log10_odds.copy()
    factor = np.zeros(n)
    has_parents = {link.child for link in network.links}
    for shift in shifts:
        for cause, value in shift.log10_odds.items():
            i = index[cause]
            if shift.as_evidence and cause in has_parents:
                factor[i] += value * LN10
            else:
                prior[i] += value
    constant = 0.0
    open_items: list[Evidence] = []
    for item in evidence:
        if not item.speaks:
            constant += log(item.if_present)
        elif item.if_present == 0.0:
            constant += log_floor(1.0 - item.leak) + log(item.if_absent)
            for cause, weight in item.weights.items():
                if weight:
                    factor[index[cause]] += log_floor(1.0 - weight)
        else:
            open_items.append(item)
            constant += log(max(item.if_present, item.if_absent))
    tops = [max(item.if_present, item.if_absent) for item in open_items]
    m = len(open_items)
    present = np.array([one.if_present / top for one, top in zip(open_items, tops, strict=True)], dtype=float)
    absent = np.array([one.if_absent / top for one, top in zip(open_items, tops, strict=True)], dtype=float)
    return Problem(
        prior=prior[:, None],
        log_factor=factor[:, None],
        pushes=[{index[c]: float(w) for c, w in item.weights.items() if w} for item in open_items],
        leak=np.array([item.leak for item in open_items], dtype=float).reshape(m, 1),
        if_present=present.reshape(m, 1),
        if_absent=absent.reshape(m, 1),
        links=[(index[k.parent], index[k.child], float(k.weight)) for k in network.links if k.weight],
        log_constant=np.array([constant]),
        ids=[item.id for item in open_items],
    )


@np.errstate(invalid="ignore")
def build_coalitions(
    network: Network, evidence: Sequence[Evidence], shifts: Sequence[Shift], use: np.ndarray
) -> Problem:
    """Arrays for many subsets of the same evidence at once.

    Parameters
    ----------
    network, evidence, shifts
        As everywhere in this room.
    use : ndarray of bool, shape (B, n_evidence + n_shifts)
        Which items count in each column, evidence first.

    Returns
    -------
    Problem
        With batch ``B``.
    """
    index, n, columns = network.index, len(network.causes), len(use)
    counts = use.T.astype(float)
    prior = np.repeat(network.prior_log10_odds[:, None], columns, axis=1)
    factor = np.zeros((n, columns))
    constant = np.zeros(columns)
    has_parents = {link.child for link in network.links}
    for row, shift in enumerate(shifts, start=len(evidence)):
        for cause, value in shift.log10_odds.items():
            i = index[cause]
            if shift.as_evidence and cause in has_parents:
                factor[i] += np.where(use[:, row], value * LN10, 0.0)
            else:
                prior[i] += np.where(use[:, row], value, 0.0)
    whole = build(network, [item for item in evidence if item.speaks and item.if_present > 0])
    rows = []
    for row, item in enumerate(evidence):
        if item.speaks and item.if_present > 0:
            rows.append(row)
            constant += counts[row] * log(max(item.if_present, item.if_absent))
        elif item.speaks:
            constant += np.where(use[:, row], log_floor(1.0 - item.leak) + log(item.if_absent), 0.0)
            for cause, weight in item.weights.items():
                if weight:
                    factor[index[cause]] += np.where(use[:, row], log_floor(1.0 - weight), 0.0)
        else:
            constant += counts[row] * log(item.if_present)
    inside = use[:, rows].T
    return Problem(
        prior=prior,
        log_factor=factor,
        pushes=whole.pushes,
        leak=whole.leak,
        if_present=np.where(inside, whole.if_present, 1.0),
        if_absent=np.where(inside, whole.if_absent, 1.0),
        links=whole.links,
        log_constant=constant,
        ids=whole.ids,
    )
