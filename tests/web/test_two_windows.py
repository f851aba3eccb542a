"""Two windows at one household: a page that is out of date takes no danger back without a second look."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.web.client import Client, hidden_on
from tests.web.conftest import Server


@pytest.fixture
def client(server: Server) -> Client:
    return Client(server)


def person_with_signs(client: Client) -> tuple[str, str, str]:
    """Somebody whose first safety page is open: the page's address, the signs on it, the first of them."""
    person = client.new_person()
    about = client.hidden(f"{person}/about/") | {"age": "54", "sex": "female", "pregnant": "no"}
    assert client.post(f"{person}/about/", about).status == 302
    page = f"{person}/safety/1/"
    shown = re.search(r'name="shown" value="([^"]*)"', client.get(page).text)
    assert shown
    return page, shown[1], shown[1].split()[0]


def as_it_stands(text: str) -> dict[str, str]:
    """The hidden fields of a page of danger signs."""
    seen = re.search(r'name="seen" value="(\d+)"', text)
    assert seen
    return hidden_on(text) | {"seen": seen[1]}


def test_an_old_window_takes_a_danger_sign_back_only_when_sent_once_more(client: Client) -> None:
    page, shown, sign = person_with_signs(client)
    old, new = client.get(page).text, client.get(page).text
    ticked = {"shown": shown, "signs": [sign], f"since-{sign}": "new"}
    assert client.post(page, as_it_stands(new) | ticked).headers["location"].endswith("/emergency/")
    none = {"shown": shown, "signs": ["none"]}
    refused = client.post(page, as_it_stands(old) | none)
    assert refused.status == 422
    assert "answered this after this page was opened, here or in another window" in refused.text
    person = page.removesuffix("/safety/1/")
    assert "needs emergency help" in client.get(f"{person}/answers/").text
    again = client.post(page, as_it_stands(refused.text) | none)
    assert again.status == 302, "sent once more, it is the person's own correction"
    assert "needs emergency help" not in client.get(f"{person}/answers/").text


def test_the_second_half_of_an_old_window_is_looked_at_again_too(client: Client) -> None:
    page, shown, sign = person_with_signs(client)
    closer = client.post(page, as_it_stands(client.get(page).text) | {"shown": shown, "signs": [sign]})
    old = client.get(closer.headers["location"]).text
    new = client.get(closer.headers["location"]).text
    assert client.post(closer.headers["location"], as_it_stands(new) | {sign: "worse"}).status == 302
    refused = client.post(closer.headers["location"], as_it_stands(old) | {sign: "no"})
    assert refused.status == 422
    assert "in another window" in refused.text


def test_what_adds_danger_or_says_the_same_is_taken_at_once(client: Client) -> None:
    page, shown, sign = person_with_signs(client)
    other = shown.split()[1]
    old, new = client.get(page).text, client.get(page).text
    assert client.post(page, as_it_stands(new) | {"shown": shown, "signs": ["none"]}).status == 302
    ticked = {"shown": shown, "signs": [other], f"since-{other}": "new"}
    assert client.post(page, as_it_stands(old) | ticked).status == 302
    assert sign != other


def test_going_back_and_taking_a_tick_away_counts_at_once(client: Client) -> None:
    page, shown, sign = person_with_signs(client)
    first = as_it_stands(client.get(page).text) | {"shown": shown, "signs": [sign], f"since-{sign}": "new"}
    assert client.post(page, first).status == 302
    back = as_it_stands(client.get(page).text) | {"shown": shown, "signs": ["none"]}
    assert client.post(page, back).status == 302


def test_a_danger_sign_sent_twice_leads_to_the_card_both_times(client: Client) -> None:
    """The browser shows the answer to the second click: it must not lead past the card."""
    page, shown, sign = person_with_signs(client)
    form = as_it_stands(client.get(page).text) | {"shown": shown, "signs": [sign], f"since-{sign}": "new"}
    for _ in range(2):
        assert client.post(page, form).headers["location"].endswith("/emergency/")


def test_forms_sent_at_the_same_moment_wait_for_each_other(client: Client) -> None:
    page, shown, sign = person_with_signs(client)
    form = as_it_stands(client.get(page).text) | {"shown": shown, "signs": [sign], f"since-{sign}": "new"}
    with ThreadPoolExecutor(8) as hands:
        went = list(hands.map(lambda _: client.post(page, form).headers["location"], range(8)))
    assert {place.rpartition("/people/")[2].partition("/")[2] for place in went} == {"emergency/"}
