"""Where the words of a PDF page lie: pages that were turned, spaced letters, lines, and cells that go on below."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import Any

from whytwitch.evidence.labs.lines import Cell

#: Words of one line are one cell while the blank between them is narrower than this part of the letters' height.
GAP = 0.75
#: Of spaced letters, those belong to one word whose gap is at most so many times the usual one; and to one cell.
SPACED_WORD, SPACED_CELL = 1.7, 3.4
#: Points by which cells of one column may begin apart.
APART = 4.0
Line = tuple[int, list[Cell]]
Box = dict[str, Any]


def lines_of_page(page: Any) -> Iterator[Line]:
    """Words of one height as a line; a wide blank between words begins a new cell.

    Parameters
    ----------
    page : pdfplumber.page.Page
    """
    lines: list[list[Box]] = []
    for word in sorted(_words_of(page), key=lambda one: ((one["top"] + one["bottom"]) / 2, one["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if lines and abs(middle - (lines[-1][0]["top"] + lines[-1][0]["bottom"]) / 2) < max(
            2.5, (word["bottom"] - word["top"]) * 0.45
        ):
            lines[-1].append(word)
        else:
            lines.append([word])
    for number, held in enumerate(lines, 1):
        words, wide = _joined(sorted(held, key=lambda one: one["x0"]))
        cells: list[Cell] = []
        for word in words:
            gap = max(wide, (word["bottom"] - word["top"]) * GAP)
            if not cells or word["x0"] - cells[-1].x1 > gap:
                cells.append(Cell(word["text"], word["x0"], word["x1"]))
            else:
                cells[-1].text += f" {word['text']}"
                cells[-1].x1 = word["x1"]
        yield number, cells


def _words_of(page: Any) -> list[Box]:
    """Words as the eye reads them, also where the text runs upwards, downwards or upside down."""
    from pdfplumber.utils import extract_words

    chars = page.chars
    angles = Counter(_angle(char) for char in chars if char["text"].strip())
    turn = angles.most_common(1)[0][0] if angles else 0
    if turn:
        chars = [_turned(char, turn, float(page.width), float(page.height)) for char in chars if _angle(char) == turn]
    return list(extract_words(chars, use_text_flow=False, keep_blank_chars=False, x_tolerance=1.5, y_tolerance=2))


def _angle(char: Box) -> int:
    """Direction in which a letter's line runs: 0 to the right, 90 upwards, 180 to the left, 270 downwards."""
    a, b = char["matrix"][:2]
    return round(math.degrees(math.atan2(b, a)) / 90) % 4 * 90


def _turned(char: Box, turn: int, width: float, height: float) -> Box:
    x0, x1, top, bottom = (float(char[key]) for key in ("x0", "x1", "top", "bottom"))
    if turn == 180:
        box = (width - x1, width - x0, height - bottom, height - top)
    elif turn == 90:
        box = (height - bottom, height - top, x0, x1)
    else:
        box = (top, bottom, width - x1, width - x0)
    sides = dict(zip(("x0", "x1", "top", "bottom"), box, strict=True))
    return {**char, **sides, "doctop": sides["top"], "upright": True}


def _joined(words: list[Box]) -> tuple[list[Box], float]:
    """Spaced letters as words, and the gap that divides cells then; else the words as they are, and 0."""
    single = [word for word in words if len(word["text"]) == 1]
    if len(words) < 3 or len(single) < (0.6 if len(words) > 7 else 1) * len(words):
        return words, 0.0
    usual = median(later["x0"] - one["x1"] for one, later in pairwise(words))
    made: list[Box] = []
    for word in words:
        if made and word["x0"] - made[-1]["x1"] <= usual * SPACED_WORD:
            made[-1] = {**made[-1], "text": made[-1]["text"] + word["text"], "x1": word["x1"]}
        else:
            made.append(word)
    return made, usual * SPACED_CELL


def in_the_middle(above: list[Cell], cells: list[Cell], below: list[Cell]) -> list[Cell] | None:
    """A line whose name begins in the line above it, and perhaps ends in the one below: cells centred upon each other.

    Parameters
    ----------
    above, cells, below : list of Cell

    Returns
    -------
    list of Cell or None
        None unless the line above is one cell, at the left of this line or further left.
    """
    if len(above) != 1 or not cells or not all(cell.x1 for cell in (*above, *cells)):
        return None
    name, rest = Cell(above[0].text, above[0].x0, above[0].x1), cells
    if abs(cells[0].x0 - name.x0) <= APART:
        name, rest = Cell(f"{name.text} {cells[0].text}", name.x0, max(name.x1, cells[0].x1)), cells[1:]
    elif cells[0].x0 < name.x1:
        return None
    if len(below) == 1 and abs(below[0].x0 - name.x0) <= APART:
        name.text += f" {below[0].text}"
    return [name, *rest]


def gone_on(cells: list[Cell], below: list[Cell]) -> list[Cell] | None:
    """A line of a table together with the line below it, when that only goes on with cells of this one.

    Parameters
    ----------
    cells, below : list of Cell

    Returns
    -------
    list of Cell or None
        None when a cell below begins under none of this line, or the line below is as full as this one.
    """
    if not below or len(below) >= len(cells) or not all(cell.x1 for cell in (*cells, *below)):
        return None
    made = [Cell(cell.text, cell.x0, cell.x1) for cell in cells]
    for cell in below:
        above = min(made, key=lambda one: min(abs(one.x0 - cell.x0), abs(one.x1 - cell.x1)))
        if min(abs(above.x0 - cell.x0), abs(above.x1 - cell.x1)) > APART:
            return None
        above.text += f" {cell.text}"
        above.x1 = max(above.x1, cell.x1)
    return made
