"""The interview: what next, safety pages, the emergency card, conditions, one question at a time."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from whytwitch.errors import ContradictionError
from whytwitch.knowledge import knowledge
from whytwitch.model.finding import NO, NOT_SURE, YES
from whytwitch.store.models import Person
from whytwitch.store.record import answer, answer_all
from whytwitch.web import services
from whytwitch.web.interview.forms import (
    NOT_TESTED,
    AgainForm,
    CloserForm,
    ConditionsForm,
    ScreenForm,
)
from whytwitch.web.interview.one_question import ask
from whytwitch.web.interview.presenters import Conflict, EmergencyCard, LastPage, Progress, SafetyProgress
from whytwitch.web.interview.safety import TICKED, Safety
from whytwitch.web.interview.worries import WorriesForm, held_by, is_due, of_oneself
from whytwitch.web.people import form_page, is_emergency, page_about, person_of, taken_once


def _address(name: str, person: Person, **more: object) -> str:
    return reverse(name, kwargs={"person_id": person.pk, **more})


@require_GET
def next_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Go where the interview goes on."""
    person = person_of(request, person_id)
    if not person.detail("age"):
        return redirect("about", person_id=person.pk)
    safety_pages = Safety(person)
    if pending := safety_pages.pending():
        if pending.noted:
            return redirect("screen", person_id=person.pk, number=pending.number)
        again = "?again=1" if pending.again else ""
        return redirect(_address("closer", person, number=pending.number) + again)
    step = services.next_step(person)
    if step.kind == "safety":
        screen = safety_pages.next_open(step.topic) or safety_pages.next_open()
        if screen is not None:
            more = "?more=1" if safety_pages.is_begun(screen) else ""
            return redirect(_address("screen", person, number=screen.number) + more)
    if step.kind == "done" and is_due(person) and not is_emergency(person):
        return redirect("last", person_id=person.pk)
    movement = services.without_duration(person) if step.kind == "done" and person.pictures.exists() else None
    if movement is not None:  # the picture has said that this is not known
        return redirect("movement_when", person_id=person.pk, movement_id=movement.pk)
    pages = {
        "known_conditions": "conditions",
        "medicines": "medicines",
        "movement": "new_movement",
        "question": "question",
    }
    return redirect(pages.get(step.kind, "picture"), person_id=person.pk)


