"""Is this number possible in this unit? Nothing is ever converted on suspicion: what cannot be is asked about."""

from __future__ import annotations

from whytwitch.evidence.labs.flags import Span, plain_flag
from whytwitch.knowledge.analyte import Analyte

#: Two units closer than this are not told apart by a value.
TOLD_APART = 1.5


def _inside_any(analyte: Analyte, value: float) -> bool:
    return any(plain_flag(Span(value, value), one.low, one.high) == "normal" for one in analyte.intervals)


def ordinary_in(analyte: Analyte, value: float, unit: str) -> list[str]:
    """Other accepted units in which this number would be ordinary, when it is not ordinary in its own.

    Parameters
    ----------
    analyte : Analyte
    value : float
        As printed, in ``unit``.
    unit : str
        UCUM.
    """
    own = analyte.units[unit].to_si(value)
    if not analyte.intervals or _inside_any(analyte, own):
        return []
    found = []
    for other, scale in analyte.units.items():
        there = scale.to_si(value)
        ratio = there / own if own > 0 and there > 0 else 0.0
        if (ratio >= TOLD_APART or 0 < ratio <= 1 / TOLD_APART) and _inside_any(analyte, there):
            found.append(other)
    return found


def impossible(analyte: Analyte, value: float, unit: str, span: Span) -> str:
    """Why this value is not believed, or an empty string.

    Parameters
    ----------
    analyte : Analyte
    value : float
        As printed, in ``unit``.
    unit : str
        UCUM.
    span : Span
        The same in SI, with its comparator.
    """
    low, high = analyte.plausible
    if span.low == float("-inf"):  # "<0.1" only says that the laboratory could not measure less
        too_low, too_high = False, span.high > high
    else:
        too_low, too_high = span.high < low, span.low > high
    if not too_low and not too_high:
        return ""
    where = "below" if too_low else "above"
    bound = analyte.units[unit].from_si(low if too_low else high)
    others = ordinary_in(analyte, value, unit)
    hint = f"; it would be ordinary in {' or '.join(others[:2])}" if others else ""
    return (
        f"unit suspect: {value:g} {unit} is {where} what is possible here ({bound:g} {unit}){hint}. "
        "Check number and unit on the paper; it is not used until then"
    )


def interval_disagrees(analyte: Analyte, low: float | None, high: float | None, unit: str) -> str:
    """Why the printed interval shows that the unit is wrong, or an empty string.

    Only when it overlaps no fall-back interval in its own unit, but one in another accepted unit.
    """
    if low is None or high is None or not analyte.intervals:
        return ""

    def overlaps(code: str) -> bool:
        scale = analyte.units[code]
        a, b = scale.to_si(low), scale.to_si(high)
        return any(
            (one.high is None or a <= one.high) and (one.low is None or b >= one.low) for one in analyte.intervals
        )

    if overlaps(unit):
        return ""
    others = [code for code in analyte.units if overlaps(code)]
    if not others:
        return ""
    return (
        f"unit suspect: the printed interval {low:g} to {high:g} fits {' or '.join(others[:2])}, not {unit}. "
        "Check the unit on the paper; the value is not used until then"
    )
