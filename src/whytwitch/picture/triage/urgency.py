"""From verdicts to one urgency: safety.md section 3."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.contact import in_country, needed, sentences
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Answer
from whytwitch.model.finding import NO
from whytwitch.model.picture import Urgency
from whytwitch.model.urgency import Level, highest
from whytwitch.picture.triage.answers import stand
from whytwitch.picture.triage.plausible import PlausibleCause
from whytwitch.picture.triage.reasons import reasons
from whytwitch.picture.triage.rules import Verdict, deny, judge
from whytwitch.picture.triage.signs import closed, signs_of, unanswered_dangers, unknown_facts


def assess(
    facts: Facts,
    causes: Sequence[PlausibleCause],
    knowledge: Knowledge,
    *,
    answers: Mapping[str, tuple[Answer, ...]] | None = None,
    country: str = "??",
) -> Urgency:
    """How soon to make first contact, and why.

    Parameters
    ----------
    facts : Facts
        The person.
    causes : sequence of PlausibleCause
        They set the level only where no danger rule asks for more.
    knowledge : Knowledge
        Rules, signs, settings.
    answers : mapping of str to tuple of Answer, optional
        All answers ever given, so that a danger sign taken back without being corrected still counts.
    country : str
        Two letters, for the number to call.

    Returns
    -------
    Urgency
        Adding or worsening a danger sign never lowers its level; self-care only when everything was asked.
    """
    held, changes = stand(facts, knowledge, answers)
    verdicts = judge(held, knowledge)
    open_signs, unknown = unanswered_dangers(held, knowledge), unknown_facts(held, knowledge)
    level = _level(held, verdicts, causes, knowledge, asked_everything=lambda: not (open_signs or unknown))
    provisional = _is_provisional(level, closed(held, knowledge), bool(open_signs or unknown), knowledge)
    settled = _settled(deny(held, open_signs), causes, knowledge) if provisional else level
    speaking = [verdict for verdict in verdicts if verdict.level is not None]
    because = reasons(
        speaking, held, changes, causes, knowledge, level=level, unknown=unknown if provisional else [], country=country
    )
    return Urgency(
        level=level,
        provisional=provisional,
        if_remaining_safety_answers_are_no=settled,
        first_contact=_first_contact(level, provisional, knowledge, country, unknown=() if open_signs else unknown),
        referral=next((reason.referral for reason in because if reason.referral and reason.level is level), ""),
        because=because,
        unanswered=tuple(open_signs),
        while_waiting=_while_waiting(speaking, level, knowledge, country),
    )


def level_only(
    facts: Facts,
    causes: Sequence[PlausibleCause],
    knowledge: Knowledge,
    *,
    answers: Mapping[str, tuple[Answer, ...]] | None = None,
) -> Level:
    """The level that :func:`assess` would give, without its reasons: for comparing many suppositions quickly.

    Parameters
    ----------
    facts, causes, knowledge, answers
        As there.

    Returns
    -------
    Level
    """
    held, _ = stand(facts, knowledge, answers)

    def asked_everything() -> bool:
        return not (unanswered_dangers(held, knowledge) or unknown_facts(held, knowledge))

    verdicts = judge(held, knowledge, ahead=False)
    return _level(held, verdicts, causes, knowledge, asked_everything=asked_everything)


def _settled(facts: Facts, causes: Sequence[PlausibleCause], knowledge: Knowledge) -> Level:
    """The level if nothing still open turned out to matter: danger signs, medicines, pregnancy, age, duration."""
    verdicts = judge(facts, knowledge, ahead=False)
    return _level(facts, verdicts, causes, knowledge, asked_everything=lambda: not unanswered_dangers(facts, knowledge))


def _level(
    facts: Facts,
    verdicts: list[Verdict],
    causes: Sequence[PlausibleCause],
    knowledge: Knowledge,
    *,
    asked_everything: Callable[[], bool],
) -> Level:
    asked_for = [verdict.level for verdict in verdicts if verdict.level is not None]
    if not causes or _is_infant(facts, knowledge):
        asked_for.append(Level.ROUTINE)
    else:
        asked_for += [cause.see for cause in causes]
    level = highest(asked_for)
    if level.at_least(Level.ROUTINE) or (_denied_everything(facts, knowledge) and asked_everything()):
        return level
    return Level.ROUTINE


def _is_infant(facts: Facts, knowledge: Knowledge) -> bool:
    age = facts.person.age
    return age is not None and age.high < knowledge.settings["infant_below_age"].value


def _denied_everything(facts: Facts, knowledge: Knowledge) -> bool:
    """Every danger sign that may concern this person got an explicit *no*."""
    said = facts.findings
    return all(sign.id in said and said[sign.id].value == NO for sign in signs_of(facts, knowledge))


def _is_provisional(level: Level, facts: Facts, incomplete: bool, knowledge: Knowledge) -> bool:
    """Whether what is still unknown could raise the level, or is what keeps self-care from being said."""
    if not level.at_least(Level.SOON):
        return incomplete
    possible = [verdict.possible for verdict in judge(facts, knowledge) if verdict.possible is not None]
    return highest(possible, level).rank > level.rank


def _first_contact(
    level: Level, provisional: bool, knowledge: Knowledge, country: str, *, unknown: Sequence[str]
) -> str:
    sentence = sentences("levels")[level.value]
    if provisional:
        kind = "provisional_known" if unknown and not level.at_least(Level.SOON) else "provisional"
        still_open = sentences(kind)[level.value].replace("{what}", needed(unknown))
        sentence = f"{sentence} {still_open}" if level.at_least(Level.SOON) else still_open
    return in_country(sentence, knowledge, country)


def _while_waiting(speaking: list[Verdict], level: Level, knowledge: Knowledge, country: str) -> tuple[str, ...]:
    steps = [step for verdict in speaking if verdict.level is level for step in verdict.rule.while_waiting]
    return tuple(dict.fromkeys(in_country(step, knowledge, country) for step in steps))
