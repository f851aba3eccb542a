"""The command line: thin commands over the rooms of the house."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from whytwitch.errors import EXIT_BUG, InputError

app = typer.Typer(
    name="whytwitch",
    help="Why does my leg twitch? Evidence in, one clinical picture out. "
    "Decision support and education, not a medical device.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
knowledge_app = typer.Typer(help="Look into the medical knowledge, or check it.", no_args_is_help=True)
app.add_typer(knowledge_app, name="knowledge")

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def main() -> None:
    """Run a command; every error of the input is one sentence and an exit code of 10 to 19."""
    try:
        app(standalone_mode=True)
    except InputError as error:
        print(f"whytwitch: {error.sentence()}", file=sys.stderr)
        if "--json" in sys.argv:
            print(json.dumps(error.as_dict(), ensure_ascii=False), file=sys.stderr)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(130)
    except Exception as error:
        if os.environ.get("WHYTWITCH_DEBUG"):
            raise
        print(
            f"whytwitch: this is a fault of the program, not of your input ({type(error).__name__}); "
            "please report it, and run again with WHYTWITCH_DEBUG=1 to see where.",
            file=sys.stderr,
        )
        sys.exit(EXIT_BUG)


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


@app.command()
def picture(
    case: Annotated[Path, typer.Argument(help="A case file (.yaml or .json).")],
    as_json: JsonFlag = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write the report as a web page.")] = None,
    clinician: Annotated[bool, typer.Option("--clinician", help="Write for a clinician: numbers and sources.")] = False,
) -> None:
    """Draw the picture of one person: how urgent, which causes, what to do."""
    from whytwitch.workup import draw

    workup = draw(case)
    audience = "clinician" if clinician else "person"
    if html is not None:
        from whytwitch.report import html as as_html

        _write(html, as_html(workup, audience))
    if as_json:
        _print_json(workup.as_json())
    elif html is None:
        from whytwitch.report import as_text

        typer.echo(as_text(workup, audience))
    else:
        typer.echo(f"Written: {html}")


@app.command()
def explain(
    case: Annotated[Path, typer.Argument(help="A case file (.yaml or .json).")],
    what_if: Annotated[
        list[str] | None,
        typer.Option("--what-if", help="An answer that might be different: finding=value. Repeatable."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Say what explains what away, and which answer or assumption would change the advice."""
    from whytwitch.knowledge import knowledge
    from whytwitch.picture.explain import explain as explain_picture
    from whytwitch.picture.explain import what_if as suppose
    from whytwitch.workup import as_case, gather

    base = knowledge()
    evidence = gather(as_case(case))
    if what_if:
        level, causes = suppose(evidence.case, evidence.facts, base, dict(_supposition(one) for one in what_if))
        lines = [f"If so: {level}."]
        lines += [f"  {cause.name}: fits {cause.fit}" for cause in causes[:5]]
        made: dict[str, Any] = {
            "level": level,
            "causes": [cause.model_dump(mode="json", by_alias=True) for cause in causes],
        }
    else:
        found = explain_picture(evidence.case, evidence.facts, base)
        made = found.model_dump(mode="json")
        lines = [one.text for one in found.explained_away]
        lines += [
            f"If you answered '{one.answer}' to: {one.question} – {one.level} instead of {one.was}."
            for one in found.flips
        ]
        lines += [one.text for one in found.assumptions]
        lines = lines or ["No single answer or assumption looked at would change the advice."]
    if as_json:
        _print_json(made)
    else:
        typer.echo("\n".join(lines))


def _supposition(text: str) -> tuple[str, str | float]:
    from whytwitch.errors import FormatError

    name, sign, value = text.partition("=")
    if not sign:
        raise FormatError("this is no supposition", where="--what-if", allowed="finding=value", found=repr(text))
    try:
        return name.strip(), float(value)
    except ValueError:
        return name.strip(), value.strip()


