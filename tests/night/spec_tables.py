"""Read the spec tables: small event lists with what each edition must make of them.

``tests/night/spec/tables.txt`` is the text; ``docs/night/rules-by-example.md`` is generated from it (``python -m
tests.night.spec_tables``), and a test holds the two together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from whytwitch.evidence.night.editions.context import Context
from whytwitch.evidence.night.options import Options
from whytwitch.evidence.night.scoring import name_movements, score_editions
from whytwitch.evidence.night.stages import build
from whytwitch.model.night import Editions, LegMovement

HERE = Path(__file__).parent
TABLES = HERE / "spec" / "tables.txt"
PAGE = HERE.parent.parent / "docs" / "night" / "rules-by-example.md"
SIDES = {"L": "left", "R": "right", "B": "both"}


@dataclass
class Table:
    """One table."""

    title: str
    why: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def tables(path: Path = TABLES) -> list[Table]:
    """Return all tables of a file."""
    out: list[Table] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            out.append(Table(line[3:]))
        elif found := re.match(r"(why|options|breathing|arousals|stages|gaps|rule|gives): (.*)", line):
            if found[1] == "why":
                out[-1].why = found[2]
            else:
                out[-1].settings[found[1]] = found[2]
                out[-1].text.append(line)
        elif line.strip():
            cells = line.replace("|", " ").split()
            out[-1].text.append(line)
            if cells[0] == "leg":
                out[-1].columns = cells
            else:
                out[-1].rows.append(dict(zip(out[-1].columns, cells, strict=True)))
    return out


def spans(text: str) -> tuple[tuple[float, float], ...]:
    """Read ``80-100, 280-300``."""
    return tuple((float(a), float(b)) for a, b in re.findall(r"([\d.]+)-([\d.]+)", text))


def options(text: str) -> dict[str, object]:
    """Read ``name=value``."""
    words = {"True": True, "False": False}
    return {k: words.get(v, v) for k, v in re.findall(r"(\w+)=(\w+)", text)}


def score(table: Table) -> tuple[Editions, list[LegMovement]]:
    """Score a table; return the editions and its movements as they were written, one for each row."""
    s = table.settings
    marks = [
        (float(a), float(b) - float(a), w) for w, a, b in re.findall(r"(\w+) ([\d.]+)-([\d.]+)", s.get("stages", ""))
    ]
    gaps = tuple(float(g) for g in s.get("gaps", "").split(",") if g.strip())
    context = Context(
        hypnogram=build(marks, source="events"),
        respiratory=spans(s.get("breathing", "")),
        arousals=spans(s.get("arousals", "")),
        respiratory_scored=True,
        arousals_scored=True,
        barriers=gaps,
        hours=1.0,
        options=Options.make(options(s.get("options", ""))),
    )
    written = [
        LegMovement(
            id=f"row{i}",
            leg=SIDES[row["leg"]],
            onset_s=float(row["onset"]),
            duration_s=float(row["length"]),
            morphology=row.get("shape") != "spiky",
            origin="human",
        )
        for i, row in enumerate(table.rows)
    ]
    named = name_movements(written, gaps)
    return score_editions(named, context), written


def outcome(table: Table) -> list[dict[str, str]]:
    """Return what the editions say, in the words of the tables, one row for each movement."""
    editions, written = score(table)
    out: list[dict[str, str]] = [{} for _ in written]
    for column, edition, names in (
        ("WASM", editions.wasm2016, ("PLM", "CLM", "LM")),
        ("AASM", editions.aasm3, ("PLM", "LM", "-")),
    ):
        for i, m in enumerate(written):
            out[i][column] = "-"
            for c in edition.candidates:
                legs = {"left", "right", "both"} if c.leg == "both" else {c.leg}
                inside = c.onset_s - 1e-6 <= m.onset_s and m.offset_s <= c.onset_s + c.duration_s + 1e-6
                if not inside or m.leg not in legs or m.duration_s < 0.5 and c.duration_s == m.duration_s:
                    continue
                first = abs(c.onset_s - m.onset_s) < 1e-6
                word = names[0] if c.series else names[1] if c.clm else names[2]
                out[i][column] = word if first else "(+)"
                if column == "WASM":
                    out[i]["resp"] = "yes" if c.respiratory else "no"
                    out[i]["arousal"] = "yes" if c.arousal else "no"
                    out[i]["stage"] = c.stage or "?"
                    removed = c.respiratory and c.clm
                    out[i]["nr"] = "PLM" if c.series_nr else "-" if removed else "CLM" if c.clm else "LM"
                break
    return out


def page() -> str:
    """Return the documentation page made of the tables."""
    lines = [
        "# The rules by example",
        "",
        "Generated from `tests/night/spec/tables.txt` by `python -m tests.night.spec_tables`; do not edit. Each",
        "table is a test. A row is one movement of one leg: `PLM` periodic (in a series), `CLM` or `LM` counts but",
        "is in no series, `LM` in the WASM column is no CLM, `(+)` is joined with the movement above, `-` is not",
        "scored. `nr` is WASM 2016 after respiratory movements are removed. Onset and length are in seconds; the",
        "limits and their sources stand in `src/whytwitch/evidence/night/rules.py`.",
        "",
    ]
    for n, table in enumerate(tables(), 1):
        lines += [f"## {n}. {table.title}", ""]
        if table.why:
            lines += [table.why[:1].upper() + table.why[1:] + ".", ""]
        lines += ["```text", *table.text, "```", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
