"""How a table is laid out: a test to a row, tests side by side, or days side by side; with a heading or without."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from whytwitch.evidence.labs.dates import parse_date
from whytwitch.evidence.labs.headers import column_of, columns_of, unit_in
from whytwitch.evidence.labs.intervals import looks_like_range, parse_range
from whytwitch.evidence.labs.values import parse_value
from whytwitch.knowledge.analyte import Analyte
from whytwitch.knowledge.analytes import load_analytes

LINES_ABOVE = 60
SAMPLE = 300
Line = tuple[int, list[str]]
_LOINC = re.compile(r"[0-9]{1,6}-[0-9]")


@dataclass(frozen=True)
class Layout:
    """Where things stand.

    Attributes
    ----------
    kind : {"long", "tests_across", "dates_across"}
    place : int
        Index of the heading among the lines that are not blank; -1 without one.
    first : int
        Index of the first line of data.
    columns : dict of str to int
        Place of each known column.
    across : tuple of int
        Places of the tests or days that stand side by side.
    score : float
        How well it fits; the best layout of several is taken.
    """

    kind: Literal["long", "tests_across", "dates_across"]
    place: int
    first: int
    columns: dict[str, int]
    across: tuple[int, ...] = ()
    score: float = 0.0
    guessed: tuple[str, ...] = field(default=())


def test_in(text: str) -> Analyte | None:
    """The test that a heading names, with or without its unit: ``Ferritin (µg/L)``, ``Hb g/dl``."""
    text = text.strip()
    if not text or len(text) > 80:
        return None
    known = load_analytes()
    found = known.find(text)
    if found is None and (unit := unit_in(text)):
        bare = text.replace(unit, " ").strip(" ()[],;:-/")
        found = known.find(bare) if bare else None
    return None if found is None or found.derived_only else found


def layout_of(lines: list[Line]) -> Layout | None:
    """The best reading of a table's first lines, or None."""
    rows = [cells for _, cells in lines[: LINES_ABOVE + SAMPLE]]
    best: Layout | None = None
    for place, cells in enumerate(rows[:LINES_ABOVE]):
        for one in (_long(cells, place, rows), _tests_across(cells, place, rows), _dates_across(cells, place, rows)):
            if one and (best is None or one.score > best.score):
                best = one
    return best or _headless(rows)


def is_heading(cells: list[str]) -> bool:
    """Whether these cells name a test and a value."""
    columns = columns_of(cells)
    return "test" in columns and "value" in columns and columns["test"] != columns["value"]


def _long(cells: list[str], place: int, rows: list[list[str]]) -> Layout | None:
    columns = columns_of(cells)
    if not columns or "test" not in columns and "value" not in columns and "unit" not in columns:
        return None
    if "test" in columns and "value" in columns:
        if columns["test"] == columns["value"]:
            return None
        first = place + 1
        if first < len(rows) and (more := _limits_below(rows[first], cells)):
            columns.pop("range", None)
            columns, first = columns | more, first + 1
        return Layout("long", place, first, _completed(columns, rows[first:]), score=10 + len(columns))
    full = _completed(columns, rows[place + 1 :])
    if "test" in full and "value" in full and len(columns) >= 2:
        return Layout(
            "long", place, place + 1, full, score=5 + len(columns), guessed=tuple(full.keys() - columns.keys())
        )
    return None


