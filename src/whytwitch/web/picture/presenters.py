"""What the picture pages show. A person reads words and reasons; a clinician also reads numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from whytwitch.knowledge import knowledge
from whytwitch.model.picture import Advice, Cause, Contribution, Reason
from whytwitch.model.urgency import Level
from whytwitch.report import words
from whytwitch.report.presenters.shown import shown_to_person, told_apart
from whytwitch.store.models import KeptPicture
from whytwitch.web import services

#: How many causes a person reads before "show the others".
FIRST_CAUSES = 4
FIRST_REASONS = 4
#: The id under which a picture sums up what is too small to be told one by one.
EVERYTHING_ELSE = "everything_else"


@dataclass(frozen=True)
class Origin:
    """Where a line comes from."""

    citation: str
    title: str
    link: str
    verified: bool


def origins(source: str) -> list[Origin]:
    """The sources behind a line, one or several ids separated by commas."""
    known, found = knowledge().sources, []
    for name in source.replace(";", ",").split(","):
        entry = known.get(name.strip())
        if entry is not None:
            link = entry.url or (f"https://doi.org/{entry.doi}" if entry.doi else "")
            found.append(Origin(entry.citation, entry.title, link, entry.read == "primary"))
        elif name.strip():
            found.append(Origin(name.strip().replace("_", " "), "", "", False))
    return found


@dataclass(frozen=True)
class Line:
    """A line of advice with its strength and origin."""

    text: str
    strength: str
    origins: list[Origin]

    @classmethod
    def of(cls, advice: Advice) -> Line:
        """Advice in words."""
        return cls(
            advice.text,
            "" if advice.strength == "safety" else words.STRENGTH.get(advice.strength, ""),
            origins(advice.source),
        )


def _reasons(parts: tuple[Contribution, ...]) -> list[str]:
    """The first few reasons in words, the weightiest first; not the sum of all that is too small to tell."""
    telling = sorted((one for one in parts if one.finding != EVERYTHING_ELSE), key=lambda one: -abs(one.log10_odds))
    return list(dict.fromkeys(one.text for one in telling if one.text))[:FIRST_REASONS]


class CausePresenter:
    """One cause as a person reads it."""

    def __init__(self, cause: Cause) -> None:
        self.cause = cause
        entry = knowledge().conditions.get(cause.id)
        self.page = None if entry is None else entry.page
        self.name = cause.name if entry is None else entry.plain_name or cause.name

    @property
    def title(self) -> str:
        """The name with a capital."""
        return self.name[:1].upper() + self.name[1:]

    @property
    def fit(self) -> str:
        """How well it fits, in words."""
        return words.FIT[self.cause.fit]

    @property
    def share(self) -> str:
        """Natural frequency, only where every influential number was measured."""
        return words.in_a_hundred(self.cause) if self.cause.basis == "measured" else ""

    @property
    def speaks_for(self) -> list[str]:
        """Reasons for, the weightiest first; no sentence twice."""
        return _reasons(self.cause.reasons_for)

    @property
    def speaks_against(self) -> list[str]:
        """Reasons against."""
        return _reasons(self.cause.against)

    @property
    def origins(self) -> list[Origin]:
        """Where its reasons come from; no source twice."""
        rows = (*self.cause.reasons_for, *self.cause.against)
        return list(dict.fromkeys(origin for row in rows for origin in origins(row.source)))


class PicturePresenter:
    """A kept picture as a person reads it."""

    def __init__(self, kept: KeptPicture) -> None:
        self.kept = kept
        self.workup = services.workup_of(kept)
        self.picture, self.plan = self.workup.picture, self.workup.plan

    @property
    def level(self) -> str:
        """For the look of the card."""
        return str(self.picture.urgency.level)

    @property
    def emergency(self) -> bool:
        """Act now."""
        return self.picture.urgency.level is Level.EMERGENCY

    @property
    def heading(self) -> str:
        """What to do, as the heading."""
        urgency = self.picture.urgency
        if urgency.provisional and not urgency.level.at_least(Level.SOON):
            return "Cannot say yet how soon"
        at_least = ", or sooner" if urgency.provisional and urgency.level is Level.SOON else ""
        return words.LEVEL[urgency.level] + at_least

    @property
    def provisional(self) -> str:
        """What it would be if the open safety questions were answered with no; empty when nothing is open."""
        if not self.picture.urgency.provisional:
            return ""
        return words.LEVEL[self.picture.urgency.if_remaining_safety_answers_are_no].lower()

    @property
    def first_contact(self) -> str:
        """Whom and how soon."""
        return words.sentence(self.picture.urgency.first_contact)

    @property
    def see(self) -> str:
        """Whom to see, by when."""
        return words.sentence(f"{self.plan.see.who}: {self.plan.see.by}" if self.plan.see.by else self.plan.see.who)

    @property
    def because(self) -> list[Reason]:
        """Why this soon."""
        return list(self.picture.urgency.because)

    @cached_property
    def tonight(self) -> list[Line]:
        """What to do now."""
        return [Line.of(one) for one in self.plan.tonight]

    @cached_property
    def avoid(self) -> list[Line]:
        """What to leave."""
        return [Line.of(one) for one in self.plan.avoid]

    @cached_property
    def causes(self) -> list[CausePresenter]:
        """What it could be. A disease that is only named with a reason is not in this list."""
        return [CausePresenter(cause) for cause in shown_to_person(self.workup, knowledge())]

    @property
    def first_causes(self) -> list[CausePresenter]:
        """Those a person reads first: all that fit, else the first few."""
        fitting = [one for one in self.causes if one.cause.fit in ("well", "partly")]
        return (fitting or self.causes)[:FIRST_CAUSES]

    @property
    def other_causes(self) -> list[CausePresenter]:
        """The rest."""
        first = {one.cause.id for one in self.first_causes}
        return [one for one in self.causes if one.cause.id not in first]

    @cached_property
    def apart(self) -> list[dict[str, Any]]:
        """Diseases that are named because something speaks for them, or because the person asked."""
        return [
            {
                "name": cause.name,
                "reasons": list(reasons),
                "asked": asked,
                "note": cause.note,
                "see": words.LEVEL[cause.see],
            }
            for cause, reasons, asked in told_apart(self.workup, knowledge())
        ]

    @property
    def questions(self) -> list[str]:
        """Questions whose answer would change most."""
        return [one.text for one in self.picture.missing if one.text][:3]

    @cached_property
    def tests(self) -> list[dict[str, Any]]:
        """Tests that would tell most; to be asked for at the doctor's, not bought."""
        known = knowledge().tests
        return [
            {
                "name": known[one.test].name if one.test in known else one.test,
                "text": one.text,
                "origins": origins(one.source),
            }
            for one in self.picture.tests
        ][:4]

    @property
    def wait_until_morning(self) -> bool:
        """Whether there is anything that may wait."""
        return not self.emergency and self.picture.urgency.level is not Level.URGENT

    @property
    def warnings(self) -> list[str]:
        """What the evidence rooms could not use, or want looked at."""
        return [words.sentence(text) for text in self.picture.warnings]


