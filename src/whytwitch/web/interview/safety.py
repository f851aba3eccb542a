"""The danger signs in pages: which stand on which page, and what was answered.

The pages are the same for everybody, so that an address never changes its meaning; a page shows the signs that may
concern this person. Which these are, triage says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.schema import Finding
from whytwitch.store.models import Person
from whytwitch.web import services

#: How many signs a phone can show without losing sight of the button.
SIGNS_A_PAGE = 8

TITLES = {
    "right_now": "Is any of this happening now, or did it happen today?",
    "brain_and_fits": "Fits, jerks and awareness",
    "breathing_and_heart": "Breathing and heart",
    "legs_and_back": "Legs and back",
    "spasms": "Spasms and stiffness",
    "medicines": "Medicines, alcohol and other substances",
    "pregnancy": "Pregnancy and the weeks after birth",
    "child": "Babies and children",
    "strength": "Strength and weight",
}


#: The source of a sign that was ticked, and of which it is not said yet since when.
TICKED = "ticked"


@dataclass(frozen=True)
class Pending:
    """A page on which something that was ticked waits for its second half."""

    number: int
    again: bool


@dataclass(frozen=True)
class Screen:
    """One page of danger signs."""

    number: int
    topic: str
    signs: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """The heading."""
        return TITLES.get(self.topic, self.topic.replace("_", " ").capitalize())


@lru_cache(maxsize=1)
def all_screens() -> tuple[Screen, ...]:
    """Every page there is: the signs by topic, a topic cut into equal parts of at most :data:`SIGNS_A_PAGE`."""
    base = knowledge()
    topics: dict[str, list[Finding]] = {sign.topic: [] for sign in base.danger_signs()}
    for finding in base.findings.values():
        if finding.topic in topics and finding.kind in ("danger", "yes_no"):
            topics[finding.topic].append(finding)
    cut: list[tuple[str, tuple[Finding, ...]]] = []
    for topic, signs in topics.items():
        parts = ceil(len(signs) / SIGNS_A_PAGE)
        size = ceil(len(signs) / parts)
        cut += [(topic, tuple(signs[start : start + size])) for start in range(0, len(signs), size)]
    return tuple(Screen(number, topic, signs) for number, (topic, signs) in enumerate(cut, start=1))


class Safety:
    """The safety pages of one person."""

    def __init__(self, person: Person) -> None:
        self.person = person
        rows = person.answers.filter(movement=None).order_by("id").values_list("finding", "value")
        self.answers: dict[str, object] = dict(rows)
        self.open = frozenset(services.open_safety_questions(person))

    def screen(self, number: int) -> Screen | None:
        """A page with the signs that concern this person; None when there is no such page."""
        screens = all_screens()
        if not 1 <= number <= len(screens):
            return None
        whole = screens[number - 1]
        return Screen(
            number, whole.topic, tuple(sign for sign in whole.signs if sign.id in self.open or sign.id in self.answers)
        )

    def screens(self) -> list[Screen]:
        """The pages that have something to ask this person."""
        found = [self.screen(one.number) for one in all_screens()]
        return [screen for screen in found if screen and screen.signs]

    def is_open(self, screen: Screen) -> bool:
        """Whether something on a page is not answered yet."""
        return any(sign.id in self.open for sign in screen.signs)

    def next_open(self, topic: str = "") -> Screen | None:
        """The first page with an open question, of this topic when one is named."""
        return next((one for one in self.screens() if self.is_open(one) and topic in ("", one.topic)), None)

    def pending(self) -> Pending | None:
        """The first page with a ticked sign that was not told in full, or that has to be asked once more."""
        told = dict(self.person.answers.order_by("id").values_list("finding", "source"))
        ticked = {name for name, source in told.items() if source == TICKED}
        again = set(services.ask_again(self.person))
        for one in self.screens():
            here = {sign.id for sign in one.signs}
            if here & ticked:
                return Pending(one.number, False)
            if here & again:
                return Pending(one.number, True)
        return None

    def before(self, number: int) -> int | None:
        """The number of the page before, among those that concern this person."""
        return max((one.number for one in self.screens() if one.number < number), default=None)
