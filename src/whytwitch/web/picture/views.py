"""The picture as a person reads it, and with numbers as a clinician does."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from whytwitch.store.models import KeptPicture
from whytwitch.store.record import look
from whytwitch.web import services
from whytwitch.web.people import page_about, person_of
from whytwitch.web.picture.presenters import NumbersPresenter, PicturePresenter
from whytwitch.web.picture.why import AssumptionsPresenter, WhatIfPresenter, WhyPresenter


@require_GET
def picture(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """What to do, what it could be, what would tell; kept as shown."""
    person = person_of(request, person_id)
    kept = services.kept_picture(person)
    shown = PicturePresenter(kept, looks=look(person))
    return page_about(
        request, person, "picture/picture.jinja", picture=shown, again=False, now=f"{timezone.localtime():%H:%M}"
    )


@require_GET
def why(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """What explains what away, and which answer would change the advice; worked out on this page alone."""
    person = person_of(request, person_id)
    explanation = services.explanation(person)
    if explanation is None:
        return page_about(request, person, "picture/wait.jinja", here="why")
    return page_about(request, person, "picture/why.jinja", why=WhyPresenter(explanation))


@require_http_methods(["GET", "POST"])
def what_if(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Suppose one answer were different. A POST, because an address holds no finding; nothing is stored."""
    person = person_of(request, person_id)
    shown = WhatIfPresenter(person, request.POST.get("finding", ""), request.POST.get("answer", ""))
    missed = request.method == "POST" and not shown.known
    return page_about(request, person, "picture/what_if.jinja", 422 if missed else 200, what_if=shown, missed=missed)


@require_GET
def assumptions(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """What is assumed, on what basis, and which of it would change the advice."""
    person = person_of(request, person_id)
    explanation = services.explanation(person)
    if explanation is None:
        return page_about(request, person, "picture/wait.jinja", here="assumptions")
    held = AssumptionsPresenter(person, explanation)
    return page_about(request, person, "picture/assumptions.jinja", held=held)


@require_GET
def numbers(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The same for a clinician: probabilities, contributions, sources."""
    person = person_of(request, person_id)
    kept = services.kept_picture(person)
    return page_about(
        request, person, "picture/numbers.jinja", picture=NumbersPresenter(kept, whole="all" in request.GET)
    )


@require_GET
def earlier(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Every picture that was shown."""
    person = person_of(request, person_id)
    return page_about(request, person, "picture/earlier.jinja", pictures=person.pictures.defer("workup"))


@require_GET
def shown_again(request: HttpRequest, person_id: uuid.UUID, picture_id: uuid.UUID) -> HttpResponse:
    """An earlier picture as it was shown then."""
    person = person_of(request, person_id)
    kept = get_object_or_404(KeptPicture, pk=picture_id, person=person)
    return page_about(request, person, "picture/picture.jinja", picture=PicturePresenter(kept), again=True)
