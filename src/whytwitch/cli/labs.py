"""``labs``: blood tests from a file or typed in; what was read from a paper is confirmed here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whytwitch.cli.common import JsonFlag, app, print_json, write

if TYPE_CHECKING:
    from whytwitch.model.labs import LabReport


@app.command()
def labs(
    file: Annotated[
        Path | None, typer.Argument(help="Blood tests: CSV, XLSX, JSON, YAML, FHIR, or a PDF with text.")
    ] = None,
    add: Annotated[list[str] | None, typer.Option(help="Type one in: 'ferritin 18 ug/L 2026-10-02'.")] = None,
    accept: Annotated[
        str | None, typer.Option(help="Confirm values read from a paper: all, sure, or rows such as 1,3,5-7.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--write", help="Write what counts as JSON, ready for a case file's 'labs'.")
    ] = None,
    age: Annotated[str | None, typer.Option(help="Age, for intervals and kidney function: 54, '8 months'.")] = None,
    sex: Annotated[str | None, typer.Option(help="female or male.")] = None,
    pregnant: Annotated[str | None, typer.Option(help="yes or no.")] = None,
    as_of: Annotated[str | None, typer.Option(help="The day to judge from, such as 2026-11-22.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Read blood tests: units, intervals, derived values, one row out for each row in."""
    from whytwitch.evidence.case import build_case
    from whytwitch.evidence.labs import accepted, read_labs, report, typed
    from whytwitch.evidence.labs.reading import LabValues

    if file is None and not add:
        raise typer.BadParameter("name a file, or type a result in with --add")
    told = {"age": age, "sex": sex, "pregnant": pregnant}
    case = build_case(
        {"person": {key: value for key, value in told.items() if value}, **({"as_of": as_of} if as_of else {})}
    )
    values = LabValues([], []) if file is None else read_labs(file)
    if accept is not None:
        values = accepted(values, accept)
    values.extend(typed(text) for text in add or ())
    made = report(values, person=case.person, as_of=case.as_of)
    if out is not None:
        write(out, json.dumps({"labs": _for_a_case(made)}, ensure_ascii=False, indent=1) + "\n")
    if as_json:
        print_json(made.model_dump(mode="json"))
        return
    from whytwitch.report import labs_as_text

    waiting = _waiting(made)
    if waiting:
        typer.echo(waiting)
    typer.echo(labs_as_text(made.model_dump(mode="json")))
    trends = _trends(made)
    if trends:
        typer.echo(trends)


def _for_a_case(made: LabReport) -> list[dict[str, Any]]:
    rows = []
    for row in made.results:
        if row.used and row.value is not None:
            told = {"test": row.test, "value": f"{row.comparator or ''}{row.value}" if row.comparator else row.value}
            told |= {"unit": row.unit, "at": row.at and row.at[:10]}
            told |= {"low": row.low, "high": row.high} if row.interval_from == "laboratory" else {}
            rows.append({key: value for key, value in told.items() if value not in (None, "")})
    return rows


def _waiting(made: LabReport) -> str:
    """What was read from a paper and counts only when it is confirmed."""
    lines = []
    for number, row in enumerate(made.results, 1):
        if not row.confirmed:
            where = f"page {row.page}, " if row.page else ""
            where += f"line {row.line}" if row.line else "a form's field"
            value = f"{row.comparator or ''}{row.value:g}" if isinstance(row.value, float) else str(row.value)
            day = row.at[:10] if row.at else "no date"
            lines.append(f"  [{number}] {row.written}: {value} {row.unit} ({where}; {row.sure}; {day})")
    if not lines:
        return ""
    head = "Read from a paper. Compare each with it; none counts until you confirm it (--accept all, or --accept 1,3):"
    return "\n".join([head, *lines, ""])


def _trends(made: LabReport) -> str:
    lines = []
    for trend in made.trends:
        points = ", ".join(f"{one.at[:10]} {one.comparator or ''}{one.value:.4g}" for one in trend.points)
        lines.append(f"  {trend.name} ({trend.si_unit}): {points}")
    return "\n".join(["", "Over time:", *lines]) if lines else ""
