"""Results in the app: a file is confirmed value by value, dates make a figure, other tests say what they cannot."""

from __future__ import annotations

import json
import re

import pytest
from tests.labs import papers
from tests.web.client import Client
from tests.web.conftest import Server


@pytest.fixture
def client(server: Server) -> Client:
    return Client(server)


def fields_of(page: str) -> dict[str, str]:
    """All fields of a form as they stand, without the boxes to tick."""
    held = dict(re.findall(r'<input[^>]*name="([\w-]+)"[^>]*value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        held[name] = chosen[1] if chosen else ""
    return {name: value for name, value in held.items() if not name.startswith("keep-")}


def test_a_paper_counts_only_what_was_ticked(client: Client) -> None:
    person = client.new_person()
    hidden = client.hidden(f"{person}/results/paper/")
    page = client.upload(f"{person}/results/paper/", hidden, {"paper": ("lab.pdf", papers.reportlab_table())})
    assert page.status == 200, page.text
    assert "page 1, line" in page.text
    assert "Able" not in page.text
    form = fields_of(page.text) | hidden
    assert form["test-0"] == "ferritin"
    assert (form["value-0"], form["unit-0"], form["at-0"]) == ("18", "µg/L", "2026-10-02")
    nothing = client.post(f"{person}/results/paper/confirm/", form)
    assert nothing.status == 422
    assert "None typed in yet" in client.get(f"{person}/results/").text
    form |= {"keep-0": "yes", "keep-3": "yes", "value-3": "4.4"}
    kept = client.post(f"{person}/results/paper/confirm/", form)
    assert kept.status == 302, kept.text
    listed = client.get(f"{person}/results/").text
    assert "Ferritin" in listed
    assert "4.4 mmol/L" in listed
    assert "Haemoglobin" not in listed
    assert client.post(f"{person}/results/paper/confirm/", form).status == 302  # sent twice counts once
    assert client.get(f"{person}/results/").text.count("4.4 mmol/L") == 1


def test_a_result_is_looked_at_while_it_is_typed_and_nothing_is_kept(client: Client) -> None:
    person = client.new_person()
    page = client.get(f"{person}/results/new/").text
    assert f'data-plausible="/{person.strip("/")}/results/look/"' in page
    hidden = client.hidden(f"{person}/results/new/")

    def said(**row: str) -> str:
        answer = client.post(f"{person}/results/look/", hidden | row)
        assert answer.status == 200
        return " ".join(json.loads(answer.text)["says"])

    assert said(test="ferritin", value="18", unit="ug/L") == "Value and unit go together."
    assert "unit" in said(test="ferritin", value="18", unit="mmol/L")
    assert "number" in said(test="ferritin", value="much", unit="ug/L")
    assert "unit" in said(test="calcium", value="9.2", unit="mmol/L")
    assert said(test="ferritin", value="18", unit="") == ""
    assert "None typed in yet" in client.get(f"{person}/results/").text


def test_a_value_that_cannot_be_sends_the_page_back(client: Client) -> None:
    person = client.new_person()
    hidden = client.hidden(f"{person}/results/paper/")
    page = client.upload(f"{person}/results/paper/", hidden, {"paper": ("lab.pdf", papers.reportlab_table())})
    form = fields_of(page.text) | hidden | {"keep-0": "yes", "unit-0": "mmol/L"}
    back = client.post(f"{person}/results/paper/confirm/", form)
    assert back.status == 422
    assert "not measured in this unit" in back.text
    assert "None typed in yet" in client.get(f"{person}/results/").text


def test_a_file_that_cannot_be_read_is_refused(client: Client) -> None:
    person = client.new_person()
    hidden = client.hidden(f"{person}/results/paper/")
    for name, content in (("a.pdf", papers.fpdf_picture()), ("b.csv", b""), ("c.pdf", b"%PDF-1.4 nothing")):
        page = client.upload(f"{person}/results/paper/", hidden, {"paper": (name, content)})
        assert page.status == 422
        assert "There is a problem" in page.text


def test_two_days_of_one_test_make_a_figure_and_a_table(client: Client) -> None:
    person = client.new_person()
    table = b"Test,Value,Unit,Date,Range\nFerritin,12,ug/L,2026-05-01,15-150\nFerritin,45,ug/L,2026-10-02,15-150\n"
    hidden = client.hidden(f"{person}/results/paper/")
    page = client.upload(f"{person}/results/paper/", hidden, {"paper": ("lab.csv", table)})
    form = fields_of(page.text) | hidden | {"keep-0": "yes", "keep-1": "yes"}
    assert client.post(f"{person}/results/paper/confirm/", form).status == 302
    listed = client.get(f"{person}/results/").text
    assert "<svg" in listed
    assert "Over time" in listed
    assert listed.index("1 May 2026") < listed.index("2 Oct 2026")


def test_another_test_says_what_it_cannot_show(client: Client) -> None:
    person = client.new_person()
    form = client.hidden(f"{person}/results/document/") | {"test": "eeg", "result": "normal", "at": "2026-05-01"}
    assert client.post(f"{person}/results/document/", form).status == 302
    listed = client.get(f"{person}/results/").text
    assert "does not rule it out" in listed
    remove = re.search(r'action="([^"]*document/[^"]*remove/)"', listed)
    assert remove
    token = client.hidden(f"{person}/results/document/")
    assert client.post(remove[1], token).status == 302
    assert "does not rule it out" not in client.get(f"{person}/results/").text
    wrong = client.hidden(f"{person}/results/document/") | {"test": "eeg", "result": "normal", "at": "2999-01-01"}
    assert client.post(f"{person}/results/document/", wrong).status == 422
