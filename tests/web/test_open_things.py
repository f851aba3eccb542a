"""What is still open is kept, named, and led to: signs noted in the diary, an unknown duration, pages to come."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from tests.web.answering import Answering
from tests.web.client import Client
from tests.web.conftest import Server

CASE: dict[str, Any] = {
    "person": {"age": 34, "sex": "male"},
    "movements": [{"kind": "twitch", "site": "calf", "since": "5 weeks"}],
}


def answered(server: Server, **more: Any) -> Answering:
    """Somebody who went through the whole interview."""
    return Answering(Client(server), CASE | more).begin().answer_everything()


def text_of(one: Answering, path: str) -> str:
    """A page as text."""
    page = one.client.get(f"{one.person}/{path}").text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_what_was_noted_in_the_evening_counts_until_it_is_resolved(server: Server) -> None:
    one = answered(server)
    went_to = one.send("diary/evening/", {"day": today(one), "new_weakness": "new"})
    assert re.fullmatch(rf"{one.person}/safety/\d+/", went_to)
    assert "You noted tonight that something is weaker" in one.client.get(went_to).text
    assert one.client.get(f"{one.person}/next/").headers["location"] == went_to
    assert "See a doctor within two weeks" in text_of(one, "picture/")
    assert "A muscle that has lost strength: new" in text_of(one, "diary/visit/")
    shown = re.search(r'name="shown" value="([^"]*)"', one.client.get(went_to).text)
    assert shown
    one.send(went_to, {"shown": shown[1], "signs": "none"})
    assert "lost strength: new" not in text_of(one, "diary/visit/")
    assert "You noted tonight" not in one.client.get(went_to).text


def test_a_note_that_may_mean_several_signs_is_not_sure_of_each(server: Server) -> None:
    one = answered(server)
    went_to = one.send("diary/evening/", {"day": today(one), "new_numbness": "worse"})
    assert "newly numb, or bladder or bowel different" in one.client.get(went_to).text
    visit = text_of(one, "diary/visit/")
    assert "New bladder trouble: not sure" in visit
    assert "Numb between the legs: not sure" in visit
    assert "Get medical help today" in text_of(one, "picture/")


def today(one: Answering) -> str:
    """The day that the page of the evening offers."""
    page = one.client.get(f"{one.person}/diary/evening/").text
    found = re.search(r"20\d\d-\d\d-\d\d", page[page.index('name="day"') - 200 :])
    assert found
    return found[0]


def test_an_unknown_duration_is_named_and_led_to(server: Server) -> None:
    one = answered(server, movements=[{"kind": "twitch", "site": "calf"}])
    assert "how long it has been there" in text_of(one, "picture/")
    there = one.client.get(f"{one.person}/next/").headers["location"]
    assert re.fullmatch(rf"{one.person}/movements/[\w-]+/when/", there)
    assert there in one.client.get(f"{one.person}/picture/").text


@pytest.mark.parametrize("medicines", [None, ["sertraline"]])
def test_overview_and_interview_count_the_same_safety_pages(server: Server, medicines: list[str] | None) -> None:
    one = Answering(Client(server), CASE | {"medicines": medicines}).begin()
    for _ in range(2):
        inside = re.search(r"page 1 of (\d)", text_of(one, "safety/1/"))
        outside = re.search(r"\d of (\d) pages", text_of(one, ""))
        assert inside
        assert outside
        assert inside[1] == outside[1]
        one.answer_everything()
