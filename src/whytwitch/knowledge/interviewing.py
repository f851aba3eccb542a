"""The data file of the interview: how it chooses and stops, a few questions about worry, and what repeats get."""

from __future__ import annotations

from functools import lru_cache

from pydantic import ValidationError

from whytwitch.errors import FormatError, refusal
from whytwitch.knowledge.files import read_data
from whytwitch.knowledge.schema import Number
from whytwitch.knowledge.translating import translated
from whytwitch.model.base import Frozen


class Choosing(Frozen):
    """Numbers by which the next question is chosen, each with its tag and reason in the file."""

    leading_causes: Number
    leading_from: Number
    leading_harm_from: Number
    pertinent_from: Number
    pertinent_bits: Number
    flip_from: Number
    tell_from: Number
    risk_usual: Number
    risk_most: Number


class WorryQuestion(Frozen):
    """One question about worry, in our own words."""

    text: str


class Worry(Frozen):
    """The screen for worry about health: it decides on wording and on nothing else."""

    intro: str
    gentle_from: Number
    questions: dict[str, WorryQuestion]
    wording: dict[str, str]


class Repeats(Frozen):
    """How often the interview is taken in full before it asks whether anything is new."""

    a_day: Number
    a_week: Number
    text: str
    anything_new: str
    nothing_new: str


class InterviewData(Frozen):
    """All of ``interview.yaml``."""

    choosing: Choosing
    worry: Worry
    repeats: Repeats


@lru_cache(maxsize=1)
def interview_data() -> InterviewData:
    """The data of the interview, loaded once.

    Returns
    -------
    InterviewData

    Raises
    ------
    FormatError
        When the file does not fit.
    """
    try:
        return InterviewData.model_validate(translated("Interview", read_data("interview.yaml")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise FormatError(f"'{place}' is not right: {refusal(first)}", where="knowledge/data/interview.yaml") from None
