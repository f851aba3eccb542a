"""How wide a table gets: the number that decides whether exact work is affordable."""

from __future__ import annotations

from collections.abc import Sequence

from whytwitch.errors import TooLargeError

from .folding import prepare
from .network import Evidence, Network, Shift, check_names
from .problem import build


def table_width(network: Network, evidence: Sequence[Evidence], shifts: Sequence[Shift] = ()) -> int:
    """Most things open at once when this evidence is worked off; exact work is about 2**width numbers per cause.

    Parameters
    ----------
    network, evidence, shifts
        As in :func:`posterior`.

    Returns
    -------
    int
    """
    check_names(network, evidence, shifts)
    return prepare(build(network, tuple(evidence), tuple(shifts))).plan.width


def link_treewidth(network: Network) -> int:
    """Upper bound of the treewidth of the links between causes, by the min-fill order [1]_.

    Parameters
    ----------
    network : Network
        Causes that are certain (prior infinite) and have no linked parent are conditioned on, that is removed.

    Returns
    -------
    int
        0 without links, 1 for a forest. Links enter with parents *divorced*: a noisy-OR child needs no table over
        all its parents, so the undirected graph of the links counts, not the moral graph.

    References
    ----------
    .. [1] Koller D, Friedman N. Probabilistic Graphical Models. MIT Press 2009, section 9.4.3.
    """
    import math

    children = {network.index[link.child] for link in network.links}
    sure = {i for i, value in enumerate(network.prior_log10_odds) if math.isinf(value) and i not in children}
    near: dict[int, set[int]] = {}
    for link in network.links:
        a, b = network.index[link.parent], network.index[link.child]
        if link.weight and not {a, b} & sure:
            near.setdefault(a, set()).add(b)
            near.setdefault(b, set()).add(a)
    best = 0
    while near:

        def fill(node: int) -> tuple[int, int]:
            around = near[node]
            return sum(len(around - near[other]) - 1 for other in around), len(around)

        node = min(near, key=fill)
        around = near.pop(node)
        best = max(best, len(around))
        for other in around:
            near[other] |= around - {other}
            near[other].discard(node)
    return best


def check_link_treewidth(network: Network, limit: int = 4) -> int:
    """Treewidth of the links, refused beyond a limit.

    Parameters
    ----------
    network : Network
    limit : int
        Largest that is allowed.

    Returns
    -------
    int

    Raises
    ------
    TooLargeError
    """
    found = link_treewidth(network)
    if found > limit:
        what = "links between causes are too dense"
        raise TooLargeError(what, where="network", allowed=f"treewidth {limit}", found=f"{found}")
    return found
