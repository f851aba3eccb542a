"""``knowledge``: look into the medical knowledge, or check it."""

from __future__ import annotations

from typing import Annotated

import typer

from whytwitch.cli.common import JsonFlag, app, print_json

knowledge_app = typer.Typer(help="Look into the medical knowledge, or check it.", no_args_is_help=True)
app.add_typer(knowledge_app, name="knowledge")


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
        print_json([asdict(one) for one in made])
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
        print_json(show_json(name))
    else:
        typer.echo(show(name))
