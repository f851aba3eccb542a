"""Causes over the same items, taken in at once: equal to the sum over every combination."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reasoning.networks import clinic_like

from whytwitch.reasoning import Evidence, Link, Network, information_gain, posterior, table_width, would_explain
from whytwitch.reasoning.reference import reference_posterior

fraction = st.floats(0.001, 0.98)


@st.composite
def alike(draw):
    """Nine causes over one to four shared items, a few items with a single cause, perhaps a link."""
    names = tuple(f"c{i}" for i in range(9))
    prior = draw(st.lists(st.floats(-4, 1), min_size=9, max_size=9))
    says = st.sampled_from([(1.0, 0.0), (1.0, 0.0), (0.6, 0.3), (0.2, 0.9)])
    evidence = [
        Evidence(f"e{k}", {name: draw(fraction) for name in names}, draw(fraction), *draw(says))
        for k in range(draw(st.integers(1, 4)))
    ]
    for k in range(draw(st.integers(0, 3))):
        one = draw(st.sampled_from(names))
        leak = draw(st.sampled_from([0.0, 0.05, 0.4]))
        evidence.append(Evidence(f"own{k}", {one: draw(fraction)}, leak, *draw(says)))
    links = (Link("c0", "c1", draw(fraction)),) if draw(st.booleans()) else ()
    return Network(names, np.array(prior), links), evidence


@given(alike())
def test_causes_alike_equal_the_sum_over_all_combinations(case):
    network, evidence = case
    expected, likelihood = reference_posterior(network, evidence)
    found = posterior(network, evidence)
    np.testing.assert_allclose(found.probability, expected, rtol=1e-9)
    assert found.log10_likelihood == pytest.approx(np.log10(likelihood), abs=1e-9)


@given(alike())
def test_each_answer_of_a_question_about_causes_alike_equals_asking_it(case):
    network, evidence = case
    asked = Evidence("asked", {"c2": 0.7, "c8": 0.2}, 0.05)
    groups = {name: "ab"[i % 2] for i, name in enumerate(network.causes)}
    gains = information_gain(network, evidence, (), [asked], groups=groups)
    for found, says in ((gains.if_present[0], (1.0, 0.0)), (gains.if_absent[0], (0.0, 1.0))):
        told = posterior(network, [*evidence, Evidence("asked", asked.weights, asked.leak, *says)])
        np.testing.assert_allclose(found, told.probability, atol=1e-9)
    np.testing.assert_allclose(gains.now, posterior(network, evidence).probability, rtol=1e-9)
    sure, _ = reference_posterior(network, evidence)
    assert gains.group_probability.max() <= 1
    assert (gains.group_probability >= [sure[0::2].max() - 1e-9, sure[1::2].max() - 1e-9]).all()


def test_evidence_of_a_single_cause_needs_no_place():
    """Laboratory-like values on one cause each fold into it."""
    names = tuple(f"c{i}" for i in range(12))
    network = Network(names, np.full(12, -1.0), (Link("c0", "c1", 0.3),))
    values = [Evidence(f"v{k}", {names[k % 12]: 1.0}, 0.0, 0.2 + 0.1 * k, 1.0) for k in range(30)]
    assert table_width(network, values) <= 2
    expected, _ = reference_posterior(network, values)
    np.testing.assert_allclose(posterior(network, values).probability, expected, rtol=1e-10)


def test_what_would_vanish_is_the_same_with_and_without_links_that_say_nothing():
    """The twin network takes bundles too: a link of weight almost nothing changes almost nothing."""
    network, evidence, _ = clinic_like(3, positive=5, negative=5, causes=20, items=40)
    linked = Network(network.causes, network.prior_log10_odds, (Link("c0", "c1", 1e-12),))
    np.testing.assert_allclose(would_explain(linked, evidence).share, would_explain(network, evidence).share, atol=1e-8)
