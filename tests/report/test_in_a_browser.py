"""Pages in a real browser: they fit a telephone, axe finds no fault, the doctor's page is one sheet."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from tests.conftest import accessibility_faults
from tests.report.people import EVERYBODY
from tests.report.test_doctor import crowded

from whytwitch.report import html

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("audience", ["person", "doctor", "complete"])
@pytest.mark.parametrize("name", EVERYBODY)
def test_page_is_accessible_and_fits_a_telephone(page: Page, tmp_path: Path, name: str, audience: Any) -> None:
    file = tmp_path / "page.html"
    file.write_text(html(EVERYBODY[name](), audience), encoding="utf-8")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert accessibility_faults(page) == []


@pytest.mark.parametrize("name", ["restless_legs", "crowded"])
def test_the_doctors_page_is_one_sheet_of_a4_from_a_browser_too(page: Page, tmp_path: Path, name: str) -> None:
    file = tmp_path / "page.html"
    file.write_text(html({**EVERYBODY, "crowded": crowded}[name](), "doctor"), encoding="utf-8")
    page.goto(file.as_uri())
    printed = page.pdf(prefer_css_page_size=True, print_background=False)
    assert len(pikepdf.open(io.BytesIO(printed)).pages) == 1
