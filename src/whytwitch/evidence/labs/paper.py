"""A laboratory's paper: a PDF with text, or plain text. Every value that is recognised waits to be confirmed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whytwitch.errors import FileError, FormatError, TooLargeError
from whytwitch.evidence.labs.fields import Fields, Reader
from whytwitch.evidence.labs.headline import head_of
from whytwitch.evidence.labs.lines import Cell, Columns, candidate, heading_of, lines_of_text
from whytwitch.model.labs import LabValue

MAX_BYTES = 30 * 1024 * 1024
MAX_PAGES = 60
MAX_SECONDS = 60.0
#: Words of one line are one cell while the blank between them is narrower than this part of the letters' height.
GAP = 0.75
Page = tuple[int, list[tuple[int, list[Cell]]]]


def rows_of_pdf(file: Path, data: bytes) -> tuple[list[LabValue], list[str]]:
    """Candidates of a laboratory PDF.

    Parameters
    ----------
    file : Path
        For errors.
    data : bytes
        Its content.

    Returns
    -------
    rows : list of LabValue
        With page, line, ``sure`` and ``confirmed`` false.
    warnings : list of str

    Raises
    ------
    FileError
        Encrypted, or a picture of a paper without text.
    FormatError
        Broken, or without a single known test.
    TooLargeError
        More than 30 MB or 60 pages, or it takes longer than a minute.
    """
    if len(data) > MAX_BYTES:
        raise TooLargeError(
            "this PDF is too large", where=file.name, found=f"{len(data)} bytes", allowed=f"{MAX_BYTES} bytes",
            todo="send only the pages with results",
        )  # fmt: skip
    pages, marks = _pages(file, data)
    if not any(lines for _, lines in pages) and not marks:
        raise FileError(
            "this PDF holds pictures of a paper, no text", where=file.name, todo="type the values in, or ask for a CSV"
        )
    for number, name, value in marks:  # a form's fields
        pages.append((number, [(0, [Cell(name), Cell(value)])]))
    rows, warnings = rows_of_pages(pages)
    if not rows:
        raise FormatError(
            "no known blood test with a value was found in this PDF", where=file.name, todo="type the values in"
        )
    reader = Reader()
    return reader.finish(rows), warnings


def rows_of_text(text: str) -> tuple[list[LabValue], list[str]]:
    """Candidates of plain text, one for each line that begins with a known test."""
    rows, warnings = rows_of_pages([(1, lines_of_text(text))])
    for row in rows:
        row["page"] = None
    return Reader().finish(rows), warnings


def rows_of_pages(pages: list[Page]) -> tuple[list[Fields], list[str]]:
    """What the lines of all pages say, and the date of the sample that holds for them."""
    rows: list[Fields] = []
    columns: Columns | None = None
    passed = 0
    for number, lines in pages:
        for line, cells in lines:
            if heading := heading_of(cells):
                columns = heading if any(cell.x1 for cell in cells) else None
                continue
            found = candidate(cells, columns)
            if found:
                rows.append({**found, "page": number, "line": line or None, "row": len(rows) + 1})
            elif len(cells) > 2 and any(char.isdigit() for cell in cells[1:] for char in cell.text):
                passed += 1
    head = head_of("  ".join(cell.text for cell in cells) for _, lines in pages for _, cells in lines)
    warnings: list[str] = []
    if head.taken:
        for row in rows:
            row["at"] = row.get("at") or head.taken
        warnings.append(head.how)
    if len(head.people) > 1:
        warnings.append("this paper names more than one person: check whose results these are")
    elif head.people:
        warnings.append("this paper names a person: check that these are your results; the name is not kept")
    if passed:
        warnings.append(f"lines with numbers in which no known test was recognised: {passed}; compare with the paper")
    return rows, warnings


def _pages(file: Path, data: bytes) -> tuple[list[Page], list[tuple[int, str, str]]]:
    import io
    import logging

    try:
        import pdfplumber
    except ModuleNotFoundError:
        raise FileError(
            "reading PDFs needs the extra 'pdf'",
            where=file.name,
            todo="pip install 'whytwitch[pdf]', or type the values in",
        ) from None
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    started = time.monotonic()
    pages: list[Page] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as paper:
            if len(paper.pages) > MAX_PAGES:
                raise TooLargeError(
                    "this PDF has too many pages", where=file.name, found=str(len(paper.pages)), allowed=str(MAX_PAGES),
                    todo="send only the pages with results",
                )  # fmt: skip
            for number, page in enumerate(paper.pages, 1):
                pages.append((number, list(_lines_of(page))))
                page.close()
                if time.monotonic() - started > MAX_SECONDS:
                    raise TooLargeError(
                        "this PDF takes too long to read", where=f"{file.name}, page {number}",
                        allowed=f"{MAX_SECONDS:.0f} s", todo="send only the pages with results",
                    )  # fmt: skip
            marks = _form_fields(paper)
    except TooLargeError:
        raise
    except RecursionError:
        raise FormatError("this PDF is nested too deeply", where=file.name, todo="print it to a new PDF") from None
    except Exception as error:  # the library raises whatever a damaged file leads it to
        if "PDFPasswordIncorrect" in repr(error) or b"/Encrypt" in data:
            raise FileError(
                "this PDF is locked with a password", where=file.name, todo="open it, and save it without the password"
            ) from None
        raise FormatError(
            "this PDF is broken or cut off", where=file.name, found=type(error).__name__, todo="download it again"
        ) from None
    return pages, marks


def _lines_of(page: Any) -> Iterator[tuple[int, list[Cell]]]:
    """Words of one height as a line; a wide blank between words begins a new cell."""
    words = page.extract_words(use_text_flow=False, keep_blank_chars=False, x_tolerance=1.5, y_tolerance=2)
    lines: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda one: ((one["top"] + one["bottom"]) / 2, one["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if lines and abs(middle - (lines[-1][0]["top"] + lines[-1][0]["bottom"]) / 2) < max(
            2.5, (word["bottom"] - word["top"]) * 0.45
        ):
            lines[-1].append(word)
        else:
            lines.append([word])
    for number, held in enumerate(lines, 1):
        cells: list[Cell] = []
        for word in sorted(held, key=lambda one: one["x0"]):
            wide = cells and word["x0"] - cells[-1].x1 > (word["bottom"] - word["top"]) * GAP
            if not cells or wide:
                cells.append(Cell(word["text"], word["x0"], word["x1"]))
            else:
                cells[-1].text += f" {word['text']}"
                cells[-1].x1 = word["x1"]
        yield number, cells


def _form_fields(paper: Any) -> list[tuple[int, str, str]]:
    """Names and values of a form's fields."""
    from pdfplumber.utils import resolve

    form = resolve(paper.doc.catalog.get("AcroForm")) if paper.doc.catalog else None
    found: list[tuple[int, str, str]] = []
    for one in list(resolve((form or {}).get("Fields")) or [])[:2000]:
        held = resolve(one) or {}
        name, value = _words(resolve(held.get("TU")) or resolve(held.get("T"))), _words(resolve(held.get("V")))
        if name and value:
            found.append((1, name.replace("_", " "), value))
    return found


def _words(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-16" if value[:2] in (b"\xfe\xff", b"\xff\xfe") else "cp1252", errors="replace")
    return value if isinstance(value, str) else ""
