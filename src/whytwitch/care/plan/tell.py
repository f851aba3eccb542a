"""What to bring to the doctor: the movements, since when, medicines, danger signs asked."""

from __future__ import annotations

import datetime as dt

from whytwitch.care.plan.movement_words import in_sentences
from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.language import text as _
from whytwitch.model.case import Medicine, Movement
from whytwitch.model.finding import NEW, NO, NOT_SURE, OLD_AND_ASSESSED, WORSE, YES
from whytwitch.model.picture import Picture
from whytwitch.model.urgency import Level

_ANSWERS = (
    (_("You said yes to"), (YES, NEW)),
    (_("You said it got worse"), (WORSE,)),
    (_("You were not sure about"), (NOT_SURE,)),
    (_("Old, and a doctor has looked at it"), (OLD_AND_ASSESSED,)),
)


def tell_the_doctor(facts: Facts, picture: Picture, knowledge: Knowledge) -> list[str]:
    """Sentences a person can read out or hand over.

    Returns
    -------
    list of str
        Movements first, then medicines, danger signs and blood tests.
    """
    return [
        *(movement_sentence(number, one, knowledge) for number, one in enumerate(facts.movements, start=1)),
        _medicines(facts),
        *_danger_signs(picture),
        *_blood(facts, knowledge),
    ]


def movement_sentence(number: int, movement: Movement, knowledge: Knowledge) -> str:
    """One movement in plain sentences."""
    said = in_sentences({"kind": movement.kind, **movement.attributes()}, knowledge, movement.since_weeks)
    return _("Movement %(number)d: %(said)s") % {"number": number, "said": said}


def day(date: dt.date) -> str:
    """``2 October 2026``."""
    return f"{date.day} {date:%B %Y}"


def _medicines(facts: Facts) -> str:
    if facts.medicines is None:
        return _("Bring a list of everything you take, also what you buy without a prescription.")
    taken = {one.name: one for held in facts.medicines.values() for one in held}
    if not taken:
        return _("Medicines: none.")
    return _("Medicines: %(named)s.") % {"named": "; ".join(_medicine(taken[name]) for name in sorted(taken))}


def _medicine(one: Medicine) -> str:
    dates = {_("started"): one.started, _("dose changed"): one.dose_changed, _("stopped"): one.stopped}
    said = [f"{word} {day(date)}" for word, date in dates.items() if date is not None]
    return one.name + (f" ({', '.join(said)})" if said else "")


def _danger_signs(picture: Picture) -> list[str]:
    asked = [flag for flag in picture.red_flags if flag.asked]
    lines = []
    for words, answers in _ANSWERS:
        if held := [flag.text or flag.id for flag in asked if flag.answer in answers]:
            lines.append(f"{words}: {'; '.join(held)}.")
    if picture.urgency.level is Level.EMERGENCY:
        return lines
    if said_no := sum(flag.answer == NO for flag in asked):
        said = _("Danger signs you said no to: %(no)d of %(asked)d asked (listed for the doctor).")
        lines.append(said % {"no": said_no, "asked": len(asked)})
    if open_ := len(picture.red_flags) - len(asked):
        lines.append(_("Danger signs not asked yet: %(open)d.") % {"open": open_})
    return lines


def _blood(facts: Facts, knowledge: Knowledge) -> list[str]:
    """One line for each day on which blood was taken, the newest first."""
    days: dict[dt.date | None, list[str]] = {}
    for finding in facts.findings.values():
        if finding.origin != "lab" or isinstance(finding.value, str):
            continue
        known = knowledge.findings.get(finding.id)
        name, unit = (known.name, known.unit) if known else (finding.id, "")
        days.setdefault(finding.at, []).append(f"{name} {finding.value:.3g} {unit}".rstrip())
    dated = sorted((at for at in days if at is not None), reverse=True)
    lines = [_("Blood tests of %(day)s: %(tests)s.") % {"day": day(at), "tests": ", ".join(days[at])} for at in dated]
    if undated := days.get(None):
        lines.append(_("Blood tests without a date: %(tests)s.") % {"tests": ", ".join(undated)})
    return lines
