"""What the pages about a person show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from whytwitch.knowledge import knowledge
from whytwitch.store import keeping
from whytwitch.store.models import Person
from whytwitch.web.interview.safety import Safety

TELLER_WORDS = {
    "self": gettext_lazy("answering for myself"),
    "parent": gettext_lazy("a parent answers"),
    "carer": gettext_lazy("a carer answers"),
    "clinician": gettext_lazy("a clinician answers"),
}
TABLE_WORDS = {
    "detail": gettext_lazy("things said about the person"),
    "answer": gettext_lazy("answers"),
    "movement": gettext_lazy("kinds of movement"),
    "movementword": gettext_lazy("words about movements"),
    "labresult": gettext_lazy("blood results"),
    "otherresult": gettext_lazy("other results"),
    "storedfile": gettext_lazy("uploaded files"),
    "night": gettext_lazy("nights"),
    "scoring": gettext_lazy("scorings of nights"),
    "keptpicture": gettext_lazy("pictures as they were shown"),
    "look": gettext_lazy("times at which a picture was opened"),
    "diaryentry": gettext_lazy("diary entries, with all corrections"),
    "experiment": gettext_lazy("experiments on oneself"),
    "submission": gettext_lazy("marks that a form was sent (no content)"),
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
        words = [gettext("%(age)s years") % {"age": age} if str(age).isdigit() else str(age)] if age else []
        words += [{"female": gettext("female"), "male": gettext("male")}[str(sex)]] if sex in ("female", "male") else []
        words += [gettext("pregnant")] if said.get("pregnant") == "yes" else []
        return ", ".join([*words, str(TELLER_WORDS.get(str(said.get("told_by")), ""))]).strip(", ")

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
            self._task(gettext("About"), "about", _done(bool(self.details.get("age"))), bool(self.details.get("age"))),
            self._task(
                gettext("Safety questions"),
                "safety",
                gettext("%(number)d of %(of)d pages") % {"number": asked, "of": len(pages.numbers)},
                bool(screens) and asked == len(pages.numbers),
            ),
            self._task(
                gettext("The movements"),
                "movements",
                gettext("%(number)d described") % {"number": movements} if movements else _done(False),
                movements > 0,
            ),
            self._task(gettext("Known conditions"), "conditions", _listed(conditions), conditions is not None),
            self._task(gettext("Medicines"), "medicines", _listed(medicines), medicines is not None),
            self._task(
                gettext("Questions"),
                "next",
                gettext("%(number)d answered") % {"number": questions} if questions else _done(False),
                questions > 0,
            ),
            self._task(
                gettext("Blood results"),
                "labs",
                _optional(person.labs.filter(withdrawn_at=None).count(), gettext("%(number)d typed in")),
                False,
            ),
            self._task(
                gettext("Nights"),
                "nights",
                _optional(person.nights.filter(withdrawn_at=None).count(), gettext("%(number)d uploaded")),
                False,
            ),
            self._task(
                gettext("Diary"), "diary", _optional(person.diary.count(), gettext("%(number)d entries")), False
            ),
        ]

    def _task(self, title: str, page: str, state: str, done: bool) -> Task:
        return Task(title, reverse(page, kwargs={"person_id": self.person.pk}), state, done)


def _done(done: bool) -> str:
    return gettext("done") if done else gettext("to do")


def _optional(number: int, words: str) -> str:
    return words % {"number": number} if number else gettext("optional")


def _listed(rows: Any) -> str:
    if rows is None:
        return _done(False)
    return gettext("%(number)d listed") % {"number": len(rows)} if rows else gettext("none")


class KeptPresenter:
    """What is kept about a person, in words."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @cached_property
    def rows(self) -> list[tuple[str, int]]:
        """Words and counts."""
        return [(str(TABLE_WORDS[name]), number) for name, number in keeping.counts(self.person).items()]

    @property
    def folder(self) -> str:
        """Where it lies on this computer."""
        from django.conf import settings

        return str(settings.DATA_FOLDER)
