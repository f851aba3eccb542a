"""Expressions that no answer can change are evaluated once for the same person, medicines and movements."""

from __future__ import annotations

from typing import Any

from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.expressions import Truth, evaluate, reads_answers
from whytwitch.knowledge.facts import Facts

#: People of whom this is held; dropped all at once, and when somebody is erased.
MOST_PEOPLE = 64


def holds(expression: Any, facts: Facts, base: Knowledge) -> Truth:
    """How far an expression of the knowledge base holds for one person, as :func:`evaluate` has it.

    Parameters
    ----------
    expression : str or dict
        One that stands in `base`: it is known again by its place in memory.
    facts : Facts
        The person.
    base : Knowledge
        Holds what was evaluated.

    Returns
    -------
    Truth
        One of four values.
    """
    place = id(expression)
    read = base.worked_out.setdefault("reads answers", {})
    if place not in read:
        read[place] = reads_answers(expression)
    if read[place]:
        return evaluate(expression, facts)
    held = facts.once("holds", base, lambda: _held_of(facts, base))
    if place not in held:
        held[place] = evaluate(expression, facts)
    return held[place]


def _held_of(facts: Facts, base: Knowledge) -> dict[int, Truth]:
    """What was evaluated for somebody of whom the same is known, answers left out."""
    everybody = base.worked_out.setdefault("holds", {})
    taken = None if facts.medicines is None else tuple((name, tuple(rows)) for name, rows in facts.medicines.items())
    who = facts.person, facts.known_conditions, taken, facts.movements, facts.as_of
    if who not in everybody and len(everybody) >= MOST_PEOPLE:
        everybody.clear()
    return everybody.setdefault(who, {})  # type: ignore[no-any-return]