def _write(path: Path, text: str) -> None:
    from whytwitch.errors import SystemPartError

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SystemPartError(
            f"this file cannot be written ({error.strerror})", where=str(path), todo="choose a folder you may write to"
        ) from None


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
        _print_json(made.model_dump(mode="json"))
        return
    from whytwitch.report import labs_as_text

    typer.echo(labs_as_text(made.model_dump(mode="json")))


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
    as_json: JsonFlag = False,
) -> None:
    """Score the leg movements of a night by WASM 2016 and by AASM 3."""
    from whytwitch.evidence.night import score_night

    legs = {side: label for side, label in (("left", left), ("right", right)) if label} or None
    options = {"aasm_morphology": aasm_morphology, "short_interval_start": not no_short_start}
    scored = score_night(file, events, legs=legs, options=options)
    if as_json:
        _print_json(scored)
        return
    from whytwitch.report import night_as_text

    typer.echo(night_as_text(scored))


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port on this computer.")] = 8765,
    data: Annotated[Path | None, typer.Option(help="Folder that keeps what you enter.")] = None,
) -> None:
    """Start the app on this computer; nobody else can reach it."""
    from whytwitch.web.server import serve as run_server

    run_server(port=port, data=data)


@knowledge_app.command("check")
def knowledge_check() -> None:
    """Check every entry: sources, tags, ids, impossible numbers."""
    from whytwitch.errors import FormatError
    from whytwitch.knowledge.check import problems, warnings

    found = problems()
    for text in warnings():
        typer.echo(f"note: {text}")
    for text in found:
        typer.echo(text, err=True)
    if found:
        raise FormatError(
            f"the knowledge base has {len(found)} faults", where="knowledge/data", todo="see the lines above"
        )
    from whytwitch.knowledge import knowledge

    base = knowledge()
    typer.echo(
        f"{len(base.conditions)} conditions, {len(base.findings)} findings, {len(base.rules)} danger rules, "
        f"{len(base.measures)} measures, {len(base.sources)} sources: no fault found."
    )


@knowledge_app.command("coverage")
def knowledge_coverage(as_json: JsonFlag = False) -> None:
    """Print what answers each row of the content contract; a row without an answer is an error."""
    from dataclasses import asdict

    from whytwitch.errors import FormatError
    from whytwitch.knowledge.coverage import coverage

    made = coverage()
    if as_json:
        _print_json([asdict(one) for one in made])
    else:
        section = ""
        for one in made:
            if one.of != section:
                section = one.of
                typer.echo(f"\n{section}")
            typer.echo(f"{one.row:<8} {one.says}: {', '.join(one.entries) or 'NOTHING ANSWERS THIS'}")
    open_rows = [one for one in made if not one.complete]
    for one in open_rows:
        typer.echo(f"{one.row}: {', '.join(one.unknown) or 'no entry'}", err=True)
    if open_rows:
        raise FormatError(
            f"{len(open_rows)} of {len(made)} rows are not answered",
            where="knowledge/data/coverage.yaml",
            todo="see the lines above",
        )
    if not as_json:
        typer.echo(f"\n{len(made)} rows, each with an entry that exists.")


@knowledge_app.command("show")
def knowledge_show(
    name: Annotated[
        str,
        typer.Argument(
            help="An id, or one of: conditions, findings, rules, movements, tests, measures, "
            "medicines, claims, sources, known_conditions."
        ),
    ],
    as_json: JsonFlag = False,
) -> None:
    """Show one entry, or list the ids of one kind."""
    from whytwitch.knowledge.show import show, show_json

    if as_json:
        _print_json(show_json(name))
    else:
        typer.echo(show(name))


@app.command()
def version() -> None:
    """Print the version of the program and of its knowledge."""
    from whytwitch import __version__
    from whytwitch.knowledge import knowledge

    stamp = knowledge().stamp
    typer.echo(f"whytwitch {__version__}; knowledge {stamp.version} of {stamp.date} ({stamp.hash})")
