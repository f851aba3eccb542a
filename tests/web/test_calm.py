"""What keeps the pages calm: quick help, a short safety block by keyboard, reasons on demand, kindness to worry."""

from __future__ import annotations

import sqlite3
import time

import pytest
from playwright.sync_api import Page, Request, expect
from tests.web.client import Client
from tests.web.conftest import Server
from tests.web.story import Story

pytestmark = pytest.mark.browser

#: A page with all it loads, without the night viewer.
HEAVIEST = 150_000


def test_the_emergency_card_is_within_a_minute_of_the_start_page(web_page: Page) -> None:
    begun = time.monotonic()
    story = Story(web_page)
    story.with_axe = False
    story.given_a_new_person(age="60")
    story.when_i_tick("Did the face droop")
    web_page.get_by_label("Yes, and it is new").check()
    story.when_i_continue()
    story.then_the_heading_is("Call 999 now")
    assert time.monotonic() - begun < 60
    assert len(web_page.context.pages) == 1


def test_the_number_to_call_is_one_click_from_every_page(web_page: Page) -> None:
    web_page.goto("/")
    expect(web_page.get_by_role("main")).to_contain_text("999")
    web_page.get_by_role("link", name="Emergency").click()
    expect(web_page.get_by_role("main")).to_contain_text("Call 999")


def test_none_of_these_comes_after_what_it_denies_and_needs_no_mouse(web_page: Page) -> None:
    story = Story(web_page)
    story.given_a_new_person()
    assert web_page.get_by_role("checkbox").last.get_attribute("value") == "none"
    story.then_i_read("Read them once")
    expect(web_page.get_by_text("Safety, page 1 of 5")).to_be_visible()
    web_page.get_by_role("link", name="Back").focus()
    for _ in range(web_page.get_by_role("checkbox").count()):
        web_page.keyboard.press("Tab")
    web_page.keyboard.press("Space")
    assert web_page.get_by_label("None of these").is_checked()
    web_page.keyboard.press("Enter")
    story.then_the_heading_is("Has a doctor ever told you")


def test_a_tick_opens_what_hangs_on_it_and_only_that(web_page: Page) -> None:
    story = Story(web_page)
    person = story.given_a_new_person()
    web_page.goto(f"/{person}/safety/4/")
    story.then_i_do_not_read("In the last three months")
    story.when_i_tick("Is one calf sore")
    web_page.get_by_label("a doctor has looked at it").check()
    story.when_i_continue()
    web_page.goto(f"/{person}/safety/4/")
    story.then_i_do_not_read("In the last three months")  # old and assessed: nothing hangs on it
    web_page.get_by_label("Is the urine dark brown").check()
    web_page.locator("input[name=since-dark_urine][value=new]").check()  # since when is asked at once
    story.when_i_continue()
    web_page.goto(f"/{person}/safety/4/?more=1")
    story.then_i_read("because of what you said", "Do muscles hurt strongly")
    story.then_i_do_not_read("Is the urine dark brown")
    story.then_the_page_is_accessible()


def test_known_conditions_begin_with_those_that_matter_for_danger(web_page: Page) -> None:
    story = Story(web_page)
    person = story.given_a_new_person()
    web_page.goto(f"/{person}/conditions/")
    assert web_page.get_by_label("Chronic kidney disease").is_visible()
    assert not web_page.get_by_label("Fibromyalgia").is_visible()
    web_page.locator("summary", has_text="The longer list").click()
    web_page.get_by_label("Fibromyalgia").check()
    web_page.get_by_label("Diabetes").check()
    story.when_i_continue()
    web_page.goto(f"/{person}/conditions/")
    assert web_page.get_by_label("Fibromyalgia").is_checked()
    assert web_page.get_by_label("Diabetes").is_checked()
    story.then_the_page_is_accessible()


