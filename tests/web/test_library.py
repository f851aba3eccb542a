"""The pages to read: every condition has its page with when to worry, and claims stand with their verdict."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.web.story import Story

from whytwitch.knowledge import knowledge

pytestmark = pytest.mark.browser


def test_every_condition_can_be_read_about(web_page: Page) -> None:
    story = Story(web_page)
    web_page.goto("/")
    web_page.get_by_role("link", name="Conditions", exact=True).click()
    story.then_the_page_is_accessible()
    links = web_page.locator("main li a")
    assert links.count() == len(knowledge().conditions) - 1
    for name in ("Restless legs syndrome", "Benign fasciculation (no disease)", "Motor neurone disease (ALS)"):
        web_page.goto("/library/")
        web_page.get_by_role("link", name=name, exact=True).click()
        story.then_the_heading_is(name)
        story.then_i_read("When to worry", "What helps", "Where this comes from")
        story.then_the_page_is_accessible()


def test_no_address_tells_what_was_read_about(web_page: Page) -> None:
    web_page.goto("/library/")
    addresses = [link.get_attribute("href") or "" for link in web_page.locator("main li a").all()]
    assert not [one for one in addresses for name in knowledge().conditions if name in one]


def test_claims_stand_with_their_verdict(web_page: Page) -> None:
    story = Story(web_page)
    web_page.goto("/library/claims/")
    story.then_the_page_is_accessible()
    assert web_page.locator("main dt").count() == len(knowledge().claims)
    story.then_i_read("Wrong", "Too simple", "No evidence", "Supported", "Unsafe")


def test_an_unknown_page_is_said_plainly(web_page: Page) -> None:
    web_page.goto("/library/0000000000/")
    assert "Traceback" not in web_page.content()
    Story(web_page).then_the_page_is_accessible()
