"""Blood results: list, type one in, take one back."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from whytwitch.errors import InputError
from whytwitch.store.models import LabResult
from whytwitch.store.record import SentTwice, once
from whytwitch.web.people import page_about, person_of, withdraw
from whytwitch.web.results import rooms
from whytwitch.web.results.forms import LabForm
from whytwitch.web.results.presenters import DocumentLine, LabsPresenter


@require_GET
def labs(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The results typed in so far, and what the labs room reads in them."""
    person = person_of(request, person_id)
    return page_about(
        request, person, "results/labs.jinja", labs=LabsPresenter(person), documents=DocumentLine.all_of(person)
    )


@require_http_methods(["GET", "POST"])
def new_lab(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """One result as it stands on the paper; a unit that does not fit is refused with one sentence."""
    person = person_of(request, person_id)
    form = LabForm(rooms.lab_tests(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = {name: form.cleaned_data[name] for name in ("test", "value", "unit", "at", "low", "high", "lab")}
        try:
            remarks = rooms.check_lab(person, row)
            with once(person, form.token, form.said):
                person.labs.create(**row)
        except SentTwice:
            if not person.labs.filter(withdrawn_at=None, **row).exists():  # taken back meanwhile, and told again
                person.labs.create(**row)
            return redirect("labs", person_id=person.pk)
        except InputError as error:
            field = "value" if "value" in type(error).__name__.lower() else "unit"
            form.add_error(field, error.sentence())
        else:
            request.session["said"] = remarks
            return redirect("labs", person_id=person.pk)
    return page_about(request, person, "results/new_lab.jinja", 422 if form.errors else 200, form=form)


@require_POST
def look_at_lab(request: HttpRequest, person_id: uuid.UUID) -> JsonResponse:
    """What the labs room says to a result while it is typed. Nothing is kept; it is judged again when it is sent."""
    person = person_of(request, person_id)
    form = LabForm(rooms.lab_tests(), request.POST)
    form.is_valid()
    told = form.cleaned_data
    if not all(request.POST.get(name, "").strip() for name in ("test", "value", "unit")):
        return JsonResponse({"says": []})
    if not all(name in told for name in ("test", "value", "unit")):
        return JsonResponse({"says": [str(one) for one in form.errors.get("value", [])]})
    row = {name: told.get(name) for name in ("test", "value", "unit", "low", "high")}
    try:
        return JsonResponse({"says": rooms.check_lab(person, row) or [gettext("Value and unit go together.")]})
    except InputError as error:
        return JsonResponse({"says": [error.sentence()]})


@require_POST
def remove_lab(request: HttpRequest, person_id: uuid.UUID, lab_id: uuid.UUID) -> HttpResponse:
    """Take back a result that was typed wrongly; the row stays in the history."""
    person = person_of(request, person_id)
    row = get_object_or_404(LabResult, pk=lab_id, person=person, withdrawn_at=None)
    withdraw(row)
    return redirect("labs", person_id=person.pk)
