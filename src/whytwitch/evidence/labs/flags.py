"""Low, normal, high: against the laboratory's own interval, else a fall-back; and the limits to act on now."""

from __future__ import annotations

import math
from dataclasses import dataclass

from whytwitch.knowledge.analyte import Analyte, Interval, Limit
from whytwitch.model.labs import Comparator, Flag, LabPerson

#: With an unknown age, intervals that end in childhood or youth are left out.
ADULT = 18


@dataclass(frozen=True, slots=True)
class Span:
    """All values that a result may stand for: ``18`` is one point, ``<5`` reaches from zero to 5 without 5 itself."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def of(cls, value: float, comparator: Comparator | None) -> Span:
        """From a number and its comparator."""
        if comparator in ("<", "<="):
            return cls(-math.inf, value, True, comparator == "<")
        if comparator in (">", ">="):
            return cls(value, math.inf, comparator == ">", True)
        return cls(value, value)


def plain_flag(span: Span, low: float | None, high: float | None) -> Flag:
    """``low``, ``normal`` or ``high`` when every value of the span is so; else ``unknown``.

    Parameters
    ----------
    span : Span
        Same unit as the limits.
    low, high : float, optional
        The interval; its ends are inside.
    """
    if low is None and high is None:
        return "unknown"
    if low is not None and (span.high < low or (span.high_open and span.high == low)):
        return "low"
    if high is not None and (span.low > high or (span.low_open and span.low == high)):
        return "high"
    above_low = low is None or span.low >= low
    below_high = high is None or span.high <= high
    return "normal" if above_low and below_high else "unknown"


def fitting(analyte: Analyte, person: LabPerson) -> list[Interval]:
    """The fall-back intervals that may apply to this person; with an unknown age only those of adults."""
    pregnant = False if person.sex == "male" else person.pregnant
    found = []
    for one in analyte.intervals:
        if one.sex is not None and person.sex is not None and one.sex != person.sex:
            continue
        if one.pregnant is not None and pregnant is not None and one.pregnant != pregnant:
            continue
        if one.pregnant and pregnant is None:  # unknown: the ordinary interval, and a note
            continue
        if person.age is None:
            if one.age_below is not None and (one.age_from or 0) < ADULT:
                continue
        elif person.age < (one.age_from or 0) or (one.age_below is not None and person.age >= one.age_below):
            continue
        found.append(one)
    if pregnant and any(one.pregnant for one in found):
        found = [one for one in found if one.pregnant]
    return found


@dataclass(frozen=True, slots=True)
class Judged:
    """A flag against fall-back intervals, and which interval it was."""

    flag: Flag
    interval: Interval | None
    notes: tuple[str, ...] = ()


def judge(analyte: Analyte, span: Span, person: LabPerson) -> Judged:
    """Flag a value in SI against the fall-back intervals.

    When the person's sex or age is unknown, a flag is given only if it is the same for all of them.
    """
    intervals = fitting(analyte, person)
    if not intervals:
        if not analyte.intervals:
            return Judged("unknown", None, ("no interval is known here; the laboratory prints its own",))
        return Judged(
            "unknown", None, ("no fall-back interval for this age, sex or pregnancy; the laboratory prints its own",)
        )
    flags = {plain_flag(span, one.low, one.high) for one in intervals}
    one = intervals[0]
    notes = [one.cited.note] if one.cited.note else []
    if person.sex != "male" and person.pregnant and one.pregnant is None:
        notes.append("this interval was not made for pregnancy")
    if len(intervals) > 1:
        depends = "sex" if person.sex is None else "age"
        if len(flags) > 1:
            return Judged("unknown", None, (f"low or normal depends on {depends}, which is not known",))
        return Judged(flags.pop(), None, (*notes, f"the interval depends on {depends}; the answer is the same for all"))
    return Judged(flags.pop(), one, tuple(notes))


def limits_hit(
    analyte: Analyte, span: Span, *, upper_limit: float | None = None, adjusted_known: bool = True
) -> list[Limit]:
    """The act-now limits that every value of the span crosses, the most urgent for each side.

    Parameters
    ----------
    analyte : Analyte
    span : Span
        SI unit.
    upper_limit : float, optional
        Upper end of the interval in use, SI unit; for limits given as a multiple of it.
    adjusted_known : bool
        False for total calcium without albumin from the same sample.
    """
    hits: dict[str, Limit] = {}
    for limit in analyte.act_now:
        if limit.only_unadjusted and adjusted_known:
            continue
        if limit.above_times_high is not None:
            crossed = upper_limit is not None and span.low > limit.above_times_high * upper_limit
        else:
            crossed = limit.bounds.holds(span.low, span.high, low_open=span.low_open, high_open=span.high_open)
        if crossed and (limit.side not in hits or (hits[limit.side].level, limit.level) == ("urgent", "emergency")):
            hits[limit.side] = limit
    return list(hits.values())


def critical(flag: Flag, hits: list[Limit]) -> Flag:
    """``critical_low`` or ``critical_high`` when a limit is crossed, else the flag as it was."""
    return ("critical_high" if hits[0].side == "high" else "critical_low") if hits else flag
