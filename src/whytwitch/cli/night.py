"""``night``: one recording or list of events."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whytwitch.cli.common import JsonFlag, app, print_json


@app.command()
def night(
    file: Annotated[Path, typer.Argument(help="A recording (EDF, BDF) or a list of events.")],
    events: Annotated[Path | None, typer.Option(help="Stages and events that belong to the recording.")] = None,
    left: Annotated[str | None, typer.Option(help="Label of the left leg's channel.")] = None,
    right: Annotated[str | None, typer.Option(help="Label of the right leg's channel.")] = None,
    aasm_morphology: Annotated[
        bool, typer.Option("--aasm-morphology", help="Apply the WASM shape rule to AASM too.")
    ] = False,
    no_short_start: Annotated[
        bool,
        typer.Option("--no-short-start", help="WASM: a movement after an interval under 10 s cannot start a series."),
    ] = False,
    stages: Annotated[
        str, typer.Option(help="Sleep stages by a program: auto (when nobody staged and there is EEG), off, yasa.")
    ] = "auto",
    eeg: Annotated[str | None, typer.Option(help="Label of the EEG channel to stage from.")] = None,
    eog: Annotated[str | None, typer.Option(help="Label of the eye channel.")] = None,
    chin: Annotated[str | None, typer.Option(help="Label of the chin EMG channel.")] = None,
    no_eeg: Annotated[bool, typer.Option("--no-eeg", help="Do not look at the EEG around the movements.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Score the leg movements of a night by WASM 2016 and by AASM 3."""
    from whytwitch.evidence.night import score_night

    legs = {side: label for side, label in (("left", left), ("right", right)) if label} or None
    options = {"aasm_morphology": aasm_morphology, "short_interval_start": not no_short_start}
    options |= {"stages": stages, "eeg": eeg, "eog": eog, "chin": chin, "eeg_around": not no_eeg}
    scored = score_night(file, events, legs=legs, options=options)
    if as_json:
        print_json(scored)
        return
    from whytwitch.report import night_as_text

    typer.echo(night_as_text(scored))
