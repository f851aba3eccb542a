"""People we made up ourselves, in everyday words: how soon, and the cause meant among the first three groups.

This tests the code and the knowledge. It says nothing about people who ask, and is never counted as accuracy.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import ROOT

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.files import parse_yaml
from whytwitch.model.urgency import Level
from whytwitch.picture.differential import build, contributors_beside, rank
from whytwitch.picture.drawing import harmless_behind, plausible
from whytwitch.picture.triage import assess
from whytwitch.workup import as_case, gather

OWN = parse_yaml(ROOT / "tests" / "picture" / "own_cases.yaml")


@pytest.mark.parametrize("one", [pytest.param(one, id=one["id"]) for one in OWN])
def test_a_person_in_everyday_words_is_seen_in_time_and_the_cause_is_near_the_top(one: dict[str, Any]) -> None:
    base = knowledge()
    evidence = gather(as_case({"as_of": "2026-11-21", "country": "GB", **one["case"]}))
    causes = rank(build(evidence.facts, base), evidence.facts, base, intervals=False)
    urgency = assess(evidence.facts, plausible(causes, base), base, answers=evidence.case.findings, country="GB")
    assert urgency.level.at_least(Level(one["at_least"]))
    if "at_most" in one:
        assert Level(one["at_most"]).at_least(urgency.level)
    causes = contributors_beside(harmless_behind(causes, urgency, base), evidence.facts, base)
    groups = list(dict.fromkeys(cause.group for cause in causes))
    assert one["cause"] in groups[:3], groups[:6]


def test_the_made_up_people_touch_most_groups() -> None:
    assert len({one["cause"] for one in OWN}) >= 24
    assert len(OWN) >= 30
