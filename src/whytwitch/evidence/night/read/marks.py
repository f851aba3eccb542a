"""What a person marked in a night: one mark, and the list that a reader returns."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

#: Kinds of mark that scoring understands; everything else in a file is kept out and counted.
KINDS = ("stage", "respiratory", "arousal", "movement", "plm_interval", "artefact", "lights_off", "lights_on")

#: Never more lines than this: a night has some thousand marks, a folder of a whole clinic does not belong here.
MARKS_MAX = 500_000


@dataclass(frozen=True)
class Mark:
    """One thing a scorer marked.

    Parameters
    ----------
    onset_s : float
        Seconds from the start of the list (see :class:`Marks`).
    duration_s : float or None
        Seconds; None when the file does not say.
    kind : str
        One of :data:`KINDS`.
    stage : str
        For ``stage``: W, N1, N2, N3, R, or ``?`` for looked at but not staged.
    side : str
        For ``movement`` and ``artefact``: left, right, both or unknown.
    """

    onset_s: float
    duration_s: float | None
    kind: str
    stage: str = ""
    side: str = "unknown"


@dataclass
class Marks:
    """All marks of one file, with the clock time of second 0 as far as it is known.

    Parameters
    ----------
    format : str
        Name of the file format.
    marks : list of Mark
        In file order.
    day, clock : date, time, or None
        Calendar day and time of day of second 0; each None when the file does not say.
    end_s : float or None
        Last second the file speaks of.
    ignored : dict
        How often each text was met that scoring has no use for.
    warnings : list of str
        Plain sentences.
    codes : set of str
        Bare numbers that were read as stages.
    """

    format: str
    marks: list[Mark] = field(default_factory=list)
    day: date | None = None
    clock: time | None = None
    end_s: float | None = None
    ignored: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)

    def ignore(self, text: str) -> None:
        """Count a text that means nothing to scoring."""
        if len(self.ignored) < 1000 or text in self.ignored:
            self.ignored[text] = self.ignored.get(text, 0) + 1

    @property
    def states_length(self) -> bool:
        """Whether the file itself says how long the recording was, apart from its last mark."""
        return self.format in ("WFDB annotations", "NSRR XML", "Profusion XML", "EDF+ annotations") and bool(self.end_s)

    @property
    def start(self) -> datetime | None:
        """Clock time of second 0, when both day and time are known."""
        if self.day is None or self.clock is None:
            return None
        return datetime.combine(self.day, self.clock)

    def of(self, kind: str) -> list[Mark]:
        """Return the marks of one kind in order of onset."""
        return sorted((m for m in self.marks if m.kind == kind), key=lambda m: m.onset_s)


def settle_stages(marks: Marks) -> None:
    """Keep a mark whose word may be a stage ("movement", "awakening") as one only where no sure stage is.

    Other programs mark a body movement or an awakening with these words, at any second and with any length; taken as a
    stage it would cut a hole into the sleep around it. It is a stage where it begins with an epoch and outside every
    span that a sure stage covers.
    """
    if not any(m.kind == "maybe_stage" for m in marks.marks):
        return
    sure = sorted((m for m in marks.marks if m.kind == "stage"), key=lambda m: m.onset_s)
    starts = [m.onset_s for m in sure]
    steps = [b - a for a, b in itertools.pairwise(starts) if b - a >= 5]
    epoch = min([*steps, *(m.duration_s for m in sure if m.duration_s and m.duration_s >= 5)], default=30.0)
    out: list[Mark] = []
    dropped = 0
    for m in marks.marks:
        if m.kind == "maybe_stage":
            i = bisect_right(starts, m.onset_s + 1e-6) - 1
            within = i >= 0 and m.onset_s < starts[i] + (sure[i].duration_s or 0.0) - 1e-6
            off = (m.onset_s - starts[i]) % epoch if i >= 0 else 0.0
            if within or min(off, epoch - off) > 0.01:
                dropped += 1
                continue
            m = replace(m, kind="stage")
        out.append(m)
    marks.marks = out
    if dropped:
        marks.warnings.append(
            f"{dropped} mark{'s' if dropped > 1 else ''} (movement, awakening, unknown ...) within a staged epoch "
            "were read as events, not as stages."
        )


def say_codes(marks: Marks) -> None:
    """Say when a stage 4 may have been meant as REM: some programs count wake 0, N1, N2, N3, REM 4, others REM 5."""
    if "4" in marks.codes and "5" not in marks.codes and not any(m.stage == "R" for m in marks.marks):
        marks.warnings.append(
            "The stages are bare numbers with 4 and without 5: 4 was read as deep sleep (N3), as in the older rules. "
            "If it means REM in your program, the figures by stage are wrong (the time asleep and the indices are not)."
        )


def settle_plm(marks: Marks) -> None:
    """Tell PLM marks that are movements from those that are intervals around a whole series.

    Some programs write ``PLM`` for each movement, others for the stretch of time that a series covers. A mark counts
    as an interval when it lasts at least 15 s (a series of four at 5 s, the shortest there is), or when two or more
    plain movement marks lie inside it.
    """
    plm = [m for m in marks.marks if m.kind == "plm"]
    if not plm:
        return
    plain = sorted(m.onset_s for m in marks.marks if m.kind == "movement")
    intervals = 0
    out: list[Mark] = []
    for m in marks.marks:
        if m.kind != "plm":
            out.append(m)
            continue
        length = m.duration_s or 0.0
        inside = sum(m.onset_s - 1 <= t <= m.onset_s + length for t in plain) if length else 0
        interval = length >= 15.0 or inside >= 2
        intervals += interval
        kind = "plm_interval" if interval else "movement"
        out.append(Mark(m.onset_s, m.duration_s, kind, m.stage, m.side))
    marks.marks = out
    if intervals:
        marks.warnings.append(
            f"{intervals} mark{'s' if intervals > 1 else ''} named PLM cover a whole series: they were read as "
            "intervals, not as movements."
        )
