"""Beyond the limit every question is still answered, says that it was sampled, and lies near the exact answer."""

from __future__ import annotations

import numpy as np
import pytest
from tests.reasoning.networks import random_case

from whytwitch.reasoning import (
    Shift,
    Spread,
    contributions,
    information_gain,
    intervals,
    parameters,
    posterior,
    responsibility,
    sensitivity,
    would_explain,
)


@pytest.fixture(scope="module")
def case():
    network, evidence = random_case(6, causes=8, items=11)
    return network, evidence, [Shift("risk", {"c1": 0.6})]


def test_gains_from_samples(case):
    network, evidence, shifts = case
    _, candidates = random_case(60, causes=8, items=6)
    groups = {c: "ab"[k % 2] for k, c in enumerate(network.causes)}
    exact = information_gain(network, evidence, shifts, candidates, groups=groups)
    found = information_gain(network, evidence, shifts, candidates, groups=groups, limit=0)
    assert (exact.method, found.method) == ("exact", "sampled")
    np.testing.assert_allclose(found.cause_bits, exact.cause_bits, atol=0.03)
    np.testing.assert_allclose(found.group_bits, exact.group_bits, atol=0.03)
    np.testing.assert_allclose(found.group_probability, exact.group_probability, atol=0.03)


def test_would_explain_from_samples(case):
    exact, found = would_explain(*case), would_explain(*case, limit=0)
    assert found.method == "sampled"
    np.testing.assert_allclose(found.by_evidence, exact.by_evidence, atol=0.03)
    np.testing.assert_allclose(found.share, exact.share, atol=0.03)


def test_responsibility_from_samples(case):
    name = next(one.id for one in case[1] if one.is_present)
    exact, found = responsibility(*case, name), responsibility(*case, name, limit=0)
    assert found.method == "sampled"
    np.testing.assert_allclose(found.produced, exact.produced, atol=0.03)
    np.testing.assert_allclose(found.alone, exact.alone, atol=0.03)


def test_contributions_from_samples_add_up(case):
    exact, found = contributions(*case), contributions(*case, limit=0)
    assert found.method == "left out"
    np.testing.assert_allclose(found.prior + found.values.sum(axis=0), found.total, atol=1e-9)
    np.testing.assert_allclose(found.total, posterior(*case).log10_odds, atol=0.3)
    assert np.corrcoef(found.values.ravel(), exact.values.ravel())[0, 1] > 0.9


def test_intervals_from_samples(case):
    spreads = {key: Spread("log10_odds", 0.15) for key in parameters(*case)}
    exact, found = intervals(*case, spreads), intervals(*case, spreads, limit=0)
    assert (exact.method, found.method) == ("exact", "sampled")
    np.testing.assert_allclose(found.low, exact.low, atol=0.05)
    np.testing.assert_allclose(found.high, exact.high, atol=0.05)


def test_sensitivity_from_samples(case):
    exact, found = sensitivity(*case), sensitivity(*case, limit=0)
    np.testing.assert_allclose(found.up, exact.up, atol=0.06)


def test_linked_causes_are_weighted_anew_too():
    network, evidence = random_case(9, causes=7, items=8, links=True)
    spreads = {key: Spread("log10_odds", 0.1) for key in parameters(network, evidence)}
    exact, found = intervals(network, evidence, (), spreads), intervals(network, evidence, (), spreads, limit=0)
    np.testing.assert_allclose(found.median, exact.median, atol=0.05)


@pytest.mark.parametrize("seed", [3, 9])
def test_would_explain_through_links_from_samples(seed, monkeypatch):
    network, evidence = random_case(seed, causes=7, items=8, links=True)
    exact = would_explain(network, evidence)
    wide = would_explain(network, evidence, limit=0)
    monkeypatch.setattr("whytwitch.reasoning.counterfactual.TWIN_WORK", 1e12)
    slow = would_explain(network, evidence)
    assert (exact.method, wide.method, slow.method) == ("exact", "sampled", "sampled")
    np.testing.assert_allclose(wide.by_evidence, exact.by_evidence, atol=0.03)
    np.testing.assert_allclose(slow.by_evidence, exact.by_evidence, atol=0.03)
