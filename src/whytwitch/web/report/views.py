"""The page to print and take to the doctor."""

from __future__ import annotations

import uuid
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from whytwitch.web import services
from whytwitch.web.people import page_about, person_of


@require_GET
def choose(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Which of the two reports."""
    person = person_of(request, person_id)
    return page_about(request, person, "report/choose.jinja")


@require_GET
def report(request: HttpRequest, person_id: uuid.UUID, audience: Literal["person", "clinician"]) -> HttpResponse:
    """One report, made by the report room, on a page that prints without our header."""
    person = person_of(request, person_id)
    kept = services.kept_picture(person)
    fragment = services.report_html(services.workup_of(kept), audience)
    return page_about(request, person, "report/report.jinja", fragment=fragment, audience=audience)
