"""The likely causes on the one page: in words, with the reasons for and against in a doctor's brevity."""

from __future__ import annotations

import re

from whytwitch.knowledge.base import Knowledge
from whytwitch.language import text as _
from whytwitch.model.finding import NO
from whytwitch.model.picture import Cause, Contribution
from whytwitch.model.workup import Workup
from whytwitch.report.presenters.common import finding_name
from whytwitch.report.presenters.fitting import Room
from whytwitch.report.presenters.sheet import Entry
from whytwitch.report.presenters.shown import NONE_OF_THESE, shown_to_person, told_apart
from whytwitch.report.presenters.sources import Sources
from whytwitch.report.presenters.told import described
from whytwitch.report.words import ANSWERED, BASIS, FIT, in_a_hundred, readable

#: A finding that changes the odds by less than a quarter (log10) is left to the complete report.
_TELLS = 0.1


def cause_lines(workup: Workup, knowledge: Knowledge, room: Room, sources: Sources) -> tuple[list[Entry], int]:
    """The leading causes, and how many that fit were left out.

    Parameters
    ----------
    workup : Workup
        With its picture.
    knowledge : Knowledge
        Which causes are never ranked; names of findings.
    room : Room
        How many causes and reasons.
    sources : Sources
        Numbers are taken from it.

    Returns
    -------
    entries : list of Entry
        In the order of what each would explain. The page is carried by a lay person: words, and a number only where
        it was measured; nothing that may not be ranked for one.
    left : int
        Causes that fit well or partly and are not among them.
    """
    held = shown_to_person(workup, knowledge)
    fitting = [one for one in held if one.fit in ("well", "partly")]
    known = [one for one in held if one.id != NONE_OF_THESE]
    shown = (fitting or known[:2])[: room.causes]
    entries = []
    for cause in shown:
        if cause.id == NONE_OF_THESE:
            entries.append(Entry(lead=_("Something that this program does not know"), mark=f"({FIT[cause.fit]})"))
            continue
        numbers: list[int] = []
        parts: list[tuple[str, str]] = []
        said: set[str] = set()
        for word, reasons, most in (
            (_("for"), cause.reasons_for, room.speaks_for),
            (_("against"), cause.against, room.speaks_against),
        ):
            told = [one for one in reasons if _telling(one, cause)][:most]
            if words := _words(told, workup, knowledge, said):
                parts.append((word, "; ".join(words) + "."))
                numbers += [number for one in told for number in sources.number(one.source)]
        entries.append(
            Entry(lead=cause.name, mark=f"({_how(cause)})", parts=tuple(parts), sources=tuple(dict.fromkeys(numbers)))
        )
    return entries, max(0, len(fitting) - len(shown))


def _words(told: list[Contribution], workup: Workup, knowledge: Knowledge, said: set[str]) -> list[str]:
    """Reasons that were not said yet; what was denied stands together at the end."""
    last = {one.id: one for one in workup.findings}
    denied = [one for one in told if one.finding in last and last[one.finding].value == NO]
    words = [in_short(one, workup, knowledge) for one in told if one not in denied]
    if denied:
        words.append(_("denied:") + " " + ", ".join(finding_name(one.finding, knowledge) for one in denied))
    new = [one for one in dict.fromkeys(words) if one not in said]
    said |= set(new)
    return new


def _telling(one: Contribution, cause: Cause) -> bool:
    """Whether a doctor needs it: not a trifle, and not another cause's risk that makes this one less needed."""
    others = one.finding.startswith("risk:") and not one.finding.startswith(f"risk:{cause.id}:")
    return abs(one.log10_odds) >= _TELLS and one.finding != "everything_else" and not others


def _how(cause: Cause) -> str:
    if cause.basis == "measured":
        return f"{FIT[cause.fit]}; {in_a_hundred(cause)}"
    return f"{FIT[cause.fit]}; {BASIS[cause.basis]}"


def in_short(one: Contribution, workup: Workup, knowledge: Knowledge) -> str:
    """A reason in a doctor's brevity: the finding itself, *ferritin 18 µg/L*, *movement 1 as described*."""
    if re.fullmatch(r"movement \d+", one.finding):
        if len(workup.case.movements) == 1:
            return _("the movement as described")
        return _("movement %(number)s as described") % {"number": one.finding.removeprefix("movement ")}
    last = {finding.id: finding for finding in workup.findings}
    known = knowledge.findings.get(one.finding)
    if one.finding in last and known is not None and known.kind != "number":
        said = last[one.finding]
        name = finding_name(one.finding, knowledge)
        return f"{name} ({ANSWERED['new']})" if said.value == "new" else described(said, knowledge)
    text = one.text.rstrip(".")
    text = text.removeprefix("you already have the diagnosis: ")
    if one.finding.startswith("known:"):
        text = _("already diagnosed: %(what)s") % {"what": text}
    if text.startswith("you described no such movement: "):
        return "no such movement described (" + text.removeprefix("you described no such movement: ") + ")"
    text = re.sub(r"(, from the laboratory)?(, \d{4}-\d\d-\d\d)?$", "", text)
    if known is not None and known.kind == "number":
        text = text.split(" = ")[0]
    text = readable(text).replace("you take ", "takes ").replace("you ", "the person ")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def apart_lines(workup: Workup, knowledge: Knowledge) -> list[Entry]:
    """Causes that are never ranked, each with the reason to look for it; one that was only asked about is no entry."""
    return [
        Entry(
            lead=cause.name,
            mark="(" + _("to be checked, not ranked") + ")",
            parts=((_("for"), f"{'; '.join(reasons)}."),),
        )
        for cause, reasons, _asked in told_apart(workup, knowledge)
        if reasons
    ]
