"""FHIR in: reports with contained results, components, absent values, several systems of codes, R4 to R5."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from whytwitch.errors import FileError
from whytwitch.evidence.labs import read_labs, report
from whytwitch.model.labs import LabReport

LOINC = "http://loinc.org"


def read(tmp_path: Path, content: object, name: str = "labs.json") -> LabReport:
    file = tmp_path / name
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return report(read_labs(file), {"age": 54, "sex": "female"}, "2026-11-21")


def observation(**more: object) -> dict:
    base = {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-10-02T08:10:00+02:00"}
    base["code"] = {"coding": [{"system": LOINC, "code": "2276-4", "display": "Ferritin"}]}
    base["valueQuantity"] = {"value": 18, "unit": "ug/L", "system": "http://unitsofmeasure.org", "code": "ug/L"}
    return {**base, **more}


def test_report_with_contained_results(tmp_path: Path) -> None:
    inner = observation()
    del inner["effectiveDateTime"]
    content = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "effectiveDateTime": "2026-10-02",
        "subject": {"reference": "Patient/1"},
        "contained": [{**inner, "id": "f"}],
        "result": [{"reference": "#f"}],
    }
    for held in (content, {"resourceType": "Bundle", "entry": [{"resource": content}]}):
        rows = read(tmp_path, held).results
        assert [(row.test, row.si_value, row.at) for row in rows] == [("ferritin", 18, "2026-10-02")]


def test_components_absent_values_and_comparators(tmp_path: Path) -> None:
    content = observation(
        code={"text": "Blood count"},
        component=[
            {
                "code": {"coding": [{"system": LOINC, "code": "718-7"}]},
                "valueQuantity": {"value": 12.5, "unit": "g/dL"},
            },
            {"code": {"text": "Platelets"}, "dataAbsentReason": {"text": "clotted"}},
            {"code": {"text": "CRP"}, "valueQuantity": {"value": 5, "comparator": "<", "unit": "mg/L"}},
        ],
    )
    del content["valueQuantity"]
    rows = read(tmp_path, content).results
    assert [(row.test, row.si_value, row.comparator) for row in rows] == [
        ("haemoglobin", 125, None),
        ("platelets", None, None),
        ("crp", 5, "<"),
    ]
    assert "clotted" in " ".join(rows[1].warnings)


@pytest.mark.parametrize(
    "code",
    [
        {"coding": [{"system": "urn:oid:2.16.840.1.113883.6.1", "code": "2276-4"}]},
        {"coding": [{"system": "http://snomed.info/sct", "code": "1", "display": "Serum ferritin"}]},
        {"coding": [{"system": "urn:local", "code": "FER", "display": "F. quant"}], "text": "Ferritin"},
        {"coding": [{"system": "urn:local", "code": "FER"}, {"system": LOINC, "code": "20567-4"}]},
        {"coding": [{"system": LOINC, "code": "0000-0"}, {"system": LOINC, "code": "2276-4"}]},
    ],
)
def test_several_systems_of_codes(tmp_path: Path, code: dict) -> None:
    assert [row.test for row in read(tmp_path, observation(code=code)).results] == ["ferritin"]


def test_therapeutic_range_is_no_interval(tmp_path: Path) -> None:
    ranges = [
        {"type": {"coding": [{"code": "therapeutic"}]}, "low": {"value": 100}},
        {"low": {"value": 15}, "high": {"value": 150}},
    ]
    row = read(tmp_path, observation(referenceRange=ranges)).results[0]
    assert (row.low, row.high, row.interval_from) == (15, 150, "laboratory")


def test_specimen_gives_the_day_and_a_remark_the_doubt(tmp_path: Path) -> None:
    held = observation(specimen={"reference": "Specimen/s1"}, note=[{"text": "haemolysed"}])
    held["code"] = {"text": "Potassium"}
    held["valueQuantity"] = {"value": 6.1, "unit": "mmol/L"}
    del held["effectiveDateTime"]
    taken = {"resourceType": "Specimen", "id": "s1", "collection": {"collectedDateTime": "2026-10-02"}}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": taken}, {"resource": held}]}
    row = read(tmp_path, bundle).results[0]
    assert row.at == "2026-10-02"
    assert "haemolysed" in " ".join(row.warnings)


def test_lines_of_json_and_titres(tmp_path: Path) -> None:
    titre = observation(code={"text": "ASO"}, valueRatio={"numerator": {"value": 1}, "denominator": {"value": 320}})
    del titre["valueQuantity"]
    done = read(tmp_path, "\n".join(json.dumps(one) for one in (observation(), titre)), "labs.ndjson")
    assert [row.value for row in done.results] == [18, "1:320"]


def test_two_people_in_a_bundle(tmp_path: Path) -> None:
    entries = [{"resource": observation(subject={"reference": f"Patient/{one}"})} for one in (1, 2)]
    done = read(tmp_path, {"resourceType": "Bundle", "entry": entries})
    assert not any(row.used for row in done.results)


def test_entered_in_error_is_not_used(tmp_path: Path) -> None:
    assert not read(tmp_path, observation(status="entered-in-error")).results[0].used


def test_broken_pieces_never_crash(tmp_path: Path) -> None:
    entries = [None, 3, {"resource": None}, {"resource": {"resourceType": "Observation", "code": 5, "component": [1]}}]
    done = read(tmp_path, {"resourceType": "Bundle", "entry": entries})
    assert [row.used for row in done.results] == [False]


def test_xml_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="XML"):
        read(tmp_path, "<?xml version='1.0'?><Bundle/>", "labs.xml")
