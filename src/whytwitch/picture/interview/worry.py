"""A few questions about worry. They decide on wording, and on nothing else.

Nothing of this is a finding: the network, the danger rules and the plan never see it. The answers stay with whoever
asked them, and are handed on to paper only by :func:`to_print`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from whytwitch.knowledge.interviewing import interview_data
from whytwitch.model.finding import YES

Wording = Literal["plain", "gentle"]


def worry_questions() -> dict[str, str]:
    """The questions by id, in order; each is answered yes or no, or left out."""
    return {name: one.text for name, one in interview_data().worry.questions.items()}


def worry_intro() -> str:
    """What is said before them: that they are free to answer, and what they change."""
    return interview_data().worry.intro


def wording(answers: Mapping[str, str]) -> Wording:
    """Which wording fits.

    Parameters
    ----------
    answers : mapping of str to str
        Question id → answer; ids that are no worry question are ignored, left out is no.

    Returns
    -------
    {"plain", "gentle"}
        The facts, the causes and the urgency are the same under both.
    """
    worry = interview_data().worry
    said = sum(answers.get(name) == YES for name in worry.questions)
    return "gentle" if said >= worry.gentle_from.value else "plain"


def opening_words(answers: Mapping[str, str]) -> str:
    """The sentences that open a picture in the wording that fits."""
    return interview_data().worry.wording[wording(answers)]


def to_print(answers: Mapping[str, str], *, consent: bool) -> dict[str, str]:
    """What may stand on a page that others see.

    Parameters
    ----------
    answers : mapping of str to str
        Question id → answer.
    consent : bool
        The person said that these answers may be printed.

    Returns
    -------
    dict of str to str
        Question → answer, empty without consent.
    """
    if not consent:
        return {}
    return {text: answers[name] for name, text in worry_questions().items() if name in answers}
