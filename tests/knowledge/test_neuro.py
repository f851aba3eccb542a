"""Nerve, muscle, spine and brain: invented typical people must find their cause among the first three."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from whytwitch.evidence.case import build_case, findings_from_case
from whytwitch.knowledge import knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.files import parse_yaml, read_folder
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


PEOPLE: list[dict[str, Any]] = parse_yaml(Path(__file__).with_name("neuro_people.yaml"))


@pytest.mark.parametrize("row", PEOPLE, ids=[f"{number}-{row['expected']}" for number, row in enumerate(PEOPLE)])
def test_a_typical_person_finds_the_cause(row: dict[str, Any]) -> None:
    tree = {key: value for key, value in row.items() if key not in ("expected", "yes")}
    first = [cause.id for cause in causes({**tree, "findings": yes(*row["yes"])})[:3]]
    assert row["expected"] in first
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
    mine = set(read_folder("findings")["findings/neuro.yaml"])
    weighed = {weight.finding for condition in BASE.conditions.values() for weight in condition.findings}
    risks = " ".join(str(risk.when) for condition in BASE.conditions.values() for risk in condition.risks)
    assert {name for name in mine - weighed if name not in risks} == set()
