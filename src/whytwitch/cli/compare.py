"""``compare``: two scorings of one night held against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from whytwitch.cli.common import JsonFlag, app, print_json


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(help="The reference: a night's JSON, a recording, or a list of events.")],
    second: Annotated[Path, typer.Argument(help="What is held against it.")],
    events: Annotated[
        list[Path] | None, typer.Option(help="Sleep stages and events for both, where they have none. Repeatable.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Compare two scorings of one night: movement by movement, by time, and by index."""
    from whytwitch.evidence.night.agreement import compare_nights, open_pair

    made = compare_nights(*open_pair(first, second, events))
    if as_json:
        print_json(made)
        return
    typer.echo(_as_text(made))


def _as_text(made: dict[str, Any]) -> str:
    lines = [f"{'Leg':<9}{'first':>7}{'second':>8}{'both':>6}{'F1':>8}{'kappa':>8}{'onset':>9}{'length':>9}"]
    for leg, one in made["legs"].items():
        row = [f"{leg:<9}{one['count'][0]:>7}{one['count'][1]:>8}{one['matched']:>6}"]
        row += [f"{_figure(one[k]):>8}" for k in ("f1", "kappa")]
        row += [f"{_figure(one[k], ' s'):>9}" for k in ("onset_difference_s", "duration_difference_s")]
        lines.append("".join(row))
    lines += ["", f"{'Index':<44}{'first':>9}{'second':>9}{'change':>9}"]
    for one in made["indices"]:
        name = f"{one['edition']}, {one['index']}"
        lines.append(f"{name:<44}{_figure(one['first']):>9}{_figure(one['second']):>9}{_figure(one['difference']):>9}")
    return "\n".join([*lines, "", *made["notes"]])


def _figure(value: float | None, unit: str = "") -> str:
    return "–" if value is None else f"{value:.3f}{unit}"
