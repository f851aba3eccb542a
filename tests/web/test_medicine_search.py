"""Medicines are found by beginning, sound, brand and class, and never taken silently when only alike."""

from __future__ import annotations

import json

import pytest
from tests.web.client import Client
from tests.web.conftest import Server

from whytwitch.knowledge.medicine_search import search_medicines


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sert", "sertraline"),
        ("sertralin", "sertraline"),
        ("citalopram 20 mg", "citalopram"),
        ("gabapentine", "gabapentin"),
        ("Zolof", "Zoloft"),
        ("metoclopromide", "metoclopramide"),
        ("ramiprl", "ramipril"),
        ("SALBUTAMOL", "salbutamol"),
        ("water tabl", "water pill"),
    ],
)
def test_spelling_is_forgiven(typed: str, meant: str) -> None:
    assert meant.lower() in [one.name.lower() for one in search_medicines(typed)]


@pytest.mark.parametrize("typed", ["", "a", "%", "qzxvvk", "---"])
def test_what_is_like_nothing_finds_nothing(typed: str) -> None:
    assert search_medicines(typed) == []


def test_a_brand_says_what_is_in_it() -> None:
    first = search_medicines("zoloft")[0]
    assert (first.name, first.generic) == ("Zoloft", "sertraline")
    assert first.kind


def test_a_name_that_is_only_alike_is_asked_about_first(server: Server) -> None:
    client = Client(server)
    person = client.new_person()
    page = f"{person}/medicines/"
    form = client.hidden(page) | {"name": "sertralin", "changed": "", "weeks_ago": ""}
    asked = client.post(page, form)
    assert asked.status == 200
    assert "Did you mean one of these?" in asked.text
    assert 'value="sertraline"' in asked.text
    assert client.post(page, form | {"meant": "sertraline"}).status == 302
    listed = client.get(page).text
    assert ">sertraline</strong>" in listed
    assert "sertralin<" not in listed


def test_a_name_may_stand_as_it_was_written(server: Server) -> None:
    client = Client(server)
    page = f"{client.new_person()}/medicines/"
    form = client.hidden(page) | {"name": "sertralin", "changed": "", "weeks_ago": "", "meant": "as_written"}
    assert client.post(page, form).status == 302
    assert ">sertralin</strong>" in client.get(page).text


def test_names_while_typing_stand_in_no_address(server: Server) -> None:
    client = Client(server)
    person = client.new_person()
    token = client.hidden(f"{person}/medicines/")
    found = json.loads(client.post(f"{person}/medicines/search/", token | {"name": "gabap"}).text)["found"]
    assert found[0]["name"] == "gabapentin"
    assert client.get(f"{person}/medicines/search/?name=gabap").status == 405
