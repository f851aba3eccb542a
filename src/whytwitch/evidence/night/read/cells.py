"""Numbers in the cells of a table, as spreadsheets of several countries write them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from whytwitch.errors import FormatError

_SPAN_S = 2.0
_EPOCH_S = 5.0


def number(cell: str, *, comma: bool = True) -> float | None:
    """Return a finite number, with point or (where it is unambiguous) comma; None otherwise."""
    cell = cell.strip().strip("'\"")
    if comma and re.fullmatch(r"[+-]?\d+,\d+", cell):
        cell = cell.replace(",", ".")
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def thousands(cells: Sequence[str]) -> str:
    """Return the sign that groups thousands in a column (``,`` in ``1,200.5``, ``.`` in ``1.200,5``), empty when none.

    Where every number with a comma has three digits behind it, and the others are whole numbers below a thousand, the
    comma groups too: ``990``, ``1,020``.
    """
    cells = [c.strip() for c in cells]
    if any(re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+", c) for c in cells):
        return ","
    if any(re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", c) for c in cells):
        return "."
    with_comma = [c for c in cells if "," in c]
    whole = [c for c in cells if re.fullmatch(r"\d+", c)]
    grouped = all(re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", c) for c in with_comma)
    below = [int(c) for c in whole]
    return "," if with_comma and grouped and any(100 <= n < 1000 for n in below) and max(below) < 1000 else ""


def refuse_day_numbers(starts: Sequence[float | None], lengths: Sequence[float | None], name: str) -> None:
    """Refuse starts that are a spreadsheet's day numbers (46351.9375, or 0.9375 for half past ten at night).

    Raises
    ------
    FormatError
        Three and more epochs of at least 5 s begin within 2 "seconds".
    """
    numbers = [s for s, length in zip(starts, lengths, strict=True) if s is not None and (length or 0.0) >= _EPOCH_S]
    if len(numbers) >= 3 and max(numbers) - min(numbers) < _SPAN_S and len(set(numbers)) >= 3:
        raise FormatError(
            "these starts look like the day numbers of a spreadsheet, not like seconds",
            where=name, found=f"{len(numbers)} events of 5 s and more within {_SPAN_S:g} s",
            todo="format the column as a time (hh:mm:ss) and export again",
        )  # fmt: skip
