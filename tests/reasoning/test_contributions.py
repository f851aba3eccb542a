"""Reasons add up exactly, and fall to who earned them."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from tests.reasoning.networks import cases, clinic_like, random_case

from whytwitch.errors import ContradictionError
from whytwitch.reasoning import Evidence, Network, Shift, contributions, posterior


@settings(max_examples=60)
@given(cases(most_causes=6, most_items=6))
def test_prior_and_contributions_add_up(case):
    network, evidence, shifts = case
    try:
        whole = posterior(network, evidence, shifts)
    except ContradictionError:
        return
    found = contributions(network, evidence, shifts)
    np.testing.assert_allclose(found.prior + found.values.sum(axis=0), found.total, atol=1e-9)
    np.testing.assert_allclose(found.total, np.clip(whole.log10_odds, -30, 30), atol=1e-6)


def test_sampled_orders_add_up_however_few():
    network, evidence, _ = clinic_like(0)
    shift = Shift("risk", {"c3": 0.8})
    for orders in (1, 2, 8):
        found = contributions(network, evidence, [shift], orders=orders)
        assert found.method == "sampled"
        np.testing.assert_allclose(found.prior + found.values.sum(axis=0), found.total, atol=1e-9)


def _by_all_orders(network, evidence, shifts):
    items = [*evidence, *shifts]
    value = {}

    def odds(chosen):
        if chosen not in value:
            some = [items[i] for i in sorted(chosen)]
            facts = [one for one in some if isinstance(one, Evidence)]
            value[chosen] = posterior(network, facts, [one for one in some if isinstance(one, Shift)]).log10_odds
        return value[chosen]

    total = np.zeros((len(items), len(network.causes)))
    orders = list(permutations(range(len(items))))
    for order in orders:
        for k, i in enumerate(order):
            total[i] += odds(frozenset(order[: k + 1])) - odds(frozenset(order[:k]))
    return total / len(orders)


def test_few_items_get_exact_shapley_values():
    for seed in range(4):
        network, evidence = random_case(seed, causes=6, items=4, links=bool(seed % 2))
        shifts = [Shift("risk", {"c0": 0.5, "c1": -0.3})]
        found = contributions(network, evidence, shifts)
        assert found.method == "exact"
        np.testing.assert_allclose(found.values, _by_all_orders(network, evidence, shifts), atol=1e-9)


def test_sampled_values_lie_near_the_exact_ones(monkeypatch):
    network, evidence = random_case(1, causes=8, items=8)
    exact = contributions(network, evidence)
    monkeypatch.setattr("whytwitch.reasoning.shapley.EXACT_ITEMS", 0)
    sampled = contributions(network, evidence, orders=64)
    assert sampled.method == "sampled"
    off = np.abs(sampled.values - exact.values)
    assert (off <= 5 * sampled.standard_error + 1e-9).mean() > 0.98


def test_an_item_that_says_nothing_contributes_nothing():
    network, evidence = random_case(2, items=4)
    silent = Evidence("silent", {"c0": 0.5}, 0.1, 1.0, 1.0)
    found = contributions(network, [*evidence, silent])
    np.testing.assert_allclose(found.values[found.ids.index("silent")], 0.0, atol=1e-12)


def test_equal_items_share_equally():
    network = Network(("a", "b"), np.array([-1.0, -1.5]))
    twins = [Evidence(name, {"a": 0.6, "b": 0.3}, 0.05) for name in ("one", "two")]
    found = contributions(network, twins)
    np.testing.assert_allclose(found.values[0], found.values[1], atol=1e-12)


def test_contradiction_is_told():
    network = Network(("a",), np.array([-1.0]))
    with pytest.raises(ContradictionError):
        contributions(network, [Evidence("e", {}, 0.0)])
