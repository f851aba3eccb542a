"""From a file to the night: reading, detecting, scoring by both editions, and saying what could not be done."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import whytwitch
from whytwitch.errors import FileError, NotScorableError
from whytwitch.evidence.night import other_movements, stages
from whytwitch.evidence.night.coverage import Signal, barriers, clip, interpretable, legs_seen
from whytwitch.evidence.night.editions.context import Context
from whytwitch.evidence.night.eeg.around import with_eeg
from whytwitch.evidence.night.explain import why_they_differ
from whytwitch.evidence.night.identity import recording_id
from whytwitch.evidence.night.options import Options
from whytwitch.evidence.night.other_movements.chin import read_chin
from whytwitch.evidence.night.people import human_movements, within
from whytwitch.evidence.night.read import align, edf, events, legs
from whytwitch.evidence.night.read.marks import Mark
from whytwitch.evidence.night.scoring import name_movements, score_editions
from whytwitch.evidence.night.signals import read_signal
from whytwitch.evidence.night.staging.automatic import with_stages
from whytwitch.model.night import (
    LegMovement,
    Night,
    Recording,
    Scorer,
    ScoringNote,
    Sleep,
    Span,
)

#: Ours: no single breathing event or arousal lasts so long.
_EVENT_LONG_S = 300.0


def build(
    path: Path,
    event_paths: Sequence[Path],
    leg_map: Mapping[str, Any] | None,
    options: Options,
) -> Night:
    """Score one night.

    Parameters
    ----------
    path : Path
        A recording, an event list, or a DOMINO folder.
    event_paths : sequence of Path
        Further event lists for the same night; the first that has a kind of mark wins.
    leg_map : mapping or None
        Which channel is which leg, see :func:`whytwitch.evidence.night.read.legs.map_legs`.
    options : Options

    Returns
    -------
    Night

    Raises
    ------
    InputError
        Any of its children: what is wrong, in one sentence.
    """
    if not path.exists():
        raise FileError("there is no such file", where=path.name)
    file = edf.open_edf(path) if path.is_file() and edf.looks_like(path) else None
    if file is not None and file.signals and file.record_s:
        return _with_signal(path, file, event_paths, leg_map, options)
    return _events_only(path, event_paths, options)


def _with_signal(
    path: Path, file: edf.EdfFile, event_paths: Sequence[Path], leg_map: Mapping[str, Any] | None, options: Options
) -> Night:
    warnings: list[str] = []
    chosen = legs.map_legs(file.signals, leg_map) if leg_map else legs.find(file.signals, warnings)
    signal = read_signal(file, chosen)
    hours = sum(b - a for a, b in signal.segments) / 3600.0
    last = signal.segments[-1][1]
    sources = []
    for one in event_paths:
        marks = events.read_events(one, options.columns)
        sources.append(
            align.shift_to(marks, start=edf.start_of(file), clock=file.clock, hours=last / 3600.0, name=one.name)
        )
    own = edf.read_marks(file)
    events.settle(own)
    marked, notes = align.merge([*sources, own])
    from_list = any(m.kind == "stage" for s in sources for m in s.marks)
    warnings += [*file.warnings, *signal.warnings, *notes]
    marked = within(marked, 0.0, last, warnings)
    human = human_movements(marked, warnings)
    if not chosen and not human:
        raise NotScorableError(
            "no channel of this recording is named like a leg",
            where=path.name,
            found=", ".join(c.label for c in file.signals[:40]),
            todo="say which channel is which leg, for example legs={'left': 'EMG3'}",
        )
    start = edf.start_of(file)
    recording = Recording(
        id=recording_id([path]),
        start=None if start is None else start.isoformat(),
        hours=round(hours, 6),
        legs=tuple(signal.legs),
    )
    stage_marks = [(m.onset_s, m.duration_s, m.stage) for m in marked if m.kind == "stage"]
    hypnogram = clip(
        stages.build(stage_marks, source="events" if from_list else "annotations", end_s=last),
        signal.segments,
        warnings,
    )
    hypnogram = with_stages(file, hypnogram, options, warnings, [one.channel.index for one in chosen])
    signal.chin = read_chin(file, [one.channel.index for one in chosen], options.chin)
    movements = signal.movements
    if human and (options.movements == "human" or not signal.scorable):
        if signal.scorable:
            warnings.append("The movements that a person marked were scored, as asked; those in the signal were not.")
        else:
            warnings.append(
                "The legs could not be scored from the signal; the movements that a person marked were scored."
            )
        movements = human
    elif human:
        warnings.append(
            f"A person marked {len(human)} leg movements in this night; the signal was scored instead "
            "(option movements='human' scores theirs)."
        )
    night = finish(recording, hypnogram, movements, marked, signal, hours, options, warnings)
    return with_eeg(night, file, hypnogram, options, [one.channel.index for one in chosen])


def _events_only(path: Path, event_paths: Sequence[Path], options: Options) -> Night:
    first = events.read_events(path, options.columns)
    sources = [first]
    for one in event_paths:
        marks = events.read_events(one, options.columns)
        sources.append(
            align.shift_to(
                marks, start=first.start, clock=first.clock, hours=(first.end_s or 0) / 3600.0, name=one.name
            )
        )
    marked, warnings = align.merge([sources[0], *sources[1:]])
    end = max([s.end_s or 0.0 for s in sources], default=0.0)
    stage_marks = [(m.onset_s, m.duration_s, m.stage) for m in marked if m.kind == "stage"]
    hypnogram = stages.build(
        stage_marks,
        source="annotations" if first.format.startswith("EDF") else "events",
        end_s=end if any(s.states_length for s in sources) else None,  # else the last stage lasts one usual epoch
    )
    end = max([end, *(s.to_s for s in hypnogram.spans)])
    recording = Recording(
        id=recording_id(sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]),
        start=None if first.start is None else first.start.isoformat(),
        hours=round(end / 3600.0, 6),
    )
    marked = within(marked, min([0.0, *(m.onset_s for m in marked if m.kind == "stage")]), None, warnings)
    if hypnogram.overlap_s > 1.0:
        warnings.append(f"Sleep stages overlap for {hypnogram.overlap_s:.0f} s; the later mark was used.")
    movements = human_movements(marked, warnings)
    if not any(m.kind == "movement" for m in marked):
        warnings.append(
            "No leg movement is marked in this file. That does not mean that there were none: nothing was counted."
        )
    signal = Signal(segments=[(0.0, end)])
    signal.unscorable = [
        Span(from_s=m.onset_s, to_s=m.onset_s + (m.duration_s or 0.0), leg=m.side, why="marked as artefact")  # type: ignore[arg-type]
        for m in marked
        if m.kind == "artefact"
    ]
    known_length = bool(hypnogram) or any(s.states_length for s in sources)
    if movements and not known_length:
        warnings.append("Neither sleep stages nor the length of the recording are known, so nothing is given per hour.")
    hours = end / 3600.0 if known_length else 0.0
    return finish(recording, hypnogram, movements, marked, signal, hours, options, warnings)


def finish(
    recording: Recording,
    hypnogram: stages.Hypnogram,
    movements: Sequence[LegMovement],
    marked: Sequence[Mark],
    signal: Signal,
    hours: float,
    options: Options,
    warnings: list[str],
) -> Night:
    """Apply both editions and put the night together."""
    walls = barriers(signal)
    named = name_movements(movements, walls)
    breathing = _intervals(marked, "respiratory", warnings)
    arousals = _intervals(marked, "arousal", warnings)
    looked_at = bool(named) or signal.scorable
    context = Context(
        seen=legs_seen(signal, named, warnings) if looked_at else None,
        hypnogram=hypnogram,
        respiratory=breathing,
        arousals=arousals,
        respiratory_scored=_said(options.respiratory_scored, bool(breathing)),
        arousals_scored=_said(options.arousals_scored, bool(arousals)),
        barriers=tuple(walls),
        hours=hours,
        options=options,
    )
    looked_at = looked_at and interpretable(signal, hypnogram, hours, warnings)
    editions = score_editions(named, context, marked=looked_at)
    _say_what_is_missing(context, named, looked_at, warnings)
    staged_h = sum(s.to_s - s.from_s for s in hypnogram.spans) / 3600.0
    person = any(m.origin == "human" for m in named)
    return Night(
        recording=recording,
        scoring=ScoringNote(
            id=_scoring_id(recording.id, named, options),
            parent=None,
            by=Scorer(
                kind="person" if person else "software",
                name="marks in the file" if person else "whytwitch",
                version=None if person else whytwitch.__version__,
            ),
        ),
        sleep=Sleep(
            source=hypnogram.source,  # type: ignore[arg-type]
            tst_h=round(hypnogram.tst_h, 6) if hypnogram else None,
            wake_h=round(hypnogram.wake_h, 6) if hypnogram else None,
            unstaged_h=round(max(0.0, hours - staged_h), 6) if hypnogram else None,
            stages=hypnogram.spans,
            staging=hypnogram.staging,
            not_staged=hypnogram.not_staged,
        ),
        lms=named,
        editions=editions,
        other_movements=other_movements.find(
            signal.bursts, editions.wasm2016.candidates, hypnogram, signal.chin, (*breathing, *arousals)
        ),
        why_they_differ=tuple(why_they_differ(named, editions, staged=bool(hypnogram))),
        unscorable=tuple(sorted(signal.unscorable, key=lambda s: (s.from_s, s.leg))),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _intervals(marked: Sequence[Mark], kind: str, warnings: list[str]) -> tuple[tuple[float, float], ...]:
    given = [m for m in marked if m.kind == kind]
    bare = sum(not m.duration_s for m in given)
    what = "breathing events" if kind == "respiratory" else "arousals"
    long = sum((m.duration_s or 0.0) > _EVENT_LONG_S for m in given)
    if long:
        warnings.append(
            f"{long} of {len(given)} {what} last more than {_EVENT_LONG_S / 60:g} minutes, which looks like a mark "
            "around many; movements within are judged as if it were one."
        )
    if bare:
        warnings.append(f"{bare} of {len(given)} {what} have no duration; only their start is known.")
    return tuple((m.onset_s, m.onset_s + (m.duration_s or 0.0)) for m in given)


def _said(option: bool | None, present: bool) -> bool:
    return present if option is None else option


def _say_what_is_missing(
    context: Context, movements: Sequence[LegMovement], looked_at: bool, warnings: list[str]
) -> None:
    if not looked_at:
        return
    unstaged = sum(context.hypnogram.at(m.onset_s) is None for m in movements) if context.hypnogram else 0
    if unstaged:
        warnings.append(
            f"{unstaged} of {len(movements)} leg movements begin where nobody staged the sleep: they count neither as "
            "asleep nor as awake."
        )
    if not context.hypnogram and context.hours:
        warnings.append("No sleep stages: every index is per hour of recording, and movements awake are counted too.")
    if not context.respiratory_scored:
        warnings.append("No breathing event is marked, so movements at breathing events could not be told apart.")
    if not context.arousals_scored:
        warnings.append("No arousal is marked, so nothing is said about movements with arousals.")


def _scoring_id(recording: str, movements: Sequence[LegMovement], options: Options) -> str:
    text = recording + repr(options) + "".join(f"{m.leg}{m.onset_s}{m.duration_s}" for m in movements)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
