"""Blood results: list, type one in, take one back."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from whytwitch.errors import InputError
from whytwitch.store.models import LabResult
from whytwitch.store.record import SentTwice, once
from whytwitch.web.people import page_about, person_of
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
            with once(person, form.token):
                person.labs.create(**row)
        except SentTwice:
            return redirect("labs", person_id=person.pk)
        except InputError as error:
            field = "value" if "value" in type(error).__name__.lower() else "unit"
            form.add_error(field, error.sentence())
        else:
            request.session["said"] = remarks
            return redirect("labs", person_id=person.pk)
    return page_about(request, person, "results/new_lab.jinja", 422 if form.errors else 200, form=form)


@require_POST
def remove_lab(request: HttpRequest, person_id: uuid.UUID, lab_id: uuid.UUID) -> HttpResponse:
    """Take back a result that was typed wrongly; the row stays in the history."""
    person = person_of(request, person_id)
    row = get_object_or_404(LabResult, pk=lab_id, person=person, withdrawn_at=None)
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    return redirect("labs", person_id=person.pk)
