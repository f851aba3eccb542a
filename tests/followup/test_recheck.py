"""When to look again."""

from __future__ import annotations

import datetime as dt

from whytwitch.care.followup.recheck import due
from whytwitch.workup import as_case

TODAY = dt.date(2026, 11, 26)


def _due(**case):
    return [one.id for one in due(as_case({"as_of": "2026-11-26", **case}), TODAY)]


def test_iron_asks_for_ferritin_after_twelve_weeks_until_it_was_measured():
    iron = {"name": "ferrous sulfate", "started": "2026-08-20"}
    assert _due(medicines=[iron]) == ["iron"]
    assert _due(medicines=[{**iron, "started": "2026-10-20"}]) == []
    after = {"test": "ferritin", "value": 60, "unit": "ug/L", "at": "2026-11-20"}
    assert _due(medicines=[iron], labs=[after]) == []
    assert _due(medicines=[iron], labs=[{**after, "at": "2026-08-01"}]) == ["iron"]


def test_a_new_medicine_asks_again_after_two_weeks():
    assert _due(medicines=[{"name": "sertraline", "started": "2026-11-20"}]) == []
    assert _due(medicines=[{"name": "sertraline", "started": "2026-11-05"}]) == ["new_medicine"]
    assert _due(medicines=[{"name": "sertraline", "started": "2020-01-01", "dose_changed": "2026-11-05"}]) == [
        "new_medicine"
    ]
    assert _due(medicines=[{"name": "sertraline", "started": "2026-11-05", "stopped": "2026-11-20"}]) == []


def test_pregnancy_and_what_lasts():
    assert _due(person={"age": 30, "sex": "female", "pregnant": "yes"}) == ["pregnancy"]
    assert _due(movements=[{"kind": "twitch", "since": "5 weeks"}]) == ["lasting"]
    assert _due(movements=[{"kind": "twitch", "since": "1 week"}]) == []
