"""Days of a diary: a dot for each, a bar for each week's mean, and nothing where nothing was noted."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping

from whytwitch.report.figures.svg import DEEP, FAINT, PALE, SOFT, element, figure, line, percent, text

_TOP, _HEIGHT, _FOOT = 22.0, 110.0, 22.0
_LEFT = 6.0
#: So many dates have room below the figure on a phone.
_DATES = 4


def days_svg(name: str, title: str, values: Mapping[dt.date, float], first: dt.date, last: dt.date) -> str:
    """Draw one outcome.

    Parameters
    ----------
    name : str
        Unique on the page.
    title : str
        What it is.
    values : mapping of date to float
        Days on which it was noted.
    first, last : date
        The stretch that is drawn.

    Returns
    -------
    str
        SVG.
    """
    count = (last - first).days + 1
    top = max([*values.values(), 1.0])
    wide = (100.0 - _LEFT) / count

    def across(day: dt.date) -> float:
        return _LEFT + wide * ((day - first).days + 0.5)

    def down(value: float) -> float:
        return _TOP + _HEIGHT * (1 - value / top)

    parts = [
        text(title, "0%", 12, bold=True),
        text(f"{top:g}", "0%", _TOP + 8, fill=SOFT),
        text("0", "0%", _TOP + _HEIGHT, fill=SOFT),
    ]
    parts.append(line(_LEFT, _TOP + _HEIGHT, 100, _TOP + _HEIGHT, stroke=PALE))
    words = []
    week, every = first, math.ceil(math.ceil(count / 7) / _DATES)
    while week <= last:
        days = [week + dt.timedelta(days=one) for one in range(7) if week + dt.timedelta(days=one) <= last]
        held = [values[day] for day in days if day in values]
        parts.append(
            line(across(days[0]) - wide / 2, _TOP, across(days[0]) - wide / 2, _TOP + _HEIGHT + 4, stroke=FAINT)
        )
        if (week - first).days // 7 % every == 0:
            at = percent(across(days[0]) - wide / 2)
            parts.append(text(f"{days[0].day} {days[0]:%b}", at, _TOP + _HEIGHT + 16, fill=SOFT))
        if held:
            mean = sum(held) / len(held)
            parts.append(line(across(days[0]), down(mean), across(days[-1]), down(mean), stroke=DEEP, stroke_width=3))
            words.append(f"week of {days[0]:%d %b}: mean {mean:.1f} of {len(held)} days")
        else:
            words.append(f"week of {days[0]:%d %b}: not noted")
        week += dt.timedelta(days=7)
    parts += [
        element("circle", cx=percent(across(day)), cy=down(value), r=3, fill=SOFT)
        for day, value in sorted(values.items())
        if first <= day <= last
    ]
    return figure(f"days-{name}", title, "; ".join(words), _TOP + _HEIGHT + _FOOT, parts)
