"""The danger signs in pages: which stand on which page, and what was answered.

The pages are the same for everybody, so that an address never changes its meaning; a page shows the signs that may
concern this person. Which these are, triage says. A sign that only matters after another answer ("was there an injury
in the fit?") waits until that answer is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.expressions import Truth, evaluate
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.schema import Finding
from whytwitch.store.models import Person
from whytwitch.web import services

#: How many signs, and how many characters of them, a phone can show without losing sight of the button.
SIGNS_A_PAGE, CHARACTERS_A_PAGE = 12, 1000

#: Topics that are asked together, and the headings of the pages they are cut into.
TITLES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("right_now", "breathing_and_heart"): (
        "Is any of this happening now, or did it happen today?",
        "Heart and breath, poison, thoughts of self-harm",
    ),
    ("brain_and_fits",): ("Fits, attacks and sight",),
    ("legs_and_back",): ("Strength and feeling in the legs and back", "Pain, swelling or colour of a leg"),
    ("spasms",): ("Spasms and stiffness",),
    ("medicines_changed",): ("What was started, changed or stopped",),
    ("medicines",): ("Since that medicine or substance",),
    ("pregnancy",): ("Pregnancy and the weeks after birth",),
    ("child",): ("Babies and children",),
    ("strength",): ("What the muscles can do, and weight",),
}


#: The source of a sign that was ticked, and of which it is not said yet since when.
TICKED = "ticked"
#: The source of an answer that follows from the page about the person.
ABOUT = "about"


@dataclass(frozen=True)
class Pending:
    """A page on which something that was ticked waits for its second half."""

    number: int
    again: bool


@dataclass(frozen=True)
class Screen:
    """One page of danger signs."""

    number: int
    title: str
    signs: tuple[Finding, ...]

    @property
    def right_now(self) -> bool:
        """Whether this page asks for what happens at this moment."""
        return any(sign.topic == "right_now" for sign in self.signs)


@lru_cache(maxsize=1)
def all_screens() -> tuple[Screen, ...]:
    """Every page there is: the signs by group of topics, a group cut into equal parts that a phone can show."""
    base = knowledge()
    topics: dict[str, list[Finding]] = {sign.topic: [] for sign in base.danger_signs()}
    for finding in base.findings.values():
        if finding.topic in topics and finding.kind in ("danger", "yes_no"):
            topics[finding.topic].append(finding)
    cut: list[tuple[str, tuple[Finding, ...]]] = []
    for group, titles in _groups(topics).items():
        signs = [sign for topic in group for sign in topics.get(topic, ())]
        for part, some in enumerate(_parts(signs)):
            cut.append((titles[part] if part < len(titles) else f"{titles[-1]} ({part + 1})", some))
    return tuple(Screen(number, title, signs) for number, (title, signs) in enumerate(cut, start=1))


def _groups(topics: dict[str, list[Finding]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The groups in the order of the knowledge; a topic that nobody gave a title is a group of its own."""
    of = {topic: group for group in TITLES for topic in group}
    ordered = dict.fromkeys(of.get(topic, (topic,)) for topic in topics)
    return {group: TITLES.get(group) or (group[0].replace("_", " ").capitalize(),) for group in ordered}


def _parts(signs: list[Finding]) -> list[tuple[Finding, ...]]:
    """Equal parts, as few as can be; what only some people are asked at the same time is counted so."""
    ages = {sign.age_from for sign in signs}
    together = [
        [sign for sign in signs if sign.only_if is None and sign.age_from <= age < sign.age_below] for age in ages
    ]
    count = max((len(some) for some in together), default=1)
    length = max((sum(len(sign.question) for sign in some) for some in together), default=1)
    parts = max(1, ceil(count / SIGNS_A_PAGE), ceil(length / CHARACTERS_A_PAGE))
    size = ceil(len(signs) / parts)
    return [tuple(signs[start : start + size]) for start in range(0, len(signs), size)]


def _waits(name: str, facts: Facts) -> bool:
    """Whether a sign matters only after something that is still to be answered."""
    condition = knowledge().findings[name].only_if
    return condition is not None and evaluate(condition, facts) is Truth.UNKNOWN


class Safety:
    """The safety pages of one person."""

    def __init__(self, person: Person) -> None:
        self.person = person
        rows = list(person.answers.filter(movement=None).order_by("id").values_list("finding", "value", "source"))
        self.answers: dict[str, object] = {finding: value for finding, value, _ in rows}
        self.sources: dict[str, str] = {finding: source for finding, _, source in rows}
        known = services.known_about(person)
        self.again = frozenset(known.ask_again)
        opened = frozenset(known.open_questions)
        waiting = frozenset(name for name in opened if _waits(name, known.facts))
        #: Open questions whose turn it is.
        self.ripe = opened - waiting or opened

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
        return Screen(number, whole.title, tuple(sign for sign in whole.signs if sign.id in held))

    def screens(self) -> list[Screen]:
        """The pages that have something to ask this person."""
        found = [self.screen(one.number) for one in all_screens()]
        told = self.ripe | {name for name, source in self.sources.items() if source != ABOUT}
        return [screen for screen in found if screen and any(sign.id in told for sign in screen.signs)]

    def is_open(self, screen: Screen) -> bool:
        """Whether something on a page is not answered yet."""
        return any(sign.id in self.ripe for sign in screen.signs)

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
        for one in self.screens():
            here = {sign.id for sign in one.signs}
            if here & ticked:
                return Pending(one.number, False)
            if here & self.again:
                return Pending(one.number, True)
        return None

    def before(self, number: int) -> int | None:
        """The number of the page before, among those that concern this person."""
        return max((one.number for one in self.screens() if one.number < number), default=None)

    def place(self, number: int) -> tuple[int, int]:
        """Which page this is among those that concern this person, and how many these are."""
        numbers = [one.number for one in self.screens()]
        return sum(one <= number for one in numbers), len(numbers)
