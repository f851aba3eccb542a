"""How soon each condition asks for a contact."""

from __future__ import annotations

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.expressions import Truth, evaluate
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.schema import Condition
from whytwitch.model.urgency import Level
from whytwitch.picture.differential.model import definition_of


def levels_of(facts: Facts, base: Knowledge) -> dict[str, Level]:
    """How soon each condition asks for a contact, as :func:`level_of` has it.

    Parameters
    ----------
    facts : Facts
        The described movements with their duration.
    base : Knowledge
        The conditions.

    Returns
    -------
    dict of str to Level
        In the order of the conditions.
    """
    return facts.once("levels", base, lambda: {name: level_of(one, facts) for name, one in base.conditions.items()})


def level_of(condition: Condition, facts: Facts) -> Level:
    """How soon this condition asks for a contact, given how long it has lasted.

    Parameters
    ----------
    condition : Condition
        With its level, and perhaps another one after some weeks.
    facts : Facts
        The described movements with their duration.

    Returns
    -------
    Level
        The later level once a described movement has lasted longer; the level of a laboratory definition where one
        holds.
    """
    see = condition.see
    defined = definition_of(condition, facts)
    if defined is not None and defined.see is not None:
        return defined.see
    if see.after_weeks is None or see.then is None:
        return see.level
    lasted = evaluate({"movement": {"since_over": see.after_weeks}}, facts)
    return see.then if lasted is Truth.YES else see.level
