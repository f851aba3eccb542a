"""Ready for other languages: two that nobody speaks show whether a text of ours is still fixed to English."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser
from tests.conftest import ROOT
from tests.web.client import Client
from tests.web.conftest import Server, start_server
from tests.web.walk import Walk, an_example_and_somebody_new, words_of

#: Pages that say sentences put together below the web, where the report, the reasoning and the labs speak: they are
#: ready when these rooms are.
NOT_YET = re.compile(r"/(report|results|nights|diary|api)/|/picture/|/pictures/")
#: English that is right in every language: names, numbers to call with their owners, months of Django's own catalogue.
FIXED = re.compile(
    r"whytwitch|cetirizine|https?://\S+|NHS 111|\b(January|February|March|April|May|June|July|August|September)\b"
    r"|\b(October|November|December)\b"
    r"|\b(Samaritans|Lifeline|healthdirect|Healthline|Ctrl)\b"
)


def messages() -> ModuleType:
    """The tool that makes the templates."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled catalogues of both pseudo-locales."""
    folder = tmp_path_factory.mktemp("locales")
    subprocess.run([sys.executable, ROOT / "tools" / "messages.py", "--pseudo", folder], check=True, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def accented(tmp_path_factory: pytest.TempPathFactory, log: Path, locales: Path) -> Iterator[Server]:
    yield from _speaking("en-xa", tmp_path_factory, log, locales)


@pytest.fixture(scope="module")
def right_to_left(tmp_path_factory: pytest.TempPathFactory, log: Path, locales: Path) -> Iterator[Server]:
    yield from _speaking("ar-xb", tmp_path_factory, log, locales)


def _speaking(language: str, folders: pytest.TempPathFactory, log: Path, locales: Path) -> Iterator[Server]:
    more = {"WHYTWITCH_LANGUAGE": language, "WHYTWITCH_LOCALES": str(locales)}
    running = start_server(folders.mktemp("data") / "whytwitch", log, **more)
    yield running
    running.process.terminate()
    running.process.wait(10)


def test_the_template_holds_every_message_and_no_other() -> None:
    tool = messages()
    assert tool.TEMPLATE.read_text(encoding="utf-8") == tool.as_text(tool.template()), "run tools/messages.py"


def test_a_pseudo_sentence_keeps_what_is_filled_in() -> None:
    made = messages().pseudo('Call <a href="tel:%(dial)s">%(number)s</a> now, %(percent)d%% done')
    assert '<a href="tel:%(dial)s">%(number)s</a>' in made
    assert "%(percent)d%%" in made
    assert not re.search(r"[a-z]{3,}", re.sub(r"%\(\w+\)[sd]|<[^>]*>", "", made))


def test_no_page_of_the_app_has_a_text_fixed_to_english(accented: Server) -> None:
    client = Client(accented)
    pages = Walk(client).follow(*an_example_and_somebody_new(client)).pages
    found, looked = {}, 0
    for path, page in pages.items():
        if NOT_YET.search(path):
            continue
        looked += 1
        assert '<html lang="en-xa" dir="ltr">' in page
        for text in words_of(page):
            if re.search(r"[A-Za-z]{3,}", FIXED.sub("", text)):
                found.setdefault(text, path)
    assert looked > 25
    assert found == {}, found


def test_the_picture_is_translated_but_for_what_other_rooms_say(accented: Server) -> None:
    client = Client(accented)
    example = an_example_and_somebody_new(client)[2]
    words = words_of(client.get(example).text)
    fixed = [one for one in words if re.search(r"[A-Za-z]{3,}", FIXED.sub("", one))]
    assert len(words) > 80
    assert len(fixed) / len(words) < 0.5, fixed


def test_medical_texts_are_found_by_their_id(locales: Path) -> None:
    import gettext

    held = gettext.translation("knowledge", locales, ["en_XA"])
    name = held.pgettext("Movement.kind", "kind")
    assert name == "kind"  # no such key
    question = held.pgettext("Vocabulary.kind.question", "Which of these is most like it?")
    assert question.startswith("Ŵĥíçĥ óƒ ťĥéšé")


@pytest.mark.browser
@pytest.mark.slow
def test_right_to_left_is_laid_out_from_the_right(right_to_left: Server, browser: Browser) -> None:
    client = Client(right_to_left)
    pages = an_example_and_somebody_new(client)
    context = browser.new_context(base_url=right_to_left.url, viewport={"width": 360, "height": 740})
    page = context.new_page()
    for path in (
        "/",
        pages[2],
        next(one for one in pages if "safety/1" in one),
        next(one for one in pages if "/movements/new" in one),
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.dir") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        heading = page.get_by_role("heading", level=1)
        assert heading.evaluate("one => getComputedStyle(one).textAlign") in ("start", "right")
        mark = page.locator(".ww-wordmark").bounding_box()
        assert mark is not None
        assert mark["x"] > 180, "the name stands on the right"
    box = page.locator("input[type=radio]").first.bounding_box()
    label = page.locator("label.ww-kind").first.bounding_box()
    assert box is not None
    assert label is not None
    assert box["x"] < label["x"] + label["width"] / 2
    context.close()
