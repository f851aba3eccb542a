"""The fifteen stories of safety.md section 5, from case file to page: each must come out right."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ROOT
from tests.report.test_pages import FORBIDDEN, Page

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.files import parse_yaml
from whytwitch.model.workup import Workup
from whytwitch.report import as_text, html
from whytwitch.report.presenters import PersonPage
from whytwitch.workup import draw

STORIES: dict[str, dict[str, Any]] = parse_yaml(Path(__file__).with_name("expected.yaml"))
CASES = ROOT / "tests" / "data" / "stories"

#: Never on a page for a person: doses, brands of the advertisement, herbs or salts as a cure.
NEVER = [
    *FORBIDDEN,
    r"\b\d+(?:[.,]\d+)? ?(?:mg|µg|mcg|grams?)\b(?!/)",
    r"Nervo-?Vit|Valerian P|Motherwort P",
    r"try magnesium",
    r"just (?:panic|stress)",
]


@lru_cache
def drawn(name: str) -> Workup:
    """The story, through the whole house."""
    return draw(CASES / f"{name}.yaml")


@lru_cache
def texts(name: str) -> tuple[str, str]:
    """The person's page and the person's text, each on one line, without the list of sources."""
    page = Page(html(drawn(name))).text
    return page.split(" Sources ")[0], " ".join(as_text(drawn(name)).split())


def listed(one: Any) -> list[str]:
    """One id, or several."""
    return [one] if isinstance(one, str) else list(one or [])


def test_every_case_file_is_a_story_with_an_expectation() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(STORIES)
    assert {name[:2] for name in STORIES} == {f"{number:02}" for number in range(1, 16)}


@pytest.mark.parametrize("name", STORIES)
def test_level_and_first_contact(name: str) -> None:
    urgency, expected = drawn(name).picture.urgency, STORIES[name]
    assert urgency.level in listed(expected["level"]), [reason.text for reason in urgency.because]
    assert urgency.first_contact
    assert re.search(expected.get("contact", ""), urgency.first_contact), urgency.first_contact
    if urgency.level != "emergency":
        assert urgency.provisional == expected.get("provisional", False), urgency.unanswered


@pytest.mark.parametrize("name", [name for name, story in STORIES.items() if "first" in story or "among" in story])
def test_cause(name: str) -> None:
    ids = [cause.id for cause in drawn(name).picture.causes]
    expected = STORIES[name]
    if "first" in expected:
        assert ids[0] in listed(expected["first"]), ids[:4]
    assert set(listed(expected.get("among"))) <= set(ids[:4]), ids[:4]


@pytest.mark.parametrize("name", STORIES)
def test_what_must_be_said(name: str) -> None:
    for text in texts(name):
        missing = [words for words in STORIES[name].get("says", ()) if not re.search(words, text, re.I)]
        assert not missing, f"not said: {missing}\n{text}"


@pytest.mark.parametrize("name", STORIES)
def test_what_must_not_be_said(name: str) -> None:
    for text in texts(name):
        said = [words for words in (*NEVER, *STORIES[name].get("never", ())) if re.search(words, text, re.I)]
        assert not said, f"said: {said}\n{text}"


@pytest.mark.parametrize("name", STORIES)
def test_no_frightening_disease_is_ranked(name: str) -> None:
    base = knowledge()
    ranked = [cause.id for cause in PersonPage(drawn(name), base).causes]
    assert not [one for one in ranked if base.conditions[one].shown_to_lay == "only_with_reason"]


@pytest.mark.parametrize("name", STORIES)
def test_action_stands_before_cause(name: str) -> None:
    workup, (page, _) = drawn(name), texts(name)
    if workup.picture.urgency.level == "emergency":
        assert "What it may be" not in page
        assert page.index("Do this, in this order") < page.index("Why")
        return
    assert page.index("Get help sooner") < page.index("What it may be")
    assert workup.plan.come_back_if
    assert any("Do not stop a prescribed medicine" in one.text for one in workup.plan.avoid)
