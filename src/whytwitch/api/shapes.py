"""What goes in and comes out, apart from the shapes that the rooms of the house already have."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, WithJsonSchema

from whytwitch.model.picture import Cause, KnowledgeStamp
from whytwitch.model.urgency import Level

#: Stands in for the schema of a case, which :class:`whytwitch.api.described.Api` puts in its place.
CASE_TITLE = "Case"

CaseContent = Annotated[
    dict[str, Any], WithJsonSchema({"type": "object", "title": CASE_TITLE, "description": "What a case file holds."})
]
AnswerValue = str | float


class Asked(Schema):
    """Every request: an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")


class CaseAsked(Asked):
    """A case, and the events of its nights as text; files cannot be named here."""

    case: CaseContent
    night_events: list[str] = Field(
        default=[], max_length=14, description="Each night's scored events, as the text of a CSV or of an export"
    )


class PageAsked(CaseAsked):
    """A report."""

    audience: Literal["person", "doctor", "complete"] = Field(default="doctor", alias="for")
    format: Literal["html", "pdf"] = "html"
    worries: bool = Field(default=False, description="The person agrees that answers about worry are printed")

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class BundleAsked(CaseAsked):
    """A FHIR bundle."""

    worries: bool = Field(default=False, description="The person agrees that answers about worry leave the house")


class StepAsked(Asked):
    """Where an interview stands."""

    case: CaseContent
    asked: int = Field(default=0, ge=0, le=1000, description="Single questions asked so far in this sitting")


class Question(Schema):
    """A question as it is asked."""

    id: str
    kind: Literal["yes_no", "danger", "number", "choice"]
    question: str
    why: str
    concrete: str
    choices: dict[str, str]
    unit: str
    answers: list[str]


class StepOut(Schema):
    """What to ask next, and how urgent it is by the danger rules already."""

    kind: Literal["safety", "known_conditions", "medicines", "movement", "question", "done"]
    topic: str
    why: str
    done_share: float
    questions: list[Question]
    level: Level
    provisional: bool


class WhatIfAsked(Asked):
    """Answers that might be different."""

    case: CaseContent
    changes: dict[str, AnswerValue] = Field(min_length=1, max_length=40)


class WhatIfOut(Schema):
    """Level and causes if it were so."""

    level: Level
    causes: list[Cause]


class LabRowAsked(Asked):
    """One blood test as printed."""

    test: str = Field(min_length=1, max_length=200)
    value: str | float
    unit: str | None = Field(default=None, max_length=60)
    at: str | None = Field(default=None, max_length=40)
    low: float | None = Field(default=None, strict=True)
    high: float | None = Field(default=None, strict=True)
    loinc: str | None = Field(default=None, max_length=20)
    lab: str | None = Field(default=None, max_length=200)


class LabsAsked(Asked):
    """Blood tests in one of three forms, and whose they are."""

    rows: list[LabRowAsked] | None = Field(default=None, max_length=20_000)
    text: str | None = Field(default=None, description="The text of a CSV file")
    fhir: dict[str, Any] | None = Field(default=None, description="A FHIR Bundle or Observation")
    age: str | float | None = None
    sex: Literal["female", "male", "unknown"] | None = None
    pregnant: Literal["yes", "no", "unknown"] | None = None
    as_of: str | None = Field(default=None, max_length=40)


class EventsAsked(Asked):
    """A night as scored events."""

    text: str = Field(min_length=1, description="The text of a CSV or of another program's export")
    suffix: Literal["csv", "txt", "tsv", "xml"] = "csv"


class About(Schema):
    """Which program, which knowledge."""

    version: str
    knowledge: KnowledgeStamp
    not_a_device: str


class Named(Schema):
    """An entry of the knowledge base by name."""

    id: str
    name: str


class Listing(Schema):
    """All entries of one kind."""

    kind: str
    entries: list[Named]


class Entry(Schema):
    """One entry as it stands in the knowledge base."""

    kind: str
    id: str
    entry: dict[str, Any]
