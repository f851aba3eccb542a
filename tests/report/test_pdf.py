"""The PDF: one sheet for the doctor, tagged as PDF/UA-1 asks, the same bytes each time, nothing from outside."""

from __future__ import annotations

import io
import itertools
import os
import sys
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pikepdf
import pytest
from tests.report.people import go_now, restless_legs
from tests.report.test_doctor import STORIES, crowded, story

from whytwitch.errors import SystemPartError
from whytwitch.report import html, pdf
from whytwitch.report.pdf import DEBIAN

pytest.importorskip("weasyprint")

#: The fullest stories, a child, a pregnancy, an emergency and one of whom nearly nothing is known.
TO_PRINT = ["07-third-trimester", "15-eighty-new-jerks-alert", "13-child-night-leg-pain-limp", "11-back-pain-saddle",
            "05-kicks-nothing-else-asked"]  # fmt: skip


@lru_cache
def printed(name: str, audience: str) -> bytes:
    made: dict[str, Any] = {"restless_legs": restless_legs, "go_now": go_now, "crowded": crowded}
    return pdf(made[name]() if name in made else story(name), audience)  # type: ignore[arg-type]


def opened(name: str, audience: str = "doctor") -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(printed(name, audience)))


def elements(node: Any) -> Iterator[Any]:
    """Every structure element, in reading order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def tags(document: pikepdf.Pdf) -> list[str]:
    return [str(one["/S"])[1:] for one in elements(document.Root.StructTreeRoot)]


@pytest.mark.hypothesis
@pytest.mark.parametrize("name", [*(STORIES if os.environ.get("WHYTWITCH_FUZZ") else TO_PRINT), "crowded"])
def test_the_doctors_page_is_one_sheet_of_a4(name: str) -> None:
    document = opened(name)
    assert len(document.pages) == 1
    box = [float(one) for one in document.pages[0].MediaBox]
    assert box[2:] == pytest.approx([595.28, 841.89], abs=0.1)


@pytest.mark.parametrize(
    ("name", "audience"),
    [(name, "doctor") for name in [*TO_PRINT, "crowded", "go_now"]] + [("crowded", "person"), ("crowded", "complete")],
)
def test_no_word_runs_over_the_margins(name: str, audience: str) -> None:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(printed(name, audience))) as document:
        for page in document.pages:
            words = page.extract_words()
            assert words
            assert min(word["x0"] for word in words) > 12 / 25.4 * 72 - 2
            assert max(word["x1"] for word in words) < page.width - 12 / 25.4 * 72 + 2


@pytest.mark.parametrize("audience", ["doctor", "person", "complete"])
def test_pdf_ua_marks(audience: str) -> None:
    document = opened("restless_legs", audience)
    root = document.Root
    assert root.MarkInfo.Marked
    assert str(root.Lang) == "en-GB"
    assert root.ViewerPreferences.DisplayDocTitle
    assert str(document.docinfo["/Title"]).endswith(": whytwitch")
    with document.open_metadata() as about:
        assert about["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    with document.open_outline() as outline:
        assert outline.root, "no bookmarks"
    for page in document.pages:
        assert page["/Tabs"] == "/S"
        for font in (page.Resources.get("/Font") or {}).values():
            below = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(below.FontDescriptor.keys()), (
                "a font is not embedded"
            )


@pytest.mark.parametrize("audience", ["doctor", "person", "complete"])
def test_headings_go_down_by_one(audience: str) -> None:
    levels = [int(tag[1]) for tag in tags(opened("restless_legs", audience)) if tag in ("H1", "H2", "H3", "H4", "H5")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(two <= one + 1 for one, two in itertools.pairwise(levels))


def test_every_figure_has_a_text_that_says_what_it_shows() -> None:
    document = opened("restless_legs", "complete")
    figures = [one for one in elements(document.Root.StructTreeRoot) if one["/S"] == "/Figure"]
    assert len(figures) > 4
    said = [str(one.get("/Alt", "")) for one in figures]
    assert all(len(text) > 40 for text in said), said
    assert any("Restless legs syndrome: 83 %" in text for text in said)


@pytest.mark.parametrize("audience", ["doctor", "complete"])
def test_cells_of_tables_name_their_headings(audience: str) -> None:
    document = opened("restless_legs", audience)
    tables = [one for one in elements(document.Root.StructTreeRoot) if one["/S"] == "/Table"]
    assert tables
    for table in tables:
        cells = [one for one in elements(table) if one["/S"] in ("/TH", "/TD")]
        heads = [one for one in cells if one["/S"] == "/TH"]
        assert heads
        assert len(heads) < len(cells)
        assert all("/ID" in one for one in heads)
        named = {str(one["/ID"]) for one in heads}
        for cell in cells:
            if cell["/S"] == "/TD":
                assert {str(one) for one in cell["/A"]["/Headers"]} & named


def test_lists_are_lists() -> None:
    found = tags(opened("go_now", "person"))
    assert found.count("L") >= 2
    assert found.count("LI") >= found.count("L")


def test_the_same_workup_gives_the_same_bytes() -> None:
    printed.cache_clear()
    first = printed("go_now", "doctor")
    printed.cache_clear()
    assert printed("go_now", "doctor") == first
    with pikepdf.open(io.BytesIO(first)) as document:
        assert str(document.docinfo["/CreationDate"]).startswith("D:20261121")


def test_what_was_typed_cannot_fetch_a_file() -> None:
    workup = restless_legs()
    nasty = '<img src="file:///etc/passwd"><link rel="attachment" href="file:///etc/passwd">'
    case = workup.case.model_copy(update={"reason": nasty})
    made = pikepdf.open(io.BytesIO(pdf(workup.model_copy(update={"case": case}))))
    assert "/Names" not in made.Root or "/EmbeddedFiles" not in made.Root.Names


def test_missing_pango_is_one_sentence_that_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        """Stands where WeasyPrint would."""

        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0': no such file")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(SystemPartError) as caught:
        pdf(go_now())
    assert DEBIAN in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 19


def test_a_page_is_made_quickly() -> None:
    """Processor seconds, so that a busy machine does not matter; the goals are 0.5 s and 3 s (issue 6)."""
    workup = restless_legs()
    printed("restless_legs", "doctor")  # WeasyPrint is loaded once
    began = time.process_time()
    html(workup, "doctor")
    after_html = time.process_time()
    pdf(workup)
    assert after_html - began < 0.5
    assert time.process_time() - after_html < 3
