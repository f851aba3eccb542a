"""Triage, differential, what is missing and which test would tell: the picture."""

from __future__ import annotations

from typing import TypeVar

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Case
from whytwitch.model.finding import Finding
from whytwitch.model.picture import Cause, MissingAnswer, Picture, SuggestedTest, Urgency
from whytwitch.model.urgency import Level
from whytwitch.picture.differential import build, contributors_beside, rank, telling_questions, telling_tests
from whytwitch.picture.differential.ranking import NONE
from whytwitch.picture.triage import PlausibleCause, assess, red_flags

Telling = TypeVar("Telling", MissingAnswer, SuggestedTest)

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
    causes = contributors_beside(harmless_behind(causes, urgency, base), facts, base)
    return Picture(
        urgency=urgency,
        red_flags=red_flags(facts, base),
        causes=causes,
        missing=_worth_it(telling_questions(model, facts, base), base)[:QUESTIONS_LISTED],
        tests=_worth_it(_of_interest(telling_tests(model, facts, base), causes, base), base)[:TESTS_LISTED],
        knowledge=base.stamp,
        warnings=warnings,
    )


def harmless_behind(causes: tuple[Cause, ...], urgency: Urgency, base: Knowledge) -> tuple[Cause, ...]:
    """The causes in order, with the harmless ones behind what else fits once a danger rule speaks.

    Parameters
    ----------
    causes : tuple of Cause
        Ranked.
    urgency : Urgency
        With the rules that speak.
    base : Knowledge
        ``Condition.harmless``.

    Returns
    -------
    tuple of Cause
        The same causes. Whoever told of a danger sign does not read *no disease* first while another cause fits too,
        nor *panic* first in an emergency.
    """
    speaking = [one.level for one in urgency.because if one.rule in base.rules]
    speaks = any(level.at_least(Level.SOON) for level in speaking)
    now = any(level.at_least(Level.EMERGENCY) for level in speaking)

    held = [one for one in causes if one.fit in ("well", "partly") and not base.conditions[one.id].harmless]
    known = any(one.fit == "well" and not base.conditions[one.id].by_exclusion and one.id != NONE for one in held)

    def waits(cause: Cause) -> bool:
        condition = base.conditions[cause.id]
        return condition.harmless or (now and known and condition.by_exclusion)

    fitting = [place for place, one in enumerate(causes) if one in held and not waits(one)]
    if not speaks or not fitting:
        return causes
    last = fitting[-1] + 1
    ahead = [one for one in causes[:last] if not waits(one)]
    behind = [one for one in causes[:last] if waits(one)]
    return (*ahead, *behind, *causes[last:])


def _worth_it(gains: tuple[Telling, ...], base: Knowledge) -> tuple[Telling, ...]:
    """What would tell too little is not listed: a test nobody needs does harm."""
    least = base.settings["least_gain"].value
    return tuple(one for one in gains if one.gain >= least)


def _of_interest(
    tests: tuple[SuggestedTest, ...], causes: tuple[Cause, ...], base: Knowledge
) -> tuple[SuggestedTest, ...]:
    """Tests that a cause which fits would want; however much they might tell about a cause that does not fit."""
    wanted = {test for cause in causes if cause.fit in ("well", "partly") for test in base.conditions[cause.id].tests}
    return tuple(one for one in tests if one.test in wanted)


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
        Those at least that likely that explain something of what was told; the first one if there is none.

    Notes
    -----
    An emergency is a matter of rules (safety.md section 3). A plausible cause that would be one asks for contact today,
    so that what no rule foresaw is not left lying, and a doubtful danger sign still means today, not now.
    """
    limit = base.settings["plausible_probability"].value
    least = base.settings["plausible_explains"].value
    chosen = [
        cause
        for cause in causes
        if cause.probability >= limit and cause.fit != "poorly" and cause.would_explain >= least
    ]
    highest = {Level.EMERGENCY: Level.URGENT}
    return tuple(PlausibleCause(cause.id, highest.get(cause.see, cause.see)) for cause in chosen or causes[:1])
