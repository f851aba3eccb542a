"""What every test may ask for: the shared files, a reference night, a real browser.

Something missing is a skip with its reason, and a failure under ``WHYTWITCH_STRICT=1`` (as in CI). Heavy packages are
imported inside the fixtures, so that a single quick test starts quickly.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
STRICT = os.environ.get("WHYTWITCH_STRICT", "") not in ("", "0")
SHARED = Path(os.environ.get("WHYTWITCH_SHARED") or ROOT.parent / "shared")

CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-component-extensions-with-background-pages",
    "--in-process-gpu",
    "--disable-features=Translate,OptimizationHints,MediaRouter",
]


def missing(what: str) -> NoReturn:
    """Skip with a reason; fail when strict."""
    if STRICT:
        pytest.fail(f"WHYTWITCH_STRICT is set and {what}", pytrace=False)
    pytest.skip(what)


def needs_shared(path: str = ".") -> Path:
    """Give the path of a file or folder in ../shared (or in ``WHYTWITCH_SHARED``), or skip."""
    found = SHARED / path
    if not found.exists():
        missing(f"shared/{path} is not beside this checkout (set WHYTWITCH_SHARED)")
    return found


def pytest_collection_finish(session: pytest.Session) -> None:
    """A run of many tests draws hundreds of pictures: with compiled sums they take half the time."""
    if len(session.items) > 50 and not session.config.option.collectonly:
        from whytwitch.reasoning import compiled

        compiled.use()


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> None:
    """Before a module with property tests is imported: our settings for hypothesis, which it alone pays for.

    No deadline (shared machines stall) and no chance: the same 50 examples each time. ``dev.py fuzz`` sets
    ``WHYTWITCH_FUZZ`` and draws many new ones; it cannot raise a ``max_examples`` that a test sets itself.
    """
    del parent
    if b"hypothesis" not in module_path.read_bytes():
        return
    from hypothesis import settings

    if os.environ.get("WHYTWITCH_FUZZ"):
        settings.register_profile("whytwitch", deadline=None, max_examples=5000, print_blob=True)
    else:
        settings.register_profile("whytwitch", deadline=None, max_examples=50, derandomize=True, database=None)
    settings.load_profile("whytwitch")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared files."""
    return needs_shared()


@pytest.fixture(scope="session")
def reference_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with night.edf, night_plain.edf, events.csv, night.npz and truth.json: 8 h with exact truth."""
    maker = needs_shared("nights/make_reference_night.py")
    out = tmp_path_factory.mktemp("reference_night")
    done = subprocess.run([sys.executable, maker, out], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{maker.name} failed:\n{done.stderr}", pytrace=False)
    return out


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright, which never downloads one."""
    names = ["chromium", "chromium-browser", "google-chrome"]
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        missing("there is no chromium here (on Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser page that fails the test when it asks any other machine for anything, or when a script breaks."""
    context = browser.new_context()
    new_page = context.new_page()
    new_page.set_default_timeout(10_000)
    outside: list[str] = []
    broken: list[str] = []
    local = ("http://127.0.0.1:", "http://localhost:", "data:", "blob:", "about:", "file:")
    new_page.on("request", lambda request: None if request.url.startswith(local) else outside.append(request.url))
    new_page.on("pageerror", lambda error: broken.append(str(error)))
    yield new_page
    context.close()
    assert not outside, f"the page asked other machines: {outside}"
    assert not broken, f"scripts of the page broke: {broken}"


def accessibility_faults(page: Page) -> list[str]:
    """Run axe on a page (WCAG 2.2 A and AA, and best practice) and give one line per fault: rule, help, elements."""
    axe = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.exists():
        missing("axe-core is not installed (python3 dev.py test brings it)")
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)")
    return [f"{fault['id']}: {fault['help']}: {[node['target'] for node in fault['nodes']]}" for fault in found]
