"""Nights: upload, and what was found."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from whytwitch.errors import InputError
from whytwitch.store.files import drop_orphans, keep
from whytwitch.store.models import Night
from whytwitch.store.record import SentTwice, once
from whytwitch.web.errors import about_upload
from whytwitch.web.known import score
from whytwitch.web.nights.forms import NightForm
from whytwitch.web.nights.presenters import NightLine, NightPresenter
from whytwitch.web.people import page_about, person_of, withdraw


@require_GET
def nights(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The nights uploaded so far."""
    person = person_of(request, person_id)
    lines = [NightLine(night) for night in person.nights.filter(withdrawn_at=None)]
    return page_about(request, person, "nights/nights.jinja", lines=lines)


@require_http_methods(["GET", "POST"])
def new_night(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Take a night in: stored whole, scored, and shown; or refused with one sentence and nothing kept."""
    person = person_of(request, person_id)
    form = NightForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        held = form.cleaned_data
        field = "recording" if held.get("recording") else "events"
        try:
            with once(person, form.token, form.said) as sent:
                night = Night(person=person)
                if held.get("recording"):
                    night.recording = keep(person, held["recording"].chunks(), "edf")
                if held.get("events"):
                    field = "events" if not held.get("recording") else field
                    night.events = keep(person, held["events"].chunks(), "csv")
                night.legs = {side: held[side] for side in ("left", "right") if held.get(side)} or None
                night.save()
                score(night)
                sent.went_to = redirect("night", person_id=person.pk, night_id=night.pk).url
            return redirect(sent.went_to)
        except SentTwice as twice:
            return redirect(twice.went_to)
        except InputError as error:
            drop_orphans(person)
            form.add_error(field, about_upload(error, held.get(field)))
    return page_about(request, person, "nights/new_night.jinja", 422 if form.errors else 200, form=form)


@require_GET
def night(request: HttpRequest, person_id: uuid.UUID, night_id: uuid.UUID) -> HttpResponse:
    """What was found in one night."""
    person = person_of(request, person_id)
    row = get_object_or_404(Night, pk=night_id, person=person, withdrawn_at=None)
    return page_about(request, person, "nights/night.jinja", night=NightPresenter(row))


@require_POST
def remove_night(request: HttpRequest, person_id: uuid.UUID, night_id: uuid.UUID) -> HttpResponse:
    """Leave a night out of the picture."""
    person = person_of(request, person_id)
    row = get_object_or_404(Night, pk=night_id, person=person, withdrawn_at=None)
    withdraw(row)
    return redirect("nights", person_id=person.pk)
