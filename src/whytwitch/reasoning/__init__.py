"""reasoning: the mathematics of the house, with no medical word (docs/reasoning.md)."""

from __future__ import annotations

from .contributions import Contributions, contributions
from .counterfactual import Responsibility, WouldExplain, responsibility, would_explain
from .gain import Gains, information_gain
from .network import Evidence, Link, Network, Shift
from .posterior import Posterior, posterior
from .width import check_link_treewidth, link_treewidth, table_width

__all__ = [
    "Contributions",
    "Evidence",
    "Gains",
    "Link",
    "Network",
    "Posterior",
    "Responsibility",
    "Shift",
    "WouldExplain",
    "check_link_treewidth",
    "contributions",
    "information_gain",
    "link_treewidth",
    "posterior",
    "responsibility",
    "table_width",
    "would_explain",
]
