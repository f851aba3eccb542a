"""Of a rule with alternatives only what was told is named."""

from __future__ import annotations

import pytest
from tests.conftest import ROOT

import whytwitch
from whytwitch.knowledge import knowledge
from whytwitch.report.presenters import PersonPage

STORIES = ROOT / "tests" / "data" / "stories"


@pytest.mark.parametrize(
    ("story", "said", "never"),
    [
        ("11-back-pain-saddle", "numb between the legs", "bladder"),
        ("15-eighty-new-jerks-drowsy", "unusually drowsy", "confusion"),
        ("07-third-trimester-headache", "pregnancy; severe headache", "a fit"),
        ("10-new-antidepressant-confused", "new confusion", "slow breathing"),
        ("13-child-night-leg-pain-limp", "limp", "fever"),
    ],
)
def test_the_headline_names_the_sign_that_was_told_and_no_other(story: str, said: str, never: str) -> None:
    workup = whytwitch.draw(whytwitch.read_case(STORIES / f"{story}.yaml"))
    text = " ".join(line.text for line in PersonPage(workup, knowledge()).because)
    assert said in text
    assert never not in text


def test_a_rule_with_one_sign_says_its_own_sentence() -> None:
    workup = whytwitch.draw(whytwitch.read_case(STORIES / "10-new-antiemetic-cannot-sit.yaml"))
    rules = {one.rule: one for one in workup.picture.urgency.because if one.rule in knowledge().rules}
    assert all(set(one.told) != {""} for one in rules.values())
    whole = [one for one in rules.values() if not one.told]
    assert all(one.text == knowledge().rules[one.rule].text for one in whole)
