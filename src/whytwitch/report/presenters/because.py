"""Why the level: for a doctor the names of the rules that spoke, for the person what they told that made it so."""

from __future__ import annotations

from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.contact import needed
from whytwitch.language import text as _
from whytwitch.model.case import Case
from whytwitch.model.picture import Reason
from whytwitch.model.workup import Workup
from whytwitch.report.presenters.common import finding_name
from whytwitch.report.words import counted, listed, sentence

#: At most so many rules are named.
_MOST = 4
_JUDGED = " ○"
#: At most so many told signs are named in one sentence.
_MOST_TOLD = 5


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


def said_to_person(one: Reason, case: Case, knowledge: Knowledge) -> str:
    """Why, as a sentence: of a rule with alternatives only what was told, never what was not.

    Parameters
    ----------
    one : Reason
        A rule that spoke.
    case : Case
        With movements and country.
    knowledge : Knowledge
        Names.
    """
    named = list(dict.fromkeys(_told(name, case, knowledge) for name in one.told))
    if not named or not all(named):
        return sentence(one.text)
    if len(named) > _MOST_TOLD:
        named = [*named[:_MOST_TOLD], counted(len(named) - _MOST_TOLD, "more", "more")]
    return sentence(_("Because you told us this: %(what)s") % {"what": "; ".join(named)})


def _told(name: str, case: Case, knowledge: Knowledge) -> str:
    """A name for what was told; empty when there is none."""
    kind, _colon, word = name.partition(":")
    if kind in ("medicine", "changed", "stopped"):
        changed = {"changed": _("%(medicine)s, started or changed"), "stopped": _("%(medicine)s, stopped")}
        return changed.get(kind, "%(medicine)s") % {"medicine": word}
    if kind == "known":
        return knowledge.known_conditions[word].name if word in knowledge.known_conditions else ""
    if name == "pregnant":
        return str(_("pregnancy"))
    if name.startswith("movement "):
        number = int(name.removeprefix("movement "))
        held = case.movements[number - 1].kind if number <= len(case.movements) else ""
        return str(knowledge.movements["kind"].words.get(held, ""))
    return finding_name(name, knowledge)


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
