"""The diary's pages."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from whytwitch.care.followup.recheck import due
from whytwitch.errors import InputError
from whytwitch.evidence.diary import Entry, new_entry, to_csv
from whytwitch.evidence.diary.entry import zone_named
from whytwitch.evidence.diary.reminders import calendar
from whytwitch.store import clock
from whytwitch.store.bringing import bring
from whytwitch.store.diary import add, diary_of, entries_of
from whytwitch.store.models import Experiment, Person
from whytwitch.store.record import SentTwice, once
from whytwitch.web import services
from whytwitch.web.diary.forms import EntryForm, ExperimentForm, LogForm
from whytwitch.web.diary.noted import keep, signs_in
from whytwitch.web.diary.presenters import DiaryPresenter
from whytwitch.web.diary.services import begin
from whytwitch.web.errors import about_upload
from whytwitch.web.people import is_emergency, page_about, person_of


@require_GET
def diary(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """How it goes, and what was noted lately."""
    person = person_of(request, person_id)
    return page_about(request, person, "diary/diary.jinja", diary=DiaryPresenter(person, clock.now()))


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, person_id: uuid.UUID, kind: str) -> HttpResponse:
    """Note an evening, a morning or a moment."""
    return _noted(request, person_of(request, person_id), kind, None)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, person_id: uuid.UUID, entry_id: uuid.UUID) -> HttpResponse:
    """Correct an entry: another one takes its place, and both are kept."""
    person = person_of(request, person_id)
    entry = _standing(person, entry_id)
    return _noted(request, person, entry.kind, entry)


@require_POST
def remove(request: HttpRequest, person_id: uuid.UUID, entry_id: uuid.UUID) -> HttpResponse:
    """Take an entry out of everything; it stays in the history."""
    person = person_of(request, person_id)
    entry = _standing(person, entry_id)
    add(
        person,
        [new_entry(entry.kind, {}, zone=entry.zone, now=clock.now(), day=entry.day, replaces=entry.id, withdrawn=True)],
    )
    return redirect("diary", person_id=person.pk)


def _standing(person: Person, entry_id: uuid.UUID) -> Entry:
    found = [one for one in diary_of(person) if one.id == entry_id]
    if not found or found[0].kind == "clinician":
        raise Http404
    return found[0]


def _noted(request: HttpRequest, person: Person, kind: str, entry: Entry | None) -> HttpResponse:
    now = clock.now()
    seen = DiaryPresenter(person, now)
    today = (now - dt.timedelta(hours=4)).date() if kind == "evening" else now.date()
    due_signs = tuple(seen.seen["ask_again"]) if kind == "evening" and entry is None else ()
    form = EntryForm(kind, due_signs, entry, today, request.POST or None)
    if request.method == "POST" and entry is None and form.is_valid() and not form.values():
        form.add_error(None, gettext("Nothing is noted yet: fill in one thing, or go back"))
    if request.method == "POST" and form.is_valid():
        values, day = form.values(), form.cleaned_data["day"]
        at = now
        if kind == "moment":
            at = dt.datetime.combine(day, dt.time.fromisoformat(form.cleaned_data["at"]), zone_named(clock.zone()))
        try:
            with once(person, form.token, form.said) as sent:
                made = new_entry(
                    kind, values, zone=entry.zone if entry else clock.zone(), now=now, day=day, at=at, replaces=entry.id if entry else None,  # noqa: E501
                    told_by=str(person.detail("told_by") or "self"),
                )  # fmt: skip
                add(person, [made])
                sent.went_to = _after(person, signs_in(values, entry.values if entry else {}))
            return redirect(sent.went_to)
        except SentTwice as twice:
            return redirect(twice.went_to)
        except InputError as error:
            form.add_error(None, error.sentence())
    status = 422 if form.errors else 200
    return page_about(request, person, "diary/note.jinja", status, form=form, kind=kind, entry=entry)


def _after(person: Person, told: dict[str, str]) -> str:
    """Keep the danger signs of an entry; where to go then."""
    was_emergency = is_emergency(person)
    number = keep(person, told)
    if told and is_emergency(person) and not was_emergency:
        return reverse("emergency", kwargs={"person_id": person.pk})
    if number is None:
        return reverse("diary", kwargs={"person_id": person.pk})
    return reverse("screen", kwargs={"person_id": person.pk, "number": number})


@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Take in an export of a phone or watch."""
    person = person_of(request, person_id)
    form = LogForm(request.POST or None, request.FILES or None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = bring(person, Path(form.cleaned_data["log"].temporary_file_path()), zone=clock.zone())
        except InputError as error:
            form.add_error("log", about_upload(error, form.cleaned_data["log"]))
    return page_about(request, person, "diary/bring.jinja", 422 if form.errors else 200, form=form, made=made)


@require_GET
def as_csv(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The diary as a table."""
    response = HttpResponse(to_csv(entries_of(person_of(request, person_id))), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="diary.csv"'
    return response


@require_GET
def as_calendar(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Reminders for the calendar of a phone."""
    person_of(request, person_id)
    now = clock.now()
    response = HttpResponse(calendar("21:00", "08:00", now.date(), now), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="reminders.ics"'
    return response


@require_http_methods(["GET", "POST"])
def experiment(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Plan an experiment; see today's arm; see the result when it is over."""
    person = person_of(request, person_id)
    seen = DiaryPresenter(person, clock.now())
    form = ExperimentForm(request.POST or None)
    if request.method == "POST" and seen.trial is None and form.is_valid():
        try:
            with once(person, form.token, form.said) as sent:
                begin(person, form.cleaned_data, seen.today)
                sent.went_to = redirect("experiment", person_id=person.pk).url
            return redirect(sent.went_to)
        except SentTwice as twice:
            return redirect(twice.went_to)
        except InputError as error:
            form.add_error("measure", error.sentence())
    return page_about(request, person, "diary/experiment.jinja", 422 if form.errors else 200, form=form, diary=seen)


@require_POST
def end_experiment(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Put an experiment aside; it is kept."""
    person = person_of(request, person_id)
    Experiment.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=timezone.now())
    return redirect("experiment", person_id=person.pk)


@require_GET
def visit(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """A page for the next visit: what changed, what is due, one's own questions."""
    person = person_of(request, person_id)
    now = clock.now()
    case = services.known_about(person).case
    return page_about(
        request, person, "diary/visit.jinja", diary=DiaryPresenter(person, now), due=due(case, now.date())
    )
