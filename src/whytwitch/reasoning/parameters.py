"""Every number of a network by its key, and the same problem with some numbers varied column by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from whytwitch.errors import UnknownNameError, nearest

from .network import Evidence, Network, Shift
from .problem import LN10, Problem, log_floors

#: ("prior", cause) | ("link", parent, child) | ("leak", evidence id) | ("weight", evidence id, cause) |
#: ("shift", shift id, cause)
Key = tuple[str, ...]


def parameters(network: Network, evidence: Sequence[Evidence], shifts: Sequence[Shift] = ()) -> dict[Key, float]:
    """Every number that a posterior depends on.

    Parameters
    ----------
    network, evidence, shifts
        As in :func:`posterior`.

    Returns
    -------
    dict
        Key -> value: probabilities for weights, leaks and links; base-10 log odds for priors and shifts.
    """
    found: dict[Key, float] = {}
    for cause, value in zip(network.causes, network.prior_log10_odds, strict=True):
        found["prior", cause] = float(value)
    for link in network.links:
        found["link", link.parent, link.child] = link.weight
    for item in evidence:
        if item.speaks:
            found["leak", item.id] = item.leak
            for cause, weight in item.weights.items():
                found["weight", item.id, cause] = weight
    for shift in shifts:
        for cause, value in shift.log10_odds.items():
            found["shift", shift.id, cause] = value
    return found


def check_keys(keys: Sequence[Key], known: Mapping[Key, float]) -> None:
    """Refuse a key that no number has.

    Raises
    ------
    UnknownNameError
    """
    for key in keys:
        if key not in known:
            names = [" ".join(one) for one in known]
            raise UnknownNameError("no such number", found=" ".join(key), todo=nearest(" ".join(key), names))


@np.errstate(invalid="ignore")
def build_varied(
    network: Network,
    evidence: Sequence[Evidence],
    shifts: Sequence[Shift],
    varied: Mapping[Key, np.ndarray],
    columns: int,
) -> Problem:
    """Arrays with one column per set of numbers.

    Parameters
    ----------
    network, evidence, shifts
        The central numbers.
    varied : mapping of Key to ndarray of shape (columns,)
        Numbers that differ between columns.
    columns : int

    Returns
    -------
    Problem
    """
    index, n = network.index, len(network.causes)
    prior = np.empty((n, columns))
    for i, cause in enumerate(network.causes):
        prior[i] = varied.get(("prior", cause), network.prior_log10_odds[i])
    factor = np.zeros((n, columns))
    constant = np.zeros(columns)
    has_parents = {link.child for link in network.links}
    for shift in shifts:
        for cause, value in shift.log10_odds.items():
            moved = varied.get(("shift", shift.id, cause), value)
            if shift.as_evidence and cause in has_parents:
                factor[index[cause]] += moved * LN10
            else:
                prior[index[cause]] += moved
    items: list[Evidence] = []
    leaks: list[np.ndarray] = []
    pushes: list[dict[int, float | np.ndarray]] = []
    for item in evidence:
        if not item.speaks:
            constant += np.log(item.if_present)
            continue
        leak = np.broadcast_to(np.asarray(varied.get(("leak", item.id), item.leak), dtype=float), (columns,))
        weights = {index[c]: varied.get(("weight", item.id, c), float(w)) for c, w in item.weights.items() if w}
        if item.if_present == 0.0:
            constant += log_floors(1.0 - leak) + np.log(item.if_absent)
            for i, weight in weights.items():
                factor[i] += log_floors(1.0 - weight)
        else:
            items.append(item)
            leaks.append(leak)
            pushes.append(weights)
            constant += np.log(max(item.if_present, item.if_absent))
    m = len(items)
    tops = [max(item.if_present, item.if_absent) for item in items]
    present = np.array([one.if_present / top for one, top in zip(items, tops, strict=True)], dtype=float)
    absent = np.array([one.if_absent / top for one, top in zip(items, tops, strict=True)], dtype=float)
    links = [
        (index[k.parent], index[k.child], varied.get(("link", k.parent, k.child), float(k.weight)))
        for k in network.links
        if k.weight
    ]
    return Problem(
        prior=prior,
        log_factor=factor,
        pushes=pushes,
        leak=np.array(leaks, dtype=float).reshape(m, columns),
        if_present=present.reshape(m, 1),
        if_absent=absent.reshape(m, 1),
        links=links,
        log_constant=constant,
        ids=[item.id for item in items],
    )
