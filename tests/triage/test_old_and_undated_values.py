"""A dangerous blood value is never hidden by another one, unless that one is newer."""

from __future__ import annotations

import pytest

from whytwitch.model.urgency import Level
from whytwitch.workup import draw

PERSON = {
    "as_of": "2026-11-22",
    "person": {"age": 50, "sex": "male"},
    "known_conditions": [],
    "medicines": [],
    "movements": [{"kind": "twitch", "site": "calf", "since": "1 week"}],
    "denied": "all",
}


def potassium(value: float, at: str | None = None) -> dict:
    return {"test": "potassium", "value": value, "unit": "mmol/L", **({"at": at} if at else {})}


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ([potassium(7.0, "2026-11-21")], Level.EMERGENCY),
        ([potassium(7.0)], Level.URGENT),
        ([potassium(7.0), potassium(4.0, "2024-01-01")], Level.URGENT),
        ([potassium(4.0, "2024-01-01"), potassium(7.0)], Level.URGENT),
        ([potassium(7.0, "2026-11-21"), potassium(4.0, "2026-11-21")], Level.EMERGENCY),
        ([potassium(4.0, "2026-11-21"), potassium(7.0, "2026-11-21")], Level.EMERGENCY),
        ([potassium(7.0, "2026-11-20"), potassium(4.2, "2026-11-21")], Level.SELF_CARE),
    ],
    ids=[
        "fresh",
        "undated",
        "undated, old normal",
        "old normal, undated",
        "same day",
        "same day, turned",
        "repeated since",
    ],
)
def test_a_danger_is_hidden_by_a_newer_value_only(rows, level):
    assert draw({**PERSON, "labs": rows}).picture.urgency.level is level
