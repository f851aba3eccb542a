"""The few drawing words that all figures share.

A figure has no ``viewBox``: widths are per cent and heights are pixels, so that text keeps its size from a telephone
to a sheet of paper. Only presentation attributes and classes are used, never ``style``, so that a strict content policy
lets it through. What most words share, their size and colour, stands once on the whole drawing. *For* is dark and
filled, *against* is an outline, so that a black-and-white print says the same.
"""

from __future__ import annotations

from html import escape
from typing import Any

INK = "#1d2a33"
SOFT = "#5a6670"
PALE = "#d5dde2"
FAINT = "#e8edf0"
PAPER = "#ffffff"
DEEP = "#0b5568"

#: Pixels of the text in figures.
SMALL, NORMAL = 12, 14
FONT = "Arial, Helvetica, 'DejaVu Sans', sans-serif"


def element(name: str, content: str = "", **attributes: object) -> str:
    """One SVG element; ``stroke_width`` becomes ``stroke-width``, ``class_`` becomes ``class``; None is left out.

    Parameters
    ----------
    name : str
        Of the element.
    content : str
        Markup inside it, already escaped.
    **attributes : object
        Numbers are written with at most two decimals.

    Returns
    -------
    str
        Markup.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def plain(value: object) -> str:
    """A number with at most two decimals and no needless zeros; anything else as it stands."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def percent(value: float) -> str:
    """A share of the width, 0 to 100."""
    return plain(float(value)) + "%"


def text(
    words: str, x: str, y: float, *, size: int = SMALL, bold: bool = False, anchor: str = "start", fill: str = INK
) -> str:
    """Words at a place.

    Parameters
    ----------
    words : str
        Not yet escaped.
    x : str
        Per cent of the width.
    y : float
        Pixels from the top, of the base line.
    size : int
        Pixels.
    bold : bool
        Whether it is bold.
    anchor : {"start", "middle", "end"}
        Which end of the words stands at x.
    fill : str
        Colour.

    Returns
    -------
    str
        Markup.
    """
    said = {
        "font_size": None if size == SMALL else size,
        "font_weight": "bold" if bold else None,
        "text_anchor": None if anchor == "start" else anchor,
        "fill": None if fill == INK else fill,
    }
    return element("text", escape(words), x=x, y=y, **said)


def box(x: float, width: float, y: float, height: float, **attributes: Any) -> str:
    """A rectangle; x and width in per cent, y and height in pixels; further attributes as they stand."""
    return element("rect", x=percent(x), width=percent(max(width, 0.0)), y=y, height=height, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Any) -> str:
    """A line; x in per cent, y in pixels; further attributes as they stand."""
    look: dict[str, Any] = {"stroke": FAINT, **attributes}
    return element("line", x1=percent(x1), x2=percent(x2), y1=y1, y2=y2, **look)


def figure(name: str, title: str, description: str, height: float, parts: list[str]) -> str:
    """The whole drawing with its title and its text alternative.

    Parameters
    ----------
    name : str
        Unique on the page; ids are made from it.
    title, description : str
        What it shows, and all of it in words.
    height : float
        Pixels.
    parts : list of str
        Markup.

    Returns
    -------
    str
        An ``svg`` element that may stand in a page or alone in a file.
    """
    head = element("title", escape(title), id=f"{name}-title") + element("desc", escape(description), id=f"{name}-desc")
    return element(
        "svg",
        head + "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        class_="wt-figure",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        width="100%",
        height=float(height),
        font_family=FONT,
        font_size=SMALL,
        fill=INK,
    )


def shorten(words: str, most: int) -> str:
    """At most so many characters, cut at a word and ended with an ellipsis."""
    if len(words) <= most:
        return words
    return words[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
