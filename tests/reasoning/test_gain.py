"""The next question: one batch gives what asking each question and averaging would give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reasoning.networks import cases, clinic_like, random_case

from whytwitch.errors import ContradictionError, ImpossibleValueError
from whytwitch.reasoning import Evidence, Network, information_gain, posterior
from whytwitch.reasoning.gain import entropy_bits
from whytwitch.reasoning.reference import worlds


def naive(network, evidence, shifts, candidate, groups, harm, outcomes):
    """Entropy now minus the average entropy after each answer, by adding up every combination."""

    def uncertainty(extra):
        states, mass = worlds(network, [*evidence, *extra], shifts)
        if mass.sum() <= 0:
            return 0.0, 0.0, 0.0
        p = mass / mass.sum()
        causes = entropy_bits(p @ states).sum()
        acts = 0.0
        for name in set(groups.values()):
            members = [i for i, c in enumerate(network.causes) if groups.get(c) == name]
            acts += harm.get(name, 1.0) * entropy_bits(np.array(p @ states[:, members].any(axis=1)))
        return mass.sum(), causes, float(acts)

    whole, causes, acts = uncertainty([])
    for present, absent in outcomes:
        if present or absent:
            z, c, a = uncertainty([replace(candidate, if_present=present, if_absent=absent)])
            causes -= z / whole * c
            acts -= z / whole * a
    return max(0.0, causes), max(0.0, acts)


@settings(max_examples=60)
@given(cases(most_causes=6, most_items=4), st.data())
def test_gain_equals_asking_and_averaging(case, data):
    network, evidence, shifts = case
    names = st.sampled_from(network.causes)
    groups = {c: data.draw(st.sampled_from(["now", "later"])) for c in data.draw(st.sets(names))}
    harm = {"now": 5.0}
    outcomes = data.draw(st.sampled_from([((1.0, 0.0), (0.0, 1.0)), ((0.8, 0.1), (0.1, 0.6), (0.1, 0.3))]))
    part = st.floats(0, 1)
    asked = [
        Evidence(f"q{k}", {c: data.draw(part) for c in sorted(data.draw(st.sets(names)))}, data.draw(part))
        for k in range(2)
    ]
    try:
        found = information_gain(
            network, evidence, shifts, asked, groups=groups, harm=harm, outcomes={one.id: outcomes for one in asked}
        )
    except ContradictionError:
        assert worlds(network, evidence, shifts)[1].sum() == 0
        return
    for k, one in enumerate(asked):
        causes, acts = naive(network, evidence, shifts, one, groups, harm, outcomes)
        assert found.cause_bits[k] == pytest.approx(causes, abs=1e-7)
        assert found.group_bits[k] == pytest.approx(acts, abs=1e-7)


@pytest.mark.parametrize("links", [0, 6])
def test_posteriors_after_an_answer(links):
    network, evidence, candidates = clinic_like(4, positive=7, links=links)
    found = information_gain(network, evidence, (), candidates[:12])
    for k, one in enumerate(candidates[:12]):
        yes = posterior(network, [*evidence, one]).probability
        no = posterior(network, [*evidence, replace(one, if_present=0.0, if_absent=1.0)]).probability
        np.testing.assert_allclose(found.if_present[k], yes, atol=1e-9)
        np.testing.assert_allclose(found.if_absent[k], no, atol=1e-9)


def test_a_question_nobody_can_answer_wrongly_about_nothing_gains_nothing():
    network, evidence = random_case(1)
    dull = Evidence("dull", {}, 0.4)
    sure = Evidence("sure", {"c0": 0.5}, 1.0)
    found = information_gain(network, evidence, (), [dull, sure])
    np.testing.assert_allclose(found.cause_bits, 0.0, atol=1e-12)


def test_group_gain_ignores_what_does_not_change_the_action():
    """Two causes with the same action: telling them apart is worth bits of causes, few of action."""
    network = Network(("a", "b", "c"), np.array([0.0, 0.0, -1.0]))
    evidence = [Evidence("complaint", {"a": 0.9, "b": 0.9, "c": 0.9}, 1e-6)]
    which = Evidence("which", {"a": 0.99}, 0.01)
    serious = Evidence("serious", {"c": 0.99}, 0.01)
    found = information_gain(
        network, evidence, (), [which, serious],
        groups={"a": "wait", "b": "wait", "c": "go"}, harm={"go": 10.0},
    )  # fmt: skip
    assert found.best("cause_bits") == ["which", "serious"]
    assert found.best() == ["serious", "which"]
    assert found.group_probability[found.groups.index("go")] == pytest.approx(posterior(network, evidence).of("c"))


def test_noisier_answers_gain_less():
    network, evidence = random_case(3)
    item = Evidence("q", {"c0": 0.8, "c1": 0.4}, 0.1)
    gains = [
        float(information_gain(network, evidence, (), [item], outcomes={"q": ((1 - e, e), (e, 1 - e))}).cause_bits[0])
        for e in (0.0, 0.1, 0.3, 0.5)
    ]
    assert gains == sorted(gains, reverse=True)
    assert gains[-1] == pytest.approx(0.0, abs=1e-12)


def test_numbers_that_cannot_be_are_refused():
    network, evidence = random_case(3)
    item = Evidence("q", {"c0": 0.8}, 0.1)
    with pytest.raises(ImpossibleValueError):
        information_gain(network, evidence, (), [item], outcomes={"q": ((0.5, 0.5),)})
    with pytest.raises(ImpossibleValueError):
        information_gain(network, evidence, (), [item], groups={"c0": "x"}, harm={"x": -1.0})


def test_no_candidates():
    network, evidence = random_case(3)
    assert information_gain(network, evidence, (), []).best() == []
