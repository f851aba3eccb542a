"""What the pages about a person show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from whytwitch.knowledge import knowledge
from whytwitch.store import keeping
from whytwitch.store.models import Person
from whytwitch.web.interview.safety import Safety

TELLER_WORDS = {
    "self": "answering for myself",
    "parent": "a parent answers",
    "carer": "a carer answers",
    "clinician": "a clinician answers",
}
TABLE_WORDS = {
    "detail": "things said about the person",
    "answer": "answers",
    "movement": "kinds of movement",
    "movementword": "words about movements",
    "labresult": "blood results",
    "otherresult": "other results",
    "storedfile": "uploaded files",
    "night": "nights",
    "scoring": "scorings of nights",
    "keptpicture": "pictures as they were shown",
    "look": "times at which a picture was opened",
    "diaryentry": "diary entries, with all corrections",
    "experiment": "experiments on oneself",
    "submission": "marks that a form was sent (no content)",
}


@dataclass(frozen=True)
class Task:
    """One line of the overview."""

    title: str
    href: str
    state: str
    done: bool


class OverviewPresenter:
    """The hub of one person."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @cached_property
    def details(self) -> dict[str, Any]:
        """What holds now."""
        return self.person.details_now()

    @property
    def summary(self) -> str:
        """One line: age, sex, who answers."""
        said = self.details
        age, sex = said.get("age"), said.get("sex")
        words = [f"{age} years" if str(age).isdigit() else str(age)] if age else []
        words += [str(sex)] if sex in ("female", "male") else []
        words += ["pregnant"] if said.get("pregnant") == "yes" else []
        return ", ".join([*words, TELLER_WORDS.get(str(said.get("told_by")), "")]).strip(", ")

    @cached_property
    def tasks(self) -> list[Task]:
        """What there is to tell, in the order of the interview."""
        person = self.person
        answered = set(person.answers.values_list("finding", flat=True).distinct())
        pages = Safety(person)
        screens = pages.screens()
        asked = sum(not pages.is_open(screen) for screen in screens)
        danger = {sign.id for sign in knowledge().danger_signs()}
        movements = person.movements.filter(withdrawn_at=None).count()
        conditions, medicines = self.details.get("known_conditions"), self.details.get("medicines")
        questions = len(answered - danger)
        return [
            self._task("About", "about", "done" if self.details.get("age") else "to do", bool(self.details.get("age"))),
            self._task(
                "Safety questions",
                "safety",
                f"{asked} of {len(screens)} pages",
                bool(screens) and asked == len(screens),
            ),
            self._task("The movements", "movements", _count(movements, "described", "to do"), movements > 0),
            self._task("Known conditions", "conditions", _listed(conditions), conditions is not None),
            self._task("Medicines", "medicines", _listed(medicines), medicines is not None),
            self._task("Questions", "next", _count(questions, "answered", "to do"), questions > 0),
            self._task(
                "Blood results",
                "labs",
                _count(person.labs.filter(withdrawn_at=None).count(), "typed in", "optional"),
                False,
            ),
            self._task(
                "Nights",
                "nights",
                _count(person.nights.filter(withdrawn_at=None).count(), "uploaded", "optional"),
                False,
            ),
        ]

    def _task(self, title: str, page: str, state: str, done: bool) -> Task:
        return Task(title, reverse(page, kwargs={"person_id": self.person.pk}), state, done)


def _count(number: int, word: str, none: str) -> str:
    return f"{number} {word}" if number else none


def _listed(rows: Any) -> str:
    if rows is None:
        return "to do"
    return f"{len(rows)} listed" if rows else "none"


class KeptPresenter:
    """What is kept about a person, in words."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @cached_property
    def rows(self) -> list[tuple[str, int]]:
        """Words and counts."""
        return [(TABLE_WORDS[name], number) for name, number in keeping.counts(self.person).items()]

    @property
    def folder(self) -> str:
        """Where it lies on this computer."""
        from django.conf import settings

        return str(settings.DATA_FOLDER)