def _tests_across(cells: list[str], place: int, rows: list[list[str]]) -> Layout | None:
    if is_heading(cells):
        return None
    tests = [index for index, cell in enumerate(cells) if test_in(cell)]
    columns = {name: index for name, index in columns_of(cells).items() if index not in tests}
    columns.pop("test", None)
    if len(tests) < 2 and not (tests and "at" in columns):
        return None
    if sum(bool(re.search(r"[0-9]", cell)) and parse_value(cell).kind == "number" for cell in cells) > len(cells) / 3:
        return None  # a line of data
    below = rows[place + 1 : place + 1 + SAMPLE]
    filled = [row[index] for row in below for index in tests if index < len(row) and row[index].strip()]
    numbers = sum(parse_value(cell).kind in ("number", "words", "ask", "missing") for cell in filled)
    if not filled or numbers < len(filled) * 0.4:
        return None
    if "at" not in columns:
        columns |= {
            name: index for name, index in _guess(below, skip={*tests, *columns.values()}).items() if name == "at"
        }
    # a column of a test that this program does not know is told again, cell by cell
    taken = {*tests, *columns.values()}
    more = [
        index
        for index, cell in enumerate(cells)
        if index not in taken and cell.strip() and _numeric(below, index) > 0.5
    ]
    return Layout("tests_across", place, place + 1, columns, tuple(sorted([*tests, *more])), score=8 + len(tests))


def _dates_across(cells: list[str], place: int, rows: list[list[str]]) -> Layout | None:
    days = _days_in(cells)
    if not days or any(test_in(cell) for cell in cells):
        return None
    if any(index not in days and re.search(r"[0-9]", cell) and is_value(cell) for index, cell in enumerate(cells)):
        return None  # a line of data
    first = place + 1
    columns = {name: index for name, index in columns_of(cells).items() if index not in days}
    if first < len(rows) and (more := _second_heading(rows[first], days)) is not None:
        columns, first = {**more, **columns}, first + 1
        days = [index for index in days if index not in more.values()]
    below = rows[first : first + SAMPLE]
    if "value" in columns:
        return None
    columns = {**_guess(below, skip={*days, *columns.values()}), **columns}
    columns.pop("value", None)
    columns.pop("at", None)
    if "test" not in columns:
        return None
    found = sum(bool(test_in(row[columns["test"]])) for row in below if columns["test"] < len(row))
    return (
        Layout("dates_across", place, first, columns, tuple(days), score=8 + 2 * len(days) + len(columns))
        if found
        else None
    )


def _days_in(cells: list[str]) -> list[int]:
    """Places of the days in a heading; day numbers of a spreadsheet only where all numbers are such."""
    days = [index for index, cell in enumerate(cells) if index and _is_date(cell)]
    numbers = [index for index, cell in enumerate(cells) if re.fullmatch(r"[0-9]{5}(?:[.,][0-9]+)?", cell.strip())]
    if (
        not days
        and len(numbers) > 1
        and not any(re.search(r"[0-9]", cells[i]) for i in range(len(cells)) if i not in numbers)
    ):
        days = [index for index in numbers if parse_date(cells[index].strip())[0]]
    return days


def _limits_below(cells: list[str], heading: list[str]) -> dict[str, int]:
    """The columns *from* and *to* in a line of their own below the heading; merged cells repeat the heading there."""
    own = [
        index for index, cell in enumerate(cells) if cell.strip() and cell != (heading[index : index + 1] or [""])[0]
    ]
    places = {str(column_of(cells[index])): index for index in own}
    return places if set(places) == {"low", "high"} and len(own) == 2 else {}


