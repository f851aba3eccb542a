"""Build the case of a person from what is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from whytwitch.model.case import Age, Answer, Case, LabRow, Medicine, Movement, NightFile, OtherResult
from whytwitch.model.case import Person as CasePerson
from whytwitch.store import models
from whytwitch.store.files import path_of


def case_of(person: models.Person, *, as_of: dt.date | None = None) -> Case:
    """Everything this person has given, in the order it was given.

    Parameters
    ----------
    person : Person
        Their row.
    as_of : date, optional
        The day it speaks of; today when left out.

    Returns
    -------
    Case
        Without the label: a case never holds a name.
    """
    details = person.details_now()
    movements = list(person.movements.filter(withdrawn_at=None).prefetch_related("said"))
    number_now = {movement.number: place for place, movement in enumerate(movements, start=1)}
    conditions, medicines = details.get("known_conditions"), details.get("medicines")
    return Case(
        as_of=as_of or timezone.localdate(),
        person=_about(details),
        told_by=details.get("told_by") or "self",
        country=str(details.get("country") or "GB"),
        setting=details.get("setting") or "self_referred",
        known_conditions=None if conditions is None else tuple(conditions),
        medicines=None if medicines is None else tuple(Medicine.model_validate(row) for row in medicines),
        movements=tuple(Movement.model_validate(movement.words()) for movement in movements),
        findings=_answers(person, number_now),
        labs=tuple(_lab(row) for row in _those_of(person, "labs")),
        results=tuple(
            OtherResult(test=row.test, result=row.result, at=row.at, note=row.note or None)
            for row in _those_of(person, "results")
        ),
        nights=tuple(_night(row) for row in _those_of(person, "nights")),
        reason=details.get("reason") or None,
        questions=tuple(details.get("questions") or ()),
        folder=str(Path(settings.DATA_FOLDER) / "files" / str(person.id)),
    )


def _those_of(person: models.Person, table: str) -> Iterable[Any]:
    """Rows that were not withdrawn; not asked for where there are none at all."""
    return getattr(person, table).filter(withdrawn_at=None) if person.has(table) else ()


def _about(details: dict[str, Any]) -> CasePerson:
    age = details.get("age")
    return CasePerson(
        age=None if age in (None, "") else Age.parse(age),
        sex=details.get("sex") or "unknown",
        pregnant=details.get("pregnant") or "unknown",
        weeks_pregnant=details.get("weeks_pregnant"),
    )


def _answers(person: models.Person, number_now: dict[int, int]) -> dict[str, tuple[Answer, ...]]:
    rows: dict[str, list[Answer]] = {}
    for _, finding, value, at, movement, source, told_by, corrects in person.told():
        if movement is not None and movement not in number_now:
            continue  # about a movement that was withdrawn
        rows.setdefault(finding, []).append(
            Answer(
                value=value,
                at=at,
                movement=number_now.get(movement),
                source=source or None,
                told_by=told_by or None,
                corrects=corrects,
            )
        )
    return {finding: tuple(answers) for finding, answers in rows.items()}


def _lab(row: models.LabResult) -> LabRow:
    return LabRow(
        test=row.test,
        value=_as_number(row.value),
        unit=row.unit or None,
        at=row.at,
        low=row.low,
        high=row.high,
        lab=row.lab or None,
    )


def _as_number(text: str) -> str | float:
    """What was typed as a plain number is a number; ``<5`` stays as it stands."""
    try:
        return float(text)
    except ValueError:
        return text


def _night(row: models.Night) -> NightFile:
    return NightFile(
        file=str(path_of(row.recording)) if row.recording else None,
        events=str(path_of(row.events)) if row.events else None,
        legs=row.legs,
        at=row.at,
    )
