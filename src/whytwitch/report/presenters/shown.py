"""Which causes a person is shown, and how."""

from __future__ import annotations

from whytwitch.knowledge.base import Knowledge
from whytwitch.model.picture import Cause
from whytwitch.model.workup import Workup
from whytwitch.report.presenters.private import ASKED

#: A finding is a reason only when it makes the cause about three times likelier (log10 odds), a danger sign twice.
TELLING, TELLING_DANGER = 0.5, 0.3
#: What this program does not know, a cause of its own.
NONE_OF_THESE = "none_of_these"
#: And only when everything that was told, age and sex aside, leaves the cause likelier than before by as much.
ALL_IN_ALL = 0.5


def shown_to_person(workup: Workup, knowledge: Knowledge) -> list[Cause]:
    """The causes that may stand in a person's list, in order.

    Parameters
    ----------
    workup : Workup
        With its picture.
    knowledge : Knowledge
        For ``Condition.shown_to_lay``.

    Returns
    -------
    list of Cause
        Without those that are ``only_with_reason``: these get their own words (:func:`told_apart`), never a rank.
    """
    return [cause for cause in workup.picture.causes if not _apart(cause, knowledge)]


def told_apart(workup: Workup, knowledge: Knowledge) -> list[tuple[Cause, tuple[str, ...], bool]]:
    """The causes that are told apart from the list, each with what was said that gives a reason.

    Parameters
    ----------
    workup : Workup
        With its findings and picture.
    knowledge : Knowledge
        For ``Condition.shown_to_lay`` and ``lay_note``.

    Returns
    -------
    list of (Cause, tuple of str, bool)
        Cause, the sentences of the findings that speak for it, and whether the person asked about it. Empty when
        nothing speaks for any of them and nobody asked.
    """
    asked = any(one.id == ASKED and one.said_yes for one in workup.findings)
    told = []
    for cause in workup.picture.causes:
        if not _apart(cause, knowledge):
            continue
        reasons = _reasons(cause, workup, knowledge)
        here = asked and knowledge.conditions[cause.id].group == "motor_neuron_disease"
        if reasons or here:
            told.append((cause, reasons, here))
    return told


def _apart(cause: Cause, knowledge: Knowledge) -> bool:
    known = knowledge.conditions.get(cause.id)
    return known is not None and known.shown_to_lay == "only_with_reason"


def _reasons(cause: Cause, workup: Workup, knowledge: Knowledge) -> tuple[str, ...]:
    """What was said yes to and counted for this condition by itself: more than a twitch, an age or felt weakness."""
    if _no_such_medicine(cause, knowledge):
        return ()
    own = {weight.finding for weight in knowledge.conditions[cause.id].findings} - {ASKED}
    present = {finding.id for finding in workup.findings if finding.said_yes}
    if _told(cause) < ALL_IN_ALL:
        return ()
    return tuple(
        one.text
        for one in cause.reasons_for
        if one.finding in own & present and one.log10_odds >= _least(one.finding, knowledge)
    )


def _no_such_medicine(cause: Cause, knowledge: Knowledge) -> bool:
    """Whether it comes from medicines alone, and those that were told are not of this kind (or there are none)."""
    risks = knowledge.conditions[cause.id].risks
    excluding = {
        f"risk:{cause.id}:{number}"
        for number, risk in enumerate(risks)
        if isinstance(risk.when, dict) and risk.when.keys() & {"without_effect", "takes"}
    }
    return any(one.finding in excluding and one.log10_odds < 0 for one in cause.against)


def _told(cause: Cause) -> float:
    """How far everything but the person's own risks moved the cause, in log10 odds."""
    risks = [one.log10_odds for one in (*cause.reasons_for, *cause.against) if one.finding.startswith("risk:")]
    return cause.total_log10_odds - cause.prior_log10_odds - sum(risks)


def _least(finding: str, knowledge: Knowledge) -> float:
    """How telling a finding has to be."""
    known = knowledge.findings.get(finding)
    return TELLING_DANGER if known is not None and known.kind == "danger" else TELLING
