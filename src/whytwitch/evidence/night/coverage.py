"""How much of a night could be seen, and where nothing may be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from whytwitch.evidence.night import stages
from whytwitch.evidence.night.other_movements.chin import Chin
from whytwitch.model.night import Leg, LegMovement, Span, StageSpan

_BARRIER_MIN_S = 5.0
_INTERPRETABLE = 0.5
_NEARLY_ALL = 0.95

Spans = Sequence[tuple[float, float]]

GAP = "no data were recorded (gap in the file)"


@dataclass
class Signal:
    """What the signal of a night gave."""

    legs: list[Leg] = field(default_factory=list)
    movements: list[LegMovement] = field(default_factory=list)
    bursts: dict[str, list[tuple[float, float, float]]] = field(default_factory=dict)
    unscorable: list[Span] = field(default_factory=list)
    segments: list[tuple[float, float]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    scorable: bool = False
    chin: Chin | None = None


def clip(hypnogram: stages.Hypnogram, segments: Spans, warnings: list[str]) -> stages.Hypnogram:
    """Keep only staged time in which something was recorded."""
    spans = []
    lost = 0.0
    for s in hypnogram.spans:
        kept = 0.0
        for a, b in segments:
            x, y = max(a, s.from_s), min(b, s.to_s)
            if y - x > 1e-6:
                spans.append(StageSpan(from_s=x, to_s=y, stage=s.stage))
                kept += y - x
        lost += s.to_s - s.from_s - kept
    if lost > 30.0:
        warnings.append(f"{lost / 60:.0f} minutes of sleep staging lie where nothing was recorded and do not count.")
    if hypnogram.overlap_s > 1.0:
        warnings.append(f"Sleep stages overlap for {hypnogram.overlap_s:.0f} s; the later mark was used.")
    return stages.Hypnogram(spans=tuple(spans), source=hypnogram.source if spans else "none")


def barriers(signal: Signal) -> list[float]:
    """Return the moments that no movement and no interval may span: gaps, and stretches in which no leg was seen."""
    out = [begin for begin, _ in signal.segments[1:]]
    sides = {leg.side for leg in signal.legs if leg.scorable_h}
    if sides:
        spans = [
            [(s.from_s, s.to_s) for s in signal.unscorable if s.leg == side and s.why != GAP and s.to_s > s.from_s]
            for side in sides
        ]
        out += [a for a, b in common(spans) if b - a >= _BARRIER_MIN_S]
    return sorted(out)


def common(groups: Sequence[Spans]) -> list[tuple[float, float]]:
    """Return the time that every group covers."""
    out = union(groups[0]) if groups else []
    for other in groups[1:]:
        out = [(max(a, c), min(b, d)) for a, b in out for c, d in union(other) if min(b, d) > max(a, c)]
    return out


def union(spans: Spans) -> list[tuple[float, float]]:
    """Return the spans in order, overlapping ones made one."""
    out: list[tuple[float, float]] = []
    for a, b in sorted(spans):
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return out


def union_length(spans: Spans) -> float:
    """Return the seconds that the spans cover together."""
    return sum(b - a for a, b in union(spans))


def legs_seen(signal: Signal, movements: Sequence[LegMovement], warnings: list[str]) -> frozenset[str]:
    """Say which legs could be seen, and in words what is missing: an unrecorded leg is not a still one.

    Parameters
    ----------
    signal : Signal
    movements : sequence of LegMovement
        Those that are scored; where a person marked them, only they say which legs somebody looked at.
    warnings : list of str
        Sentences are added.

    Returns
    -------
    frozenset of str
        left, right, both (in one channel, or marked together), unknown.
    """
    person = any(m.origin == "human" for m in movements)
    if person or not signal.legs:
        seen = {m.leg for m in movements}
        seen |= {"left", "right"} if "both" in seen else set()
        if len(seen & {"left", "right"}) == 1 and "unknown" not in seen:
            (side,) = seen & {"left", "right"}
            warnings.append(
                f"Only movements of the {side} leg are marked; whether the other leg was recorded is not known, and "
                "movements of both legs cannot be told."
            )
        return frozenset(seen)
    seen = {leg.side for leg in signal.legs if leg.scorable_h}
    length = sum(b - a for a, b in signal.segments) / 3600.0
    if len(seen) == 1 and seen <= {"left", "right"}:
        (side,) = seen
        warnings.append(
            f"Only the {side} leg could be seen: movements of the other leg are not in the figures, which may "
            "therefore be too low, and movements of both legs cannot be told."
        )
    elif seen == {"both"}:
        warnings.append("Both legs are in one channel, so movements of one leg and of both cannot be told apart.")
    elif seen == {"unknown"}:
        warnings.append("Only one leg channel could be seen, and its label does not say which leg it is.")
    for leg in signal.legs:
        if leg.scorable_h and leg.scorable_h < _NEARLY_ALL * length:
            warnings.append(
                f"'{leg.label}' could be seen for {leg.scorable_h:.2f} of {length:.2f} hours; nothing is known of this "
                "leg in the rest (the list of what could not be scored says when and why)."
            )
    return frozenset(seen)


def interpretable(signal: Signal, hypnogram: stages.Hypnogram, hours: float, warnings: list[str]) -> bool:
    """Say whether enough of the night could be seen for an index to mean something."""
    if not signal.legs or not signal.scorable:
        return True
    spans = [
        [(s.from_s, s.to_s) for s in signal.unscorable if s.leg == leg.side and s.why != GAP] for leg in signal.legs
    ]
    blind = common(spans)
    if hypnogram:
        whole = hypnogram.tst_h * 3600.0
        lost = sum(hypnogram.sleep_between(a, b) for a, b in blind)
    else:
        whole, lost = hours * 3600.0, sum(b - a for a, b in blind)
    if whole <= 0:
        return True
    seen = 1 - lost / whole
    what = "sleep" if hypnogram else "recording"
    if seen < _INTERPRETABLE:
        warnings.append(
            f"Not interpretable: in {100 * (1 - seen):.0f} % of the {what} no leg could be seen. Indices are left "
            f"empty; few "
            "movements here would not mean few movements."
        )
        return False
    if seen < _NEARLY_ALL:
        warnings.append(
            f"In {100 * (1 - seen):.0f} % of the {what} no leg could be seen; the indices count per hour of all "
            f"{what} and are "
            "too low by up to that share."
        )
    return True
