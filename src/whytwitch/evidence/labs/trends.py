"""One test on several days: a table of dated values and a figure of them with the interval as a band."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from html import escape

from whytwitch.knowledge.analytes import load_analytes
from whytwitch.language import known
from whytwitch.language import text as _
from whytwitch.model.labs import Derived, LabResult, Trend, TrendPoint

WIDTH, HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 16, 16, 34
_FLAG = {"low": _("below the limits"), "high": _("above the limits"), "normal": _("within the limits")}


def trends_of(results: Iterable[LabResult], derived: Iterable[Derived]) -> tuple[Trend, ...]:
    """Every test with values of two or more days.

    Parameters
    ----------
    results : iterable of LabResult
        Only used and dated ones count.
    derived : iterable of Derived
        Adjusted calcium, saturation, filtration and the like.

    Returns
    -------
    tuple of Trend
        In the order in which the tests first stand in the report; points oldest first.
    """
    known = load_analytes()
    held: dict[tuple[str, bool], list[TrendPoint]] = {}
    for place, row in enumerate(results):
        if not row.used or row.si_value is None or row.at is None or row.test not in known.by_id:
            continue
        scale = known.by_id[row.test].units.get(row.unit)
        low, high = (None if edge is None or scale is None else scale.to_si(edge) for edge in (row.low, row.high))
        point = TrendPoint(
            at=row.at, value=row.si_value, comparator=row.comparator, flag=row.flag, low=low, high=high, row=place
        )
        held.setdefault((row.test, False), []).append(point)
    for one in derived:
        if one.used and one.si_value is not None and one.at and one.test in known.by_id:
            point = TrendPoint(at=one.at, value=one.si_value, flag=one.flag, low=one.low, high=one.high)
            held.setdefault((one.test, True), []).append(point)
    made = []
    for (test, computed), points in held.items():
        ordered = tuple(sorted(points, key=lambda point: point.at))
        if len({point.at[:10] for point in ordered}) > 1:
            analyte = known.by_id[test]
            made.append(
                Trend(
                    test=test,
                    name=analyte.name,
                    si_unit=analyte.si_unit,
                    points=ordered,
                    change=float(f"{ordered[-1].value - ordered[0].value:.6g}"),
                    derived=computed,
                )
            )
    return tuple(made)


#: An upper limit that is so many times the highest value lies beyond the edge of the figure.
_FAR = 3


def trend_svg(trend: Trend) -> str:
    """The figure of a trend: values over time, the interval of each value as a band. Legible in black and white.

    Parameters
    ----------
    trend : Trend
        With two points or more.

    Returns
    -------
    str
        An SVG element with a title and a description; no script, no outside reference.
    """
    days = [dt.date.fromisoformat(point.at[:10]).toordinal() for point in trend.points]
    values = [point.value for point in trend.points]
    edges = [edge for point in trend.points for edge in (point.low, point.high) if edge is not None]
    edges = [edge for edge in edges if edge <= _FAR * max(values)]  # a far upper limit would flatten every change
    unit = trend.si_unit.replace("ug/", "µg/").replace("umol/", "µmol/")
    bottom, top = _nice(min([*values, *edges]), max([*values, *edges]))

    def x(day: float) -> float:
        share = (day - days[0]) / ((days[-1] - days[0]) or 1)
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(value: float) -> float:
        share = (value - bottom) / ((top - bottom) or 1)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)

    parts = [_band(trend, days, x, y, bottom, top)]
    for tick in _ticks(bottom, top):
        parts.append(f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y(tick)}" y2="{y(tick)}" stroke="#d8dde0"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y(tick) + 4}" text-anchor="end">{tick:g}</text>')
    line = " ".join(f"{x(day)},{y(value)}" for day, value in zip(days, values, strict=True))
    parts.append(f'<polyline points="{line}" fill="none" stroke="#212b32" stroke-width="1.5"/>')
    for day, point in zip(days, trend.points, strict=True):
        inside = point.flag == "normal"
        sign = point.comparator or ""
        label = escape(f"{_shown(point.at)}: {sign}{point.value:.4g} {unit} ({_FLAG.get(point.flag, point.flag)})")
        fill = "#fff" if inside else "#212b32"
        parts.append(
            f'<circle cx="{x(day)}" cy="{y(point.value)}" r="5" fill="{fill}" stroke="#212b32" stroke-width="1.5">'
            f"<title>{label}</title></circle>"
        )
    for day, anchor in ((days[0], "start"), (days[-1], "end")):
        parts.append(
            f'<text x="{x(day)}" y="{HEIGHT - 12}" text-anchor="{anchor}">{_shown(dt.date.fromordinal(day))}</text>'
        )
    parts.append(f'<text x="{_LEFT}" y="11">{escape(unit)}</text>')
    band = _("The grey band is the interval; filled dots lie outside it.")
    title = _("%(test)s over time") % {"test": known(f"Analyte.{trend.test}.name", trend.name)}
    told = ", ".join(f"{_shown(point.at)}: {point.comparator or ''}{point.value:.4g}" for point in trend.points)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" class="ww-trend" '
        f'font-family="sans-serif" font-size="12" fill="#212b32"><title>{escape(title)}</title>'
        f"<desc>{escape(told)} {escape(unit)}. "
        f"{escape(band)}</desc>"
        f"{''.join(parts)}</svg>"
    )


def _shown(day: dt.date | str) -> str:
    """``2 Oct 2026``: short enough for the ends of an axis."""
    held = dt.date.fromisoformat(day[:10]) if isinstance(day, str) else day
    return f"{held.day} {held:%b %Y}"


def _band(
    trend: Trend, days: list[int], x: Callable[[float], float], y: Callable[[float], float], bottom: float, top: float
) -> str:
    """The interval from day to day; open to the edge where it has no limit on a side."""
    held = [
        (day, bottom if point.low is None else point.low, top if point.high is None else min(point.high, top))
        for day, point in zip(days, trend.points, strict=True)
        if point.low is not None or point.high is not None
    ]
    if not held:
        return ""
    if len(held) == 1:
        held = [(days[0], *held[0][1:]), (days[-1], *held[0][1:])]
    upper = [f"{x(day)},{y(high)}" for day, _, high in held]
    lower = [f"{x(day)},{y(low)}" for day, low, _ in reversed(held)]
    return f'<polygon points="{" ".join([*upper, *lower])}" fill="#e8edee"/>'


def _nice(low: float, high: float) -> tuple[float, float]:
    step = _step(low, high)
    return (min(low, 0.0) if low < step else (low // step) * step), (-(-high // step) + (high % step == 0)) * step


def _step(low: float, high: float) -> float:
    rough = max((high - low) / 4, abs(high) / 20, 1e-9)
    power = 10.0 ** math.floor(math.log10(rough))
    return next((size * power for size in (1, 2, 5, 10) if size * power >= rough), 10 * power)


def _ticks(bottom: float, top: float) -> list[float]:
    step = _step(bottom, top)
    count = int((top - bottom) / step + 1e-9)
    return [round(bottom + index * step, 10) for index in range(count + 1)]