@require_GET
def safety(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """All safety pages and what was answered there."""
    person = person_of(request, person_id)
    return page_about(request, person, "interview/safety.jinja", safety=Safety(person))


@require_http_methods(["GET", "POST"])
def screen(request: HttpRequest, person_id: uuid.UUID, number: int) -> HttpResponse:
    """One page of danger signs."""
    person = person_of(request, person_id)
    pages, more = Safety(person), request.GET.get("more") == "1"
    shown = pages.screen(number, more=more)
    if shown is None:
        raise Http404
    if request.method == "POST":  # what was shown counts, not what would be shown now
        there = set(request.POST.get("shown", "").split())
        shown = shown.only(there)
    if not shown.signs:
        return redirect("next", person_id=person.pk)
    ticked = [sign.id for sign in shown.signs if pages.answers.get(sign.id, NO) != NO]
    initial = {"signs": ticked or ([] if pages.is_open(shown) else ["none"])}
    initial |= {f"since-{name}": pages.answers[name] for name in ticked if not pages.is_half_told(name)}
    form = ScreenForm(shown, request.POST or None, initial=initial)
    form.told_meanwhile = lambda told: pages.weakened(told, request.POST.get("seen", ""))
    if request.method != "POST" or not form.is_valid():
        before = pages.before(number)
        back = _address("screen", person, number=before) if before else _address("about", person)
        return form_page(
            request,
            person,
            "interview/screen.jinja",
            form,
            screen=shown,
            more=more,
            back=back,
            noted=pages.noted_on(shown),
            seen=pages.newest,
            progress=SafetyProgress(pages, number),
        )
    chosen = set(form.cleaned_data["signs"])
    told = {sign.id: form.since(sign.id) for sign in shown.signs if sign.id in chosen and sign.kind == "danger"}
    closer_look = [name for name, said in told.items() if not said]
    was_emergency = is_emergency(person)

    def where() -> str:
        if is_emergency(person) and not was_emergency and any(told.values()):
            return _address("emergency", person)  # what is still to be told is asked when they go on
        return _address("closer", person, number=number) if closer_look else _address("next", person)

    def write() -> Callable[[], str]:
        rows = []
        for sign in shown.signs:
            if sign.id not in chosen:
                rows.append((sign.id, NO, ""))
            elif sign.kind == "yes_no":
                rows.append((sign.id, YES, ""))
            elif told[sign.id]:
                rows.append((sign.id, told[sign.id], ""))
            elif pages.answers.get(sign.id, NO) == NO:
                rows.append((sign.id, NOT_SURE, TICKED))  # not yet said since when; never counts as no
        answer_all(person, rows)
        return where

    return taken_once(person, form, write)


@require_http_methods(["GET", "POST"])
def closer(request: HttpRequest, person_id: uuid.UUID, number: int) -> HttpResponse:
    """For each ticked sign: new, worse, old and assessed; not sure is asked once more, more concretely."""
    person = person_of(request, person_id)
    pages = Safety(person)
    shown = pages.screen(number)
    if shown is None:
        raise Http404
    again = request.GET.get("again") == "1"
    signs = [sign for sign in shown.signs if sign.kind == "danger" and pages.answers.get(sign.id, NO) != NO]
    if again:
        wanted = services.ask_again(person)
        signs = [sign for sign in signs if sign.id in wanted]
    if not signs:
        return redirect("next", person_id=person.pk)
    initial = {sign.id: held for sign in signs if (held := pages.answers[sign.id]) != NOT_SURE}
    form = CloserForm(signs, again, request.POST or None, initial=initial)
    form.told_meanwhile = lambda told: pages.weakened(told, request.POST.get("seen", ""))
    if request.method != "POST" or not form.is_valid():
        return form_page(
            request,
            person,
            "interview/closer.jinja",
            form,
            screen=shown,
            again=again,
            seen=pages.newest,
            back=_address("screen", person, number=number),
            progress=Progress(person),
        )
    was_emergency = is_emergency(person)
    source = "asked once more" if again else ""

    def where() -> str:
        if is_emergency(person) and not was_emergency:
            return _address("emergency", person)
        if not again and set(services.ask_again(person)) & {sign.id for sign in signs}:
            return _address("closer", person, number=number) + "?again=1"
        return _address("next", person)

    def write() -> Callable[[], str]:
        for sign in signs:
            answer(person, sign.id, form.cleaned_data[sign.id], source=source, repeat=again)
        return where

    return taken_once(person, form, write)


@require_GET
def emergency(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The card: verb, number, what to do while waiting. No probabilities."""
    person = person_of(request, person_id)
    return page_about(request, person, "interview/emergency.jinja", card=EmergencyCard(person))


@require_http_methods(["GET", "POST"])
def conditions(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """What a doctor already found."""
    person = person_of(request, person_id)
    held = person.detail("known_conditions")
    initial = {"conditions": held or [], "none": held == []}
    form = ConditionsForm(request.POST or None, initial=initial)
    known = {name for name, _ in form.fields["conditions"].choices}
    if request.method == "POST":
        form.tick_told_later(name for name in held or [] if name in known)
    if request.method != "POST" or not form.is_valid():
        page = {"held": " ".join(held or []), "progress": Progress(person)}
        return form_page(request, person, "interview/conditions.jinja", form, **page)
    others = [name for name in held or [] if name not in known]  # from a case file: kept

    def write() -> str:
        person.say("known_conditions", form.cleaned_data["conditions"] + others)
        return _address("next", person)

    return taken_once(person, form, write)


@require_http_methods(["GET", "POST"])
def last(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Nothing more is asked: look it over, and a few questions about worrying. Meanwhile the picture is drawn."""
    person = person_of(request, person_id)
    form = WorriesForm(request.POST or None, initial=held_by(person), of_oneself=of_oneself(person))
    if request.method != "POST" or not form.is_valid():
        asked = len(services.asked_questions(person))
        back = _address("question_number", person, number=asked) if asked else _address("movements", person)
        page = form_page(request, person, "interview/last.jinja", form, back=back, progress=LastPage())
        services.draw_ahead(person)
        return page

    def write() -> str:
        form.keep(person)
        return _address("picture", person)

    return taken_once(person, form, write)


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Answers that cannot all be true together: shown side by side, and asked once more."""
    person = person_of(request, person_id)
    try:
        services.kept_picture(person)
        services.next_step(person)
    except ContradictionError as error:
        ids = tuple(getattr(error, "ids", ()))
    else:
        return redirect("next", person_id=person.pk)
    conflict = Conflict(person, ids)
    form = AgainForm(conflict.findings, request.POST or None, initial=conflict.held)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, person, "interview/again.jinja", form, conflict=conflict)

    def write() -> str:
        for finding in conflict.findings:
            said = form.cleaned_data[finding.id]
            answer(person, finding.id, NOT_SURE if said == NOT_TESTED else said, source="asked again")
        return _address("next", person)

    return taken_once(person, form, write)


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, person_id: uuid.UUID, number: int | None = None) -> HttpResponse:
    """One question: the next one, or an earlier one to look at or change."""
    person = person_of(request, person_id)
    asked = services.asked_questions(person)
    if number is not None and 1 <= number <= len(asked):
        finding = knowledge().findings.get(asked[number - 1])
    else:
        number = len(asked) + 1
        step = services.next_step(person)
        if step.kind != "question":
            return redirect("next", person_id=person.pk)
        finding = knowledge().findings[step.questions[0]]

    def held(name: str) -> Any:
        last = person.told_now().get(name)
        return None if last is None else last.value

    def keep(name: str, said: str | float) -> None:
        if said == NOT_TESTED and held(name) is None:
            services.leave_out(person, name)
        else:
            answer(person, name, NOT_SURE if said == NOT_TESTED else said, source=services.ONE_BY_ONE)

    back = _address("question_number", person, number=number - 1) if number > 1 else _address("movements", person)
    page = {"then": _address("next", person), "number": number, "back": back, "progress": Progress(person)}
    return ask(request, person, finding, held(finding.id) if finding else None, keep, **page)
