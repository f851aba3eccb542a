"""A night as an EDF+ file of annotations, which other programs lay over the recording."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

_STAGE = {
    "W": "Sleep stage W",
    "N1": "Sleep stage N1",
    "N2": "Sleep stage N2",
    "N3": "Sleep stage N3",
    "R": "Sleep stage R",
}


def write_annotations(night: Mapping[str, Any], path: str | Path, *, edition: str = "wasm2016") -> Path:
    """Write stages, leg movements and series of a night as EDF+ annotations.

    Parameters
    ----------
    night : mapping
        As :func:`whytwitch.evidence.night.score_night` returns it.
    path : str or Path
        The file to write.
    edition : {"wasm2016", "aasm3"}
        Whose series are marked.

    Returns
    -------
    Path

    Notes
    -----
    Movements are named ``Limb movement - left`` and so on, with the scoring's id in an annotation at second 0; reading
    the file back with :func:`whytwitch.evidence.night.score_night` gives the same movements as a person's marks. It
    carries neither name nor date of birth.
    """
    from edfio import Edf, EdfAnnotation, Recording

    scored = night["editions"][edition]
    by_id = {c["id"]: c for c in scored["candidates"]}
    notes = [EdfAnnotation(s["from_s"], s["to_s"] - s["from_s"], _STAGE[s["stage"]]) for s in night["sleep"]["stages"]]
    for m in night["lms"]:
        if m["morphology"] is not False:
            name = "Limb movement" if m["leg"] == "unknown" else f"Limb movement - {m['leg']}"
            notes.append(EdfAnnotation(m["onset_s"], m["duration_s"], name))
    for s in scored["series"]:
        first, last = by_id[s["from"]], by_id[s["to"]]
        length = last["onset_s"] + last["duration_s"] - first["onset_s"]
        notes.append(EdfAnnotation(first["onset_s"], length, f"PLM series of {s['count']} ({edition})"))
    for u in night["unscorable"]:
        notes.append(EdfAnnotation(u["from_s"], u["to_s"] - u["from_s"], f"Not scorable, {u['leg']}: {u['why']}"))
    by = night["scoring"]["by"]
    notes.append(
        EdfAnnotation(0, None, f"Scoring {night['scoring']['id']} by {by['name']} {by['version'] or ''}".strip())
    )
    notes.sort(key=lambda a: a.onset)
    start = night["recording"]["start"]
    when = datetime.fromisoformat(start) if start else None
    out = Path(path)
    made = Edf(
        [],
        annotations=notes,
        recording=Recording(startdate=when.date()) if when else None,
        starttime=when.time() if when else None,
    )
    made.write(out)
    return out
