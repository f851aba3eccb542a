"""CSV as laboratories and spreadsheets write it: four separators, lines above the heading, many languages."""

from __future__ import annotations

import csv
import io

from whytwitch.errors import FormatError, TooLargeError
from whytwitch.evidence.labs.fields import Fields, Reader
from whytwitch.evidence.labs.headers import columns_of
from whytwitch.evidence.labs.numbers import shown
from whytwitch.model.labs import LabValue

SEPARATORS = (",", ";", "\t", "|")
LINES_ABOVE = 40


def rows_of_table(text: str, name: str, most: int) -> tuple[list[LabValue], list[str]]:
    """All rows below the heading.

    Returns
    -------
    rows : list of LabValue
    warnings : list of str
        About the whole file.

    Raises
    ------
    FormatError
        No heading with a test and a value; an unclosed quotation mark.
    """
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    separator, place, columns = _heading(text, name)
    warnings = [f"lines above the heading that were not read: {place}"] if place else []
    reader = Reader()
    rows: list[Fields] = []
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    heading: list[str] = []
    seen = -1
    try:
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            seen += 1
            if seen < place:
                continue
            if seen == place:
                heading = cells
                continue
            if len(rows) >= most:
                raise TooLargeError("this file has too many rows", where=name, allowed=str(most), todo="split it")
            rows.append(_fields(cells, heading, columns, lines.line_num, reader, name))
    except csv.Error as error:
        raise FormatError(
            "this line of the table cannot be read", where=f"{name}, line {lines.line_num}", found=str(error)
        ) from None
    return reader.finish(rows), warnings


def has_heading(cells: list[str]) -> bool:
    """Whether these cells name a test and a value."""
    columns = columns_of(cells)
    return "test" in columns and "value" in columns and columns["test"] != columns["value"]


def _heading(text: str, name: str) -> tuple[str, int, dict[str, int]]:
    """Separator, place of the heading among the lines that are not blank, and its columns."""
    top = [line for line in text.split("\n", 4 * LINES_ABOVE)[: 4 * LINES_ABOVE] if line.strip()][:LINES_ABOVE]
    best: tuple[int, str, int, dict[str, int]] | None = None
    for separator in SEPARATORS:
        for place, line in enumerate(top):
            cells = next(csv.reader([line[:20_000]], delimiter=separator), [])
            if has_heading(cells):
                columns = columns_of(cells)
                score = len(columns)
                if best is None or score > best[0]:
                    best = (score, separator, place, columns)
                break
    if best is None:
        raise FormatError(
            "no heading with a test and a value was found",
            where=name,
            found=shown(top[0] if top else "", 60),
            allowed="columns named test, value, unit, at (and low, high, loinc), in English, German, French, "
            "Spanish, Italian, Dutch, Polish, Russian, Swedish or Portuguese",
            todo="name the columns in the first line",
        )
    return best[1], best[2], best[3]


def _fields(
    cells: list[str], heading: list[str], columns: dict[str, int], line: int, reader: Reader, name: str
) -> Fields:
    fields: Fields = {
        column: cells[place].strip()
        for column, place in columns.items()
        if place < len(cells) and not column.startswith("patient")
    }
    for column in ("test", "value", "unit", "at"):
        if "\n" in fields.get(column, ""):
            first = line - fields[column].count("\n")
            raise FormatError(
                "a quotation mark is not closed", where=f"{name}, near line {first}", todo="close or remove it"
            )
    fields["row"] = line
    problems = fields.setdefault("problems", [])
    spare = [cell for cell in cells[len(heading) :] if cell.strip()]
    if spare:
        problems.append(
            f"this line has {len(cells)} fields, the heading {len(heading)}; an unquoted decimal comma? Not used"
        )
        fields["value"], fields["low"], fields["high"], fields["range"] = (
            f"? {shown(fields.get('value', ''))}",
            "",
            "",
            "",
        )
    if cells == heading:
        problems.append("the heading stands here again")
    people = tuple(
        cells[place] for column, place in columns.items() if column.startswith("patient") and place < len(cells)
    )
    fields["subject"] = reader.subject(people)
    return fields
