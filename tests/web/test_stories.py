"""System tests as given/when/then stories, in a real browser against a real server."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page
from tests.web.client import Client
from tests.web.conftest import Server
from tests.web.story import Story

PAGES = ["", "picture/numbers/", "report/", "report/person/", "report/clinician/", "results/", "nights/", "pictures/"]
PAGES += ["kept/", "safety/", "about/", "conditions/", "medicines/", "movements/", "emergency/"]
#: Pages whose words depend on who it is about.
SAYS_MORE = ["picture/numbers/", "report/person/", "report/clinician/", "emergency/", "movements/"]

pytestmark = pytest.mark.browser


def test_start_page_says_what_it_is_and_whom_to_call(web_page: Page) -> None:
    story = Story(web_page)
    web_page.goto("/")
    story.then_i_read("United Kingdom: 999", "Not a diagnosis", "Try it with an example person")
    story.then_the_page_is_accessible()
    web_page.get_by_role("link", name="Numbers of other countries").click()
    story.then_i_read("Germany", "112", "911")
    story.then_the_page_is_accessible()


def test_story_15_eighty_new_jerks_drowsy_is_an_emergency_within_a_minute(web_page: Page) -> None:
    begun = time.monotonic()
    story = Story(web_page)
    person = story.given_a_new_person(who="For somebody I live with", age="81", sex="Female")
    story.when_i_tick("Is the person so drowsy that they are hard to wake", "newly confused")
    story.then_the_page_is_accessible()
    for group in web_page.get_by_role("group").all():
        group.get_by_label("Yes, and it is new").check()
    story.when_i_continue()
    web_page.goto(f"/{person}/movements/new/")
    web_page.get_by_label("A sudden jolt").check()
    story.when_i_continue()
    web_page.goto(f"/{person}/emergency/")
    assert time.monotonic() - begun < 60
    story.then_the_heading_is("Call 999 now")
    story.then_i_read("While you wait")
    story.then_i_do_not_read("%", "{")
    story.then_the_page_is_accessible()
    web_page.get_by_role("button", name="Go on with the questions").click()  # the rest stays reachable
    assert "/emergency/" not in web_page.url
    assert web_page.get_by_role("region", name="Emergency").is_visible()


def test_a_stroke_sign_shows_the_card_at_once(web_page: Page) -> None:
    story = Story(web_page)
    story.given_a_new_person(age="60")
    story.when_i_tick("Did the face droop")
    web_page.get_by_label("Yes, and it is new").check()
    story.when_i_continue()
    story.then_the_heading_is("Call 999 now")


def test_not_sure_is_asked_once_more_and_concretely(web_page: Page) -> None:
    story = Story(web_page)
    person = story.given_a_new_person()
    web_page.goto(f"/{person}/safety/3/")
    story.when_i_tick("back passage")
    web_page.get_by_label("I am not sure").check()
    story.when_i_continue()
    story.then_i_read("Can you feel the paper when you wipe?")
    story.then_the_page_is_accessible()
    web_page.get_by_label("I still cannot tell").check()
    story.when_i_continue()
    assert "/closer/" not in web_page.url
    web_page.goto(f"/{person}/picture/")
    story.then_the_heading_is("today")


def test_old_and_assessed_does_not_fire_and_a_correction_is_kept(web_page: Page) -> None:
    story = Story(web_page)
    person = story.given_a_new_person()
    story.when_i_tick("Did the face droop")
    web_page.get_by_label("Yes, and it is new").check()
    story.when_i_continue()
    story.then_the_heading_is("Call 999 now")
    web_page.get_by_role("link", name="change an answer").click()
    story.then_the_page_is_accessible()
    web_page.goto(f"/{person}/safety/1/")
    web_page.locator("input[name=since-sudden_one_sided_weakness][value=old_and_assessed]").check()
    story.when_i_continue()
    web_page.goto(f"/{person}/emergency/")
    story.then_i_read("Nothing you told us so far points to an emergency")


def test_none_of_these_and_a_tick_together_are_asked_about(plain_page: Page) -> None:
    story = Story(plain_page)
    story.with_axe = False
    story.given_a_new_person()
    story.when_i_tick("Did the face droop", "None of these")
    story.then_i_read("There is a problem", "not both")
    story.when_i_continue()


@pytest.mark.parametrize(
    ("name", "heading", "reads"),
    [
        ("1-restless-legs", "", ["Restless legs", "What to do tonight"]),
        ("2-read-about-als", "", ["Ordinary muscle twitching"]),
        ("3-go-now", "Call 999 now", ["Do this now"]),
    ],
)
def test_examples_and_all_their_pages(
    server: Server, web_page: Page, name: str, heading: str, reads: list[str]
) -> None:
    """The pages of the first pass axe in ``test_every_page.py``; of the others those that say something else."""
    story, client = Story(web_page), Client(server)
    person = client.new_example(name)
    web_page.goto(f"{person}picture/")
    story.then_the_heading_is(heading)
    story.then_i_read(*reads)
    story.then_the_page_is_accessible()
    for page in PAGES:
        answer = client.get(f"{person}{page}")
        assert (answer.status, answer.headers["cache-control"]) == (200, "no-store"), page
        if page in SAYS_MORE and not name.startswith("1"):
            web_page.goto(f"{person}{page}")
            story.then_the_page_is_accessible()
    if not name.startswith("1"):
        web_page.goto(person)
        story.then_i_read("Safety questions", "Known conditions", "Blood results")


def test_no_page_is_wider_than_a_phone_or_fails_axe_in_the_dark(server: Server, web_page: Page) -> None:
    """In the light every page of the app is looked at so in ``test_every_page.py``."""
    web_page.emulate_media(color_scheme="dark")
    web_page.set_viewport_size({"width": 360, "height": 740})
    story = Story(web_page)
    person = Client(server).new_example("1-restless-legs")
    pages = ("picture/", "picture/numbers/", "safety/1/", "results/new/", "emergency/", "kept/", "report/person/")
    for path in ("/", *(f"{person}{page}" for page in pages)):
        web_page.goto(path)
        story.then_the_page_is_accessible()
        assert web_page.evaluate("document.documentElement.scrollWidth") <= 360, path
    for page in ("", "conditions/", "medicines/", "results/", "nights/new/", "movements/"):
        web_page.goto(f"{person}{page}")
        assert web_page.evaluate("document.documentElement.scrollWidth") <= 360, page


def test_a_picture_is_shown_again_as_it_was(web_page: Page) -> None:
    story = Story(web_page)
    web_page.goto("/")
    web_page.get_by_role("button", name="Legs that must move").click()
    then = _without_the_hour(web_page)
    person = "/".join(web_page.url.split("/")[3:5])
    web_page.goto(f"/{person}/results/new/")
    _type_ferritin(web_page, "150")
    web_page.goto(f"/{person}/picture/")
    web_page.goto(f"/{person}/pictures/")
    assert web_page.get_by_role("main").get_by_role("link").count() == 2
    web_page.get_by_role("main").get_by_role("link").last.click()
    story.then_i_read("As shown on")
    assert _without_the_hour(web_page) == then


def _without_the_hour(page: Page) -> list[str]:
    """What the page says, but for its first line and for the note of the night, which belongs to the moment."""
    lines = page.get_by_role("main").inner_text().splitlines()[1:]
    return [line for line in lines if line.strip() and not line.startswith("It is ")]


def test_a_wrong_unit_is_one_clear_sentence_and_nothing_is_kept(web_page: Page) -> None:
    story = Story(web_page)
    person = story.given_a_new_person()
    web_page.goto(f"/{person}/results/new/")
    _type_ferritin(web_page, "18", unit="mmol/L")
    story.then_i_read("There is a problem", "not measured in this unit")
    story.then_the_page_is_accessible()
    web_page.goto(f"/{person}/results/")
    story.then_i_read("None typed in yet")
    web_page.goto(f"/{person}/results/new/")
    _type_ferritin(web_page, "18")
    story.then_i_read("Ferritin", "18 µg/L", "2 October 2026")
    story.then_the_page_is_accessible()
    web_page.get_by_role("button", name="Remove Ferritin").click()
    story.then_i_read("None typed in yet")


def _type_ferritin(page: Page, value: str, unit: str = "ug/L") -> None:
    page.get_by_label("Which test").select_option("ferritin")
    page.get_by_label("Value").fill(value)
    page.get_by_label("Unit").fill(unit)
    for label, number in (("Day", "2"), ("Month", "10"), ("Year", "2026")):
        page.get_by_label(label).fill(number)
    page.get_by_role("button", name="Add this result").click()


def test_double_click_back_and_send_again_count_once(plain_page: Page) -> None:
    story = Story(plain_page)
    person = story.given_a_new_person()
    plain_page.goto(f"/{person}/movements/new/")
    plain_page.get_by_label("flicker").check()
    story.when_i_continue()
    plain_page.go_back()
    plain_page.get_by_label("flicker").check()
    story.when_i_continue()
    assert plain_page.url.endswith("/where/")
    plain_page.goto(f"/{person}/movements/")
    assert plain_page.get_by_role("main").get_by_role("listitem").count() == 1


def test_taking_along_and_erasing(web_page: Page) -> None:
    story = Story(web_page)
    person = story.given_a_new_person()
    web_page.goto(f"/{person}/kept/")
    with web_page.expect_download() as download:
        web_page.get_by_role("button", name="Download everything").click()
    assert download.value.suggested_filename == "whytwitch-everything.zip"
    web_page.get_by_role("button", name="Erase").click()
    story.then_i_read("There is a problem")
    web_page.get_by_label("Yes, erase everything").check()
    web_page.get_by_role("button", name="Erase").click()
    story.then_the_heading_is("Erased")
    story.then_the_page_is_accessible()
    response = web_page.goto(f"/{person}/")
    assert response is not None
    assert response.status == 404
    story.then_the_page_is_accessible()


def test_a_tick_is_never_lost_when_the_second_page_is_left(web_page: Page) -> None:
    story = Story(web_page)
    person = story.given_a_new_person()
    story.when_i_tick("Did the face droop")
    web_page.goto(f"/{person}/picture/")
    story.then_the_heading_is("today")  # ticked counts as not sure until it is told in full
    web_page.goto(f"/{person}/next/")
    assert web_page.url.endswith("/safety/1/closer/")
    web_page.get_by_label("I am not sure").check()
    story.when_i_continue()
    assert web_page.url.endswith("?again=1")
    web_page.goto(f"/{person}/next/")
    assert web_page.url.endswith("?again=1")
    web_page.get_by_label("I still cannot tell").check()
    story.when_i_continue()
    assert web_page.url.endswith("/conditions/")
