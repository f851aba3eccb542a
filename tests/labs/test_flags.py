"""Flags: the laboratory's own interval wins; else sex, age and pregnancy; what is not known stays unknown."""

from __future__ import annotations

import pytest

from whytwitch.evidence.labs import iron_for_rls, report
from whytwitch.evidence.labs.flags import Span, plain_flag
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.model.labs import LabPerson, LabResult, LabValue


def row(person: object = None, **fields: object) -> LabResult:
    return report([LabValue(**{"at": "2026-10-02", **fields})], person).results[0]  # type: ignore[arg-type]


WOMAN, MAN = {"age": 40, "sex": "female", "pregnant": False}, {"age": 40, "sex": "male"}


def test_the_laboratorys_own_interval_wins() -> None:
    assert row(WOMAN, test="ferritin", value=18, unit="ug/L").flag == "normal"
    assert row(WOMAN, test="ferritin", value=18, unit="ug/L", low=30, high=300).flag == "low"


@pytest.mark.parametrize(
    ("value", "person", "flag"),
    [
        (20, WOMAN, "normal"),
        (20, MAN, "low"),
        (10, {"age": 60, "sex": "female"}, "low"),
        (5, None, "low"),
        (20, None, "unknown"),
        (20, {"age": 8, "sex": "male"}, "normal"),
        (20, {"age": 14, "sex": "male"}, "unknown"),
        (100, None, "normal"),
    ],
)
def test_ferritin_by_sex_and_age(value: float, person: object, flag: str) -> None:
    assert row(person, test="ferritin", value=value, unit="ug/L").flag == flag


def test_pregnancy_has_its_own_intervals_or_says_so() -> None:
    pregnant = {"age": 30, "sex": "female", "pregnant": True}
    assert row(pregnant, test="albumin", value=30, unit="g/L").flag == "normal"
    assert row(WOMAN, test="albumin", value=30, unit="g/L").flag == "low"
    assert row(pregnant, test="haemoglobin", value=112, unit="g/L").flag == "normal"
    assert row(WOMAN, test="haemoglobin", value=112, unit="g/L").flag == "low"
    assert row(pregnant, test="creatinine", value=50, unit="umol/L").flag == "unknown"
    assert any("pregnancy" in note for note in row(pregnant, test="ck", value=100, unit="U/L").notes)


def test_a_child_never_gets_the_interval_of_adults() -> None:
    assert row({"age": 6, "sex": "female"}, test="creatinine", value=40, unit="umol/L").flag == "unknown"
    assert row({"age": 6, "sex": "female"}, test="tsh", value=4.5, unit="mIU/L").flag == "normal"


@pytest.mark.parametrize(
    ("value", "comparator", "low", "high", "flag"),
    [
        (5, "<", 15, 150, "low"),
        (15, "<", 15, 150, "low"),
        (15, "<=", 15, 150, "unknown"),
        (20, "<", 15, 150, "unknown"),
        (5, "<", None, 5, "normal"),
        (1000, ">", 15, 150, "high"),
        (150, ">", 15, 150, "high"),
        (100, ">", 15, 150, "unknown"),
        (90, ">", 60, None, "normal"),
        (15, None, 15, 150, "normal"),
        (150, None, 15, 150, "normal"),
        (18, None, None, None, "unknown"),
    ],
)
def test_plain_flag(value: float, comparator: str | None, low: float | None, high: float | None, flag: str) -> None:
    assert plain_flag(Span.of(value, comparator), low, high) == flag  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("test", "value", "unit", "flag"),
    [
        ("potassium", 6.5, "mmol/L", "critical_high"),
        ("potassium", 6.0, "mmol/L", "critical_high"),
        ("potassium", 5.9, "mmol/L", "high"),
        ("potassium", 2.4, "mmol/L", "critical_low"),
        ("potassium", 3.2, "mmol/L", "low"),
        ("sodium", 120, "mmol/L", "critical_low"),
        ("glucose", 2.7, "mmol/L", "critical_low"),
        ("glucose", 45, "mg/dL", "critical_low"),
        ("glucose", 23, "mmol/L", "critical_high"),
        ("calcium_adjusted", 1.89, "mmol/L", "critical_low"),
        ("magnesium", 0.4, "mmol/L", "critical_low"),
    ],
)
def test_critical(test: str, value: float, unit: str, flag: str) -> None:
    assert row(WOMAN, test=test, value=value, unit=unit).flag == flag


