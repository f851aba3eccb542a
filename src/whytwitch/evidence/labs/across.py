"""Wide tables: tests side by side with a day to a row, or days side by side with a test to a row."""

from __future__ import annotations

from whytwitch.evidence.labs.dates import parse_date
from whytwitch.evidence.labs.fields import Fields, Reader
from whytwitch.evidence.labs.headers import unit_in
from whytwitch.evidence.labs.intervals import looks_like_range, parse_range
from whytwitch.evidence.labs.layout import Layout, Line
from whytwitch.knowledge.analytes import load_analytes


def rows_across(lines: list[Line], layout: Layout, reader: Reader) -> tuple[list[Fields], list[str]]:
    """One row for every filled cell.

    Returns
    -------
    rows : list of Fields
        Cell by cell, line by line.
    warnings : list of str
        How many cells were empty.
    """
    heading = lines[layout.place][1]
    rows, empty = (
        _tests_across(lines, layout, heading, reader)
        if layout.kind == "tests_across"
        else _dates_across(lines, layout, heading, reader)
    )
    return rows, [f"empty cells of this wide table that give no row: {empty}"] if empty else []


def _tests_across(lines: list[Line], layout: Layout, heading: list[str], reader: Reader) -> tuple[list[Fields], int]:
    units = {place: unit_in(heading[place]) for place in layout.across}
    ranges: dict[int, str] = {}
    rows: list[Fields] = []
    empty = 0
    for number, cells in lines[layout.first :]:
        held = {place: cells[place].strip() for place in layout.across if place < len(cells)}
        filled = {place: text for place, text in held.items() if text}
        if filled and not rows and _all_units(filled):
            units |= filled
            continue
        if filled and _all_ranges(filled) and parse_date(_at(cells, layout))[0] is None:
            ranges |= filled
            continue
        people = tuple(
            cells[place] for name, place in layout.columns.items() if name.startswith("patient") and place < len(cells)
        )
        subject = reader.subject(people)
        empty += len(layout.across) - len(filled)
        for place, text in filled.items():
            fields: Fields = {
                "test": _bare(heading[place], units[place]),
                "value": text,
                "unit": units[place],
                "range": ranges.get(place, ""),
                "at": _at(cells, layout),
                "row": number,
                "subject": subject,
                "problems": [],
            }
            for name in ("laboratory", "time"):
                if layout.columns.get(name, len(cells)) < len(cells):
                    fields[name] = cells[layout.columns[name]].strip()
            rows.append(fields)
    for row in rows:  # a line of intervals may stand below
        row["range"] = row["range"] or next(
            (ranges[p] for p in ranges if _bare(heading[p], units[p]) == row["test"]), ""
        )
    return rows, empty


def _dates_across(lines: list[Line], layout: Layout, heading: list[str], reader: Reader) -> tuple[list[Fields], int]:
    rows: list[Fields] = []
    empty = 0
    for number, cells in lines[layout.first :]:
        shared = {
            name: cells[place].strip()
            for name, place in layout.columns.items()
            if place < len(cells) and not name.startswith("patient")
        }
        people = tuple(
            cells[place] for name, place in layout.columns.items() if name.startswith("patient") and place < len(cells)
        )
        subject = reader.subject(people)
        filled = [place for place in layout.across if place < len(cells) and cells[place].strip()]
        empty += len(layout.across) - len(filled)
        if not filled:  # a line of its own, such as the name of a group of tests
            rows.append({**shared, "value": "", "at": "", "row": number, "subject": subject, "problems": []})
            continue
        rows += [
            {
                **shared,
                "value": cells[place].strip(),
                "at": heading[place].strip(),
                "row": number,
                "subject": subject,
                "problems": [],
            }
            for place in filled
        ]
    return rows, empty


def _at(cells: list[str], layout: Layout) -> str:
    place = layout.columns.get("at", len(cells))
    return cells[place].strip() if place < len(cells) else ""


def _bare(heading: str, unit: str) -> str:
    bare = heading.replace(unit, " ") if unit else heading
    bare = " ".join(bare.replace("()", " ").replace("[]", " ").split()).strip(" ,;:-/")
    for pair in ("()", "[]"):
        bare = bare.replace(f"{pair[0]} {pair[1]}", "").strip()
    known = load_analytes()
    return bare if bare and known.find(bare) else heading.strip()


def _all_units(filled: dict[int, str]) -> bool:
    known = load_analytes()
    return all(known.unit(text) is not None and not text.isdigit() for text in filled.values())


def _all_ranges(filled: dict[int, str]) -> bool:
    return any(looks_like_range(text) for text in filled.values()) and all(
        parse_range(text)[3] == "" for text in filled.values()
    )
