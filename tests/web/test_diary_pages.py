"""Eight weeks with and without caffeine, lived through in a browser; the clock is told by a file."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect
from tests.conftest import accessibility_faults
from tests.web.client import Client
from tests.web.conftest import Server

from whytwitch.evidence.diary import new_entry, to_csv

BEGIN = dt.date(2026, 9, 1)


@pytest.fixture(scope="module")
def told_time(tmp_path_factory):
    """A file that tells the server what time it is."""
    file = tmp_path_factory.mktemp("clock") / "now"
    file.write_text("2026-09-01T21:00:00")
    return file


@pytest.fixture(scope="module")
def slow_server(told_time, tmp_path_factory):
    """A server whose clock is the file."""
    from tests.web.conftest import start_server

    folder = tmp_path_factory.mktemp("eight-weeks")
    running = start_server(folder / "whytwitch", folder / "log", WHYTWITCH_CLOCK_FILE=str(told_time))
    yield running
    running.process.terminate()
    running.process.wait(10)


@pytest.fixture
def screen(browser, slow_server):
    """A page that fails on requests elsewhere and on script errors."""
    from tests.web.conftest import _page

    yield from _page(browser, slow_server, scripts=True)


def test_eight_weeks_with_and_without_caffeine(screen: Page, told_time):
    from tests.web.story import Story

    address = Story(screen).given_a_new_person()
    base = f"/{address}/diary/"
    screen.goto(base)
    expect(screen.get_by_text("Nothing is noted yet")).to_be_visible()
    assert accessibility_faults(screen) == []

    # A medicine is refused; leaving caffeine is not.
    screen.goto(base + "experiment/")
    assert accessibility_faults(screen) == []
    for measure, refused in (("pramipexole every other day", True), ("no caffeine after noon", False)):
        screen.get_by_label("What do you want to try?").fill(measure)
        screen.get_by_label("Twitches in a day").check()
        screen.get_by_label("How much less would be worth it?").fill("2")
        screen.get_by_role("button", name="Draw the order").click()
        if refused:
            expect(screen.get_by_text("never switched on and off").first).to_be_visible()
    expect(screen.get_by_role("heading", name="no caffeine after noon")).to_be_visible()
    screen.get_by_text("The plan").click()
    arms = [re.sub(r".*: | it$", "", one.strip()) for one in screen.locator("ol li").all_inner_texts()]
    assert len(arms) == 18
    assert {"with", "without"} == set(arms[:2])

    # Fifty-four evenings: ten at the screen, the others brought in from a file. Two are forgotten; one is zero.
    noted = [number for number in range(54) if number not in (10, 33)]
    counts = {number: (3 if arms[number // 3] == "with" else 9) + number % 3 for number in noted} | {
        5: 0 if arms[1] == "with" else 9
    }
    for number in noted[:10]:
        told_time.write_text(f"{BEGIN + dt.timedelta(days=number + 1)}T21:30:00")
        screen.goto(base + "evening/")
        assert screen.locator("input[name=new_weakness]").count() == (4 if number == 0 else 0)
        for name in ("new_weakness", "new_numbness", "leg_swollen") if number == 0 else ():
            screen.locator(f"input[name={name}][value=no]").check()
        screen.get_by_label("How many twitches").fill(str(counts[number]))
        screen.get_by_role("button", name="Note it").click()
        expect(screen.get_by_role("heading", name="Diary", exact=True)).to_be_visible()
    days = [BEGIN + dt.timedelta(days=number + 1) for number in noted[10:]]
    later = [
        new_entry(
            "evening", {"twitches": counts[number]}, zone="UTC", now=dt.datetime.combine(day, dt.time(21), dt.UTC)
        )
        for number, day in zip(noted[10:], days, strict=True)
    ]
    (told_time.parent / "later.csv").write_text(to_csv(later), newline="")
    told_time.write_text(f"{BEGIN + dt.timedelta(days=54)}T21:45:00")
    screen.goto(base + "bring/")
    screen.get_by_label("The file").set_input_files(told_time.parent / "later.csv")
    screen.get_by_role("button", name="Bring in").click()
    expect(screen.get_by_text("42 new entries of 42")).to_be_visible()
    screen.goto(base)
    assert accessibility_faults(screen) == []
    expect(screen.locator("svg.wt-figure").first).to_be_visible()

    # Not before the end.
    screen.goto(base + "experiment/")
    expect(screen.get_by_text("shown when all phases are over")).to_be_visible()
    told_time.write_text(f"{BEGIN + dt.timedelta(days=56)}T09:00:00")
    screen.reload(timeout=60_000)
    expect(screen.get_by_role("heading", name="It helps.")).to_be_visible()
    assert accessibility_faults(screen) == []
    screen.goto(base + "visit/")
    expect(screen.get_by_text("no caffeine after noon: It helps.")).to_be_visible()


def test_the_diary_redraws_the_picture_and_the_page_says_what_changed(screen: Page, told_time):
    from tests.web.story import Story

    told_time.write_text("2026-11-20T20:00:00")
    address = f"/{Story(screen).given_a_new_person()}"
    screen.goto(f"{address}/picture/")
    told = [
        new_entry(
            "moment", {"what": "urge_to_move", "state": "lying_awake", "side": "both", "parts": ["calf"], "relief": "yes"},  # noqa: E501
            zone="UTC", now=dt.datetime(2026, 11, 12 + number, 22, tzinfo=dt.UTC),
        )
        for number in range(8)
    ]  # fmt: skip
    (told_time.parent / "urge.csv").write_text(to_csv(told), newline="")
    screen.goto(f"{address}/diary/bring/")
    screen.get_by_label("The file").set_input_files(told_time.parent / "urge.csv")
    screen.get_by_role("button", name="Bring in").click()
    expect(screen.get_by_text("8 new entries of 8")).to_be_visible()
    screen.goto(f"{address}/picture/")
    expect(screen.get_by_role("heading", name="What changed since the picture before")).to_be_visible()
    expect(screen.get_by_text("The likeliest explanation is now restless legs")).to_be_visible()
    expect(screen.get_by_text("A movement from the diary: an urge to move")).to_be_visible()
    assert accessibility_faults(screen) == []


def test_an_impossible_night_is_asked_about_and_a_danger_sign_leads_to_the_safety_questions(screen: Page, told_time):
    from tests.web.story import Story

    told_time.write_text("2026-11-20T08:00:00")
    base = f"/{Story(screen).given_a_new_person()}/diary/"
    screen.goto(base + "morning/")
    screen.get_by_label("When did you get into bed?").fill("23:00")
    screen.get_by_label("Minutes until you slept").fill("600")
    screen.get_by_label("Minutes awake in all").fill("60")
    screen.get_by_label("When did you get up?").fill("07:00")
    screen.get_by_role("button", name="Note it").click()
    expect(screen.get_by_text("Please check:")).to_be_visible()
    screen.get_by_role("link", name=re.compile("Morning")).click()
    screen.get_by_label("Minutes until you slept").fill("20")
    screen.get_by_role("button", name="Note it").click()
    expect(screen.get_by_text("corrected")).to_be_visible()
    expect(screen.get_by_text("Please check:")).to_have_count(0)
    told_time.write_text("2026-11-20T21:00:00")
    screen.goto(base + "evening/")
    screen.locator("input[name=new_weakness][value=new]").check()
    screen.get_by_role("button", name="Note it").click()
    screen.wait_for_url(lambda address: "/diary/" not in address)


def test_an_evening_on_which_nothing_was_noted_is_no_entry(server: Server) -> None:
    client = Client(server)
    person = client.new_person()
    page = f"{person}/diary/evening/"
    day = re.search(r'name="day"[^>]* value="([^"]+)"', client.get(page).text)
    assert day
    refused = client.post(page, client.hidden(page) | {"day": day[1]})
    assert refused.status == 422
    assert "Nothing is noted yet" in refused.text
    assert client.post(page, client.hidden(page) | {"day": day[1], "twitches": "0"}).status == 302
    assert "twitches 0" in client.get(f"{person}/diary/").text
