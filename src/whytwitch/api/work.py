"""What the operations do: plain functions over the rooms of the house. Nothing is kept."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from whytwitch.api import shapes
from whytwitch.errors import FormatError, UnknownNameError, nearest
from whytwitch.knowledge import knowledge
from whytwitch.model.case import Case
from whytwitch.model.labs import LabReport
from whytwitch.model.picture import Cause
from whytwitch.model.urgency import Level
from whytwitch.model.workup import Workup

_ANSWERS = {
    "yes_no": ["yes", "no", "not_sure"],
    "danger": ["no", "new", "worse", "old_and_assessed", "not_sure"],
}
KINDS = (
    "conditions",
    "findings",
    "movements",
    "known_conditions",
    "rules",
    "tests",
    "measures",
    "medicines",
    "claims",
    "sources",
    "countries",
)


@contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder in the data folder that is gone when the request is answered."""
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as name:
        yield Path(name)


_FILES = {
    "nights": "send the events of its nights as text in 'night_events', or a recording to /night",
    "diary": "leave the diary out",
}


def case_from(content: dict[str, Any]) -> Case:
    """A case as sent; it may not name files of this machine."""
    from whytwitch.workup import as_case

    for key, todo in _FILES.items():
        if content.get(key):
            raise FormatError("a case that is sent cannot name files", where=f"case.{key}", todo=todo)
    return as_case(content)


def workup_of(content: dict[str, Any], night_events: Sequence[str]) -> Workup:
    """The picture and plan of a case and the events of its nights."""
    from whytwitch.workup import draw

    case = case_from(content)
    nights = [events_night(text, "csv") for text in night_events]
    return draw(case, nights=nights)


def events_night(text: str, suffix: str) -> dict[str, Any]:
    """A night from the text of its events."""
    from whytwitch.evidence.night import score_night

    with passing_folder() as folder:
        file = folder / f"events.{suffix}"
        file.write_text(text, encoding="utf-8")
        return score_night(file)


def recorded_night(recording: UploadedFile, events: UploadedFile | None, legs: dict[str, str]) -> dict[str, Any]:
    """A night from a recording, and its events if they came along."""
    from whytwitch.evidence.night import score_night

    with passing_folder() as folder:
        paths = [_copied(one, folder, name) for one, name in ((recording, "night"), (events, "events")) if one]
        return score_night(paths[0], paths[1] if len(paths) > 1 else None, legs=legs or None)


def _copied(file: UploadedFile, folder: Path, name: str) -> Path:
    """A copy under a name of our own; of the sent name only an ordinary ending is kept."""
    ending = Path(file.name or "").suffix.lower()
    path = folder / (name + (ending if ending[1:].isalnum() and len(ending) < 8 else ""))
    with file, path.open("wb") as copy:  # closing it removes Django's own copy
        for chunk in file.chunks():
            copy.write(chunk)
    return path


def next_step(asked: shapes.StepAsked) -> shapes.StepOut:
    """What to ask next in an interview."""
    from whytwitch.picture.interview import next_step as ask_next
    from whytwitch.picture.triage import assess
    from whytwitch.workup import gather

    base = knowledge()
    case = case_from(asked.case)
    facts = gather(case).facts
    step = ask_next(facts, base, asked=asked.asked)
    urgency = assess(facts, (), base, answers=case.findings, country=case.country)
    return shapes.StepOut(
        kind=step.kind,
        topic=step.topic,
        why=step.why,
        done_share=step.done_share,
        questions=[question(name) for name in step.questions],
        level=urgency.level,
        provisional=urgency.provisional,
    )


def question(name: str) -> shapes.Question:
    """A question with the answers it takes."""
    known = knowledge().finding(name)
    answers = _ANSWERS.get(known.kind) or ([*known.choices, "not_sure"] if known.kind == "choice" else [])
    return shapes.Question(
        id=known.id,
        kind=known.kind,
        question=known.question or known.name,
        why=known.why,
        concrete=known.concrete,
        choices=known.choices,
        unit=known.unit,
        answers=answers,
    )


def lab_report(asked: shapes.LabsAsked) -> LabReport:
    """Blood tests read, converted and flagged."""
    from whytwitch.evidence.case import build_case
    from whytwitch.evidence.labs import read_labs, report

    given = {name: getattr(asked, name) for name in ("rows", "text", "fhir") if getattr(asked, name) is not None}
    if len(given) != 1:
        raise FormatError(
            "blood tests come in one form", allowed="one of rows, text or fhir", found=", ".join(given) or "none"
        )
    told = {name: getattr(asked, name) for name in ("age", "sex", "pregnant") if getattr(asked, name) is not None}
    case = build_case({"person": told, **({"as_of": asked.as_of} if asked.as_of else {})})
    kind, content = next(iter(given.items()))
    with passing_folder() as folder:
        file = folder / ("text.csv" if kind == "text" else "sent.json")
        if kind == "rows":
            content = [row.model_dump(exclude_none=True) for row in asked.rows or ()]
        file.write_text(content if kind == "text" else json.dumps(content), encoding="utf-8")
        rows = read_labs(file)
    return report(rows, person=case.person, as_of=case.as_of)


def entries(kind: str) -> Iterable[tuple[str, Any]]:
    """The entries of one kind of the knowledge base."""
    if kind not in KINDS:
        raise UnknownNameError(
            f"no kind of entry is called '{kind[:40]}'", allowed=", ".join(KINDS), todo=nearest(kind, KINDS)
        )
    return getattr(knowledge(), kind).items()  # type: ignore[no-any-return]


def entry(kind: str, name: str) -> shapes.Entry:
    """One entry."""
    held = dict(entries(kind))
    if name not in held:
        raise UnknownNameError(f"no entry of {kind} is called '{name[:60]}'", todo=nearest(name, held))
    found = held[name]
    plain = found if isinstance(found, dict) else found.model_dump(mode="json", by_alias=True)
    return shapes.Entry(kind=kind, id=name, entry=plain)


def supposed(asked: shapes.WhatIfAsked) -> tuple[Level, tuple[Cause, ...]]:
    """Level and causes if some answers were different; each must be one that its question takes."""
    from whytwitch.picture.explain import what_if
    from whytwitch.workup import gather

    evidence = gather(case_from(asked.case))
    case_from({"findings": dict(asked.changes)})  # refuses an unknown finding, and an answer it does not take
    return what_if(evidence.case, evidence.facts, knowledge(), dict(asked.changes))
