"""Find the person a page is about, and show a page about them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from whytwitch.model.urgency import Level
from whytwitch.store.models import Person
from whytwitch.store.models.user import LOCAL
from whytwitch.store.recall import as_read, read_again
from whytwitch.store.record import SentTwice, once
from whytwitch.web import services
from whytwitch.web.forms import PlainForm
from whytwitch.web.start.presenters import EmergencyNumbers


def person_of(request: HttpRequest, person_id: uuid.UUID) -> Person:
    """One person of this household, or 404."""
    person = get_object_or_404(Person, pk=person_id, owner__name=LOCAL)  # ``request.user``, without asking for it first
    as_read(person.pk, person.revision)
    return person


def numbers_of(person: Person) -> EmergencyNumbers:
    """The numbers to call where this person is."""
    return EmergencyNumbers(str(person.detail("country") or ""))


def is_emergency(person: Person) -> bool:
    """Whether a danger rule says: act now."""
    return services.urgency(person).level is Level.EMERGENCY


def form_page(request: HttpRequest, person: Person, template: str, form: PlainForm, **context: Any) -> HttpResponse:
    """Show the page of a form: as it was asked for, or with what was wrong in it."""
    return page_about(request, person, template, 422 if form.errors else 200, form=form, **context)


def taken_once(person: Person, form: PlainForm, write: Callable[[], str | Callable[[], str]]) -> HttpResponse:
    """Write down what a valid form says, once, and go on; a form that is sent twice leads where it led before.

    Parameters
    ----------
    person : Person
        Whom it is about.
    form : PlainForm
        Carries the mark by which it is known again.
    write : callable
        Writes it down, whole or not at all. Gives the address to go to, or what finds it once all is written: judging
        how urgent it is takes longer than writing, and others wait to write meanwhile.
    """
    try:
        with once(person, form.token, form.said) as sent:
            there = write()
            sent.went_to = there if isinstance(there, str) else ""
    except SentTwice as twice:
        read_again()  # the first may have been written while this one was on its way
        return redirect(twice.went_to or _onwards(person))
    return redirect(there if isinstance(there, str) else there())


def _onwards(person: Person) -> str:
    """Where a form leads that was sent twice, and may still be judged: an emergency is told to whoever asks."""
    return reverse("emergency" if is_emergency(person) else "next", kwargs={"person_id": person.pk})


def withdraw(row: Model) -> None:
    """Take back a row that has a ``withdrawn_at``: it counts no more and stays in the history."""
    row.withdrawn_at = timezone.now()  # type: ignore[attr-defined]
    row.save(update_fields=["withdrawn_at"])


def page_about(request: HttpRequest, person: Person, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Render a page about a person: with the number to call, and a reminder while an emergency stands."""
    held = {"person": person, "numbers": numbers_of(person), "alarm": is_emergency(person)} | context
    return render(request, template, held, status=status)
