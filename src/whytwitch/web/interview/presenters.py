"""What the pages of the interview show."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.contact import in_country
from whytwitch.knowledge.schema import DangerRule, Finding
from whytwitch.model.picture import Reason
from whytwitch.model.urgency import Level
from whytwitch.store.models import Movement, Person
from whytwitch.web import services
from whytwitch.web.interview.safety import Safety

_WEEKS_A_YEAR, _WEEKS_A_MONTH = 52.18, 52.18 / 12


class Progress:
    """How far the interview is; an honest guess."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @cached_property
    def percent(self) -> int:
        """0 to 100."""
        if not self.person.detail("age"):
            return 2
        return max(3, round(services.share_done(self.person) * 100))

    @property
    def words(self) -> str:
        """The same in words."""
        return gettext("About %(percent)d%% done") % {"percent": self.percent}


class SafetyProgress:
    """Which of the safety pages this is: a number that can be counted is calmer than a share."""

    def __init__(self, pages: Safety, number: int) -> None:
        self.at, self.of = pages.place(number)

    @property
    def percent(self) -> int:
        """How much of them is behind."""
        return round(100 * (self.at - 1) / max(1, self.of))

    @property
    def words(self) -> str:
        """Which page of how many."""
        return gettext("Safety, page %(at)d of %(of)d") % {"at": self.at, "of": self.of}


class LastPage:
    """Nothing more is asked."""

    percent = 97

    @property
    def words(self) -> str:
        """That it is the last one."""
        return gettext("Last page")


class EmergencyCard:
    """Verb, number, what to do while waiting."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.urgency = services.urgency(person)

    @property
    def stands(self) -> bool:
        """Whether a rule says: act now."""
        return self.urgency.level is Level.EMERGENCY

    @cached_property
    def reasons(self) -> list[Reason]:
        """The rules that say so."""
        return [reason for reason in self.urgency.because if reason.level is Level.EMERGENCY]

    @property
    def why(self) -> list[str]:
        """What was told that makes it one; no sentence twice."""
        from whytwitch.report.presenters.because import said_to_person

        case = services.known_about(self.person).case
        return list(dict.fromkeys(said_to_person(one, case, knowledge()) for one in self.reasons))

    @cached_property
    def rules(self) -> list[DangerRule]:
        """These rules as they stand in the knowledge."""
        rules = knowledge().rules
        return [rules[reason.rule] for reason in self.reasons if reason.rule in rules]

    def _told(self, text: str) -> str:
        return in_country(text, knowledge(), str(self.person.detail("country") or ""))

    @property
    def actions(self) -> list[str]:
        """What to do first, besides calling; no sentence twice."""
        return list(dict.fromkeys(self._told(rule.action) for rule in self.rules if rule.action))

    @property
    def while_waiting(self) -> list[str]:
        """What to do until help comes; no sentence twice."""
        return list(dict.fromkeys(self._told(text) for rule in self.rules for text in rule.while_waiting))


def since_for_form(weeks: Any) -> dict[str, Any]:
    """A duration as the form wants it."""
    if weeks is None:
        return {}
    number, unit = _since(float(weeks))
    return {"since_number": f"{number:g}", "since_unit": unit}


def _since(weeks: float) -> tuple[float, str]:
    if weeks < 2:
        return round(weeks * 7), "day"
    if weeks < 2 * _WEEKS_A_MONTH:
        return round(weeks, 1), "week"
    if weeks < 2 * _WEEKS_A_YEAR:
        return round(weeks / _WEEKS_A_MONTH, 1), "month"
    return round(weeks / _WEEKS_A_YEAR, 1), "year"


class MovementLine:
    """One movement in words."""

    def __init__(self, movement: Movement) -> None:
        self.movement = movement

    @cached_property
    def words(self) -> dict[str, Any]:
        """What holds now."""
        return self.movement.words()

    def _label(self, attribute: str) -> str:
        word = self.words.get(attribute)
        return "" if word is None else knowledge().movements[attribute].words.get(str(word), str(word))

    @property
    def title(self) -> str:
        """The kind, as a person reads it."""
        label = self._label("kind")
        return label[:1].upper() + label[1:]

    @property
    def summary(self) -> str:
        """Everything else that was said, in sentences."""
        from whytwitch.care.plan.movement_words import in_sentences

        given = {attribute: str(word) for attribute, word in self.words.items() if attribute != "since_weeks"}
        weeks = self.words.get("since_weeks")
        return in_sentences(given, knowledge(), None if weeks is None else float(weeks), kind=False)


class Conflict:
    """Answers that cannot all be true together.

    Parameters
    ----------
    person : Person
        Who gave them.
    ids : tuple of str
        What the reasoning names: findings, ``movement 1``, ``known:…``, ``risk:…`` and the like.
    """

    def __init__(self, person: Person, ids: tuple[str, ...]) -> None:
        self.person, self.ids = person, ids

    @cached_property
    def held(self) -> dict[str, object]:
        """What was answered."""
        return {finding: row.value for finding, row in self.person.told_now().items()}

    @cached_property
    def findings(self) -> list[Finding]:
        """Those that were asked and can be asked again here."""
        known = [knowledge().findings[name] for name in self.ids if name in knowledge().findings]
        return [one for one in known if one.kind != "number" and one.id in self.held]

    @property
    def elsewhere(self) -> list[tuple[str, str]]:
        """What else plays a part, and the page on which it can be changed."""
        pages = {}
        for name in self.ids:
            if name.startswith(("movement ", "no ")):
                pages[gettext("The movements you described")] = "movements"
            elif name.startswith("known:"):
                pages[gettext("The conditions you said a doctor has found")] = "conditions"
            elif name.startswith("risk:"):
                pages[gettext("Conditions, medicines and what you said about yourself")] = "overview"
            elif name.partition(" ")[0] in knowledge().findings and name not in {one.id for one in self.findings}:
                pages[gettext("Your blood results")] = "labs"
        return list(pages.items())
