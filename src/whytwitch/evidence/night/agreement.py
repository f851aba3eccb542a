"""Two scored nights against each other: per movement, per tenth of a second, per index."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from whytwitch.errors import FormatError
from whytwitch.evidence.night.compare import compare, scoring_of
from whytwitch.evidence.night.rules import MATCH_IOU

INDICES = {
    "wasm2016": ("clm_per_h", "plms_per_h", "plms_nr_per_h", "plms_arousal_per_h", "plmw_per_h",
                 "periodicity_plm_per_clm", "periodicity_ferri"),
    "aasm3": ("lm_per_h", "plms_per_h", "plms_arousal_per_h"),
}  # fmt: skip


def open_night(path: Path, events: Sequence[Path] | None = None) -> dict[str, Any]:
    """Return a scored night: read again when it is a night's JSON, else scored now.

    Parameters
    ----------
    path : Path
        What ``whytwitch night --json`` printed, a recording, or a list of events.
    events : sequence of Path, optional
        Further event lists; unused for a night's JSON.

    Returns
    -------
    dict

    Raises
    ------
    FormatError
        A JSON file that is no night.
    """
    from whytwitch.evidence.night import score_night

    if path.suffix.lower() != ".json" or not path.is_file():
        return score_night(path, list(events or []))
    from pydantic import ValidationError

    from whytwitch.model.night import Night

    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        Night.model_validate(held)
    except (ValueError, ValidationError):
        raise FormatError(
            "this JSON file is no scored night", where=path.name, allowed="what 'whytwitch night FILE --json' prints"
        ) from None
    return held


def open_pair(first: Path, second: Path, events: Sequence[Path] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return two scored nights; a second one without sleep stages borrows those of the first, on the same clock.

    Parameters
    ----------
    first, second : Path
        See :func:`open_night`.
    events : sequence of Path, optional
        Further event lists for both.

    Returns
    -------
    tuple of (dict, dict)
    """
    a, b = open_night(first, events), open_night(second, events)
    begins = b["recording"]["start"]
    borrow = a["sleep"]["source"] in ("annotations", "events") and b["sleep"]["source"] == "none"
    read_now = first.suffix.lower() != ".json" and second.suffix.lower() != ".json"
    if borrow and read_now and begins in (None, a["recording"]["start"]):
        b = open_night(second, [*(events or []), first])
    return a, b


def compare_nights(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Hold one scored night against another.

    Parameters
    ----------
    first, second : mapping
        As :func:`whytwitch.evidence.night.score_night` returns them; ``first`` is the reference.

    Returns
    -------
    dict
        ``legs``: what :func:`whytwitch.evidence.night.compare.compare` gives for each leg; ``indices``: edition, index,
        both values and their difference (None where either is unknown); ``notes``: sentences.
    """
    notes = [f"Two movements are the same when they share at least {MATCH_IOU:g} of the time that either covers."]
    a, b = scoring_of(first), scoring_of(second)
    if a.recording != b.recording:
        notes.append("The two come from different files; that they are of one night was taken from you.")
        b = b.model_copy(update={"recording": a.recording})
    if {m.leg for m in a.movements} != {m.leg for m in b.movements} and a.movements and b.movements:
        notes.append("The two do not name the same legs; a movement of an unnamed leg matches only another such.")
    hours = max(_length(first), _length(second))
    return {
        "first": a.id,
        "second": b.id,
        "legs": compare(a, b, hours=hours),
        "indices": [
            {
                "edition": edition,
                "index": name,
                "first": (x := first["editions"][edition]["indices"].get(name)),
                "second": (y := second["editions"][edition]["indices"].get(name)),
                "difference": None if x is None or y is None else y - x,
            }
            for edition, names in INDICES.items()
            for name in names
        ],
        "notes": notes,
    }


def _length(night: Mapping[str, Any]) -> float:
    ends = [m["onset_s"] + m["duration_s"] for m in night["lms"]] + [s["to_s"] for s in night["sleep"]["stages"]]
    return max([night["recording"]["hours"], *(end / 3600.0 for end in ends)])
