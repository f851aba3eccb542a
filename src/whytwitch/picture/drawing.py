"""Triage, differential, what is missing and which test would tell: the picture."""

from __future__ import annotations

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Case
from whytwitch.model.finding import Finding
from whytwitch.model.picture import Cause, Picture
from whytwitch.picture.differential import build, rank, telling_questions, telling_tests
from whytwitch.picture.triage import PlausibleCause, assess, red_flags

#: How many of the most telling questions and tests a picture lists.
QUESTIONS_LISTED = 8
TESTS_LISTED = 6


def draw_picture(
    case: Case, facts: Facts, findings: tuple[Finding, ...], base: Knowledge, warnings: tuple[str, ...]
) -> Picture:
    """Draw the picture of one person.

    Parameters
    ----------
    case : Case
        Country, and all answers with their history.
    facts : Facts
        What holds now.
    findings : tuple of Finding
        Everything the evidence rooms read.
    base : Knowledge
        The medicine.
    warnings : tuple of str
        What the evidence rooms said.

    Returns
    -------
    Picture
        Urgency by rules that know no probability; causes by the network; what is missing.
    """
    model = build(facts, base)
    causes = rank(model, facts, base)
    urgency = assess(facts, plausible(causes, base), base, answers=case.findings, country=case.country)
    return Picture(
        urgency=urgency,
        red_flags=red_flags(facts, base),
        causes=causes,
        missing=telling_questions(model, facts, base)[:QUESTIONS_LISTED],
        tests=telling_tests(model, facts, base)[:TESTS_LISTED],
        knowledge=base.stamp,
        warnings=warnings,
    )


def plausible(causes: tuple[Cause, ...], base: Knowledge) -> tuple[PlausibleCause, ...]:
    """The causes that set the level when no danger rule speaks.

    Parameters
    ----------
    causes : tuple of Cause
        Ranked.
    base : Knowledge
        `settings.plausible_probability`.

    Returns
    -------
    tuple of PlausibleCause
        Those at least that likely that what was told speaks for; the first one if there is none.
    """
    limit = base.settings["plausible_probability"].value
    chosen = [cause for cause in causes if cause.probability >= limit and cause.fit != "poorly"] or list(causes[:1])
    return tuple(PlausibleCause(cause.id, cause.see) for cause in chosen)
