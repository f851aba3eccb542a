"""The viewer of a night in a real browser: from the whole night to a single burst, by button, key and mouse."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from tests.web.conftest import Server
from tests.web.story import Story
from tests.web.test_nights import upload

from whytwitch.evidence.night.simulate import Burst, Plan, write

pytestmark = pytest.mark.browser

BURSTS = [Burst("left", 300.0 + 25 * i, 1.5, 40.0) for i in range(8)] + [Burst("right", 700.0, 1.2, 60.0)]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("viewer") / "night.edf"
    stages = [(30.0 * i, 30.0, ["W", "N1", "N2", "N3", "R"][i // 6 % 5]) for i in range(60)]
    write(Plan(hours=0.5, bursts=BURSTS, stages=stages, arousals=[(302.0, 4.0)], breathing=[(500.0, 20.0)]), path)
    return path


def unpack(body: bytes) -> dict[int, tuple[np.ndarray, np.ndarray, bool]]:
    """The answer of the window address, as the script reads it."""
    size = int.from_bytes(body[:4], "little")
    at, found = 4 + size, {}
    for one in json.loads(body[4 : 4 + size]):
        n = one["n"]
        found[one["index"]] = (
            np.frombuffer(body, "<f8", n, at),
            np.frombuffer(body, "<f4", n, at + 8 * n),
            one["exact"],
        )
        at += 8 * n + -(-4 * n // 8) * 8
    assert at == len(body)
    return found


def shown(page: Page) -> tuple[float, float]:
    """The window that is drawn."""
    expect(page.locator("#night-viewer[data-ready]")).to_be_visible()
    until(page, lambda: ready(page) == page.evaluate("location.hash.slice(1)"))
    low, high = ready(page).split("-")
    return float(low), float(high)


def ready(page: Page) -> str:
    return page.locator("#night-viewer").get_attribute("data-ready") or ""


def until(page: Page, what: Callable[[], bool]) -> None:
    """Wait for the script; the policy of the pages forbids the browser's own way to wait."""
    for _ in range(200):
        if what():
            return
        page.wait_for_timeout(50)
    pytest.fail(f"nothing happened; the window is {ready(page)}")


def test_from_the_whole_night_to_a_single_burst_at_full_rate(web_page: Page, server: Server, recording: Path) -> None:
    story = Story(web_page)
    person = story.given_a_new_person(age="54")
    upload(web_page, person, "Recording", recording)
    web_page.get_by_role("button", name="Look at the signals").click()
    assert shown(web_page) == (0.0, 1800.0)
    expect(web_page.locator(".nv-row canvas").first).to_be_visible()
    labels = web_page.locator(".nv-label").all_inner_texts()
    assert [one.split(" (")[0] for one in labels] == [
        "Sleep stages", "Breathing events", "Arousals", "WASM 2016", "LAT", "RAT"
    ]  # fmt: skip
    story.kept_for_eyes("viewer-whole")
    web_page.get_by_role("button", name="Next movement").click()
    web_page.get_by_role("button", name="Movement before").click()
    low, high = shown(web_page)
    assert high - low <= 30.0
    assert any(low < burst.onset_s < high for burst in BURSTS)
    expect(web_page.locator("[data-where]")).to_contain_text("highest and lowest values")
    for _ in range(3):
        web_page.get_by_role("button", name="Closer").click()
    low, high = shown(web_page)
    assert high - low < 5
    expect(web_page.locator("[data-where]")).to_contain_text("every sample")
    story.kept_for_eyes("viewer-burst")
    web_page.get_by_label("Rule book").select_option("aasm3")
    expect(web_page.locator(".nv-label").nth(3)).to_have_text("AASM 3")
    rows = web_page.locator("#nv-rows")
    rows.focus()
    before = shown(web_page)
    web_page.keyboard.press("ArrowRight")
    until(web_page, lambda: float(ready(web_page).split("-")[0]) > before[0])
    web_page.keyboard.press("Home")
    until(web_page, lambda: ready(web_page) == "0.00-1800.00")
    story.then_the_page_is_accessible()
    box = web_page.locator(".nv-strip").first.bounding_box()
    assert box is not None
    web_page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 20)
    web_page.mouse.down()
    web_page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20)
    web_page.mouse.up()
    until(web_page, lambda: ready(web_page) != "0.00-1800.00")
    low, high = shown(web_page)
    assert 120 < high - low < 260
    for width in (360, 768, 1440):
        web_page.set_viewport_size({"width": width, "height": 900})
        until(web_page, lambda: web_page.evaluate("document.documentElement.scrollWidth") <= width)  # noqa: B023
        web_page.wait_for_timeout(300)
        story.kept_for_eyes(f"viewer-{width}")

    address = re.sub(r"/view/.*", "", web_page.url)
    about = web_page.request.get(f"{address}/about.json").json()
    legs = [one["index"] for one in about["channels"] if one["leg"]]
    assert len(legs) == 2
    burst = BURSTS[0]
    query = f"from={burst.onset_s - 1}&to={burst.onset_s + 3}&points=4000&channels={legs[0]},{legs[1]}"
    found = unpack(web_page.request.get(f"{address}/window?{query}").body())
    seconds, values, exact = found[legs[0]]
    assert exact
    assert len(seconds) == 4 * 256
    inside = (seconds > burst.onset_s) & (seconds < burst.onset_s + 1.5)
    assert values[inside].std() > 5 * values[~inside].std()
    for wrong in (
        "from=5&to=4&channels=0",
        "from=a&to=4&channels=0",
        "from=0&to=4&channels=99",
        "from=0&to=nan&channels=0",
    ):
        answer = web_page.request.get(f"{address}/window?{wrong}")
        assert answer.status == 400
        assert len(answer.text().splitlines()) == 1
    assert [path.suffix for path in server.files() if path.suffix == ".unfinished"] == []
