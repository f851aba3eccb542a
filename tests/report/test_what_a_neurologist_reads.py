"""The sheet for the doctor: nothing said twice, a doubtful unit told, no poor fits beside a danger."""

from __future__ import annotations

from whytwitch.model.workup import Workup
from whytwitch.report import as_text
from whytwitch.workup import draw


def drawn(**more: object) -> Workup:
    return draw({"as_of": "2026-11-21", "person": {"age": 50, "sex": "female"}, **more})


def test_a_unit_that_may_be_wrong_is_told_beside_the_value() -> None:
    labs = [{"test": "calcium", "value": 9.2, "unit": "meq/L", "at": "2026-11-20"}]
    words = as_text(drawn(labs=labs), "doctor")
    assert "check the unit" in words


def test_a_result_told_as_normal_is_not_also_in_range() -> None:
    words = as_text(drawn(labs=[{"test": "ferritin", "value": "normal", "at": "2026-11-20"}]), "doctor")
    assert "normal" in words
    assert "in range" not in words


def test_nothing_asked_is_not_nothing_present() -> None:
    words = as_text(drawn(movements=[{"kind": "twitch", "site": "calf"}]), "doctor")
    assert "none was asked about" in words
    assert "none of those asked" not in words


def test_beside_a_danger_poor_fits_are_left_out() -> None:
    words = as_text(
        drawn(
            movements=[{"kind": "twitch", "site": "whole_body", "side": "both"}],
            findings={"new_muscle_weakness": "new", "both_legs_weak": "new", "examination_abnormal": "yes"},
        ),
        "doctor",
    )
    assert "to be checked, not ranked" in words
    assert "fits poorly" not in words


def test_one_step_is_not_advised_twice() -> None:
    steps = as_text(
        drawn(
            person={"age": 4, "sex": "male"},
            movements=[{"kind": "twitch", "site": "shoulder"}],
            findings={"infection_weeks_before": "yes"},
            results=[{"test": "antistreptolysin O", "result": "mildly raised", "at": "2026-11-20"}],
        ),
        "person",
    )
    assert "Film it with a phone" in steps
    assert "Film it." not in steps