def test_printed_interval_and_value_keep_the_units_of_the_paper() -> None:
    one = row(WOMAN, test="Calcium", value="9.2", unit="mg/dl")
    assert (one.value, one.unit, one.si_unit, one.interval_from) == (9.2, "mg/dL", "mmol/L", "fallback")
    assert one.low == pytest.approx(8.42, abs=0.01)
    assert one.interval_source == "pmc4975217_table3"


def test_iron_limits_are_not_the_laboratorys_lower_limit() -> None:
    done = report([LabValue(test="ferritin", value=60, unit="ug/L", at="2026-10-02", low=15, high=150)], WOMAN)
    assert done.results[0].flag == "normal"
    rules = {one["rule"]: one["met"] for one in iron_for_rls(done, WOMAN)}
    assert rules["iron_rls_adult"] is True
    assert rules["iron_stores_empty"] is False


@pytest.mark.parametrize(
    ("rows", "person", "kidney", "rule", "met"),
    [
        ([("ferritin", 75, "ug/L")], WOMAN, False, "iron_rls_adult", True),
        ([("ferritin", 76, "ug/L")], WOMAN, False, "iron_rls_adult", None),  # saturation not known
        ([("ferritin", 76, "ug/L"), ("tsat", 25, "%")], WOMAN, False, "iron_rls_adult", False),
        ([("ferritin", 300, "ug/L"), ("tsat", 19, "%")], WOMAN, False, "iron_rls_adult", True),
        ([("ferritin", "<5", "ug/L")], WOMAN, False, "iron_rls_adult", True),
        ([("ferritin", ">1000", "ug/L"), ("tsat", 30, "%")], WOMAN, False, "iron_rls_adult", False),
        ([("ferritin", "<100", "ug/L")], WOMAN, False, "iron_rls_adult", None),
        ([("ferritin", 49, "ug/L")], {"age": 9}, False, "iron_rls_child", True),
        ([("ferritin", 50, "ug/L")], {"age": 9}, False, "iron_rls_child", False),
        ([("ferritin", 150, "ug/L"), ("tsat", 18, "%")], WOMAN, True, "iron_rls_kidney_failure", True),
        ([("ferritin", 150, "ug/L")], WOMAN, True, "iron_rls_kidney_failure", None),
        ([("tsat", 46, "%")], WOMAN, False, "iron_no_more", True),
    ],
)
def test_iron_rules(
    rows: list[tuple[str, object, str]], person: object, kidney: bool, rule: str, met: bool | None
) -> None:
    values = [LabValue(test=test, value=value, unit=unit, at="2026-10-02") for test, value, unit in rows]  # type: ignore[arg-type]
    found = {one["rule"]: one["met"] for one in iron_for_rls(report(values, person), person, kidney_failure=kidney)}
    assert found[rule] is met


def test_person_from_a_case() -> None:
    from whytwitch.model.case import Age, Person

    assert LabPerson.of(Person(age=Age.parse("80s"), sex="female", pregnant="no")) == LabPerson(
        age=84.5, sex="female", pregnant=False
    )
    assert LabPerson.of(None) == LabPerson()
    assert LabPerson.of({"age": 30, "sex": "f", "weeks_pregnant": 20}).pregnant is True


def test_every_number_of_the_data_names_its_source() -> None:
    from whytwitch.knowledge.files import read_folder

    sources = {name for content in read_folder("sources").values() for name in content}
    known = load_analytes()
    cited = [one.cited for test in known.by_id.values() for one in (*test.intervals, *test.act_now)]
    cited += [one.cited for one in known.iron_rules]
    assert {one.source for one in cited} <= sources
    for entry in known.derived.values():
        for one in entry.values():
            if isinstance(one, dict):
                assert one["source"] in sources
