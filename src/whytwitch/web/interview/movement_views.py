"""The movements: list, which kind, where, when, what it is like."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from whytwitch.store.models import Movement, Person
from whytwitch.store.record import SentTwice, new_movement, once
from whytwitch.web.interview.forms import KindForm, LikeForm, WhenForm, WhereForm, WordsForm
from whytwitch.web.interview.presenters import MovementLine, Progress, since_for_form
from whytwitch.web.people import page_about, person_of


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
        return page_about(
            request,
            person,
            "interview/kind.jinja",
            422 if form.errors else 200,
            form=form,
            first=not person.movements.filter(withdrawn_at=None).exists(),
            progress=Progress(person),
        )
    try:
        with once(person, form.token) as sent:
            movement = new_movement(person, form.cleaned_data["kind"])
            sent.went_to = redirect("movement_where", person_id=person.pk, movement_id=movement.pk).url
    except SentTwice as twice:
        return redirect(twice.went_to)
    return redirect(sent.went_to)


def _page_of_words(
    request: HttpRequest, person: Person, movement: Movement, form: WordsForm, template: str
) -> HttpResponse | None:
    """Show a page of choices about a movement, or write down what was chosen; None when it is written."""
    if request.method != "POST" or not form.is_valid():
        status, line = 422 if form.errors else 200, MovementLine(movement)
        return page_about(request, person, template, status, form=form, line=line, progress=Progress(person))
    try:
        with once(person, form.token):
            for attribute, word in form.told().items():
                movement.say(attribute, word)
    except SentTwice:
        pass
    return None


@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, person_id: uuid.UUID, movement_id: uuid.UUID) -> HttpResponse:
    """Where and on which side."""
    person = person_of(request, person_id)
    movement = _movement_of(person, movement_id)
    form = WhereForm(request.POST or None, initial=movement.words())
    shown = _page_of_words(request, person, movement, form, "interview/where.jinja")
    return shown or redirect("movement_when", person_id=person.pk, movement_id=movement.pk)


@require_http_methods(["GET", "POST"])
def when(request: HttpRequest, person_id: uuid.UUID, movement_id: uuid.UUID) -> HttpResponse:
    """When, how often, since when."""
    person = person_of(request, person_id)
    movement = _movement_of(person, movement_id)
    words = movement.words()
    form = WhenForm(request.POST or None, initial=words | since_for_form(words.get("since_weeks")))
    shown = _page_of_words(request, person, movement, form, "interview/when.jinja")
    return shown or redirect("movement_like", person_id=person.pk, movement_id=movement.pk)


@require_http_methods(["GET", "POST"])
def like(request: HttpRequest, person_id: uuid.UUID, movement_id: uuid.UUID) -> HttpResponse:
    """What it is like."""
    person = person_of(request, person_id)
    movement = _movement_of(person, movement_id)
    form = LikeForm(request.POST or None, initial=movement.words())
    shown = _page_of_words(request, person, movement, form, "interview/like.jinja")
    return shown or redirect("movements", person_id=person.pk)


@require_POST
def remove(request: HttpRequest, person_id: uuid.UUID, movement_id: uuid.UUID) -> HttpResponse:
    """Take a movement back; what was said about it stays in the history."""
    person = person_of(request, person_id)
    movement = _movement_of(person, movement_id)
    movement.withdrawn_at = timezone.now()
    movement.save(update_fields=["withdrawn_at"])
    return redirect("movements", person_id=person.pk)
