"""What a case says in answers, as findings."""

from __future__ import annotations

from whytwitch.knowledge import Knowledge
from whytwitch.language import text as _
from whytwitch.model.case import Answer, Case
from whytwitch.model.finding import NEW, NO, NOT_SURE, OLD_AND_ASSESSED, WORSE, YES, Finding

_SAID = {
    YES: _("you said yes"),
    NO: _("you said no"),
    NOT_SURE: _("you were not sure"),
    NEW: _("you said it is new"),
    WORSE: _("you said it is getting worse"),
    OLD_AND_ASSESSED: _("you said it is old and a doctor has looked at it"),
}
_TOLD = {
    "parent": "a parent",
    "carer": "a carer",
    "partner": "a partner",
    "clinician": "a clinician",
    "doctor": "a doctor",
}


def findings_from_case(case: Case, knowledge: Knowledge) -> tuple[Finding, ...]:
    """The answers of a case, oldest first, each with a sentence.

    Parameters
    ----------
    case : Case
        The case.
    knowledge : Knowledge
        Names of the findings.

    Returns
    -------
    tuple of Finding
        All answers ever given; of one id the last one holds.
    """
    return tuple(
        Finding(
            id=name,
            value=answer.value,
            origin="answer",
            at=answer.at,
            told_by=answer.told_by or case.told_by,
            movement=answer.movement,
            site=answer.site,
            side=answer.side,
            derived=_sentence(knowledge.findings[name].name, answer, case),
        )
        for name, answers in case.findings.items()
        for answer in answers
    )


def _sentence(name: str, answer: Answer, case: Case) -> str:
    said = _SAID.get(str(answer.value), f"you said {answer.value}")
    teller = answer.told_by or case.told_by
    if teller in _TOLD:
        said = said.replace("you said", f"{_TOLD[teller]} said").replace("you were", f"{_TOLD[teller]} was")
    when = f" on {answer.at.isoformat()}" if answer.at else ""
    return f"{name}: {said}{when}"
