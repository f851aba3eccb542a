"""The small language of rules, risks and gates.

An expression is one of

=====================================  ===========================================================================
``finding_id``                         a danger sign or answer that fires (yes, new, worse)
``{any: […]}``, ``{all: […]}``         the highest, the lowest of its parts
``{at_least: k, of: […]}``             the k-th highest of its parts
``{has: id}``                          present, also when old and assessed
``{no: id}``                           answered no (never in a danger rule)
``{answer: id, is: […]}``              a choice
``{number: id, from: x, below: y}``    a number in a half-open range; ``above: x`` and
                                       ``up_to: y`` shut the other end
``{known: condition}``                 a condition the person is known to have
``{medicine: class, within_weeks: n}`` takes it; started or changed so recently; ``stopped_within_weeks`` likewise
``{without_effect: [word, …]}``        no medicine taken is known to do any of these; *maybe* where one is in no
                                       list (never in a danger rule)
``{takes: nothing}``                   takes no medicine at all (never in a danger rule)
``{age_from: x, age_below: y}``        years
``{sex: female}``, ``{pregnant: yes}`` the person
``{movement: {kind: […], …}}``         one described movement matches in every named attribute; ``since_over`` and
                                       ``since_below`` weeks; ``unless_when`` and
                                       ``unless_since_over`` hold also where nothing was said
=====================================  ===========================================================================

and its value one of four, ordered: no < unknown < maybe < yes. *Unknown* is not *no*. There is no negation but ``no:``,
which danger rules may not use, so that one more danger sign can only raise a rule's value.
"""

from __future__ import annotations

import datetime as dt
from enum import IntEnum
from typing import Any

from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Medicine, Movement
from whytwitch.model.finding import NO, NOT_SURE, OLD_AND_ASSESSED


class Truth(IntEnum):
    """How far an expression holds."""

    NO = 0
    UNKNOWN = 1
    MAYBE = 2
    YES = 3


def evaluate(expression: Any, facts: Facts) -> Truth:
    """How far an expression holds for one person.

    Parameters
    ----------
    expression : str or dict
        See the module's table.
    facts : Facts
        The person.

    Returns
    -------
    Truth
        One of four values.
    """
    if isinstance(expression, str):
        return _answer(expression, facts)
    for key in expression:
        rule = _FORMS.get(key)
        if rule is not None:
            return rule(expression, facts)
    raise ValueError(f"{expression!r} is no expression")


def _answer(name: str, facts: Facts) -> Truth:
    finding = facts.findings.get(name)
    if finding is None:
        return Truth.UNKNOWN
    if finding.value == NOT_SURE:
        return Truth.MAYBE
    return Truth.YES if finding.fires else Truth.NO


def _any(expression: dict[str, Any], facts: Facts) -> Truth:
    best = Truth.NO
    for part in expression["any"]:
        held = evaluate(part, facts)
        if held is Truth.YES:
            return held
        best = held if held > best else best
    return best


def _all(expression: dict[str, Any], facts: Facts) -> Truth:
    least = Truth.YES
    for part in expression["all"]:
        held = evaluate(part, facts)
        if held is Truth.NO:
            return held
        least = held if held < least else least
    return least


def _at_least(expression: dict[str, Any], facts: Facts) -> Truth:
    values = sorted((evaluate(part, facts) for part in expression["of"]), reverse=True)
    return values[expression["at_least"] - 1]


def _has(expression: dict[str, Any], facts: Facts) -> Truth:
    finding = facts.findings.get(expression["has"])
    if finding is not None and finding.value == OLD_AND_ASSESSED:
        return Truth.YES
    return _answer(expression["has"], facts)


def _no(expression: dict[str, Any], facts: Facts) -> Truth:
    finding = facts.findings.get(expression["no"])
    if finding is None:
        return Truth.UNKNOWN
    if finding.value == NOT_SURE:
        return Truth.MAYBE
    return Truth.YES if finding.value == NO else Truth.NO


def _choice(expression: dict[str, Any], facts: Facts) -> Truth:
    finding = facts.findings.get(expression["answer"])
    if finding is None:
        return Truth.UNKNOWN
    if finding.value == NOT_SURE:
        return Truth.MAYBE
    return Truth.YES if finding.value in expression["is"] else Truth.NO


