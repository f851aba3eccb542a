"""What stands behind a picture: what explains what away, which answer and which assumption would change it."""

from __future__ import annotations

import pytest

from whytwitch.errors import ImpossibleValueError, UnknownNameError
from whytwitch.evidence.case import build_case
from whytwitch.knowledge import knowledge
from whytwitch.model.urgency import Level
from whytwitch.picture.explain import explain, what_if
from whytwitch.workup import draw, gather

CALM = {
    "as_of": "2026-11-22",
    "person": {"age": 30, "sex": "male"},
    "known_conditions": [],
    "medicines": [],
    "movements": [{"kind": "twitch", "site": "calf", "when": "lying_awake", "pain": "no", "since": "1 week"}],
    "denied": "all",
}


@pytest.fixture(scope="module")
def calm():
    return gather(build_case(CALM))


def test_a_lost_function_would_change_the_advice(calm):
    level, causes = what_if(calm.case, calm.facts, knowledge(), {"muscle_wasting": "new"})
    assert level is Level.SOON
    before = {cause.id: cause for cause in draw(CALM).picture.causes}["motor_neurone_disease"].probability
    after = {cause.id: cause for cause in causes}["motor_neurone_disease"].probability
    assert after > 10 * before


def test_what_if_does_not_change_the_case(calm):
    what_if(calm.case, calm.facts, knowledge(), {"muscle_wasting": "new"})
    assert calm.facts.findings["muscle_wasting"].value == "no"


def test_an_unknown_finding_is_refused(calm):
    with pytest.raises(UnknownNameError, match="muscle_wasting"):
        what_if(calm.case, calm.facts, knowledge(), {"muscle_wastin": "new"})


def test_flips_name_an_answer_that_really_changes_the_level():
    tree = {**CALM, "movements": [{"kind": "urge_to_move", "site": "leg", "when": "evening_rest"}]}
    evidence = gather(build_case(tree))
    found = explain(evidence.case, evidence.facts, knowledge())
    assert found.flips
    for flip in found.flips:
        level, _ = what_if(evidence.case, evidence.facts, knowledge(), {flip.finding: flip.answer})
        assert level is flip.level
        assert level is not flip.was


def test_a_competitor_is_said_to_be_explained_away():
    tree = {
        **CALM,
        "movements": [{"kind": "urge_to_move", "site": "leg", "when": "evening_rest", "relieved_by": "moving"}],
    }
    evidence = gather(build_case(tree))
    found = explain(evidence.case, evidence.facts, knowledge())
    assert found.explained_away
    assert all(0 <= one.factor <= 0.7 for one in found.explained_away)
    assert any("already explains" in one.text for one in found.explained_away)


def test_assumptions_that_would_change_the_advice_are_named():
    """With nothing but a vague jerk, the first cause hangs on how common things are."""
    tree = {"as_of": "2026-11-22", "movements": [{"kind": "jerk", "site": "leg"}]}
    evidence = gather(build_case(tree))
    found = explain(evidence.case, evidence.facts, knowledge())
    assert found.assumptions
    for one in found.assumptions:
        assert one.factor in (2.0, 0.5)
        assert one.text.startswith("If ")


def test_a_readers_own_prior_is_used_and_said():
    ours = {cause.id: cause for cause in draw(CALM).picture.causes}["restless_legs_syndrome"]
    workup = draw({**CALM, "priors": {"restless_legs_syndrome": 0.5}})
    theirs = {cause.id: cause for cause in workup.picture.causes}["restless_legs_syndrome"]
    assert theirs.prior_log10_odds == pytest.approx(0.0, abs=0.2)
    assert theirs.probability > ours.probability
    assert any("0.5 as the prior" in text for text in workup.picture.warnings)
    with pytest.raises(ImpossibleValueError):
        build_case({"priors": {"restless_legs_syndrome": 1.5}})
    with pytest.raises(UnknownNameError):
        build_case({"priors": {"restless_leg": 0.5}})


def test_a_doubtful_danger_sign_means_today_and_never_now():
    """Causes may ask for contact today; only rules, surely answered, say now."""
    for sign in ("sudden_one_sided_weakness", "new_numb_saddle", "lockjaw", "convulsion_five_minutes"):
        urgency = draw({**CALM, "findings": {sign: "not_sure"}}).picture.urgency
        assert urgency.level is Level.URGENT, sign
        assert draw({**CALM, "findings": {sign: "new"}}).picture.urgency.level is Level.EMERGENCY
