"""The reports in the app: own words and questions on the sheet, a PDF, and worry only when asked for."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING

from tests.web.client import Client
from tests.web.story import Story

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.web.conftest import Server


def test_own_words_and_questions_stand_on_the_sheet(web_page: Page) -> None:
    story = Story(web_page)
    person = story.given_a_new_person()
    web_page.goto(f"/{person}/report/")
    story.then_the_page_is_accessible()
    web_page.get_by_role("link", name="Add your own words").click()
    story.then_the_page_is_accessible()
    web_page.get_by_label("What troubles you most").fill("I cannot sit through a film")
    web_page.get_by_label("Your questions").fill("Can I have iron?\n\nDo I need a scan?")
    web_page.get_by_role("button", name="Keep it").click()
    web_page.get_by_role("link", name="One sheet for the doctor", exact=True).click()
    for words in ("“I cannot sit through a film”", "Can I have iron?", "Do I need a scan?"):
        story.then_i_read(words)
    story.then_the_page_is_accessible()


def test_pdfs_come_out_of_the_app(server: Server) -> None:
    person = Client(server).new_person()
    for audience in ("doctor", "person"):
        with urllib.request.urlopen(f"{server.url}{person}/report/{audience}.pdf", timeout=60) as answer:
            assert answer.headers["Content-Type"] == "application/pdf"
            assert answer.headers["Content-Disposition"] == f'attachment; filename="whytwitch-{audience}.pdf"'
            assert answer.read().startswith(b"%PDF-1.7")


def test_too_many_questions_are_refused_and_kept_on_the_page(server: Server) -> None:
    client = Client(server)
    person = client.new_person()
    page = f"{person}/report/own-words/"
    answer = client.post(page, client.hidden(page) | {"reason": "", "questions": "\n".join("abcdefgh")})
    assert answer.status == 422
    assert "6 questions at most" in answer.text
