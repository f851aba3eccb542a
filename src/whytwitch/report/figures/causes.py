"""The causes at one glance: in words for a person, with intervals for a clinician."""

from __future__ import annotations

from collections.abc import Sequence

from whytwitch.language import text as _
from whytwitch.model.picture import Cause
from whytwitch.report.figures.svg import DEEP, INK, NORMAL, PALE, PAPER, SOFT, box, element, figure, line, shorten, text
from whytwitch.report.figures.svg import percent as share
from whytwitch.report.words import BASIS_SHORT, FIT, percent

_STEPS = {"well": 3, "partly": 2, "poorly": 1, "unknown": 0}
_ROW = 46
_NAME = 48  # characters that a telephone shows on one line


def causes_in_words(rows: Sequence[tuple[str, Cause]]) -> str:
    """How well each cause fits, as one to three blocks and a word. No numbers.

    Parameters
    ----------
    rows : sequence of (str, Cause)
        The name to show, and the cause; in the order to show.

    Returns
    -------
    str
        SVG.
    """
    parts = []
    for number, (name, cause) in enumerate(rows):
        top = number * _ROW
        parts.append(text(shorten(name, _NAME), "0%", top + 15, size=NORMAL, bold=True))
        for step in range(3):
            filled = step < _STEPS[cause.fit]
            dashes = "3 3" if cause.fit == "unknown" else None
            look = {"fill": DEEP if filled else PAPER, "stroke": DEEP, "stroke_dasharray": dashes}
            parts.append(box(0.3 + 12 * step, 11, top + 22, 12, rx=2, **look))
        parts.append(text(FIT[cause.fit], "38%", top + 33, size=NORMAL))
    said = ". ".join(f"{name}: {FIT[cause.fit]}" for name, cause in rows)
    return figure("wt-causes", _("How well each cause fits what you told us"), said + ".", _ROW * len(rows), parts)


def causes_with_intervals(rows: Sequence[tuple[str, Cause]]) -> str:
    """The probability of each cause with its interval on one axis from 0 to 100 per cent.

    Parameters
    ----------
    rows : sequence of (str, Cause)
        The name to show, and the cause.

    Returns
    -------
    str
        SVG. A filled point is measured, a half-filled one mixed, an open one expert judgement.
    """
    row, bottom = 36, 36 * len(rows)
    parts = [line(_at(tick / 100), 0, _at(tick / 100), bottom) for tick in (0, 25, 50, 75, 100)]
    for number, (name, cause) in enumerate(rows):
        top = number * row
        parts.append(text(shorten(name, 31), share(_at(0)), top + 13, bold=True))
        parts.append(text(_numbers(cause), share(_at(1)), top + 13, anchor="end"))
        left, right = _at(cause.low), _at(cause.high)
        parts.append(box(left, max(right - left, 0.4), top + 19, 9, fill=PALE, stroke=SOFT))
        parts.append(_point(cause, top + 23.5))
    for tick in (0, 25, 50, 75, 100):
        anchor = {0: "start", 100: "end"}.get(tick, "middle")
        parts.append(text(f"{tick} %", share(_at(tick / 100)), bottom + 15, anchor=anchor, fill=SOFT))
    said = ". ".join(f"{name}: {_numbers(cause)}, {BASIS_SHORT[cause.basis]}" for name, cause in rows)
    return figure("wt-intervals", _("Probability of each cause with its interval"), said + ".", bottom + 20, parts)


def _at(probability: float) -> float:
    return 1 + 98 * probability


def _numbers(cause: Cause) -> str:
    low, high = (percent(end).removesuffix(" %") for end in (cause.low, cause.high))
    return f"{percent(cause.probability)} ({low} to {high})"


def _point(cause: Cause, y: float) -> str:
    middle = share(_at(cause.probability))
    ring = element(
        "circle",
        cx=middle,
        cy=y,
        r=5,
        fill=INK if cause.basis == "measured" else PAPER,
        stroke=INK,
        stroke_width=2,
    )
    return ring + element("circle", cx=middle, cy=y, r=2, fill=INK) if cause.basis == "mixed" else ring
