"""The FHIR bundle: it loads in fhir.resources R4B, every reference leads somewhere, and we read our own values back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ROOT
from tests.report.people import eighty_and_jerking, go_now, restless_legs, worried_about_als

from whytwitch.errors import FormatError
from whytwitch.evidence.case import case_as_dict, read_case
from whytwitch.evidence.labs import read_labs, report
from whytwitch.knowledge import knowledge
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.model.workup import Workup
from whytwitch.report.fhir import bundle, bundle_text
from whytwitch.report.presenters.private import WORRIES
from whytwitch.workup import draw

R4B = pytest.importorskip("fhir.resources.R4B.bundle")

STORIES = sorted((ROOT / "tests/data/stories").glob("*.yaml"))
CASES = sorted((ROOT / "tests/data/cases").glob("*.yaml"))
#: Stories that together hold labs, medicines, a child, a pregnancy, an emergency, an open interview; and a few cases.
#: 'dev.py fuzz' takes all stories and 45 cases.
FILES = [*STORIES, *CASES[::3]] if os.environ.get("WHYTWITCH_FUZZ") else [*STORIES[::5], *CASES[::30]]
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
EVERYBODY = {"restless_legs": restless_legs, "worried": worried_about_als, "go_now": go_now, "80": eighty_and_jerking}


@lru_cache
def drawn(file: Path) -> Workup:
    return draw(read_case(file))


def resources(made: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one["resource"] for one in made["entry"] if one["resource"]["resourceType"] == kind]


def walk(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in it."""
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(one)


def check(made: dict[str, Any]) -> None:
    """What must hold for every bundle of ours, besides what fhir.resources checks."""
    R4B.Bundle.model_validate_json(json.dumps(made))
    urls = [one["fullUrl"] for one in made["entry"]]
    assert len(urls) == len(set(urls))
    assert all(one["fullUrl"] == f"urn:uuid:{one['resource']['id']}" for one in made["entry"])
    for one in walk(made):
        if "reference" in one:
            assert one["reference"] in urls, one
        assert one not in ({}, []), "FHIR allows nothing empty"
        assert "" not in one.values()
        if one.get("system", "").startswith("http://snomed"):
            pytest.fail("SNOMED codes are not shipped")
    (person,) = resources(made, "Patient")
    assert set(person) <= {"resourceType", "id", "gender"}
    (provenance,) = resources(made, "Provenance")
    targets = {one["reference"] for one in provenance["target"]}
    assert targets == set(urls) - {f"urn:uuid:{provenance['id']}", f"urn:uuid:{resources(made, 'Device')[0]['id']}"}
    for prediction in resources(made, "RiskAssessment")[0]["prediction"]:
        assert prediction["rationale"]
        assert prediction["qualitativeRisk"]["text"]
        (about,) = prediction["extension"]
        held = {one["url"].rpartition(":")[2]: one for one in about["extension"]}
        assert ("probabilityDecimal" in prediction) is (held["basis"]["valueCode"] == "measured")
        assert ("value" in held) is (held["basis"]["valueCode"] != "measured")
        chance = prediction.get("probabilityDecimal", held.get("value", {}).get("valueDecimal"))
        assert held["low"]["valueDecimal"] <= chance <= held["high"]["valueDecimal"]


@pytest.mark.hypothesis
@each_file
def test_bundle_of_a_drawn_case_is_valid(file: Path) -> None:
    workup = drawn(file)
    made = bundle(workup)
    check(made)
    assert len(resources(made, "Flag")) == len(workup.picture.urgency.because)
    assert len(resources(made, "CarePlan")) == len(resources(made, "ClinicalImpression")) == 1


@pytest.mark.parametrize("name", EVERYBODY)
def test_bundle_of_invented_people_is_valid(name: str) -> None:
    check(bundle(EVERYBODY[name]()))


@pytest.mark.hypothesis
@each_file
def test_the_case_reader_reads_our_own_bundle_back(file: Path, tmp_path: Path) -> None:
    workup = drawn(file)
    path = tmp_path / "bundle.json"
    path.write_text(bundle_text(bundle(workup, worries=True)), encoding="utf-8")
    one, two = (case_as_dict(case) for case in (workup.case, read_case(path)))
    one.pop("results", None)
    for row in (*one.get("labs", ()), *two.get("labs", ())):
        row.pop("lab", None)
        if "unit" in row:
            # a unit comes back as UCUM spells it: meq/L for mEq/L, [IU]/L for IU/L
            row["unit"] = load_analytes().unit(row["unit"]) or row["unit"]
    assert two == one


