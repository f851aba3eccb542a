"""Which of a rule's alternatives the person told, so that a page can name them instead of the whole rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from whytwitch.knowledge.expressions import Truth, evaluate, parts
from whytwitch.knowledge.facts import Facts


def told(expression: Any, facts: Facts) -> tuple[str, ...]:
    """What holds in an expression that offers alternatives.

    Parameters
    ----------
    expression : str or dict
        See :mod:`whytwitch.knowledge.expressions`.
    facts : Facts
        The person.

    Returns
    -------
    tuple of str
        Ids of findings, ``movement N`` from 1, ``known:CONDITION``, ``medicine:NAME``, ``changed:NAME``,
        ``stopped:NAME`` and ``pregnant``, in the order of the rule; empty when the rule offers no choice of signs, or
        what holds cannot be named in full.
    """
    held, whole = _held(expression, facts)
    if not whole or not _chosen(expression, facts):
        return ()
    return tuple(dict.fromkeys(held))


def _chosen(expression: Any, facts: Facts) -> bool:
    """Whether something that was not told would have done as well."""
    inner = parts(expression)
    if not inner:
        return False
    holding = [part for part in inner if evaluate(part, facts) is Truth.YES]
    open_choice = "all" not in expression and len(holding) < len(inner)
    return open_choice or any(_chosen(part, facts) for part in holding)


def _held(expression: Any, facts: Facts) -> tuple[list[str], bool]:
    """The leaves that hold, and whether every one of them has a name."""
    if evaluate(expression, facts) is not Truth.YES:
        return [], True
    if inner := parts(expression):
        found = [_held(part, facts) for part in inner]
        return [name for names, _ in found for name in names], all(whole for _, whole in found)
    if isinstance(expression, str):
        return [expression], True
    names = _named(expression, facts)
    return names, bool(names) or bool({"age_from", "age_below", "sex"} & set(expression))


def _named(expression: dict[str, Any], facts: Facts) -> list[str]:
    if "movement" in expression:
        alone = [(number, replace(facts, movements=(one,))) for number, one in enumerate(facts.movements, start=1)]
        return [f"movement {number}" for number, one in alone if evaluate(expression, one) is Truth.YES]
    if "medicine" in expression:
        taken = (facts.medicines or {}).get(expression["medicine"], [])
        kind = "stopped" if "stopped_within_weeks" in expression else "changed" if "within_weeks" in expression else ""
        return [f"{kind or 'medicine'}:{one.name}" for one in taken]
    if "pregnant" in expression:
        return ["pregnant"]
    if "known" in expression:
        return [f"known:{expression['known']}"]
    return [str(expression["has"])] if "has" in expression else []
