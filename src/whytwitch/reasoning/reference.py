"""The slow, obvious way: add up every combination of causes. For tests and validation, up to about 14 causes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from .network import Evidence, Network, Shift


def worlds(
    network: Network, evidence: Sequence[Evidence], shifts: Sequence[Shift] = ()
) -> tuple[np.ndarray, np.ndarray]:
    """Every combination of causes and its joint probability with the evidence.

    Parameters
    ----------
    network, evidence, shifts
        As everywhere in this room.

    Returns
    -------
    states : ndarray of bool, shape (2**n_causes, n_causes)
    mass : ndarray of float, shape (2**n_causes,)
    """
    n = len(network.causes)
    prior = network.prior_log10_odds.copy()
    ratio = np.ones(n)
    has_parents = {link.child for link in network.links}
    for shift in shifts:
        for cause, value in shift.log10_odds.items():
            if shift.as_evidence and cause in has_parents:
                ratio[network.index[cause]] *= 10.0**value
            else:
                prior[network.index[cause]] += value
    with np.errstate(over="ignore"):
        absent = 1.0 / (1.0 + 10.0**prior)
    states = np.array(list(product((False, True), repeat=n)), dtype=bool).reshape(-1, n)
    mass = np.ones(len(states))
    for i in range(n):
        quiet = np.full(len(states), absent[i])
        for link in network.links:
            if network.index[link.child] == i:
                quiet = quiet * np.where(states[:, network.index[link.parent]], 1 - link.weight, 1.0)
        mass = mass * np.where(states[:, i], (1 - quiet) * ratio[i], quiet)
    for item in evidence:
        quiet = np.full(len(states), 1 - item.leak)
        for cause, weight in item.weights.items():
            quiet = quiet * np.where(states[:, network.index[cause]], 1 - weight, 1.0)
        mass = mass * (item.if_present * (1 - quiet) + item.if_absent * quiet)
    return states, mass


def reference_posterior(
    network: Network, evidence: Sequence[Evidence], shifts: Sequence[Shift] = ()
) -> tuple[np.ndarray, float]:
    """Posterior of every cause, shape (n_causes,), and the probability of the evidence."""
    states, mass = worlds(network, evidence, shifts)
    return (states * mass[:, None]).sum(axis=0) / mass.sum(), float(mass.sum())


def twin_worlds(
    network: Network, evidence: Sequence[Evidence], removed: str | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Every combination of every hidden switch, followed through twice: as it is, and with one cause removed.

    Parameters
    ----------
    network : Network
        Small: the switches are one per cause, link, leak and weight (up to about 18 together).
    evidence : sequence of Evidence
    removed : str or None
        The cause that is absent in the second world.

    Returns
    -------
    mass : ndarray, shape (2**n_switches,)
        Joint probability of the switches and the observations.
    real, twin : ndarray of bool, shape (2**n_switches, n_evidence)
        Which items are present in either world.
    fired : ndarray of bool, shape (2**n_switches, n_evidence, n_causes)
        Which causes switched which items on in the real world.
    """
    n = len(network.causes)
    with np.errstate(over="ignore"):
        chances = [float(p) for p in 1.0 / (1.0 + 10.0 ** (-network.prior_log10_odds))]
    links = [(network.index[k.parent], network.index[k.child]) for k in network.links]
    chances += [k.weight for k in network.links]
    pushes = [(f, network.index[c], w) for f, item in enumerate(evidence) for c, w in item.weights.items()]
    chances += [item.leak for item in evidence] + [w for _, _, w in pushes]
    states = np.array(list(product((False, True), repeat=len(chances))), dtype=bool)
    p = np.array(chances)
    mass = np.where(states, p, 1 - p).prod(axis=1)
    first_leak = n + len(links)
    first_push = first_leak + len(evidence)
    seen: list[np.ndarray] = []
    fired = np.zeros((len(states), len(evidence), n), dtype=bool)
    for gone in (None, network.index[removed] if removed is not None else None):
        causes = states[:, :n].copy()
        for _ in range(n):
            for which, (parent, child) in enumerate(links):
                causes[:, child] |= causes[:, parent] & states[:, n + which] & (parent != gone)
        if gone is not None:
            causes[:, gone] = False
        items = states[:, first_leak:first_push].copy()
        for which, (f, c, _) in enumerate(pushes):
            on = causes[:, c] & states[:, first_push + which]
            items[:, f] |= on
            if gone is None and not seen:
                fired[:, f, c] = on
        seen.append(items)
    for f, item in enumerate(evidence):
        mass = mass * np.where(seen[0][:, f], item.if_present, item.if_absent)
    return mass, seen[0], seen[1], fired
