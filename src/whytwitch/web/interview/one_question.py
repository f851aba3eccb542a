"""One question on its page: shown, and its answer taken, whether it is asked for the first time or changed later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.schema import Finding
from whytwitch.model.finding import NOT_SURE
from whytwitch.store.models import Person
from whytwitch.web import services
from whytwitch.web.interview.forms import QuestionForm
from whytwitch.web.people import form_page, is_emergency, taken_once


def ask(
    request: HttpRequest,
    person: Person,
    finding: Finding | None,
    held: Any,
    keep: Callable[[str, str | float], None],
    *,
    then: str,
    **page: Any,
) -> HttpResponse:
    """Show a question, or take its answer; a danger sign that makes it an emergency leads to the card.

    Parameters
    ----------
    request : HttpRequest
        A POST is an answer to the question that it names: what was shown counts, not what would be asked now.
    person : Person
        Whom it is about.
    finding : Finding or None
        What is asked.
    held : str, float or None
        What was answered before.
    keep : callable
        Writes down finding and answer.
    then : str
        Address to go to.
    **page
        More for the template.
    """
    if request.method == "POST":
        finding = knowledge().findings.get(request.POST.get("finding", ""), finding)  # type: ignore[arg-type]
    if finding is None:
        raise Http404
    initial = {"unsure": True} if finding.kind == "number" and held == NOT_SURE else {"answer": held}
    form = QuestionForm(finding, request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        why = services.reason_to_ask(finding)
        return form_page(request, person, "interview/question.jinja", form, finding=finding, why=why, **page)
    was_emergency, name = is_emergency(person), finding.id

    def where() -> str:
        alarm = is_emergency(person) and not was_emergency
        return reverse("emergency", kwargs={"person_id": person.pk}) if alarm else then

    def write() -> Callable[[], str]:
        keep(name, form.cleaned_data["answer"])
        return where

    return taken_once(person, form, write)