def _number(expression: dict[str, Any], facts: Facts) -> Truth:
    finding = facts.findings.get(expression["number"])
    if finding is None or isinstance(finding.value, str):
        return Truth.UNKNOWN
    low, high = expression.get("from", float("-inf")), expression.get("below", float("inf"))
    inside = low <= finding.value < high
    inside = inside and expression.get("above", float("-inf")) < finding.value <= expression.get("up_to", float("inf"))
    return Truth.YES if inside else Truth.NO


def _known(expression: dict[str, Any], facts: Facts) -> Truth:
    if facts.known_conditions is None:
        return Truth.UNKNOWN
    return Truth.YES if expression["known"] in facts.known_conditions else Truth.NO


def _weeks_since(date: dt.date | None, facts: Facts) -> float | None:
    if date is None or facts.as_of is None:
        return None
    return (facts.as_of - date).days / 7


def _recent(medicine: Medicine, weeks: float, facts: Facts) -> Truth:
    dates = [date for date in (medicine.started, medicine.dose_changed) if date is not None]
    since = [gap for gap in (_weeks_since(date, facts) for date in dates) if gap is not None]
    if not since:
        return Truth.YES if _told_of_change(facts) else Truth.MAYBE
    return Truth.YES if min(since) <= weeks else Truth.NO


def _told_of_change(facts: Facts) -> bool:
    """Whether somebody said that a medicine was changed before it began: then one without a date is taken to be it."""
    return _answer("medicine_changed_before_onset", facts) is Truth.YES


def _stopped(medicine: Medicine, weeks: float, facts: Facts) -> Truth:
    since = _weeks_since(medicine.stopped, facts)
    if since is None:
        return Truth.NO if medicine.stopped is None else Truth.MAYBE
    return Truth.YES if since <= weeks else Truth.NO


def _medicine(expression: dict[str, Any], facts: Facts) -> Truth:
    if facts.medicines is None:
        return Truth.UNKNOWN
    taken = facts.medicines.get(expression["medicine"], [])
    if weeks := expression.get("stopped_within_weeks"):
        return max((_stopped(one, weeks, facts) for one in taken), default=Truth.NO)
    running = [one for one in taken if one.stopped is None]
    if weeks := expression.get("within_weeks"):
        return max((_recent(one, weeks, facts) for one in running), default=Truth.NO)
    return Truth.YES if running else Truth.NO


def _without_effect(expression: dict[str, Any], facts: Facts) -> Truth:
    """YES when the medicines were told and none is known for such an effect; MAYBE when one stands in no list."""
    from whytwitch.knowledge.base import knowledge

    if facts.medicines is None:
        return Truth.UNKNOWN
    classes = knowledge().medicines
    wanted = set(expression["without_effect"])
    if any(wanted & set(classes[name].effects) for name in facts.medicines if name in classes):
        return Truth.NO
    listed = classes.keys() | {member for group in classes.values() for member in group.members}
    return Truth.YES if facts.medicines.keys() <= listed else Truth.MAYBE


def _takes(expression: dict[str, Any], facts: Facts) -> Truth:
    if facts.medicines is None:
        return Truth.UNKNOWN
    return Truth.NO if facts.medicines else Truth.YES


def _age(expression: dict[str, Any], facts: Facts) -> Truth:
    age = facts.person.age
    if age is None:
        return Truth.UNKNOWN
    low, high = expression.get("age_from", 0), expression.get("age_below", 200)
    if low <= age.low and age.high < high:
        return Truth.YES
    return Truth.NO if age.high < low or age.low >= high else Truth.MAYBE


def _sex(expression: dict[str, Any], facts: Facts) -> Truth:
    if facts.person.sex == "unknown":
        return Truth.UNKNOWN
    return Truth.YES if facts.person.sex == expression["sex"] else Truth.NO


def _pregnant(expression: dict[str, Any], facts: Facts) -> Truth:
    if facts.person.pregnant == "unknown":
        return Truth.NO if facts.person.sex == "male" else Truth.UNKNOWN
    return Truth.YES if facts.person.pregnant == expression["pregnant"] else Truth.NO


