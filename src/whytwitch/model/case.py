"""One person's evidence as they gave it: the case."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from pydantic import Field, field_validator

from whytwitch.model.base import Frozen
from whytwitch.model.finding import Teller

Sex = Literal["female", "male", "unknown"]
YesNoUnknown = Literal["yes", "no", "unknown"]
Setting = Literal["self_referred", "general_practice", "clinic"]

DAYS_A_YEAR = 365.25
_PER_YEAR = {"day": DAYS_A_YEAR, "week": DAYS_A_YEAR / 7, "month": 12.0, "year": 1.0}


class Age(Frozen):
    """An age that may be known only roughly: ``54``, ``"8 months"``, ``"80s"``.

    Attributes
    ----------
    low, high : float
        Years; equal when the age was given exactly.
    """

    low: float = Field(ge=0, le=125)
    high: float = Field(ge=0, le=125)

    @property
    def years(self) -> float:
        """The middle, in years."""
        return (self.low + self.high) / 2

    @classmethod
    def parse(cls, text: str | int | float) -> Age:
        """Read an age.

        Parameters
        ----------
        text : str, int or float
            Years as a number, or ``"8 months"``, ``"3 weeks"``, ``"80s"``, ``"30-40"``.

        Returns
        -------
        Age
            The age in years.

        Raises
        ------
        ValueError
            When it is none of these.
        """
        if isinstance(text, int | float) and not isinstance(text, bool):
            return cls(low=float(text), high=float(text))
        words = str(text).strip().lower()
        if match := re.fullmatch(r"(?:early |mid |mid-|late )?(\d0)s", words):
            return cls(low=float(match[1]), high=float(match[1]) + 9)
        if match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(day|week|month|year)?s?(?:\s*old)?", words):
            years = float(match[1]) / _PER_YEAR[match[2] or "year"]
            return cls(low=years, high=years)
        if match := re.fullmatch(r"(\d+)\s*(?:-|–|to)\s*(\d+)(?:\s*years?)?", words):
            return cls(low=float(match[1]), high=float(match[2]))
        raise ValueError(f"{text!r} is no age; write years (54), '8 months', '80s' or '30-40'")


class Person(Frozen):
    """Who this is about; never a name."""

    age: Age | None = None
    sex: Sex = "unknown"
    pregnant: YesNoUnknown = "unknown"
    weeks_pregnant: int | None = Field(default=None, ge=0, le=45)


class Movement(Frozen):
    """One kind of movement that a person has. A person may have several.

    Every field but ``kind`` takes a word of ``movements.yaml`` in the knowledge base; None means *not said*.
    """

    kind: str
    site: str | None = None
    side: str | None = None
    when: str | None = None
    pain: str | None = None
    lasts: str | None = None
    rhythm: str | None = None
    relieved_by: str | None = None
    suppressible: str | None = None
    seen_by: str | None = None
    often: str | None = None
    since_weeks: float | None = Field(default=None, ge=0)

    def attributes(self) -> dict[str, str]:
        """What was said besides the kind, as attribute → word."""
        skip = {"kind", "since_weeks"}
        return {key: value for key, value in self if key not in skip and value is not None}


class Medicine(Frozen):
    """A medicine as named, with the dates that matter."""

    name: str
    started: dt.date | None = None
    stopped: dt.date | None = None
    dose_changed: dt.date | None = None


class Answer(Frozen):
    """One answer at one time. Answers are appended, never overwritten."""

    value: str | float
    at: dt.date | None = None
    movement: int | None = Field(default=None, ge=1)
    site: str | None = None
    side: str | None = None
    source: str | None = None
    told_by: Teller | None = None
    corrects: bool = False


class LabRow(Frozen):
    """A blood test as written on the paper; units are checked by the labs room."""

    test: str
    value: str | float
    unit: str | None = None
    at: dt.date | None = None
    low: float | None = None
    high: float | None = None
    lab: str | None = None


class OtherResult(Frozen):
    """Another test as a document: EEG, EMG, MRI and the like."""

    test: str
    result: str
    at: dt.date | None = None
    note: str | None = None


class NightFile(Frozen):
    """A recording of a night and what belongs to it."""

    file: str | None = None
    events: str | None = None
    legs: dict[str, str] | None = None
    at: dt.date | None = None


class Case(Frozen):
    """Everything one person has given, in the order it was given."""

    as_of: dt.date | None = None
    person: Person = Person()
    told_by: Teller = "self"
    country: str = "GB"
    setting: Setting = "self_referred"
    known_conditions: tuple[str, ...] | None = None
    medicines: tuple[Medicine, ...] | None = None
    movements: tuple[Movement, ...] = ()
    findings: dict[str, tuple[Answer, ...]] = {}
    labs: tuple[LabRow, ...] = ()
    results: tuple[OtherResult, ...] = ()
    nights: tuple[NightFile, ...] = ()
    diary: str | None = None
    priors: dict[str, float] = {}
    reason: str | None = Field(default=None, max_length=600)
    questions: tuple[str, ...] = ()
    folder: str = Field(default=".", exclude=True)

    @field_validator("country")
    @classmethod
    def _country_code(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Z]{2}", value):
            raise ValueError(f"{value!r} is no country code; write two capital letters such as GB, US or DE")
        return value

    def latest(self, finding: str) -> Answer | None:
        """The answer that holds now: the last one given."""
        answers = self.findings.get(finding)
        return answers[-1] if answers else None
