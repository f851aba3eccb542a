"""The content as a whole, on invented people: what must and must not come out, whatever the exact numbers."""

from __future__ import annotations

from typing import Any

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Age, Medicine, Movement, Person
from whytwitch.model.finding import Finding
from whytwitch.picture.differential import build
from whytwitch.reasoning import posterior

BASE = knowledge()
FUNCTION = (
    "muscle_wasting",
    "failed_grip_or_buttons",
    "failed_heel_or_toe_walk",
    "failed_stairs_or_rising",
    "foot_drop",
    "new_speech_or_swallow_trouble",
    "unexplained_weight_loss",
)


def chances(
    *movements: Movement,
    age: int = 45,
    sex: Any = "unknown",
    medicines: dict[str, list[Medicine]] | None = None,
    known: frozenset[str] = frozenset(),
    **answers: str | float,
) -> dict[str, float]:
    facts = Facts(
        findings={name: Finding(id=name, value=value) for name, value in answers.items()},
        person=Person(age=Age(low=age, high=age), sex=sex),
        known_conditions=known,
        medicines=medicines or {},
        movements=movements,
    )
    model = build(facts, BASE)
    held = posterior(model.network, model.evidence, model.shifts)
    return dict(zip(model.network.causes, held.probability.tolist(), strict=True))


TWITCH = Movement(kind="twitch", site="calf", when="lying_awake", pain="no", seen_by="self")
URGE = Movement(kind="urge_to_move", site="leg", side="both", when="evening_rest", relieved_by="moving")
ALL_WELL = dict.fromkeys(FUNCTION, "no")


def test_calf_twitch_with_normal_function_is_ordinary() -> None:
    found = chances(TWITCH, age=29, sex="male", **ALL_WELL)
    assert max(found, key=found.__getitem__) == "ordinary_twitching"
    assert found["ordinary_twitching"] > 0.8
    assert found["motor_neurone_disease"] < 1e-4


def test_feeling_weak_and_tingling_do_not_speak_for_motor_neurone_disease() -> None:
    without = chances(TWITCH, **ALL_WELL)
    found = chances(TWITCH, felt_weakness="yes", tingling="yes", **ALL_WELL)
    assert found["ordinary_twitching"] > without["ordinary_twitching"] - 0.02
    assert found["motor_neurone_disease"] < 10 * without["motor_neurone_disease"] < 1e-3


def test_lost_function_raises_motor_neurone_disease_strongly() -> None:
    movement = Movement(kind="twitch", site="arm", when="any_time")
    well = chances(movement, age=62, sex="male", **ALL_WELL)
    lost = chances(
        movement, age=62, sex="male", **{**ALL_WELL, "muscle_wasting": "new", "failed_grip_or_buttons": "new"}
    )
    assert lost["motor_neurone_disease"] > 500 * well["motor_neurone_disease"]
    assert lost["motor_neurone_disease"] > 0.08


def test_a_normal_examination_calms_after_a_failed_function() -> None:
    said = {**ALL_WELL, "failed_grip_or_buttons": "new"}
    before = chances(TWITCH, age=62, **said)["motor_neurone_disease"]
    assert chances(TWITCH, age=62, examination_abnormal="no", **said)["motor_neurone_disease"] < before / 5


def test_urge_in_the_evening_eased_by_moving_is_restless_legs() -> None:
    found = chances(URGE, age=54, sex="female")
    assert max(found, key=found.__getitem__) == "restless_legs_syndrome"
    assert 0.6 < found["restless_legs_syndrome"] < 0.97, (
        "mimics exist: 16 % without restless legs met all four criteria"
    )


def test_one_shift_that_ends_it_speaks_against_restless_legs() -> None:
    position = URGE.model_copy(update={"relieved_by": "position"})
    found = chances(position, one_shift_ends_it="yes")
    assert found["positional_leg_discomfort"] > 0.8 > found["restless_legs_syndrome"]


def test_low_ferritin_finds_iron_deficiency_and_leaves_restless_legs_standing() -> None:
    before, found = chances(URGE, age=54, sex="female"), chances(URGE, age=54, sex="female", ferritin=18.0)
    assert found["iron_deficiency"] > 0.4 > before["iron_deficiency"]
    assert found["restless_legs_syndrome"] >= before["restless_legs_syndrome"]
    assert chances(URGE, ferritin=180.0)["iron_deficiency"] < 0.02


def test_a_night_alone_never_makes_or_breaks_restless_legs() -> None:
    kicks = Movement(kind="jerk", site="leg", when="asleep", seen_by="partner")
    assert chances(kicks, plms_index=40.0)["restless_legs_syndrome"] < 0.1
    quiet, many = chances(URGE, plms_index=1.0), chances(URGE, plms_index=40.0)
    assert quiet["restless_legs_syndrome"] > 0.6
    assert many["restless_legs_syndrome"] - quiet["restless_legs_syndrome"] < 0.2


def test_a_new_medicine_counts_and_an_old_one_does_not() -> None:
    import datetime as dt

    def taking(started: dt.date) -> float:
        held = {"mirtazapine": [Medicine(name="mirtazapine", started=started)]}
        facts = Facts(movements=(URGE,), medicines=held, as_of=dt.date(2026, 11, 22), known_conditions=frozenset())
        model = build(facts, BASE)
        return sum(shift.log10_odds.get("drug_induced_restless_legs", 0.0) for shift in model.shifts)

    assert taking(dt.date(2026, 11, 1)) > 0.3
    assert taking(dt.date(2020, 1, 1)) < 0.0


def test_jolt_on_falling_asleep_and_night_cramp() -> None:
    jolt = Movement(kind="jerk", site="whole_body", when="falling_asleep", lasts="split_second", pain="no")
    cramp = Movement(kind="cramp", site="calf", when="waking", pain="severe", relieved_by="stretching")
    assert chances(jolt)["sleep_starts"] > 0.9
    assert chances(cramp, age=76)["nocturnal_leg_cramps"] > 0.9


def test_numb_burning_feet_in_diabetes_are_neuropathy() -> None:
    feet = Movement(kind="cramp", site="foot", side="both", pain="yes")
    found = chances(feet, age=63, known=frozenset({"diabetes"}), numb_feet="yes", burning_feet="yes", tingling="yes")
    assert found["peripheral_neuropathy"] > 0.9


def test_a_story_that_fits_nothing_stays_open() -> None:
    found = chances(Movement(kind="pulsation", site="shoulder", side="right"), age=70)
    limit = knowledge().settings["fits_well"].value
    assert not [name for name, chance in found.items() if chance >= limit and name != "none_of_these"]
    assert "none_of_these" in sorted(found, key=found.__getitem__, reverse=True)[:2]


def test_two_movements_find_their_two_causes() -> None:
    cramp = Movement(kind="cramp", site="calf", when="waking", pain="yes")
    found = chances(cramp, URGE, age=31, sex="female")
    assert found["nocturnal_leg_cramps"] > 0.8
    assert found["restless_legs_syndrome"] > 0.6


def test_a_jerk_while_awake_is_no_sleep_start() -> None:
    found = chances(Movement(kind="jerk", site="arm", when="any_time"), age=50)
    assert max(found, key=found.__getitem__) == "none_of_these"


def test_a_name_shown_beside_a_known_condition_is_no_narrower_one():
    shown = {name: row.or_called for name, row in knowledge().known_conditions.items() if row.or_called}
    assert shown["chronic_kidney_disease"] == "CKD"
    assert not {"diabetes", "dialysis", "cancer", "liver_cirrhosis", "dvt_before"} & set(shown)
