"""Take a whole case in: an example, or a case file that somebody brings."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from whytwitch.evidence.case import build_case
from whytwitch.model.case import Case
from whytwitch.store.models import Answer, Movement, Person, User


@transaction.atomic
def take_in(owner: User, case: Case | dict[str, Any], *, label: str = "", example: str = "") -> Person:
    """Make a person out of a case.

    Parameters
    ----------
    owner : User
        Whose household.
    case : Case or dict
        What is known; a mapping is checked first. Nights are not taken in: they are files of their own.
    label : str
        What to call the person on the screen.
    example : str
        Name of the example, when it is one.

    Returns
    -------
    Person
        With rows for everything in the case.

    Raises
    ------
    InputError
        When the mapping is no case.
    """
    whole = case if isinstance(case, Case) else build_case(case)
    person = Person.objects.create(owner=owner, label=label, example=example)
    about = whole.person
    details: dict[str, Any] = {
        "told_by": whole.told_by,
        "country": whole.country,
        "setting": whole.setting,
        "age": None if about.age is None else _age_text(about.age.low, about.age.high),
        "sex": about.sex,
        "pregnant": about.pregnant,
        "weeks_pregnant": about.weeks_pregnant,
        "known_conditions": None if whole.known_conditions is None else list(whole.known_conditions),
        "medicines": None if whole.medicines is None else [row.model_dump(mode="json") for row in whole.medicines],
    }
    for name, value in details.items():
        if value is not None:
            person.say(name, value)
    for number, told in enumerate(whole.movements, start=1):
        movement = Movement.objects.create(person=person, number=number)
        movement.say("kind", told.kind)
        for attribute, word in told.attributes().items():
            movement.say(attribute, word)
        if told.since_weeks is not None:
            movement.say("since_weeks", told.since_weeks)
    Answer.objects.bulk_create(
        Answer(
            person=person,
            finding=finding,
            source=row.source or "",
            told_by=row.told_by or "",
            **row.model_dump(include={"value", "at", "movement", "corrects"}),
        )
        for finding, rows in whole.findings.items()
        for row in rows
    )
    for lab in whole.labs:
        person.labs.create(
            test=lab.test,
            value=lab.value if isinstance(lab.value, str) else f"{lab.value:.15g}",
            unit=lab.unit or "",
            at=lab.at,
            low=lab.low,
            high=lab.high,
            lab=lab.lab or "",
        )
    for result in whole.results:
        person.results.create(test=result.test, result=result.result, at=result.at, note=result.note or "")
    return person


def _age_text(low: float, high: float) -> str:
    if low != high:
        return f"{low:g}-{high:g}"
    return f"{low:g}" if low >= 2 else f"{round(low * 12):g} months"