def _second_heading(cells: list[str], days: list[int]) -> dict[str, int] | None:
    """Columns that a line of words right below the days names: *Unit*, and *Result* or *Flag* under each day."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < 2 or any(re.search(r"[0-9]", cell) or test_in(cell) for cell in filled):
        return None
    columns = columns_of(cells)
    if not columns or not any(column_of(cells[index]) == "value" for index in days if index < len(cells)):
        return None
    return {name: index for name, index in columns.items() if name != "value"}


def _headless(rows: list[list[str]]) -> Layout | None:
    columns = _guess(rows, skip=set())
    if "test" not in columns or "value" not in columns:
        return None
    test, value = columns["test"], columns["value"]
    first = next(
        (
            place
            for place, cells in enumerate(rows)
            if test < len(cells) > value
            and cells[test].strip()
            and parse_value(cells[value]).kind in ("number", "words", "ask")
        ),
        0,
    )
    above = rows[first - 1] if first else []
    heading = first - 1 if sum(bool(cell.strip()) and not _is_date(cell) for cell in above) >= 2 else -1
    return Layout("long", heading, first, columns, guessed=tuple(columns))


def _completed(columns: dict[str, int], below: list[list[str]]) -> dict[str, int]:
    """What the headings did not tell is taken from what stands below them."""
    guessed = _guess(below[:SAMPLE], skip=set(columns.values()))
    if "low" in columns or "high" in columns or "range" in columns:
        guessed = {name: place for name, place in guessed.items() if name not in ("low", "high", "range")}
    if "loinc" in columns:
        guessed.pop("loinc", None)
    return {**guessed, **columns}


def _is_date(cell: str) -> bool:
    text = cell.strip()
    if len(text) < 6 or re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?", text) or not re.search(r"[0-9]", text):
        return False
    at, problem = parse_date(text)
    return at is not None or "may be day/month" in problem


def _numeric(rows: list[list[str]], index: int) -> float:
    cells = [row[index] for row in rows[:SAMPLE] if index < len(row) and row[index].strip()]
    return sum(parse_value(cell).kind in ("number", "ask") for cell in cells) / len(cells) if cells else 0.0


def _guess(rows: list[list[str]], skip: set[int]) -> dict[str, int]:
    """Columns by what stands in them."""
    rows = rows[:SAMPLE]
    known = load_analytes()
    width = max((len(row) for row in rows), default=0)
    shares: dict[str, list[tuple[float, int]]] = {}
    for index in range(min(width, 60)):
        if index in skip:
            continue
        cells = [row[index].strip() for row in rows if index < len(row) and row[index].strip()]
        if not cells:
            continue
        share = {
            "loinc": sum(bool(_LOINC.fullmatch(cell)) for cell in cells),
            "test": sum(not _LOINC.fullmatch(cell) and test_in(cell) is not None for cell in cells),
            "at": sum(_is_date(cell) for cell in cells),
            "unit": sum(known.unit(cell) is not None and not cell.isdigit() for cell in cells),
            "range": sum(_is_range(cell) for cell in cells),
            "value": sum(is_value(cell) for cell in cells),
        }
        for name, count in share.items():
            shares.setdefault(name, []).append((count / len(cells), -index))
    found: dict[str, int] = {}
    for name, least in (("loinc", 0.6), ("test", 0.15), ("at", 0.6), ("unit", 0.5), ("range", 0.5)):
        left = [(share, place) for share, place in shares.get(name, ()) if -place not in found.values()]
        if left and max(left)[0] >= least:
            found[name] = -max(left)[1]
    numbers = sorted(
        -place for share, place in shares.get("value", ()) if share >= 0.5 and -place not in found.values()
    )
    if numbers:
        found["value"] = numbers[0]
        if len(numbers) == 3 and "range" not in found and _ordered(rows, numbers[1], numbers[2]):
            found["low"], found["high"] = numbers[1], numbers[2]
    if "test" not in found and "loinc" in found:
        found["test"] = found["loinc"]
    return found


def _is_range(cell: str) -> bool:
    return looks_like_range(cell) or bool(re.match(r"[^0-9]", cell) and parse_range(cell)[:2] != (None, None))


def is_value(cell: str) -> bool:
    """Whether a cell holds what a result looks like: a number, or words such as *negative*."""
    if len(cell) >= 30 or looks_like_range(cell) or _is_date(cell):
        return False
    return parse_value(cell).kind in ("number", "words", "ask")


def _ordered(rows: list[list[str]], low: int, high: int) -> bool:
    pairs = [(parse_value(row[low]).number, parse_value(row[high]).number) for row in rows if high < len(row) > low]
    both = [(one, two) for one, two in pairs if one is not None and two is not None]
    return bool(both) and all(one <= two for one, two in both)
