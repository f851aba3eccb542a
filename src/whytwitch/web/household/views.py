"""People of the household: list, add, overview, about, what is kept."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from whytwitch.model.finding import NO
from whytwitch.store import keeping
from whytwitch.store.models import Person
from whytwitch.store.record import SentTwice, answer, once
from whytwitch.web.household.forms import AboutForm, EraseForm, NewPersonForm
from whytwitch.web.household.presenters import KeptPresenter, OverviewPresenter
from whytwitch.web.interview.safety import ABOUT
from whytwitch.web.known import forget
from whytwitch.web.people import person_of
from whytwitch.web.start.presenters import country_from


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody in this household."""
    return render(request, "household/people.jinja", {"people": Person.objects.filter(owner=request.user.pk)})


@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Who answers, for whom, in which country."""
    initial = {"country": country_from(request.headers.get("Accept-Language", "")), "told_by": ""}
    form = NewPersonForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return render(request, "household/new_person.jinja", {"form": form}, status=422 if form.errors else 200)
    try:
        token = uuid.UUID(form.token)
    except ValueError:
        token = uuid.uuid4()
    told = form.cleaned_data
    with transaction.atomic():  # the form's own token becomes the person's id: sent twice, it is one person
        if (before := Person.objects.filter(pk=token).first()) is not None:
            said = before.details_now()
            if before.owner_id != request.user.pk or ("age" in said and _differs(before, told)):
                token = uuid.uuid4()  # an old page, sent again for somebody else
        person, made = Person.objects.get_or_create(
            pk=token, defaults={"label": told["label"], "owner_id": request.user.pk}
        )
        if not made and person.label != told["label"]:
            person.label = told["label"]
            person.save(update_fields=["label"])
        for name in ("told_by", "country"):
            person.say(name, told[name])
        if told["told_by"] == "clinician" or person.detail("setting"):
            person.say("setting", "clinic" if told["told_by"] == "clinician" else None)
    return redirect("about", person_id=person.pk)


def _differs(person: Person, told: dict[str, str]) -> bool:
    """Whether the page about who answers now says something else than it did for this person."""
    said = person.details_now()
    return person.label != told["label"] or any(said.get(name) != told[name] for name in ("told_by", "country"))


@require_GET
def overview(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """What is done, what is left, and the ways to everything."""
    person = person_of(request, person_id)
    return render(request, "household/overview.jinja", {"person": person, "overview": OverviewPresenter(person)})


@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Age, sex, pregnancy."""
    person = person_of(request, person_id)
    form = AboutForm(request.POST or None, initial=person.details_now())
    if request.method != "POST" or not form.is_valid():
        context = {"person": person, "form": form}
        return render(request, "household/about.jinja", context, status=422 if form.errors else 200)
    try:
        with once(person, form.token, form.said):
            for name in ("age", "sex", "pregnant", "weeks_pregnant"):
                person.say(name, form.cleaned_data[name])
            if (
                form.cleaned_data["pregnant"] == "no" and form.cleaned_data["sex"] != "male"
            ):  # the question names a birth in the last six weeks too
                answer(person, "newly_delivered", NO, source=ABOUT)
    except SentTwice:
        pass
    return redirect("next", person_id=person.pk)


@require_GET
def kept(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """What is kept about this person, and the ways to take it along or erase it."""
    person = person_of(request, person_id)
    return render(
        request, "household/kept.jinja", {"person": person, "kept": KeptPresenter(person), "form": EraseForm()}
    )


@require_GET
def export(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Everything about this person as a ZIP."""
    person = person_of(request, person_id)
    response = HttpResponse(keeping.export(person), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="whytwitch-everything.zip"'
    return response


@require_http_methods(["POST"])
def erase(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Erase this person for good."""
    person = person_of(request, person_id)
    form = EraseForm(request.POST)
    if not form.is_valid():
        context = {"person": person, "kept": KeptPresenter(person), "form": form}
        return render(request, "household/kept.jinja", context, status=422)
    keeping.erase(person)
    forget()
    return render(request, "household/erased.jinja")
