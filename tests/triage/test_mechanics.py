"""Section 3 of the safety rules: what each answer does, what is provisional, what lowers a level and what does not."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from tests.triage.people import BASE, HARMLESS, SIGNS, STARTS, TODAY, all_no, history, people_facts

from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Age, Answer, Medicine, Movement, Person
from whytwitch.model.finding import Finding
from whytwitch.model.urgency import Level
from whytwitch.picture.triage import PlausibleCause, ask_again, assess, red_flags, stand, unanswered, unknown_facts

WOMAN = Person(age=Age.parse(30), sex="female", pregnant="no")


def level(facts: Facts, causes=HARMLESS, **more) -> Level:
    return assess(facts, causes, BASE, **more).level


# ---------------------------------------------------------------- what an answer does


@pytest.mark.parametrize(
    ("sign", "answer", "expected"),
    [
        ("new_numb_saddle", "new", Level.EMERGENCY),
        ("new_numb_saddle", "worse", Level.EMERGENCY),
        ("new_numb_saddle", "not_sure", Level.URGENT),
        ("new_numb_saddle", "old_and_assessed", Level.ROUTINE),
        ("new_numb_saddle", "no", Level.SELF_CARE),
        ("one_leg_swollen", "new", Level.URGENT),
        ("one_leg_swollen", "not_sure", Level.SOON),
        ("foot_drop", "new", Level.SOON),
        ("foot_drop", "not_sure", Level.ROUTINE),
        ("foot_drop", "old_and_assessed", Level.ROUTINE),
    ],
)
def test_answer_gives_level(sign: str, answer: str, expected: Level):
    assert level(people_facts(all_no(**{sign: answer}))) is expected


def test_old_and_assessed_speaks_for_no_rule():
    urgency = assess(people_facts(all_no(new_numb_saddle="old_and_assessed")), HARMLESS, BASE)
    assert not urgency.provisional
    assert not [reason for reason in urgency.because if reason.rule in BASE.rules]


def test_not_sure_says_why_and_gives_no_order():
    urgency = assess(people_facts(all_no(new_numb_saddle="not_sure")), HARMLESS, BASE)
    reason = urgency.because[0]
    assert (reason.rule, reason.level, reason.action) == ("cauda_equina", Level.URGENT, "")
    assert "not sure" in reason.text


def test_not_sure_is_asked_once_more_in_concrete_words():
    once, twice = history(new_numb_saddle=["not_sure"]), history(new_numb_saddle=["not_sure", "not_sure"])
    facts = people_facts({"new_numb_saddle": "not_sure"})
    assert ask_again(facts, BASE, once) == ["new_numb_saddle"]
    assert "paper" in BASE.findings["new_numb_saddle"].concrete
    assert ask_again(facts, BASE, twice) == []
    assert ask_again(facts, BASE, history(new_numb_saddle=["no"])) == []


def test_absence_of_one_cauda_equina_flag_lowers_nothing():
    flags = ["new_numb_saddle", "new_bladder_change", "new_bowel_change", "new_sexual_change", "both_legs_weak"]
    for flag in flags:
        assert level(people_facts(all_no(**{flag: "new"}))) is Level.EMERGENCY
        without = people_facts(dict.fromkeys(flags, "new") | {flag: "no"})
        assert level(without) is Level.EMERGENCY


# ---------------------------------------------------------------- unknown is not no


def test_nothing_answered_is_provisional_and_says_so():
    urgency = assess(people_facts(), HARMLESS, BASE, country="GB")
    assert (urgency.level, urgency.provisional) == (Level.ROUTINE, True)
    assert urgency.if_remaining_safety_answers_are_no is Level.SELF_CARE
    assert "cannot say yet" in urgency.first_contact
    assert "soon enough" not in urgency.first_contact
    assert set(urgency.unanswered) >= {"new_numb_saddle", "suicidal_thoughts", "failed_heel_or_toe_walk"}


@pytest.mark.parametrize("sign", [sign for sign in SIGNS if sign in unanswered(people_facts(), BASE)])
def test_one_missing_answer_is_enough_to_withhold_self_care(sign: str):
    complete = all_no()
    urgency = assess(people_facts({name: value for name, value in complete.items() if name != sign}), HARMLESS, BASE)
    gate = BASE.findings[sign].only_if
    if gate is not None and sign not in unanswered(people_facts(all_no(sign)), BASE):
        return  # everything else denied, this sign cannot concern the person any more
    assert (urgency.level, urgency.provisional) == (Level.ROUTINE, True)
    assert urgency.unanswered == (sign,)


@pytest.mark.parametrize(
    ("unknown", "change"),
    [
        ("age", {"person": Person(sex="male")}),
        ("since", {"movements": (STARTS.model_copy(update={"since_weeks": None}),)}),
        ("since", {"movements": ()}),
        ("pregnant", {"person": Person(age=Age.parse(30), sex="female")}),
        ("pregnant", {"person": Person(age=Age.parse(30))}),
        ("medicines", {"medicines": None}),
    ],
)
def test_self_care_needs_duration_age_pregnancy_and_medicines(unknown: str, change: dict):
    facts = people_facts(all_no(), **change)
    assert unknown in unknown_facts(facts, BASE)
    urgency = assess(facts, HARMLESS, BASE)
    assert (urgency.level, urgency.provisional) == (Level.ROUTINE, True)
    assert f"unknown:{unknown}" in [reason.rule for reason in urgency.because]


def test_pregnancy_is_asked_only_where_it_can_be():
    assert "pregnant" not in unknown_facts(people_facts(person=Person(age=Age.parse(80), sex="female")), BASE)
    assert "pregnant" not in unknown_facts(people_facts(person=Person(age=Age.parse(6), sex="female")), BASE)
    assert "pregnant" not in unknown_facts(people_facts(person=Person(age=Age.parse(30), sex="male")), BASE)


def test_self_care_when_everything_was_asked():
    urgency = assess(people_facts(all_no()), HARMLESS, BASE, country="GB")
    assert (urgency.level, urgency.provisional) == (Level.SELF_CARE, False)
    assert "that day" in urgency.first_contact
    assert "fine" not in urgency.first_contact


def test_denying_the_signs_alone_is_enough_for_plain_questions():
    """A plain question is open only while its yes could make a rule speak."""
    urgency = assess(people_facts(dict.fromkeys(SIGNS, "no")), HARMLESS, BASE)
    assert (urgency.level, urgency.provisional, urgency.unanswered) == (Level.SELF_CARE, False, ())


def test_plain_question_is_open_while_it_could_matter():
    unsure = people_facts(dict.fromkeys(SIGNS, "no") | {"calf_sore_between_cramps": "new"})
    assert "clot_risk" in unanswered(unsure, BASE)
    urgency = assess(unsure, HARMLESS, BASE)
    assert (urgency.level, urgency.provisional) == (Level.ROUTINE, True)


TWITCH = (Movement(kind="twitch", site="calf", since_weeks=1),)


@pytest.mark.parametrize(
    "answers",
    [
        {"emg_abnormal": "yes"},
        {"nerves_fire_on": "yes"},
        {"examination_abnormal": "yes"},
        {"brisk_reflexes": "yes"},
        {"arms_hard_to_lift": "yes"},
    ],
    ids=lambda answers: next(iter(answers)),
)
def test_what_an_examination_or_a_test_found_beside_twitching_is_seen_soon(answers: dict):
    found = assess(people_facts(all_no() | answers, movements=TWITCH), HARMLESS, BASE)
    assert found.level is Level.SOON
    assert [reason.rule for reason in found.because][:1] == ["what_an_examination_or_test_found"]


def test_an_examination_finding_without_twitching_or_lost_strength_leaves_the_level_to_the_causes():
    assert level(people_facts(all_no(examination_abnormal="yes"))) is Level.SELF_CARE
    lost = all_no(examination_abnormal="yes", muscle_wasting="new")
    assert level(people_facts(lost)) is Level.SOON


def test_what_counts_only_when_known_is_never_an_open_safety_question():
    """Nobody has had an EMG: its rule opens no question and keeps no picture provisional."""
    facts = people_facts(dict.fromkeys(SIGNS, "no"), movements=TWITCH)
    waiting = {name for rule in BASE.rules.values() for name in rule.counted_when_known}
    assert "emg_abnormal" in waiting
    assert not waiting & {*unanswered(facts, BASE), *SIGNS}
    assert (assess(facts, HARMLESS, BASE).level, assess(facts, HARMLESS, BASE).provisional) == (Level.SELF_CARE, False)
    unsure = assess(people_facts(all_no(emg_abnormal="not_sure"), movements=TWITCH), HARMLESS, BASE)
    assert unsure.level is Level.ROUTINE


def test_urgent_stays_provisional_while_something_could_be_an_emergency():
    urgency = assess(people_facts({"one_leg_swollen": "new"}), HARMLESS, BASE, country="GB")
    assert (urgency.level, urgency.provisional) == (Level.URGENT, True)
    assert urgency.first_contact.startswith("Speak to a doctor today")
    assert "may be more urgent" in urgency.first_contact


def test_an_emergency_is_never_provisional():
    urgency = assess(people_facts({"chest_pain": "new"}), HARMLESS, BASE, country="US")
    assert (urgency.level, urgency.provisional) == (Level.EMERGENCY, False)
    assert urgency.first_contact == "Call 911 now."


def test_half_a_rule_waits_for_the_other_half():
    facts = people_facts({"eyes_neck_or_tongue_locked": "new"}, medicines=None)
    urgency = assess(facts, HARMLESS, BASE)
    assert (urgency.level, urgency.provisional) == (Level.URGENT, True)


# ---------------------------------------------------------------- causes, age, country


def test_without_a_rule_the_highest_plausible_cause_sets_the_level():
    causes = (
        PlausibleCause("ordinary_twitching", Level.SELF_CARE),
        PlausibleCause("peripheral_neuropathy", Level.SOON),
    )
    assert level(people_facts(all_no()), causes) is Level.SOON
    assert level(people_facts(all_no()), ()) is Level.ROUTINE


def test_no_cause_lowers_a_rule():
    assert level(people_facts(all_no(chest_pain="new")), HARMLESS) is Level.EMERGENCY


def test_under_one_year_only_rules_decide():
    baby = people_facts(all_no(), person=Person(age=Age.parse("8 months"), sex="female"))
    causes = (PlausibleCause("restless_legs_syndrome", Level.SOON),)
    assert level(baby, causes) is Level.ROUTINE
    assert level(people_facts(all_no(infant_runs_of_spasms="new"), person=baby.person), ()) is Level.EMERGENCY


def test_unknown_age_may_be_any_age():
    stranger = people_facts({"infant_runs_of_spasms": "new"}, person=Person())
    assert level(stranger) is Level.EMERGENCY


def test_questions_for_others_are_not_asked():
    asked = unanswered(people_facts(), BASE)
    assert "infant_runs_of_spasms" not in asked
    assert "severe_headache" not in asked
    assert "severe_headache" in unanswered(people_facts(person=WOMAN.model_copy(update={"pregnant": "yes"})), BASE)
    assert "unsteady_or_slurred" not in asked
    assert "unsteady_or_slurred" in unanswered(people_facts(medicines=None), BASE)


@pytest.mark.parametrize(
    ("country", "number"), [("GB", "999"), ("US", "911"), ("DE", "112"), ("AU", "000"), ("XX", "112")]
)
def test_emergency_names_the_number_of_the_country(country: str, number: str):
    urgency = assess(people_facts({"sudden_speech_loss": "new"}), HARMLESS, BASE, country=country)
    assert number in urgency.first_contact
    assert number in urgency.because[0].action
    assert urgency.while_waiting
    assert "{" not in "".join((urgency.first_contact, urgency.because[0].action, *urgency.while_waiting))


def test_referral_is_apart_from_first_contact():
    urgency = assess(people_facts(all_no(foot_drop="new")), HARMLESS, BASE)
    assert urgency.level is Level.SOON
    assert "neurology" in urgency.referral
    assert "neurology" not in urgency.first_contact


def test_emergency_page_names_no_probability():
    urgency = assess(people_facts(dict.fromkeys(SIGNS, "new")), HARMLESS, BASE, country="GB")
    said = " ".join((urgency.first_contact, *urgency.while_waiting, *(reason.action for reason in urgency.because)))
    assert "%" not in said
    assert "likely" not in said


# ---------------------------------------------------------------- answers that change


def test_a_later_no_does_not_take_a_danger_sign_back():
    given = history(new_numb_saddle=["new", "no"])
    urgency = assess(people_facts(all_no()), HARMLESS, BASE, answers=given)
    assert urgency.level is Level.EMERGENCY
    note = next(reason for reason in urgency.because if reason.rule == "withdrawn:new_numb_saddle")
    assert "mistake" in note.text


def test_a_correction_takes_it_back_and_is_logged():
    given = history(new_numb_saddle=["new", Answer(value="no", corrects=True)])
    urgency = assess(people_facts(all_no()), HARMLESS, BASE, answers=given)
    assert urgency.level is Level.SELF_CARE
    assert "corrected:new_numb_saddle" in [reason.rule for reason in urgency.because]


@pytest.mark.parametrize("later", ["no", "not_sure", "old_and_assessed"])
def test_nothing_but_a_correction_lowers(later: str):
    given = history(chest_pain=["worse", later])
    assert level(people_facts(all_no(chest_pain=later)), answers=given) is Level.EMERGENCY


def test_not_sure_may_become_no_because_it_was_asked_again():
    assert level(people_facts(all_no()), answers=history(chest_pain=["not_sure", "no"])) is Level.SELF_CARE
    assert level(people_facts(all_no()), answers=history(chest_pain=["not_sure", "not_sure"])) is Level.URGENT


def test_a_new_sign_after_a_correction_speaks_again():
    given = history(chest_pain=["new", Answer(value="no", corrects=True), "new"])
    assert level(people_facts(all_no()), answers=given) is Level.EMERGENCY


def test_a_sign_from_another_room_is_not_denied_by_an_answer():
    facts = people_facts(all_no())
    seen = Finding(id="chest_pain", value="new", origin="diary")
    facts = replace(facts, findings=facts.findings | {"chest_pain": seen})
    held, _ = stand(facts, BASE, history(chest_pain=["no"]))
    assert held.findings["chest_pain"].value == "new"


# ---------------------------------------------------------------- order, red flags


def test_order_of_answers_does_not_matter():
    said = all_no(one_leg_swollen="new", foot_drop="not_sure", new_jerks="worse")
    first = assess(people_facts(said), HARMLESS, BASE)
    for seed in range(5):
        shuffled = list(said.items())
        random.Random(seed).shuffle(shuffled)
        assert assess(people_facts(dict(shuffled)), HARMLESS, BASE) == first


def test_red_flags_tell_what_was_asked():
    flags = {flag.id: flag for flag in red_flags(people_facts({"chest_pain": "no", "severe_headache": "new"}), BASE)}
    assert (flags["chest_pain"].asked, flags["chest_pain"].answer) == (True, "no")
    assert (flags["collapse"].asked, flags["collapse"].answer) == (False, None)
    assert flags["severe_headache"].answer == "new", "an answer is shown even where it would not have been asked"
    assert "infant_colour_change" not in flags


# ---------------------------------------------------------------- blood values


def measured(name: str, value: float, at: dt.date | None) -> Facts:
    facts = people_facts(all_no())
    return replace(facts, findings=facts.findings | {name: Finding(id=name, value=value, origin="lab", at=at)})


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("potassium", 6.5, Level.EMERGENCY), ("potassium", 6.49, Level.URGENT), ("potassium", 6.0, Level.URGENT),
        ("potassium", 5.99, Level.SELF_CARE), ("potassium", 2.49, Level.EMERGENCY), ("potassium", 2.5, Level.URGENT),
        ("potassium", 2.99, Level.URGENT), ("potassium", 3.0, Level.SELF_CARE),
        ("calcium_adjusted", 1.89, Level.EMERGENCY), ("calcium_adjusted", 1.9, Level.SELF_CARE),
        ("magnesium", 0.40, Level.EMERGENCY), ("magnesium", 0.41, Level.URGENT), ("magnesium", 0.5, Level.SELF_CARE),
        ("magnesium", 1.85, Level.EMERGENCY), ("haemoglobin", 70, Level.EMERGENCY),
        ("haemoglobin", 71, Level.SELF_CARE),
        ("calcium_adjusted", 3.25, Level.EMERGENCY), ("phosphate", 0.32, Level.EMERGENCY), ("ck", 5001, Level.URGENT),
        ("sodium", 120, Level.EMERGENCY), ("sodium", 121, Level.URGENT), ("sodium", 125, Level.URGENT),
        ("sodium", 126, Level.SELF_CARE), ("sodium", 160, Level.EMERGENCY), ("sodium", 159, Level.SELF_CARE),
        ("glucose", 2.79, Level.EMERGENCY), ("glucose", 2.8, Level.URGENT), ("glucose", 3.0, Level.URGENT),
        ("glucose", 3.1, Level.SELF_CARE), ("glucose", 22.0, Level.SELF_CARE), ("glucose", 22.1, Level.EMERGENCY),
        ("creatinine_ratio", 1.5, Level.URGENT), ("creatinine_ratio", 1.49, Level.SELF_CARE),
    ],
)  # fmt: skip
def test_blood_value_gives_level(name: str, value: float, expected: Level):
    assert level(measured(name, value, TODAY)) is expected


def test_low_calcium_with_symptoms_is_an_emergency_at_any_low_level():
    facts = measured("calcium_adjusted", 2.05, TODAY)
    assert level(facts) is Level.SELF_CARE
    tingling = replace(facts, findings=facts.findings | people_facts({"tingling_around_mouth": "new"}).findings)
    assert level(tingling) is Level.EMERGENCY


@pytest.mark.parametrize("at", [None, TODAY - dt.timedelta(days=60)])
def test_old_or_undated_blood_value_counts_as_perhaps(at: dt.date | None):
    urgency = assess(measured("potassium", 6.8, at), HARMLESS, BASE)
    assert urgency.level is Level.URGENT
    assert "repeated since" in urgency.because[0].text


def test_old_normal_blood_value_says_nothing():
    assert level(measured("potassium", 4.2, None)) is Level.SELF_CARE


def test_nobody_needs_a_blood_test_to_hear_a_level():
    assert not assess(people_facts(all_no()), HARMLESS, BASE).provisional


# ---------------------------------------------------------------- medicines


def taking(name: str, **dates: dt.date) -> dict[str, list[Medicine]]:
    return {name: [Medicine(name=name, **dates)]}


def test_serotonin_toxicity_needs_no_fever():
    facts = people_facts(
        all_no(new_confusion="new"), medicines=taking("serotonergic", started=TODAY - dt.timedelta(days=5))
    )
    urgency = assess(facts, HARMLESS, BASE)
    assert urgency.level is Level.EMERGENCY
    assert "serotonin_toxicity" in [reason.rule for reason in urgency.because]


def test_medicine_without_date_counts_as_perhaps():
    facts = people_facts(all_no(rigid_muscles="new"), medicines=taking("serotonergic"))
    urgency = assess(facts, HARMLESS, BASE)
    assert next(reason.level for reason in urgency.because if reason.rule == "serotonin_toxicity") is Level.URGENT


def test_new_jerks_at_eighty_alert_today_drowsy_now():
    person = Person(age=Age.parse(80), sex="female")
    jerks = Movement(kind="jerk", when="any_time", since_weeks=1)
    alert = people_facts(all_no(), person=person, movements=(jerks,), medicines=taking("opioid"))
    drowsy = people_facts(all_no(hard_to_wake="new"), person=person, movements=(jerks,), medicines=taking("opioid"))
    assert level(alert) is Level.URGENT
    assert level(drowsy) is Level.EMERGENCY
