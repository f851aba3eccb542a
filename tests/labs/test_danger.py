"""Act-now limits: safety.md section 2, row 'laboratory', value by value."""

from __future__ import annotations

import pytest

from whytwitch.evidence.labs import danger_from_labs, findings_from_labs, report
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.model.labs import LabValue

TODAY = "2026-11-21"


def hits(rows: list[tuple[object, ...]], person: object = None, as_of: str = TODAY) -> list[dict[str, object]]:
    values = [
        LabValue(test=str(row[0]), value=row[1], unit=str(row[2]), at=str(row[3]) if len(row) > 3 and row[3] else None)  # type: ignore[arg-type]
        for row in rows
    ]
    return danger_from_labs(report(values, person, as_of), as_of)


@pytest.mark.parametrize(
    ("test", "value", "unit", "level"),
    [
        ("potassium", 6.5, "mmol/L", "emergency"),
        ("potassium", 6.49, "mmol/L", "urgent"),
        ("potassium", 6.0, "mmol/L", "urgent"),
        ("potassium", 5.9, "mmol/L", None),
        ("potassium", 2.49, "mmol/L", "emergency"),
        ("potassium", 2.5, "mmol/L", "urgent"),
        ("potassium", 2.9, "mmol/L", "urgent"),
        ("potassium", 3.0, "mmol/L", None),
        ("potassium", 6.5, "mEq/L", "emergency"),
        ("calcium_adjusted", 1.89, "mmol/L", "emergency"),
        ("calcium_adjusted", 1.9, "mmol/L", None),
        ("calcium_adjusted", 7.5, "mg/dL", "emergency"),
        ("calcium", 1.89, "mmol/L", "urgent"),
        ("calcium_ionised", 0.75, "mmol/L", "emergency"),
        ("magnesium", 0.40, "mmol/L", "emergency"),
        ("magnesium", 0.41, "mmol/L", "urgent"),
        ("magnesium", 0.5, "mmol/L", None),
        ("magnesium", 0.9, "mg/dL", "emergency"),
        ("sodium", 120, "mmol/L", "emergency"),
        ("sodium", 121, "mmol/L", "urgent"),
        ("sodium", 125, "mmol/L", "urgent"),
        ("sodium", 126, "mmol/L", None),
        ("sodium", 160, "mmol/L", "emergency"),
        ("sodium", 159, "mmol/L", None),
        ("glucose", 2.79, "mmol/L", "emergency"),
        ("glucose", 2.8, "mmol/L", "urgent"),
        ("glucose", 3.0, "mmol/L", "urgent"),
        ("glucose", 3.1, "mmol/L", None),
        ("glucose", 22.1, "mmol/L", "emergency"),
        ("glucose", 22, "mmol/L", None),
        ("glucose", 45, "mg/dL", "emergency"),
        ("glucose_fasting", 2.0, "mmol/L", "emergency"),
        ("haemoglobin", 70, "g/L", "emergency"),
        ("phosphate", 1.0, "mg/dL", "emergency"),
        ("egfr", 14, "mL/min/1.73m2", "urgent"),
        ("ck", 6000, "U/L", "urgent"),
        ("ck", 1600, "U/L", "urgent"),
        ("ck", 500, "U/L", None),
        ("ferritin", 3, "ug/L", None),
    ],
)
def test_limits(test: str, value: float, unit: str, level: str | None) -> None:
    found = hits([(test, value, unit, "2026-11-20")])
    assert [one["level"] for one in found] == ([level] if level else [])


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ("<2.5", "emergency"),
        ("<=2.5", "urgent"),
        ("<3.0", "urgent"),
        (">6.5", "emergency"),
        (">6.0", "urgent"),
        ("<3.5", None),
        (">5.0", None),
    ],
)
def test_comparators_fire_only_when_certain(value: str, level: str | None) -> None:
    assert [one["level"] for one in hits([("potassium", value, "mmol/L", "2026-11-20")])] == ([level] if level else [])


def test_what_a_hit_says() -> None:
    hit = hits([("K", "6,8*", "mval/l", "2026-11-20")])[0]
    assert hit["rule"] == "lab_potassium_high"
    assert (hit["analyte"], hit["si_value"], hit["at"], hit["stale"], hit["ask"]) == (
        "potassium",
        6.8,
        "2026-11-20",
        False,
        "",
    )
    assert hit["source"] == "rcem_potassium"
    assert hit["verified"] is True


