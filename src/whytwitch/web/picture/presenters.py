"""What the picture pages show. A person reads words and reasons; a clinician also reads numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from whytwitch.knowledge import knowledge
from whytwitch.model.finding import NEW, NO, NOT_SURE, OLD_AND_ASSESSED, WORSE, YES
from whytwitch.model.picture import Cause, Reason
from whytwitch.model.urgency import Level
from whytwitch.picture.interview import opening_words, wording
from whytwitch.report import words
from whytwitch.report.figures import waterfall_svg
from whytwitch.report.presenters import PersonPage, shown_to_person
from whytwitch.report.presenters.common import Line as PageLine
from whytwitch.report.presenters.shown import NONE_OF_THESE
from whytwitch.report.presenters.sources import Numbered
from whytwitch.store.models import KeptPicture
from whytwitch.web import services
from whytwitch.web.interview.worries import WORRIES, told_by

#: From so many looks a day on, looking again does not help; safety.md section 6.
LOOKS_A_DAY = 4
#: "About two weeks" is what *soon* means; four weeks is what the measure ``stop_searching`` agrees on.
DAYS_TO_SOON, DAYS_TO_LOOK_AGAIN = 14, 28

#: Causes in the clinician's table, and those with every step of their sum; the rest on demand.
FIRST_RANKED, FIRST_SUMS, FIRST_FIGURES = 20, 8, 3

#: A list that nobody finishes helps nobody.
FIRST_TESTS, FIRST_QUESTIONS, FIRST_OTHERS, FIRST_CLAIMS = 4, 3, 6, 3
#: Hours of the clock at which people look things up instead of sleeping.
NIGHT = (22, 23, 0, 1, 2, 3, 4, 5)

NOT_ASKED = "not_asked"
#: Answers to danger signs in the order in which a clinician wants them, and those that stand open.
FLAGS = {
    NEW: gettext_lazy("new"),
    WORSE: gettext_lazy("worse"),
    YES: gettext_lazy("yes"),
    NOT_SURE: gettext_lazy("not sure"),
    OLD_AND_ASSESSED: gettext_lazy("old and assessed"),
    NO: gettext_lazy("no"),
    NOT_ASKED: gettext_lazy("not asked"),
}
PRESENT = {NEW, WORSE, YES, NOT_SURE}


@dataclass(frozen=True)
class Origin:
    """Where a line comes from."""

    citation: str
    title: str
    link: str
    verified: bool


@dataclass(frozen=True)
class CheckedClaim:
    """What people say, and what we found."""

    claim: str
    verdict: str
    why: str
    origins: list[Origin]


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


class PicturePresenter:
    """A kept picture as a person reads it. What is said, the report room decides: page and paper say the same."""

    def __init__(self, kept: KeptPicture, looks: int = 0) -> None:
        self.kept, self.looks = kept, looks
        self.workup = services.workup_of(kept)
        self.picture, self.plan = self.workup.picture, self.workup.plan
        self.page = PersonPage(self.workup, knowledge())

    @cached_property
    def changed(self) -> list[str]:
        """What is not as in the picture before this one; empty for the first one."""
        from whytwitch.picture.changes import changes

        before = self.kept.person.pictures.filter(made_at__lt=self.kept.made_at).order_by("-made_at").first()
        if before is None:
            return []
        return [one.text for one in changes(services.workup_of(before).picture, self.picture, knowledge())]

    @property
    def from_diary(self) -> list[str]:
        """What was taken from the diary."""
        return list((self.workup.diary or {}).get("says", ()))

    @property
    def level(self) -> str:
        """For the look of the card."""
        return str(self.picture.urgency.level)

    @property
    def open(self) -> bool:
        """Whether a look that calms would say too much: open safety questions, and no rule that speaks."""
        return self.picture.urgency.provisional and not self.picture.urgency.level.at_least(Level.SOON)

    @property
    def checked_often(self) -> bool:
        """Whether this was opened again and again within a day and nothing new was told. Never when help is needed."""
        urgency = self.picture.urgency
        return self.looks >= LOOKS_A_DAY and not urgency.provisional and not urgency.level.at_least(Level.URGENT)

    @property
    def look_again(self) -> dt.date:
        """A good day to look again."""
        days = DAYS_TO_SOON if self.picture.urgency.level is Level.SOON else DAYS_TO_LOOK_AGAIN
        return self.kept.made_at.date() + dt.timedelta(days=days)

    @cached_property
    def worry(self) -> frozenset[str]:
        """What was said about worrying: it changes words on this page, and nothing else."""
        if self.picture.urgency.level.at_least(Level.URGENT):
            return frozenset()
        said = {one.id: one.said_yes for one in self.workup.findings if one.id in WORRIES}
        told = told_by(self.kept.person)
        names = {name for name, yes in said.items() if yes} | {name for name, word in told.items() if word == YES}
        if wording(told) == "gentle":
            names.add("gentle")
        return frozenset(names)

    @property
    def worry_words(self) -> str:
        """The words that open a gentle page."""
        return opening_words(told_by(self.kept.person))

    @property
    def heading(self) -> str:
        """What to do, as the heading."""
        return gettext("Cannot say yet how soon") if self.open else self.page.headline

    @property
    def open_page(self) -> str:
        """Where the open questions are answered: the interview, or the one page that holds what is not known."""
        person, urgency = self.kept.person, self.picture.urgency
        pages = {"age": "about", "pregnant": "about", "medicines": "medicines"}
        only_facts = () if urgency.unanswered else urgency.unknown
        page = next((pages[name] for name in only_facts if name in pages), "next")
        movement = services.without_duration(person) if "since" in only_facts else None
        if movement is not None:
            return reverse("movement_when", kwargs={"person_id": person.pk, "movement_id": movement.pk})
        return reverse(page, kwargs={"person_id": person.pk})

    @property
    def other_causes(self) -> list[OtherCause]:
        """The next ones that were weighed and fit less; every one stands on the page with numbers."""
        first = {one.id for one in self.page.causes} | {NONE_OF_THESE}
        rest = [cause for cause in shown_to_person(self.workup, knowledge()) if cause.id not in first]
        return [OtherCause(cause) for cause in rest[:FIRST_OTHERS]]

    @cached_property
    def conditions(self) -> dict[str, Any]:
        """What a person may read about each condition."""
        return {name: entry.page for name, entry in knowledge().conditions.items()}

    def origins(self, line: PageLine) -> list[Numbered]:
        """Where a line comes from."""
        return [one for one in self.page.sources.listed() if one.number in line.sources]

    def origins_of(self, lines: list[PageLine]) -> list[Numbered]:
        """Where several lines come from; nothing twice."""
        numbers = {number for line in lines for number in line.sources}
        return [one for one in self.page.sources.listed() if one.number in numbers]

    def strength(self, line: PageLine) -> str:
        """How strong a piece of advice is, in words; what is there for safety needs none."""
        return "" if line.extra == "safety" else words.STRENGTH.get(line.extra, "")

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
            for one in self.picture.tests[:FIRST_TESTS]
        ]

    @property
    def middle_of_the_night(self) -> bool:
        """Whether somebody reads this in the night, and nothing presses."""
        pressing = self.picture.urgency.provisional or self.picture.urgency.level.at_least(Level.URGENT)
        return not pressing and timezone.localtime().hour in NIGHT

    @property
    def claims(self) -> list[CheckedClaim]:
        """Popular claims about the first causes, as the paper has them."""
        return [
            CheckedClaim(one.claim, label, one.why, origins(one.source))
            for one, label, _numbers in self.page.claims[:FIRST_CLAIMS]
        ]

    @property
    def questions(self) -> list[str]:
        """Questions whose answer would change most."""
        return [one.text for one in self.picture.missing if one.text][:FIRST_QUESTIONS]

    @property
    def warnings(self) -> list[str]:
        """What the evidence rooms could not use, or want looked at."""
        return [words.sentence(text) for text in self.picture.warnings]


class OtherCause:
    """A cause that fits less, in one line."""

    def __init__(self, cause: Cause) -> None:
        entry = knowledge().conditions.get(cause.id)
        name = cause.name if entry is None else entry.plain_name or cause.name
        self.name, self.fit, self.kind = name[:1].upper() + name[1:], words.FIT[cause.fit], cause.fit
        self.what = "" if entry is None else entry.page.what


@dataclass(frozen=True)
class OddsRow:
    """One step of the sum that leads to a probability."""

    text: str
    odds: str
    times: str
    origins: list[Origin]


class NumbersCause:
    """One cause with its numbers."""

    def __init__(self, cause: Cause, *, drawn: bool = False) -> None:
        self.cause = cause
        self.figure = waterfall_svg(cause) if drawn else ""

    @property
    def see(self) -> str:
        """How soon it wants to be seen, in one word; what the word means stands above the table."""
        return words.LEVEL_CLINICIAN[self.cause.see].partition(" (")[0]

    @property
    def explains(self) -> str:
        """Which of the movements it explains."""
        return ", ".join(one.removeprefix("movement ") for one in self.cause.explains)

    @property
    def percent(self) -> str:
        """Probability."""
        return words.percent(self.cause.probability)

    @property
    def interval(self) -> str:
        """Its interval."""
        return gettext("%(low)s to %(high)s") % {
            "low": words.percent(self.cause.low),
            "high": words.percent(self.cause.high),
        }

    @property
    def basis(self) -> str:
        """Measured or judged."""
        return words.BASIS_SHORT[self.cause.basis]

    @cached_property
    def rows(self) -> list[OddsRow]:
        """Everything that was added up, the strongest first."""
        parts = sorted((*self.cause.reasons_for, *self.cause.against), key=lambda row: -abs(row.log10_odds))
        return [
            OddsRow(
                words.readable(row.text), f"{row.log10_odds:+.2f}", words.times(row.log10_odds), origins(row.source)
            )
            for row in parts
        ]


@dataclass(frozen=True)
class Answered:
    """Danger signs that were answered alike."""

    answer: str
    open: bool
    texts: list[str]


class NumbersPresenter(PicturePresenter):
    """A kept picture as a clinician reads it."""

    def __init__(self, kept: KeptPicture, *, whole: bool = False) -> None:
        super().__init__(kept)
        self.whole = whole

    @property
    def provisional(self) -> str:
        """The level if the open safety answers are no; empty when nothing is open."""
        urgency = self.picture.urgency
        return words.LEVEL_CLINICIAN[urgency.if_remaining_safety_answers_are_no] if urgency.provisional else ""

    @property
    def because(self) -> list[Reason]:
        """The rules that spoke."""
        return list(self.picture.urgency.because)

    @cached_property
    def ranked(self) -> list[NumbersCause]:
        """The causes as ranked: the first ones, or every one."""
        shown = self.picture.causes if self.whole else self.picture.causes[:FIRST_RANKED]
        return [NumbersCause(cause, drawn=place < FIRST_FIGURES) for place, cause in enumerate(shown)]

    @property
    def added_up(self) -> list[NumbersCause]:
        """Those of which every step of the sum is shown."""
        return self.ranked if self.whole else self.ranked[:FIRST_SUMS]

    @property
    def left(self) -> int:
        """How many causes are not shown."""
        return len(self.picture.causes) - len(self.ranked)

    @property
    def level_words(self) -> str:
        """Level in clinical words."""
        return words.LEVEL_CLINICIAN[self.picture.urgency.level]

    @cached_property
    def flags(self) -> list[Answered]:
        """Danger signs by answer."""
        sorted_: dict[str, list[str]] = {}
        for flag in self.picture.red_flags:
            answer = (flag.answer or NOT_ASKED) if flag.asked else NOT_ASKED
            sorted_.setdefault(answer, []).append(flag.text or flag.id.replace("_", " "))
        return [
            Answered(str(said), answer in PRESENT, sorted_[answer])
            for answer, said in FLAGS.items()
            if answer in sorted_
        ]

    @property
    def gains(self) -> list[dict[str, str]]:
        """Tests and questions by what they would tell, in bits."""
        known = knowledge().tests
        rows = [
            {
                "kind": gettext("test"),
                "name": known[one.test].name if one.test in known else one.test,
                "gain": f"{one.gain:.3f}",
            }
            for one in self.picture.tests
        ]
        return rows + [
            {"kind": gettext("question"), "name": one.text or one.question, "gain": f"{one.gain:.3f}"}
            for one in self.picture.missing
        ]
