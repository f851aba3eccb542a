"""The fifteen stories of the safety rules: given a case, when the interview is answered, then the browser shows this.

Stories 1, 3, 4, 6 and 15 are told click by click in ``test_five_stories.py``. Here the answers go in over HTTP, and the
picture is read in a real browser.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page
from tests.web.answering import Answering, story_case
from tests.web.client import Client
from tests.web.conftest import Server
from tests.web.story import Story

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Expected:
    """What the page must and must not say."""

    case: str
    heading: str
    reads: tuple[str, ...]
    never: tuple[str, ...] = ()


STORIES = {
    2: Expected(
        "02-everywhere-tingling-feels-weak",
        "Book an ordinary appointment",
        ("Ordinary muscle twitching", "Each check makes", "The twitching is real", "Get help sooner"),
        ("otor neurone disease fits",),
    ),
    5: Expected(
        "05-partner-sees-kicks",
        "Look after it at home",
        ("Kicks in sleep", "need no treatment if you sleep well", "snoring"),
        ("gabapentin", "pramipexole"),
    ),
    7: Expected(
        "07-third-trimester",
        "Book an ordinary appointment",
        ("midwife", "erritin", "headache", "cramp", "Restless legs"),
        ("gabapentin", "pramipexole"),
    ),
    8: Expected(
        "08-eyelid-for-weeks",
        "Book an ordinary appointment",
        ("eyelid", "Sleep enough", "No coffee", "the face joins"),
        ("brain scan",),
    ),
    9: Expected(
        "09-after-a-workout-dark-urine",
        "Call 999 now",
        ("Do this now", "dark urine"),
        ("What it could be",),
    ),
    10: Expected(
        "10-new-antidepressant",
        "within two weeks",
        ("irtazapine", "prescriber or a pharmacist", "Do not stop a prescribed medicine by yourself"),
        ("leep study",),
    ),
    11: Expected(
        "11-back-pain-one-leg",
        "Book an ordinary appointment",
        ("nerve root", "drops"),
    ),
    12: Expected(
        "12-numb-burning-feet-diabetes",
        "Book an ordinary appointment",
        ("B12", "Look at both soles", "You may not feel a burn"),
        ("hot) bath",),
    ),
    13: Expected(
        "13-child-night-leg-pain",
        "Book an ordinary appointment",
        ("Growing pains", "limp, fever, bruises"),
        ("ibuprofen",),
    ),
    14: Expected(
        "14-panic-curled-hands-first",
        "today",
        ("first time", "reath", "slow"),
        ("paper bag helps", "just panic"),
    ),
}


@pytest.mark.parametrize("number", STORIES)
def test_story(number: int, server: Server, web_page: Page) -> None:
    expected = STORIES[number]
    # given
    somebody = Answering(Client(server), story_case(expected.case)).begin()
    # when
    somebody.answer_everything()
    # then
    web_page.goto(f"{somebody.person}/picture/")
    story = Story(web_page)
    story.kept_for_eyes(f"story-{number}")
    story.then_the_heading_is(expected.heading)
    story.then_i_read(*expected.reads)
    story.then_i_do_not_read(*expected.never)
    story.then_a_calm_page_never_says()
    story.then_the_page_is_accessible()
