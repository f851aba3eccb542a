"""The picture: what the evidence means, and the plan: what to do about it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from whytwitch.model.base import Frozen
from whytwitch.model.urgency import Level

Fit = Literal["well", "partly", "poorly", "unknown"]
Basis = Literal["measured", "mixed", "expert"]


class Reason(Frozen):
    """A danger rule that speaks, or a cause that sets the level.

    ``told`` names what of a rule with alternatives was told: findings, ``movement N``, ``known:…``, ``medicine:…``.
    """

    rule: str
    level: Level
    text: str
    source: str
    verified: bool
    referral: str = ""
    action: str = ""
    told: tuple[str, ...] = ()


class Urgency(Frozen):
    """How soon to make first contact, and why."""

    level: Level
    provisional: bool
    if_remaining_safety_answers_are_no: Level
    first_contact: str
    referral: str = ""
    because: tuple[Reason, ...] = ()
    unanswered: tuple[str, ...] = ()
    while_waiting: tuple[str, ...] = ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """What besides danger signs is still to be known: ``age``, ``since``, ``pregnant``, ``medicines``."""
        return tuple(one.rule.removeprefix("unknown:") for one in self.because if one.rule.startswith("unknown:"))


class RedFlag(Frozen):
    """A danger sign: whether it was asked, and what was answered."""

    id: str
    asked: bool
    answer: str | None = None
    text: str = ""


class Contribution(Frozen):
    """What one finding does to one cause, in log10 odds."""

    finding: str
    log10_odds: float
    text: str
    source: str


class Cause(Frozen):
    """One possible cause with its reasons. ``prior + sum(for) + sum(against) == total`` within 1e-6."""

    id: str
    group: str
    name: str
    fit: Fit
    explains: tuple[str, ...] = ()
    basis: Basis
    probability: float = Field(ge=0, le=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    rank_low: int = 0
    rank_high: int = 0
    prior_log10_odds: float
    total_log10_odds: float
    reasons_for: tuple[Contribution, ...] = Field(default=(), alias="for", serialization_alias="for")
    against: tuple[Contribution, ...] = ()
    would_explain: float = Field(ge=0, le=1)
    see: Level
    note: str = ""

    model_config = Frozen.model_config | {"populate_by_name": True}


class MissingAnswer(Frozen):
    """A question whose answer would tell, and how much (bits about what to do)."""

    question: str
    text: str = ""
    gain: float


class SuggestedTest(Frozen):
    """A test that would change the picture, and how much."""

    test: str
    gain: float
    text: str
    source: str


class KnowledgeStamp(Frozen):
    """Which knowledge drew this picture."""

    version: str
    hash: str
    date: dt.date


class Picture(Frozen):
    """How urgent, which causes, what is missing, which test would tell."""

    urgency: Urgency
    red_flags: tuple[RedFlag, ...]
    causes: tuple[Cause, ...]
    missing: tuple[MissingAnswer, ...]
    tests: tuple[SuggestedTest, ...]
    knowledge: KnowledgeStamp
    warnings: tuple[str, ...] = ()


class See(Frozen):
    """Whom to see, and by when."""

    who: str
    by: str


class Advice(Frozen):
    """One thing to do or to leave."""

    id: str
    text: str
    strength: str = ""
    source: str
    verified: bool


class Plan(Frozen):
    """What to do: whom to see, tonight, what to avoid, when to come back."""

    see: See
    tonight: tuple[Advice, ...] = ()
    avoid: tuple[Advice, ...] = ()
    come_back_if: tuple[str, ...] = ()
    follow_up: tuple[str, ...] = ()
    tell_the_doctor: tuple[str, ...] = ()
