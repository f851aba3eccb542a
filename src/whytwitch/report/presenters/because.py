"""Why the level, for a doctor: the names of the rules that spoke, not the sentences that are said to the person."""

from __future__ import annotations

from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.contact import needed
from whytwitch.language import text as _
from whytwitch.model.picture import Reason
from whytwitch.model.workup import Workup
from whytwitch.report.words import counted, listed, sentence

#: At most so many rules are named.
_MOST = 4
_JUDGED = " ○"


def reasons_in_short(workup: Workup, knowledge: Knowledge) -> list[str]:
    """What set the level, one line each, the most urgent first.

    Parameters
    ----------
    workup : Workup
        With its urgency.
    knowledge : Knowledge
        Names of rules and causes.

    Returns
    -------
    list of str
        A rule by its name, with a circle when nobody read it in a source; the causes that set the level together in one
        line. What is unknown is no line here (:func:`still_open`).
    """
    because = workup.picture.urgency.because
    spoke = [one for one in because if one.rule in knowledge.rules]
    said = [_rule(one, knowledge) for one in spoke[:_MOST]]
    if len(spoke) > _MOST:
        said.append(
            _("%(reasons)s of lesser urgency.")
            % {"reasons": counted(len(spoke) - _MOST, "further reason", "further reasons")}
        )
    causes = [one.rule.removeprefix("cause:") for one in because if one.rule.startswith("cause:")]
    named = list(dict.fromkeys(knowledge.conditions[one].name for one in causes if one in knowledge.conditions))
    if named:
        rest = counted(len(named) - 3, "other", "others") if len(named) > 4 else ""
        shown = [*named[:3], rest] if rest else named
        first = "" if spoke else _("No danger rule spoke.") + " "
        said.append(first + _("The level follows from what fits: %(causes)s.") % {"causes": listed(shown)})
    said += [
        sentence(_about_the_person(one.text)) for one in because if one.rule.startswith(("withdrawn:", "corrected:"))
    ]
    return said or [_("No danger rule spoke.")]


def _rule(one: Reason, knowledge: Knowledge) -> str:
    rule = knowledge.rules[one.rule]
    name = rule.name[:1].upper() + rule.name[1:]
    held = name if one.text == rule.text else f"{name} ({_doubt(one.text)})"
    return held + ("" if one.verified else _JUDGED)


def _doubt(text: str) -> str:
    if text.startswith("Because you were not sure"):
        return _("the person is not sure")
    return _("by an old or undated value") if text.startswith("Because a blood value") else _("not all of it is known")


def _about_the_person(text: str) -> str:
    return text.replace("You first answered", "First answered").replace("You corrected", "Corrected").replace(
        "until you say that the first answer was a mistake", "until the first answer is called a mistake"
    )  # fmt: skip


def still_open(workup: Workup) -> str:
    """What the level waits for, as a sentence; empty when nothing is open, and in an emergency."""
    urgency = workup.picture.urgency
    if not urgency.provisional or urgency.level.value == "emergency":
        return ""
    left = (
        [_("%(items)s not answered") % {"items": counted(len(urgency.unanswered), "safety item", "safety items")}]
        if urgency.unanswered
        else []
    )
    left += [_("not known: %(what)s") % {"what": needed(urgency.unknown)}] if urgency.unknown else []
    return _("Provisional: %(what)s.") % {"what": "; ".join(left)} if left else _("Provisional.")
