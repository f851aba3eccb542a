"""The picture as a person reads it, and with numbers as a clinician does."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from whytwitch.store.models import KeptPicture
from whytwitch.web import services
from whytwitch.web.people import page_about, person_of
from whytwitch.web.picture.presenters import NumbersPresenter, PicturePresenter


@require_GET
def picture(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """What to do, what it could be, what would tell; kept as shown."""
    person = person_of(request, person_id)
    kept = services.kept_picture(person)
    return page_about(request, person, "picture/picture.jinja", picture=PicturePresenter(kept), again=False)


@require_GET
def numbers(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The same for a clinician: probabilities, contributions, sources."""
    person = person_of(request, person_id)
    kept = services.kept_picture(person)
    return page_about(request, person, "picture/numbers.jinja", picture=NumbersPresenter(kept))


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
