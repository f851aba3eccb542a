"""A night for other programs: an EDF+ file of annotations to lay over the recording, and a table of its movements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

Note = tuple[float, float | None, str]

_STAGE = {
    "W": "Sleep stage W",
    "N1": "Sleep stage N1",
    "N2": "Sleep stage N2",
    "N3": "Sleep stage N3",
    "R": "Sleep stage R",
}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_RECORD_S = 10.0
#: Columns of :func:`movements_csv`.
COLUMNS = (
    "id", "onset_s", "duration_s", "event", "leg", "clock", "stage", "morphology", "origin",
    "wasm_candidate", "wasm_clm", "wasm_series", "wasm_respiratory", "wasm_arousal",
    "aasm_candidate", "aasm_lm", "aasm_series", "aasm_excluded",
)  # fmt: skip


def write_annotations(night: Mapping[str, Any], path: str | Path, *, edition: str = "wasm2016") -> Path:
    """Write :func:`annotations_edf` to a file.

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
    """
    out = Path(path)
    out.write_bytes(annotations_edf(night, edition=edition))
    return out


def annotations_edf(night: Mapping[str, Any], *, edition: str = "wasm2016") -> bytes:
    """Return stages, leg movements and series of a night as an EDF+ file of annotations.

    Parameters
    ----------
    night : mapping
        As :func:`whytwitch.evidence.night.score_night` returns it.
    edition : {"wasm2016", "aasm3"}
        Whose series are marked.

    Returns
    -------
    bytes
        The file.

    Notes
    -----
    Movements are named ``Limb movement - left`` and so on, with the scoring's id in an annotation at second 0; reading
    the file back with :func:`whytwitch.evidence.night.score_night` gives the same movements as a person's marks. It
    carries neither name nor date of birth. Its records cover the whole night, because MNE drops annotations that lie
    behind the last record.
    """
    scored = night["editions"][edition]
    by_id = {c["id"]: c for c in scored["candidates"]}
    notes: list[Note] = [(s["from_s"], s["to_s"] - s["from_s"], _STAGE[s["stage"]]) for s in night["sleep"]["stages"]]
    for m in night["lms"]:
        if m["morphology"] is not False:
            name = "Limb movement" if m["leg"] == "unknown" else f"Limb movement - {m['leg']}"
            notes.append((m["onset_s"], m["duration_s"], name))
    for s in scored["series"]:
        first, last = by_id[s["from"]], by_id[s["to"]]
        length = last["onset_s"] + last["duration_s"] - first["onset_s"]
        notes.append((first["onset_s"], length, f"PLM series of {s['count']} ({edition})"))
    for u in night["unscorable"]:
        notes.append((u["from_s"], u["to_s"] - u["from_s"], f"Not scorable, {u['leg']}: {u['why']}"))
    by = night["scoring"]["by"]
    notes.append((0.0, None, f"Scoring {night['scoring']['id']} by {by['name']} {by['version'] or ''}".strip()))
    return _edf_plus(sorted(notes, key=lambda n: n[0]), night["recording"]["start"])


def _edf_plus(notes: list[Note], start: str | None) -> bytes:
    """Return an EDF+C file that holds nothing but annotations, each in the record of its onset."""
    when = datetime.fromisoformat(start) if start else None
    lead = when.microsecond / 1e6 if when else 0.0
    records = 1 + int(max(on + (length or 0.0) for on, length, _ in notes) // _RECORD_S)
    texts = [f"+{_plain(lead + i * _RECORD_S)}\x14\x14\x00".encode() for i in range(records)]
    for on, length, name in notes:
        lasts = "" if length is None else f"\x15{_plain(length)}"
        texts[min(records - 1, int(max(on, 0.0) // _RECORD_S))] += (
            f"{lead + on:+.6f}".rstrip("0").rstrip(".") + f"{lasts}\x14{name}\x14\x00"
        ).encode()
    size = max(len(t) for t in texts)
    size += size % 2
    day = f"{when:%d}-{_MONTHS[when.month - 1]}-{when:%Y}" if when else "X"
    fields = (
        (8, "0"), (80, "X X X X"), (80, f"Startdate {day} X X X"), (8, f"{when:%d.%m.%y}" if when else "01.01.85"),
        (8, f"{when:%H.%M.%S}" if when else "00.00.00"), (8, "512"), (44, "EDF+C"), (8, str(records)),
        (8, f"{_RECORD_S:g}"), (4, "1"), (16, "EDF Annotations"), (80, ""), (8, ""), (8, "-1"), (8, "1"), (8, "-32768"),
        (8, "32767"), (80, ""), (8, str(size // 2)), (32, ""),
    )  # fmt: skip
    return b"".join(text.encode().ljust(width) for width, text in fields) + b"".join(
        t.ljust(size, b"\0") for t in texts
    )


def _plain(seconds: float) -> str:
    return f"{seconds:.6f}".rstrip("0").rstrip(".")


def movements_csv(night: Mapping[str, Any]) -> str:
    """Return a table of the movements of both rule books, one line for each movement of one leg.

    Parameters
    ----------
    night : mapping
        As :func:`whytwitch.evidence.night.score_night` returns it.

    Returns
    -------
    str
        CSV with a header line; the columns ``onset_s``, ``duration_s`` and ``event`` make it an event list that
        :func:`whytwitch.evidence.night.score_night` reads again.
    """
    start = night["recording"]["start"]
    zero = datetime.fromisoformat(start) if start else None
    held = {
        name: {m: c for c in edition["candidates"] for m in c["members"]} for name, edition in night["editions"].items()
    }
    lines = [",".join(COLUMNS)]
    for m in night["lms"]:
        w, a = held["wasm2016"].get(m["id"]), held["aasm3"].get(m["id"])
        stage = (w or a or {}).get("stage")
        row = (
            m["id"], f"{m['onset_s']:.3f}", f"{m['duration_s']:.3f}",
            "Limb movement" if m["leg"] == "unknown" else f"Limb movement - {m['leg']}", m["leg"],
            (zero + timedelta(seconds=m["onset_s"])).isoformat(timespec="milliseconds") if zero else "",
            stage or "", _yes(m["morphology"]), m["origin"],
            *_wasm(w),
            *((a["id"], _yes(a["clm"]), a["series"] or "", a["excluded"] or "") if a else [""] * 4),
        )  # fmt: skip
        lines.append(",".join(row))
    return "\n".join(lines) + "\n"


def _wasm(c: Mapping[str, Any] | None) -> tuple[str, ...]:
    if c is None:
        return ("",) * 5
    return (c["id"], _yes(c["clm"]), c["series"] or "", _yes(c["respiratory"]), _yes(c["arousal"]))


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"
