"""The danger signs in pages: which stand on which page, and what was answered.

The pages are the same for everybody, so that an address never changes its meaning; a page shows the signs that may
concern this person. Which these are, triage says. A sign that only matters after another answer ("was there an injury
in the fit?") waits until that answer is there.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.expressions import Truth, evaluate
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.schema import Finding
from whytwitch.model.finding import NOT_SURE
from whytwitch.picture.triage.answers import weight
from whytwitch.store.models import Person
from whytwitch.web import services

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

#: How many signs a page may show one person: four calm pages instead of eight short ones, each in parts with headings.
SIGNS_A_PAGE = 20


@dataclass(frozen=True)
class Part:
    """A heading within a page, and what stands under it: signs by name, and all else of a topic."""

    heading: StrPromise
    signs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


#: The pages: what is most urgent first; signs that people think of together stand together.
PAGES: tuple[tuple[StrPromise, tuple[Part, ...]], ...] = (
    (
        _("Is any of this there now, or did it happen today?"),
        (
            Part(_("A fit"), ("convulsion_five_minutes", "convulsion_repeated", "convulsion_today")),
            Part(_("Face, speech, being awake"), topics=("right_now",)),
            Part(
                _("Breath and heart"),
                ("slow_breathing", "breathless_at_rest", "chest_pain", "collapse"),
                ("breathing_and_heart",),
            ),
            Part(_("Poison, thoughts of self-harm"), ("suspected_poisoning", "suicidal_thoughts")),
            Part(_("Pregnancy and the weeks after birth"), topics=("pregnancy",)),
        ),
    ),
    (
        _("Attacks and spasms"),
        (
            Part(
                _("One side of the body"),
                ("sudden_flinging_one_side", "one_sided_jerking_over_five_minutes", "limb_shaking_on_standing"),
            ),
            Part(_("Fits and attacks"), topics=("brain_and_fits",)),
            Part(_("Spasms and stiffness"), topics=("spasms",)),
            Part(_("Sight and feeling, for days"), ("sight_loss_for_days", "numbness_for_days")),
        ),
    ),
    (
        _("Strength, feeling, bladder and back"),
        (
            Part(
                _("Strength"),
                (
                    "both_legs_weak",
                    "weakness_both_sides_getting_worse",
                    "one_sided_weakness_over_days",
                    "new_muscle_weakness",
                ),
            ),
            Part(
                _("Things that failed which worked before"),
                ("failed_heel_or_toe_walk", "failed_stairs_or_rising", "failed_grip_or_buttons", "foot_drop"),
            ),
            Part(
                _("Feeling, bladder, bowels, back"),
                (
                    "new_numb_saddle",
                    "new_bladder_change",
                    "new_bowel_change",
                    "new_sexual_change",
                    "new_numbness_in_legs",
                    "numb_below_a_line",
                    "night_pain_in_spine",
                ),
            ),
        ),
    ),
    (
        _("Pain or colour of a leg, and what changed"),
        (
            Part(_("A leg"), topics=("legs_and_back",)),
            Part(_("Muscles, speech, weight"), topics=("strength",)),
            Part(_("Medicines and other substances"), topics=("medicines_changed",)),
        ),
    ),
    (_("Since that medicine or substance"), (Part(_("Since then"), topics=("medicines",)),)),
    (_("Babies and children"), (Part(_("The child"), topics=("child",)),)),
)


#: The source of a sign that was ticked, and of which it is not said yet since when.
TICKED = "ticked"
#: The source of a sign that was noted in the diary; its page is shown until it is answered there.
NOTED = "noted in the diary"
#: What was noted, in words, by a sign that can be meant.
NOTED_WORDS = {
    "new_muscle_weakness": _("You noted tonight that something is weaker."),
    "new_numbness_in_legs": _("You noted tonight that a part of you is newly numb, or bladder or bowel different."),
    "one_leg_swollen": _("You noted tonight that one leg is swollen, hot or painful."),
}
#: The source of an answer that follows from the page about the person.
ABOUT = "about"


@dataclass(frozen=True)
class Pending:
    """A page on which something that was ticked waits for its second half."""

    number: int
    again: bool
    noted: bool = False


@dataclass(frozen=True)
class Screen:
    """One page of danger signs, in parts with a heading each."""

    number: int
    title: StrPromise
    parts: tuple[tuple[StrPromise, tuple[Finding, ...]], ...]

    @property
    def signs(self) -> tuple[Finding, ...]:
        """All of them, in the order of the page."""
        return tuple(sign for _, signs in self.parts for sign in signs)

    @property
    def right_now(self) -> bool:
        """Whether this page asks for what happens at this moment."""
        return any(sign.topic == "right_now" for sign in self.signs)

    def only(self, names: Container[str]) -> Screen:
        """The same page with some of its signs; a part without any is left out."""
        kept = tuple((heading, tuple(one for one in signs if one.id in names)) for heading, signs in self.parts)
        return Screen(self.number, self.title, tuple(part for part in kept if part[1]))


@lru_cache(maxsize=1)
def all_screens() -> tuple[Screen, ...]:
    """Every page there is; a topic that no page names is a page of its own at the end."""
    base = knowledge()
    topics: dict[str, list[Finding]] = {sign.topic: [] for sign in base.danger_signs()}
    for finding in base.findings.values():
        if finding.topic in topics and finding.kind in ("danger", "yes_no"):
            topics[finding.topic].append(finding)
    named = {name for _, parts in PAGES for part in parts for name in part.signs}
    asked = {sign.id: sign for signs in topics.values() for sign in signs}
    titled = {topic for _, parts in PAGES for part in parts for topic in part.topics}
    more = [
        (topic.replace("_", " ").capitalize(), (Part("", topics=(topic,)),)) for topic in topics if topic not in titled
    ]
    found = []
    for number, (title, parts) in enumerate((*PAGES, *more), start=1):
        held = []
        for part in parts:
            signs = [asked[name] for name in part.signs if name in asked]
            signs += [one for topic in part.topics for one in topics.get(topic, ()) if one.id not in named]
            held.append((part.heading, tuple(signs)))
        found.append(Screen(number, title, tuple(held)))
    return tuple(found)


def _waits(name: str, facts: Facts) -> bool:
    """Whether a sign matters only after something that is still to be answered."""
    condition = knowledge().findings[name].only_if
    return condition is not None and evaluate(condition, facts) is Truth.UNKNOWN


class Safety:
    """The safety pages of one person."""

    def __init__(self, person: Person) -> None:
        self.person = person
        told = person.told_now()
        self.answers: dict[str, object] = {finding: row.value for finding, row in told.items()}
        self.sources: dict[str, str] = {finding: row.source for finding, row in told.items()}
        self.written: dict[str, int] = {finding: row.id for finding, row in told.items()}
        known = services.known_about(person)
        self.again = frozenset(known.ask_again)
        self.opened = frozenset(known.open_questions)
        waiting = frozenset(name for name in self.opened if _waits(name, known.facts))
        #: Open questions whose turn it is.
        self.ripe = self.opened - waiting or self.opened

    @property
    def newest(self) -> int:
        """The number of the answer written last; a page carries it, to tell what was told after it was opened."""
        return max(self.written.values(), default=0)

    def weakened(self, told: Mapping[str, str], seen: str) -> bool:
        """Whether a page would weaken a sign that was told after it was opened: in another window, or by somebody else.

        Parameters
        ----------
        told : mapping of str to str
            What the page says of each sign.
        seen : str
            The newest answer when it was opened; a page that does not say it is taken as new.
        """
        later = {name for name in told if self.written.get(name, 0) > int(seen)} if seen.isdigit() else set()
        return any(weight(told[name]) < weight(str(self.answers[name])) for name in later)

    def screen(self, number: int, *, more: bool = False) -> Screen | None:
        """A page with the signs that concern this person; None when there is no such page.

        Parameters
        ----------
        number : int
            From 1.
        more : bool
            Only those that an answer given meanwhile has opened.
        """
        screens = all_screens()
        if not 1 <= number <= len(screens):
            return None
        whole = screens[number - 1]
        held = self.ripe if more else self.ripe | self.answers.keys()
        return whole.only(held)

    def screens(self) -> list[Screen]:
        """The pages that have something to ask this person."""
        found = [self.screen(one.number) for one in all_screens()]
        told = self.ripe | {name for name, source in self.sources.items() if source != ABOUT}
        return [screen for screen in found if screen and any(sign.id in told for sign in screen.signs)]

    def is_open(self, screen: Screen) -> bool:
        """Whether something on a page is not answered yet."""
        return any(sign.id in self.ripe for sign in screen.signs)

    def is_half_told(self, name: str) -> bool:
        """Whether it was not said yet since when a sign is there."""
        source = self.sources.get(name)
        return source == TICKED or (source == NOTED and self.answers[name] == NOT_SURE)

    def is_begun(self, screen: Screen) -> bool:
        """Whether something on a page is answered already."""
        return any(self.sources.get(sign.id, ABOUT) != ABOUT for sign in screen.signs)

    def next_open(self, topic: str = "") -> Screen | None:
        """The first page with an open question, of this topic when one is named."""
        return next(
            (
                one
                for one in self.screens()
                if any(sign.id in self.ripe and topic in ("", sign.topic) for sign in one.signs)
            ),
            None,
        )

    def pending(self) -> Pending | None:
        """The first page with a ticked sign that was not told in full, or that has to be asked once more."""
        ticked = {name for name, source in self.sources.items() if source == TICKED}
        noted = {name for name, source in self.sources.items() if source == NOTED}
        for one in self.screens():
            here = {sign.id for sign in one.signs}
            if here & noted:
                return Pending(one.number, again=False, noted=True)
            if here & ticked:
                return Pending(one.number, False)
            if here & self.again:
                return Pending(one.number, True)
        return None

    def page_of(self, names: Container[str]) -> int | None:
        """The number of the first page that asks for one of these signs."""
        return next((one.number for one in all_screens() if one.only(names).parts), None)

    def noted_on(self, screen: Screen) -> list[str]:
        """What the diary says about signs of a page, as long as it is not answered there."""
        return [
            str(words)
            for name, words in NOTED_WORDS.items()
            if self.sources.get(name) == NOTED and name in {sign.id for sign in screen.signs}
        ]

    @property
    def numbers(self) -> list[int]:
        """The pages that concern this person, with those that an answer still to come may open."""
        shown = {one.number for one in self.screens()}
        return [one.number for one in all_screens() if one.number in shown or one.only(self.opened).parts]

    def before(self, number: int) -> int | None:
        """The number of the page before, among those that concern this person."""
        return max((one.number for one in self.screens() if one.number < number), default=None)

    def place(self, number: int) -> tuple[int, int]:
        """Which page this is among those that concern this person, and how many these are."""
        return sum(one <= number for one in self.numbers), len(self.numbers)
