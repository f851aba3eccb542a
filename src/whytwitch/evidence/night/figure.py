"""What a figure of the night needs, as plain numbers; the report room draws it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Height of each stage in a hypnogram, wake on top.
LEVELS = {"W": 0, "R": 1, "N1": 2, "N2": 3, "N3": 4}


def figure_data(night: Mapping[str, Any], edition: str = "wasm2016") -> dict[str, Any]:
    """Return hypnogram, movement ticks, series and distributions of a night.

    Parameters
    ----------
    night : mapping
        As :func:`whytwitch.evidence.night.score_night` returns it.
    edition : {"wasm2016", "aasm3"}
        Whose series are shown.

    Returns
    -------
    dict
        ``hours``; ``hypnogram`` (list of from_s, to_s, stage, level); ``ticks`` by leg (list of onset_s, duration_s,
        and whether it is periodic); ``series`` (from_s, to_s, count); ``unscorable``; ``by_hour``; ``histogram`` of
        the intervals. Seconds from the start of the recording.
    """
    scored = night["editions"][edition]
    by_id = {c["id"]: c for c in scored["candidates"]}
    periodic = {m for c in scored["candidates"] if c["series"] for m in c["members"]}
    ticks: dict[str, list[dict[str, Any]]] = {leg["side"]: [] for leg in night["recording"]["legs"]}
    for m in night["lms"]:
        ticks.setdefault(m["leg"], []).append(
            {"onset_s": m["onset_s"], "duration_s": m["duration_s"], "periodic": m["id"] in periodic}
        )
    ends = [s["to_s"] for s in night["sleep"]["stages"]] + [m["onset_s"] + m["duration_s"] for m in night["lms"]]
    return {
        "hours": max([night["recording"]["hours"], *(e / 3600.0 for e in ends)]),
        "start": night["recording"]["start"],
        "hypnogram": [{**s, "level": LEVELS[s["stage"]]} for s in night["sleep"]["stages"]],
        "ticks": ticks,
        "series": [
            {
                "from_s": by_id[s["from"]]["onset_s"],
                "to_s": by_id[s["to"]]["onset_s"] + by_id[s["to"]]["duration_s"],
                "count": s["count"],
            }
            for s in scored["series"]
        ],
        "unscorable": [dict(s) for s in night["unscorable"]],
        "by_hour": scored["indices"].get("by_hour", []),
        "histogram": (scored["indices"].get("ln_imi") or {}).get("histogram"),
    }
