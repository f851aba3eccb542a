"""Body chemistry, medicines, substances, mind: invented typical people must find their cause among the first three."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.files import parse_yaml
from whytwitch.knowledge.medicine_names import classes_of
from whytwitch.model.case import Age, Medicine, Movement, Person
from whytwitch.model.finding import Finding
from whytwitch.model.picture import Cause
from whytwitch.picture.differential import build, rank

BASE = knowledge()
TODAY = dt.date(2026, 11, 22)
PEOPLE: list[dict[str, Any]] = parse_yaml(Path(__file__).with_name("metabolic_people.yaml"))


def causes(row: dict[str, Any]) -> tuple[Cause, ...]:
    """The causes of one invented person, in their order."""
    said = {name: "new" if BASE.findings[name].kind == "danger" else "yes" for name in row.get("yes", [])}
    said |= dict.fromkeys(row.get("no", []), "no") | row.get("numbers", {})
    person = dict(row.get("person", {}))
    age = person.pop("age", 45)
    facts = Facts(
        findings={name: Finding(id=name, value=value) for name, value in said.items()},
        person=Person(age=Age(low=age, high=age), **person),
        known_conditions=frozenset(row.get("known_conditions", [])),
        medicines=classes_of(tuple(Medicine(**one) for one in row.get("medicines", []))),
        movements=tuple(Movement(**one) for one in row.get("movements", [])),
        as_of=TODAY,
    )
    return rank(build(facts, BASE), facts, BASE, intervals=False)


@pytest.mark.parametrize("row", PEOPLE, ids=[f"{number}-{row['expected']}" for number, row in enumerate(PEOPLE)])
def test_a_typical_person_finds_the_cause(row: dict[str, Any]) -> None:
    found = causes(row)
    first = [cause.id for cause in found[:3]]
    assert row["expected"] in first
    assert "motor_neurone_disease" not in first


def fit_of(found: tuple[Cause, ...], name: str) -> str:
    return next(cause.fit for cause in found if cause.id == name)


def twitch(**said: Any) -> dict[str, Any]:
    return {"kind": "twitch", "site": "calf", "pain": "no", **said}


@pytest.mark.parametrize("name", ["sertraline", "atorvastatin", "omeprazole", "gabapentin", "salbutamol"])
def test_a_medicine_of_old_is_no_cause(name: str) -> None:
    row = {"medicines": [{"name": name, "started": "2015-01-01"}], "movements": [twitch()]}
    found = causes(row)
    assert found[0].group == "benign_fasciculation"
    for cause in ("drug_induced_tremor_or_twitch", "drug_induced_myoclonus", "serotonin_toxicity", "medicine_cramps"):
        assert fit_of(found, cause) == "poorly"


def test_a_new_statin_weighs_little() -> None:
    cramp = {"kind": "cramp", "site": "calf", "when": "asleep", "pain": "severe"}
    found = causes(
        {"person": {"age": 66}, "medicines": [{"name": "simvastatin", "started": "2026-10-15"}], "movements": [cramp]}
    )
    assert found[0].id == "nocturnal_leg_cramps"
    assert fit_of(found, "medicine_cramps") == "poorly"


def test_no_salt_vitamin_or_poison_fits_a_plain_twitch() -> None:
    found = causes({"person": {"age": 35}, "movements": [twitch()]})
    for name in (
        "hypocalcaemia hypomagnesaemia potassium_disorder sodium_disorder vitamin_d_deficiency vitamin_b12_deficiency"
        " periodic_paralysis serotonin_toxicity lithium_toxicity organophosphate_poisoning rhabdomyolysis"
    ).split():
        assert fit_of(found, name) == "poorly", name


def test_normal_salts_speak_against_each_salt() -> None:
    hand = {"kind": "sustained_posture", "site": "hand", "side": "both", "when": "in_attacks"}
    said = {"movements": [hand], "yes": ["hand_or_foot_spasm", "breathes_fast_or_sighs", "attacks_of_fear"]}
    normal = causes({**said, "numbers": {"calcium_adjusted": 2.38, "magnesium": 0.85, "potassium": 4.1}})
    assert normal[0].id == "anxiety_and_overbreathing"
    assert fit_of(normal, "hypocalcaemia") == fit_of(normal, "hypomagnesaemia") == "poorly"


def test_low_vitamin_d_alone_explains_no_twitch() -> None:
    found = causes({"movements": [twitch()], "numbers": {"vitamin_d": 30}})
    assert found[0].id == "ordinary_twitching"


@pytest.mark.parametrize(
    ("name", "level"),
    [("akathisia", "urgent"), ("acute_dystonic_reaction", "emergency"), ("neuroleptic_malignant_syndrome", "emergency"),
     ("lithium_toxicity", "emergency"), ("organophosphate_poisoning", "emergency"), ("rhabdomyolysis", "emergency"),
     ("hypocalcaemia", "urgent"), ("drug_induced_myoclonus", "urgent"), ("caffeine_and_nicotine", "self_care"),
     ("anxiety_and_overbreathing", "routine"), ("medicine_cramps", "routine")],
)  # fmt: skip
def test_level_of_a_plausible_cause(name: str, level: str) -> None:
    assert BASE.conditions[name].see.level == level
