"""Nerve, muscle, spine and brain: invented people, each medically typical, must find their cause among the first three."""

from __future__ import annotations

from typing import Any

import pytest

from whytwitch.evidence.case import build_case, findings_from_case
from whytwitch.knowledge import knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.model.picture import Cause
from whytwitch.picture.differential import build, rank

BASE = knowledge()


def causes(tree: dict[str, Any]) -> tuple[Cause, ...]:
    case = build_case({"as_of": "2026-11-22", **tree})
    facts = Facts.of(case, findings_from_case(case, BASE), {})
    return rank(build(facts, BASE), facts, BASE)


def one(kind: str, site: str = "", **said: Any) -> dict[str, Any]:
    return {"kind": kind, **({"site": site} if site else {}), **said}


def yes(*names: str) -> dict[str, str]:
    return {name: "new" if BASE.findings[name].kind == "danger" else "yes" for name in names}


#: Expected cause, then movements, findings that were answered yes, and the rest of the person.
PEOPLE: list[tuple[str, list[dict[str, Any]], dict[str, str], dict[str, Any]]] = [
    ("cramp_fasciculation_syndrome",
     [one("cramp", "calf", when="during_use", pain="yes", often="daily"), one("twitch", "several_places", when="after_exercise", often="daily")],
     yes("cramps_with_effort_all_over", "hard_muscle"), {"person": {"age": 38, "sex": "male"}}),
    ("isaacs_syndrome",
     [one("twitch", "calf", side="both", when="any_time", rhythm="continuous", lasts="constant", often="all_day")],
     yes("stiffness_also_asleep", "muscles_ripple_all_day", "heavy_sweating", "slow_to_let_go"), {"person": {"age": 56, "sex": "male"}}),
    ("lumbar_radiculopathy", [one("twitch", "calf", side="left", when="any_time", pain="yes")],
     yes("leg_pain_from_back", "numb_strip_one_leg"), {"person": {"age": 44}}),
    ("lumbar_radiculopathy", [one("cramp", "thigh", side="right", pain="severe", relieved_by="position")],
     yes("leg_pain_from_back"), {"person": {"age": 51}, "known_conditions": ["disc_or_back_disease"]}),
    ("lumbar_spinal_stenosis", [one("cramp", "calf", side="both", when="standing", pain="yes", relieved_by="rest")],
     yes("leg_pain_walking_eased_sitting", "eased_by_bending_forward"), {"person": {"age": 73}}),
    ("cervical_radiculopathy", [one("twitch", "arm", side="right", pain="yes")], yes("arm_pain_from_neck", "tingling"), {"person": {"age": 50}}),
    ("nerve_entrapment", [one("twitch", "finger", side="right", when="waking")], yes("hand_numb_at_night", "tingling"),
     {"person": {"age": 34, "sex": "female", "pregnant": "yes"}}),
    ("nerve_entrapment", [one("twitch", "foot", side="left")], yes("pressure_on_one_nerve", "foot_drop", "numb_strip_one_leg"), {"person": {"age": 29}}),
    ("cauda_equina_syndrome", [one("cramp", "leg", side="both", pain="severe")],
     yes("new_numb_saddle", "new_bladder_change", "both_legs_weak", "leg_pain_from_back"), {"person": {"age": 47}}),
    ("spinal_cord_compression", [one("jerk", "leg", side="both")],
     yes("night_pain_in_spine", "both_legs_weak", "numb_below_a_line"), {"person": {"age": 67}, "known_conditions": ["cancer"]}),
    ("cervical_myelopathy", [one("jerk", "leg", side="both", when="lying_awake")],
     yes("clumsy_numb_hands", "stiff_unsteady_walk", "failed_grip_or_buttons"), {"person": {"age": 66, "sex": "male"}}),
    ("spinal_cord_injury", [one("jerk", "leg", side="both", when="lying_awake")], {}, {"person": {"age": 35}, "known_conditions": ["spinal_cord_injury"]}),
    ("multiple_sclerosis", [one("sustained_posture", "leg", side="left", when="in_attacks", pain="yes", lasts="minutes")],
     yes("numbness_for_days", "sight_loss_for_days", "electric_shock_on_bending_neck"), {"person": {"age": 31, "sex": "female"}}),
    ("neuromyelitis_optica", [one("cramp", "leg", side="both", when="in_attacks", pain="severe", lasts="seconds", often="all_day")],
     yes("spasm_attacks_always_alike", "sight_loss_for_days", "both_legs_weak", "hiccups_or_vomiting_for_days"), {"person": {"age": 42, "sex": "female"}}),
    ("guillain_barre_syndrome", [one("cramp", "leg", side="both")],
     yes("weakness_both_sides_getting_worse", "both_legs_weak", "tingling_climbs", "infection_weeks_before"), {"person": {"age": 54}}),
    ("parkinson_disease", [one("tremor", "hand", side="right", when="evening_rest", relieved_by="moving")],
     yes("shakes_at_rest", "slower_and_smaller", "smell_lost"), {"person": {"age": 68, "sex": "male"}}),
    ("essential_tremor", [one("tremor", "hand", side="both", when="during_use", relieved_by="rest")],
     yes("shakes_when_used", "tremor_in_family"), {"person": {"age": 58}}),
    ("orthostatic_tremor", [one("tremor", "leg", side="both", when="standing", rhythm="rhythmic", relieved_by="moving")],
     yes("legs_shake_only_standing"), {"person": {"age": 63, "sex": "female"}}),
    ("dystonia", [one("sustained_posture", "neck", side="left", when="any_time", pain="mild", relieved_by="holding")],
     yes("neck_or_limb_twists", "touch_straightens_it"), {"person": {"age": 48, "sex": "female"}}),
    ("dystonia", [one("cramp", "hand", side="right", when="during_use", relieved_by="rest")], yes("comes_only_with_one_task"), {"person": {"age": 41}}),
    ("chorea_adult", [one("writhing", "several_places", when="any_time", rhythm="irregular", often="all_day")],
     yes("flowing_movements_adult", "moods_swing_with_it"), {"person": {"age": 46}}),
    ("sydenham_chorea", [one("writhing", "several_places", often="all_day", relieved_by="sleep")],
     yes("child_movements_creeping_in", "sore_throat_months_before", "moods_swing_with_it"), {"person": {"age": 10, "sex": "female"}}),
    ("tic_disorder", [one("tic", "face", suppressible="yes", lasts="split_second")], yes("urge_before_it", "waxes_and_changes_place"), {"person": {"age": 9, "sex": "male"}}),
    ("tic_disorder", [one("tic", "shoulder", suppressible="yes")], {}, {"person": {"age": 27}}),
    ("functional_movement_disorder", [one("tremor", "leg", side="left", when="in_attacks", lasts="minutes")],
     yes("began_suddenly_at_full_strength", "stops_with_attention_elsewhere", "changes_a_lot_day_to_day"), {"person": {"age": 39, "sex": "female"}}),
    ("focal_epilepsy", [one("jerk", "hand", side="left", when="in_attacks", rhythm="rhythmic", lasts="minutes", often="now_and_then")],
     yes("jerks_march_one_side", "limb_weak_after_attack"), {"person": {"age": 61}}),
    ("convulsive_seizure", [one("convulsion", "whole_body", seen_by="partner", lasts="minutes")],
     yes("first_convulsion", "bitten_tongue_or_wet", "blank_in_attack"), {"person": {"age": 24}}),
    ("juvenile_myoclonic_epilepsy", [one("jerk", "arm", side="both", when="waking", lasts="split_second")],
     yes("morning_jerks_drop_things"), {"person": {"age": 16, "sex": "female"}}),
    ("sleep_related_hypermotor_epilepsy", [one("sustained_posture", "whole_body", when="asleep", lasts="seconds", often="nightly", seen_by="partner")],
     yes("night_attacks_all_alike", "many_short_night_attacks"), {"person": {"age": 17, "sex": "male"}}),
    ("metabolic_myoclonus", [one("jerk", "several_places", when="any_time", rhythm="irregular", often="all_day")],
     yes("new_jerks", "hands_flap", "new_confusion"), {"person": {"age": 78}, "known_conditions": ["chronic_kidney_disease"]}),
    ("metabolic_myoclonus", [one("jerk", "hand", side="both", when="any_time", lasts="split_second")],
     yes("new_jerks", "hands_flap", "hard_to_wake"), {"person": {"age": 59}, "known_conditions": ["liver_cirrhosis"]}),
    ("propriospinal_myoclonus", [one("jerk", "trunk", when="lying_awake", often="nightly", relieved_by="moving")],
     yes("trunk_folds_before_sleep"), {"person": {"age": 45}}),
    ("spinal_segmental_myoclonus", [one("jerk", "trunk", when="any_time", rhythm="rhythmic", often="all_day", lasts="constant")],
     yes("steady_jerks_same_area_asleep"), {"person": {"age": 52}, "known_conditions": ["spinal_cord_injury"]}),
    ("painful_legs_moving_toes", [one("writhing", "toe", side="both", pain="yes", lasts="constant")], yes("toes_never_still"), {"person": {"age": 62, "sex": "female"}}),
    ("eyelid_myokymia", [one("twitch", "eyelid", side="left", lasts="seconds", since_weeks=4)], yes("short_of_sleep"), {"person": {"age": 33}}),
    ("hemifacial_spasm", [one("twitch", "face", side="right", often="all_day")], yes("eye_and_cheek_pull_together"), {"person": {"age": 57, "sex": "female"}}),
    ("stiff_person_syndrome", [one("sustained_posture", "trunk", pain="severe", lasts="minutes", relieved_by="sleep")],
     yes("back_and_legs_stiff_for_months", "startle_sets_off_spasm", "stiff_unsteady_walk"), {"person": {"age": 43, "sex": "female"}, "known_conditions": ["diabetes"]}),
    ("tetanus", [one("sustained_posture", "jaw", pain="severe")],
     yes("lockjaw", "stiff_trunk", "startle_sets_off_spasm", "wound_lately", "tetanus_jab_missing"), {"person": {"age": 71}}),
    ("acute_stroke", [one("writhing", "arm", side="left", often="once")], yes("sudden_flinging_one_side", "sudden_one_sided_weakness"),
     {"person": {"age": 74}, "known_conditions": ["atrial_fibrillation"]}),
    ("limb_shaking_tia", [one("tremor", "arm", side="left", when="standing_up", lasts="minutes", relieved_by="position")],
     yes("limb_shaking_on_standing", "smokes"), {"person": {"age": 66, "sex": "male"}}),
    ("physiological_clonus", [one("tremor", "foot", when="during_use", rhythm="rhythmic", relieved_by="position")], yes("heel_bounces"), {"person": {"age": 23}}),
    ("phantom_buzzing", [one("buzzing", "thigh", seen_by="felt_only", lasts="seconds")], yes("buzz_where_phone_is"), {"person": {"age": 30}}),
    ("muscle_disease", [one("cramp", "thigh", side="both", when="during_exercise")], yes("arms_hard_to_lift", "failed_stairs_or_rising"),
     {"person": {"age": 37}, }),
]  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "movements", "findings", "rest"),
    PEOPLE,
    ids=[f"{number}-{row[0]}" for number, row in enumerate(PEOPLE)],
)
def test_a_typical_person_finds_the_cause(
    expected: str, movements: list[dict[str, Any]], findings: dict[str, str], rest: dict[str, Any]
) -> None:
    first = [cause.id for cause in causes({"movements": movements, "findings": findings, **rest})[:3]]
    assert expected in first
    assert "motor_neurone_disease" not in first


