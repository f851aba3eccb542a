"""One night on one sheet: sleep, both legs, series by both rule books, hours and intervals."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from typing import Any

from whytwitch.language import text as _
from whytwitch.report.figures.svg import (
    DEEP,
    INK,
    NORMAL,
    PALE,
    PAPER,
    SOFT,
    box,
    element,
    figure,
    line,
    percent,
    text,
)

#: Per cent of the width kept for the names at the left.
_GUTTER = 14.0
_STAGES = (("W", _("Awake")), ("R", "REM"), ("N1", "N1"), ("N2", "N2"), ("N3", "N3"))
_SIDES = {"left": _("Left"), "right": _("Right"), "both": _("Both"), "unknown": _("A leg")}
_ROW, _STRIP = 13, 20
_BARS = 62
#: Steps that time is drawn in: of eight hours, seven seconds, a quarter of a pixel of the widest page.
_COLUMNS = 4000
_EDITIONS = (("wasm2016", "WASM 2016", "WASM"), ("aasm3", "AASM 3", "AASM"))


class _Sheet:
    """Parts from top to bottom; time runs from left to right."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(seconds, 1.0)
        self.parts: list[str] = []
        self.y = 0.0

    def at(self, seconds: float) -> float:
        """Per cent of the width."""
        return _GUTTER + (100 - _GUTTER) * min(max(seconds / self.seconds, 0.0), 1.0)

    def heading(self, words: str) -> None:
        """A line of bold words."""
        self.parts.append(text(words, "0%", self.y + 14, size=NORMAL, bold=True))
        self.y += 22

    def name(self, words: str, height: float) -> None:
        """The name of a strip, at the left of it."""
        self.parts.append(text(words, "0%", self.y + height / 2 + 4, fill=SOFT))

    def spans(self, spans: Iterable[tuple[float, float]], y: float, height: float, *, least: float, fill: str) -> None:
        """Filled spans of time as one path, each at least so many seconds wide; those that would touch are one."""
        a_column = self.seconds / _COLUMNS
        drawn: list[list[int]] = []
        for start, end in sorted((one[0], max(one[1], one[0] + least)) for one in spans):
            first, last = round(start / a_column), max(round(end / a_column), round(start / a_column) + 1)
            if drawn and first <= drawn[-1][1]:
                drawn[-1][1] = max(drawn[-1][1], last)
            else:
                drawn.append([first, last])
        marks = "".join(f"M{first} 0h{last - first}v1h{first - last}z" for first, last in drawn)
        if marks:
            self.parts.append(
                element(
                    "svg",
                    element("path", d=marks, fill=fill),
                    x=percent(_GUTTER),
                    y=y,
                    width=percent(100 - _GUTTER),
                    height=height,
                    viewBox=f"0 0 {_COLUMNS} 1",
                    preserveAspectRatio="none",
                )
            )


def night_svg(night: dict[str, Any], name: str = "wt-night") -> str:
    """Draw what ``whytwitch night FILE --json`` prints.

    Parameters
    ----------
    night : dict
        The night as in design.md; ``sleep.stages`` is optional.
    name : str
        Unique on the page.

    Returns
    -------
    str
        SVG. What is not in the night is not drawn.
    """
    recording = night["recording"]
    last = [one["onset_s"] + one["duration_s"] for one in night.get("lms", ())]
    sheet = _Sheet(max([recording["hours"] * 3600, *last]))
    _sleep(sheet, night.get("sleep", {}).get("stages") or ())
    _legs(sheet, night)
    _series(sheet, night.get("editions", {}))
    _clock(sheet, recording.get("start"))
    _hours(sheet, night.get("editions", {}))
    _intervals(sheet, night)
    return figure(name, _("The night: sleep, leg movements and series"), describe_night(night), sheet.y, sheet.parts)


