"""Find the person a page is about, and show a page about them."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from whytwitch.model.urgency import Level
from whytwitch.store.models import Person
from whytwitch.store.recall import as_read
from whytwitch.web import services
from whytwitch.web.start.presenters import EmergencyNumbers


def person_of(request: HttpRequest, person_id: uuid.UUID) -> Person:
    """One person of this household, or 404."""
    person = get_object_or_404(Person, pk=person_id, owner=request.user.pk)
    as_read(person.pk, person.revision)
    return person


def numbers_of(person: Person) -> EmergencyNumbers:
    """The numbers to call where this person is."""
    return EmergencyNumbers(str(person.detail("country") or ""))


def is_emergency(person: Person) -> bool:
    """Whether a danger rule says: act now."""
    return services.urgency(person).level is Level.EMERGENCY


def page_about(request: HttpRequest, person: Person, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Render a page about a person: with the number to call, and a reminder while an emergency stands."""
    held = {"person": person, "numbers": numbers_of(person), "alarm": is_emergency(person)} | context
    return render(request, template, held, status=status)
