"""``labs``: blood tests from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whytwitch.cli.common import JsonFlag, app, print_json


@app.command()
def labs(
    file: Annotated[Path, typer.Argument(help="Blood tests: CSV, XLSX, JSON, YAML or a FHIR bundle.")],
    age: Annotated[str | None, typer.Option(help="Age, for intervals and kidney function: 54, '8 months'.")] = None,
    sex: Annotated[str | None, typer.Option(help="female or male.")] = None,
    pregnant: Annotated[str | None, typer.Option(help="yes or no.")] = None,
    as_of: Annotated[str | None, typer.Option(help="The day to judge from, such as 2026-11-22.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Read blood tests: units, intervals, derived values, one row out for each row in."""
    from whytwitch.evidence.case import build_case
    from whytwitch.evidence.labs import read_labs, report

    told = {"age": age, "sex": sex, "pregnant": pregnant}
    case = build_case(
        {"person": {key: value for key, value in told.items() if value}, **({"as_of": as_of} if as_of else {})}
    )
    made = report(read_labs(file), person=case.person, as_of=case.as_of)
    if as_json:
        print_json(made.model_dump(mode="json"))
        return
    from whytwitch.report import labs_as_text

    typer.echo(labs_as_text(made.model_dump(mode="json")))
