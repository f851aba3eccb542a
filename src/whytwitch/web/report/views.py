"""The page to print and take to the doctor."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from whytwitch.report import Audience
from whytwitch.web import services
from whytwitch.web.people import page_about, person_of
from whytwitch.web.report.forms import OwnWordsForm


@require_GET
def choose(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Which of the reports, as a page or as a PDF."""
    person = person_of(request, person_id)
    return page_about(request, person, "report/choose.jinja", worries=_agreed(request))


@require_GET
def report(request: HttpRequest, person_id: uuid.UUID, audience: Audience) -> HttpResponse:
    """One report, made by the report room, on a page that prints without our header."""
    person = person_of(request, person_id)
    kept = services.kept_picture(person)
    fragment = services.report_html(services.workup_of(kept), audience, worries=_agreed(request))
    return page_about(request, person, "report/report.jinja", fragment=fragment, audience=audience)


@require_GET
def printed(request: HttpRequest, person_id: uuid.UUID, audience: Audience) -> HttpResponse:
    """The same as a PDF."""
    kept = services.kept_picture(person_of(request, person_id))
    content = services.report_pdf(services.workup_of(kept), audience, worries=_agreed(request))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="whytwitch-{audience}.pdf"'
    return response


@require_http_methods(["GET", "POST"])
def own_words(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Why they ask, and their own questions: both stand on the sheet."""
    person = person_of(request, person_id)
    held = {"reason": person.detail("reason") or "", "questions": "\n".join(person.detail("questions") or ())}  # type: ignore[call-overload]
    form = OwnWordsForm(request.POST or None, initial=held)
    if request.method != "POST" or not form.is_valid():
        context = {"person": person, "form": form}
        return render(request, "report/own_words.jinja", context, status=422 if form.errors else 200)
    person.say("reason", form.cleaned_data["reason"])
    person.say("questions", form.cleaned_data["questions"])
    return redirect("report", person_id=person.pk)


def _agreed(request: HttpRequest) -> bool:
    """Whether the person ticked that answers about worry are printed; never remembered."""
    return request.GET.get("worries") == "yes"
