"""People made for the tests of triage, and the smallest set of facts that makes an expression hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.expressions import parts
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Age, Answer, Medicine, Movement, Person
from whytwitch.model.finding import Finding
from whytwitch.model.urgency import Level
from whytwitch.picture.triage import PlausibleCause

TODAY = dt.date(2026, 11, 22)
BASE = knowledge()
SIGNS = [sign.id for sign in BASE.danger_signs()]
ASKED = [one.id for one in BASE.findings.values() if one.kind == "danger" or one.kind == "yes_no"]
HARMLESS = (PlausibleCause("ordinary_twitching", Level.SELF_CARE),)
#: A movement that is in no danger rule, with every attribute said.
PULSE = Movement(kind="pulsation", site="neck", side="middle", when="asleep", pain="no", since_weeks=300)
STARTS = Movement(kind="jerk", when="falling_asleep", since_weeks=300)

Leaf = str | dict[str, Any]


def people_facts(answers: dict[str, str | float] | None = None, **known: Any) -> Facts:
    """Facts of an adult man about whom everything else is known and harmless."""
    held = {
        "person": Person(age=Age.parse(40), sex="male", pregnant="no"),
        "known_conditions": frozenset(),
        "medicines": {},
        "movements": (STARTS,),
        "as_of": TODAY,
    } | known
    said = {name: Finding(id=name, value=value, at=TODAY) for name, value in (answers or {}).items()}
    return Facts(findings=said, **held)


def all_no(*leave_out: str, **changed: str) -> dict[str, str]:
    """An explicit no to everything that can be asked, but for the changes."""
    said = dict.fromkeys(ASKED, "no") | changed
    return {name: value for name, value in said.items() if name not in leave_out}


def history(**answers: Sequence[str | Answer]) -> dict[str, tuple[Answer, ...]]:
    """Answers in the order they were given."""
    return {
        name: tuple(one if isinstance(one, Answer) else Answer(value=one) for one in given)
        for name, given in answers.items()
    }


def ways(expression: Any) -> list[tuple[Leaf, ...]]:
    """Sets of leaves, each of which makes an expression hold; together they touch every leaf."""
    inner = [ways(part) for part in parts(expression)]
    if not inner:
        return [(expression,)]
    if "any" in expression:
        return [way for options in inner for way in options]
    if "all" in expression:
        chosen = range(len(inner))
        return [_joined(way, (inner[j][0] for j in chosen if j != i)) for i in chosen for way in inner[i]]
    wanted = expression["at_least"]
    rounds = [[(i + step) % len(inner) for step in range(wanted)] for i in range(len(inner))]
    return [_joined((), (inner[i][0] for i in sorted(one))) for one in rounds]


def _joined(way: tuple[Leaf, ...], others: Iterable[tuple[Leaf, ...]]) -> tuple[Leaf, ...]:
    made = list(way)
    for other in others:
        made += [leaf for leaf in other if leaf not in made]
    return tuple(made)


def hold(leaf: Leaf, facts: Facts) -> Facts:
    """The facts with one leaf of an expression made true."""
    if isinstance(leaf, str):
        value = "yes" if BASE.findings[leaf].kind == "yes_no" else "new"
        return replace(facts, findings=facts.findings | {leaf: Finding(id=leaf, value=value, at=TODAY)})
    if "number" in leaf:
        number = Finding(id=leaf["number"], value=_inside(leaf), origin="lab", at=TODAY)
        return replace(facts, findings=facts.findings | {number.id: number})
    if "known" in leaf:
        return replace(facts, known_conditions=(facts.known_conditions or frozenset()) | {leaf["known"]})
    if "medicine" in leaf:
        recently = TODAY - dt.timedelta(days=3)
        name = leaf["medicine"]
        stopped = recently if "stopped_within_weeks" in leaf else None
        return replace(
            facts, medicines=(facts.medicines or {}) | {name: [Medicine(name=name, started=recently, stopped=stopped)]}
        )
    if "pregnant" in leaf:
        return replace(facts, person=facts.person.model_copy(update={"sex": "female", "pregnant": leaf["pregnant"]}))
    if "age_from" in leaf or "age_below" in leaf:
        age = leaf["age_from"] + 1 if "age_from" in leaf else leaf["age_below"] / 2
        return replace(facts, person=facts.person.model_copy(update={"age": Age.parse(age)}))
    if "movement" in leaf:
        wanted = leaf["movement"]
        words = {key: value[0] for key, value in wanted.items() if not key.startswith(("since_", "unless_"))}
        shorter = [wanted[key] / 2 for key in ("since_below", "unless_since_over") if key in wanted]
        weeks = min(shorter, default=20)
        return replace(facts, movements=(Movement(**({"kind": "twitch"} | words), since_weeks=weeks),))
    raise AssertionError(f"the tests do not know {leaf}")


def _inside(leaf: dict[str, Any]) -> float:
    if "above" in leaf:
        return float(leaf["above"]) + 1
    if "from" in leaf or "up_to" in leaf:
        return float(leaf["from"] if "from" in leaf else leaf["up_to"])
    return float(leaf["below"]) * 0.99
