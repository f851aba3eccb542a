"""Seventy event lists whose answer was worked out on paper from the rules before the program ever saw them.

Each list goes the way a person's file goes: written as CSV, read, scored by both editions.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.night.spec_tables import HERE, SIDES, options

from whytwitch.evidence.night import score_night

WORDS = {"breathing": "Obstructive apnea", "arousals": "Arousal"}


def lists() -> list[dict[str, str]]:
    out: list[dict[str, str]] = []
    for line in (HERE / "spec" / "on-paper.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            out.append({"title": line[3:], "stages": "N2 0-3600"})
        elif line.strip():
            key, _, value = line.partition(": ")
            out[-1][key] = value
    return out


def csv_of(one: dict[str, str]) -> str:
    rows = [
        f"{a},{float(b) - float(a):.6f},Sleep stage {w},"
        for w, a, b in re.findall(r"(\S+) ([\d.]+)-([\d.]+)", one["stages"])
    ]
    for key, word in WORDS.items():
        rows += [
            f"{a},{float(b) - float(a):.6f},{word}," for a, b in re.findall(r"([\d.]+)-([\d.]+)", one.get(key, ""))
        ]
    rows += [
        f"{a},{d},Leg movement,{SIDES[leg]}" for leg, a, d in re.findall(r"([LRB])([\d.]+)\+([\d.]+)", one["moves"])
    ]
    return "onset_s,duration_s,event,leg\n" + "\n".join(rows) + "\n"


def figure(edition: dict[str, Any], name: str) -> str:
    """Return a figure as it is written in the lists."""
    found = edition["indices"]
    if name == "series":
        return " ".join(str(s["count"]) for s in edition["series"])
    if name in ("ferri", "plm_per_clm"):
        value = found[f"periodicity_{name}"]
    else:
        value = found["counts"][name] if name in found["counts"] else found[name]
    return "None" if value is None else f"{value:g}"


@pytest.mark.parametrize("one", lists(), ids=[x["title"] for x in lists()])
def test_a_list_gives_what_was_worked_out_on_paper(tmp_path: Path, one: dict[str, str]) -> None:
    path = tmp_path / "events.csv"
    path.write_text(csv_of(one))
    night = score_night(path, options=options(one.get("options", "")))
    for key, name in (("wasm", "wasm2016"), ("aasm", "aasm3")):
        edition = night["editions"][name]
        for part in filter(None, one.get(key, "").split(", ")):
            what, _, wanted = part.partition(" ")
            assert figure(edition, what) == wanted, (key, what)
    for stage, plm in re.findall(r"(\w+) (\d+)", one.get("stage", "")):
        assert night["editions"]["wasm2016"]["indices"]["by_stage"][stage]["plm"] == int(plm)