def describe_night(night: dict[str, Any]) -> str:
    """The figure in words, for whoever cannot see it.

    Parameters
    ----------
    night : dict
        The night as in design.md.

    Returns
    -------
    str
        Sentences.
    """
    legs = [one.get("leg") for one in night.get("lms", ())]
    said = [_("%(hours)s hours recorded") % {"hours": f"{night['recording']['hours']:.1f}"}]
    if (tst := night.get("sleep", {}).get("tst_h")) is not None:
        said.append(_("%(hours)s hours asleep") % {"hours": f"{tst:.1f}"})
    found = {"left": legs.count("left"), "right": legs.count("right")}
    said.append(_("movements: %(left)d left, %(right)d right") % found)
    for key, label, _short in _EDITIONS:
        edition = night.get("editions", {}).get(key)
        if edition:
            index = edition["indices"].get("plms_per_h")
            many = _("%(index)s periodic movements per hour")
            shown = _("index not known") if index is None else many % {"index": f"{index:.1f}"}
            series = _("%(book)s: %(count)d series, %(index)s")
            said.append(series % {"book": label, "count": len(edition["series"]), "index": shown})
    return "; ".join(said) + "."


def _sleep(sheet: _Sheet, stages: Iterable[dict[str, Any]]) -> None:
    held = list(stages)
    if not held:
        return
    sheet.heading(_("Sleep"))
    for number, (stage, label) in enumerate(_STAGES):
        sheet.name(label, _ROW)
        sheet.parts.append(line(_GUTTER, sheet.y + _ROW - 0.5, 100, sheet.y + _ROW - 0.5))
        spans = [(one["from_s"], one["to_s"]) for one in held if one["stage"] == stage]
        sheet.spans(spans, sheet.y + 1, _ROW - 3, least=0, fill=SOFT if number in (0, 1) else INK)
        sheet.y += _ROW
    sheet.y += 10


def _legs(sheet: _Sheet, night: dict[str, Any]) -> None:
    sheet.heading(_("Leg movements"))
    sides = [side for side in ("left", "right", "both", "unknown") if _of(night, side)] or ["left", "right"]
    for side in sides:
        sheet.name(_SIDES[side], _STRIP)
        sheet.parts.append(box(_GUTTER, 100 - _GUTTER, sheet.y, _STRIP - 4, fill=PAPER, stroke=PALE))
        bad = [one for one in night.get("unscorable", ()) if one["leg"] in (side, "both")]
        sheet.spans([(one["from_s"], one["to_s"]) for one in bad], sheet.y, _STRIP - 4, least=0, fill=PALE)
        moves = [(one["onset_s"], one["onset_s"] + one["duration_s"]) for one in _of(night, side)]
        sheet.spans(moves, sheet.y, _STRIP - 4, least=sheet.seconds / 450, fill=DEEP)
        sheet.y += _STRIP
    if night.get("unscorable"):
        sheet.parts.append(text(_("Grey: could not be scored"), percent(_GUTTER), sheet.y + 11, fill=SOFT))
        sheet.y += 16
    sheet.y += 6


def _of(night: dict[str, Any], side: str) -> list[dict[str, Any]]:
    return [one for one in night.get("lms", ()) if one.get("leg") == side]


def _series(sheet: _Sheet, editions: dict[str, Any]) -> None:
    sheet.heading(_("Series, by two rule books"))
    for key, _long, label in _EDITIONS:
        if key not in editions:
            continue
        edition = editions[key]
        by_id = {one["id"]: one for one in edition["candidates"]}
        spans = []
        for one in edition["series"]:
            first, end = by_id.get(one["from"]), by_id.get(one["to"])
            if first and end:
                spans.append((first["onset_s"], end["onset_s"] + end["duration_s"]))
        sheet.name(label, _STRIP)
        sheet.parts.append(line(_GUTTER, sheet.y + 8, 100, sheet.y + 8, stroke=PALE))
        sheet.spans(spans, sheet.y + 2, 12, least=sheet.seconds / 400, fill=INK if key == "wasm2016" else SOFT)
        sheet.y += _STRIP


