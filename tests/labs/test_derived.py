"""Derived values: TSAT, adjusted calcium, eGFR with its limits, rise over own baseline, corrected sodium."""

from __future__ import annotations

import pytest

from whytwitch.evidence.labs import report
from whytwitch.evidence.labs.kidney import ckd_epi_2021
from whytwitch.model.labs import Derived, LabReport, LabValue

WOMAN = {"age": 55, "sex": "female", "pregnant": False}


def run(rows: list[tuple[object, ...]], person: object = WOMAN, as_of: str = "2026-11-21") -> LabReport:
    values = [
        LabValue(test=str(test), value=value, unit=str(unit), at=str(at) if at else None)  # type: ignore[arg-type]
        for test, value, unit, at in rows
    ]
    return report(values, person, as_of)


def one(done: LabReport, test: str) -> Derived:
    found = [made for made in done.derived if made.test == test]
    assert len(found) == 1, [made.test for made in done.derived]
    return found[0]


@pytest.mark.parametrize(
    ("sex", "age", "creatinine", "egfr"),
    [
        ("female", 55, 0.9, 75.5),
        ("male", 50, 1.0, 91.7),
        ("female", 30, 0.5, 129.3),
        ("female", 20, 0.7, 126.9),
        ("male", 20, 0.9, 125.4),
        ("male", 70, 1.5, 49.8),
        ("female", 60, 2.0, 28.1),
        ("male", 45, 5.0, 13.7),
    ],
)
def test_egfr_vectors_of_the_evidence(sex: str, age: float, creatinine: float, egfr: float) -> None:
    assert ckd_epi_2021(creatinine, age, sex) == pytest.approx(egfr, abs=0.05)
    done = run([("creatinine", creatinine, "mg/dL", "2026-11-20")], {"age": age, "sex": sex})
    assert one(done, "egfr").si_value == pytest.approx(egfr, abs=0.05)
    micromol = run([("creatinine", creatinine * 88.402, "umol/L", "2026-11-20")], {"age": age, "sex": sex})
    assert one(micromol, "egfr").si_value == pytest.approx(egfr, abs=0.06)


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ({"age": 15, "sex": "male"}, "adults"),
        ({"age": 30, "sex": "female", "pregnant": True}, "pregnancy"),
        ({"age": 30}, "age and sex"),
        ({"sex": "male"}, "age and sex"),
    ],
)
def test_egfr_is_not_computed_where_it_does_not_hold(person: object, why: str) -> None:
    done = run([("creatinine", 80, "umol/L", "2026-11-20")], person)
    assert not done.derived
    assert any(why in text for text in done.warnings)


def test_egfr_is_not_computed_while_creatinine_rises() -> None:
    done = run([("creatinine", 80, "umol/L", "2026-11-15"), ("creatinine", 130, "umol/L", "2026-11-20")])
    assert [made.at for made in done.derived if made.test == "egfr"] == ["2026-11-15"]
    assert any("rising" in text for text in done.warnings)


def test_egfr_takes_the_age_at_the_sample() -> None:
    done = run([("creatinine", 80, "umol/L", "2006-11-21")], {"age": 30, "sex": "male"})
    assert not done.derived


def test_printed_egfr_wins() -> None:
    done = run([("creatinine", 0.9, "mg/dL", "2026-11-20"), ("egfr", 70, "mL/min/1.73m2", "2026-11-20")])
    assert not one(done, "egfr").used


def test_tsat_from_iron_and_tibc() -> None:
    done = run([("iron", 60, "ug/dL", "2026-10-02"), ("tibc", 300, "ug/dL", "2026-10-02")])
    made = one(done, "tsat")
    assert made.si_value == pytest.approx(20.0)
    assert made.rows == (0, 1)
    assert "iron" in made.derived
    assert made.verified


def test_tsat_from_transferrin() -> None:
    made = one(run([("iron", 10, "umol/L", "2026-10-02"), ("transferrin", 2.5, "g/L", "2026-10-02")]), "tsat")
    assert made.si_value == pytest.approx(10 / (2.5 * 25.1) * 100, rel=1e-5)
    assert not made.verified


