"""Figures as SVG text: written by hand, no drawing library, the same on a telephone and on paper.

``causes_svg`` and ``waterfall_svg`` draw the picture, ``night_svg`` draws what ``whytwitch night --json`` prints.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from whytwitch.model.picture import Picture
from whytwitch.report.figures.causes import causes_in_words, causes_with_intervals
from whytwitch.report.figures.night import night_svg
from whytwitch.report.figures.waterfall import waterfall_steps, waterfall_svg

__all__ = ["causes_svg", "night_svg", "waterfall_steps", "waterfall_svg"]


def causes_svg(
    picture: Picture,
    audience: Literal["person", "clinician"] = "person",
    *,
    show: Collection[str] | None = None,
    names: dict[str, str] | None = None,
    most: int = 6,
) -> str:
    """The causes of a picture.

    Parameters
    ----------
    picture : Picture
        With its causes in order.
    audience : {"person", "clinician"}
        Words, or probabilities with intervals.
    show : collection of str, optional
        Ids to show; for a person ask ``report.presenters.shown_to_person`` which.
    names : dict of str to str, optional
        Names by id in place of the picture's own.
    most : int
        At most so many.

    Returns
    -------
    str
        SVG.
    """
    held = [cause for cause in picture.causes if show is None or cause.id in show][:most]
    rows = [((names or {}).get(cause.id, cause.name), cause) for cause in held]
    return causes_in_words(rows) if audience == "person" else causes_with_intervals(rows)
