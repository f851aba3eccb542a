"""Everything that was told, on one page, each with a way to change it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.schema import Finding
from whytwitch.model.finding import NEW, NO, NOT_SURE, OLD_AND_ASSESSED, WORSE, YES
from whytwitch.store.models import Person
from whytwitch.store.record import answer
from whytwitch.web.interview.forms import NOT_TESTED
from whytwitch.web.interview.medicine_list import MedicineList
from whytwitch.web.interview.one_question import ask
from whytwitch.web.interview.presenters import MovementLine
from whytwitch.web.people import page_about, person_of

ANSWERS = {
    YES: gettext_lazy("yes"),
    NO: gettext_lazy("no"),
    NOT_SURE: gettext_lazy("not sure"),
    NEW: gettext_lazy("yes, new"),
    WORSE: gettext_lazy("yes, getting worse"),
    OLD_AND_ASSESSED: gettext_lazy("yes, old, and a doctor has looked at it"),
}


@dataclass(frozen=True)
class Row:
    """One thing that was told, and where it is changed."""

    question: str
    answer: str
    href: str
    names: bool = False  # of medicines: the same in every language


def answered(person: Person) -> list[tuple[Finding, Any]]:
    """Findings that were answered and what holds now, in the order in which they were first answered."""
    held = {finding: row.value for finding, row in person.told_now().items()}
    known = knowledge().findings
    return [(known[name], value) for name, value in held.items() if name in known]


class Told:
    """What a person told, in the groups in which people think of it."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @cached_property
    def _answered(self) -> list[tuple[int, Finding, Any]]:
        return [(number, finding, value) for number, (finding, value) in enumerate(answered(self.person), start=1)]

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """Heading and rows; what nothing was said about is left out."""
        signs = [row for row in self._answered if row[1].kind == "danger" and row[2] != NO]
        rest = [row for row in self._answered if row[1].kind != "danger"]
        groups = [
            (gettext("The person"), self._details()),
            (gettext("The movements"), self._movements()),
            (gettext("Danger signs that are there"), [self._row(*row) for row in signs]),
            (gettext("Questions"), [self._row(*row) for row in rest]),
        ]
        return [(title, rows) for title, rows in groups if rows]

    @property
    def denied(self) -> list[str]:
        """Danger signs that were said not to be there."""
        return [one.question or one.name for _, one, value in self._answered if one.kind == "danger" and value == NO]

    def _address(self, page: str, **more: object) -> str:
        return reverse(page, kwargs={"person_id": self.person.pk, **more})

    def _row(self, number: int, finding: Finding, value: Any) -> Row:
        said = ANSWERS.get(value) or finding.choices.get(str(value)) or f"{value} {finding.unit or ''}".strip()
        return Row(finding.question or finding.name, str(said), self._address("change_answer", number=number))

    def _movements(self) -> list[Row]:
        lines = [MovementLine(one) for one in self.person.movements.filter(withdrawn_at=None)]
        return [
            Row(one.title, one.summary, self._address("movement_where", movement_id=one.movement.pk)) for one in lines
        ]

    def _details(self) -> list[Row]:
        said = self.person.details_now()
        rows = []
        if said.get("age"):
            rows.append(Row(gettext("Age"), str(said["age"]), self._address("about")))
        if said.get("known_conditions") is not None:
            names = [knowledge().known_conditions.get(name) for name in said["known_conditions"]]  # type: ignore[attr-defined]
            words = ", ".join(one.name for one in names if one is not None)
            rows.append(Row(gettext("Known conditions"), words or gettext("none"), self._address("conditions")))
        if said.get("medicines") is not None:
            words = ", ".join(line["name"] for line in MedicineList(self.person).lines)
            rows.append(Row(gettext("Medicines"), words or gettext("none"), self._address("medicines"), bool(words)))
        return rows


@require_GET
def answers(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Everything that was told, each with a way to change it."""
    person = person_of(request, person_id)
    return page_about(request, person, "interview/answers.jinja", told=Told(person))


@require_http_methods(["GET", "POST"])
def change_answer(request: HttpRequest, person_id: uuid.UUID, number: int) -> HttpResponse:
    """One answer, to be given anew; the address holds its place on the page of answers, never the question."""
    person = person_of(request, person_id)
    held = answered(person)
    if not 1 <= number <= len(held):
        raise Http404
    finding, value = held[number - 1]
    back = reverse("answers", kwargs={"person_id": person.pk})

    def keep(name: str, said: str | float) -> None:
        answer(person, name, NOT_SURE if said == NOT_TESTED else said, source=_source(person, name))

    return ask(request, person, finding, value, keep, then=back, back=back, changing=True)


def _source(person: Person, finding: str) -> str:
    """How it was asked at first: an answer that is changed keeps its place in the interview."""
    last = person.told_now().get(finding)
    return "" if last is None or last.source == "ticked" else last.source
