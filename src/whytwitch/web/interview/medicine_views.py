"""Medicines: the list, adding one, names to choose from."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from whytwitch.store.record import SentTwice, once
from whytwitch.web.interview.forms import MedicineForm
from whytwitch.web.interview.medicine_list import MedicineList, offered, perhaps_meant
from whytwitch.web.interview.presenters import Progress
from whytwitch.web.people import page_about, person_of

#: What the form says when none of the names that are alike was meant.
AS_WRITTEN = "as_written"


@require_http_methods(["GET", "POST"])
def medicines(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The list of medicines, and adding one. A name that is only like one we know is asked about first."""
    person = person_of(request, person_id)
    form = MedicineForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    meant = request.POST.get("meant", "")
    alike = perhaps_meant(form.cleaned_data["name"]) if sent and not meant else []
    if not sent or alike:
        return page_about(
            request,
            person,
            "interview/medicines.jinja",
            422 if form.errors else 200,
            form=form,
            alike=alike,
            medicines=MedicineList(person),
            progress=Progress(person),
        )
    name = form.cleaned_data["name"]
    if meant and meant != AS_WRITTEN and meant in {one["name"] for one in perhaps_meant(name)}:
        name = meant
    row: dict[str, str] = {"name": name}
    if form.cleaned_data["changed"]:
        since = timezone.localdate() - dt.timedelta(weeks=form.cleaned_data["weeks_ago"])
        row[form.cleaned_data["changed"]] = since.isoformat()

    def add() -> None:
        person.say("medicines", [*(person.detail("medicines") or []), row])  # type: ignore[misc]

    try:
        with once(person, form.token, form.said):
            add()
    except SentTwice:
        if row not in (person.detail("medicines") or []):  # type: ignore[operator]
            add()  # taken off the list meanwhile, and told again
    return redirect("medicines", person_id=person.pk)


@require_POST
def medicine_names(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Names like the one being typed. A POST, because an address holds no medicine; nothing is stored."""
    person_of(request, person_id)
    return JsonResponse({"found": offered(request.POST.get("name", "")[:80])})


@require_POST
def remove_medicine(request: HttpRequest, person_id: uuid.UUID, place: int) -> HttpResponse:
    """Take a medicine off the list; the earlier list stays in the history.

    The form names it: in an old window, or clicked twice, the place may hold another one by now.
    """
    person = person_of(request, person_id)
    with transaction.atomic():
        rows = list(person.detail("medicines") or [])  # type: ignore[call-overload]
        named = request.POST.get("name", "")
        if 1 <= place <= len(rows) and rows[place - 1]["name"] == named:
            person.say("medicines", rows[: place - 1] + rows[place:])
    return redirect("medicines", person_id=person.pk)


@require_POST
def medicines_done(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The list is complete, or there is none."""
    person = person_of(request, person_id)
    if person.detail("medicines") is None:
        person.say("medicines", [])
    return redirect("next", person_id=person.pk)
