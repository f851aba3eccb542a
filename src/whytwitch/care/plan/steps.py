"""What the danger rules that spoke ask for, now."""

from __future__ import annotations

from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.contact import in_country
from whytwitch.knowledge.schema import DangerRule
from whytwitch.model.picture import Advice, Picture
from whytwitch.model.urgency import Level


def rules_that_spoke(picture: Picture, knowledge: Knowledge, at_least: Level) -> list[DangerRule]:
    """The danger rules behind the level, the highest first, in the order of the picture."""
    spoke = [knowledge.rules[reason.rule] for reason in picture.urgency.because if reason.rule in knowledge.rules]
    held = [rule for rule in spoke if rule.level.at_least(at_least)]
    return sorted(held, key=lambda rule: -rule.level.rank)


def steps(picture: Picture, knowledge: Knowledge, at_least: Level, country: str = "??") -> list[Advice]:
    """The action of each rule, then what to do while waiting; nothing twice.

    Parameters
    ----------
    picture : Picture
        With the rules that spoke.
    knowledge : Knowledge
        With their actions.
    at_least : Level
        Lower rules are left out.
    country : str
        Two letters; ``{emergency}``, ``{advice}``, ``{suicide}`` and ``{poison}`` become its numbers.

    Returns
    -------
    list of Advice
        Ids are ``rule.action`` and ``rule.waiting.1`` and so on.
    """
    rules = rules_that_spoke(picture, knowledge, at_least)
    lines = [(f"{rule.id}.action", rule.action, rule) for rule in rules if rule.action]
    lines += [
        (f"{rule.id}.waiting.{number}", text, rule)
        for rule in rules
        for number, text in enumerate(rule.while_waiting, start=1)
    ]
    said: dict[str, Advice] = {}
    for name, unfilled, rule in lines:
        text = in_country(unfilled, knowledge, country)
        said.setdefault(text, Advice(id=name, text=text, strength="safety", source=rule.source, verified=rule.verified))
    return list(said.values())
