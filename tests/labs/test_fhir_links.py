"""FHIR in: whose a result is, when it was taken and what its interval is worth, however that is linked and coded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.labs.test_fhir import observation, read


def bundle(*resources: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources], **more}


def without_day(**more: object) -> dict[str, Any]:
    return {key: value for key, value in observation(**more).items() if key != "effectiveDateTime"}


@pytest.mark.parametrize(
    "when",
    [
        {"effectivePeriod": {"start": "2026-10-02", "end": "2026-10-03"}},
        {"effectivePeriod": {"end": "2026-10-02"}},
        {"effectiveTiming": {"event": ["2026-10-02T08:00:00Z"]}},
        {"effectiveInstant": "2026-10-02T08:00:00Z"},
    ],
)
def test_every_way_to_say_when(tmp_path: Path, when: dict) -> None:
    assert read(tmp_path, bundle(without_day(**when))).results[0].at[:10] == "2026-10-02"


@pytest.mark.parametrize(
    "around",
    [
        {"resourceType": "DiagnosticReport", "result": [{"reference": "Observation/x1"}]},
        {
            "resourceType": "DiagnosticReport",
            "result": [{"reference": "https://fhir.example.org/r4/Observation/x1/_history/2"}],
        },
        {"resourceType": "DiagnosticReport", "result": [{"reference": "urn:uuid:7"}]},
        {"resourceType": "Observation", "code": {"text": "Panel"}, "hasMember": [{"reference": "Observation/x1"}]},
    ],
)
def test_the_day_of_the_report_or_panel_holds_for_its_results(tmp_path: Path, around: dict) -> None:
    content = bundle(without_day(id="x1"), {**around, "effectiveDateTime": "2026-10-02"})
    content["entry"][0]["fullUrl"] = "urn:uuid:7"
    assert read(tmp_path, content).results[0].at == "2026-10-02"


def test_contained_results_come_in_the_order_of_the_report(tmp_path: Path) -> None:
    held = [observation(id=name, code={"text": test}) for name, test in (("a", "Iron"), ("b", "Ferritin"))]
    content = {
        "resourceType": "DiagnosticReport",
        "contained": held,
        "result": [{"reference": "#b"}, {"reference": "#a"}],
    }
    assert [row.test for row in read(tmp_path, content).results] == ["ferritin", "iron"]


def test_one_person_written_in_three_ways_is_one(tmp_path: Path) -> None:
    ways = ("Patient/1", "https://fhir.example.org/r4/Patient/1", "Patient/1/_history/3")
    rows = [observation(subject={"reference": way}, effectiveDateTime=f"2026-0{n}-02") for n, way in enumerate(ways, 1)]
    assert all(row.used for row in read(tmp_path, bundle(*rows)).results)


def test_people_described_inside_are_told_apart_and_a_name_is_asked_about(tmp_path: Path) -> None:
    def of(name: str, day: str) -> dict:
        inside = {"resourceType": "Patient", "id": "p", "name": [{"family": name}]}
        return observation(subject={"reference": "#p"}, contained=[inside], effectiveDateTime=day)

    one = read(tmp_path, bundle(of("Able", "2026-10-01"), of("Able", "2026-10-02")))
    assert all(row.used for row in one.results)
    assert any("names a person" in text for text in one.warnings)
    two = read(tmp_path, bundle(of("Able", "2026-10-01"), of("Baker", "2026-10-02")))
    assert not any(row.used for row in two.results)
    assert "Able" not in two.model_dump_json()


def test_a_sample_that_is_no_blood_is_not_taken_for_it(tmp_path: Path) -> None:
    urine = {"resourceType": "Specimen", "id": "u", "type": {"text": "Urine"}}
    sodium = observation(
        code={"text": "Sodium"}, valueQuantity={"value": 140, "unit": "mmol/L"}, specimen={"reference": "Specimen/u"}
    )
    assert not read(tmp_path, bundle(urine, sodium)).results[0].used


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_results_of_a_report_that_was_taken_back_are_not_used(tmp_path: Path, status: str) -> None:
    content = {"resourceType": "DiagnosticReport", "status": status, "contained": [observation(id="a")]}
    row = read(tmp_path, content).results[0]
    assert not row.used
    assert any(status in text for text in row.warnings)


def test_a_sign_that_is_no_limit_makes_no_number(tmp_path: Path) -> None:
    row = read(tmp_path, observation(valueQuantity={"value": 18, "comparator": "ad", "unit": "ug/L"})).results[0]
    assert not row.used


def test_an_interval_in_another_unit_is_left_out_and_the_value_stays(tmp_path: Path) -> None:
    row = read(
        tmp_path,
        observation(
            code={"text": "Calcium"},
            valueQuantity={"value": 2.3, "unit": "mmol/L"},
            referenceRange=[{"low": {"value": 8.5, "unit": "mg/dL"}, "high": {"value": 10.5, "unit": "mg/dL"}}],
        ),
    ).results[0]
    assert (row.si_value, row.interval_from) == (2.3, "fallback")
    assert any("interval is given in mg/dL" in text for text in row.warnings)


def test_the_interval_of_the_own_sex_is_taken(tmp_path: Path) -> None:
    ranges = [
        {"low": {"value": low}, "high": {"value": high}, "appliesTo": [{"coding": [{"code": sex}]}]}
        for sex, low, high in (("male", 30, 400), ("female", 15, 150))
    ]
    row = read(tmp_path, observation(referenceRange=ranges)).results[0]
    assert (row.low, row.high, row.flag) == (15, 150, "normal")


@pytest.mark.parametrize("unit", ["%{HemoglobinA1C}", "%", "%{Hb}"])
def test_annotations_of_a_unit_are_left_out(tmp_path: Path, unit: str) -> None:
    quantity = {"value": 5.5, "unit": "percent", "system": "http://unitsofmeasure.org", "code": unit}
    row = read(tmp_path, observation(code={"text": "HbA1c"}, valueQuantity=quantity)).results[0]
    assert row.si_value == pytest.approx(36.6, rel=1e-2)


@pytest.mark.parametrize(
    ("name", "test"),
    [
        ("Potassium [Moles/volume] in Serum or Plasma", "potassium"),
        ("Cobalamin (Vitamin B12) [Mass/volume] in Serum or Plasma", "b12"),
        ("Leukocytes [#/volume] in Blood by Automated count", "white_cells"),
        ("Iron saturation [Mass Fraction] in Serum or Plasma", "tsat"),
        ("Creatinine [Mass/volume] in Urine", "Creatinine [Mass/volume] in Urine"),
    ],
)
def test_long_names_of_loinc_without_the_code(tmp_path: Path, name: str, test: str) -> None:
    assert (
        read(tmp_path, observation(code={"coding": [{"system": "urn:own", "code": "1", "display": name}]}))
        .results[0]
        .test
        == test
    )


def test_a_page_of_several_and_a_bundle_without_results_say_so(tmp_path: Path) -> None:
    paged = bundle(observation(), link=[{"relation": "next", "url": "https://fhir.example.org/?page=2"}])
    assert any("one page of several" in text for text in read(tmp_path, paged).warnings)
    empty = read(tmp_path, bundle({"resourceType": "Patient"}))
    assert empty.results == ()
    assert any("no result of a blood test" in text for text in empty.warnings)
