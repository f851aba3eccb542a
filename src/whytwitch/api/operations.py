"""The operations, by address. Each takes all it needs in the request and keeps nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

import whytwitch
from whytwitch.api import shapes, work
from whytwitch.api.problems import Problem
from whytwitch.knowledge import knowledge
from whytwitch.model.labs import LabReport
from whytwitch.model.night import Night
from whytwitch.model.workup import PictureDocument
from whytwitch.picture.explain import Explanation

#: What an operation may answer besides its result.
PROBLEMS: dict[int, Any] = dict.fromkeys((400, 403, 413, 415, 422, 500, 501), Problem)
READ_PROBLEMS: dict[int, Any] = dict.fromkeys((403, 422, 500), Problem)

router = Router()


@router.get("/about", response={200: shapes.About, **READ_PROBLEMS}, tags=["about"])
def about(request: HttpRequest) -> shapes.About:
    """Which program this is, and which medical knowledge it holds."""
    return shapes.About(
        version=whytwitch.__version__,
        knowledge=knowledge().stamp,
        not_a_device="Decision support and education; no diagnosis, not a cleared medical device.",
    )


@router.post("/interview/next", response={200: shapes.StepOut, **PROBLEMS}, tags=["interview"])
def interview_next(request: HttpRequest, asked: shapes.StepAsked) -> shapes.StepOut:
    """What to ask next, safety first. Send the case with all answers so far."""
    return work.next_step(asked)


@router.post("/picture", response={200: PictureDocument, **PROBLEMS}, tags=["picture"], by_alias=True)
def picture(request: HttpRequest, asked: shapes.CaseAsked) -> dict[str, Any]:
    """How urgent, which causes with reasons for and against, which test would tell, and the plan."""
    return work.workup_of(asked.case, asked.night_events).as_json()


@router.post("/explain", response={200: Explanation, **PROBLEMS}, tags=["picture"])
def explain(request: HttpRequest, asked: shapes.CaseAsked) -> Explanation:
    """What explains what away, and which answer or assumption would change the advice."""
    from whytwitch.picture.explain import explain as explain_picture
    from whytwitch.workup import gather

    nights = [work.events_night(text, "csv") for text in asked.night_events]
    evidence = gather(work.case_from(asked.case), nights=nights)
    return explain_picture(evidence.case, evidence.facts, knowledge())


@router.post("/explain/what-if", response={200: shapes.WhatIfOut, **PROBLEMS}, tags=["picture"], by_alias=True)
def what_if(request: HttpRequest, asked: shapes.WhatIfAsked) -> dict[str, Any]:
    """Level and causes if some answers were different."""
    level, causes = work.supposed(asked)
    return {"level": level, "causes": [cause.model_dump(mode="json", by_alias=True) for cause in causes]}


@router.post("/labs", response={200: LabReport, **PROBLEMS}, tags=["evidence"])
def labs(request: HttpRequest, asked: shapes.LabsAsked) -> LabReport:
    """Blood tests: units, intervals, derived values; one row out for each row in."""
    return work.lab_report(asked)


@router.post("/night/events", response={200: Night, **PROBLEMS}, tags=["evidence"], by_alias=True)
def night_of_events(request: HttpRequest, asked: shapes.EventsAsked) -> dict[str, Any]:
    """A night from scored events, by WASM 2016 and by AASM 3."""
    return work.events_night(asked.text, asked.suffix)


@router.post("/night", response={200: Night, **PROBLEMS}, tags=["evidence"], by_alias=True)
def night_of_recording(
    request: HttpRequest,
    recording: UploadedFile = File(...),
    events: UploadedFile | None = File(None),
    left: str = Form(""),
    right: str = Form(""),
) -> dict[str, Any]:
    """A night from a recording (EDF, BDF), with its events if there are any; the files are gone afterwards."""
    legs = {side: label for side, label in (("left", left), ("right", right)) if label}
    return work.recorded_night(recording, events, legs)


@router.get("/knowledge/{kind}", response={200: shapes.Listing, **READ_PROBLEMS}, tags=["knowledge"])
def knowledge_list(request: HttpRequest, kind: str) -> shapes.Listing:
    """All entries of one kind: conditions, findings, rules, tests, measures, medicines, claims, sources and others."""
    named = [
        shapes.Named(id=name, name=str(getattr(one, "name", "") or getattr(one, "label", "") or name.replace("_", " ")))
        for name, one in work.entries(kind)
    ]
    return shapes.Listing(kind=kind, entries=named)


@router.get("/knowledge/{kind}/{name}", response={200: shapes.Entry, **READ_PROBLEMS}, tags=["knowledge"])
def knowledge_entry(request: HttpRequest, kind: str, name: str) -> shapes.Entry:
    """One entry with its numbers, tags and sources."""
    return work.entry(kind, name)


@router.post("/fhir", response={200: dict[str, Any], **PROBLEMS}, tags=["out"])
def fhir(request: HttpRequest, asked: shapes.BundleAsked) -> dict[str, Any]:
    """The workup as a FHIR R4B Bundle."""
    from whytwitch.report.fhir import bundle

    return bundle(work.workup_of(asked.case, asked.night_events), worries=asked.worries)


_PAGES = {
    "responses": {
        200: {
            "description": "The report",
            "content": {
                "text/html": {"schema": {"type": "string"}},
                "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            },
        }
    }
}


@router.post("/report", response=PROBLEMS, tags=["out"], openapi_extra=_PAGES)
def report(request: HttpRequest, asked: shapes.PageAsked) -> HttpResponse:
    """The report for the person, the doctor (one sheet) or complete, as HTML or PDF."""
    from whytwitch.report import html, pdf

    workup = work.workup_of(asked.case, asked.night_events)
    if asked.format == "pdf":
        return HttpResponse(pdf(workup, asked.audience, worries=asked.worries), content_type="application/pdf")
    page = html(workup, asked.audience, worries=asked.worries)
    return HttpResponse(page, content_type="text/html; charset=utf-8")
