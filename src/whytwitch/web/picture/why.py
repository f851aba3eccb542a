"""Why the picture is as it is: what explains what away, what would change it, and what if."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.schema import Finding
from whytwitch.model.finding import NEW, NO, YES
from whytwitch.model.picture import Cause
from whytwitch.model.urgency import Level
from whytwitch.picture.explain import Explanation, Flip
from whytwitch.report import words
from whytwitch.report.presenters.shown import NONE_OF_THESE
from whytwitch.store.models import Person
from whytwitch.web import services
from whytwitch.web.interview.worries import WORRIES
from whytwitch.web.picture.presenters import Origin, origins

_ANSWERS = {NEW: gettext_lazy("yes, and it is new"), YES: gettext_lazy("yes"), NO: gettext_lazy("no")}
#: Causes listed beside a supposition.
CAUSES_BESIDE = 4
#: Answers that would change the level and are no danger signs: more bury the first.
FLIPS_SHOWN = 8


def told_to_lay(cause: str) -> bool:
    """Whether a person may read this cause's name in a list (safety.md, section 4)."""
    entry = knowledge().conditions.get(cause)
    return entry is not None and entry.shown_to_lay == "always"


@dataclass(frozen=True)
class FlipLine:
    """One answer that would change the level."""

    flip: Flip

    @property
    def said(self) -> str:
        """The answer in words."""
        return str(_ANSWERS[self.flip.answer])

    @property
    def then(self) -> str:
        """The level it would be."""
        return words.LEVEL[self.flip.level]

    @property
    def danger(self) -> bool:
        """Whether it is a danger sign."""
        return knowledge().findings[self.flip.finding].kind == "danger"

    @property
    def supposed(self) -> str:
        """What the what-if form wants: yes or no."""
        return NO if self.flip.answer == NO else YES


class WhyPresenter:
    """What stands behind one picture."""

    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation

    @property
    def explained_away(self) -> list[str]:
        """Sentences: this already explains what you told us, so those are less needed."""
        less: dict[str, list[str]] = {}
        for one in self.explanation.explained_away:
            if told_to_lay(one.cause) and told_to_lay(one.by) and NONE_OF_THESE not in (one.cause, one.by):
                less.setdefault(one.by, []).append(knowledge().conditions[one.cause].plain_name)
        return [
            gettext("%(cause)s already explains what you told us. So this is less needed for it: %(others)s.")
            % {"cause": _plain(by), "others": words.listed(rest)}
            for by, rest in less.items()
        ]

    @cached_property
    def _flips(self) -> list[FlipLine]:
        return [FlipLine(one) for one in self.explanation.flips]

    @property
    def flips(self) -> list[FlipLine]:
        """Answers that would change the level and are no danger signs."""
        return [one for one in self._flips if not one.danger][:FLIPS_SHOWN]

    @property
    def danger_flips(self) -> list[FlipLine]:
        """Danger signs that would."""
        return [one for one in self._flips if one.danger]


