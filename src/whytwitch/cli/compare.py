"""``compare``: two scorings of one night, or two cohort outputs; ``scorers``: this program against people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from whytwitch.cli.common import AasmMorphology, JsonFlag, NoShortStart, app, print_json, write


@app.command()
def compare(
    first: Annotated[
        Path,
        typer.Argument(help="The reference: a night's JSON, a recording, a list of events, or an output of 'cohort'."),
    ],
    second: Annotated[Path, typer.Argument(help="What is held against it.")],
    events: Annotated[
        list[Path] | None, typer.Option(help="Sleep stages and events for both, where they have none. Repeatable.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Compare two scorings of one night, or of a whole cohort: by movement, by time, and by index."""
    from whytwitch.cohort.against import compare_outputs, is_output
    from whytwitch.errors import ContradictionError

    outputs = [is_output(one) for one in (first, second)]
    if all(outputs):
        if events:
            raise ContradictionError(
                "two cohort outputs are compared as they are", where="--events",
                todo="leave --events out; the nights were scored when the tables were written",
            )  # fmt: skip
        held = compare_outputs(first, second)
        if as_json:
            print_json(held)
        else:
            typer.echo(_cohorts_as_text(held))
        return
    if any(outputs):
        raise ContradictionError(
            "a cohort output can only be compared with another one", where=str(second if outputs[0] else first),
            allowed="two folders that 'whytwitch cohort' wrote",
        )  # fmt: skip
    from whytwitch.evidence.night.agreement import compare_nights, open_pair

    made = compare_nights(*open_pair(first, second, events))
    if as_json:
        print_json(made)
        return
    typer.echo(_as_text(made))


@app.command()
def scorers(
    folder: Annotated[
        Path, typer.Argument(help="Recordings that people scored: PSG-IPA, CAP, NSRR, or any with --scorer.")
    ],
    scorer: Annotated[
        list[str] | None,
        typer.Option(help="NAME=PATTERN for each scorer, from the recording's folder, with {stem}. Repeatable."),
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write one row for each pair.")] = None,
    aasm_morphology: AasmMorphology = False,
    no_short_start: NoShortStart = False,
    as_json: JsonFlag = False,
) -> None:
    """Hold this program against each scorer, and the scorers against each other: by movement and by index."""
    from whytwitch.cohort.rated import find_rated
    from whytwitch.cohort.scorers import as_csv, night_against_scorers, sum_up

    options = {"aasm_morphology": aasm_morphology, "short_interval_start": not no_short_start}
    nights = []
    for rated in find_rated(folder, scorer or []):
        nights.append(night_against_scorers(rated, options))
        typer.echo(f"{rated.name}: {len(nights[-1]['pairs'])} comparisons", err=True)
    made = {"summary": sum_up(nights), "nights": nights}
    if csv is not None:
        write(csv, as_csv(nights))
    if as_json:
        print_json(made)
        return
    typer.echo(_scorers_as_text(made))


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


def _cohorts_as_text(made: dict[str, Any]) -> str:
    nights = made["nights"]
    lines = [f"{nights['both']} nights in both outputs."]
    for key, text in (
        ("only_first", "scored only in the first"), ("only_second", "scored only in the second"),
        ("errors_first", "in error in the first"), ("errors_second", "in error in the second"),
        ("different_bytes", "of the same name but with other bytes"),
    ):  # fmt: skip
        if nights[key]:
            lines.append(f"{len(nights[key])} {text}: {_some(nights[key])}.")
    lines += ["", f"{'Leg':<9}{'first':>9}{'second':>9}{'both':>9}{'F1':>8}"]
    for leg, one in made["movements"]["legs"].items():
        lines.append(f"{leg:<9}{one['first']:>9}{one['second']:>9}{one['both']:>9}{_figure(one['f1']):>8}")
    if made["movements"]["f1_quartiles"]:
        low, middle, high = made["movements"]["f1_quartiles"]
        lines.append(f"F1 of a night: {middle:.3f} in the middle, half of them from {low:.3f} to {high:.3f}.")
    lines += ["", f"{'Index (nights)':<36}{'first':>9}{'second':>9}{'bias':>9}{'95 % limits of agreement':>27}{'r':>8}"]
    for one in made["indices"]:
        name, row = (
            f"{one['index']} ({one['nights']})",
            [_figure(one[k]) for k in ("mean_first", "mean_second", "bias")],
        )
        limits = "–" if one["limits"] is None else f"{one['limits'][0]:.3f} to {one['limits'][1]:.3f}"
        figures = "".join(f"{value:>9}" for value in row)
        lines.append(f"{name:<36}{figures}{limits:>27}{_figure(one['correlation']):>8}")
        if one["per_hour_of_different_things"]:
            lines.append(f"    {one['per_hour_of_different_things']} nights left out: per hour of sleep in one only")
    lines.append("")
    for edition, one in made["many"].items():
        lines.append(
            f"{edition}: above {one['above_per_h']:g} PLMS an hour in both {one['both']}, only in the first "
            f"{one['only_first']}, only in the second {one['only_second']}, in neither {one['neither']}."
        )
    return "\n".join(lines)


def _scorers_as_text(made: dict[str, Any]) -> str:
    lines = []
    for night in made["nights"]:
        lines += [
            night["name"],
            f"  {'reference':<22}{'against':<22}{'first':>7}{'second':>8}{'both':>6}{'F1':>8}{'PLMS':>16}",
        ]
        for pair in night["pairs"]:
            held = pair["movements"]["asleep"] or pair["movements"]["all"]
            index = next(i for i in pair["indices"] if (i["edition"], i["index"]) == ("wasm2016", "plms_per_h"))
            figures = " / ".join("–" if index[k] is None else f"{index[k]:.1f}" for k in ("first", "second"))
            lines.append(
                f"  {pair['first'][:21]:<22}{pair['second'][:21]:<22}{held['first']:>7}{held['second']:>8}"
                f"{held['both']:>6}{_figure(held['f1']):>8}{figures:>16}"
            )
        lines += [f"  {text}" for text in night["problems"]] + [""]
    found = made["summary"]
    lines.append(f"{found['compared']} of {found['nights']} nights could be compared.")
    for kind, text in (("program", "This program against scorers"), ("people", "Scorers against each other")):
        if (held := found[kind]["f1"]) is not None:
            lines.append(
                f"{text}: F1 {held['median']:.3f} in the middle of {held['nights']} nights "
                f"({held['least']:.3f} to {held['most']:.3f}; {found[kind]['pairs']} pairs)."
            )
    for edition, one in found["within"].items():
        if one["nights"]:
            lines.append(
                f"{edition}: PLMS index inside what scorers found on {one['inside']} of {one['nights']} nights."
            )
    return "\n".join([*lines, "This is agreement with people who scored these recordings, not accuracy."])


def _some(names: list[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _figure(value: float | None, unit: str = "") -> str:
    return "–" if value is None else f"{value:.3f}{unit}"
