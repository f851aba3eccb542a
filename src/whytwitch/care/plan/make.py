"""All parts of the plan, in the order in which they matter."""

from __future__ import annotations

from whytwitch.care.plan.relevant import as_advice, measures_for, plausible
from whytwitch.care.plan.return_when import come_back_if
from whytwitch.care.plan.see import whom
from whytwitch.care.plan.steps import rules_that_spoke, steps
from whytwitch.care.plan.tell import tell_the_doctor
from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.schema import Measure
from whytwitch.model.picture import Picture, Plan
from whytwitch.model.urgency import Level

#: A list that nobody finishes helps nobody.
HANDFUL = 5


def make_plan(facts: Facts, picture: Picture, knowledge: Knowledge, *, country: str = "??") -> Plan:
    """What to do about a picture.

    Parameters
    ----------
    facts : Facts
        The person, for the gates on every piece of advice.
    picture : Picture
        Urgency and causes.
    knowledge : Knowledge
        Measures, rules, conditions, countries.
    country : str
        Two letters, for the numbers to call; ``??`` when not known.

    Returns
    -------
    Plan
        In an emergency: the emergency steps and what to tell, nothing else.
    """
    causes = plausible(picture, knowledge)
    conditions = [knowledge.conditions[cause.id] for cause in causes]
    see = whom(picture, causes, knowledge, country)
    tell = tell_the_doctor(facts, picture, knowledge)
    level = picture.urgency.level
    if level is Level.EMERGENCY:
        return Plan(
            see=see,
            tonight=tuple(steps(picture, knowledge, level, country)),
            tell_the_doctor=tuple(tell),
        )
    calm = not rules_that_spoke(picture, knowledge, Level.SOON)

    def of(kind: str) -> list[Measure]:
        found = measures_for(conditions, (kind,), facts, knowledge)
        return [one for one in found if calm or not one.calms]

    urgent = steps(picture, knowledge, Level.URGENT, country)
    room = max(0, HANDFUL - len(urgent))
    tonight = [as_advice(one) for one in of("tonight")][:room]
    ask = [one.text for one in of("ask_doctor")]
    follow = [one.text for one in of("follow_up")]
    return Plan(
        see=see,
        tonight=(*urgent, *tonight),
        avoid=tuple(as_advice(one) for one in of("avoid")),
        come_back_if=tuple(come_back_if(conditions)),
        follow_up=tuple(dict.fromkeys(follow)),
        tell_the_doctor=tuple(dict.fromkeys([*tell, *ask])),
    )
