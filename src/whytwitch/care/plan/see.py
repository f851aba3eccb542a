"""Whom to see, and by when."""

from __future__ import annotations

from whytwitch.knowledge.base import Knowledge
from whytwitch.language import text as _
from whytwitch.model.picture import Cause, Picture, See
from whytwitch.model.urgency import Level

#: When first contact should be, in the words of safety.md section 1.
BY = {
    Level.EMERGENCY: _("now"),
    Level.URGENT: _("today"),
    Level.SOON: _("within two weeks"),
    Level.ROUTINE: _("at an ordinary appointment"),
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
        return See(who=_("the emergency service: %(number)s") % {"number": place["emergency"]}, by=BY[level])
    if level is Level.URGENT:
        return See(who=_("a doctor, or %(advice)s") % {"advice": place["advice"]}, by=BY[level])
    if level is Level.SELF_CARE:
        return See(who=_("nobody for now"), by=_("not needed unless %(what)s") % {"what": _unless(causes, knowledge)})
    return See(who=_who(level, causes, knowledge), by=BY[level])


def _who(level: Level, causes: list[Cause], knowledge: Knowledge) -> str:
    leading = [cause for cause in causes if cause.see.at_least(level)] or causes
    for cause in leading:
        if who := knowledge.conditions[cause.id].see.who:
            return who
    return _("your doctor")


def _unless(causes: list[Cause], knowledge: Knowledge) -> str:
    for cause in causes:
        weeks = knowledge.conditions[cause.id].see.after_weeks
        if weeks is not None:
            return _("it lasts longer than %(weeks)s weeks, changes, or worries you") % {"weeks": f"{weeks:g}"}
    return _("it changes, stays, or worries you")
