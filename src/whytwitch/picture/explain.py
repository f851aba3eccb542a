"""Why the picture is as it is: what explains what away, and which answer or assumption would change the advice."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.expressions import names
from whytwitch.knowledge.facts import Facts
from whytwitch.model.base import Frozen
from whytwitch.model.case import Case
from whytwitch.model.finding import NEW, NO, YES, Finding
from whytwitch.model.picture import Cause
from whytwitch.model.urgency import Level
from whytwitch.picture.differential import PersonModel, build, levels_of, rank
from whytwitch.picture.differential.value import weigh_questions
from whytwitch.picture.drawing import plausible
from whytwitch.picture.triage import level_only
from whytwitch.reasoning import Network, Shift, posterior

#: A cause is said to be explained away when another one makes it less likely by at least this factor.
EXPLAINED_AWAY = 0.7
#: How far an assumption is moved to see whether the advice holds.
MOVED_BY = 2.0
#: Answers tried out in full when the one that would change the advice is sought.
ANSWERS_TRIED = 12
#: Causes less likely than this are looked at only when none of the others explains more.
NEGLIGIBLE = 0.02


class ExplainedAway(Frozen):
    """One cause makes another one less needed."""

    cause: str
    by: str
    factor: float
    text: str


class Flip(Frozen):
    """An answer that would change the level."""

    finding: str
    question: str
    answer: str
    level: Level
    was: Level


class Assumption(Frozen):
    """An assumption that, moved by a factor of two, changes the advice or the first cause."""

    assumption: str
    factor: float
    level: Level
    first_cause: str
    text: str


class Explanation(Frozen):
    """What stands behind a picture.

    Attributes
    ----------
    explained_away : tuple of ExplainedAway
        Pairs of causes that compete for the same findings.
    flips : tuple of Flip
        Single answers that would change the level, the likeliest to matter first; danger signs among them.
    assumptions : tuple of Assumption
        Priors that would change level or first cause when doubled or halved; empty when the advice hangs on none.
    """

    explained_away: tuple[ExplainedAway, ...]
    flips: tuple[Flip, ...]
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True)
class Drawn:
    """What a change is compared with."""

    model: PersonModel
    causes: tuple[Cause, ...]
    level: Level


def explain(case: Case, facts: Facts, base: Knowledge) -> Explanation:
    """Explain a picture.

    Parameters
    ----------
    case : Case
        Country, and all answers with their history.
    facts : Facts
        What holds now.
    base : Knowledge
        The medicine.

    Returns
    -------
    Explanation
        Competing causes, answers and assumptions that would change the advice.
    """
    model = build(facts, base)
    causes = _quickly(model, facts, base)
    drawn = Drawn(model, causes, _level(case, facts, causes, base))
    return Explanation(
        explained_away=_explained_away(drawn, base),
        flips=_flips(case, facts, drawn, base),
        assumptions=_assumptions(case, facts, drawn, base),
    )


def what_if(
    case: Case, facts: Facts, base: Knowledge, changes: dict[str, str | float]
) -> tuple[Level, tuple[Cause, ...]]:
    """The level and the causes if some answers were different.

    Parameters
    ----------
    case : Case
        The case as it is.
    facts : Facts
        What holds now.
    base : Knowledge
        The medicine.
    changes : dict of str to (str or float)
        Finding → answer.

    Returns
    -------
    Level
        First contact by when.
    tuple of Cause
        In their new order.

    Raises
    ------
    UnknownNameError
        When no finding is called so.
    """
    for name in changes:
        base.finding(name)
    changed = _with(facts, changes)
    causes = rank(build(changed, base), changed, base, intervals=False, reasons=False)
    return _level(case, changed, causes, base, changes), causes


def _quickly(model: PersonModel, facts: Facts, base: Knowledge) -> tuple[Cause, ...]:
    """The causes that can matter for the advice, in their order.

    A cause never explains a larger share than it is likely, so one below the limit stands above none of these.
    """
    causes = rank(model, facts, base, intervals=False, reasons=False, least=NEGLIGIBLE)
    if causes and causes[0].would_explain >= NEGLIGIBLE:
        return causes
    return rank(model, facts, base, intervals=False, reasons=False)


def _with(facts: Facts, changes: dict[str, str | float]) -> Facts:
    found = {
        name: Finding(id=name, value=value, derived=f"{name}: if it were {value}") for name, value in changes.items()
    }
    return replace(facts, findings={**facts.findings, **found})


def _level(case: Case, facts: Facts, causes: tuple[Cause, ...], base: Knowledge, changed: object = ()) -> Level:
    """Of what is supposed: earlier answers to a changed sign do not count."""
    answers = {name: given for name, given in case.findings.items() if name not in (changed or ())}  # type: ignore[operator]
    return level_only(facts, plausible(causes, base), base, answers=answers)


def _explained_away(drawn: Drawn, base: Knowledge) -> tuple[ExplainedAway, ...]:
    """For the causes that fit: how likely is each when another one is taken as present, and as absent?"""
    model = drawn.model
    fitting = [cause for cause in drawn.causes if cause.fit in ("well", "partly")][:4]
    found = []
    for strong in fitting:
        present, absent = (
            posterior(
                model.network, model.evidence, (*model.shifts, Shift("supposed", {strong.id: odds}, as_evidence=True))
            )
            for odds in (6.0, -6.0)
        )
        for other in drawn.causes[:8]:
            if other.id == strong.id or absent.of(other.id) < base.settings["fits_partly"].value:
                continue
            factor = present.of(other.id) / absent.of(other.id)
            if factor <= EXPLAINED_AWAY and strong.probability >= other.probability:
                first = base.conditions[strong.id].plain_name
                second = base.conditions[other.id].plain_name
                text = (
                    f"{first[:1].upper()}{first[1:]} already explains what you told us, "
                    f"so {second} is less needed to explain it."
                )
                found.append(ExplainedAway(cause=other.id, by=strong.id, factor=factor, text=text))
    return tuple(sorted(found, key=lambda one: one.factor)[:4])


def _flips(case: Case, facts: Facts, drawn: Drawn, base: Knowledge) -> tuple[Flip, ...]:
    """Answers that change the level: those that may are found from the posteriors after each, then tried in full."""
    found = []
    for name, answer in _suspects(facts, drawn, base)[:ANSWERS_TRIED]:
        changes: dict[str, str | float] = {name: answer}
        changed = _with(facts, changes)
        level = _level(case, changed, _quickly(build(changed, base), changed, base), base, changes)
        if level is not drawn.level:
            question = base.findings[name].question or base.findings[name].name
            found.append(Flip(finding=name, question=question, answer=answer, level=level, was=drawn.level))
    return tuple(sorted(found, key=lambda one: -abs(one.level.rank - one.was.rank)))


def _suspects(facts: Facts, drawn: Drawn, base: Knowledge) -> list[tuple[str, str]]:
    """Open questions and answers that may change the level, the most telling first.

    After such an answer another set of causes is plausible, or a rule reads the question.
    """
    weighed = weigh_questions(drawn.model, facts, base)
    if weighed is None:
        return []
    limit = base.settings["plausible_probability"].value
    levels = levels_of(facts, base)
    ranks = np.array([levels[name].rank for name in weighed.gains.causes])

    def asked_for(chances: np.ndarray) -> np.ndarray:
        return np.where(np.nan_to_num(chances) >= limit, ranks, -1).max(axis=-1)

    now = asked_for(weighed.gains.now)
    ruled = _read_by_rules(base)
    found: list[tuple[float, str, str]] = []
    for row, (name, bits) in enumerate(weighed.bits.items()):
        finding = base.findings[name]
        yes = NEW if finding.kind == "danger" else YES
        if name in ruled or asked_for(weighed.gains.if_present[row]) != now:
            found.append((bits, name, yes))
        if asked_for(weighed.gains.if_absent[row]) != now:
            found.append((bits, name, NO))
    return [(name, answer) for _, name, answer in sorted(found, key=lambda one: -one[0])]


def _read_by_rules(base: Knowledge) -> frozenset[str]:
    """Findings that a danger rule reads."""
    return frozenset(name for rule in base.rules.values() for kind, name in names(rule.when) if kind == "finding")


def _assumptions(case: Case, facts: Facts, drawn: Drawn, base: Knowledge) -> tuple[Assumption, ...]:
    """Double and halve the prior odds of each cause that matters, one at a time."""
    model, found = drawn.model, []
    for cause in drawn.causes[:8]:
        place = model.network.causes.index(cause.id)
        for factor in (MOVED_BY, 1 / MOVED_BY):
            odds = model.network.prior_log10_odds.copy()
            odds[place] += np.log10(factor)
            moved = replace(model, network=Network(model.network.causes, odds, model.network.links))
            causes = _quickly(moved, facts, base)
            level = _level(case, facts, causes, base)
            if level is drawn.level and causes[0].id == drawn.causes[0].id:
                continue
            name = base.conditions[cause.id].name
            how = "twice as common" if factor > 1 else "half as common"
            first = base.conditions[causes[0].id].name
            text = (
                f"If {name} were {how} among people who ask, the advice would be '{level}' "
                f"and {first} would come first."
            )
            found.append(
                Assumption(
                    assumption=f"prior of {cause.id}", factor=factor, level=level, first_cause=causes[0].id, text=text
                )
            )
    return tuple(found)
