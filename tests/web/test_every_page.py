"""Every page that links lead to: accessible, no wider than a phone, light, usable by keyboard alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Error, Page
from tests.conftest import accessibility_faults
from tests.web.client import Client
from tests.web.conftest import Server
from tests.web.everywhere import everything, not_read
from tests.web.story import looked_at

#: Bytes of a page with all that it loads, without the night viewer.
HEAVIEST = 150_000
#: WCAG 2.2, 2.5.8: 24 by 24 CSS pixels, but for links within sentences.
SMALLEST_TARGET = 24

#: Pages whose template and components another page has too: axe looks at that one.
TWINS = re.compile(r"/pictures/[0-9a-f-]{36}/$|/diary/(morning|moment)/$")
#: What can be worked with and is drawn smaller than it may be; a link within a sentence may be.
SMALL_TARGETS = """smallest => [...document.querySelectorAll('main button, main input:not([type=hidden]), main select,'
  + ' main summary, nav a, footer a, .ww-tasks a, .ww-people a, .ww-actions a, .nhsuk-back-link')].filter(one => {
  const label = one.labels && one.labels[0];
  const boxes = [one, label].filter(Boolean).map(part => part.getBoundingClientRect());
  return boxes[0].width > 0 && Math.max(...boxes.map(box => box.height)) < smallest;
}).map(one => one.outerHTML.slice(0, 90))"""

#: A reader's own spacing of text, as WCAG 2.2 asks for in 1.4.12.
SPACED_OUT = """() => {
  const sheet = new CSSStyleSheet();
  const said = {'line-height': '1.5', 'letter-spacing': '.12em', 'word-spacing': '.16em'};
  sheet.replaceSync(`* { ${Object.entries(said).map(([name, value]) => `${name}: ${value} !important`).join('; ')} }`);
  document.adoptedStyleSheets = [sheet];
}"""

#: Whether what has the focus looks different from when it has not: an outline, a shadow or another background.
FOCUS_SHOWS = """() => {
  const one = document.activeElement, here = getComputedStyle(one);
  const outlined = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const shown = style => [outlined(style), style.boxShadow !== 'none'];
  const parent = one.closest('.ww-kind');
  const label = one.labels && one.labels[0] && getComputedStyle(one.labels[0], '::before');
  const looks = [here, parent && getComputedStyle(parent), label].filter(Boolean);
  return looks.some(style => shown(style).some(Boolean));
}"""


@pytest.fixture(scope="module")
def pages(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A page of each name of the URLconf, with something on it."""
    found = everything(Client(server), tmp_path_factory.mktemp("everything"))
    assert not_read(found) == []
    return found


class Buttons(HTMLParser):
    """Buttons that no form sends, and links that lead nowhere: both would need a script."""

    def __init__(self) -> None:
        super().__init__()
        self.within, self.dead = 0, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.within += tag == "form"
        alone = tag == "button" and not self.within and not held.get("form")
        if alone or tag == "a" and not (held.get("href") or held.get("id")):
            self.dead.append(str(self.get_starttag_text()))

    def handle_endtag(self, tag: str) -> None:
        self.within -= tag == "form"


def test_every_page_but_the_viewer_works_without_a_script(pages: dict[str, str]) -> None:
    dead = {}
    for path, page in pages.items():
        reader = Buttons()
        reader.feed(page)
        if reader.dead and not path.endswith("/view/"):
            dead[path] = reader.dead
        assert "onclick" not in page
    assert dead == {}


@pytest.mark.browser
@pytest.mark.slow
def test_every_page_passes_axe_and_fits_a_phone(pages: dict[str, str], web_page: Page) -> None:
    web_page.set_viewport_size({"width": 360, "height": 740})
    faults: dict[str, object] = {}
    for path in pages:
        if path.endswith("/confirm/"):
            continue  # answers to a file that was sent; test_results.py looks at it
        try:
            web_page.goto(path)
        except Error:  # the page before, which looks again by itself while something is worked out, was doing so
            web_page.goto(path)
        if not (looked_at(path) or TWINS.search(path)) and (found := accessibility_faults(web_page)):
            faults[path] = found
        if (width := web_page.evaluate("document.documentElement.scrollWidth")) > 360:
            faults[f"{path} width"] = width
        if small := web_page.evaluate(SMALL_TARGETS, SMALLEST_TARGET):
            faults[f"{path} targets"] = small
        web_page.set_viewport_size({"width": 320, "height": 640})  # WCAG 2.2, 1.4.10 and 1.4.12: reflow, text spacing
        if web_page.evaluate("document.documentElement.scrollWidth") > 320:
            faults[f"{path} at 320"] = "wider than the screen"
        web_page.evaluate(SPACED_OUT)
        if web_page.evaluate("document.documentElement.scrollWidth") > 320:
            faults[f"{path} spaced out"] = "wider than the screen"
        web_page.set_viewport_size({"width": 360, "height": 740})
    assert faults == {}, faults


