"""``diary``: note an evening, a morning or a moment; see how it goes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from whytwitch.cli.common import JsonFlag, app, print_json, write
from whytwitch.cli.keeping import DataOption, PersonOption

diary = typer.Typer(help="Note evenings, mornings and moments; see how it goes.", no_args_is_help=True)
app.add_typer(diary, name="diary")
ZoneOption = Annotated[str | None, typer.Option("--zone", help="IANA time zone; the computer's own when left out.")]


@diary.command()
def note(
    kind: Annotated[str, typer.Argument(help="evening, morning, moment or clinician.")],
    values: Annotated[list[str], typer.Argument(help="field=value, such as twitches=4 caffeine=0 note='slept badly'.")],
    day: Annotated[str | None, typer.Option(help="The day it is about, such as 2026-11-21.")] = None,
    at: Annotated[str | None, typer.Option(help="When it happened, such as 2026-11-21T22:10.")] = None,
    replaces: Annotated[str | None, typer.Option(help="Id of the entry that this one corrects.")] = None,
    zone: ZoneOption = None,
    data: DataOption = None,
    person: PersonOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Note an entry. 'diary fields' lists what can be noted."""
    import uuid

    from whytwitch.evidence.diary import new_entry, night_of
    from whytwitch.evidence.diary.entry import zone_named
    from whytwitch.store import clock
    from whytwitch.store.open import open_folder, person_named

    where = zone or clock.zone()
    tz = _read("--zone", zone_named, where, "a time zone such as Europe/London")
    on = _read("--day", dt.date.fromisoformat, day, "a day such as 2026-11-21")
    when = _read("--at", dt.datetime.fromisoformat, at, "a day and time such as 2026-11-21T22:10")
    earlier = _read("--replaces", uuid.UUID, replaces, "the id that 'diary note' printed")
    if when is not None and when.tzinfo is None:
        when = when.replace(tzinfo=tz)
    told = dict(_told(one) for one in values)
    entry = new_entry(kind, told, zone=where, now=dt.datetime.now(tz), day=on, at=when, replaces=earlier)
    open_folder(data)
    from whytwitch.store.diary import add

    add(person_named(person, make=True), [entry])  # type: ignore[arg-type]
    questions = night_of(entry).questions if kind == "morning" else ()
    made = entry.model_dump(mode="json") | {"late": entry.late, "questions": list(questions)}
    if as_json:
        print_json(made)
    else:
        typer.echo(f"Noted ({entry.kind}, {entry.day}{', late' if entry.late else ''}). Id {entry.id}")
        typer.echo("\n".join(f"Please check: {one}" for one in questions))


def _read(option: str, read: Callable[[str], Any], told: str | None, allowed: str) -> Any:
    """What an option says; None when it was not given."""
    from whytwitch.errors import FormatError

    if not told:
        return None
    try:
        return read(told)
    except ValueError:
        raise FormatError("this cannot be read", where=option, found=f"'{told[:60]}'", allowed=allowed) from None


def _told(text: str) -> tuple[str, Any]:
    from whytwitch.errors import FormatError, UnknownNameError, nearest
    from whytwitch.evidence.diary.fields import FIELDS

    name, sign, value = text.partition("=")
    if not sign:
        raise FormatError("this is nothing to note", found=repr(text), allowed="field=value")
    if name not in FIELDS:
        raise UnknownNameError(
            f"'{name}' cannot be noted", todo=nearest(name, FIELDS) or "see 'whytwitch diary fields'"
        )
    kind = FIELDS[name].type
    if kind in ("text", "choice", "clock"):
        return name, value
    if kind == "many":
        return name, [one.strip() for one in value.split(",") if one.strip()]
    if kind == "medicines":
        pairs = [one.partition(":") for one in value.split(",") if one.strip()]
        return name, [{"name": one[0].strip(), "taken": one[2].strip() or "as_told"} for one in pairs]
    try:
        return name, json.loads(value) if value.strip() else None
    except ValueError:
        raise FormatError(f"'{name}' needs a number", found=repr(value)) from None


@diary.command()
def fields(as_json: JsonFlag = False) -> None:
    """List what can be noted."""
    from whytwitch.evidence.diary.fields import FIELDS

    rows = [
        {"field": one.name, "type": one.type, "asked": one.asked, "entries": list(one.parts), "low": one.low, "high": one.high,  # noqa: E501
         "words": list(one.words)} for one in FIELDS.values()
    ]  # fmt: skip
    if as_json:
        print_json(rows)
    else:
        typer.echo("\n".join(f"{row['field']:18} {row['asked']} ({', '.join(row['entries'])})" for row in rows))  # type: ignore[arg-type]


@diary.command()
def show(
    weeks: Annotated[int, typer.Option(help="How many weeks back.")] = 8,
    data: DataOption = None,
    person: PersonOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show weeks, time of night, spread, signs of augmentation, and what to ask again."""
    from whytwitch.evidence.diary.trends import trends
    from whytwitch.store.open import open_folder, person_named

    open_folder(data)
    from whytwitch.store.diary import entries_of

    today = dt.date.today()
    made = trends(entries_of(person_named(person)), today=today, weeks=weeks)  # type: ignore[arg-type]
    if as_json:
        print_json(made)
        return
    for week in made["weeks"]:
        typer.echo(
            f"{week['from']}  "
            + "  ".join(f"{name} {value:.3g}" for name, value in week["mean"].items())
            + f"  ({week['days']} days)"
        )
    typer.echo("\n".join(made["says"]))


@diary.command()
def picture(data: DataOption = None, person: PersonOption = None, as_json: JsonFlag = False) -> None:
    """Draw the picture of a kept person with what the diary tells, and say what the diary changed."""
    from whytwitch.cli.picture import diary_as_text
    from whytwitch.report import as_text
    from whytwitch.store.open import open_folder, person_named

    open_folder(data)
    from whytwitch.web.services import kept_picture, workup_of

    workup = workup_of(kept_picture(person_named(person)))  # type: ignore[arg-type]
    if as_json:
        print_json(workup.as_json())
    else:
        typer.echo(as_text(workup))
        typer.echo(diary_as_text(workup))


@diary.command()
def reminders(
    out: Annotated[Path, typer.Argument(help="The file to write, such as reminders.ics.")],
    evening: Annotated[str, typer.Option(help="Time of the evening entry.")] = "21:00",
    morning: Annotated[str, typer.Option(help="Time of the morning entry.")] = "08:00",
) -> None:
    """Write a calendar file that reminds of both entries each day, in local time also after a clock change."""
    from whytwitch.evidence.diary.reminders import calendar

    write(out, calendar(evening, morning, dt.date.today(), dt.datetime.now(dt.UTC)))
    typer.echo(f"Written: {out}. Open it with the calendar of your phone or computer.")


@diary.command()
def triggers(
    outcome: Annotated[str, typer.Option(help="What may follow, such as twitches.")] = "twitches",
    candidates: Annotated[
        str, typer.Option(help="At most five fields, named before you look: caffeine,stress.")
    ] = "caffeine,stress",
    data: DataOption = None,
    person: PersonOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Look which of at most five candidates go along with the outcome, on the same or the next day."""
    from whytwitch.evidence.diary.triggers import associations
    from whytwitch.store.open import open_folder, person_named

    open_folder(data)
    from whytwitch.store.diary import entries_of

    names = tuple(one.strip() for one in candidates.split(",") if one.strip())
    made = associations(entries_of(person_named(person)), outcome, names)  # type: ignore[arg-type]
    if as_json:
        print_json(made)
    else:
        typer.echo("\n".join([made["says"], *(row["says"] for row in made["candidates"])]))
