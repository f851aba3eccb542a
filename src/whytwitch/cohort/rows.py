"""One scored night as rows of the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from whytwitch.cohort.tables import MOVEMENTS, NIGHTS, SERIES, STAGES

_EDITIONS = {"wasm2016": "wasm", "aasm3": "aasm"}


def night_row(scored: Mapping[str, Any], key: str, editions: Sequence[str]) -> dict[str, list[Any]]:
    """The row of ``nights.parquet``, but for what the layout knows (name, subject, age).

    Parameters
    ----------
    scored : mapping
        As ``whytwitch night --json`` prints it.
    key : str
        Name of the scoring.
    editions : sequence of {"wasm2016", "aasm3"}
        Which rule books to keep.

    Returns
    -------
    dict of str to list
        One value in each list.
    """
    recording, sleep = scored["recording"], scored["sleep"]
    legs = recording["legs"]
    row: dict[str, Any] = {
        "night": key,
        "recording": recording["id"],
        "start": recording["start"],
        "hours": recording["hours"],
        "legs": [leg["label"] for leg in legs],
        "leg_sides": [leg["side"] for leg in legs],
        "rate_hz": _same(leg["rate_hz"] for leg in legs),
        "unit": _same(leg["unit"] for leg in legs),
        "step_uv": max((leg["step_uv"] for leg in legs if leg["step_uv"] is not None), default=None),
        "scorable_h": min((leg["scorable_h"] for leg in legs if leg["scorable_h"] is not None), default=None),
        "unscorable_h": round(sum(one["to_s"] - one["from_s"] for one in scored["unscorable"]) / 3600.0, 6),
        "sleep_source": sleep["source"],
        "tst_h": sleep["tst_h"],
        "wake_h": sleep["wake_h"],
        "unstaged_h": sleep["unstaged_h"],
        **_stage_hours(sleep),
        "scored_by": scored["scoring"]["by"]["kind"],
        "why_they_differ": list(scored["why_they_differ"]),
        "warnings": list(scored["warnings"]),
    }
    for edition in editions:
        short, found = _EDITIONS[edition], scored["editions"][edition]["indices"]
        for name in NIGHTS:
            if name.startswith(f"{short}_n_"):
                row[name] = found.get("counts", {}).get(name.removeprefix(f"{short}_n_"))
            elif name.startswith(f"{short}_ln_imi_"):
                row[name] = (found.get("ln_imi") or {}).get(name.removeprefix(f"{short}_ln_imi_"))
            elif name == f"{short}_by_hour":
                row[name] = [hour.get("plms_per_h") for hour in found.get("by_hour") or []]
            elif name.startswith(f"{short}_"):
                row[name] = found.get(name.removeprefix(f"{short}_"))
    return {name: [value] for name, value in row.items()}


def movement_rows(scored: Mapping[str, Any], key: str, editions: Sequence[str]) -> dict[str, list[Any]]:
    """The rows of ``movements.parquet``: single legs first, then what each rule book made of them."""
    parts = [("legs", scored["lms"])] + [(one, scored["editions"][one]["candidates"]) for one in editions]
    rows = [row for _, found in parts for row in found]
    columns = {name: [row.get(name) for row in rows] for name in MOVEMENTS}
    columns["night"] = [key] * len(rows)
    columns["edition"] = [edition for edition, found in parts for _ in found]
    columns["counts"] = [row.get("clm") for row in rows]
    return columns


def series_rows(scored: Mapping[str, Any], key: str, editions: Sequence[str]) -> dict[str, list[Any]]:
    """The rows of ``series.parquet``."""
    columns: dict[str, list[Any]] = {name: [] for name in SERIES}
    for edition in editions:
        found = scored["editions"][edition]
        onset = {one["id"]: one["onset_s"] for one in found["candidates"]}
        for kind, without in (("series", False), ("series_nr", True)):
            for one in found[kind]:
                first, last = onset[one["from"]], onset[one["to"]]
                row = {
                    "night": key, "edition": edition, "id": one["id"], "without_respiratory": without,
                    "count": one["count"], "from_id": one["from"], "to_id": one["to"], "from_s": first, "to_s": last,
                    "mean_interval_s": round((last - first) / (one["count"] - 1), 6),
                }  # fmt: skip
                for name, values in columns.items():
                    values.append(row[name])
    return columns


def _stage_hours(sleep: Mapping[str, Any]) -> dict[str, float | None]:
    if sleep["source"] == "none":
        return {}
    spans = sleep["stages"]
    return {
        f"{stage.lower()}_h": round(
            sum(one["to_s"] - one["from_s"] for one in spans if one["stage"] == stage) / 3600.0, 6
        )
        for stage in STAGES
    }


def _same(values: Any) -> Any:
    """The value when all agree; None otherwise, which a reader of the table sees."""
    held = set(values)
    return held.pop() if len(held) == 1 else None