@dataclass(frozen=True)
class Beside:
    """A level and the first causes, as two columns show them."""

    level: Level
    causes: tuple[Cause, ...]

    @property
    def words(self) -> str:
        """How soon."""
        return words.LEVEL[self.level]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Name and fit of the first causes that a person may read."""
        shown = [cause for cause in self.causes if told_to_lay(cause.id) and cause.id != NONE_OF_THESE]
        fitting = [cause for cause in shown if cause.fit in ("well", "partly")] or shown[:1]
        return [(_plain(cause.id), words.FIT[cause.fit]) for cause in fitting[:CAUSES_BESIDE]]


def _plain(cause: str) -> str:
    name = knowledge().conditions[cause].plain_name
    return name[:1].upper() + name[1:]


class WhatIfPresenter:
    """One thing supposed, and what would come of it. Nothing is stored."""

    def __init__(self, person: Person, chosen: str = "", answer: str = "") -> None:
        self.person, self.chosen, self.answer = person, chosen, answer

    @cached_property
    def groups(self) -> list[tuple[str, list[Finding]]]:
        """Findings to choose from, in groups."""
        base = knowledge()
        answered = {finding: row.value for finding, row in self.person.told_now().items()}
        asked = [one for one in base.findings.values() if one.kind == "yes_no" and one.question]
        usual = [one for one in asked if one.id not in WORRIES]
        last = services.kept_picture(self.person)
        telling = [base.findings.get(one.question) for one in services.workup_of(last).picture.missing]
        first = [one for one in telling if one is not None and one.kind == "yes_no"]
        told = [one for one in usual if one.id in answered and one not in first]
        dangers = [one for one in base.danger_signs() if services.may_concern(self.person, one)]
        groups = [
            (gettext("Open questions that would tell most"), first),
            (gettext("What you answered"), told),
            (gettext("Danger signs"), dangers),
        ]
        return [(title, rows) for title, rows in groups if rows]

    @property
    def known(self) -> bool:
        """Whether the choice is one of those offered."""
        return any(one.id == self.chosen for _, rows in self.groups for one in rows) and self.answer in (YES, NO)

    @property
    def answer_words(self) -> str:
        """The supposed answer in words."""
        return str(_ANSWERS.get(self.answer, ""))

    @property
    def finding(self) -> Finding:
        """What is supposed."""
        return knowledge().findings[self.chosen]

    @cached_property
    def now(self) -> Beside:
        """As it is."""
        return Beside(*services.what_if(self.person, {}))

    @cached_property
    def then(self) -> Beside:
        """As it would be."""
        value = NEW if self.answer == YES and self.finding.kind == "danger" else self.answer
        return Beside(*services.what_if(self.person, {self.chosen: value}))

    @property
    def really(self) -> bool:
        """Whether this, were it so, must be said and not supposed."""
        return self.answer == YES and self.then.level.at_least(Level.URGENT)


_TAGS = {
    "measured": gettext_lazy("measured"),
    "derived": gettext_lazy("worked out from measured numbers"),
    "expert": gettext_lazy("judgement, not measured"),
}


@dataclass(frozen=True)
class PriorLine:
    """How common one condition is taken to be before anything was told."""

    name: str
    share: str
    span: str
    basis: str
    changed: bool
    origins: list[Origin]


class AssumptionsPresenter:
    """What the picture assumes, and which of it would change the advice."""

    def __init__(self, person: Person, explanation: Explanation) -> None:
        self.person, self.explanation = person, explanation

    @property
    def that_matter(self) -> list[str]:
        """Assumptions that would change level or first cause when doubled or halved."""
        found = []
        for one in self.explanation.assumptions:
            name = knowledge().conditions[one.assumption.removeprefix("prior of ")].name
            first = knowledge().conditions[one.first_cause].name
            sentence = (
                gettext("%(cause)s twice as common as assumed: first contact would be %(level)s; first: %(first)s.")
                if one.factor > 1
                else gettext("%(cause)s half as common as assumed: first contact would be %(level)s; first: %(first)s.")
            )
            level = words.LEVEL_CLINICIAN[one.level]
            found.append(sentence % {"cause": f"{name[:1].upper()}{name[1:]}", "level": level, "first": first})
        return found

    @cached_property
    def priors(self) -> list[PriorLine]:
        """By name."""
        rows = sorted(services.priors(self.person), key=lambda row: row[0].name.lower())
        return [self._line(*row) for row in rows]

    def _line(self, condition: Any, number: Any, used: float) -> PriorLine:
        span = (
            ""
            if number.low is None or number.high is None
            else gettext("%(low)s to %(high)s") % {"low": _in_people(number.low), "high": _in_people(number.high)}
        )
        return PriorLine(
            name=condition.name[:1].upper() + condition.name[1:],
            share=_in_people(used),
            span=span,
            basis=str(_TAGS[number.tag]),
            changed=used != number.value,
            origins=origins(number.source),
        )


def _in_people(share: float) -> str:
    """A share of people who ask, with one denominator so that lines can be compared."""
    return f"{1000 * share:.3g}"
