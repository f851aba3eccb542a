"""Scorings as objects: a person's edits make a new scoring, and two scorings are held against each other.

References
----------
Matching at an overlap of 0.2 of the union, as in the scorer comparison on PSG-IPA quoted in rules.md section 3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from whytwitch.errors import ContradictionError, ImpossibleValueError, UnknownNameError, nearest
from whytwitch.evidence.night.rules import MATCH_IOU
from whytwitch.evidence.night.scoring import name_movements
from whytwitch.model.night import LegMovement, Scorer, Scoring

_SLICE_S = 0.1


def scoring_of(night: Mapping[str, Any]) -> Scoring:
    """Return the scoring that a night's JSON holds.

    Parameters
    ----------
    night : mapping
        As :func:`whytwitch.evidence.night.score_night` returns it.

    Returns
    -------
    Scoring
    """
    note = night["scoring"]
    return Scoring(
        id=note["id"],
        recording=night["recording"]["id"],
        parent=note["parent"],
        by=Scorer(**note["by"]),
        movements=tuple(LegMovement(**m) for m in night["lms"]),
    )


def edit(
    scoring: Scoring,
    by: str,
    *,
    remove: Sequence[str] = (),
    add: Sequence[tuple[str, float, float]] = (),
    move: Mapping[str, tuple[float, float]] | None = None,
) -> Scoring:
    """Make a new scoring out of an old one; the old one stays as it was.

    Parameters
    ----------
    scoring : Scoring
        What is edited.
    by : str
        Who edits.
    remove : sequence of str
        Ids of movements to take out.
    add : sequence of (str, float, float)
        Leg, onset and duration (seconds) of movements to put in.
    move : mapping of str to (float, float)
        Id → new onset and duration in seconds.

    Returns
    -------
    Scoring
        Its ``parent`` is the id of the old one. Movements are named anew in order of time.

    Raises
    ------
    UnknownNameError
        An id that the scoring does not have.
    ContradictionError
        A movement both removed and moved.
    ImpossibleValueError
        A movement that does not last.
    """
    moved = dict(move or {})
    known = {m.id for m in scoring.movements}
    for one in [*remove, *moved]:
        if one not in known:
            raise UnknownNameError(f"this scoring has no movement '{one}'", where="edit", todo=nearest(one, known))
    if both := set(remove) & set(moved):
        raise ContradictionError("a movement cannot be removed and moved at once", where="edit", found=min(both))
    kept = []
    for m in scoring.movements:
        if m.id in remove:
            continue
        if m.id in moved:
            onset, duration = moved[m.id]
            m = _by_hand(m.leg, onset, duration, m.morphology)
        kept.append(m)
    kept += [_by_hand(leg, onset, duration, None) for leg, onset, duration in add]
    movements = name_movements(kept)
    return Scoring(
        id=_id(scoring.recording, movements, by),
        recording=scoring.recording,
        parent=scoring.id,
        by=Scorer(kind="person", name=by),
        options=scoring.options,
        movements=movements,
    )


def _by_hand(leg: str, onset: float, duration: float, morphology: bool | None) -> LegMovement:
    if duration <= 0 or onset < 0:
        raise ImpossibleValueError(
            "a movement begins within the recording and lasts", where="edit", found=f"{duration:g} s at {onset:g} s"
        )
    # a person has looked: what they set counts, whatever the median rule said before
    shape = None if morphology is False else morphology
    return LegMovement(
        id="", leg=leg, onset_s=onset, duration_s=duration, morphology=shape, origin="human"  # type: ignore[arg-type]
    )  # fmt: skip


def compare(a: Scoring, b: Scoring, *, hours: float) -> dict[str, Any]:
    """Hold one scoring against another, leg by leg.

    Parameters
    ----------
    a, b : Scoring
        Of the same recording; ``a`` is taken as the reference.
    hours : float
        Length of the recording, for the agreement by time.

    Returns
    -------
    dict
        For each leg: counts, ``matched``, ``f1``, ``precision`` and ``recall`` of ``b`` against ``a``; ``kappa`` of
        moving or not in slices of 0.1 s; median differences of onset and duration in seconds; unmatched ids.

    Raises
    ------
    ContradictionError
        The scorings are of different recordings.
    """
    if a.recording != b.recording:
        raise ContradictionError("these scorings are of two different recordings", where="compare")
    legs = sorted({m.leg for m in (*a.movements, *b.movements)})
    return {leg: _compare_leg(_leg(a, leg), _leg(b, leg), hours) for leg in legs}


def _leg(scoring: Scoring, leg: str) -> list[LegMovement]:
    return [m for m in scoring.movements if m.leg == leg and m.morphology is not False]


def _compare_leg(a: list[LegMovement], b: list[LegMovement], hours: float) -> dict[str, Any]:
    pairs = match(a, b)
    n = len(pairs)
    seen_a, seen_b = {x.id for x, _ in pairs}, {y.id for _, y in pairs}
    return {
        "count": [len(a), len(b)],
        "matched": n,
        "f1": 2 * n / (len(a) + len(b)) if a or b else None,
        "precision": n / len(b) if b else None,
        "recall": n / len(a) if a else None,
        "kappa": kappa(a, b, hours),
        "onset_difference_s": _median([y.onset_s - x.onset_s for x, y in pairs]),
        "duration_difference_s": _median([y.duration_s - x.duration_s for x, y in pairs]),
        "only_first": [m.id for m in a if m.id not in seen_a],
        "only_second": [m.id for m in b if m.id not in seen_b],
    }


def match(a: Sequence[LegMovement], b: Sequence[LegMovement]) -> list[tuple[LegMovement, LegMovement]]:
    """Pair movements that share at least a fifth of their union, best pairs first, each used once."""
    found = []
    start = 0
    ordered = sorted(b, key=lambda m: m.onset_s)
    for x in sorted(a, key=lambda m: m.onset_s):
        while start < len(ordered) and ordered[start].onset_s < x.onset_s - 3600:
            start += 1
        for y in ordered[start:]:
            if y.onset_s >= x.offset_s:
                break
            shared = min(x.offset_s, y.offset_s) - max(x.onset_s, y.onset_s)
            if shared > 0:
                union = max(x.offset_s, y.offset_s) - min(x.onset_s, y.onset_s)
                if shared / union >= MATCH_IOU:
                    found.append((shared / union, x, y))
    pairs: list[tuple[LegMovement, LegMovement]] = []
    used_a: set[str] = set()
    used_b: set[str] = set()
    for _, x, y in sorted(found, key=lambda f: (-f[0], f[1].onset_s, f[2].onset_s)):
        if x.id not in used_a and y.id not in used_b:
            used_a.add(x.id)
            used_b.add(y.id)
            pairs.append((x, y))
    return sorted(pairs, key=lambda p: p[0].onset_s)


def kappa(a: Sequence[LegMovement], b: Sequence[LegMovement], hours: float) -> float | None:
    """Return Cohen's kappa of moving or not, in slices of 0.1 s; None when it is not defined."""
    import numpy as np

    n = round(hours * 3600 / _SLICE_S)
    if n < 1:
        return None
    rows = []
    for movements in (a, b):
        row = np.zeros(n, dtype=bool)
        for m in movements:
            row[round(m.onset_s / _SLICE_S) : max(round(m.onset_s / _SLICE_S) + 1, round(m.offset_s / _SLICE_S))] = True
        rows.append(row)
    x, y = rows
    agree = float((x == y).mean())
    chance = float(x.mean() * y.mean() + (1 - x.mean()) * (1 - y.mean()))
    return None if chance >= 1.0 else (agree - chance) / (1 - chance)


def _median(values: Sequence[float]) -> float | None:
    ordered = sorted(values)
    n = len(ordered)
    if not n:
        return None
    return ordered[n // 2] if n % 2 else (ordered[n // 2 - 1] + ordered[n // 2]) / 2


def _id(recording: str, movements: Sequence[LegMovement], by: str) -> str:
    text = recording + by + "".join(f"{m.leg}{m.onset_s}{m.duration_s}" for m in movements)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
