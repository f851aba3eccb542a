"""A small knowledge base made by hand, so that these tests speak about the plan and not about the data."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.schema import Condition, DangerRule, Finding, Measure, Number, Vocabulary
from whytwitch.model.picture import Cause, KnowledgeStamp, Picture, Reason, RedFlag, Urgency
from whytwitch.model.urgency import Level

GUESS = Number(value=0.3, low=0.1, high=0.6, tag="expert", source="project_judgement", verified=False)


def measure(name: str, kind: str = "tonight", **more: Any) -> Measure:
    """A measure with ordinary values for everything not named."""
    fields = {"text": f"Text of {name}.", "strength": "weak", "evidence": "e", "source": "s", "verified": True, **more}
    return Measure.model_validate({"id": name, "kind": kind, **fields})


def condition(name: str, **more: Any) -> Condition:
    """A condition that is seen by a GP at an ordinary appointment."""
    page = {key: f"{key} of {name}." for key in ("what", "feels", "common", "who_gets_it", "tests", "helps")}
    fields: dict[str, Any] = {
        "group": "other",
        "name": name,
        "plain_name": name.replace("_", " "),
        "page": {**page, "when_to_worry": f"See a doctor today if {name} gets worse."},
        "see": {"level": "routine", "who": "your GP", "text": "t", "source": "s", "verified": True},
        "prior": {"self_referred": GUESS},
        "weights_source": "project_judgement",
        **more,
    }
    return Condition.model_validate({"id": name, **fields})


def rule(name: str, level: str = "emergency", **more: Any) -> DangerRule:
    """A danger rule with an action and two things to do while waiting."""
    fields = {
        "name": name,
        "when": name,
        "text": f"Must be checked because you said {name}.",
        "action": f"Call now because of {name}.",
        "while_waiting": ("Do not drive.", "Unlock the door."),
        "reason": "r",
        "tag": "expert",
        "source": "s",
        "verified": False,
        **more,
    }
    return DangerRule.model_validate({"id": name, "level": level, **fields})


def base(**more: Any) -> Knowledge:
    """A knowledge base with the given parts; tuples become tables by id."""
    tables: dict[str, Any] = {
        key: {one.id: one for one in more.pop(key, ())} for key in ("conditions", "rules", "measures", "findings")
    }
    words = Vocabulary(label="kind of movement", words={"twitch": "a small flicker", "cramp": "a painful tightening"})
    fields: dict[str, Any] = {
        "version": "0",
        "date": dt.date(2026, 1, 1),
        "scale": {},
        "settings": {"plausible_probability": GUESS.model_copy(update={"value": 0.15})},
        "sources": {},
        "movements": {"kind": words, "site": Vocabulary(label="where", words={"calf": "calf"})},
        "countries": {
            "GB": {"emergency": "999", "advice": "NHS 111"},
            "??": {"emergency": "your country's emergency number", "advice": "a doctor or pharmacist"},
        },
        **tables,
        **more,
    }
    return Knowledge(**{field.name: fields.get(field.name, {}) for field in dataclasses.fields(Knowledge)})


def cause(name: str, probability: float = 0.6, see: Level = Level.ROUTINE) -> Cause:
    """A cause with no reasons."""
    return Cause(
        id=name,
        group="other",
        name=name,
        fit="well",
        basis="expert",
        probability=probability,
        low=0,
        high=1,
        prior_log10_odds=0,
        total_log10_odds=0,
        would_explain=probability,
        see=see,
    )


def picture(
    level: Level = Level.ROUTINE,
    causes: tuple[Cause, ...] = (),
    spoke: tuple[DangerRule, ...] = (),
    red_flags: tuple[RedFlag, ...] = (),
    provisional: bool = False,
) -> Picture:
    """A picture at a level."""
    because = tuple(
        Reason(rule=one.id, level=one.level, text=one.text, source=one.source, verified=one.verified) for one in spoke
    )
    return Picture(
        urgency=Urgency(
            level=level,
            provisional=provisional,
            if_remaining_safety_answers_are_no=level,
            first_contact="f",
            because=because,
        ),
        red_flags=red_flags,
        causes=causes,
        missing=(),
        tests=(),
        knowledge=KnowledgeStamp(version="0", hash="0", date=dt.date(2026, 1, 1)),
    )


def danger(name: str) -> Finding:
    """A danger sign."""
    return Finding(id=name, kind="danger", name=name)
