"""Night, pregnancy, childhood, vessels of the leg: invented people must find their cause among the first three."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from whytwitch.evidence.case import build_case, findings_from_case
from whytwitch.knowledge import knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.files import parse_yaml
from whytwitch.model.finding import Finding
from whytwitch.model.picture import Cause
from whytwitch.picture.differential import build, rank

BASE = knowledge()
KICKS = {"kind": "jerk", "site": "leg", "when": "asleep", "rhythm": "periodic", "seen_by": "partner"}
URGE = {"kind": "urge_to_move", "site": "leg", "side": "both", "when": "evening_rest", "relieved_by": "moving"}
CRAMP = {"kind": "cramp", "site": "calf", "when": "asleep", "pain": "severe", "relieved_by": "stretching"}
TWITCH = {"kind": "twitch", "site": "calf", "when": "lying_awake", "pain": "no"}

PEOPLE: list[dict[str, Any]] = parse_yaml(Path(__file__).with_name("sleep_and_limbs_people.yaml"))


def causes(tree: dict[str, Any], numbers: dict[str, float] | None = None) -> tuple[Cause, ...]:
    case = build_case({"as_of": "2026-11-22", **tree})
    measured = tuple(Finding(id=name, value=value, origin="lab") for name, value in (numbers or {}).items())
    facts = Facts.of(case, (*findings_from_case(case, BASE), *measured), {})
    return rank(build(facts, BASE), facts, BASE, intervals=False)


def answers(yes: list[str], no: list[str] = []) -> dict[str, str]:  # noqa: B006
    said = {name: "new" if BASE.findings[name].kind == "danger" else "yes" for name in yes}
    return {**said, **dict.fromkeys(no, "no")}


def person_of(row: dict[str, Any]) -> tuple[Cause, ...]:
    tree = {key: value for key, value in row.items() if key not in ("expected", "yes", "no", "numbers")}
    return causes({**tree, "findings": answers(row["yes"], row.get("no", []))}, row.get("numbers"))


@pytest.mark.parametrize("row", PEOPLE, ids=[f"{number}-{row['expected']}" for number, row in enumerate(PEOPLE)])
def test_a_typical_person_finds_the_cause(row: dict[str, Any]) -> None:
    first = [cause.id for cause in person_of(row)[:3]]
    assert row["expected"] in first
    assert "motor_neurone_disease" not in first


def chance(found: tuple[Cause, ...], name: str) -> float:
    return next(cause.probability for cause in found if cause.id == name)


@pytest.mark.parametrize(
    ("movement", "own", "plain"),
    [
        (URGE, "restless_legs_in_pregnancy", "restless_legs_syndrome"),
        (CRAMP, "pregnancy_leg_cramps", "nocturnal_leg_cramps"),
    ],
)
def test_pregnancy_comes_before_the_plain_entry_and_only_in_pregnancy(
    movement: dict[str, str], own: str, plain: str
) -> None:
    pregnant = [
        cause.id
        for cause in causes({"person": {"age": 30, "sex": "female", "pregnant": "yes"}, "movements": [movement]})
    ]
    assert pregnant.index(own) < pregnant.index(plain)
    for person in (
        {"age": 30, "sex": "female", "pregnant": "no"},
        {"age": 30, "sex": "female"},
        {"age": 30, "sex": "male"},
    ):
        found = causes({"person": person, "movements": [movement]})
        assert found[0].id == plain
        assert chance(found, own) < 0.02


def test_a_child_gets_the_page_for_children() -> None:
    assert causes({"person": {"age": 10}, "movements": [URGE]})[0].id == "restless_legs_in_children"
    assert chance(causes({"person": {"age": 40}, "movements": [URGE]}), "restless_legs_in_children") < 0.01


@pytest.mark.parametrize("count", [0.0, 20.0, 90.0])
def test_a_count_of_leg_movements_is_never_a_diagnosis(count: float) -> None:
    found = causes(
        {"person": {"age": 60}, "movements": [KICKS], "findings": answers(["partner_sees_kicks"])},
        {"plms_index": count},
    )
    assert chance(found, "periodic_limb_movement_disorder") < 0.2
    assert chance(found, "restless_legs_syndrome") < 0.1


def test_a_sleeper_who_is_well_needs_nothing() -> None:
    first = causes(
        {
            "person": {"age": 60},
            "movements": [KICKS],
            "findings": answers([], ["sleepy_by_day", "breathing_pauses_seen"]),
        }
    )[0]
    assert (first.group, first.see) == ("periodic_limb_movement_disorder", "self_care")


def test_most_people_who_think_they_act_out_dreams_do_not_have_the_disorder() -> None:
    found = causes({"person": {"age": 30}, "movements": [{"kind": "dream_enactment", "when": "asleep"}]})
    assert chance(found, "rem_sleep_behaviour_disorder") < chance(found, "sleepwalking_and_nightmares")


DANGERS = (
    "deep_vein_thrombosis",
    "acute_limb_ischaemia",
    "acute_compartment_syndrome",
    "pre_eclampsia",
    "infantile_spasms",
    "serious_leg_pain_in_child",
    "popliteal_aneurysm",
)


@pytest.mark.parametrize("movement", [TWITCH, CRAMP, URGE])
@pytest.mark.parametrize("age", [6, 30, 75])
def test_no_danger_surfaces_without_its_signs(movement: dict[str, str], age: int) -> None:
    found = {cause.id: cause for cause in causes({"person": {"age": age}, "movements": [movement]})}
    for name in DANGERS:
        assert found[name].fit == "poorly", name
        assert found[name].probability < 0.02, name


def test_bulging_veins_do_not_explain_a_twitch() -> None:
    first = causes({"person": {"age": 50}, "movements": [TWITCH], "findings": answers(["veins_bulge"])})[0]
    assert first.id == "ordinary_twitching"


@pytest.mark.parametrize(
    ("name", "gate"),
    [
        ("legs_up", "calf_pain_lasting_one_side"),
        ("vein_stockings", "arterial_disease"),
        ("child_rub_and_comfort", "child_limp"),
        ("pregnancy_evening", "severe_headache"),
        ("walk_to_the_pain", "chest_pain"),
        ("kicks_need_no_treatment", "breathing_pauses_seen"),
    ],
)
def test_advice_is_held_back_by_its_danger(name: str, gate: str) -> None:
    assert gate in str(BASE.measures[name].never_if)


def test_iron_for_children_is_never_blind() -> None:
    see = BASE.conditions["restless_legs_in_children"].see
    assert any("below 50" in one.text for one in see.instead)
    assert "without the test" in BASE.measures["child_ask_ferritin"].text
