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
from tests.web.everywhere import everything, not_read
from tests.web.walk import an_example_and_somebody_new, words_of

#: What is right in every language: names, numbers to call with their owners, units, rule books, stages, hashes, months
#: and days of Django's own catalogue.
FIXED = re.compile(
    r"whytwitch|cetirizine|https?://\S+|NHS 111|\b(Samaritans|Lifeline|healthdirect|Healthline)\b"
    r"|\b(Ctrl|WASM|AASM|REM|TIBC)\b"
    r"|\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b"
    r"|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(uary|ruary|ch|il|e|y|ust|tember|ober|ember)?\b"
    r"|[mµu]?mol/L|mL/min/1\.73 ?m[2²]|\b[0-9a-f]{16}\b"
)
#: What the rooms of the night, of other tests and of the laboratory say about one file: it is kept as it was said when
#: the file was read, and shown again from there.
AS_IT_WAS_SAID = re.compile(
    r"^([Nn]ight \d+: )?(The start date and time of day of|No breathing event is marked|Both editions count)"
    r"|periodic leg movements in [\d.]+ hours| Both editions count the same|^\d+ periodic leg movements"
    r"|^sleep make [\d.]+ per hour by WASM"  # the second line of the same, in a figure
    r"|^row \d+$| of \d+ [A-Z][a-z]+ \d{4}: normal\. "
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


def test_no_page_of_the_app_has_a_text_fixed_to_english(accented: Server, tmp_path: Path) -> None:
    pages = everything(Client(accented), tmp_path)
    assert not_read(pages) == [], "a page of the URLconf is not looked at"
    found = {}
    for path, page in pages.items():
        assert '<html lang="en-xa" dir="ltr">' in page
        for text in words_of(page):
            if re.search(r"[A-Za-z]{3,}", FIXED.sub("", text)) and not AS_IT_WAS_SAID.search(text):
                found.setdefault(text, path)
    assert found == {}, found


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
    page.goto(f"{next(one for one in pages if one.endswith('/picture/'))}numbers/")
    figure = page.locator(".ww-figure svg").first
    assert figure.evaluate("one => getComputedStyle(one).direction") == "ltr", "labels of a drawing stay inside it"
    page.go_back()
    box = page.locator("input[type=radio]").first.bounding_box()
    label = page.locator("label.ww-kind").first.bounding_box()
    assert box is not None
    assert label is not None
    assert box["x"] < label["x"] + label["width"] / 2
    context.close()
