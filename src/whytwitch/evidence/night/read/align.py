"""Putting event lists onto the clock of a recording, and several sources of marks together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from whytwitch.errors import ContradictionError
from whytwitch.evidence.night.read import words
from whytwitch.evidence.night.read.marks import Mark, Marks

#: Formats whose second 0 is a clock time, not the start of a recording.
_CLOCKED = frozenset({"Noxturnal CSV", "REMlogic", "DOMINO", "plain CSV"})

#: A text that stands so often in a list is the name of a kind of event.
_OFTEN = 3
_NAMED = 8


def shift_to(marks: Marks, *, start: datetime | None, clock: time | None, hours: float, name: str) -> Marks:
    """Move an event list onto the seconds of a recording.

    Parameters
    ----------
    marks : Marks
        The list; changed copies are returned.
    start : datetime or None
        Start of the recording.
    clock : time or None
        Its time of day, which may be known without the day.
    hours : float
        Length of the recording from its first to its last sample.
    name : str
        Name of the list, for messages.

    Returns
    -------
    Marks

    Raises
    ------
    ContradictionError
        The list names clock times and the recording's start is unknown, or nearly nothing of it lies within the
        recording.
    """
    out = replace(marks, marks=list(marks.marks), warnings=list(marks.warnings))
    if marks.format in _CLOCKED and marks.clock is not None:
        delta = _shift(out, start, clock, name)
        if _counts_from_zero(out, delta, hours):
            delta = 0.0
            out.warnings.append(
                f"{name} begins at 00:00:00 and fits the recording only as time from its start; it was read so, not as "
                "times of day."
            )
        out.marks = [replace(m, onset_s=m.onset_s + delta) for m in out.marks]
        out.end_s = None if out.end_s is None else out.end_s + delta
        out.clock = out.day = None
    inside = sum(-1 <= m.onset_s <= hours * 3600 + 1 for m in out.marks)
    if out.marks and inside * 2 < len(out.marks):
        raise ContradictionError(
            "most of these events lie outside the recording, so they seem to belong to another night",
            where=name,
            found=f"{len(out.marks) - inside} of {len(out.marks)} outside",
        )
    if inside < len(out.marks):
        out.warnings.append(f"{len(out.marks) - inside} events of {name} lie outside the recording.")
    return out


def _shift(marks: Marks, start: datetime | None, clock: time | None, name: str) -> float:
    assert marks.clock is not None
    if marks.start is not None and start is not None:
        delta = (marks.start - start).total_seconds()
        if abs(delta) < 86400:
            return delta
        marks.warnings.append(
            f"{name} and the recording have different dates; they were put together by the time of day."
        )
    if clock is None:
        raise ContradictionError(
            "these events have clock times, but the recording does not say when it began",
            where=name,
            todo="give the events in seconds from the start of the recording (onset_s)",
        )
    delta = _of_day(marks.clock) - _of_day(clock)
    return (delta + 43200.0) % 86400.0 - 43200.0


def _counts_from_zero(marks: Marks, delta: float, hours: float) -> bool:
    """Say whether times without a date that begin at 00:00:00 lie inside only when counted from the start."""
    if marks.day is not None or marks.clock != time(0) or not marks.marks or delta == 0.0:
        return False
    onsets = [m.onset_s for m in marks.marks]
    last = hours * 3600 + 1
    return max(onsets) <= last and not all(-1 <= t + delta <= last for t in onsets)


def _of_day(t: time) -> float:
    return t.hour * 3600 + t.minute * 60 + t.second + t.microsecond / 1e6


def merge(sources: Sequence[Marks]) -> tuple[list[Mark], list[str]]:
    """Put marks of several sources together: for each kind the first source that has any wins.

    Parameters
    ----------
    sources : sequence of Marks
        In order of preference.

    Returns
    -------
    marks : list of Mark
        In order of onset.
    warnings : list of str
    """
    out: list[Mark] = []
    warnings: list[str] = []
    taken: dict[str, str] = {}
    for source in sources:
        warnings += [*source.warnings, *_not_understood(source)]
        for kind in dict.fromkeys(m.kind for m in source.marks):
            if kind in taken:
                warnings.append(
                    f"Both {taken[kind]} and {source.format} hold {_plural(kind)}; those of {taken[kind]} were used."
                )
            else:
                out += [m for m in source.marks if m.kind == kind]
        for kind in {m.kind for m in source.marks}:
            taken.setdefault(kind, source.format)
    return sorted(out, key=lambda m: m.onset_s), warnings


def _not_understood(source: Marks) -> list[str]:
    """Name the texts that were met again and again and mean nothing here; a single one may be somebody's note."""
    often = [(n, text) for text, n in source.ignored.items() if n >= _OFTEN and not words.of_no_use(text)]
    if not often:
        return []
    often.sort(key=lambda one: (-one[0], one[1]))
    names = ", ".join(f"'{text[:40]}' ({n})" for n, text in often[:_NAMED])
    more = f" and {len(often) - _NAMED} more kinds" if len(often) > _NAMED else ""
    return [
        f"Marks with these names were not understood and counted for nothing: {names}{more}. If one of them is a sleep "
        "stage, a leg movement, an arousal or a breathing event, rename it and score again."
    ]


def _plural(kind: str) -> str:
    return {
        "stage": "sleep stages", "respiratory": "breathing events", "arousal": "arousals", "movement": "leg movements",
        "plm_interval": "PLM intervals", "artefact": "artefacts",
    }.get(kind, "marks of the lights")  # fmt: skip
