"""Tables as laboratories and spreadsheets write them: four separators, lines above, many languages, three layouts."""

from __future__ import annotations

import csv
import io

from whytwitch.errors import FormatError, TooLargeError
from whytwitch.evidence.labs.across import rows_across
from whytwitch.evidence.labs.fields import Fields, Reader
from whytwitch.evidence.labs.headers import columns_of, day_first, unit_in
from whytwitch.evidence.labs.headline import head_of
from whytwitch.evidence.labs.layout import LINES_ABOVE, SAMPLE, Layout, Line, is_heading, is_value, layout_of
from whytwitch.evidence.labs.numbers import shown
from whytwitch.model.labs import LabValue

SEPARATORS = (",", ";", "\t", "|")


def rows_of_table(text: str, name: str, most: int) -> tuple[list[LabValue], list[str]]:
    """All rows of a table that is text.

    Returns
    -------
    rows : list of LabValue
    warnings : list of str
        About the whole file.

    Raises
    ------
    FormatError
        No test with a value; an unclosed quotation mark.
    TooLargeError
        Too many rows.
    """
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    start = _declared(text)
    if start:
        text = text.split("\n", 1)[1] if "\n" in text else ""
    best = _best(text, (start,) if start else SEPARATORS)
    if best is None:
        top = next((line for line in text.split("\n") if line.strip()), "")
        raise no_table(name, top)
    separator, layout = best
    return rows_of_lines(list(_lines(text, separator, name, most)), layout, name)


def no_table(name: str, found: str = "") -> FormatError:
    """Nothing in this file looks like a test with a value."""
    return FormatError(
        "no heading with a test and a value was found, and no known test beside a number",
        where=name,
        found=shown(found, 60),
        allowed="columns named test, value, unit, at (and low, high, loinc), in English, German, French, "
        "Spanish, Italian, Dutch, Polish, Russian, Swedish or Portuguese; or a known test in each row or column",
        todo="name the columns in the first line",
    )


def _declared(text: str) -> str:
    """A first line such as ``sep=;``, by which spreadsheets tell the separator."""
    first = text.split("\n", 1)[0].strip().strip('"').casefold()
    return first[4:5] or "\t" if first.startswith("sep=") else ""


def _best(text: str, separators: tuple[str, ...]) -> tuple[str, Layout] | None:
    best: tuple[str, Layout] | None = None
    top = "\n".join(text.split("\n", 2 * (LINES_ABOVE + SAMPLE))[: 2 * (LINES_ABOVE + SAMPLE)])
    for separator in separators:
        lines = [
            (number, cells[:200])
            for number, line in enumerate(top.split("\n"), 1)
            if (cells := next(csv.reader([line[:20_000]], delimiter=separator), []))
            and any(cell.strip() for cell in cells)
        ]
        if all(len(cells) < 2 for _, cells in lines):
            continue
        layout = layout_of(lines)
        if layout and (best is None or layout.score > best[1].score):
            best = (separator, layout)
    return best


def _lines(text: str, separator: str, name: str, most: int) -> list[Line]:
    made: list[Line] = []
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    width, odd = 0, text.count('"') % 2 == 1
    try:
        for cells in reader:
            width = max(width, len(cells)) if reader.line_num <= LINES_ABOVE else width
            if any("\n" in cell for cell in cells):
                least = max(1 if odd else 2, width - 1)
                cells = [_one_line(cell, separator, least, reader.line_num, name) for cell in cells]
            if any(cell.startswith('="') for cell in cells):  # how a spreadsheet is told to keep a text
                cells = [cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell for cell in cells]
            if any(cell.strip() for cell in cells):
                made.append((reader.line_num, cells))
                if len(made) > most + LINES_ABOVE:
                    raise TooLargeError("this file has too many rows", where=name, allowed=str(most), todo="split it")
    except csv.Error as error:
        raise FormatError(
            "this line of the table cannot be read", where=f"{name}, line {reader.line_num}", found=str(error)
        ) from None
    return made