def test_every_page_is_light(pages: dict[str, str], server: Server) -> None:
    client, weights, heavy = Client(server), {}, {}
    for path, page in pages.items():
        parts = set(re.findall(r'(?:src|href|data-components)="(/static/[^"]+)"', page))
        for part in parts - weights.keys():
            answer = client.ask("GET", part, raw=True, Accept_Encoding="gzip")
            weights[part] = answer.size
        whole = len(page.encode()) + sum(weights[part] for part in parts)
        if whole > HEAVIEST and "/view/" not in path:
            heavy[path] = whole
    assert weights
    assert heavy == {}


@pytest.mark.browser
def test_the_interview_goes_by_keyboard_alone(web_page: Page, server: Server) -> None:
    person = Client(server).new_person()
    web_page.goto(f"{person}/movements/new/")
    web_page.keyboard.press("Tab")
    assert web_page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    web_page.keyboard.press("Enter")
    _tab_to(web_page, "kind")
    web_page.keyboard.press("ArrowDown")
    assert web_page.evaluate("document.activeElement.value") == "jerk"
    assert web_page.evaluate(FOCUS_SHOWS)
    web_page.keyboard.press("Enter")
    web_page.wait_for_url(re.compile("/where/"))
    _tab_to(web_page, "site")
    web_page.keyboard.press("ArrowUp")
    web_page.keyboard.press("Tab")
    chosen = web_page.evaluate("document.querySelector('input[name=site]:checked').value")
    lit = web_page.evaluate("[...document.querySelectorAll('.bm--chosen')].map(one => one.dataset.site)")
    assert chosen == "several_places"
    assert lit == []  # the drawing shows places only
    web_page.get_by_label("Calf", exact=True).focus()
    web_page.keyboard.press("Space")
    web_page.get_by_label("Left", exact=True).focus()
    web_page.keyboard.press("Space")
    lit = "[...document.querySelectorAll('.bm--chosen')].map(one => [one.dataset.site, one.dataset.side])"
    assert web_page.evaluate(lit) == [["calf", "left"]]


@pytest.mark.browser
def test_the_body_takes_a_touch_and_says_it_in_the_list(web_page: Page, server: Server) -> None:
    person = Client(server).new_person()
    web_page.goto(f"{person}/movements/new/")
    web_page.get_by_label("flicker").check()
    web_page.get_by_role("button", name="Continue").click()
    for side, said in (("right", "right"), ("left", "both")):
        web_page.locator(f".bm[data-site=knee][data-side={side}]").first.click()
        assert web_page.get_by_label("Around the knee").is_checked()
        assert web_page.locator(f"input[name=side][value={said}]").is_checked()
    assert web_page.locator("svg[data-body-map]").get_attribute("aria-hidden") == "true"  # the list is what is read out


@pytest.mark.browser
def test_no_page_traps_the_focus_and_it_always_shows(pages: dict[str, str], web_page: Page) -> None:
    wanted = ("/picture/", "/safety/1/", "/medicines/", "/answers/")
    for path in [next(path for path in pages if path.endswith(one)) for one in wanted]:
        web_page.goto(path)
        for _ in range(160):
            web_page.keyboard.press("Tab")
            if web_page.evaluate("document.activeElement.closest('footer') !== null"):
                break
            assert web_page.evaluate(FOCUS_SHOWS), (path, web_page.evaluate("document.activeElement.outerHTML")[:120])
        else:
            raise AssertionError(f"the focus does not reach the end of {path}")


@pytest.mark.browser
def test_drawings_stand_still_for_who_wants_it(web_page: Page, server: Server) -> None:
    person = Client(server).new_person()
    web_page.emulate_media(reduced_motion="reduce")
    web_page.goto(f"{person}/movements/new/")
    moving = "document.getAnimations().length"
    assert web_page.evaluate(moving) == 0
    web_page.emulate_media(reduced_motion="no-preference")
    web_page.reload()
    assert web_page.evaluate(moving) > 5
    kinds = web_page.locator("label.ww-kind svg.ww-move").count()
    assert kinds == web_page.locator("input[name=kind]").count() >= 14


def _tab_to(page: Page, name: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"{name} is not reached by the keyboard")
