"""``night``: one recording or list of events."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from whytwitch.cli.common import AasmMorphology, JsonFlag, NoShortStart, app, print_json, write


@app.command()
def night(
    file: Annotated[Path, typer.Argument(help="A recording (EDF, BDF) or a list of events.")],
    events: Annotated[
        list[Path] | None, typer.Option(help="Stages and events that belong to the recording. Repeatable.")
    ] = None,
    left: Annotated[str | None, typer.Option(help="Label of the left leg's channel.")] = None,
    right: Annotated[str | None, typer.Option(help="Label of the right leg's channel.")] = None,
    legs: Annotated[
        list[str] | None,
        typer.Option(
            help="SIDE:LABEL[@UNIT], repeatable; SIDE is left, right, summed (both legs in one channel) or unknown. "
            "LABEL may be 'A - B' (subtracted); @uV confirms a unit that the file does not give."
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(help="Columns of an event table with odd names: onset=A,duration=B,event=C[,end=D][,leg=E]."),
    ] = None,
    movements: Annotated[
        str, typer.Option(help="auto scores the signal; human scores the movements that a person marked.")
    ] = "auto",
    aasm_morphology: AasmMorphology = False,
    no_short_start: NoShortStart = False,
    respiratory_window: Annotated[
        str,
        typer.Option(help="WASM: wasm (2.0 s before to 10.25 s after the end of a breathing event) or half_second."),
    ] = "wasm",
    stages: Annotated[
        str, typer.Option(help="Sleep stages by a program: auto (when nobody staged and there is EEG), off, yasa.")
    ] = "auto",
    eeg: Annotated[str | None, typer.Option(help="Label of the EEG channel to stage from.")] = None,
    eog: Annotated[str | None, typer.Option(help="Label of the eye channel.")] = None,
    chin: Annotated[str | None, typer.Option(help="Label of the chin EMG channel.")] = None,
    no_eeg: Annotated[bool, typer.Option("--no-eeg", help="Do not look at the EEG around the movements.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write the night as a web page.")] = None,
    edf: Annotated[
        Path | None, typer.Option("--edf", help="Write stages, movements and series as EDF+ annotations.")
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write a table of the movements.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Score the leg movements of a night by WASM 2016 and by AASM 3."""
    from whytwitch.evidence.night import score_night

    options: dict[str, Any] = {"aasm_morphology": aasm_morphology, "short_interval_start": not no_short_start}
    options |= {"stages": stages, "eeg": eeg, "eog": eog, "chin": chin, "eeg_around": not no_eeg, "columns": columns}
    options |= {"movements": movements, "respiratory_window": respiratory_window}
    scored = score_night(file, events, legs=_legs(left, right, legs or []), options=options)
    if html is not None:
        from whytwitch.report import night_html

        write(html, night_html(scored))
    if edf is not None or csv is not None:
        from whytwitch.evidence.night.export import annotations_edf, movements_csv

        if edf is not None:
            write(edf, annotations_edf(scored))
        if csv is not None:
            write(csv, movements_csv(scored))
    if as_json:
        print_json(scored)
        return
    written = [str(path) for path in (html, edf, csv) if path is not None]
    if written:
        typer.echo("Written: " + ", ".join(written))
        return
    from whytwitch.report import night_as_text

    typer.echo(night_as_text(scored))


def _legs(left: str | None, right: str | None, more: list[str]) -> dict[str, Any] | None:
    """Put the three ways to name a leg's channel together."""
    from whytwitch.errors import FormatError

    out: dict[str, Any] = {side: label for side, label in (("left", left), ("right", right)) if label}
    for text in more:
        side, colon, label = text.partition(":")
        side = {"summed": "both", "sum": "both"}.get(side.strip().lower(), side.strip().lower())
        if not colon or side not in ("left", "right", "both", "unknown"):
            raise FormatError(
                "this does not say which channel is which leg", where="--legs", found=text,
                allowed="left:LABEL, right:LABEL, summed:LABEL or unknown:LABEL",
            )  # fmt: skip
        name, at, unit = label.rpartition("@")
        out[side] = {"channel": name.strip(), "unit": unit.strip()} if at else label.strip()
    return out or None
