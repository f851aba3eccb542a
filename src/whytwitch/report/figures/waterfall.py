"""From the prior to the total, finding by finding: the sum is drawn, so that anybody can check it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from textwrap import wrap

from whytwitch.language import text as _
from whytwitch.model.picture import Cause
from whytwitch.report.figures.svg import DEEP, FAINT, INK, PALE, PAPER, SOFT, box, element, figure, line, shorten, text
from whytwitch.report.figures.svg import percent as share
from whytwitch.report.words import fine_percent, from_log10_odds, percent, readable, times

_ROW = 32
#: Letters in a line of a label, lines at most, and a line's height; a label of three lines is a whole sentence.
_LABEL, _LINES, _LINE = 46, 3, 13


@dataclass(frozen=True)
class Step:
    """One bar: from where to where, in log10 odds. Prior and total start at nothing: ``start`` is their own value."""

    label: str
    start: float
    end: float
    whole: bool = False

    @property
    def change(self) -> float:
        """What the step adds."""
        return self.end - self.start


def waterfall_steps(cause: Cause, most: int = 9) -> list[Step]:
    """The prior, the largest contributions, the rest in one step, and the total.

    Parameters
    ----------
    cause : Cause
        With its contributions.
    most : int
        At most so many contributions are named; the others become one step.

    Returns
    -------
    list of Step
        Each starts where the one before it ended; the last is the total.
    """
    parts = sorted((*cause.reasons_for, *cause.against), key=lambda one: (-abs(one.log10_odds), one.finding))
    if len(parts) > most:
        named, rest = parts[: most - 1], parts[most - 1 :]
    else:
        named, rest = parts, []
    named = sorted(named, key=lambda one: -one.log10_odds)
    at = cause.prior_log10_odds
    steps = [Step(_("Before any finding"), at, at, whole=True)]
    for one in named:
        steps.append(Step(readable(one.text), at, at + one.log10_odds))
        at += one.log10_odds
    if rest:
        change = math.fsum(one.log10_odds for one in rest)
        steps.append(Step(_("%(count)d smaller findings together") % {"count": len(rest)}, at, at + change))
        at += change
    steps.append(Step(_("After all findings"), at, at, whole=True))
    return steps


def waterfall_svg(cause: Cause, most: int = 9) -> str:
    """The waterfall of one cause.

    Parameters
    ----------
    cause : Cause
        With its contributions.
    most : int
        At most so many contributions are named.

    Returns
    -------
    str
        SVG on a log10-odds axis that is labelled with probabilities.
    """
    steps = waterfall_steps(cause, most)
    ends = [value for step in steps for value in (step.start, step.end)]
    low, high = math.floor(min(ends) - 0.2), math.ceil(max(ends) + 0.2)

    def at(value: float) -> float:
        return 1 + 98 * (value - low) / (high - low)

    labels = [_lines(step.label) for step in steps]
    heights = [_ROW + _LINE * (len(held) - 1) for held in labels]
    tops = [sum(heights[:number]) for number in range(len(steps) + 1)]
    bottom = tops[-1]
    every = max(1, math.ceil((high - low) / 6))
    ticks = [tick for tick in range(low, high + 1) if (tick - low) % every == 0]
    grid = "".join(line(at(tick), 0, at(tick), bottom, stroke=None) for tick in ticks)
    steps_down = "".join(
        line(at(step.end), tops[number + 1] - 4, at(step.end), tops[number + 2] - 16, stroke=None)
        for number, step in enumerate(steps[:-1])
    )
    parts = [element("g", grid, stroke=FAINT), element("g", steps_down, stroke=PALE, stroke_dasharray="2 2")]
    for number, step in enumerate(steps):
        top, under = tops[number], tops[number + 1] - _ROW
        value = percent(from_log10_odds(step.end)) if step.whole else times(step.change)
        parts += [
            text(row, "1%", top + 12 + _LINE * place, bold=step.whole) for place, row in enumerate(labels[number])
        ]
        parts.append(text(value, "99%", top + 12, bold=step.whole, anchor="end"))
        if step.whole:
            parts.append(box(at(step.end) - 0.6, 1.2, under + 16, 12, fill=INK))
        else:
            left, width = min(at(step.start), at(step.end)), abs(at(step.end) - at(step.start))
            fill = DEEP if step.change > 0 else PAPER
            parts.append(box(left, max(width, 0.3), under + 17, 10, fill=fill, stroke=DEEP))
    for tick in ticks:
        anchor = "start" if tick == low else "end" if tick == high else "middle"
        parts.append(text(fine_percent(from_log10_odds(tick)), share(at(tick)), bottom + 14, anchor=anchor, fill=SOFT))
    said = "; ".join(
        f"{step.label}: {percent(from_log10_odds(step.end)) if step.whole else times(step.change)}" for step in steps
    )
    title = _("How the findings add up: %(cause)s") % {"cause": cause.name}
    return figure(f"wt-waterfall-{cause.id}", title, said + ".", bottom + 20, parts)


def _lines(label: str) -> list[str]:
    held = wrap(label, _LABEL) or [""]
    return held if len(held) <= _LINES else [*held[: _LINES - 1], shorten(" ".join(held[_LINES - 1 :]), _LABEL)]
