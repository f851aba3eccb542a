"""What was told, in a doctor's order: who, which movements, what came when."""

from __future__ import annotations

import datetime as dt
import re

from whytwitch.knowledge.base import Knowledge
from whytwitch.language import text as _
from whytwitch.model.case import Case, Movement
from whytwitch.model.finding import Finding
from whytwitch.model.workup import Workup
from whytwitch.report.presenters.common import finding_name
from whytwitch.report.words import ANSWERED, counted, listed, short_day

_SEX = {"female": _("female"), "male": _("male"), "unknown": _("sex not stated")}
_SETTING = {"general_practice": _("general practice"), "clinic": _("clinic")}
#: Short names that are written in capitals.
_CAPITALS = frozenset({"ct", "mri", "eeg", "emg", "ecg", "csf", "pet", "hla", "dna", "hiv", "vep", "ncs"})
_ORDER = ("site", "side", "when", "often", "lasts", "rhythm", "pain", "relieved_by", "suppressible", "seen_by")
_LEAD = {
    "relieved_by": _("eased by"),
    "suppressible": _("can be held back"),
    "seen_by": _("noticed by"),
    "lasts": _("lasts"),
    "rhythm": _("rhythm"),
}


def who(case: Case) -> str:
    """The person in a line, never with a name."""
    person, said = case.person, []
    if person.age is not None:
        said.append(age_words(person.age.low, person.age.high))
    said.append(_SEX.get(person.sex, person.sex))
    if person.pregnant == "yes":
        weeks = "" if person.weeks_pregnant is None else _(", week %(week)d") % {"week": person.weeks_pregnant}
        said.append(_("pregnant") + weeks)
    by = {"self": _("told by the person"), "parent": _("told by a parent"), "carer": _("told by a carer")}
    said.append(by.get(case.told_by, _("told by a clinician")))
    if case.setting != "self_referred":
        said.append(_SETTING.get(case.setting, case.setting))
    said.append(case.country)
    return " · ".join(said)


def age_words(low: float, high: float) -> str:
    """``46 years``, ``8 months``, ``80 to 89 years``."""
    if low == high and low < 2:
        return _("%(months)d months") % {"months": round(low * 12)}
    one, two = (f"{end:.1f}".removesuffix(".0") for end in (low, high))
    if one == two:
        return _("%(years)s years") % {"years": one}
    return _("%(low)s to %(high)s years") % {"low": one, "high": two}


def movement_line(one: Movement, knowledge: Knowledge) -> str:
    """A movement in one line: kind, since when, then what was said of it."""
    said, given = [_word("kind", one.kind, knowledge)], one.attributes()
    if given.get("seen_by") == "self":
        del given["seen_by"]  # the ordinary case, not worth a doctor's line
    if one.since_weeks is not None:
        said.append(_("for %(time)s") % {"time": duration(one.since_weeks)})
    for key in [*(key for key in _ORDER if key in given), *(key for key in given if key not in _ORDER)]:
        word = _word(key, given[key], knowledge)
        if key == "site" and given.get("side"):
            word += f", {_word('side', given['side'], knowledge)}"
        if key != "side" or "site" not in given:
            said.append(f"{_LEAD[key]}: {word}" if key in _LEAD else word)
    return "; ".join(said)


def _word(attribute: str, word: str, knowledge: Knowledge) -> str:
    known = knowledge.movements.get(attribute)
    return known.words.get(word, word.replace("_", " ")) if known else word.replace("_", " ")


def duration(weeks: float) -> str:
    """Weeks as one says them: days, weeks, months, years."""
    for size, name in ((52.18, "year"), (4.35, "month"), (1.0, "week")):
        number = weeks / size
        if number >= 1.8 or name == "week" and number >= 0.95:
            return _count(round(number), name)
    return _count(max(1, round(weeks * 7)), "day")


def _count(number: int, name: str) -> str:
    return {
        "year": counted(number, "year", "years"),
        "month": counted(number, "month", "months"),
        "week": counted(number, "week", "weeks"),
        "day": counted(number, "day", "days"),
    }[name]


def described(one: Finding, knowledge: Knowledge) -> str:
    """A finding with its answer, when the answer is more than yes."""
    name = finding_name(one.id, knowledge)
    if one.value == "yes":
        return name
    known = knowledge.findings.get(one.id)
    if isinstance(one.value, float | int):
        return f"{name}: {f'{one.value:.3g} {known.unit if known else str()}'.strip()}"
    word = known.choices.get(one.value, "") if known else ""
    return f"{name}: {word or ANSWERED.get(one.value, one.value.replace('_', ' '))}"


def time_course(workup: Workup, knowledge: Knowledge) -> list[tuple[str, str]]:
    """What came when, the oldest first.

    Parameters
    ----------
    workup : Workup
        Movements, medicines, tests and nights with their dates.
    knowledge : Knowledge
        Words of movements.

    Returns
    -------
    list of (str, str)
        Day (or *about* a month, where it follows from a duration) and what happened.
    """
    case, events = workup.case, []
    today = case.as_of
    for number, one in enumerate(case.movements, start=1):
        if one.since_weeks is not None and today is not None:
            began = _back(today, one.since_weeks)
            kind = (
                _word("kind", one.kind, knowledge)
                if len(case.movements) == 1
                else _("movement %(number)d") % {"number": number}
            )
            when = _("about %(when)s") % {"when": f"{began:%b %Y}" if one.since_weeks > 6 else short_day(began)}
            events.append((began, when, _("%(what)s began") % {"what": kind}))
    for medicine in case.medicines or ():
        steps = (
            (_("started"), medicine.started),
            (_("changed"), medicine.dose_changed),
            (_("stopped"), medicine.stopped),
        )
        events += [(at, short_day(at), f"{medicine.name} {what}") for what, at in steps if at is not None]
    drawn = sorted({row.at for row in case.labs if row.at is not None})
    events += [(at, short_day(at), _("blood taken")) for at in drawn]
    events += [
        (one.at, short_day(one.at), test_name(one.test, knowledge)) for one in case.results if one.at is not None
    ]
    for night in workup.nights:
        start = str(night["recording"].get("start") or "")[:10]
        if start:
            events.append((dt.date.fromisoformat(start), short_day(start), _("night recorded")))
    events.sort(key=lambda one: (one[0], one[2]))
    merged: list[tuple[str, str]] = []
    for _day, when, what in events:
        if merged and merged[-1][0] == when:
            merged[-1] = (when, f"{merged[-1][1]}, {what}")
        else:
            merged.append((when, what))
    return [(when, _together(what)) for when, what in merged]


def _together(what: str) -> str:
    """``movement 1 began, movement 2 began`` as one says it."""
    began = re.findall(r"\bmovement (\d+) began", what)
    if len(began) < 2:
        return what
    rest = [part for part in what.split(", ") if not re.fullmatch(r"movement \d+ began", part)]
    return ", ".join([_("movements %(numbers)s began") % {"numbers": listed(began)}, *rest])


def test_name(test: str, knowledge: Knowledge) -> str:
    """The name of another test: the knowledge's own, else its words with their usual capitals."""
    known = knowledge.tests.get(test.strip().lower().replace(" ", "_").replace("-", "_"))
    if known:
        return known.name
    words = [word.upper() if word.lower() in _CAPITALS else word for word in test.replace("_", " ").split()]
    said = " ".join(words)
    return said[:1].upper() + said[1:]


def _back(day: dt.date, weeks: float) -> dt.date:
    return day - dt.timedelta(days=min(round(weeks * 7), (day - dt.date(1900, 1, 1)).days))