def _clock(sheet: _Sheet, start: str | None) -> None:
    label = _hour_label(start)
    hours = sheet.seconds / 3600
    every = max(1, math.ceil(hours / 6))
    for hour in range(0, math.floor(hours) + 1, every):
        x = sheet.at(hour * 3600)
        anchor = "start" if hour == 0 else "end" if x > 96 else "middle"
        sheet.parts.append(line(x, sheet.y, x, sheet.y + 5, stroke=SOFT))
        sheet.parts.append(text(label(hour), percent(x), sheet.y + 17, anchor=anchor, fill=SOFT))
    sheet.y += 32


def _hour_label(start: str | None) -> Callable[[int], str]:
    try:
        clock = dt.datetime.fromisoformat(start) if start else None
    except ValueError:
        clock = None
    if clock is None:
        return lambda hour: f"{hour} h"
    return lambda hour: f"{clock + dt.timedelta(hours=hour):%H:%M}"


def _hours(sheet: _Sheet, editions: dict[str, Any]) -> None:
    rows = {key: editions.get(key, {}).get("indices", {}).get("by_hour") or [] for key, _long, _short in _EDITIONS}
    rates = {key: [_rate(one) for one in held] for key, held in rows.items()}
    highest = max([rate for held in rates.values() for rate in held if rate is not None], default=0)
    if not highest:
        return
    sheet.heading(_("Periodic movements per hour of sleep"))
    base = sheet.y + _BARS
    sheet.parts.append(line(_GUTTER, base, 100, base, stroke=SOFT))
    sheet.parts.append(text(f"{highest:.0f}", percent(_GUTTER - 1.5), sheet.y + 10, anchor="end", fill=SOFT))
    sheet.parts.append(text("0", percent(_GUTTER - 1.5), base, anchor="end", fill=SOFT))
    for number, (key, _long, _short) in enumerate(_EDITIONS):
        for hour, rate in enumerate(rates[key]):
            left, right = sheet.at(hour * 3600), sheet.at((hour + 1) * 3600)
            width = (right - left) * 0.4
            if rate:
                tall = round((_BARS - 4) * rate / highest, 1)
                look = {"fill": INK if number == 0 else PAPER, "stroke": INK}
                x = left + (right - left) * 0.08 + number * (width + 0.1)
                sheet.parts.append(box(x, width, base - tall, tall, **look))
    sheet.y = base + 6
    _key(sheet)


def _key(sheet: _Sheet) -> None:
    for number, (_key, label, _short) in enumerate(_EDITIONS):
        x = _GUTTER + 30 * number
        sheet.parts.append(box(x, 2.5, sheet.y + 2, 10, fill=INK if number == 0 else PAPER, stroke=INK))
        sheet.parts.append(text(label, percent(x + 4), sheet.y + 11))
    sheet.y += 26


def _rate(row: Any) -> float | None:
    if isinstance(row, dict):
        row = row.get("plms_per_h")
    return None if row is None else float(row)


def _intervals(sheet: _Sheet, night: dict[str, Any]) -> None:
    found = night.get("editions", {}).get("wasm2016", {}).get("indices", {}).get("ln_imi", {}).get("histogram")
    if not found or not any(found["counts"]):
        return
    counts, width = found["counts"], found["width_s"]
    sheet.heading(_("Seconds to the next movement (WASM)"))
    base, highest = sheet.y + _BARS, max(counts)
    one = (100 - _GUTTER) / len(counts)
    for number, count in enumerate(counts):
        if count:
            tall = round((_BARS - 4) * count / highest, 1)
            sheet.parts.append(box(_GUTTER + number * one + one * 0.1, one * 0.8, base - tall, tall, fill=DEEP))
    sheet.parts.append(line(_GUTTER, base, 100, base, stroke=SOFT))
    sheet.parts.append(text(str(highest), percent(_GUTTER - 1.5), sheet.y + 10, anchor="end", fill=SOFT))
    seconds = len(counts) * width
    for part in range(4):
        x = _GUTTER + (100 - _GUTTER) * part / 3
        anchor = "start" if part == 0 else "end" if part == 3 else "middle"
        sheet.parts.append(text(f"{seconds * part / 3:.0f} s", percent(x), base + 15, anchor=anchor, fill=SOFT))
    sheet.y = base + 22
