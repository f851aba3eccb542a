"""Posteriors equal the sum over every combination of causes, whatever the network looks like."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reasoning.networks import cases, clinic_like, random_case

from whytwitch.errors import ContradictionError, ImpossibleValueError, UnknownNameError
from whytwitch.reasoning import Evidence, Link, Network, Shift, posterior, table_width
from whytwitch.reasoning.reference import reference_posterior, worlds


@settings(max_examples=400)
@given(cases())
def test_posterior_equals_the_sum_over_all_combinations(case):
    network, evidence, shifts = case
    _, mass = worlds(network, evidence, shifts)
    if mass.sum() == 0:
        with pytest.raises(ContradictionError):
            posterior(network, evidence, shifts)
        return
    found = posterior(network, evidence, shifts)
    expected, likelihood = reference_posterior(network, evidence, shifts)
    np.testing.assert_allclose(found.probability, expected, rtol=1e-6, atol=1e-9)
    assert found.method == "exact"
    assert found.log10_likelihood == pytest.approx(np.log10(likelihood), abs=1e-6)
    assert np.isfinite(found.probability).all()


@pytest.mark.parametrize("links", [False, True])
def test_posterior_equals_the_sum_for_twelve_causes(links):
    for seed in range(12):
        network, evidence = random_case(seed, causes=12, items=12, parents=6, links=links)
        expected, _ = reference_posterior(network, evidence)
        np.testing.assert_allclose(posterior(network, evidence).probability, expected, rtol=1e-10, atol=1e-13)


@given(cases(sure=False), st.randoms(use_true_random=False))
def test_order_of_evidence_and_of_causes_does_not_matter(case, random):
    network, evidence, shifts = case
    first = posterior(network, evidence, shifts)
    mixed = list(evidence)
    random.shuffle(mixed)
    order = list(range(len(network.causes)))
    random.shuffle(order)
    other = Network(tuple(network.causes[i] for i in order), network.prior_log10_odds[order], network.links)
    second = posterior(other, mixed, shifts)
    np.testing.assert_allclose(second.probability, first.probability[order], rtol=1e-9)


@given(cases(sure=False))
def test_evidence_that_says_nothing_changes_nothing(case):
    network, evidence, shifts = case
    nothing = Evidence("nothing", dict.fromkeys(network.causes, 0.6), 0.1, 1.0, 1.0)
    found = posterior(network, [*evidence, nothing], shifts)
    np.testing.assert_allclose(found.probability, posterior(network, evidence, shifts).probability, rtol=1e-12)


@given(cases(sure=False, links=False), st.floats(0.05, 0.95))
def test_a_yes_never_lowers_and_a_no_never_raises_a_cause_of_it_alone(case, weight):
    network, evidence, shifts = case
    cause = network.causes[0]
    before = posterior(network, evidence, shifts).of(cause)
    yes = Evidence("new", {cause: weight}, 0.05)
    assert posterior(network, [*evidence, yes], shifts).of(cause) >= before - 1e-12
    no = replace(yes, if_present=0.0, if_absent=1.0)
    assert posterior(network, [*evidence, no], shifts).of(cause) <= before + 1e-12


def test_explaining_away():
    network = Network(("a", "b"), np.array([-1.0, -1.0]))
    both = Evidence("shared", {"a": 0.8, "b": 0.8}, 0.01)
    only_a = Evidence("own", {"a": 0.9}, 0.01)
    assert posterior(network, [both, only_a]).of("b") < posterior(network, [both]).of("b")


def test_soft_evidence_lies_between_yes_and_no():
    network, evidence = random_case(3)
    item = evidence[0]
    p = [posterior(network, [*evidence[1:], replace(item, if_present=x, if_absent=1 - x)]).probability
         for x in (0.0, 0.1, 0.5, 0.9, 1.0)]  # fmt: skip
    unknown = posterior(network, evidence[1:]).probability
    np.testing.assert_allclose(p[2], unknown, rtol=1e-12)
    steps = np.diff(np.array(p), axis=0)
    assert ((steps >= -1e-12).all(axis=0) | (steps <= 1e-12).all(axis=0)).all()


def test_only_the_ratio_of_likelihoods_matters():
    network, evidence = random_case(5)
    scaled = [replace(one, if_present=one.if_present * 1e9, if_absent=one.if_absent * 1e9) for one in evidence]
    expected = posterior(network, evidence).probability
    np.testing.assert_allclose(posterior(network, scaled).probability, expected, rtol=1e-12)


def test_very_unlikely_evidence_loses_no_digits():
    """Inclusion and exclusion would subtract numbers near 1 to reach 1e-60 here."""
    causes = tuple(f"c{i}" for i in range(12))
    network = Network(causes, np.full(12, -6.0))
    evidence = [Evidence(f"e{k}", {causes[k]: 0.3, causes[(k + 1) % 12]: 0.7}, 1e-9) for k in range(12)]
    expected, likelihood = reference_posterior(network, evidence)
    found = posterior(network, evidence)
    assert likelihood < 1e-35
    np.testing.assert_allclose(found.probability, expected, rtol=1e-9)
    assert found.log10_likelihood == pytest.approx(np.log10(likelihood), abs=1e-9)


def test_likelihood_below_the_smallest_double_is_no_contradiction():
    network = Network(("a", "b"), np.array([-300.0, -1.0]))
    evidence = [Evidence("e1", {"a": 0.5, "b": 1e-200}, 0.0), Evidence("e2", {"a": 1e-100, "b": 1e-200}, 0.0)]
    found = posterior(network, evidence)
    assert np.isfinite(found.probability).all()
    # both from a: 1e-300 * .5 * 1e-100; both from b: .09 * 1e-400; a and b: smaller still
    assert found.log10_likelihood == pytest.approx(np.log10(0.5 + 0.0909090909) - 400, abs=0.05)


def test_certain_causes_are_conditioned_on():
    """A cause that is certain opens no table."""
    network = Network(("a", "b", "c"), np.array([np.inf, -1.0, -np.inf]))
    evidence = [Evidence(f"e{k}", {"a": 0.3, "b": 0.4, "c": 0.9}, 0.05) for k in range(6)]
    assert table_width(network, evidence) <= 6
    one = [Evidence("e", {"a": 0.3, "b": 0.4, "c": 0.9}, 0.05)]
    assert table_width(network, one) == 0, "an item that one cause is left for becomes a factor of that cause"
    expected, _ = reference_posterior(network, evidence)
    np.testing.assert_allclose(posterior(network, evidence).probability, expected, rtol=1e-12)


def test_items_with_one_parent_fold():
    network = Network(("a", "b"), np.array([-1.0, -1.0]))
    evidence = [Evidence(f"e{k}", {"a": 0.5} if k % 2 else {"b": 0.5}, 0.05) for k in range(40)]
    found = posterior(network, evidence, limit=20)
    expected, _ = reference_posterior(network, evidence)
    np.testing.assert_allclose(found.probability, expected, rtol=1e-10)


def test_contradiction_names_a_smallest_set():
    network = Network(("a", "b"), np.array([-1.0, -1.0]))
    evidence = [
        Evidence("fine", {"b": 0.4}, 0.1),
        Evidence("impossible without a", {"a": 0.5}, 0.0),
        Evidence("surely with a", {"a": 1.0}, 0.0, 0.0, 1.0),
        Evidence("also fine", {"a": 0.4}, 0.1, 0.0, 1.0),
    ]
    with pytest.raises(ContradictionError) as caught:
        posterior(network, evidence)
    assert caught.value.ids == ("impossible without a", "surely with a")
    assert "impossible without a" in str(caught.value)


def test_contradicting_shifts_are_named():
    network = Network(("a",), np.array([0.0]))
    with pytest.raises(ContradictionError) as caught:
        posterior(network, [], [Shift("sure", {"a": np.inf}), Shift("never", {"a": -np.inf})])
    assert caught.value.ids == ("sure", "never")


def test_shift_as_evidence_reaches_the_parents_and_a_risk_factor_does_not():
    network = Network(("parent", "child"), np.array([-1.0, -2.0]), (Link("parent", "child", 0.8),))
    plain = posterior(network, []).of("parent")
    assert posterior(network, [], [Shift("risk", {"child": 1.0})]).of("parent") == pytest.approx(plain)
    assert posterior(network, [], [Shift("test", {"child": 1.0}, as_evidence=True)]).of("parent") > plain


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Evidence("e", {"a": 1.2}, 0.1), ImpossibleValueError),
        (lambda: Evidence("e", {"a": 0.2}, -0.1), ImpossibleValueError),
        (lambda: Evidence("e", {"a": 0.2}, float("nan")), ImpossibleValueError),
        (lambda: Evidence("e", {}, 0.1, 0.0, 0.0), ImpossibleValueError),
        (lambda: Evidence("e", {}, 0.1, float("inf"), 0.0), ImpossibleValueError),
        (lambda: Shift("s", {"a": float("nan")}), ImpossibleValueError),
        (lambda: Link("a", "b", 2.0), ImpossibleValueError),
        (lambda: Network(("a", "a"), np.zeros(2)), ImpossibleValueError),
        (lambda: Network(("a",), np.zeros(2)), ImpossibleValueError),
        (lambda: Network(("a",), np.array([np.nan])), ImpossibleValueError),
        (lambda: Network(("a", "b"), np.zeros(2), (Link("a", "b", 0.1), Link("b", "a", 0.1))), ImpossibleValueError),
        (lambda: Network(("a", "b"), np.zeros(2), (Link("a", "b", 0.1), Link("a", "b", 0.1))), ImpossibleValueError),
        (lambda: Network(("a",), np.zeros(1), (Link("a", "x", 0.1),)), UnknownNameError),
        (lambda: posterior(Network(("cause",), np.zeros(1)), [Evidence("e", {"cuase": 0.1}, 0.1)]), UnknownNameError),
        (lambda: posterior(Network(("a",), np.zeros(1)), [Evidence("e", {}, 0.1)] * 2), ImpossibleValueError),
    ],
)
def test_numbers_that_cannot_be_are_refused(make, error):
    with pytest.raises(error):
        make()


def test_growth_to_eighteen_positives():
    """Exact up to 18 positive items with about 7 parents each, and no wider than that."""
    for seed in range(3):
        network, evidence, _ = clinic_like(seed, positive=18)
        found = posterior(network, evidence)
        assert found.method == "exact"
        assert found.width <= 18
