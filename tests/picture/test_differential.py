"""The differential: reasons that add up, unknown that says nothing, movements that want their own cause."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from whytwitch.evidence.case import build_case, findings_from_case
from whytwitch.knowledge import knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.model.finding import Finding
from whytwitch.picture.differential import build, rank, telling_questions, telling_tests
from whytwitch.picture.differential.profile import profile, word_chances
from whytwitch.reasoning import posterior

TWITCH = {"kind": "twitch", "site": "calf", "when": "lying_awake", "pain": "no"}
URGE = {"kind": "urge_to_move", "site": "leg", "side": "both", "when": "evening_rest", "relieved_by": "moving"}
CRAMP = {"kind": "cramp", "site": "calf", "when": "asleep", "pain": "severe", "relieved_by": "stretching"}


def facts_of(numbers: dict[str, float] | None = None, **tree: object) -> Facts:
    base = knowledge()
    case = build_case({"as_of": "2026-11-22", **tree})
    measured = tuple(Finding(id=name, value=value, origin="lab") for name, value in (numbers or {}).items())
    return Facts.of(case, (*findings_from_case(case, base), *measured), {})


def causes_of(**tree: object):
    facts = facts_of(**tree)
    return {cause.id: cause for cause in rank(build(facts, knowledge()), facts, knowledge())}


EXAMPLES = [
    {"movements": [TWITCH]},
    {"movements": [TWITCH, URGE], "person": {"age": 54, "sex": "female"}},
    {
        "movements": [CRAMP],
        "person": {"age": 70, "sex": "female"},
        "findings": {"numb_feet": "yes", "muscle_wasting": "not_sure"},
    },
    {"movements": [TWITCH], "findings": {"muscle_wasting": "new", "failed_grip_or_buttons": "new", "tingling": "no"}},
    {"movements": [URGE], "known_conditions": ["iron_deficiency", "dialysis"]},
    {},
]


@pytest.mark.parametrize("tree", EXAMPLES)
def test_contributions_add_up_from_prior_to_total(tree):
    for cause in causes_of(**tree).values():
        parts = sum(one.log10_odds for one in (*cause.reasons_for, *cause.against))
        assert cause.prior_log10_odds + parts == pytest.approx(cause.total_log10_odds, abs=1e-6)
        assert cause.probability == pytest.approx(1 / (1 + 10**-cause.total_log10_odds), abs=1e-9)
        assert cause.low <= cause.probability <= cause.high


@pytest.mark.parametrize("tree", EXAMPLES)
def test_probabilities_equal_plain_enumeration(tree):
    """A slow and obvious reference: every combination of causes, one after the other."""
    base = knowledge()
    facts = facts_of(**tree)
    model = build(facts, base)
    names = model.network.causes
    keep = [
        name
        for name in names
        if name
        in {
            "ordinary_twitching",
            "restless_legs_syndrome",
            "sleep_starts",
            "nocturnal_leg_cramps",
            "motor_neurone_disease",
            "peripheral_neuropathy",
            "iron_deficiency",
            "none_of_these",
        }
    ]
    small = _only(model, keep)
    exact = posterior(small.network, small.evidence, small.shifts)
    assert np.allclose(exact.probability, _enumerate(small), atol=1e-9)


def _only(model, keep):
    from dataclasses import replace

    from whytwitch.reasoning import Network, Shift

    network = model.network
    priors = np.array([network.prior_log10_odds[network.causes.index(name)] for name in keep])
    links = tuple(link for link in network.links if link.parent in keep and link.child in keep)
    evidence = tuple(
        replace(one, weights={cause: w for cause, w in one.weights.items() if cause in keep}) for one in model.evidence
    )
    shifts = tuple(
        Shift(one.id, {c: v for c, v in one.log10_odds.items() if c in keep}, one.as_evidence) for one in model.shifts
    )
    return replace(model, network=Network(tuple(keep), priors, links), evidence=evidence, shifts=shifts)


def _enumerate(model):
    names = model.network.causes
    odds = dict(zip(names, model.network.prior_log10_odds, strict=True))
    direct = {}
    for shift in model.shifts:
        for cause, value in shift.log10_odds.items():
            (direct if shift.as_evidence else odds)[cause] = (direct if shift.as_evidence else odds).get(
                cause, 0.0
            ) + value
    own = {name: 1 / (1 + 10 ** -odds[name]) for name in names}
    total, on = 0.0, np.zeros(len(names))
    for states in itertools.product((0, 1), repeat=len(names)):
        state = dict(zip(names, states, strict=True))
        weight = 1.0
        for name in names:
            off = 1 - own[name]
            for link in model.network.links:
                if link.child == name and state[link.parent]:
                    off *= 1 - link.weight
            weight *= 1 - off if state[name] else off
            weight *= 10 ** direct.get(name, 0.0) if state[name] else 1.0
        for item in model.evidence:
            absent = 1 - item.leak
            for cause, chance in item.weights.items():
                if state[cause]:
                    absent *= 1 - chance
            weight *= item.if_absent * absent + item.if_present * (1 - absent)
        total += weight
        on += weight * np.array(states)
    return on / total


def test_unknown_is_not_no():
    asked = causes_of(movements=[TWITCH], findings={"muscle_wasting": "no"})["motor_neurone_disease"]
    unasked = causes_of(movements=[TWITCH])["motor_neurone_disease"]
    assert asked.probability < unasked.probability
    assert not any(one.finding == "muscle_wasting" for one in (*unasked.reasons_for, *unasked.against))


def test_two_movements_find_two_causes():
    causes = causes_of(movements=[CRAMP, URGE])
    assert causes["nocturnal_leg_cramps"].explains == ("movement 1",)
    assert causes["restless_legs_syndrome"].explains == ("movement 2",)
    assert {causes["nocturnal_leg_cramps"].fit, causes["restless_legs_syndrome"].fit} <= {"well", "partly"}


def test_a_required_kind_that_nobody_described_speaks_against():
    cause = causes_of(movements=[TWITCH])["restless_legs_syndrome"]
    assert any(one.finding.startswith("no urge_to_move") for one in cause.against)
    assert cause.fit == "poorly"


def test_isolated_twitching_with_full_function_does_not_raise_motor_neurone_disease():
    no = dict.fromkeys(
        [
            "muscle_wasting",
            "failed_grip_or_buttons",
            "failed_stairs_or_rising",
            "failed_heel_or_toe_walk",
            "new_speech_or_swallow_trouble",
            "foot_drop",
        ],
        "no",
    )
    cause = causes_of(person={"age": 32, "sex": "male"}, movements=[TWITCH], findings=no)["motor_neurone_disease"]
    assert cause.probability < 0.001
    assert cause.fit == "poorly"


def test_lost_function_raises_motor_neurone_disease_strongly():
    signs = dict.fromkeys(["muscle_wasting", "failed_grip_or_buttons"], "new")
    without = causes_of(person={"age": 62, "sex": "male"}, movements=[TWITCH])["motor_neurone_disease"]
    with_signs = causes_of(person={"age": 62, "sex": "male"}, movements=[TWITCH], findings=signs)[
        "motor_neurone_disease"
    ]
    assert with_signs.total_log10_odds - without.total_log10_odds > 1.5


def test_low_ferritin_speaks_for_iron_deficiency_and_through_it_for_restless_legs():
    base = knowledge()
    low = facts_of({"ferritin": 9.0}, movements=[URGE])
    high = facts_of({"ferritin": 180.0}, movements=[URGE])
    by_low = {cause.id: cause for cause in rank(build(low, base), low, base)}
    by_high = {cause.id: cause for cause in rank(build(high, base), high, base)}
    assert by_low["iron_deficiency"].probability > 0.8
    assert by_low["iron_deficiency"].probability > by_high["iron_deficiency"].probability
    assert by_low["restless_legs_syndrome"].probability > by_high["restless_legs_syndrome"].probability
    assert by_low["iron_deficiency"].would_explain > 0


@pytest.mark.parametrize("attribute", sorted(knowledge().movements))
def test_each_row_of_words_sums_to_one(attribute):
    for condition in [None, *knowledge().conditions]:
        assert sum(word_chances(condition, attribute).values()) == pytest.approx(1.0, abs=1e-9)


def test_a_movement_weighs_most_for_the_cause_it_is_typical_of():
    base = knowledge()
    movement = build_case({"movements": [CRAMP]}).movements[0]
    weights = {
        name: profile(condition, movement, base).weight
        for name, condition in base.conditions.items()
        if condition.kinds
    }
    assert max(weights, key=weights.get) == "nocturnal_leg_cramps"


def test_questions_and_tests_are_ordered_by_what_they_would_tell_and_never_ask_what_is_known():
    base = knowledge()
    facts = facts_of(movements=[URGE], findings={"family_restless_legs": "yes"})
    model = build(facts, base)
    questions = telling_questions(model, facts, base)
    assert questions
    assert "family_restless_legs" not in {one.question for one in questions}
    gains = [one.gain for one in questions]
    assert gains == sorted(gains, reverse=True)
    assert all(gain >= -1e-9 for gain in gains)
    assert "ferritin" in {one.test for one in telling_tests(model, facts, base)}


def test_the_same_case_gives_the_same_picture_in_any_order():
    one = causes_of(movements=[TWITCH], findings={"tingling": "yes", "felt_weakness": "yes", "muscle_wasting": "no"})
    two = causes_of(movements=[TWITCH], findings={"muscle_wasting": "no", "felt_weakness": "yes", "tingling": "yes"})
    for name in one:
        assert one[name].probability == pytest.approx(two[name].probability, abs=1e-12)


def test_links_between_causes_stay_narrow_whatever_is_answered():
    """Answered factors are conditioned on and leave the graph, so the whole graph is the widest it can be."""
    from whytwitch.reasoning import check_link_treewidth, link_treewidth

    network = build(Facts(), knowledge()).network
    check_link_treewidth(network, limit=4)
    assert link_treewidth(network) <= 4


def test_intervals_hold_the_probability_and_ranks_are_given():
    causes = causes_of(movements=[TWITCH], person={"age": 40})
    for cause in causes.values():
        assert cause.low <= cause.probability <= cause.high
        assert 1 <= cause.rank_low <= cause.rank_high <= len(causes)
    assert causes["ordinary_twitching"].rank_high <= 3
