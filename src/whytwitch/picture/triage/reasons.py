"""Why: the sentences behind a level."""

from __future__ import annotations

from collections.abc import Sequence

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.contact import in_country, sentences
from whytwitch.knowledge.expressions import Truth, evaluate, names
from whytwitch.knowledge.facts import Facts
from whytwitch.model.finding import NOT_SURE
from whytwitch.model.picture import Reason
from whytwitch.model.urgency import Level
from whytwitch.picture.triage.answers import Change
from whytwitch.picture.triage.plausible import PlausibleCause
from whytwitch.picture.triage.rules import Verdict
from whytwitch.picture.triage.told import told


def reasons(
    speaking: list[Verdict],
    facts: Facts,
    changes: tuple[Change, ...],
    causes: Sequence[PlausibleCause],
    knowledge: Knowledge,
    *,
    level: Level,
    unknown: Sequence[str] = (),
    country: str = "??",
) -> tuple[Reason, ...]:
    """Rules that speak, the most urgent first; causes that set the level; what is unknown; what was taken back.

    Parameters
    ----------
    speaking : list of Verdict
        Rules with a level.
    facts : Facts
        The person.
    changes : tuple of Change
        Danger answers taken back.
    causes : sequence of PlausibleCause
        Handed in by the drawing.
    knowledge : Knowledge
        Names, texts, sources.
    level : Level
        The level reached.
    unknown : sequence of str
        Facts without which self-care cannot be said.
    country : str
        Two letters.

    Returns
    -------
    tuple of Reason
        ``rule`` is the id of a danger rule, ``cause:ID``, ``unknown:WHAT``, ``withdrawn:FINDING`` or
        ``corrected:FINDING``.
    """
    made = [_of_rule(verdict, facts, knowledge, country) for verdict in speaking]
    made.sort(key=lambda reason: -reason.level.rank)
    if not any(verdict.level is level and verdict.truth is Truth.YES for verdict in speaking):
        known = [cause for cause in causes if cause.see is level and cause.id in knowledge.conditions]
        made += [_of_cause(cause, facts, knowledge) for cause in known]
    said = sentences("unknown")
    made += [_note(f"unknown:{name}", Level.ROUTINE, said[name]) for name in unknown]
    return tuple(made + [_of_change(change, knowledge) for change in changes])


def _of_rule(verdict: Verdict, facts: Facts, knowledge: Knowledge, country: str) -> Reason:
    rule, level = verdict.rule, verdict.level
    assert level is not None
    sure = verdict.truth is Truth.YES
    return Reason(
        rule=rule.id,
        level=level,
        text=rule.text if sure else _perhaps(verdict, facts),
        source=rule.source,
        verified=rule.verified,
        referral=rule.referral if sure else "",
        action=in_country(rule.action, knowledge, country) if sure else "",
        told=told(rule.when, facts) if sure else (),
    )


def _perhaps(verdict: Verdict, facts: Facts) -> str:
    used = [
        facts.findings[name] for kind, name in names(verdict.rule.when) if kind == "finding" and name in facts.findings
    ]
    kind = (
        "old_value"
        if verdict.old_values
        else "not_sure"
        if any(one.value == NOT_SURE for one in used)
        else "part_unknown"
    )
    return str(sentences("maybe")[kind]).replace("{what}", verdict.rule.name)


def _of_cause(cause: PlausibleCause, facts: Facts, knowledge: Knowledge) -> Reason:
    see = knowledge.conditions[cause.id].see
    known = next((one for one in see.instead if evaluate(one.when, facts) is Truth.YES), None)
    said = known or see
    return Reason(rule=f"cause:{cause.id}", level=cause.see, text=said.text, source=said.source, verified=said.verified)


def _of_change(change: Change, knowledge: Knowledge) -> Reason:
    kind = "corrected" if change.corrected else "withdrawn"
    text = str(sentences("changed")[kind])
    for key, word in (
        ("first", change.first),
        ("later", change.later),
        ("what", knowledge.findings[change.finding].name),
    ):
        text = text.replace("{" + key + "}", word.replace("_", " ") if key != "what" else word)
    return _note(f"{kind}:{change.finding}", Level.SELF_CARE, text)


def _note(rule: str, level: Level, text: str) -> Reason:
    return Reason(rule=rule, level=level, text=text, source="project_safety", verified=False)
