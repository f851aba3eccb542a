"""Leg movements that a person marked."""

from __future__ import annotations

from collections.abc import Sequence

from whytwitch.evidence.night.read.marks import Mark
from whytwitch.evidence.night.rules import EPS_S
from whytwitch.model.night import LegMovement


def within(marked: Sequence[Mark], begin: float, end: float | None, warnings: list[str]) -> list[Mark]:
    """Leave out leg movements that begin before second ``begin`` or at second ``end`` or later, and say so.

    Parameters
    ----------
    marked : sequence of Mark
    begin, end : float or None
        Seconds; no end when None.
    warnings : list of str
        A sentence is added.

    Returns
    -------
    list of Mark
    """
    out = [
        m for m in marked
        if m.kind != "movement" or (m.onset_s >= begin - EPS_S and (end is None or m.onset_s < end - EPS_S))
    ]  # fmt: skip
    if len(out) < len(marked):
        warnings.append(
            f"{len(marked) - len(out)} marked leg movements begin before the recording or after it, and were left out."
        )
    return out


def human_movements(marked: Sequence[Mark], warnings: list[str]) -> list[LegMovement]:
    """Turn the leg movements that a person marked into movements, and say what is odd about them.

    Parameters
    ----------
    marked : sequence of Mark
        All marks of the night.
    warnings : list of str
        Sentences are added.

    Returns
    -------
    list of LegMovement
        Those with a duration; a click without one cannot be held against the rule of 0.5 s.
    """
    given = [m for m in marked if m.kind == "movement"]
    if not given:
        return []
    timed = [m for m in given if m.duration_s]
    if len(timed) < len(given):
        warnings.append(
            f"{len(given) - len(timed)} of {len(given)} marked leg movements have no duration (0.00 s): they cannot "
            f"be held "
            "against the rules and were left out."
        )
    lengths = {round(m.duration_s or 0.0, 3) for m in timed}
    if len(timed) >= 10 and len(lengths) == 1:
        warnings.append(
            f"All {len(timed)} marked leg movements last exactly {lengths.pop():g} s, which looks like the default "
            f"of a mouse "
            "click: rules about duration mean nothing here."
        )
    if len(timed) >= 10 and all(abs(m.onset_s - round(m.onset_s)) < 1e-6 for m in timed):
        warnings.append("The movements' start times have whole seconds only; intervals are good to a second.")
    if any(m.side == "unknown" for m in timed):
        warnings.append("The marks do not say which leg moved; movements were scored as of one leg.")
    return [
        LegMovement(
            id="",
            leg=m.side,  # type: ignore[arg-type]
            onset_s=m.onset_s,
            duration_s=m.duration_s or 0.0,
            morphology=None,
            origin="human",
        )
        for m in timed
    ]