@pytest.mark.parametrize(
    ("at", "stale"),
    [("2026-11-20", False), ("2026-11-14", False), ("2026-11-13", True), (None, True), ("2026-12-24", True)],
)
def test_old_and_undated_values_ask_whether_they_were_repeated(at: str | None, stale: bool) -> None:
    hit = hits([("potassium", 6.8, "mmol/L", at)])[0]
    assert hit["stale"] is stale
    assert ("repeated since" in str(hit["ask"])) is stale


def test_calcium_is_judged_after_adjustment() -> None:
    low_albumin = [("calcium", 1.85, "mmol/L", "2026-11-20"), ("albumin", 28, "g/L", "2026-11-20")]
    assert hits(low_albumin) == []  # adjusted 2.09
    truly_low = [("calcium", 1.85, "mmol/L", "2026-11-20"), ("albumin", 42, "g/L", "2026-11-20")]
    assert [one["level"] for one in hits(truly_low)] == ["emergency"]
    hidden = [("calcium", 1.95, "mmol/L", "2026-11-20"), ("albumin", 45, "g/L", "2026-11-20")]
    assert [one["rule"] for one in hits(hidden)] == ["lab_calcium_low"]  # adjusted 1.85
    assert [one["rule"] for one in hits([("calcium", 1.85, "mmol/L", "2026-11-20")])] == ["lab_calcium_total_low"]


def test_creatinine_rise() -> None:
    found = hits([("creatinine", 80, "umol/L", "2026-03-01"), ("creatinine", 120, "umol/L", "2026-11-20")])
    assert [(one["rule"], one["level"]) for one in found] == [("lab_creatinine_rise", "urgent")]
    assert hits([("creatinine", 80, "umol/L", "2026-03-01"), ("creatinine", 119, "umol/L", "2026-11-20")]) == []


def test_a_newer_ordinary_value_replaces_an_older_dangerous_one() -> None:
    assert hits([("potassium", 6.8, "mmol/L", "2026-11-10"), ("potassium", 4.4, "mmol/L", "2026-11-20")]) == []
    assert hits([("potassium", 4.4, "mmol/L", "2026-11-10"), ("potassium", 6.8, "mmol/L", "2026-11-20")]) != []


def test_an_undated_or_same_day_ordinary_value_replaces_nothing() -> None:
    assert hits([("potassium", 6.8, "mmol/L", "2026-11-20"), ("potassium", 4.4, "mmol/L", None)]) != []
    assert hits([("potassium", 6.8, "mmol/L", None), ("potassium", 4.4, "mmol/L", "2026-11-20")]) != []
    assert hits([("potassium", 6.8, "mmol/L", "2026-11-20"), ("potassium", 4.4, "mmol/L", "2026-11-20")]) != []


def test_a_value_in_a_suspect_unit_replaces_nothing() -> None:
    assert hits([("potassium", 6.8, "mmol/L", "2026-11-10"), ("potassium", 16.4, "mmol/L", "2026-11-20")]) != []


def test_possible_swap_asks_for_the_unit() -> None:
    assert "check the unit" in str(hits([("magnesium", 2.0, "mmol/L", "2026-11-20")])[0]["ask"]).casefold()


def test_ck_uses_the_laboratorys_upper_limit() -> None:
    values = [LabValue(test="ck", value=900, unit="U/L", at="2026-11-20", low=30, high=170)]
    assert [one["rule"] for one in danger_from_labs(report(values), TODAY)] == ["lab_ck_high"]
    values = [LabValue(test="ck", value=900, unit="U/L", at="2026-11-20", low=30, high=400)]
    assert danger_from_labs(report(values), TODAY) == []


def test_emergencies_come_first() -> None:
    assert [
        one["level"]
        for one in hits([("sodium", 123, "mmol/L", "2026-11-20"), ("potassium", 7, "mmol/L", "2026-11-20")])
    ] == ["emergency", "urgent"]


def test_adding_a_dangerous_row_never_removes_another_hit() -> None:
    base = [("potassium", 6.8, "mmol/L", "2026-11-20")]
    before = {one["rule"] for one in hits(base)}
    for analyte in load_analytes().by_id.values():
        for limit in analyte.act_now:
            edge = next(
                (
                    one
                    for one in (limit.bounds.below, limit.bounds.at_most, limit.bounds.above, limit.bounds.at_least)
                    if one
                ),
                None,
            )
            if edge is None or analyte.derived_only or analyte.id == "potassium":
                continue
            value = edge * (1.01 if limit.side == "high" else 0.99)
            assert before <= {one["rule"] for one in hits([*base, (analyte.id, value, analyte.si_unit, "2026-11-20")])}


