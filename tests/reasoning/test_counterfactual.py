"""What would vanish, and who did it: checked by following every hidden switch through both worlds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reasoning.networks import fractions, likelihoods, log_odds

from whytwitch.errors import ContradictionError, UnknownNameError
from whytwitch.reasoning import Evidence, Link, Network, posterior, responsibility, would_explain
from whytwitch.reasoning.reference import twin_worlds


@st.composite
def small_cases(draw):
    """At most 15 hidden switches."""
    n = draw(st.integers(2, 4))
    names = tuple(f"c{i}" for i in range(n))
    pairs = [(a, b) for b in range(n) for a in range(b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4))
    links = [Link(names[a], names[b], draw(fractions)) for a, b in chosen]
    left = 15 - n - len(links)
    evidence = []
    for k in range(4):
        parents = sorted(draw(st.sets(st.sampled_from(names), max_size=3)))
        if left < 1 + len(parents):
            break
        left -= 1 + len(parents)
        evidence.append(Evidence(f"e{k}", {c: draw(fractions) for c in parents}, draw(fractions), *draw(likelihoods)))
    return Network(names, np.array(draw(st.lists(log_odds, min_size=n, max_size=n))), tuple(links)), evidence


@settings(max_examples=120)
@given(small_cases())
def test_would_explain_equals_following_every_switch(case):
    network, evidence = case
    mass, real, _, _ = twin_worlds(network, evidence, None)
    if mass.sum() < 1e-25:
        return  # so unlikely that the enumeration itself is coarse; zero is tested with posteriors
    found = would_explain(network, evidence)
    rows = [[one.id for one in evidence].index(name) for name in found.ids]
    present = (mass[:, None] * real[:, rows]).sum() / mass.sum()
    for i, cause in enumerate(network.causes):
        mass, real, twin, _ = twin_worlds(network, evidence, cause)
        gone = (mass[:, None] * (real & ~twin)).sum(axis=0) / mass.sum()
        np.testing.assert_allclose(found.by_evidence[:, i], gone[rows], atol=2e-7)
        if present > 0:
            assert found.share[i] == pytest.approx(gone[rows].sum() / present, abs=1e-6)


@settings(max_examples=80)
@given(small_cases())
def test_responsibility_equals_following_every_switch(case):
    network, evidence = case
    mass, real, _, fired = twin_worlds(network, evidence, None)
    if mass.sum() < 1e-25:
        return
    for f, item in enumerate(evidence):
        if not item.speaks or item.if_present == 0:
            continue
        found = responsibility(network, evidence, (), item.id)
        np.testing.assert_allclose(found.produced, mass @ fired[:, f] / mass.sum(), atol=2e-7)
        assert found.present == pytest.approx(float(mass @ real[:, f]) / mass.sum(), abs=2e-7)
        nobody = real[:, f] & ~fired[:, f].any(axis=1)
        assert found.leak == pytest.approx(float(mass @ nobody) / mass.sum(), abs=2e-7)


def test_a_cause_explains_through_the_causes_it_brings_about():
    network = Network(("source", "middle"), np.array([-1.0, -4.0]), (Link("source", "middle", 0.9),))
    evidence = [Evidence("sign", {"middle": 0.9}, 0.001)]
    found = would_explain(network, evidence)
    assert found.share[0] > 0.9
    assert found.share[1] > 0.9


def test_a_common_cause_that_explains_nothing_stands_last():
    network = Network(("common", "rare"), np.array([0.5, -1.5]))
    found = would_explain(network, [Evidence("sign", {"common": 0.02, "rare": 0.9}, 0.001)])
    assert posterior(network, [Evidence("sign", {"common": 0.02, "rare": 0.9}, 0.001)]).of("common") > 0.5
    assert found.share[1] > found.share[0]


def test_only_chosen_evidence_counts():
    network = Network(("a", "b"), np.array([-1.0, -1.0]))
    evidence = [Evidence("one", {"a": 0.9}, 0.01), Evidence("two", {"b": 0.9}, 0.01)]
    found = would_explain(network, evidence, of=["one"])
    assert found.ids == ("one",)
    assert found.share[1] == 0.0
    assert would_explain(network, evidence[:1], of=[]).share.tolist() == [0.0, 0.0]
    with pytest.raises(UnknownNameError):
        would_explain(network, evidence, of=["oen"])


def test_absent_item_has_nobody_responsible():
    network = Network(("a",), np.array([-1.0]))
    found = responsibility(network, [Evidence("no", {"a": 0.9}, 0.1, 0.0, 1.0)], (), "no")
    assert found.present == 0.0
    assert found.produced.tolist() == [0.0]


def test_contradiction_is_told():
    network = Network(("a",), np.array([-np.inf]))
    evidence = [Evidence("e", {"a": 0.5}, 0.0)]
    with pytest.raises(ContradictionError):
        would_explain(network, evidence)
    with pytest.raises(ContradictionError):
        responsibility(network, evidence, (), "e")
