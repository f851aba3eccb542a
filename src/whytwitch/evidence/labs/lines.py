"""Blood tests in running text: one line of a paper becomes a candidate, which a person confirms before it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from whytwitch.evidence.labs.fields import Fields
from whytwitch.evidence.labs.headers import column_of, unit_in
from whytwitch.evidence.labs.headline import date_in
from whytwitch.evidence.labs.intervals import by_sex, parse_range
from whytwitch.evidence.labs.numbers import NUMBER
from whytwitch.evidence.labs.values import parse_value
from whytwitch.knowledge.analyte import Analyte
from whytwitch.knowledge.analytes import load_analytes

_MARK = re.compile(
    r"(?:\*{1,3}|[HL]{1,2}|\([HL+*-]\)|↑|↓|\+{1,3}|!+|-{1,2}|high|low|hoch|niedrig|abnormal|normal)", re.IGNORECASE
)
_COMPARE = re.compile(r"[<>≤≥]=?")
#: Words before a number that tell that it is no value of today.
_BEFORE = re.compile(
    r"vorwert|previous|prior|last result|ant[ée]rieur|ant[ée]rior|anterior|precedente|vorig|poprzedni|tidigare",
    re.IGNORECASE,
)


@dataclass
class Cell:
    """A piece of a line: its text and where it lies across the page (points; 0 in plain text)."""

    text: str
    x0: float = 0.0
    x1: float = 0.0


@dataclass
class Columns:
    """A heading line of a paper: which column lies where."""

    places: dict[str, tuple[float, float]] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)

    def of(self, cell: Cell) -> str | None:
        """The column whose heading lies nearest above a cell; only headings that are nearer than half a gap count."""
        middle = (cell.x0 + cell.x1) / 2
        best = min(
            self.places.items(),
            key=lambda one: min(
                abs(cell.x0 - one[1][0]), abs(cell.x1 - one[1][1]), abs(middle - (one[1][0] + one[1][1]) / 2)
            ),
            default=None,
        )
        return best[0] if best else None


def heading_of(cells: list[Cell]) -> Columns | None:
    """The columns of a heading line, or None when the line is no heading."""
    places: dict[str, tuple[float, float]] = {}
    days: dict[str, str] = {}
    before = 0
    for cell in cells:
        column = "before" if _BEFORE.search(cell.text) else column_of(cell.text)
        day, left = date_in(cell.text)
        if column is None and day and not left:
            column = f"day{len(days)}"
            days[column] = day
        if column in ("mark", "comment", "specimen", "laboratory", "time", None):
            column = f"other{before}" if column is None else column
            before += 1
        places.setdefault(str(column), (cell.x0, cell.x1))
    named = {name for name in places if not name.startswith("other")}
    if (
        {"test", "value"} <= named
        or ("value" in named and {"unit", "range"} & named)
        or {"test", "unit", "range"} <= named
        or (days and "test" in named and len(days) + len(named & {"test", "unit", "range"}) > 2)
    ):
        return Columns(places, days if "value" not in named else {})
    return None


def candidates(cells: list[Cell], columns: Columns | None = None) -> list[Fields]:
    """What a line says: one test, two side by side, or one on several days.

    Parameters
    ----------
    cells : list of Cell
        Left to right.
    columns : Columns, optional
        Of the heading above it.
    """
    if columns and columns.days and (several := _by_days(cells, columns)):
        return several
    made = []
    for place, part in enumerate(_side_by_side(cells)):
        found = candidate(part, columns if place == 0 else None)
        made += [found] if found else []
    return made


def _by_days(cells: list[Cell], columns: Columns) -> list[Fields]:
    """One row for each day that has a value."""
    named = _named(cells)
    if named is None:
        return []
    analyte, name, unit, rest = named
    read: dict[str, str] = {}
    for cell in rest:
        column = str(columns.of(cell))
        read[column] = f"{read[column]} {cell.text}" if column in read else cell.text
    fits = load_analytes().unit_of(analyte, read.get("unit", unit)) in analyte.units
    return [
        {
            "test": name,
            "value": read[column],
            "unit": read.get("unit", unit),
            "range": read.get("range", ""),
            "at": day,
            "problems": [],
            "sure": "likely" if fits else "unsure",
            "confirmed": False,
        }
        for column, day in columns.days.items()
        if column in read and parse_value(read[column]).kind in ("number", "words", "ask")
    ]


def _side_by_side(cells: list[Cell]) -> list[list[Cell]]:
    """A line cut where another known test with its own number begins."""
    known = load_analytes()
    starts = [0]
    for place in range(1, len(cells) - 1):
        text = cells[place].text
        if (
            sum(sign.isalpha() for sign in text) > 2
            and known.find(text)
            and known.unit(text) is None
            and parse_value(cells[place + 1].text).kind == "number"
            and any(re.search(r"[0-9]", cell.text) for cell in cells[starts[-1] + 1 : place])
        ):
            starts.append(place)
    return [cells[start:end] for start, end in zip(starts, [*starts[1:], len(cells)], strict=True)]


def candidate(cells: list[Cell], columns: Columns | None = None) -> Fields | None:
    """What a line says about one blood test.

    Parameters
    ----------
    cells : list of Cell
        Left to right.
    columns : Columns, optional
        Of the heading above it.

    Returns
    -------
    Fields or None
        Test, value, unit, range and ``sure``; None when the line begins with no known test or holds no value.
    """
    text = "  ".join(cell.text for cell in cells)
    if len(text) > 400 or not re.search(r"[0-9]|neg|pos", text, re.IGNORECASE):
        return None
    named = _named(cells)
    if named is None:
        return None
    analyte, name, own, rest = named
    made: dict[str, Any] = {"test": name, "problems": []}
    sure = "sure"
    read = _by_columns(rest, columns) if columns else None
    if read is None or not _fits(read, analyte):
        read, several = _by_order(rest, analyte)
        sure = "unsure" if several else "sure" if columns is None else "likely"
    if read is None:
        return None
    made |= read
    if not made.get("unit") and (own := own or unit_in(name)):
        made["unit"] = own
    parsed = parse_value(made["value"])
    unit = load_analytes().unit_of(analyte, parsed.rest or made.get("unit", ""))
    if parsed.kind == "number" and unit not in analyte.units and sure == "sure":
        sure = "likely"
    if parsed.kind not in ("number", "words"):
        sure = "unsure"
    return {**made, "sure": sure, "confirmed": False}


def _named(cells: list[Cell]) -> tuple[Analyte, str, str, list[Cell]] | None:
    """The test that a line begins with, longest name first, a unit in the name, and what stands behind it."""
    known = load_analytes()
    words = [(index, word) for index, cell in enumerate(cells) for word in cell.text.split()]
    start = 0
    while start < min(2, len(words)) and re.fullmatch(r"[*•·.\-–]+|[0-9]{1,3}[.)]|[0-9]{1,5}-[0-9]", words[start][1]):
        start += 1  # bullets, numbering, a code
    for size in range(min(9, len(words) - start), 0, -1):
        text = " ".join(word for _, word in words[start : start + size]).strip(" :=.,")
        numeric = not re.search(r"[^\W\d]", text) or re.fullmatch(NUMBER, words[start + size - 1][1])
        if numeric and size > 1 and not _ends_in_name(text):
            continue
        if size > 1 and not re.search(r"[^\W_]|[%)\]]", words[start + size - 1][1]):
            continue  # a sign before the value, such as "<", is no part of the name
        found, unit = known.find(text), ""
        if found is None and (unit := unit_in(text)) and (bare := text.replace(unit, "").strip(" ()[],:")):
            found, text = known.find(bare), bare
        if found is not None and not found.derived_only:
            return found, text, unit, _behind(cells, words, start + size)
    return None


def _ends_in_name(text: str) -> bool:
    """Names that end in a number of their own: ``Vitamin B 12``, ``T 4``, ``25-OH 3``."""
    return bool(re.search(r"(?:b|d|t|oh|caspr|lgi|gad|aqp|ca)[ -]*[0-9]{1,2}$", text, re.IGNORECASE))


def _behind(cells: list[Cell], words: list[tuple[int, str]], used: int) -> list[Cell]:
    kept: dict[int, list[str]] = {}
    for index, word in words[used:]:
        kept.setdefault(index, []).append(word)
    out = []
    for index, held in kept.items():
        cell = cells[index]
        whole = len(held) == len(cell.text.split())
        out.append(Cell(" ".join(held), cell.x0 if whole else cell.x1 - 1, cell.x1))
    return out


def _by_columns(cells: list[Cell], columns: Columns) -> dict[str, str] | None:
    read: dict[str, str] = {}
    for cell in cells:
        column = columns.of(cell)
        if column == "value" and column in read and "range" not in read and _is_interval(cell.text):
            column = "range"  # an interval without a heading of its own
        if column in ("value", "unit", "range", "low", "high", "at", "mark"):
            read[column] = f"{read[column]} {cell.text}" if column in read else cell.text
    return read if read.get("value") else None


def _is_interval(text: str) -> bool:
    low, high, _, problem = parse_range(text)
    return not problem and (low is not None or high is not None)


def _fits(read: dict[str, str], analyte: Analyte) -> bool:
    """Whether what the columns say can be: a value, and a unit or interval where those stand."""
    if parse_value(read["value"]).kind not in ("number", "words", "ask"):
        return False
    unit = read.get("unit", "")
    if unit and load_analytes().unit_of(analyte, unit) is None and re.search(r"[0-9]{2}|[<>]", unit):
        return False
    interval = read.get("range", "")
    return not interval or parse_range(interval)[3] == "" or bool(by_sex(interval)) or not re.search(r"[0-9]", interval)


def _by_order(cells: list[Cell], analyte: Analyte) -> tuple[dict[str, str] | None, bool]:
    """Value, unit and interval of a line without a heading: the first number is the value.

    Returns
    -------
    read : dict or None
    several : bool
        More than one number might be the value.
    """
    text = "  ".join(cell.text for cell in cells).strip(" :=.…")
    text = re.sub(r"(?:\.\s?){3,}|_{2,}|…+", " ", text).strip()
    before = _BEFORE.search(text)
    if before:
        text = text[: before.start()]
    interval, text = _cut_interval(text)
    match = re.search(rf"(?:(?P<cmp>{_COMPARE.pattern})\s*)?(?P<num>(?<![\w.,]){NUMBER})", text)
    if not match:
        word = re.match(r"(?:neg\w*|pos\w*|nicht nachweisbar|not detected|non[ -]reactive)", text, re.IGNORECASE)
        return ({"value": word[0], "unit": "", "range": interval}, False) if word else (None, False)
    value = f"{match['cmp'] or ''}{match['num']}"
    after = text[match.end() :].strip()
    mark = _MARK.match(after)
    if (
        mark
        and (mark.end() == len(after) or not after[mark.end()].isalnum())
        and after[mark.end() : mark.end() + 1] != "/"
    ):
        value, after = f"{value} {mark[0]}", after[mark.end() :].strip()
    unit = _unit_at_start(after, analyte)
    if not unit:  # the unit may stand before the value: "Ferritin µg/l 18"
        unit = _unit_at_start(text[: match.start()].strip(), analyte)
    behind = after[len(unit) :] if after.startswith(unit) else after
    several = bool(re.search(rf"(?<![\w.,]){NUMBER}(?![\w])", behind))
    return {"value": value, "unit": unit, "range": interval}, several


_INTERVAL = re.compile(
    rf"[(\[]\s*(?P<in>[^()\[\]]*[0-9][^()\[\]]*)[)\]]|(?P<two>{NUMBER}\s*(?:-|–|—|−|bis|to|à|a|tot|do|till)\s*{NUMBER})(?![\w.,/-]*[/-]\d)"
)
_LIMIT = re.compile(rf"(?:<=?|>=?|≤|≥|bis|up to|inf\.? à|jusqu'à|hasta|fino a|tot|do)\s*{NUMBER}")


def _cut_interval(text: str) -> tuple[str, str]:
    """The interval of a line, and the line without it; a limit counts only behind another number."""
    for match in _INTERVAL.finditer(text):
        inner = match["in"] or match["two"]
        if parse_range(inner)[3] == "" and (parse_range(inner)[0] is not None or parse_range(inner)[1] is not None):
            return inner, f"{text[: match.start()]} {text[match.end() :]}"
    limits = list(_LIMIT.finditer(text))
    if limits and re.search(r"[0-9]", text[: limits[-1].start()]):
        last = limits[-1]
        return last[0], f"{text[: last.start()]} {text[last.end() :]}"
    return "", text


def _unit_at_start(text: str, analyte: Analyte) -> str:
    known = load_analytes()
    words = text.split()
    for size in (4, 3, 2, 1):
        if len(words) >= size:
            joined = " ".join(words[:size])
            if known.unit_of(analyte, joined.strip("()[],;")) is not None and not joined.isdigit():
                return joined.strip("()[],;")
    return ""


def lines_of_text(text: str) -> list[tuple[int, list[Cell]]]:
    """Lines of plain text as cells, cut at tabs and wide gaps."""
    out = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = [Cell(part.strip(), 0, 0) for part in re.split(r"\t|\s{2,}|\|", line) if part.strip()]
        if cells:
            out.append((number, cells))
    return out
