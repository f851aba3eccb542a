"""Pages in a real browser: they fit a telephone, axe finds no fault, the clinician's summary is one sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import accessibility_faults
from tests.report.people import EVERYBODY

from whytwitch.report import html

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("audience", ["person", "clinician"])
@pytest.mark.parametrize("name", EVERYBODY)
def test_page_is_accessible_and_fits_a_telephone(page: Page, tmp_path: Path, name: str, audience: Any) -> None:
    file = tmp_path / "page.html"
    file.write_text(html(EVERYBODY[name](), audience), encoding="utf-8")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert accessibility_faults(page) == []


def test_the_clinicians_summary_is_one_sheet_of_a4(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(html(EVERYBODY["restless_legs"](), "clinician"), encoding="utf-8")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1024})  # A4 less its margins, at 96 pixels an inch
    page.goto(file.as_uri())
    assert page.evaluate("document.querySelector('.wt-sheet').getBoundingClientRect().height") <= 1024
