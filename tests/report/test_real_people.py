"""The examples, drawn by the whole house: the same promises hold for a picture nobody wrote by hand."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pytest
from tests.conftest import ROOT
from tests.report.test_pages import FORBIDDEN, Page

from whytwitch.evidence.case import read_case
from whytwitch.model.urgency import Level
from whytwitch.model.workup import Workup
from whytwitch.report import as_text, html
from whytwitch.report.figures import waterfall_steps
from whytwitch.workup import draw

EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.yaml"))


@lru_cache
def drawn(name: str) -> Workup:
    """The example without its night: recordings have their own tests."""
    return draw(read_case(ROOT / "examples" / f"{name}.yaml").model_copy(update={"nights": ()}))


@pytest.mark.parametrize("audience", ["person", "clinician"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_pages_of_the_examples_are_whole(name: str, audience: Any) -> None:
    page = Page(html(drawn(name), audience))
    assert page.headings.count(1) == 1
    assert set(page.targets) <= set(page.ids)
    assert as_text(drawn(name), audience)


@pytest.mark.parametrize("name", EXAMPLES)
def test_tone_of_the_examples(name: str) -> None:
    words = Page(html(drawn(name))).text
    assert not [one for one in FORBIDDEN if re.search(one, words, re.I)]
    assert not re.search(r"\{\w+\}", words), "a number to call was not filled in"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_sum_of_the_examples_adds_up(name: str) -> None:
    for cause in drawn(name).picture.causes:
        assert abs(waterfall_steps(cause)[-1].end - cause.total_log10_odds) < 1e-6


@pytest.mark.parametrize("name", EXAMPLES)
def test_plans_of_the_examples_fit_their_level(name: str) -> None:
    workup = drawn(name)
    by = workup.plan.see.by
    if workup.picture.urgency.level is Level.EMERGENCY:
        assert by == "now"
        assert not workup.plan.avoid
        assert not workup.plan.follow_up
    else:
        assert len(workup.plan.tonight) <= 5
        assert workup.plan.come_back_if


def test_story_1_is_calm_and_answers_the_fear() -> None:
    words = Page(html(drawn("read-about-als"))).text
    assert "You asked about motor neurone disease" in words
    assert words.index("Tonight") < words.index("You asked about")
    assert "tests to buy" not in words
    assert "doctor" in words


def test_story_15_drowsy_is_an_emergency_and_names_the_next_dose() -> None:
    words = Page(html(drawn("go-now"))).text
    assert "Call 999 now" in words
    assert "before the next dose" in words
    assert "What it may be" not in words
