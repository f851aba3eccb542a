"""What people marked in a night, on the recording's own clock, for a viewer to draw."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whytwitch.evidence.night.read import align, edf, events

_DRAWN = ("respiratory", "arousal", "movement", "artefact", "lights_off", "lights_on")


def marks_of(path: Path, event_paths: Sequence[Path] = ()) -> list[dict[str, Any]]:
    """Read the marks of a recording and of the event lists that belong to it.

    Parameters
    ----------
    path : Path
        An EDF or BDF recording.
    event_paths : sequence of Path
        Event lists; they win over the recording's own annotations, kind by kind.

    Returns
    -------
    list of dict
        ``kind``, ``onset_s``, ``duration_s`` (None when unknown) and ``leg``, in order of time; seconds from the start
        of the recording.

    Raises
    ------
    InputError
        A file that cannot be read.
    """
    file = edf.open_edf(path)
    onsets = file.onsets if file.annotation_channels and file.records else None
    last = float(onsets[-1] if onsets is not None else (file.records - 1) * file.record_s) + file.record_s
    sources = []
    for one in event_paths:
        found = events.read_events(one)
        shifted = align.shift_to(found, start=edf.start_of(file), clock=file.clock, hours=last / 3600.0, name=one.name)
        sources.append(shifted)
    own = edf.read_marks(file)
    events.settle(own)
    marked, _ = align.merge([*sources, own])
    return [
        {"kind": one.kind, "onset_s": one.onset_s, "duration_s": one.duration_s, "leg": one.side}
        for one in sorted(marked, key=lambda mark: mark.onset_s)
        if one.kind in _DRAWN
    ]
