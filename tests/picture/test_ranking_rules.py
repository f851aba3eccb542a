"""Rules of the order of causes: what stands behind what, what nothing fits, what a medicine began."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import ROOT

from whytwitch.knowledge import knowledge
from whytwitch.model.picture import Cause
from whytwitch.model.workup import Workup
from whytwitch.picture.differential import build, rank
from whytwitch.workup import as_case, draw, gather


def causes(tree: dict[str, Any]) -> list[Cause]:
    """The ranked causes of a case, without intervals."""
    evidence = gather(as_case({"as_of": "2026-11-21", **tree}))
    base = knowledge()
    return list(rank(build(evidence.facts, base), evidence.facts, base, intervals=False))


def place(made: list[Cause], name: str) -> int:
    """Where a cause stands, from 0."""
    return [cause.id for cause in made].index(name)


def test_the_low_calcium_behind_a_fit_stands_before_the_fit() -> None:
    made = causes({"known_conditions": ["low_calcium"], "movements": [{"kind": "convulsion", "site": "whole_body"}]})
    assert place(made, "hypocalcaemia") < place(made, "convulsive_seizure")


def test_a_medicine_before_the_onset_is_the_cause_of_restless_legs() -> None:
    told = {"medicines": ["mirtazapine"], "movements": [{"kind": "urge_to_move", "site": "leg"}]}
    assert causes({**told, "findings": {"medicine_changed_before_onset": "yes"}})[0].id == "drug_induced_restless_legs"
    assert causes({**told, "findings": {"medicine_changed_before_onset": "no"}})[0].id == "restless_legs_syndrome"


def test_one_thing_asked_twice_counts_once() -> None:
    told = {"medicines": ["mirtazapine"], "movements": [{"kind": "urge_to_move", "site": "leg"}]}
    once = causes({**told, "findings": {"shakes_since_medicine": "yes"}})
    twice = causes({**told, "findings": {"shakes_since_medicine": "yes", "medicine_changed_before_onset": "yes"}})
    name = "drug_induced_restless_legs"
    assert abs(once[place(once, name)].probability - twice[place(twice, name)].probability) < 0.2
    jerk = {"movements": [{"kind": "jerk", "site": "arm"}]}
    plain, again = causes(jerk), causes({**jerk, "findings": {"new_jerks": "new"}})
    name = "drug_induced_myoclonus"
    assert plain[place(plain, name)].probability == again[place(again, name)].probability


def test_no_medicine_no_effect_of_one() -> None:
    told = {"movements": [{"kind": "jerk", "site": "arm", "when": "any_time"}]}
    unknown, none = causes(told), causes({**told, "medicines": []})
    name = "drug_induced_myoclonus"
    assert none[place(none, name)].probability < 0.2 * unknown[place(unknown, name)].probability


def test_when_nothing_fits_that_is_said_first() -> None:
    made = causes({"person": {"age": 44, "sex": "male"}, "medicines": [], "movements": [], "denied": "all"})
    assert made[0].id == "none_of_these"


def drawn(found: str) -> Workup:
    """Ten weeks of twitching in many places, and one thing that was found."""
    twitch = {"kind": "twitch", "site": "several_places", "since": "10 weeks", "when": "lying_awake"}
    person = {"age": 52, "sex": "male"}
    return draw(
        {"as_of": "2026-11-21", "person": person, "medicines": [], "movements": [twitch], "findings": {found: "yes"}}
    )


@pytest.mark.parametrize("found", ["emg_abnormal", "examination_abnormal", "arms_hard_to_lift"])
def test_beside_a_finding_twitching_is_not_called_ordinary_and_nobody_is_told_to_leave_it(found: str) -> None:
    workup = drawn(found)
    made = list(workup.picture.causes)
    assert made[place(made, "ordinary_twitching")].fit != "well"
    assert made[0].id != "ordinary_twitching"
    calming = {one.id for one in knowledge().measures.values() if one.calms}
    assert not calming & {one.id for one in (*workup.plan.tonight, *workup.plan.avoid)}


def test_what_is_harmless_stands_behind_what_else_fits_once_a_danger_rule_speaks() -> None:
    made = list(drawn("arms_hard_to_lift").picture.causes)
    fitting = [place for place, one in enumerate(made) if one.fit in ("well", "partly")]
    harmless = [place for place, one in enumerate(made) if knowledge().conditions[one.id].harmless and place in fitting]
    assert harmless == fitting[len(fitting) - len(harmless) :]


TWITCHING = {
    "person": {"age": 54, "sex": "male"},
    "movements": [{"kind": "twitch", "site": "calf", "since": "5 weeks"}],
}


@pytest.mark.parametrize(
    ("test", "value", "unit", "cause"),
    [
        ("ferritin", 9, "ug/L", "iron_deficiency"),
        ("ferritin", 18, "ug/L", "iron_deficiency"),
        ("calcium_adjusted", 2.0, "mmol/L", "hypocalcaemia"),
        ("magnesium", 0.6, "mmol/L", "hypomagnesaemia"),
        ("potassium", 3.2, "mmol/L", "potassium_disorder"),
        ("egfr", 22, "mL/min/1.73m2", "chronic_kidney_disease"),
        ("tsh", 25, "mIU/L", "hypothyroidism"),
        ("b12", 90, "pmol/L", "vitamin_b12_deficiency"),
        ("glucose", 14, "mmol/L", "diabetes"),
    ],
)
def test_a_laboratory_definition_settles_its_own_cause_and_no_movement_speaks_against_it(test, value, unit, cause):
    row = {"test": test, "value": value, "unit": unit, "at": "2026-11-19"}
    made = causes({**TWITCHING, "labs": [row]})
    found = made[place(made, cause)]
    assert found.fit == "well"
    if value != 18:
        assert "The value itself says so" in found.note
        assert ("be behind movement 1" if found.explains else "does not explain the movements") in found.note
    if not found.explains:
        assert place(made, "ordinary_twitching") < place(made, cause)


def test_a_high_count_of_leg_movements_is_the_finding_and_never_the_disorder() -> None:
    counted = {"plms_index": {"value": 85, "at": "2026-11-19"}}
    for movements in ([], TWITCHING["movements"]):
        made = causes({**TWITCHING, "movements": movements, "findings": counted})
        assert made[place(made, "periodic_limb_movements")].fit == "well"
        assert "no illness by itself" in made[place(made, "periodic_limb_movements")].note
        assert made[place(made, "periodic_limb_movement_disorder")].fit not in ("well", "partly")


def test_a_movement_without_a_name_supports_no_cause() -> None:
    made = causes({"person": {"age": 30, "sex": "male"}, "movements": [{"kind": "unclear", "site": "arm"}]})
    assert not [cause.id for cause in made if cause.fit == "well" and cause.id != "none_of_these"]


def test_leg_cramps_are_not_told_of_the_belly() -> None:
    leg = causes({"movements": [{"kind": "cramp", "site": "calf"}]})
    belly = causes({"movements": [{"kind": "cramp", "site": "trunk"}]})
    name = "nocturnal_leg_cramps"
    assert belly[place(belly, name)].probability < 0.3 * leg[place(leg, name)].probability


def test_stress_coffee_and_effort_are_named_when_they_were_told() -> None:
    for finding, group in (
        ("stress_lately", "stress_anxiety"),
        ("caffeine_much", "caffeine_stimulant_alcohol"),
        ("hard_exercise_lately", "exercise_fatigue_dehydration"),
    ):
        made = causes({"movements": [{"kind": "twitch", "site": "calf"}], "findings": {finding: "yes"}})
        assert group in {cause.group for cause in made[:3]}


def test_one_number_never_speaks_for_and_against_one_cause() -> None:
    causes = draw(ROOT / "examples" / "restless-legs.yaml").picture.causes
    numbers = 0
    for cause in causes:
        sides = [{one.finding.partition(" (")[0] for one in side} for side in (cause.reasons_for, cause.against)]
        assert not sides[0] & sides[1], (cause.id, sides[0] & sides[1])
        numbers += any(name in {"plms_index", "ferritin"} for name in sides[0])
        parts = sum(one.log10_odds for one in (*cause.reasons_for, *cause.against))
        assert cause.prior_log10_odds + parts == pytest.approx(cause.total_log10_odds, abs=1e-6)
    assert numbers >= 2
