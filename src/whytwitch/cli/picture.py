"""``picture`` and ``explain``: one person's case, and what stands behind its picture."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whytwitch.cli.common import JsonFlag, app, print_json, write

if TYPE_CHECKING:
    from whytwitch.model.workup import Workup


class Audience(StrEnum):
    """Who reads a report."""

    PERSON = "person"
    DOCTOR = "doctor"
    COMPLETE = "complete"


_READER = {"person": "for the person", "doctor": "one sheet for the doctor", "complete": "complete, with every source"}


@app.command()
def picture(
    case: Annotated[Path, typer.Argument(help="A case file (.yaml or .json).")],
    as_json: JsonFlag = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write the report as a web page.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="Write the report as a PDF to print.")] = None,
    fhir: Annotated[Path | None, typer.Option("--fhir", help="Write a FHIR R4B bundle for other programs.")] = None,
    audience: Annotated[
        Audience | None,
        typer.Option(
            "--for", help="Who reads it. Without it: text and web page for the person, PDF: one sheet for the doctor."
        ),
    ] = None,
    clinician: Annotated[
        bool, typer.Option("--clinician", help="The same as --for complete: numbers and sources.")
    ] = False,
    with_worries: Annotated[
        bool, typer.Option("--with-worries", help="Print answers about worry and mood too; only if the person agrees.")
    ] = False,
    diary: Annotated[
        Path | None, typer.Option("--diary", help="A diary to read beside the case, as 'whytwitch export' writes it.")
    ] = None,
) -> None:
    """Draw the picture of one person: how urgent, which causes, what to do."""
    from whytwitch.workup import as_case, draw

    _must_end_in("--html", html, ".html", ".htm")
    _must_end_in("--pdf", pdf, ".pdf")
    _must_end_in("--fhir", fhir, ".json", ".fhir")
    held = as_case(case)
    if diary is not None:
        held = held.model_copy(update={"diary": str(diary.absolute())})
    workup = draw(held)
    chosen = audience.value if audience else "complete" if clinician else None
    written = []
    if html is not None:
        from whytwitch.report import html as as_html

        write(html, as_html(workup, chosen or "person", worries=with_worries))
        written.append(f"{html} ({_READER[chosen or 'person']})")
    if pdf is not None:
        from whytwitch.report import pdf as as_pdf

        write(pdf, as_pdf(workup, chosen or "doctor", worries=with_worries))
        written.append(f"{pdf} ({_READER[chosen or 'doctor']})")
    if fhir is not None:
        from whytwitch.report.fhir import bundle, bundle_text

        write(fhir, bundle_text(bundle(workup, worries=with_worries)))
        written.append(f"{fhir} (FHIR R4B bundle)")
    if as_json:
        print_json(workup.as_json())
    elif written:
        typer.echo("\n".join(f"Written: {one}" for one in written))
    else:
        from whytwitch.report import as_text

        typer.echo(as_text(workup, chosen or "person", worries=with_worries))
        if workup.diary is not None:
            typer.echo(diary_as_text(workup))


def diary_as_text(workup: Workup) -> str:
    """What was taken from the diary, and what it changed; empty without a diary."""
    if workup.diary is None:
        return ""
    if not workup.diary["says"]:
        return "\nThe diary adds nothing to this picture yet."
    changed = workup.diary["changed"] or ["Nothing that a reader would see."]
    lines = ["", "From the diary:", *(f"  - {one}" for one in workup.diary["says"]), "What it changed:"]
    return "\n".join([*lines, *(f"  - {one}" for one in changed)])


def _must_end_in(option: str, path: Path | None, *endings: str) -> None:
    """A file that would not open, because its name says another kind than what is in it, is not written."""
    from whytwitch.errors import FileError

    if path is not None and path.suffix.lower() not in ("", *endings):
        raise FileError(
            "the name says another kind of file than would be written", where=option, found=f"'{path.name}'",
            allowed=f"a name that ends in {' or '.join(endings)}",
        )  # fmt: skip


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
        print_json(made)
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
