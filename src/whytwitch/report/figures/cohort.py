"""Figures of a cohort: how two rule books agree, and how often each value was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whytwitch.report.figures.svg import DEEP, INK, PALE, SOFT, box, element, figure, line, percent, plain, text

_LEFT, _RIGHT = 9.0, 99.0
_TOP, _HEIGHT = 16.0, 200.0


def agreement_svg(agreement: dict[str, Any]) -> str:
    """Bland–Altman plot: difference of the editions against their mean, with bias and limits of agreement.

    Parameters
    ----------
    agreement : dict
        ``points`` (mean, difference), ``bias`` and ``limits``, as the summary has them; per hour.

    Returns
    -------
    str
        SVG; empty without two nights.
    """
    points, limits = agreement["points"], agreement["limits"]
    if not points or limits is None:
        return ""
    widest = max(max(mean for mean, _ in points), 1.0)
    values = [difference for _, difference in points] + limits
    low, high = min([*values, 0.0]), max([*values, 0.0])
    margin = max(high - low, 1.0) * 0.05
    low, high = low - margin, high + margin
    x, y = _scale(0.0, widest, _LEFT, _RIGHT), _scale(low, high, _TOP + _HEIGHT, _TOP)
    parts = [_axis(_ticks(0.0, widest), x, "mean of both, per hour of sleep")]
    parts += [
        text(plain(tick), percent(_LEFT - 1), y(tick) + 4, anchor="end", fill=SOFT)
        + line(_LEFT, y(tick), _RIGHT, y(tick))
        for tick in _ticks(low, high)
    ]
    parts += [element("circle", cx=percent(x(m)), cy=y(d), r=2.5, fill=DEEP, fill_opacity="0.45") for m, d in points]
    for value, dash, said in (
        (agreement["bias"], None, "bias"), (limits[0], "6 4", "lower limit"), (limits[1], "6 4", "upper limit")
    ):  # fmt: skip
        parts.append(line(_LEFT, y(value), _RIGHT, y(value), stroke=INK, stroke_dasharray=dash))
        parts.append(text(f"{said} {value:+.1f}", percent(_RIGHT), y(value) - 4, anchor="end"))
    said = (
        f"AASM 3 minus WASM 2016 for {agreement['nights']} nights: bias {agreement['bias']:+.1f} per hour, 95 % limits "
        f"of agreement {limits[0]:+.1f} to {limits[1]:+.1f}."
    )
    return figure("agreement", "Difference of the two rule books", said, _TOP + _HEIGHT + 40, parts)


def bars_svg(name: str, title: str, rows: Sequence[tuple[str, float]], unit: str) -> str:
    """Upright bars with their values in words.

    Parameters
    ----------
    name, title : str
        Id and title of the figure.
    rows : sequence of (str, float)
        Label below the bar, and height.
    unit : str
        What is counted.

    Returns
    -------
    str
        SVG; empty without rows.
    """
    if not rows:
        return ""
    most = max(max(value for _, value in rows), 1e-9)
    y = _scale(0.0, most, _TOP + _HEIGHT, _TOP)
    step = (_RIGHT - _LEFT) / len(rows)
    parts = [
        text(plain(tick), percent(_LEFT - 1), y(tick) + 4, anchor="end", fill=SOFT)
        + line(_LEFT, y(tick), _RIGHT, y(tick))
        for tick in _ticks(0.0, most)
    ]
    every = max(1, round(len(rows) / 12))
    for i, (label, value) in enumerate(rows):
        at = _LEFT + i * step
        parts.append(box(at + step * 0.1, step * 0.8, y(value), _TOP + _HEIGHT - y(value), fill=DEEP))
        if i % every == 0:
            parts.append(text(label, percent(at + step / 2), _TOP + _HEIGHT + 16, anchor="middle", fill=SOFT))
    parts.append(line(_LEFT, _TOP + _HEIGHT, _RIGHT, _TOP + _HEIGHT, stroke=INK))
    parts.append(text(unit, percent((_LEFT + _RIGHT) / 2), _TOP + _HEIGHT + 34, anchor="middle", fill=SOFT))
    said = "; ".join(f"{label}: {plain(value)}" for label, value in rows)
    return figure(name, title, said, _TOP + _HEIGHT + 40, parts)


def _scale(low: float, high: float, start: float, end: float) -> Any:
    span = (high - low) or 1.0
    return lambda value: start + (float(value) - low) / span * (end - start)


def _ticks(low: float, high: float) -> list[float]:
    """Four to eight round numbers within the range."""
    raw = max(high - low, 1e-9) / 6
    size = 10.0 ** len(str(int(raw))) / 10 if raw >= 1 else 0.1
    step = next((size * factor for factor in (1, 2, 5, 10) if size * factor >= raw), size * 10)
    first = -(-low // step) * step
    return [first + i * step for i in range(12) if first + i * step <= high + 1e-9]


def _axis(ticks: Sequence[float], x: Any, unit: str) -> str:
    foot = _TOP + _HEIGHT
    parts = [line(_LEFT, foot, _RIGHT, foot, stroke=PALE)]
    parts += [text(plain(tick), percent(x(tick)), foot + 16, anchor="middle", fill=SOFT) for tick in ticks]
    parts.append(text(unit, percent((_LEFT + _RIGHT) / 2), foot + 34, anchor="middle", fill=SOFT))
    return "".join(parts)
