"""Results of one sample against each other."""

from __future__ import annotations

import random

import pytest

from whytwitch.evidence.labs import danger_from_labs, report
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.model.labs import LabReport

PERSON = {"age": 54, "sex": "female", "pregnant": False}


def made(*rows: tuple) -> LabReport:
    names = ("test", "value", "unit")
    return report([dict(zip(names, row, strict=True), at="2026-11-20") for row in rows], PERSON, "2026-11-21")


IMPOSSIBLE = [
    (("haemoglobin", 140, "g/L"), ("haematocrit", 20, "%")),
    (("haemoglobin", 14, "g/dL"), ("haematocrit", 0.2, "1")),
    (("calcium", 2.3, "mmol/L"), ("calcium_ionised", 2.2, "mmol/L")),
    (("calcium", 9.2, "mg/dL"), ("calcium_ionised", 2.0, "mg/dL")),
    (("urea", 5, "mmol/L"), ("urea_nitrogen", 30, "mg/dL")),
    (("albumin", 60, "g/L"), ("total_protein", 50, "g/L")),
]
POSSIBLE = [
    (("ferritin", 3, "ug/L"), ("tsat", 60, "%")),
    (("potassium", 7, "mmol/L"), ("calcium", 1.4, "mmol/L")),
    (("tsh", 20, "m[IU]/L"), ("ft4", 40, "pmol/L")),
]


@pytest.mark.parametrize("pair", IMPOSSIBLE)
def test_pairs_that_cannot_both_be_right_are_set_aside(pair: tuple) -> None:
    done = made(*pair)
    assert [row.set_aside for row in done.results] == ["contradiction", "contradiction"]
    assert not any(row.used for row in done.results)
    assert any("contradict each other" in text for text in done.warnings)


@pytest.mark.parametrize("pair", POSSIBLE)
def test_pairs_that_could_both_be_right_are_asked_about(pair: tuple) -> None:
    done = made(*pair)
    assert all(row.used for row in done.results)
    assert all(any("contradicts" in text for text in row.warnings) for row in done.results)


def test_other_days_do_not_contradict() -> None:
    rows = [
        {"test": "haemoglobin", "value": 140, "unit": "g/L", "at": "2026-11-01"},
        {"test": "haematocrit", "value": 20, "unit": "%", "at": "2026-11-20"},
    ]
    assert all(row.used for row in report(rows, PERSON, "2026-11-21").results)


def test_a_haemolysed_potassium_is_kept_and_asked_about() -> None:
    from whytwitch.model.labs import LabValue

    row = LabValue(test="potassium", value="7.0", unit="mmol/L", at="2026-11-20", remark="Probe hämolytisch")
    done = report([row], PERSON, "2026-11-21")
    assert done.results[0].used
    assert "haemolysed" in " ".join(done.results[0].warnings)
    assert danger_from_labs(done, "2026-11-21")


def test_ordinary_samples_are_hardly_ever_asked_about() -> None:
    """False alarms on ordinary samples of one person: at most 1 %."""
    draw = random.Random(6)
    alarms = 0
    for _ in range(500):
        hb = draw.gauss(135, 12)
        rows = [
            ("haemoglobin", round(hb), "g/L"),
            ("haematocrit", round(hb / draw.gauss(335, 8) * 100, 1), "%"),
            ("ferritin", round(draw.lognormvariate(4.2, 0.8)), "ug/L"),
            ("tsat", round(draw.gauss(28, 8)), "%"),
            ("calcium", round(draw.gauss(2.35, 0.08), 2), "mmol/L"),
            ("calcium_ionised", round(draw.gauss(1.22, 0.04), 2), "mmol/L"),
            ("potassium", round(draw.gauss(4.2, 0.4), 1), "mmol/L"),
            ("albumin", round(draw.gauss(43, 3)), "g/L"),
            ("total_protein", round(draw.gauss(71, 4)), "g/L"),
        ]
        alarms += any("contradict" in text for text in made(*rows).warnings)
    assert alarms <= 5


def test_every_rule_names_known_tests_and_its_source() -> None:
    known = load_analytes()
    assert len(known.contradictions) >= 9
    for rule in known.contradictions:
        assert {rule["one"], rule["other"]} <= known.by_id.keys()
        assert rule["source"]