def test_tsat_needs_the_same_sample() -> None:
    assert not run([("iron", 60, "ug/dL", "2026-10-02"), ("tibc", 300, "ug/dL", "2026-09-02")]).derived
    assert not run([("iron", 60, "ug/dL", None), ("tibc", 300, "ug/dL", "2026-09-02")]).derived
    assert run([("iron", 60, "ug/dL", None), ("tibc", 300, "ug/dL", None)]).derived


def test_printed_tsat_that_disagrees_is_asked_about() -> None:
    done = run(
        [("iron", 60, "ug/dL", "2026-10-02"), ("tibc", 300, "ug/dL", "2026-10-02"), ("tsat", 35, "%", "2026-10-02")]
    )
    made = one(done, "tsat")
    assert not made.used
    assert any("which row is wrong" in text for text in made.warnings)


def test_impossible_saturation_is_asked_about() -> None:
    made = one(run([("iron", 95, "umol/L", "2026-10-02"), ("tibc", 300, "ug/dL", "2026-10-02")]), "tsat")
    assert not made.used


def test_comparators_never_enter_a_formula() -> None:
    assert not run([("iron", "<2", "umol/L", "2026-10-02"), ("tibc", 300, "ug/dL", "2026-10-02")]).derived


@pytest.mark.parametrize(
    ("calcium", "unit", "albumin", "adjusted"),
    [(2.0, "mmol/L", 30, 2.2), (1.9, "mmol/L", 40, 1.9), (8.0, "mg/dL", 20, 2.396)],
)
def test_adjusted_calcium(calcium: float, unit: str, albumin: float, adjusted: float) -> None:
    made = one(
        run([("calcium", calcium, unit, "2026-10-02"), ("albumin", albumin, "g/L", "2026-10-02")]), "calcium_adjusted"
    )
    assert made.si_value == pytest.approx(adjusted, abs=0.001)
    assert any("ionised" in text for text in made.warnings)
    assert made.verified


def test_adjusted_calcium_in_kidney_disease_warns() -> None:
    done = run(
        [
            ("calcium", 2.0, "mmol/L", "2026-10-02"),
            ("albumin", 35, "g/L", "2026-10-02"),
            ("egfr", 20, "mL/min/1.73m2", "2026-10-02"),
        ]
    )
    assert any("unreliable here" in text for text in one(done, "calcium_adjusted").warnings)


def test_creatinine_rise_over_own_baseline() -> None:
    done = run([("creatinine", 80, "umol/L", "2026-03-01"), ("creatinine", 120, "umol/L", "2026-11-20")])
    made = one(done, "creatinine_ratio")
    assert made.si_value == pytest.approx(1.5)
    assert made.flag == "critical_high"


def test_creatinine_baseline_is_the_one_that_shows_the_larger_rise() -> None:
    done = run(
        [
            ("creatinine", 60, "umol/L", "2026-05-01"),
            ("creatinine", 90, "umol/L", "2026-11-17"),
            ("creatinine", 95, "umol/L", "2026-11-20"),
        ]
    )
    last = [made for made in done.derived if made.test == "creatinine_ratio"][-1]
    assert last.si_value == pytest.approx(95 / 60, rel=1e-4)


def test_creatinine_rise_within_two_days() -> None:
    done = run([("creatinine", 100, "umol/L", "2026-11-19"), ("creatinine", 127, "umol/L", "2026-11-20")])
    assert one(done, "creatinine_rise_48h").flag == "critical_high"
    slow = run([("creatinine", 100, "umol/L", "2026-11-10"), ("creatinine", 127, "umol/L", "2026-11-20")])
    assert not [made for made in slow.derived if made.test == "creatinine_rise_48h"]


def test_sodium_corrected_for_glucose_gives_both_formulas() -> None:
    made = one(
        run([("sodium", 130, "mmol/L", "2026-10-02"), ("glucose", 500, "mg/dL", "2026-10-02")]), "sodium_corrected"
    )
    assert (made.si_low, made.si_high) == (pytest.approx(136.4), pytest.approx(139.6))
    assert not run([("sodium", 130, "mmol/L", "2026-10-02"), ("glucose", 90, "mg/dL", "2026-10-02")]).derived
