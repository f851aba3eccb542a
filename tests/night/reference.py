"""A slow, obvious scorer of both editions, written from rules.md alone; hypothesis holds the fast one against it.

It knows nothing of the package: movements are tuples ``(leg, onset, end)``, everything is a plain list, and each rule
is asked of every pair. Times are whole numbers of centiseconds, so that no rounding is involved.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass


@dataclass
class Night:
    """What is known about a made-up night, in centiseconds."""

    movements: list[tuple[str, int, int]]
    stages: list[tuple[int, int, str]]
    breathing: list[tuple[int, int]]
    arousals: list[tuple[int, int]]
    gaps: list[int]
    short_start: bool = True


def gap_between(night: Night, a: int, b: int) -> bool:
    return any(a < g <= b for g in night.gaps)


def stage_at(night: Night, t: int) -> str | None:
    for a, b, name in night.stages:
        if a <= t < b:
            return name
    return None


def joined_on_one_leg(night: Night) -> list[tuple[str, int, int]]:
    """Join until nothing on any leg is less than 0.5 s apart."""
    pieces = sorted(night.movements)
    again = True
    while again:
        again = False
        for x in pieces:
            for y in pieces:
                if x is y or x[0] != y[0] or y[1] < x[1]:
                    continue
                if y[1] - x[2] < 50 and not gap_between(night, x[2], y[1]):
                    pieces.remove(x)
                    pieces.remove(y)
                    pieces.append((x[0], x[1], max(x[2], y[2])))
                    again = True
                    break
            if again:
                break
    return sorted(pieces, key=lambda m: (m[1], m[2]))


def wasm(night: Night) -> dict[str, object]:
    legs = [m for m in joined_on_one_leg(night) if m[2] - m[1] >= 50]
    groups: list[list[tuple[str, int, int]]] = []
    for m in legs:
        for g in groups:
            start = min(x[1] for x in g)
            end = max(x[2] for x in g)
            if m[1] - end < 50 and not gap_between(night, start, m[1]):
                g.append(m)
                break
        else:
            groups.append([m])
    rows = []
    for g in groups:
        start, end = min(x[1] for x in g), max(x[2] for x in g)
        clm = len(g) <= 4 and all(x[2] - x[1] <= 1000 for x in g)
        if len(g) > 1:
            clm = clm and end - start <= 1500
        resp = any(start <= b + 1025 and end >= b - 200 for _, b in night.breathing)
        rows.append({"start": start, "end": end, "clm": clm, "resp": resp})
    rows.sort(key=lambda r: r["start"])
    plm = periodic(night, rows, 1000)
    plm_nr = periodic(night, [r for r in rows if not (r["resp"] and r["clm"])], 1000)
    sleep = [r for r in rows if r["clm"] and stage_at(night, r["start"]) in ("N1", "N2", "N3", "R")]
    awake = [r for r in rows if r["clm"] and stage_at(night, r["start"]) == "W"]
    return {
        "clm": len(sleep),
        "plms": sum(r["start"] in plm for r in sleep),
        "plms_nr": sum(r["start"] in plm_nr for r in sleep),
        "plmw": sum(r["start"] in plm for r in awake),
        "arousal": sum(r["start"] in plm and aroused(night, r["start"], r["end"]) for r in sleep),
    }


def aasm(night: Night) -> dict[str, object]:
    legs = []
    for leg, a, b in joined_on_one_leg(night):
        if not 50 <= b - a <= 1000 or stage_at(night, a) in (None, "W"):
            continue
        if any(a <= e + 50 and b >= s - 50 for s, e in night.breathing):
            continue
        legs.append((leg, a, b))
    rows: list[dict] = []
    for leg, a, b in legs:
        last = rows[-1] if rows else None
        if last and leg not in last["legs"] and a - last["start"] < 500 and not gap_between(night, last["start"], a):
            last["legs"].add(leg)
            last["end"] = max(last["end"], b)
        else:
            rows.append({"start": a, "end": b, "legs": {leg}, "clm": True})
    plm = periodic(night, rows, 500)
    return {
        "lm": len(rows),
        "plms": sum(r["start"] in plm for r in rows),
        "arousal": sum(r["start"] in plm and aroused(night, r["start"], r["end"]) for r in rows),
    }


def aroused(night: Night, a: int, b: int) -> bool:
    return any(s - b < 50 and a - e < 50 for s, e in night.arousals)


def periodic(night: Night, rows: list[dict], shortest: int) -> set[int]:
    """Return the onsets of periodic movements: try every stretch of four and more."""
    out: set[int] = set()
    n = len(rows)
    for i in range(n):
        if i and not night.short_start:
            before = rows[i]["start"] - rows[i - 1]["start"]
            if before < shortest and not gap_between(night, rows[i - 1]["start"], rows[i]["start"]):
                continue
        for j in range(i + 3, n):
            part = rows[i : j + 1]
            good = all(r["clm"] for r in part)
            for x, y in itertools.pairwise(part):
                good = good and shortest <= y["start"] - x["start"] <= 9000
                good = good and not gap_between(night, x["start"], y["start"])
            if good:
                out |= {r["start"] for r in part}
    return out
