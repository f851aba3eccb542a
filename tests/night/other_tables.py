"""Read the tables of the other movements, and make their page: ``python -m tests.night.other_tables``."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from tests.night.spec_tables import HERE, PAGE, SIDES, Table, spans, tables

from whytwitch.evidence.night.editions.context import Context
from whytwitch.evidence.night.options import Options
from whytwitch.evidence.night.other_movements import find
from whytwitch.evidence.night.other_movements.chin import STEP_S, Chin
from whytwitch.evidence.night.scoring import name_movements, score_editions
from whytwitch.evidence.night.stages import build
from whytwitch.model.night import LegMovement

OTHER = HERE / "spec" / "other-movements.txt"
OTHER_PAGE = PAGE.parent / "other-movements.md"


def outcome(table: Table) -> dict[str, Any]:
    """Return what the rule of a table finds."""
    s = table.settings
    marks = [
        (float(a), float(b) - float(a), w) for w, a, b in re.findall(r"(\w+) ([\d.]+)-([\d.]+)", s.get("stages", ""))
    ]
    hypnogram = build(marks, source="events")
    bursts: dict[str, list[tuple[float, float, float]]] = {"left": [], "right": []}
    chin: list[tuple[float, float, float]] = []
    for row in table.rows:
        for k in range(int(row["times"])):
            on = float(row["onset"]) + k * float(row["every"])
            target = chin if row["leg"] == "C" else bursts[SIDES[row["leg"]]]
            target.append((on, on + float(row["length"]), float(row["peak"])))
    movements = name_movements(
        LegMovement(id="", leg=side, onset_s=a, duration_s=b - a, morphology=True, origin="auto")
        for side, own in bursts.items()
        for a, b, _ in own
        if b - a >= 0.5
    )
    context = Context(
        hypnogram=hypnogram, respiratory=(), arousals=(), respiratory_scored=False, arousals_scored=False, barriers=(),
        hours=1.0, options=Options(),
    )  # fmt: skip
    candidates = score_editions(movements, context).wasm2016.candidates
    made = _chin(chin, marks) if chin else None
    return find(bursts, candidates, hypnogram, made, spans(s.get("breathing", "")))[s["rule"]]


def _chin(activity: list[tuple[float, float, float]], marks: list[tuple[float, float, str]]) -> Chin:
    level = np.ones(round((marks[-1][0] + marks[-1][1]) / STEP_S))
    for a, b, times in activity:
        level[round(a / STEP_S) : round(b / STEP_S)] = times
    return Chin("Chin", [(0.0, level)], [(a, b) for a, b, _ in activity])


def expected(table: Table) -> dict[str, Any]:
    """Read ``count 1, excessive True``."""
    words: dict[str, Any] = {"None": None, "True": True, "False": False}
    found = (part.split() for part in table.settings["gives"].split(","))
    return {name: words[value] if value in words else float(value) for name, value in found}


def page() -> str:
    """Return the documentation page made of the tables."""
    lines = [
        "# Other movements of the night, by example",
        "",
        "Generated from `tests/night/spec/other-movements.txt` by `python -m tests.night.other_tables`; do not edit.",
        "Each table is a test. A row is a burst (`leg` L, R, or C for the chin; onset and length in seconds, peak in",
        "microvolt, for the chin in times its background) that is repeated `times` times `every` so many seconds.",
        "`gives` is what the JSON says. `None` means: cannot be worked out, which is not 0; `why` says why.",
        "Sources and deviations stand in `src/whytwitch/evidence/night/other_movements/`. Counts are no diagnoses.",
        "",
    ]
    for n, table in enumerate(tables(OTHER), 1):
        lines += [f"## {n}. {table.title}", ""]
        if table.why:
            lines += [table.why[:1].upper() + table.why[1:] + ".", ""]
        lines += ["```text", *table.text, "```", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    OTHER_PAGE.write_text(page(), encoding="utf-8")
