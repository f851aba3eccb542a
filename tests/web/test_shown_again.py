"""A page that a browser shows again from its memory, with its old marks, and sends again: once counted when nothing
changed, and never lost when something did."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.web.client import Client, hidden_on
from tests.web.conftest import Server
from tests.web.story import Story

FERRITIN = {"test": "ferritin", "value": "18", "unit": "ug/L", "day": "2", "month": "10", "year": "2026"}


@pytest.fixture
def client(server: Server) -> Client:
    return Client(server)


def somebody(client: Client) -> str:
    person = client.new_person()
    about = client.hidden(f"{person}/about/") | {"age": "54", "sex": "female", "pregnant": "no"}
    assert client.post(f"{person}/about/", about).status == 302
    return person


def test_none_first_and_then_a_danger_from_the_same_old_page_is_an_emergency(client: Client) -> None:
    person = somebody(client)
    page = f"{person}/safety/1/"
    text = client.get(page).text
    shown, seen = (re.search(rf'name="{name}" value="([^"]*)"', text) for name in ("shown", "seen"))
    assert shown
    assert seen
    old = hidden_on(text) | {"shown": shown[1], "seen": seen[1]}
    sign = shown[1].split()[0]
    none, new = {"signs": ["none"]}, {"signs": [sign], f"since-{sign}": "new"}
    first = client.post(page, old | none).headers["location"]
    assert client.post(page, old | none).headers["location"] == first, "the same again leads where it led"
    assert client.post(page, old | new).headers["location"].endswith("/emergency/")
    assert client.post(page, old | new).headers["location"].endswith("/emergency/")
    assert client.post(page, old | none).status == 422, "taking a danger back is looked at twice"


def test_an_answer_changed_to_and_fro_on_one_old_page_ends_as_it_was_last_sent(client: Client) -> None:
    person = client.new_example("2-read-about-als")
    page = f"{person}answers/1/"
    text = client.get(page).text
    finding = re.search(r'name="finding" value="(\w+)"', text)
    assert finding
    offered = list(dict.fromkeys(re.findall(r'type="radio"[^>]*value="([^"]*)"', text)))[:2]
    for said in (*offered, *offered):
        assert client.post(page, hidden_on(text) | {"finding": finding[1], "answer": said}).status == 302
        now = client.get(page).text
        assert re.search(rf'value="{said}"[^>]* checked', now), said


def test_who_answers_can_be_corrected_by_going_back_and_another_child_is_another_person(client: Client) -> None:
    old = client.hidden("/people/new/")
    first = client.post("/people/new/", old | {"told_by": "self", "country": "GB", "label": ""})
    person = first.headers["location"].removesuffix("about/")
    changed = client.post("/people/new/", old | {"told_by": "parent", "country": "US", "label": "Ann"})
    assert changed.headers["location"] == first.headers["location"]
    assert "911" in client.get(f"{person}emergency/").text
    assert "Ann" in client.get("/people/").text
    about = client.hidden(f"{person}about/") | {"age": "8", "sex": "female"}
    assert client.post(f"{person}about/", about).status == 302
    same = client.post("/people/new/", old | {"told_by": "parent", "country": "US", "label": "Ann"})
    assert same.headers["location"] == first.headers["location"]
    other = client.post("/people/new/", old | {"told_by": "parent", "country": "US", "label": "Ben"})
    assert other.headers["location"] != first.headers["location"]
    assert "Ann" in client.get("/people/").text
    assert "Ben" in client.get("/people/").text


def test_a_medicine_is_taken_off_by_its_name_not_by_its_place(client: Client) -> None:
    person = somebody(client)
    for name in ("sertraline", "omeprazole", "lithium"):
        form = client.hidden(f"{person}/medicines/") | {"name": name, "changed": "", "weeks_ago": ""}
        assert client.post(f"{person}/medicines/", form | {"meant": "as_written"}).status == 302
    token = client.hidden(f"{person}/medicines/")
    for _ in range(2):  # clicked twice, or in an old window
        assert client.post(f"{person}/medicines/2/remove/", token | {"name": "omeprazole"}).status == 302
    held = client.get(f"{person}/medicines/").text
    assert "Remove lithium" in held
    assert "Remove sertraline" in held
    assert "Remove omeprazole" not in held
    again = token | {"name": "omeprazole", "changed": "", "weeks_ago": "", "meant": "as_written"}
    assert client.post(f"{person}/medicines/", again).status == 302
    assert "Remove omeprazole" in client.get(f"{person}/medicines/").text


def test_a_lab_taken_back_and_told_again_on_the_old_page_counts(client: Client) -> None:
    person = somebody(client)
    lab = client.hidden(f"{person}/results/new/") | FERRITIN
    assert client.post(f"{person}/results/new/", lab).status == 302
    listed = client.get(f"{person}/results/").text
    gone = re.search(rf'action="({person}/results/[^"]*/remove/)"', listed)
    assert gone
    assert client.post(gone[1], hidden_on(listed)).status == 302
    assert "Remove Ferritin" not in client.get(f"{person}/results/").text
    for _ in range(2):
        assert client.post(f"{person}/results/new/", lab).status == 302
    assert client.get(f"{person}/results/").text.count("Remove Ferritin") == 1


def test_a_condition_told_in_another_window_is_not_lost_to_an_old_one(client: Client) -> None:
    person = somebody(client)
    page = f"{person}/conditions/"
    old = hidden_on(client.get(page).text) | {"held": ""}
    new = client.hidden(page) | {"held": "", "conditions": "chronic_kidney_disease"}
    assert client.post(page, new).status == 302
    refused = client.post(page, old | {"none": "on"})
    assert refused.status == 422
    assert "told after this page was opened: Chronic kidney disease" in refused.text
    assert re.search(r'value="chronic_kidney_disease"[^>]* checked', refused.text)
    held = re.search(r'name="held" value="([^"]*)"', refused.text)
    assert held
    assert client.post(page, hidden_on(refused.text) | {"held": held[1], "none": "on"}).status == 302
    assert "Chronic kidney disease" not in client.get(f"{person}/answers/").text


def test_without_its_session_a_form_is_refused_in_one_sentence_and_taken_after_loading_it_again(
    client: Client,
) -> None:
    person = somebody(client)
    page = f"{person}/conditions/"
    form = client.hidden(page) | {"conditions": "chronic_kidney_disease"}
    client.cookies.clear()
    refused = client.post(page, form)
    assert refused.status == 403
    assert "open for too long" in refused.text
    assert "Chronic" not in client.get(f"{person}/answers/").text
    assert client.post(page, client.hidden(page) | {"conditions": "chronic_kidney_disease"}).status == 302


@pytest.mark.browser
def test_going_back_in_a_browser_and_answering_otherwise_counts(web_page: Page) -> None:
    story = Story(web_page)
    story.given_a_new_person(age="60")
    web_page.get_by_label("None of these").check()
    story.when_i_continue()
    expect(web_page.get_by_role("heading", level=1)).to_contain_text("Has a doctor ever told you")
    old = web_page.evaluate("document.referrer")
    web_page.go_back()
    expect(web_page).to_have_url(old)
    web_page.get_by_label("None of these").uncheck()
    story.when_i_tick("Did the face droop")
    web_page.get_by_label("Yes, and it is new").check()
    story.when_i_continue()
    story.then_the_heading_is("Call 999 now")