@pytest.mark.parametrize("site", ["calf", "eyelid", "thigh", "hand", "several_places"])
def test_a_plain_twitch_stays_harmless(site: str) -> None:
    first = causes({"person": {"age": 35}, "movements": [one("twitch", site, pain="no")]})[0]
    assert first.group == "benign_fasciculation"
    assert first.see == "self_care"


def test_no_frightening_cause_fits_a_plain_twitch_or_cramp() -> None:
    rare = {name for name, entry in BASE.conditions.items() if entry.shown_to_lay == "only_with_reason"}
    for movement in (
        one("twitch", "calf"),
        one("cramp", "calf", when="asleep", pain="severe"),
        one("tremor", "hand", side="both", when="during_use"),
    ):
        found = {cause.id: cause.fit for cause in causes({"person": {"age": 52}, "movements": [movement]})}
        assert {name for name in rare if found[name] != "poorly"} == set()


def test_every_neuro_finding_is_used() -> None:
    from whytwitch.knowledge.files import read_folder

    mine = set(read_folder("findings")["findings/neuro.yaml"])
    weighed = {weight.finding for condition in BASE.conditions.values() for weight in condition.findings}
    risky = " ".join(str(risk.when) for condition in BASE.conditions.values() for risk in condition.risks)
    assert {
        name for name in mine if name not in weighed and f"'{name}'" not in f"'{risky}'" and name not in risky
    } == set()
