"""A dangerous blood value is never hidden by another one, unless that one is newer."""

from __future__ import annotations

import pytest

from whytwitch.model.urgency import Level
from whytwitch.workup import draw

PERSON = {
    "as_of": "2026-11-22",
    "person": {"age": 50, "sex": "male"},
    "known_conditions": [],
    "medicines": [],
    "movements": [{"kind": "twitch", "site": "calf", "since": "1 week"}],
    "denied": "all",
}


def potassium(value: float, at: str | None = None) -> dict:
    return {"test": "potassium", "value": value, "unit": "mmol/L", **({"at": at} if at else {})}


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ([potassium(7.0, "2026-11-21")], Level.EMERGENCY),
        ([potassium(7.0)], Level.URGENT),
        ([potassium(7.0), potassium(4.0, "2024-01-01")], Level.URGENT),
        ([potassium(4.0, "2024-01-01"), potassium(7.0)], Level.URGENT),
        ([potassium(7.0, "2026-11-21"), potassium(4.0, "2026-11-21")], Level.EMERGENCY),
        ([potassium(4.0, "2026-11-21"), potassium(7.0, "2026-11-21")], Level.EMERGENCY),
        ([potassium(7.0, "2026-11-20"), potassium(4.2, "2026-11-21")], Level.SELF_CARE),
    ],
    ids=[
        "fresh",
        "undated",
        "undated, old normal",
        "old normal, undated",
        "same day",
        "same day, turned",
        "repeated since",
    ],
)
def test_a_danger_is_hidden_by_a_newer_value_only(rows, level):
    assert draw({**PERSON, "labs": rows}).picture.urgency.level is level


def test_wound_and_trouble_swallowing_is_an_emergency_before_the_jaw_locks():
    from whytwitch.workup import draw

    case = {"person": {"age": 74, "sex": "female"}, "findings": {"new_speech_or_swallow_trouble": "new"}}
    assert draw(case).picture.urgency.level != "emergency"
    case["findings"]["wound_lately"] = "yes"
    picture = draw(case).picture
    assert picture.urgency.level == "emergency"
    assert "wound_and_swallowing_or_stiff_neck" in [one.rule for one in picture.urgency.because]


def test_weak_kidneys_and_jerks_are_for_today_also_when_told_among_other_results():
    from whytwitch.workup import draw

    case = {
        "as_of": "2026-11-21",
        "person": {"age": 60, "sex": "male"},
        "movements": [{"kind": "jerk", "site": "arm"}],
        "results": [{"test": "creatinine", "result": "300 umol/L", "at": "2026-11-21"}],
    }
    picture = draw(case).picture
    assert picture.urgency.level == "urgent"
    assert "lab_egfr_low_with_jerks" in [one.rule for one in picture.urgency.because]


@pytest.mark.parametrize(
    ("test", "word", "more", "level"),
    [
        ("creatinine", "raised", {"movements": [{"kind": "twitch", "site": "face"}]}, Level.URGENT),
        ("urea", "very high", {"findings": {"vomiting_or_diarrhoea": "new"}}, Level.URGENT),
        ("potassium", "high", {"findings": {"palpitations": "new"}}, Level.URGENT),
        ("calcium", "low", {"movements": [{"kind": "cramp", "site": "hand"}]}, Level.URGENT),
        ("calcium", "low", {"findings": {"hand_or_foot_spasm": "new"}}, Level.EMERGENCY),
        ("sodium", "low", {"findings": {"new_falls": "yes"}}, Level.URGENT),
        ("lithium", "elevated", {}, Level.URGENT),
    ],
)
def test_a_result_told_in_a_word_is_read_together_with_the_signs(test, word, more, level):
    from whytwitch.knowledge import knowledge
    from whytwitch.picture.triage import assess
    from whytwitch.workup import as_case, gather

    def judged(rows):
        evidence = gather(as_case({**PERSON, "movements": [], **more, "labs": rows}))
        return assess(evidence.facts, (), knowledge())

    fresh = {"test": test, "value": word, "at": "2026-11-21"}
    assert judged([fresh]).level is level
    assert any("called" in one.rule or one.rule.startswith("lab_") for one in judged([fresh]).because)
    assert not judged([{**fresh, "at": "2026-11-10"}, {**fresh, "value": "normal"}]).level.at_least(level)
    assert not judged([{**fresh, "at": "2024-01-01"}]).level.at_least(level)
