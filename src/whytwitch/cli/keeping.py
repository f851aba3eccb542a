"""``backup``, ``restore``, ``erase``, ``export``, ``import``: what is kept, and whose it is."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from whytwitch.cli.common import JsonFlag, app, print_json, write

DataOption = Annotated[Path | None, typer.Option("--data", help="Folder that keeps what you enter.")]
PersonOption = Annotated[str | None, typer.Option("--person", help="Label or id, when there are several.")]
PassFile = Annotated[Path | None, typer.Option("--passphrase-file", help="A file whose first line is the passphrase.")]


def _passphrase(file: Path | None, *, twice: bool) -> str:
    from whytwitch.errors import FileError, InputError

    if file is not None:
        try:
            return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        except OSError as error:
            raise FileError("this file cannot be read", where=str(file), found=error.strerror or "") from None
    told = os.environ.get("WHYTWITCH_PASSPHRASE")
    if not told and not sys.stdin.isatty():
        raise InputError(
            "there is no terminal to ask for the passphrase",
            todo="give --passphrase-file FILE, or set WHYTWITCH_PASSPHRASE",
        )
    return told if told else str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=twice))


@app.command()
def backup(
    out: Annotated[Path, typer.Argument(help="The file to write, such as whytwitch.age.")],
    data: DataOption = None,
    passphrase_file: PassFile = None,
    as_json: JsonFlag = False,
) -> None:
    """Write everything into one encrypted file (age, with a passphrase), and prove that it opens."""
    from whytwitch.store.backup import backup as pack
    from whytwitch.store.open import open_folder

    made = pack(open_folder(data), out, _passphrase(passphrase_file, twice=True))
    if as_json:
        print_json(made)
    else:
        typer.echo(
            f"Written and opened again: {out} ({made['rows']} rows, {made['files']} files). Keep the passphrase apart."
        )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that backup wrote.")],
    data: DataOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="What is there now may go.")] = False,
    passphrase_file: PassFile = None,
    as_json: JsonFlag = False,
) -> None:
    """Bring a backup back; it is checked as a whole before anything changes."""
    from whytwitch.store.backup import restore as bring_back
    from whytwitch.store.open import open_folder

    folder = open_folder(data)
    from whytwitch.store.staging import bring_up_to_date

    secret = _passphrase(passphrase_file, twice=False)
    made = bring_back(folder, file, secret, replace=replace, bring_up_to_date=bring_up_to_date)
    if as_json:
        print_json(made)
    else:
        typer.echo(f"Back: {made['rows']} rows, {made['files']} files.")


@app.command()
def erase(
    data: DataOption = None,
    person: PersonOption = None,
    everything: Annotated[bool, typer.Option("--everything", help="Everybody and every file.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase one person, or everything: rows, files, the database's journal and free pages. It cannot be undone."""
    from whytwitch.store.folder import prepare

    if not yes:
        typer.confirm("Erase for good? Backups that you made stay where you put them.", abort=True)
    if everything:
        from whytwitch.store.backup import erase_everything

        typer.echo(f"Erased: {erase_everything(prepare(data))} files.")
        return
    from whytwitch.store.open import open_folder, person_named

    open_folder(data)
    from whytwitch.store import keeping

    keeping.erase(person_named(person))  # type: ignore[arg-type]
    typer.echo("Erased.")


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="diary.csv, diary.json, or everything.zip.")],
    data: DataOption = None,
    person: PersonOption = None,
) -> None:
    """Write the diary as CSV or JSON, or everything about a person as ZIP. Nothing is lost on the way."""
    from whytwitch.store.open import open_folder, person_named

    open_folder(data)
    held = person_named(person)
    if out.suffix.lower() == ".zip":
        from whytwitch.store import keeping

        write(out, keeping.export(held))  # type: ignore[arg-type]
    else:
        from whytwitch.evidence.diary import to_csv, to_json
        from whytwitch.store.diary import entries_of

        entries = entries_of(held)  # type: ignore[arg-type]
        write(out, to_csv(entries) if out.suffix.lower() == ".csv" else to_json(entries))
    typer.echo(f"Written: {out}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A diary (CSV, JSON) or a sleep log of a phone or watch.")],
    data: DataOption = None,
    person: PersonOption = None,
    zone: Annotated[
        str | None, typer.Option(help="Time zone where the file does not say, such as Europe/London.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Take in a diary that was exported, or nights out of a phone's or watch's export."""
    from whytwitch.store.open import open_folder, person_named

    open_folder(data)
    from whytwitch.store.bringing import bring

    made = bring(person_named(person, make=True), file, zone=zone, progress=not as_json)  # type: ignore[arg-type]
    if as_json:
        print_json(made)
    else:
        typer.echo(f"{made['new']} new entries of {made['read']} ({made['format']}).")
        typer.echo("\n".join(f"Note: {one}" for one in made["warnings"]))
