"""A laboratory's paper: a PDF with text, or plain text. Every value that is recognised waits to be confirmed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from whytwitch.errors import FileError, FormatError, TooLargeError
from whytwitch.evidence.labs.fields import Fields, Reader
from whytwitch.evidence.labs.geometry import Line, gone_on, in_the_middle, lines_of_page
from whytwitch.evidence.labs.headers import day_first
from whytwitch.evidence.labs.headline import head_of
from whytwitch.evidence.labs.lines import Cell, Columns, candidates, heading_of, lines_of_text
from whytwitch.evidence.labs.values import parse_value
from whytwitch.model.labs import LabValue

MAX_BYTES = 30 * 1024 * 1024
MAX_PAGES = 60
MAX_SECONDS = 60.0
#: A name or unit may go on over so many lines.
GOES_ON = 3
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
    pages, marks, pictures = _pages(file, data)
    if not any(lines for _, lines in pages) and not marks:
        raise FileError(
            "this PDF holds pictures of a paper, no text", where=file.name, todo="type the values in, or ask for a CSV"
        )
    for number, name, value in marks:  # a form's fields
        pages.append((number, [(0, [Cell(name), Cell(value)])]))
    rows, warnings = rows_of_pages(pages)
    letters = sum(len(cell.text) for _, lines in pages for _, cells in lines for cell in cells)
    if not rows and pictures and letters < 200 * len(pages):
        raise FileError(
            "this PDF holds pictures of a paper, and hardly any text", where=file.name, found=f"{letters} letters",
            todo="type the values in, or ask for a CSV",
        )  # fmt: skip
    if not rows:
        raise FormatError(
            "no known blood test with a value was found in this PDF", where=file.name, todo="type the values in"
        )
    reader = Reader(day_first=any(day_first([cell.text for cell in cells]) for _, lines in pages for _, cells in lines))
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
        place = 0
        while place < len(lines):
            line, cells = lines[place]
            place += 1
            if heading := heading_of(cells):
                columns = heading if any(cell.x1 for cell in cells) else None
                continue
            found = candidates(cells, columns)
            if not found or not _has_unit(found[-1]):
                longer, used = _over_lines(cells, lines[place : place + GOES_ON], columns)
                found, place = (longer, place + used) if longer else (found, place)
            if not found and place > 1:
                below = lines[place][1] if place < len(lines) else []
                for more in (below, []):
                    whole = in_the_middle(lines[place - 2][1], cells, more)
                    found = found or (candidates(whole, columns) if whole else [])
            for one in found:
                rows.append({**one, "page": number, "line": line or None, "row": len(rows) + 1})
            if not found and len(cells) > 2 and any(char.isdigit() for cell in cells[1:] for char in cell.text):
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


def _over_lines(cells: list[Cell], below: list[Line], columns: Columns | None) -> tuple[list[Fields], int]:
    """What a line says when its cells go on in the lines below, and how many of those belong to it."""
    best: tuple[list[Fields], int] = ([], 0)
    for used, (_, more) in enumerate(below, 1):
        whole = None if candidates(more, columns) or heading_of(more) else gone_on(cells, more)
        if whole is None:
            break
        cells = whole
        found = candidates(cells, columns)
        if found and (not best[0] or (_has_unit(found[-1]) and not _has_unit(best[0][-1]))):
            best = (found, used)
    return best if best[0] and _has_unit(best[0][-1]) else ([], 0)


def _has_unit(found: Fields) -> bool:
    return bool(found.get("unit") or parse_value(found["value"]).rest)


def _pages(file: Path, data: bytes) -> tuple[list[Page], list[tuple[int, str, str]], int]:
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
    pictures = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as paper:
            if len(paper.pages) > MAX_PAGES:
                raise TooLargeError(
                    "this PDF has too many pages", where=file.name, found=str(len(paper.pages)), allowed=str(MAX_PAGES),
                    todo="send only the pages with results",
                )  # fmt: skip
            for number, page in enumerate(paper.pages, 1):
                pages.append((number, list(lines_of_page(page))))
                pictures += len(page.images)
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
    return pages, marks, pictures


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