def test_why_and_what_if_store_nothing(web_page: Page, server: Server) -> None:
    story = Story(web_page)
    story.given_an_example("Twitching calves")
    person = "/".join(web_page.url.split("/")[3:5])
    before = _answers(server)
    web_page.get_by_role("link", name="Why this picture").click()
    story.then_the_page_is_accessible()
    expect(web_page.get_by_role("heading", level=1)).to_contain_text("what would change it", timeout=120_000)
    story.then_i_read("Answers that would change how soon")
    story.then_i_do_not_read("otor neurone disease", "%")
    story.then_the_page_is_accessible()
    web_page.get_by_role("link", name="what is assumed").click()
    story.then_i_read("Which assumptions would change the advice", "In 1000", "judgement, not measured")
    story.then_the_page_is_accessible()
    web_page.goto(f"/{person}/picture/what-if/")
    story.then_the_page_is_accessible()
    web_page.get_by_role("button", name="Show what would come of it").click()
    story.then_i_read("There is a problem")
    web_page.get_by_label("Which question").select_option("foot_drop")
    web_page.get_by_role("button", name="Show what would come of it").click()
    story.then_i_read("As it is", "If it were so", "See someone within two weeks", "would change")
    story.then_i_do_not_read("otor neurone disease", "%")
    story.then_the_page_is_accessible()
    assert _answers(server) == before
    assert "foot_drop" not in web_page.url


def test_looking_again_and_again_is_answered_kindly_and_leaves_anything_new(web_page: Page, server: Server) -> None:
    story = Story(web_page)
    story.given_an_example("Twitching calves")
    person = web_page.url.split("/")[4].replace("-", "")
    _all_signs_denied(server, person)
    web_page.reload()
    story.then_i_do_not_read("times within a day")
    _looked(server, person, times=6)
    web_page.reload()
    story.then_i_read("times within a day", "A good day to look again")
    web_page.get_by_text("Show the whole picture again").click()
    expect(web_page.get_by_role("heading", name="What to do tonight")).to_be_visible()
    story.then_the_page_is_accessible()
    web_page.get_by_role("button", name="Anything new?").click()
    assert web_page.url.endswith("/safety/")


def test_looking_again_is_never_held_against_somebody_who_must_go(web_page: Page, server: Server) -> None:
    story = Story(web_page)
    story.given_an_example("Somebody who must go now")
    _looked(server, web_page.url.split("/")[4].replace("-", ""), times=9)
    web_page.reload()
    story.then_the_heading_is("Call 999 now")
    story.then_i_do_not_read("times within a day")


def test_a_page_with_all_it_loads_is_light(web_page: Page, server: Server) -> None:
    person = Client(server).new_example("1-restless-legs")
    weights: dict[str, int] = {}

    def weigh(request: Request) -> None:
        weights[request.url] = request.sizes()["responseBodySize"]

    web_page.on("requestfinished", weigh)
    network = web_page.context.new_cdp_session(web_page)
    for name in ("", "picture/", "picture/numbers/", "report/clinician/", "safety/4/", "conditions/"):
        network.send("Network.clearBrowserCache")  # as in a browser that has seen nothing yet
        weights.clear()
        web_page.goto(f"{person}{name}", wait_until="networkidle")
        assert sum(weights.values()) <= HEAVIEST, weights
        assert len(weights) > 3
    web_page.remove_listener("requestfinished", weigh)


def _answers(server: Server) -> int:
    return _ask(server, "select count(*) from store_answer")


def _looked(server: Server, person: str, times: int) -> None:
    """As many looks as that within the last hours, after the last thing told."""
    _ask(server, "update store_answer set made_at = datetime('now', '-20 hours') where person_id = ?", person)
    for table in ("detail", "movement", "movementword", "labresult"):
        _ask(server, f"update store_{table} set made_at = datetime('now', '-20 hours') where person_id = ?", person)
    for hours in range(times):
        text = f"insert into store_look (person_id, made_at) values (?, datetime('now', '-{hours + 1} hours'))"
        _ask(server, text, person)


def _all_signs_denied(server: Server, person: str) -> None:
    """The example leaves nothing open."""
    assert _ask(server, "select count(*) from store_answer where person_id = ?", person) > 50


def _ask(server: Server, text: str, *values: str) -> int:
    with sqlite3.connect(server.data / "whytwitch.sqlite3", timeout=20) as base:
        row = base.execute(text, values).fetchone()
        base.commit()
    base.close()
    return int(row[0]) if row else 0


def test_on_paper_no_address_and_no_button_and_what_to_tell_the_doctor(web_page: Page, server: Server) -> None:
    person = Client(server).new_example("1-restless-legs")
    web_page.goto(f"{person}picture/")
    web_page.emulate_media(media="print")
    shown = "one => getComputedStyle(one, '::after').content"
    assert {link.evaluate(shown) for link in web_page.locator("main a[href]").all()} <= {"none", "normal"}
    assert not web_page.locator("main .nhsuk-button").first.is_visible()
    assert web_page.get_by_role("heading", name="Tell the doctor").is_visible()
