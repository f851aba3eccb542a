"""Planted unit swaps (frozen before the check was written) and ordinary values."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from whytwitch.evidence.labs import findings_from_labs, report
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.model.labs import LabValue

SWAPS = Path(__file__).parent.parent / "data" / "labs" / "unit_swaps.csv"


def swaps() -> list[dict[str, str]]:
    with SWAPS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_list_holds_200() -> None:
    assert len(swaps()) == 200


def test_every_impossible_swap_is_caught_and_not_used() -> None:
    missed = []
    for one in swaps():
        done = report([LabValue(test=one["test"], value=one["value"], unit=one["written_unit"], at="2026-10-02")])
        row = done.results[0]
        alarm = any("unit suspect" in text for text in row.warnings)
        if one["expected"] == "impossible" and (
            not alarm or row.used or row.si_value is not None or findings_from_labs(done)
        ):
            missed.append(one)
    assert missed == []


def test_possible_swaps_are_not_refused() -> None:
    for one in swaps():
        if one["expected"] == "possible":
            row = report(
                [LabValue(test=one["test"], value=one["value"], unit=one["written_unit"], at="2026-10-02")]
            ).results[0]
            assert row.used, one
            assert row.si_value is not None


def test_possible_swaps_outside_the_interval_carry_a_note() -> None:
    row = report([LabValue(test="magnesium", value=2.0, unit="mmol/L", at="2026-10-02")]).results[0]
    assert any("check the unit" in note for note in row.notes)


def ordinary(count: int = 2000) -> list[tuple[LabValue, dict[str, object]]]:
    """Values inside a fall-back interval, in every accepted unit, printed with three digits as laboratories do."""
    dice = random.Random(20261122)
    tests = [one for one in load_analytes().by_id.values() if one.intervals]
    made = []
    for _ in range(count):
        analyte = dice.choice(tests)
        interval = dice.choice(analyte.intervals)
        low = interval.low if interval.low is not None else max(analyte.plausible[0], (interval.high or 1) * 0.3)
        high = interval.high if interval.high is not None else low * 1.8
        unit = dice.choice(list(analyte.units))
        printed = analyte.units[unit].from_si(dice.uniform(low * 1.01, high * 0.99))
        age = dice.uniform(interval.age_from or 18, min(interval.age_below or 80, 90) - 0.01)
        person = {
            "age": age,
            "sex": interval.sex or dice.choice(["female", "male"]),
            "pregnant": bool(interval.pregnant),
        }
        made.append((LabValue(test=analyte.id, value=float(f"{printed:.4g}"), unit=unit, at="2026-10-02"), person))
    return made


def test_ordinary_values_raise_at_most_one_percent_false_alarms() -> None:
    alarms = []
    for value, person in ordinary():
        row = report([value], person).results[0]
        if row.warnings or not row.used or row.flag != "normal":
            alarms.append((value, row.flag, row.warnings))
    assert len(alarms) <= 20, alarms[:5]


def test_ordinary_values_with_the_laboratorys_own_interval_raise_none() -> None:
    dice = random.Random(7)
    alarms = 0
    for analyte in load_analytes().by_id.values():
        for interval in analyte.intervals:
            for unit, scale in analyte.units.items():
                if interval.low is None or interval.high is None:
                    continue
                low, high = (scale.from_si(end * dice.uniform(0.9, 1.1)) for end in (interval.low, interval.high))
                row = report(
                    [LabValue(test=analyte.id, value=(low + high) / 2, unit=unit, low=low, high=high)]
                ).results[0]
                alarms += bool(row.warnings) or row.flag != "normal"
    assert alarms == 0


def test_printed_interval_shows_a_wrong_unit() -> None:
    row = report([LabValue(test="magnesium", value=2.0, unit="mmol/L", low=1.6, high=2.6, at="2026-10-02")]).results[0]
    assert any("unit suspect" in text for text in row.warnings)
    assert not row.used


def test_suspect_emergency_says_so() -> None:
    row = report([LabValue(test="glucose", value=95, unit="mmol/L", at="2026-10-02")]).results[0]
    assert any("emergency" in text for text in row.warnings)
