"""Stories 1, 3, 4, 6 and 15 of the safety rules, from the start page to the picture, in a real browser.

Story 4 is told without JavaScript; the turns that stories 1 and 15 can take answer over HTTP.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.web.answering import Answering, story_case
from tests.web.client import Client
from tests.web.conftest import Server
from tests.web.story import Story, Told

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_story_1_calf_twitches_strong_fears_als(web_page: Page) -> None:
    story = Story(web_page)
    story.given_a_new_person(age="34")
    told = Told(words={"when": "lying_awake", "pain": "no"}, worries={"ALS": "Yes"})
    story.when_i_answer_everything_harmlessly(told=told)
    story.kept_for_eyes("story-1")
    story.then_the_heading_is("Book an ordinary appointment")  # it has lasted for more than two weeks
    story.then_i_read("Ordinary muscle twitching", "fits well", "The twitching is real", "About the worry")
    story.then_i_read("Heels and toes", "stairs", "jar", "buttons")  # the list of functions
    story.then_i_read("You asked about motor neurone disease", "100 000", "Get help sooner if this happens")
    story.then_a_calm_page_never_says()
    story.then_i_do_not_read("Tests that would tell most", "Your examination was normal")  # nobody examined him
    story.then_the_page_is_accessible()


def test_story_1_without_the_question_the_disease_is_not_named(server: Server, web_page: Page) -> None:
    case = story_case("01-calf-twitch")
    case["findings"] = {"felt_weakness": "no"}
    somebody = Answering(Client(server), case).begin().answer_everything()
    web_page.goto(f"{somebody.person}/picture/")
    story = Story(web_page)
    story.then_i_read("Ordinary muscle twitching")
    story.then_i_do_not_read("otor neurone disease", "ALS", "About the worry")


def test_story_3_jolt_on_falling_asleep(web_page: Page) -> None:
    story = Story(web_page)
    story.with_axe = False
    story.given_a_new_person(age="27")
    words = {"when": "falling_asleep", "pain": "no", "lasts": "split_second", "rhythm": "single", "often": "weekly"}
    told = Told(words=words, yes=("falling_feeling", "short_of_sleep", "caffeine_much"))
    story.when_i_answer_everything_harmlessly(kind="A sudden jolt", site="whole_body", weeks="1", told=told)
    story.kept_for_eyes("story-3")
    story.then_the_heading_is("Look after it at home")
    story.then_i_read("fits well", "falling asleep", "Get help sooner if this happens")
    story.then_a_calm_page_never_says()
    story.then_i_do_not_read("Tests that would tell most", "otor neurone disease")


def test_story_4_urge_in_the_evening_without_javascript(plain_page: Page) -> None:
    story = Story(plain_page)
    story.with_axe = False
    story.given_a_new_person(age="54", sex="Female")
    words = {"when": "evening_rest", "relieved_by": "moving", "side": "both", "often": "nightly", "pain": "mild"}
    told = Told(words=words, yes=("unpleasant_leg_feeling", "sleep_disturbed_by_legs"))
    story.when_i_answer_everything_harmlessly(kind="An urge to move", site="leg", weeks="40", told=told)
    story.kept_for_eyes("story-4")
    story.then_the_heading_is("Book an ordinary appointment")
    story.then_i_read("Restless legs", "fits well", "erritin", "ransferrin", "there is nothing to buy")
    story.then_a_calm_page_never_says()
    story.then_i_do_not_read("ropinirole", "pramipexole")


def test_story_6_night_cramp_and_a_water_tablet(web_page: Page) -> None:
    story = Story(web_page)
    story.with_axe = False
    story.given_a_new_person(age="76", sex="Female")
    words = {"when": "waking", "relieved_by": "stretching", "pain": "severe", "lasts": "minutes", "often": "weekly"}
    told = Told(words=words, yes=("hard_muscle", "sore_after"), medicines=(("bendroflumethiazide", "", ""),))
    story.when_i_answer_everything_harmlessly(kind="A painful, hard", site="calf", weeks="30", told=told)
    story.kept_for_eyes("story-6")
    story.then_the_heading_is("Book an ordinary appointment")
    story.then_i_read("cramp", "tretch", "medicine", "uinine")
    story.then_a_calm_page_never_says()


def test_story_15_eighty_new_jerks_alert_is_for_today(server: Server, web_page: Page) -> None:
    somebody = Answering(Client(server), story_case("15-eighty-new-jerks-alert")).begin().answer_everything()
    web_page.goto(f"{somebody.person}/picture/")
    story = Story(web_page)
    story.kept_for_eyes("story-15-alert")
    story.then_the_heading_is("today")
    story.then_i_read("kidney", "medicine")
    story.then_i_do_not_read("stop taking", "%")


def test_story_15_eighty_new_jerks_drowsy_is_an_emergency(web_page: Page) -> None:
    story = Story(web_page)
    story.with_axe = False
    story.given_a_new_person(who="For somebody I live with", age="81", sex="Female")
    told = Told(
        signs=("hard_to_wake", "new_jerks"),
        conditions=("Chronic kidney disease", "Diabetes"),
        medicines=(("gabapentin", "dose_changed", "1"), ("morphine", "started", "4"), ("ramipril", "", "")),
        words={"when": "any_time", "lasts": "split_second", "often": "all_day"},
    )
    story.when_i_answer_everything_harmlessly(kind="A sudden jolt", site="several_places", weeks="1", told=told)
    story.kept_for_eyes("story-15-drowsy")
    story.then_the_heading_is("Call 999 now")
    story.then_i_read("Do this now")
    story.then_i_do_not_read("What it could be", "%")
