"""Each row of the table of danger rules (safety rules, section 2) has its rules."""

from __future__ import annotations

import pytest
from tests.triage.people import BASE

E, U, S = "emergency", "urgent", "soon"

# Row, shortened -> rule -> its level.
ROWS: dict[str, dict[str, str]] = {
    "convulsion >= 5 min, repeated, today, first with harm; earlier, never assessed; stereotyped night attacks": {
        "convulsion_long_or_repeated": E, "convulsion_today_or_not_recovered": E, "first_convulsion_with_harm": E,
        "convulsion_without_doctor": U, "night_attacks_alike": S},
    "jerks + new confusion, drowsiness or slow breathing": {"jerks_with_confusion_or_drowsiness": E},
    "weakness + breathless; weakness + choking": {"weak_and_breathless": E, "weak_and_choking": U},
    "weakness of both sides, began within 4 weeks, getting worse": {"weakness_of_both_sides": E},
    "sudden weakness or loss of speech; sudden one-sided jerking; limb shaking on standing up": {
        "sudden_weakness_or_speech_loss": E, "sudden_one_sided_movements": E, "limb_shakes_on_standing_up": E},
    "numb saddle, bladder, bowel or sexual change, both legs weak": {"cauda_equina": E},
    "serotonergic or stimulant + confusion, rigidity, fever, cannot stand; two of five; antipsychotic": {
        "serotonin_toxicity": E, "serotonin_signs": U, "antipsychotic_reaction": E},
    "lithium; insulin or sulfonylurea; stopped alcohol, benzodiazepine or baclofen": {
        "lithium_toxicity": E, "low_sugar": E, "withdrawal": E},
    "lockjaw or stiff trunk; eyes, neck, jaw or tongue locked after an antiemetic or antipsychotic": {
        "lockjaw_or_stiff_trunk": E, "locked_after_medicine": E},
    "hand or foot spasm or tingling lips with a cause or danger; first": {
        "tetany_with_cause_or_danger": E, "tetany_first": U},
    "dark urine + muscle pain or weakness": {"dark_urine_with_muscle_trouble": E},
    "leg clot signs + lung signs, purple; lasting calf pain or swelling; calf pain + risk": {
        "leg_clot_with_lung_signs": E, "leg_purple_or_huge": E, "leg_clot": U, "calf_pain_with_clot_risk": U},
    "tight limb with extreme pain; cold, pale, pulseless or suddenly painful leg": {
        "tight_limb": E, "leg_without_blood": E},
    "chest pain, collapse, palpitations with weakness; poisoning; suicide; akathisia": {
        "chest_pain_or_collapse": E, "palpitations_with_weakness": E, "poisoning": E, "thoughts_of_suicide": E,
        "akathisia": U},
    "pregnant or newly delivered + headache, sight, belly or convulsion": {"pre_eclampsia": E},
    "infant: runs of spasms; jerks awake with danger; any jerk under 3 months": {
        "infant_spasms": E, "infant_jerks_with_danger": E, "infant_under_three_months": U},
    "child: sudden chorea, ataxia, dystonia; creeping; limp, fever, bruising, weight loss, fixed pain": {
        "child_sudden_movement_disorder": E, "child_creeping_movement_disorder": U, "child_leg_pain_with_danger": U},
    "known cancer or night pain + leg weakness or sensory change; sensory level": {
        "cord_compression": U, "numb_below_line": U},
    "failed function, wasting, weight loss; optic or sensory attacks; cramps + sweating + stiffness": {
        "failed_function": S, "sight_or_numbness_attacks": S, "cramps_sweating_stiffness": S},
    "new medicine or dose change within weeks": {"new_medicine_before_onset": S},
    "laboratory": {
        "lab_potassium_high": E, "lab_potassium_low": E, "lab_calcium_low": E,
        "lab_calcium_low_with_symptoms": E,
        "lab_magnesium_low": E, "lab_sodium_low": E, "lab_sodium_high": E,
        "lab_glucose_low": E,
        "lab_glucose_high": E, "lab_potassium_high_urgent": U, "lab_potassium_low_urgent": U,
        "lab_sodium_low_urgent": U,
        "lab_glucose_low_urgent": U, "lab_creatinine_rise": U},
    "story 15: old, many medicines, new jerks, alert": {
        "new_jerks_in_older_people": U, "new_jerks_on_a_causing_medicine": U},
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_row_has_its_rules(row: str):
    assert {name: BASE.rules[name].level.value for name in ROWS[row]} == ROWS[row]


RELIED_ON = """
convulsion_five_minutes convulsion_repeated convulsion_today first_convulsion injured_in_convulsion
convulsion_in_water convulsion_never_assessed night_attacks_all_alike new_confusion hard_to_wake
slow_breathing new_jerks breathless_at_rest breathless_lying_flat new_speech_or_swallow_trouble
new_muscle_weakness new_numb_saddle new_bladder_change new_bowel_change new_sexual_change both_legs_weak
muscle_wasting unexplained_weight_loss failed_heel_or_toe_walk failed_stairs_or_rising failed_grip_or_buttons
foot_drop
"""


@pytest.mark.parametrize("name", RELIED_ON.split())
def test_ids_that_other_rooms_and_case_files_rely_on(name: str):
    assert BASE.findings[name].kind == "danger"
