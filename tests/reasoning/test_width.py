"""How wide tables get, and when that is refused."""

from __future__ import annotations

import numpy as np
import pytest
from tests.reasoning.networks import random_case

from whytwitch.errors import TooLargeError
from whytwitch.reasoning import Evidence, Link, Network, check_link_treewidth, link_treewidth, posterior, table_width
from whytwitch.reasoning.reference import reference_posterior


def _net(links, n=6, prior=-1.0):
    names = tuple("abcdefghij"[:n])
    return Network(names, np.full(n, prior), tuple(Link(x, y, 0.5) for x, y in links))


@pytest.mark.parametrize(
    ("links", "width"),
    [
        ([], 0),
        (["ab", "bc", "cd"], 1),
        (["ab", "ac", "ad", "ae"], 1),
        (["af", "bf", "cf", "df", "ef"], 1),
        (["ab", "bc", "ac"], 2),
        (["ab", "bd", "ac", "cd"], 2),
        (["ab", "ac", "ad", "bc", "bd", "cd"], 3),
    ],
)
def test_treewidth_of_links(links, width):
    assert link_treewidth(_net([tuple(k) for k in links])) == width


def test_answered_causes_are_removed_before_the_treewidth_is_taken():
    dense = [("a", "b"), ("b", "c"), ("a", "c")]
    network = Network(("a", "b", "c"), np.array([np.inf, -1.0, -1.0]), tuple(Link(x, y, 0.5) for x, y in dense))
    assert link_treewidth(network) == 1


def test_dense_links_are_refused():
    names = tuple("abcdefgh")
    network = _net([(x, y) for k, x in enumerate(names) for y in names[k + 1 :]], n=8)
    with pytest.raises(TooLargeError):
        check_link_treewidth(network)
    assert check_link_treewidth(_net([("a", "b")])) == 1


@pytest.mark.parametrize("star", ["parents", "children"])
def test_a_star_of_links_stays_narrow(star):
    """Ten parents of one child, or ten children of one parent, need three places, not ten."""
    n = 10
    names = tuple("abcdefghij")
    links = [("a", x) if star == "children" else (x, "a") for x in names[1:]]
    network = Network(names, np.full(n, -1.0), tuple(Link(p, c, 0.4) for p, c in links))
    evidence = [Evidence(f"e{x}", {x: 0.5}, 0.1) for x in names]
    assert table_width(network, evidence) <= 3
    expected, _ = reference_posterior(network, evidence)
    np.testing.assert_allclose(posterior(network, evidence).probability, expected, rtol=1e-10)


def test_chains_of_items_stay_narrow():
    """What counts is how many items are open at once, not how many there are."""
    n = 40
    names = tuple(f"c{i}" for i in range(n))
    network = Network(names, np.full(n, -1.0))
    evidence = [Evidence(f"e{i}", {names[i]: 0.5, names[i + 1]: 0.4}, 0.05) for i in range(n - 1)]
    assert table_width(network, evidence) <= 3


def test_width_is_what_the_posterior_reports():
    network, evidence = random_case(4)
    assert table_width(network, evidence) == posterior(network, evidence).width
