"""Each danger rule, judged for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.expressions import Truth, evaluate, names, parts
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.holding import holds
from whytwitch.knowledge.laboratory import days_until_old
from whytwitch.knowledge.schema import DangerRule
from whytwitch.model.finding import NO, Finding
from whytwitch.model.urgency import Level

#: What a rule says when it holds only perhaps (not sure, an old blood value). Judgement: one step lower, because doubt
#: about a danger is itself a reason to be seen; never below an ordinary appointment.
WHEN_NOT_SURE = {
    Level.EMERGENCY: Level.URGENT,
    Level.URGENT: Level.SOON,
    Level.SOON: Level.ROUTINE,
    Level.ROUTINE: Level.ROUTINE,
}


@dataclass(frozen=True)
class Verdict:
    """One rule about one person.

    Attributes
    ----------
    rule : DangerRule
        The rule.
    truth : Truth
        How far it holds with what is known.
    could : Truth
        How far it would hold if everything still to be asked were a danger.
    old_values : tuple of str
        Blood values it rests on that are old or have no date.
    """

    rule: DangerRule
    truth: Truth
    could: Truth
    old_values: tuple[str, ...] = ()

    @property
    def level(self) -> Level | None:
        """The level it asks for now; None when it does not speak."""
        return _level(self.rule, self.truth)

    @property
    def possible(self) -> Level | None:
        """The level it could still ask for."""
        return _level(self.rule, self.could)


def _level(rule: DangerRule, truth: Truth) -> Level | None:
    if truth is Truth.YES:
        return rule.level
    return WHEN_NOT_SURE[rule.level] if truth is Truth.MAYBE else None


def judge(facts: Facts, knowledge: Knowledge, *, ahead: bool = True) -> list[Verdict]:
    """Every rule that may be about this person.

    Parameters
    ----------
    facts : Facts
        With the answers that stand.
    knowledge : Knowledge
        The rules.
    ahead : bool
        Whether to look at what each rule could still say; without, ``could`` is what it says now.

    Returns
    -------
    list of Verdict
        In the order of the files. A rule whose ``applies`` is unknown counts as being about this person.
    """
    old = {
        name
        for name, finding in facts.findings.items()
        if knowledge.findings.get(name) and _is_old(finding, facts, knowledge)
    }
    fresh = replace(facts, findings={name: finding for name, finding in facts.findings.items() if name not in old})
    return [
        _verdict(rule, facts, fresh, old, ahead)
        for rule in knowledge.rules.values()
        if rule.applies is None or holds(rule.applies, facts, knowledge) is not Truth.NO
    ]


def _verdict(rule: DangerRule, facts: Facts, fresh: Facts, old: set[str], ahead: bool) -> Verdict:
    truth = evaluate(rule.when, facts)
    resting: tuple[str, ...] = ()
    if old and truth is Truth.YES:
        resting = tuple(name for kind, name in names(rule.when) if kind == "finding" and name in old)
    if truth is Truth.YES and resting and evaluate(rule.when, fresh) < Truth.YES:
        truth = Truth.MAYBE
    else:
        resting = ()
    could = truth
    if ahead and truth not in (Truth.NO, Truth.YES):
        could = max(truth, could_hold(rule.when, nothing_to_ask(rule, fresh)))
    return Verdict(rule, truth, could, resting)


def nothing_to_ask(rule: DangerRule, facts: Facts) -> Facts:
    """The facts, with *no* for what this rule counts only when it is known: nobody is asked for it.

    Parameters
    ----------
    rule : DangerRule
        With ``counted_when_known``.
    facts : Facts
        The person.

    Returns
    -------
    Facts
        The same ones where the rule has none or all are known. For *what could still be*, never for what holds.
    """
    return deny(facts, rule.counted_when_known) if rule.counted_when_known else facts


def deny(facts: Facts, ids: Sequence[str]) -> Facts:
    """The facts, with *no* for those of these findings that are not answered."""
    return replace(facts, findings={name: _no(name) for name in ids} | facts.findings)


@lru_cache(maxsize=1000)
def _no(name: str) -> Finding:
    return Finding(id=name, value=NO)


def _is_old(finding: Finding, facts: Facts, knowledge: Knowledge) -> bool:
    known = knowledge.findings[finding.id]
    if known.kind != "number" and not known.said_of:
        return False
    if finding.at is None:
        return known.kind == "number"  # what was told in a word and without a day is told as it is now
    test = known.said_of[0].partition(":")[0] if known.said_of else finding.id
    return facts.as_of is not None and (facts.as_of - finding.at).days > days_until_old(test, knowledge)


def could_hold(expression: Any, facts: Facts) -> Truth:
    """How far an expression would hold if everything that can still be asked were a danger.

    Parameters
    ----------
    expression : str or dict
        See :mod:`whytwitch.knowledge.expressions`.
    facts : Facts
        The person.

    Returns
    -------
    Truth
        Unknown answers count as yes. Unknown blood values do not: nobody needs a test to be told how urgent it is.
    """
    truth = evaluate(expression, facts)
    if truth in (Truth.NO, Truth.YES):
        return truth  # what is unknown cannot change it any more
    inner = [could_hold(part, facts) for part in parts(expression)]
    if not inner:
        is_number = isinstance(expression, dict) and "number" in expression
        return truth if truth is Truth.MAYBE else Truth.NO if is_number else Truth.YES
    if "any" in expression:
        return max(inner)
    return min(inner) if "all" in expression else sorted(inner, reverse=True)[expression["at_least"] - 1]


def waits_for(expression: Any, facts: Facts) -> set[str]:
    """The unanswered findings on which it still depends whether an expression holds.

    Parameters
    ----------
    expression : str or dict
        See :mod:`whytwitch.knowledge.expressions`.
    facts : Facts
        The person.

    Returns
    -------
    set of str
        Empty when the expression already holds, or can no longer hold.
    """
    if evaluate(expression, facts) in (Truth.NO, Truth.YES) or could_hold(expression, facts) is Truth.NO:
        return set()
    inner = parts(expression)
    if inner:
        return {name for part in inner for name in waits_for(part, facts)}
    return {name for kind, name in names(expression) if kind == "finding" and name not in facts.findings}
