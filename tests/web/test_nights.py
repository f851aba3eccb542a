"""Nights through the browser: a recording that can be scored, and a table of events alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.conftest import needs_shared
from tests.web.conftest import Server
from tests.web.story import Story

from whytwitch.evidence.night.simulate import restless_night, write

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An hour and a half with many periodic movements, sleep stages in the file."""
    path = tmp_path_factory.mktemp("night") / "night.edf"
    write(restless_night(seed=3, hours=1.5), path)
    return path


def upload(page: Page, person: str, label: str, file: Path) -> None:
    page.goto(f"/{person}/nights/new/")
    page.get_by_label(label).set_input_files(file)
    page.set_default_timeout(60_000)
    page.get_by_role("button", name="Upload and score").click()


def then_both_rule_books_are_shown(page: Page, story: Story) -> None:
    expect(page.get_by_role("table", name="Indices by WASM 2016 and AASM 3")).to_be_visible()
    story.then_i_read("WASM 2016", "AASM 3", "Periodic movements per hour", "Movements are not a disease")
    figure = page.locator(".ww-figure > svg")
    assert figure.count() == 1
    assert figure.bounding_box()["height"] > 60  # type: ignore[index]
    story.kept_for_eyes(f"night-{page.get_by_role('heading', level=1).inner_text().replace(' ', '-')}")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        story.then_the_page_is_accessible()


def test_a_night_is_uploaded_scored_once_and_part_of_the_picture(
    web_page: Page, server: Server, recording: Path
) -> None:
    story = Story(web_page)
    person = story.given_a_new_person(age="54")
    upload(web_page, person, "Recording", recording)
    expect(web_page.get_by_role("heading", level=1)).to_contain_text("Night")
    then_both_rule_books_are_shown(web_page, story)
    story.then_i_read("Why they differ", "h asleep")
    before = _scorings(server)
    web_page.goto(f"/{person}/picture/")
    assert web_page.get_by_role("heading", level=1).count() == 1
    web_page.goto(f"/{person}/report/clinician/")
    story.then_i_read("WASM 2016")
    assert _scorings(server) == before  # what was found once is read again, not found again


def test_a_table_of_events_alone(web_page: Page) -> None:
    events = needs_shared("recordings/events/noxturnal-night-2.csv")
    story = Story(web_page)
    person = story.given_a_new_person(age="54")
    upload(web_page, person, "Events (CSV)", events)
    expect(web_page.get_by_role("heading", level=1)).to_contain_text("Night of 2")
    then_both_rule_books_are_shown(web_page, story)


def _scorings(server: Server) -> int:
    with sqlite3.connect(server.data / "whytwitch.sqlite3", timeout=20) as base:
        return int(base.execute("select count(*) from store_scoring").fetchone()[0])
