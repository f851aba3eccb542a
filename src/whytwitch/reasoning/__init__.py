"""reasoning: the mathematics of the house, with no medical word (docs/reasoning.md)."""

from __future__ import annotations

from .counterfactual import Responsibility, WouldExplain, responsibilities, responsibility, would_explain
from .exact import Posterior, posterior
from .gain import Gains, information_gain
from .network import Evidence, Link, Network, Shift
from .parameters import Key, parameters
from .ranges import Intervals, Sensitivity, Spread, intervals, sensitivity
from .shapley import Contributions, contributions
from .width import check_link_treewidth, link_treewidth, table_width

__all__ = [
    "Contributions",
    "Evidence",
    "Gains",
    "Intervals",
    "Key",
    "Link",
    "Network",
    "Posterior",
    "Responsibility",
    "Sensitivity",
    "Shift",
    "Spread",
    "WouldExplain",
    "check_link_treewidth",
    "contributions",
    "information_gain",
    "intervals",
    "link_treewidth",
    "parameters",
    "posterior",
    "responsibilities",
    "responsibility",
    "sensitivity",
    "table_width",
    "would_explain",
]
