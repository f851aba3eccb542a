"""The movements: list, which kind, where, when, what it is like."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from whytwitch.store.models import Movement, Person
from whytwitch.store.record import new_movement
from whytwitch.web.interview.forms import KindForm, LikeForm, WhenForm, WhereForm, WordsForm
from whytwitch.web.interview.presenters import MovementLine, Progress, since_for_form
from whytwitch.web.people import form_page, page_about, person_of, taken_once, withdraw


def _movement_of(person: Person, movement_id: uuid.UUID) -> Movement:
    return get_object_or_404(Movement, pk=movement_id, person=person, withdrawn_at=None)


@require_GET
def listing(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The movements told so far."""
    person = person_of(request, person_id)
    lines = [MovementLine(movement) for movement in person.movements.filter(withdrawn_at=None)]
    return page_about(
        request, person, "interview/movements.jinja", lines=lines, form=KindForm(), progress=Progress(person)
    )


@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Which kind of movement is it?"""
    person = person_of(request, person_id)
    form = KindForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        first = not person.movements.filter(withdrawn_at=None).exists()
        return form_page(request, person, "interview/kind.jinja", form, first=first, progress=Progress(person))

    def write() -> str:
        return _address("movement_where", person, new_movement(person, form.cleaned_data["kind"]))

    return taken_once(person, form, write)


def _page_of_words(
    request: HttpRequest, person: Person, movement: Movement, form: WordsForm, page: str, then: str
) -> HttpResponse:
    """Show a page of choices about a movement, or write down what was chosen and go on."""
    if request.method != "POST" or not form.is_valid():
        template, line = f"interview/{page}.jinja", MovementLine(movement)
        return form_page(request, person, template, form, line=line, progress=Progress(person))

    def write() -> str:
        for attribute, word in form.told().items():
            movement.say(attribute, word)
        return then

    return taken_once(person, form, write)


def _address(page: str, person: Person, movement: Movement) -> str:
    return reverse(page, kwargs={"person_id": person.pk, "movement_id": movement.pk})


@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, person_id: uuid.UUID, movement_id: uuid.UUID) -> HttpResponse:
    """Where and on which side."""
    person = person_of(request, person_id)
    movement = _movement_of(person, movement_id)
    form = WhereForm(request.POST or None, initial=movement.words())
    return _page_of_words(request, person, movement, form, "where", _address("movement_when", person, movement))


@require_http_methods(["GET", "POST"])
def when(request: HttpRequest, person_id: uuid.UUID, movement_id: uuid.UUID) -> HttpResponse:
    """When, how often, since when."""
    person = person_of(request, person_id)
    movement = _movement_of(person, movement_id)
    words = movement.words()
    form = WhenForm(request.POST or None, initial=words | since_for_form(words.get("since_weeks")))
    return _page_of_words(request, person, movement, form, "when", _address("movement_like", person, movement))


@require_http_methods(["GET", "POST"])
def like(request: HttpRequest, person_id: uuid.UUID, movement_id: uuid.UUID) -> HttpResponse:
    """What it is like."""
    person = person_of(request, person_id)
    movement = _movement_of(person, movement_id)
    form = LikeForm(request.POST or None, initial=movement.words())
    then = reverse("movements", kwargs={"person_id": person.pk})
    return _page_of_words(request, person, movement, form, "like", then)


@require_POST
def remove(request: HttpRequest, person_id: uuid.UUID, movement_id: uuid.UUID) -> HttpResponse:
    """Take a movement back; what was said about it stays in the history."""
    person = person_of(request, person_id)
    movement = _movement_of(person, movement_id)
    withdraw(movement)
    return redirect("movements", person_id=person.pk)