@dataclass(frozen=True)
class OddsRow:
    """One step of the sum that leads to a probability."""

    text: str
    odds: str
    times: str
    origins: list[Origin]


class NumbersCause:
    """One cause with its numbers."""

    def __init__(self, cause: Cause) -> None:
        self.cause = cause

    @property
    def percent(self) -> str:
        """Probability."""
        return words.percent(self.cause.probability)

    @property
    def interval(self) -> str:
        """Its interval."""
        return f"{words.percent(self.cause.low)} to {words.percent(self.cause.high)}"

    @property
    def basis(self) -> str:
        """Measured or judged."""
        return words.BASIS[self.cause.basis]

    @cached_property
    def rows(self) -> list[OddsRow]:
        """Everything that was added up, the strongest first."""
        parts = sorted((*self.cause.reasons_for, *self.cause.against), key=lambda row: -abs(row.log10_odds))
        return [
            OddsRow(row.text, f"{row.log10_odds:+.2f}", words.times(row.log10_odds), origins(row.source))
            for row in parts
        ]


class NumbersPresenter(PicturePresenter):
    """A kept picture as a clinician reads it."""

    @cached_property
    def ranked(self) -> list[NumbersCause]:
        """Every cause, as ranked."""
        return [NumbersCause(cause) for cause in self.picture.causes]

    @property
    def level_words(self) -> str:
        """Level in clinical words."""
        return words.LEVEL_CLINICIAN[self.picture.urgency.level]

    @cached_property
    def flags(self) -> dict[str, list[str]]:
        """Danger signs by answer."""
        sorted_: dict[str, list[str]] = {}
        for flag in self.picture.red_flags:
            answer = (flag.answer or "not asked").replace("_", " ") if flag.asked else "not asked"
            sorted_.setdefault(answer, []).append(flag.text or flag.id.replace("_", " "))
        order = ["new", "worse", "yes", "not sure", "old and assessed", "no", "not asked"]
        return {answer: sorted_[answer] for answer in order if answer in sorted_}

    @property
    def gains(self) -> list[dict[str, str]]:
        """Tests and questions by what they would tell, in bits."""
        known = knowledge().tests
        rows = [
            {"kind": "test", "name": known[one.test].name if one.test in known else one.test, "gain": f"{one.gain:.3f}"}
            for one in self.picture.tests
        ]
        return rows + [
            {"kind": "question", "name": one.text or one.question, "gain": f"{one.gain:.3f}"}
            for one in self.picture.missing
        ]