def test_blood_tests_come_back_as_they_were(tmp_path: Path) -> None:
    case = ROOT / "examples/restless-legs.yaml"
    workup = draw(read_case(case).model_copy(update={"nights": ()}))
    path = tmp_path / "bundle.json"
    path.write_text(bundle_text(bundle(workup)), encoding="utf-8")
    again = report(read_labs(path), person=workup.case.person, as_of=workup.case.as_of).model_dump(mode="json")
    assert workup.labs is not None
    assert len(again["results"]) == len(workup.labs["results"]) == 4
    for before, after in zip(workup.labs["results"], again["results"], strict=True):
        kept = {key: value for key, value in before.items() if key != "row"}
        assert {key: value for key, value in after.items() if key != "row"} == kept
    assert again["derived"] == workup.labs["derived"]


def test_a_comparator_and_a_word_come_back(tmp_path: Path) -> None:
    rows = [
        {"test": "ferritin", "value": "<5", "unit": "ug/L", "at": "2026-10-02"},
        {"test": "CRP", "value": 3.2, "unit": "mg/L", "at": "2026-10-02", "low": 0, "high": 5},
        {"test": "anti-GAD", "value": "negative", "at": "2026-10-02"},
    ]
    workup = draw({"as_of": "2026-11-21", "labs": rows})
    path = tmp_path / "bundle.json"
    path.write_text(bundle_text(bundle(workup)), encoding="utf-8")
    again = report(read_labs(path), as_of=workup.case.as_of)
    assert [(one.value, one.comparator) for one in again.results][:2] == [(5.0, "<"), (3.2, None)]
    assert again.results[2].value == "negative"


def test_observations_of_labs_carry_loinc_ucum_interval_and_flag() -> None:
    made = bundle(draw(read_case(ROOT / "examples/restless-legs.yaml").model_copy(update={"nights": ()})))
    labs = [one for one in resources(made, "Observation") if "laboratory" in json.dumps(one["category"])]
    carrier = next(one for one in labs if one["code"]["text"] == "TIBC")
    assert carrier["code"]["coding"][0]["system"] == "http://loinc.org"
    assert carrier["valueQuantity"] == {"value": 74.0, "unit": "umol/L", "system": "http://unitsofmeasure.org",
                                        "code": "umol/L"}  # fmt: skip
    assert carrier["referenceRange"][0]["high"]["value"] == 72.0
    assert carrier["interpretation"][0]["coding"][0]["code"] == "H"
    general = next(one for one in labs if one["code"]["text"] == "creatinine")
    assert "referenceRange" not in general, "our general interval never stands as the laboratory's"


def test_a_night_is_a_report_with_both_editions_and_no_disease() -> None:
    made = bundle(restless_legs())
    (night,) = resources(made, "DiagnosticReport")
    assert "names no disease" in night["conclusion"]
    urls = {one["reference"] for one in night["result"]}
    indices = [one["resource"] for one in made["entry"] if one["fullUrl"] in urls]
    assert {one["method"]["text"] for one in indices} == {"WASM 2016", "AASM 3"}
    missing = [one for one in indices if "plms_nr_per_h" in json.dumps(one["code"])]
    assert missing[0]["dataAbsentReason"]["coding"][0]["code"] == "unknown"
    assert "valueQuantity" not in missing[0]


def test_not_asked_not_sure_new_and_denied_are_told_apart() -> None:
    workup = draw(
        {"as_of": "2026-11-21", "findings": {"new_numb_saddle": "not_sure", "foot_drop": "new", "fever": "no"}}
    )
    (answers,) = resources(bundle(workup), "QuestionnaireResponse")
    assert answers["status"] == "in-progress"
    danger = next(one for one in answers["item"] if one["linkId"] == "danger")
    held = {one["linkId"]: one for one in danger["item"]}
    codes = {name: held[name]["answer"][0]["valueCoding"]["code"] for name in ("new_numb_saddle", "foot_drop", "fever")}
    assert codes == {"new_numb_saddle": "not_sure", "foot_drop": "new", "fever": "no"}
    assert "answer" not in held["dark_urine"]
    assert held["dark_urine"]["extension"][0]["valueCode"] == "not-asked"


def test_answers_about_worry_leave_the_house_only_with_consent() -> None:
    workup = worried_about_als()
    assert not [name for name in WORRIES if f'"{name}"' in json.dumps(bundle(workup))]
    assert "worried_about_als" not in json.dumps(bundle(workup))  # not even which illness is feared
    assert '"checks_body_often"' in json.dumps(bundle(workup, worries=True))


def test_provenance_names_program_and_knowledge() -> None:
    made = bundle(draw({"as_of": "2026-11-21"}))
    assert knowledge().stamp.hash in json.dumps(resources(made, "Provenance"))
    assert resources(made, "Device")[0]["version"]


def test_the_same_workup_gives_the_same_bundle() -> None:
    assert bundle_text(bundle(go_now())) == bundle_text(bundle(go_now()))


def test_a_bundle_of_another_program_is_no_case(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": []}))
    with pytest.raises(FormatError, match="no answers to our questions"):
        read_case(path)
