"""A spreadsheet (XLSX) as tables, by the standard library: every sheet; values, never formulas."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from whytwitch.errors import FileError, FormatError, TooLargeError
from whytwitch.evidence.labs.layout import Line

MAX_PART = 200 * 1024 * 1024
MAX_ROWS = 500_000
MAX_COLUMNS = 200
_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: What the libraries raise on a damaged file.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    KeyError,
    OverflowError,
)
#: The same names in the strict form of the standard.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
#: Built-in number formats that show a date or a time (ECMA-376 part 1, 18.8.30).
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}


@dataclass(frozen=True)
class _Styles:
    """Which styles of a cell show a date or a percentage, and what text some put behind the number."""

    dates: frozenset[int] = frozenset()
    percents: frozenset[int] = frozenset()
    behind: dict[int, str] = field(default_factory=dict)


class Sheet(NamedTuple):
    """A sheet of a spreadsheet.

    Attributes
    ----------
    title : str
    lines : list of Line
        Number and cells of each line that is not blank.
    hidden : bool
        The person who sends it does not see it.
    """

    title: str
    lines: list[Line]
    hidden: bool


def sheets_of(file: Path) -> list[Sheet]:
    """Every sheet of a spreadsheet.

    Raises
    ------
    FileError
        Not a spreadsheet.
    FormatError
        Broken inside.
    TooLargeError
        A part unpacks to more than 200 MB.
    """
    made: list[Sheet] = []
    try:
        with zipfile.ZipFile(file) as book:
            names = set(book.namelist())
            if "xl/workbook.xml" not in names:
                raise FileError("this zip file is no spreadsheet", where=file.name, allowed="CSV, XLSX, JSON or YAML")
            strings = _strings(book, file.name) if "xl/sharedStrings.xml" in names else []
            styles = _styles(book, file.name) if "xl/styles.xml" in names else _Styles()
            paths, since_1904 = _sheets(book, file.name)
            for title, path, hidden in paths:
                if path in names:
                    made.append(Sheet(title, _lines(book, path, file.name, strings, styles, since_1904), hidden))
    except _BROKEN:
        raise FormatError("this spreadsheet is broken", where=file.name, todo="save it again, or as CSV") from None
    return made


def _part(book: zipfile.ZipFile, name: str, where: str) -> bytes:
    with book.open(name) as part:
        data = part.read(MAX_PART + 1)
    if len(data) > MAX_PART:
        raise TooLargeError("a part of this spreadsheet is too large", where=where, allowed=f"{MAX_PART} bytes")
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise FormatError("this spreadsheet declares entities, which no spreadsheet program writes", where=where)
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    return data


def _strings(book: zipfile.ZipFile, where: str) -> list[str]:
    root = ET.fromstring(_part(book, "xl/sharedStrings.xml", where))  # noqa: S314 - entities are refused above
    return [_text_of(item) for item in root.iter(f"{_NS}si")]


def _text_of(item: ET.Element) -> str:
    """The text of a cell, plain or in runs; how it is pronounced (Japanese) is left out."""
    spoken = {id(text) for part in item.iter(f"{_NS}rPh") for text in part.iter(f"{_NS}t")}
    return "".join(text.text or "" for text in item.iter(f"{_NS}t") if id(text) not in spoken)


def _styles(book: zipfile.ZipFile, where: str) -> _Styles:
    root = ET.fromstring(_part(book, "xl/styles.xml", where))  # noqa: S314
    codes = {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in root.iter(f"{_NS}numFmt")}
    bare = {one: re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code.lower()) for one, code in codes.items()}
    dates = _DATE_FORMATS | {one for one, code in bare.items() if re.search(r"[dy]", code)}
    percents = _PERCENT_FORMATS | {one for one, code in bare.items() if "%" in code and one not in dates}
    behind = {
        one: match[1].strip()
        for one, code in codes.items()
        if (match := re.search(r'[0#]\s*"([^"]*[^\W\d][^"]*)"\s*$', code.split(";")[0]))
    }
    formats = root.find(f"{_NS}cellXfs")
    cells = [int(one.get("numFmtId", 0)) for one in ([] if formats is None else formats)]
    return _Styles(
        frozenset(place for place, one in enumerate(cells) if one in dates),
        frozenset(place for place, one in enumerate(cells) if one in percents),
        {place: behind[one] for place, one in enumerate(cells) if one in behind},
    )


def _sheets(book: zipfile.ZipFile, where: str) -> tuple[list[tuple[str, str, bool]], bool]:
    root = ET.fromstring(_part(book, "xl/workbook.xml", where))  # noqa: S314
    links = ET.fromstring(_part(book, "xl/_rels/workbook.xml.rels", where))  # noqa: S314
    targets = {one.get("Id"): str(one.get("Target", "")) for one in links}
    paths = []
    for sheet in root.iter(f"{_NS}sheet"):
        target = targets.get(sheet.get(_REL), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        paths.append((sheet.get("name", ""), path, sheet.get("state", "visible") != "visible"))
    about = root.find(f"{_NS}workbookPr")
    return paths, about is not None and about.get("date1904") in ("1", "true")


def _lines(
    book: zipfile.ZipFile, path: str, where: str, strings: list[str], styles: _Styles, since_1904: bool
) -> list[Line]:
    root = ET.fromstring(_part(book, path, where))  # noqa: S314
    grid = list(_rows(root, strings, styles, since_1904))
    if len(grid) > MAX_ROWS:
        raise TooLargeError("this sheet has too many rows", where=where, allowed=str(MAX_ROWS))
    at = {number: place for place, (number, _) in enumerate(grid)}
    for merged in root.iter(f"{_NS}mergeCell"):  # one cell over several rows stands for each of them
        first, _, last = merged.get("ref", "").partition(":")
        column, top, bottom = _column(first), _row_number(first), _row_number(last or first)
        if column != _column(last or first) or top not in at or not column < len(grid[at[top]][1]):
            continue
        for number in range(top + 1, min(bottom, top + 1000) + 1):
            if number in at:
                cells = grid[at[number]][1]
                cells += [""] * (column + 1 - len(cells))
                cells[column] = cells[column] or grid[at[top]][1][column]
    return [(number, cells) for number, cells in grid if any(cell.strip() for cell in cells)]


def _rows(root: ET.Element, strings: list[str], styles: _Styles, since_1904: bool) -> Iterator[Line]:
    for count, row in enumerate(root.iter(f"{_NS}row"), 1):
        cells: list[str] = []
        for cell in row.iter(f"{_NS}c"):
            place = _column(cell.get("r", "")) if cell.get("r") else len(cells)
            if place >= MAX_COLUMNS:
                continue
            cells += [""] * (place + 1 - len(cells))
            cells[place] = " ".join(_value(cell, strings, styles, since_1904).split())
        yield int(row.get("r", count)), cells


def _row_number(reference: str) -> int:
    return int(reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$") or 0)


def _column(reference: str) -> int:
    place = 0
    for letter in reference.rstrip("0123456789").upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _value(cell: ET.Element, strings: list[str], styles: _Styles, since_1904: bool) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text_of(cell)
    held = cell.find(f"{_NS}v")
    text = "" if held is None else held.text or ""
    if kind == "s":
        return strings[int(text)] if text else ""
    if kind == "b":
        return "TRUE" if text == "1" else "FALSE"
    if kind != "n" or not text:
        return text
    number, style = float(text), int(cell.get("s", 0))
    if style in styles.dates:
        return _date(number, since_1904) or text
    if style in styles.percents:
        return f"{number * 100:.12g}%"
    return f"{number:.15g} {styles.behind.get(style, '')}".strip()


def _date(serial: float, since_1904: bool) -> str:
    """Day number of a spreadsheet as ISO date; day 60 of the 1900 system (a 29 February that never was) is left out."""
    if not (0 if since_1904 else 60) < serial < 200_000:
        return ""
    start = dt.datetime(1904, 1, 1) if since_1904 else dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a wall-clock date
    at = start + dt.timedelta(minutes=round(serial * 24 * 60))
    return at.date().isoformat() if serial == int(serial) else at.strftime("%Y-%m-%d %H:%M")
