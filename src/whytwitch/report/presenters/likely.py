"""The likely causes on the one page: in words, with the reasons for and against in a doctor's brevity."""

from __future__ import annotations

import re

from whytwitch.knowledge.base import Knowledge
from whytwitch.model.picture import Cause, Contribution
from whytwitch.model.workup import Workup
from whytwitch.report.presenters.common import finding_name, readable_unit
from whytwitch.report.presenters.fitting import Room
from whytwitch.report.presenters.sheet import Entry
from whytwitch.report.presenters.shown import shown_to_person, told_apart
from whytwitch.report.presenters.sources import Sources
from whytwitch.report.words import BASIS, FIT, in_a_hundred

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
    shown = (fitting or held[:2])[: room.causes]
    entries = []
    for cause in shown:
        numbers: list[int] = []
        parts: list[tuple[str, str]] = []
        said: set[str] = set()
        for word, reasons, most in (
            ("for", cause.reasons_for, room.speaks_for),
            ("against", cause.against, room.speaks_against),
        ):
            told = [one for one in reasons if _telling(one, cause)][:most]
            words = [one for one in dict.fromkeys(in_short(one, knowledge) for one in told) if one not in said]
            said |= set(words)
            if words:
                parts.append((word, "; ".join(words) + "."))
                numbers += [number for one in told for number in sources.number(one.source)]
        entries.append(
            Entry(lead=cause.name, mark=f"({_how(cause)})", parts=tuple(parts), sources=tuple(dict.fromkeys(numbers)))
        )
    return entries, max(0, len(fitting) - len(shown))


def _telling(one: Contribution, cause: Cause) -> bool:
    """Whether a doctor needs it: not a trifle, and not another cause's risk that makes this one less needed."""
    others = one.finding.startswith("risk:") and not one.finding.startswith(f"risk:{cause.id}:")
    return abs(one.log10_odds) >= _TELLS and one.finding != "everything_else" and not others


def _how(cause: Cause) -> str:
    if cause.basis == "measured":
        return f"{FIT[cause.fit]}; {in_a_hundred(cause)}"
    return f"{FIT[cause.fit]}; {BASIS[cause.basis]}"


def in_short(one: Contribution, knowledge: Knowledge) -> str:
    """A reason in a doctor's brevity: *no foot drop*, *ferritin 18 µg/L*, *movement 1*."""
    if re.fullmatch(r"movement \d+", one.finding):
        return f"{one.finding} as described"
    text = readable_unit(one.text).rstrip(".")
    name = finding_name(one.finding, knowledge)
    for said, word in ((": you said yes", ""), (": you said no", "no "), (": you said new", "new: ")):
        if text.endswith(said):
            return word + name
    text = re.sub(r"(, from the laboratory)?(, \d{4}-\d\d-\d\d)?$", "", text)
    if one.finding in knowledge.findings and knowledge.findings[one.finding].kind == "number":
        text = text.split(" = ")[0]
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def apart_lines(workup: Workup, knowledge: Knowledge) -> list[Entry]:
    """Causes that are never ranked, each with the reason to look for it; one that was only asked about is no entry."""
    return [
        Entry(lead=cause.name, mark="(to be checked, not ranked)", text=f"Because: {'; '.join(reasons)}.")
        for cause, reasons, _ in told_apart(workup, knowledge)
        if reasons
    ]
