"""Whom to see, and by when."""

from __future__ import annotations

from whytwitch.knowledge.base import Knowledge
from whytwitch.model.picture import Cause, Picture, See
from whytwitch.model.urgency import Level

#: When first contact should be, in the words of safety.md section 1.
BY = {
    Level.EMERGENCY: "now",
    Level.URGENT: "today",
    Level.SOON: "within two weeks",
    Level.ROUTINE: "at an ordinary appointment",
}


def whom(picture: Picture, causes: list[Cause], knowledge: Knowledge, country: str = "??") -> See:
    """Whom to see and by when: the level says when, the leading cause says whom.

    Parameters
    ----------
    picture : Picture
        For its urgency.
    causes : list of Cause
        The plausible ones, likeliest first.
    knowledge : Knowledge
        For ``Condition.see`` and the country's numbers.
    country : str
        Two letters; ``??`` when not known.

    Returns
    -------
    See
        ``by`` is ``now``, ``today``, ``within two weeks``, ``at an ordinary appointment`` or ``not needed unless …``.
        A provisional picture never says *not needed*.
    """
    place = knowledge.countries.get(country) or knowledge.countries["??"]
    level = picture.urgency.level
    if level is Level.SELF_CARE and picture.urgency.provisional:
        level = Level.ROUTINE
    if level is Level.EMERGENCY:
        return See(who=f"the emergency service: {place['emergency']}", by=BY[level])
    if level is Level.URGENT:
        return See(who=f"a doctor, or {place['advice']}", by=BY[level])
    if level is Level.SELF_CARE:
        return See(who="nobody for now", by=f"not needed unless {_unless(causes, knowledge)}")
    return See(who=_who(level, causes, knowledge), by=BY[level])


def _who(level: Level, causes: list[Cause], knowledge: Knowledge) -> str:
    leading = [cause for cause in causes if cause.see.at_least(level)] or causes
    for cause in leading:
        if who := knowledge.conditions[cause.id].see.who:
            return who
    return "your doctor"


def _unless(causes: list[Cause], knowledge: Knowledge) -> str:
    for cause in causes:
        weeks = knowledge.conditions[cause.id].see.after_weeks
        if weeks is not None:
            return f"it lasts longer than {weeks:g} weeks, changes, or worries you"
    return "it changes, stays, or worries you"