def test_rule_ids_are_unique_for_each_level() -> None:
    seen: dict[str, str] = {}
    for analyte in load_analytes().by_id.values():
        for limit in analyte.act_now:
            assert limit.level in ("emergency", "urgent")
            assert seen.setdefault(limit.id, limit.level) == limit.level


def test_findings_carry_si_values_dates_and_how() -> None:
    values = [
        LabValue(test="Ferritin", value="18", unit="ng/mL", at="2026-10-02"),
        LabValue(test="HbA1c", value=6.5, unit="%", at="2026-10-02"),
        LabValue(test="BUN", value=14, unit="mg/dL", at="2026-10-02"),
        LabValue(test="Hb", value=13.4, unit="g/dL"),
    ]
    found = {
        one["id"]: one
        for one in findings_from_labs(report(values, {"age": 54, "sex": "female"}, TODAY), TODAY, known_only=False)
    }
    assert found["ferritin"]["value"] == 18.0
    assert found["hba1c"]["value"] == pytest.approx(47.5, abs=0.1)
    assert found["urea"]["value"] == pytest.approx(5.0, abs=0.01)
    assert found["haemoglobin"]["value"] == 134.0
    assert found["haemoglobin"]["at"] is None
    assert found["ferritin"]["at"] == "2026-10-02"
    assert "Ferritin 18 ng/mL" in found["ferritin"]["derived"]
    assert found["ferritin"]["source_row"] == 0


def test_a_contradiction_never_hides_a_danger() -> None:
    values = [LabValue(test="potassium", value=value, unit="mmol/L", at="2026-11-20") for value in (6.8, 4.4)]
    done = report(values, None, TODAY)
    assert [row.used for row in done.results] == [False, False]
    assert [(one["id"], one["value"]) for one in findings_from_labs(done, TODAY)] == [("potassium", 6.8)]


def test_a_wrong_date_never_hides_a_danger() -> None:
    done = report([LabValue(test="potassium", value=6.8, unit="mmol/L", at="2027-11-20")], None, TODAY)
    assert [(one["value"], one["at"]) for one in findings_from_labs(done, TODAY)] == [(6.8, None)]
    assert [one["stale"] for one in danger_from_labs(done, TODAY)] == [True]


def test_findings_have_an_entry_in_the_knowledge_base() -> None:
    from whytwitch.knowledge import knowledge

    values = [
        LabValue(test=one.id, value=one.plausible[1] / 2, unit=one.si_unit, at="2026-11-20")
        for one in load_analytes().by_id.values()
        if not one.derived_only
    ]
    found = {one["id"] for one in findings_from_labs(report(values), TODAY)}
    assert found
    assert found <= set(knowledge().findings)


def test_the_danger_rules_and_the_flags_agree() -> None:
    """The limits stand in the danger rules and come from there into the flags: at every edge both say the same."""
    from whytwitch.knowledge.files import read_data

    compared = 0
    tests = {analyte.finding: analyte for analyte in load_analytes().by_id.values() if not analyte.derived_only}
    for name, rule in read_data("danger/laboratory.yaml").items():
        when = rule["when"]
        if when.get("number") not in tests:
            continue
        analyte = tests[when["number"]]
        inside = [when[key] for key in ("from", "up_to") if key in when]
        inside += [when["below"] - 1e-6] if "below" in when else []
        inside += [when["above"] + 1e-6] if "above" in when else []
        for value in inside:
            found = hits([(analyte.id, value, analyte.si_unit, "2026-11-20")])
            assert (name, rule["level"]) in [(one["rule"], one["level"]) for one in found], (name, value, found)
            compared += 1
    assert compared >= 20


def test_no_limit_of_a_danger_rule_stands_in_the_analytes_too() -> None:
    from whytwitch.knowledge.files import read_data

    own = [limit for one in read_data("analytes.yaml")["analytes"].values() for limit in one.get("act_now", ())]
    assert [limit["id"] for limit in own] == ["lab_ck_high"], "only a multiple of the laboratory's own limit"