def _one_movement(wanted: dict[str, Any], movement: Movement) -> Truth:
    worst = Truth.YES
    for attribute, words in wanted.items():
        if attribute == "since_over":
            held = movement.since_weeks
            here = Truth.UNKNOWN if held is None else Truth.YES if held > words else Truth.NO
        elif attribute == "since_below":
            held = movement.since_weeks
            here = Truth.UNKNOWN if held is None else Truth.YES if held < words else Truth.NO
        elif attribute == "unless_since_over":
            here = Truth.NO if movement.since_weeks is not None and movement.since_weeks > words else Truth.YES
        elif attribute == "unless_when":
            here = Truth.NO if movement.when in words else Truth.YES
        else:
            held = getattr(movement, attribute)
            here = Truth.UNKNOWN if held is None else Truth.YES if held in words else Truth.NO
        worst = min(worst, here)
    return worst


def _movement(expression: dict[str, Any], facts: Facts) -> Truth:
    wanted = expression["movement"]
    return max((_one_movement(wanted, movement) for movement in facts.movements), default=Truth.UNKNOWN)


_FORMS = {
    "any": _any,
    "all": _all,
    "at_least": _at_least,
    "has": _has,
    "no": _no,
    "answer": _choice,
    "number": _number,
    "known": _known,
    "medicine": _medicine,
    "without_effect": _without_effect,
    "takes": _takes,
    "age_from": _age,
    "age_below": _age,
    "sex": _sex,
    "pregnant": _pregnant,
    "movement": _movement,
}

_READS_ANSWERS = ("has", "no", "answer", "number")
#: For each form that names something, which kind of name it is.
_NAMES = {"has": "finding", "no": "finding", "answer": "finding", "number": "finding", "known": "condition"}


def parts(expression: Any) -> list[Any]:
    """The parts of an ``any``, ``all`` or ``at_least``; an empty list for anything else."""
    if isinstance(expression, dict):
        for key in ("any", "all", "of"):
            if key in expression:
                return list(expression[key])
    return []


def names(expression: Any) -> list[tuple[str, str]]:
    """Every name an expression uses.

    Parameters
    ----------
    expression : str or dict
        See the module's table.

    Returns
    -------
    list of (str, str)
        Pairs of what it names (``finding``, ``condition``, ``medicine``, ``movement``, ``form``) and the name.
    """
    if isinstance(expression, str):
        return [("finding", expression)]
    if not isinstance(expression, dict):
        return [("form", repr(expression))]
    if inner := parts(expression):
        return [name for part in inner for name in names(part)]
    found = [(kind, expression[key]) for key, kind in _NAMES.items() if key in expression]
    if "medicine" in expression:
        found.append(("medicine", expression["medicine"]))
    if "movement" in expression:
        found += [
            ("movement", f"{key}:{word}")
            for key, words in expression["movement"].items()
            if not key.startswith(("since_", "unless_"))
            for word in words
        ]
    if not found and not any(key in expression for key in _FORMS):
        found.append(("form", repr(expression)))
    return found


def answers_read(expression: Any) -> frozenset[str] | None:
    """The answers on which an expression depends, where it depends on nothing else: unknown while none was given.

    Parameters
    ----------
    expression : str or dict
        See the module's table.

    Returns
    -------
    frozenset of str, or None
        None where it reads more than answers (age, medicines, movements …).
    """
    if isinstance(expression, str):
        return frozenset({expression})
    if inner := parts(expression):
        read = [answers_read(part) for part in inner]
        return None if None in read else frozenset().union(*(one for one in read if one is not None))
    return next((frozenset({str(expression[key])}) for key in _READS_ANSWERS if key in expression), None)


def reads_answers(expression: Any) -> bool:
    """Whether an answer can change an expression: without, it depends on the person, medicines and movements alone.

    Parameters
    ----------
    expression : str or dict
        See the module's table.

    Returns
    -------
    bool
        Also for a medicine changed within weeks: an answer says so where no date was given.
    """
    if isinstance(expression, str) or {*_READS_ANSWERS, "within_weeks"} & expression.keys():
        return True
    return any(reads_answers(part) for part in parts(expression))


def uses_negation(expression: Any) -> bool:
    """Whether ``no:`` or another form that speaks of what is absent stands anywhere in it."""
    if isinstance(expression, dict) and {"no", "without_effect", "takes"} & expression.keys():
        return True
    return any(uses_negation(part) for part in parts(expression))
