"""``cohort`` and ``cohort-summary``: thousands of nights, and what they say together."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from whytwitch.cli.common import AasmMorphology, JsonFlag, NoShortStart, app, print_json

if TYPE_CHECKING:
    from whytwitch.cohort.run import Progress

_RULES = {"both": ("wasm2016", "aasm3"), "wasm2016": ("wasm2016",), "aasm3": ("aasm3",)}


@app.command()
def cohort(
    folder: Annotated[Path, typer.Argument(help="A folder with recordings: plain, BIDS or NSRR.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the four Parquet tables.")],
    address: Annotated[
        str | None, typer.Option("--cluster", help="Address of a Dask scheduler, such as tcp://host:8786.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=512, help="Processes on this computer.")] = None,
    events: Annotated[
        str, typer.Option(help="auto, none, or where event lists are: a pattern with {stem}, from the recording.")
    ] = "auto",
    rules: Annotated[str, typer.Option(help="both, wasm2016 or aasm3.")] = "both",
    people: Annotated[Path | None, typer.Option(help="A table with subject, age and sex.")] = None,
    aasm_morphology: AasmMorphology = False,
    no_short_start: NoShortStart = False,
    stages: Annotated[
        str, typer.Option(help="Sleep stages by a program for unstaged nights with EEG: off, auto (some 25 s a night).")
    ] = "off",
    summary: Annotated[bool, typer.Option("--summary/--no-summary", help="Write summary.html too.")] = True,
    as_json: JsonFlag = False,
) -> None:
    """Score every night of a folder once; a second run does only what is missing."""
    from whytwitch.cohort.run import Plan, score_folder
    from whytwitch.errors import FormatError

    if rules not in _RULES:
        raise FormatError("there are no such rules", where="--rules", found=repr(rules), allowed=", ".join(_RULES))
    plan = Plan(
        folder,
        out,
        events=events,
        editions=_RULES[rules],
        options={
            "aasm_morphology": aasm_morphology,
            "short_interval_start": not no_short_start,
            "stages": stages,
            "eeg_around": False,
        },
        people=people,
        workers=workers,
        address=address,
    )
    made = score_folder(plan, _Teller())
    if summary:
        _write_summary(out)
    held = made.progress
    if as_json:
        print_json(
            {
                "nights": held.total,
                "known_before": held.known,
                "scored_now": held.done,
                "failed_now": held.failed,
                "seconds": round(made.seconds, 3),
                "rows": made.tables,
            }
        )
        return
    typer.echo(
        f"{held.total} recordings: {held.known} known, {held.done - held.failed} scored now, {held.failed} failed; "
        f"{made.seconds:.1f} s. Tables in {out}: " + ", ".join(f"{name} {rows}" for name, rows in made.tables.items())
    )


@app.command("cohort-summary")
def cohort_summary(
    out: Annotated[Path, typer.Argument(help="Folder with the tables of 'cohort'.")],
    as_json: JsonFlag = False,
) -> None:
    """Say what the nights of a cohort have in common, as JSON or as OUT/summary.html."""
    if as_json:
        from whytwitch.cohort.analysis import summarize

        print_json(summarize(out))
    else:
        typer.echo(f"Written: {_write_summary(out)}")


def _write_summary(out: Path) -> Path:
    from whytwitch.cli.common import write
    from whytwitch.cohort.analysis import summarize, write_views
    from whytwitch.report.cohort_page import cohort_html

    write_views(out)
    path = out / "summary.html"
    write(path, cohort_html(summarize(out)))
    return path


class _Teller:
    """Progress on standard error: one line that renews itself, or a line every ten seconds where nobody watches."""

    def __init__(self) -> None:
        self.last = 0.0

    def __call__(self, progress: Progress) -> None:
        import time

        now, watched = time.monotonic(), sys.stderr.isatty()
        finished = progress.known + progress.done >= progress.total
        if now - self.last < (0.3 if watched else 10.0) and not finished:
            return
        self.last = now
        left = "" if progress.remaining_s is None else f", {_span(progress.remaining_s)} left"
        text = (
            f"{progress.known + progress.done} of {progress.total} nights ({progress.known} known, "
            f"{progress.failed} failed), {progress.rate_per_s:.1f} a second{left}"
        )
        print(f"\r{text:<78}" if watched else text, end="\n" if finished or not watched else "", file=sys.stderr)


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
