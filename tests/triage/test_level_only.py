"""The quick way to a level gives the level of the whole assessment."""

from __future__ import annotations

import pytest
from tests.conftest import ROOT

from whytwitch.knowledge import knowledge
from whytwitch.model.urgency import Level
from whytwitch.picture.triage import PlausibleCause, assess, level_only
from whytwitch.workup import as_case, gather

CASES = sorted((ROOT / "tests" / "data" / "stories").glob("*.yaml")) + sorted(
    (ROOT / "tests" / "data" / "cases").glob("*.yaml")
)


@pytest.mark.parametrize("causes", [(), (PlausibleCause("ordinary_twitching", Level.SELF_CARE),)], ids=["none", "calm"])
def test_the_quick_level_is_the_level_of_the_whole_assessment(causes):
    levels = set()
    for path in CASES[::4]:
        evidence = gather(as_case(path))
        answers = evidence.case.findings
        whole = assess(evidence.facts, causes, knowledge(), answers=answers).level
        assert level_only(evidence.facts, causes, knowledge(), answers=answers) is whole, path.name
        levels.add(whole)
    assert len(levels) >= 3
