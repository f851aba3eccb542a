"""``followup``: did it help? ``experiment``: plan a fair experiment on oneself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from whytwitch.cli.common import JsonFlag, app, print_json, write


@app.command()
def followup(
    file: Annotated[Path, typer.Argument(help="A table with day,arm,value; an empty value is missing.")],
    protocol: Annotated[Path | None, typer.Option(help="The protocol as it was frozen (JSON or YAML).")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Compare days with and without a measure in one person: helps, harms, no worthwhile difference, cannot
    tell yet."""
    from whytwitch.care.followup import analyse, read_protocol, read_series

    series = read_series(file)
    plan, remarks = (None, []) if protocol is None else read_protocol(protocol)
    made = analyse(series, plan)
    made["warnings"] = [*remarks, *made["warnings"]]
    if as_json:
        print_json(made)
    else:
        typer.echo(as_words(made))


def as_words(made: dict[str, Any]) -> str:
    """The outcome in plain words.

    Parameters
    ----------
    made : dict
        What ``analyse`` gave.
    """
    arms = made["arms"]
    lines = [f"{arms['measure'] or 'the measure'} compared with {arms['comparison'] or 'without'}: {made['verdict']}."]
    if made.get("interval"):
        low, high = made["interval"]
        lines.append(
            f"Difference {made['effect']:.3g} a day (95 % interval {low:.3g} to {high:.3g}; {made['better']} is better)."  # noqa: E501
        )
        lines.append(
            f"Chance that it is a benefit: {made['p_benefit']:.0%}. Lot test: p = {made['randomisation_p']:.3f}."
        )
    if made["needs_weeks"]:
        lines.append(f"Probably {made['needs_weeks']} more weeks are needed.")
    return "\n".join([*lines, *(f"Note: {one}" for one in made["warnings"])])


experiment = typer.Typer(help="Plan a fair experiment on oneself; show what it could find.", no_args_is_help=True)
app.add_typer(experiment, name="experiment")


@experiment.command()
def plan(
    measure: Annotated[str, typer.Argument(help="What is tried, such as 'no caffeine after noon'.")],
    outcome: Annotated[str, typer.Option(help="What is noted each day.")] = "twitches",
    worthwhile: Annotated[float | None, typer.Option(help="Smallest change that would be worth it.")] = None,
    kind: Annotated[str, typer.Option(help="count or score.")] = "auto",
    better: Annotated[str, typer.Option(help="lower or higher.")] = "lower",
    pairs: Annotated[int, typer.Option(help="Pairs of phases, at least 6.")] = 9,
    phase_days: Annotated[int, typer.Option(help="Days of a phase.")] = 3,
    washout_days: Annotated[int, typer.Option(help="Days left out at the start of each phase.")] = 0,
    start: Annotated[str | None, typer.Option(help="First day, such as 2026-12-01.")] = None,
    case: Annotated[
        Path | None, typer.Option(help="The case file: forbids what would be dangerous for this person.")
    ] = None,
    agreed: Annotated[bool, typer.Option("--agreed-with-clinician", help="A clinician agreed to this.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the frozen protocol here.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Draw the order by lot, freeze the protocol with its hash, and preview what it can find."""
    import json

    from whytwitch.care.followup.build import build_protocol
    from whytwitch.care.followup.power import preview
    from whytwitch.care.followup.protocol import freeze
    from whytwitch.workup import as_case, gather

    facts = None if case is None else gather(as_case(case)).facts
    made = build_protocol(
        measure, outcome=outcome, worthwhile=worthwhile, kind=kind, better=better, pairs=pairs, phase_days=phase_days,
        washout_days=washout_days, start=start, facts=facts, agreed=agreed,
    )  # fmt: skip
    frozen = freeze(made)
    seen = preview(made)
    if out is not None:
        write(out, json.dumps(frozen, indent=1, ensure_ascii=False) + "\n")
    if as_json:
        print_json({"protocol": frozen, "preview": seen})
        return
    lines = [
        f"{made.measure}: {2 * made.pairs} phases of {made.phase_days} days, {2 * made.pairs * made.phase_days} days in all."  # noqa: E501
    ]
    lines += [" ".join(made.order), f"Hash {frozen['hash'][:16]}"]
    lines += [
        f"An effect of {row['effect_sd']:g} day-to-day spreads is found in {row['power']:.0%} of simulated tries."
        for row in seen["power"]
    ]
    typer.echo("\n".join(lines))
