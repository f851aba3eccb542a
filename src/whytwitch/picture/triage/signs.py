"""The danger signs of one person: which may concern them, which were answered, which are still open."""

from __future__ import annotations

from collections.abc import Mapping

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.expressions import Truth, evaluate
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.holding import holds
from whytwitch.knowledge.schema import Finding as Question
from whytwitch.model.case import Answer
from whytwitch.model.finding import NOT_SURE
from whytwitch.model.picture import RedFlag
from whytwitch.model.urgency import Level
from whytwitch.picture.triage.rules import deny, nothing_to_ask, waits_for


def applies_to(question: Question, facts: Facts, knowledge: Knowledge) -> bool:
    """Whether a question may concern this person.

    Parameters
    ----------
    question : Finding
        Of the knowledge base: with ages, sex and ``only_if``.
    facts : Facts
        The person.
    knowledge : Knowledge
        Where the question stands.

    Returns
    -------
    bool
        Unknown counts as yes: what is not known to be impossible is asked.
    """
    person = facts.person
    if person.age is not None and (person.age.high < question.age_from or person.age.low >= question.age_below):
        return False
    if question.sex != "any" and person.sex not in ("unknown", question.sex):
        return False
    return question.only_if is None or holds(question.only_if, facts, knowledge) is not Truth.NO


def signs_of(facts: Facts, knowledge: Knowledge) -> list[Question]:
    """The danger signs that may concern this person, the most time-critical first."""
    return facts.once(
        "signs", knowledge, lambda: [sign for sign in knowledge.danger_signs() if applies_to(sign, facts, knowledge)]
    )


def unanswered(facts: Facts, knowledge: Knowledge) -> list[str]:
    """What is still to be asked before anybody can be told to wait.

    Parameters
    ----------
    facts : Facts
        The person.
    knowledge : Knowledge
        Signs and rules.

    Returns
    -------
    list of str
        Ids of danger signs, and of the plain questions whose answer could make a rule speak, in the order of the files.
    """
    return _open(facts, knowledge, tuple(Level))


def unanswered_dangers(facts: Facts, knowledge: Knowledge) -> list[str]:
    """The same without plain questions that only rules below *urgent* ask for: they keep nobody from self-care."""
    return _open(facts, knowledge, (Level.EMERGENCY, Level.URGENT))


def _open(facts: Facts, knowledge: Knowledge, levels: tuple[Level, ...]) -> list[str]:
    wanted = {sign.id for sign in signs_of(facts, knowledge)}
    wanted |= _plain_questions(facts, knowledge, levels)
    return [name for name in knowledge.findings if name in wanted and name not in facts.findings]


def _plain_questions(facts: Facts, knowledge: Knowledge, levels: tuple[Level, ...]) -> set[str]:
    """Yes-or-no questions that rules of these levels still wait for."""
    return {name for level, names in _waited_for(facts, knowledge) if level in levels for name in names}


def _waited_for(facts: Facts, knowledge: Knowledge) -> list[tuple[Level, set[str]]]:
    """Level of each rule about this person, and the yes-or-no questions it still waits for."""

    def look() -> list[tuple[Level, set[str]]]:
        known = closed(facts, knowledge)
        found = []
        for rule in knowledge.rules.values():
            if rule.applies is None or holds(rule.applies, facts, knowledge) is not Truth.NO:
                open_ones = waits_for(rule.when, nothing_to_ask(rule, known))
                if open_ones:
                    found.append((rule.level, {name for name in open_ones if _is_asked(knowledge.findings[name])}))
        return found

    return facts.once("waited for", knowledge, look)


def _is_asked(question: Question) -> bool:
    """A plain question. What only another test shows is none: nobody needs a test to be told how urgent it is."""
    return question.kind == "yes_no" and not question.test


def closed(facts: Facts, knowledge: Knowledge) -> Facts:
    """The facts, with *no* for every danger sign and plain question that cannot concern this person.

    Parameters
    ----------
    facts : Facts
        The person.
    knowledge : Knowledge
        The questions.

    Returns
    -------
    Facts
        A copy.
    """

    def close() -> Facts:
        asked = (one for one in knowledge.findings.values() if one.kind in ("danger", "yes_no"))
        return deny(
            facts, [one.id for one in asked if one.id not in facts.findings and not applies_to(one, facts, knowledge)]
        )

    return facts.once("closed", knowledge, close)


def unknown_facts(facts: Facts, knowledge: Knowledge) -> list[str]:
    """What besides the danger signs has to be known before self-care: ``age``, ``since``, ``pregnant``, ``medicines``.

    Parameters
    ----------
    facts : Facts
        The person.
    knowledge : Knowledge
        ``settings.pregnancy_from_age`` and ``settings.pregnancy_below_age``, in years.

    Returns
    -------
    list of str
        The unknown ones; function is known when the danger signs of strength are answered.
    """
    settings = knowledge.settings
    fertile = {"age_from": settings["pregnancy_from_age"].value, "age_below": settings["pregnancy_below_age"].value}
    person = facts.person
    may_be_pregnant = person.sex != "male" and evaluate(fertile, facts) is not Truth.NO
    unknown = {
        "age": person.age is None,
        "since": not facts.movements or any(movement.since_weeks is None for movement in facts.movements),
        "pregnant": may_be_pregnant and person.pregnant == "unknown",
        "medicines": facts.medicines is None,
    }
    return [name for name, missing in unknown.items() if missing]


def ask_again(facts: Facts, knowledge: Knowledge, answers: Mapping[str, tuple[Answer, ...]]) -> list[str]:
    """The danger signs to ask once more, in their more concrete words.

    Parameters
    ----------
    facts : Facts
        The person.
    knowledge : Knowledge
        The concrete words.
    answers : mapping of str to tuple of Answer
        All answers ever given.

    Returns
    -------
    list of str
        Those answered *not sure* exactly once in a row, that have concrete words.
    """
    again = []
    for sign in signs_of(facts, knowledge):
        given = answers.get(sign.id, ())
        unsure = bool(given) and given[-1].value == NOT_SURE
        if unsure and sign.concrete and not (len(given) > 1 and given[-2].value == NOT_SURE):
            again.append(sign.id)
    return again


def red_flags(facts: Facts, knowledge: Knowledge) -> tuple[RedFlag, ...]:
    """Each danger sign that may concern this person or was answered: whether it was asked, and what was answered.

    Parameters
    ----------
    facts : Facts
        The person.
    knowledge : Knowledge
        The signs.

    Returns
    -------
    tuple of RedFlag
        In the order of the files.
    """
    flags = []
    for sign in knowledge.danger_signs():
        found = facts.findings.get(sign.id)
        if found is None and not applies_to(sign, facts, knowledge):
            continue
        flags.append(
            RedFlag(
                id=sign.id, asked=found is not None, answer=None if found is None else str(found.value), text=sign.name
            )
        )
    return tuple(flags)
