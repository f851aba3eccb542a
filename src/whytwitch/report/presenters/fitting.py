"""How much stands on the one page for the doctor: first everything, then less, until it fits one sheet of A4."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Room:
    """At most so many of each kind of line on the sheet.

    What must never be left out has no entry here: the level, its reasons, danger signs that are present, medicines.

    Attributes
    ----------
    characters : int
        A single sentence is cut at so many.
    type : {"roomy", "plain", "dense"}
        Size of the type.
    every_denied : bool
        Every danger sign that was denied is named at the end of the sheet.
    """

    movements: int
    denied: int
    present: int
    absent: int
    blood: int
    results: int
    nights: int
    causes: int
    speaks_for: int
    speaks_against: int
    tests: int
    advised: int
    sources: int
    events: int
    characters: int
    type: Literal["roomy", "plain", "dense"] = "plain"
    every_denied: bool = False


#: From roomy to tight; the first that fits is taken.
ROOMS = (
    Room(8, 14, 40, 30, 20, 6, 4, 5, 4, 3, 5, 8, 12, 12, 600, "roomy", True),
    Room(8, 14, 40, 30, 20, 6, 4, 5, 4, 3, 5, 8, 12, 12, 600, "plain", True),
    Room(8, 14, 40, 30, 20, 6, 4, 5, 4, 3, 5, 8, 12, 12, 600, "roomy"),
    Room(8, 14, 40, 24, 16, 6, 4, 5, 4, 3, 5, 8, 12, 12, 600),
    Room(8, 12, 34, 18, 14, 6, 4, 5, 3, 2, 4, 6, 10, 10, 420),
    Room(8, 10, 30, 14, 12, 6, 3, 5, 3, 2, 4, 5, 10, 10, 340, "dense"),
    Room(8, 8, 24, 8, 10, 5, 3, 4, 3, 2, 4, 4, 8, 8, 280, "dense"),
    Room(6, 6, 18, 5, 8, 4, 2, 4, 2, 1, 3, 4, 6, 6, 240, "dense"),
    Room(5, 4, 12, 3, 6, 3, 2, 3, 2, 1, 2, 3, 4, 5, 200, "dense"),
    Room(4, 0, 8, 0, 5, 2, 1, 2, 1, 1, 2, 2, 3, 4, 140, "dense"),
    Room(3, 0, 5, 0, 4, 1, 1, 2, 1, 0, 1, 1, 0, 3, 80, "dense"),
)

#: Points: the type area of A4 within the margins of report.css, less a reserve for fonts wider than the ones measured.
_HEIGHT = 772.0
_SIZE = {"roomy": 9.0, "plain": 8.3, "dense": 7.6}
_LEADING = 1.27
#: Points that the text column is wide, and the width of an average character of DejaVu Sans, the widest fallback.
_WIDTH, _CHARACTER = 440.0, 0.55


def lines_of(characters: int, room: Room) -> int:
    """How many printed lines so many characters take in the text column."""
    return max(1, math.ceil(characters * _SIZE[room.type] * _CHARACTER / _WIDTH))


def fits(lines: int, blocks: int, room: Room) -> bool:
    """Whether so many lines in so many blocks fit the sheet, by estimate."""
    return lines * _SIZE[room.type] * _LEADING + blocks * 5.5 <= _HEIGHT