def _one_line(cell: str, separator: str, least: int, line: int, name: str) -> str:
    """A cell of several lines as one; an error when it swallowed lines of the table, told by so many separators."""
    if any(part.count(separator) >= least for part in cell.split("\n")[1:]):
        raise FormatError(
            "a quotation mark is not closed",
            where=f"{name}, near line {line - cell.count(chr(10))}",
            todo="close or remove it",
        )
    return " ".join(cell.split())


def rows_of_lines(lines: list[Line], layout: Layout, name: str) -> tuple[list[LabValue], list[str]]:
    """All rows of a table whose layout is known.

    Parameters
    ----------
    lines : list of (int, list of str)
        Number and cells of each line that is not blank.
    layout : Layout
    name : str
        Of the file, for errors.

    Returns
    -------
    rows : list of LabValue
    warnings : list of str
    """
    above = lines[: layout.place if layout.place >= 0 else layout.first]
    warnings = [f"lines above the heading that were not read: {len(above)}"] if above else []
    if layout.guessed:
        told = ", ".join(sorted({one.rstrip("0123456789") for one in layout.guessed}))
        warnings.append(f"these columns were told by what stands in them, not by a heading: {told}")
    if unread := _unread(lines, layout):
        warnings.append(f"columns with numbers that were not read: {', '.join(unread)}")
    head = head_of("\t".join(cells) for _, cells in above)
    reader = Reader(day_first=any(day_first(cells) for _, cells in lines[: layout.first]))
    for person in head.people:
        reader.subject((person,))
    if layout.kind == "long":
        rows = _long_rows(lines, layout, reader, name)
    else:
        rows, more = rows_across(lines, layout, reader)
        warnings += more
    if head.taken and not any(str(row.get("at", "")).strip() for row in rows):
        for row in rows:
            row["at"] = head.taken
        warnings.append(head.how)
    if reader.people == 1:
        warnings.append("this file names a person: check that these are your results; the name is not kept")
    elif len(head.people) > 1:
        warnings.append("the lines above the table name more than one person: check whose results these are")
    return reader.finish(rows), warnings


def _unread(lines: list[Line], layout: Layout) -> list[str]:
    """Columns of a table with a test to a row that hold numbers and were not read, such as those of earlier days."""
    if layout.kind != "long":
        return []
    heading = lines[layout.place][1] if layout.place >= 0 else []
    body = [cells for _, cells in lines[layout.first : layout.first + SAMPLE]]
    used = set(layout.columns.values())
    names = []
    for place in range(max(map(len, body), default=0)):
        cells = [cells[place].strip() for cells in body if place < len(cells)]
        numbers = sum(is_value(cell) for cell in cells if cell)
        if place not in used and numbers and 2 * numbers >= sum(map(bool, cells)):
            name = heading[place].strip() if place < len(heading) else ""
            names.append(shown(name, 30) if name else f"column {place + 1}")
    return names


def _long_rows(lines: list[Line], layout: Layout, reader: Reader, name: str) -> list[Fields]:
    heading = lines[layout.place][1] if layout.place >= 0 else []
    columns, unit = layout.columns, _unit_of_heading(heading, layout.columns)
    rows: list[Fields] = []
    for number, cells in lines[layout.first :]:
        again = cells != heading and not any(cell[:1].isdigit() for cell in cells) and is_heading(cells)
        if again:  # a second table below the first
            heading, columns = cells, columns_of(cells)
            unit = _unit_of_heading(heading, columns)
        fields = _fields(cells, heading, columns, number, reader, name)
        if unit and not fields.get("unit"):
            fields["unit"] = unit
        rows.append(fields)
    return rows


def _unit_of_heading(heading: list[str], columns: dict[str, int]) -> str:
    return unit_in(heading[columns["value"]]) if "unit" not in columns and columns["value"] < len(heading) else ""


def _fields(
    cells: list[str], heading: list[str], columns: dict[str, int], line: int, reader: Reader, name: str
) -> Fields:
    fields: Fields = {
        column: cells[place].strip()
        for column, place in columns.items()
        if place < len(cells) and not column.startswith("patient")
    }
    fields["row"] = line
    problems = fields.setdefault("problems", [])
    spare = [cell for cell in cells[len(heading) :] if cell.strip()] if heading else []
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
