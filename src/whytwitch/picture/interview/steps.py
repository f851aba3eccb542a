"""The order of the interview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.picture.differential import build
from whytwitch.picture.interview.choosing import choose
from whytwitch.picture.triage import unanswered, unknown_facts

Kind = Literal["safety", "person", "known_conditions", "medicines", "movement", "question", "done"]


@dataclass(frozen=True)
class Step:
    """What to ask next.

    Attributes
    ----------
    kind : {safety, person, known_conditions, medicines, movement, question, done}
        Which page.
    topic : str
        The group of danger signs, for `safety`.
    questions : tuple of str
        Ids of the findings to ask: all signs of a topic, or one question. For `person`: age, sex, pregnant.
    why : str
        Why this is asked, in plain words; for `done`, why nothing more is.
    done_share : float
        How much of the interview is behind, 0 to 1; an honest guess.
    gain : float
        For `question`: bits it is expected to tell.
    telling : tuple of str
        For `question`: leading causes of which the answer is typical.
    flips : bool
        For `question`: whether one of its answers would change the advice.
    """

    kind: Kind
    topic: str = ""
    questions: tuple[str, ...] = ()
    why: str = ""
    done_share: float = 0.0
    gain: float = 0.0
    telling: tuple[str, ...] = ()
    flips: bool = False


def next_step(facts: Facts, base: Knowledge, *, asked: int = 0, about_person: bool = False) -> Step:
    """What to ask next, given what is known.

    Parameters
    ----------
    facts : Facts
        What is known.
    base : Knowledge
        The questions.
    asked : int
        How many adaptive questions were asked already in this sitting.
    about_person : bool
        Whether age, sex and pregnancy are asked here too, where they are unknown; pages may ask them beforehand.

    Returns
    -------
    Step
        The most time-critical danger signs first; then who it is about, known conditions and medicines, because they
        decide which further signs matter; the other danger signs; the movements; then single questions by what they
        would tell.

    Raises
    ------
    ContradictionError
        When the answers cannot all be true together; ``ids`` names those to be asked again.
    """
    return _before_questions(facts, base, about_person) or _question(facts, base, asked)


def share_done(facts: Facts, base: Knowledge, *, asked: int = 0) -> float:
    """How much of the interview is behind, 0 to 1; an honest guess that weighs no question."""
    step = _before_questions(facts, base, about_person=False)
    return _share_of_questions(base, asked) if step is None else step.done_share


def _before_questions(facts: Facts, base: Knowledge, about_person: bool) -> Step | None:
    """What comes before the single questions; None when all of that is known."""
    topics = _open_topics(facts, base)
    first_topic = next((finding.topic for finding in base.danger_signs()), "")
    if first_topic in topics:
        return _safety(first_topic, topics, base, 0.0)
    if about_person and (unknown := unknown_about(facts, base)):
        return Step(
            "person",
            questions=unknown,
            why="Age, sex and pregnancy change what is likely, and which questions matter.",
            done_share=0.1,
        )
    if facts.known_conditions is None:
        return Step(
            "known_conditions",
            why="What you already have changes what is likely, and what is dangerous.",
            done_share=0.15,
        )
    if facts.medicines is None:
        return Step(
            "medicines", why="Many medicines can make muscles move, when started, changed or stopped.", done_share=0.25
        )
    if topics:
        left = len(topics)
        return _safety(next(iter(topics)), topics, base, 0.55 - 0.04 * left)
    if not facts.movements:
        return Step("movement", why="Different movements have different causes.", done_share=0.55)
    return None


def unknown_about(facts: Facts, base: Knowledge) -> tuple[str, ...]:
    """What was not told about the person: ``age``, ``sex``, ``pregnant`` (only of somebody who may be).

    A sex or pregnancy that the case calls unknown was asked, and is not asked again.
    """
    person = facts.person
    open_ones = [*(["age"] if person.age is None else [])]
    if person.sex == "unknown" and "sex" not in person.model_fields_set:
        open_ones.append("sex")
    if not open_ones and "pregnant" not in person.model_fields_set and "pregnant" in unknown_facts(facts, base):
        open_ones.append("pregnant")
    return tuple(open_ones)


def _open_topics(facts: Facts, base: Knowledge) -> dict[str, list[str]]:
    topics: dict[str, list[str]] = {}
    for name in unanswered(facts, base):
        topics.setdefault(base.findings[name].topic, []).append(name)
    order = list(dict.fromkeys(finding.topic for finding in base.danger_signs()))
    return {topic: topics[topic] for topic in order if topic in topics}


def _safety(topic: str, topics: dict[str, list[str]], base: Knowledge, share: float) -> Step:
    return Step(
        "safety",
        topic=topic,
        questions=tuple(topics[topic]),
        done_share=max(0.0, share),
        why="These are rare, and they would need help quickly. That is why they come first.",
    )


def _question(facts: Facts, base: Knowledge, asked: int) -> Step:
    choice = choose(build(facts, base, told=False), facts, base, asked=asked)
    if choice.stop:
        return Step("done", why=choice.stop, done_share=1.0)
    best = base.findings[choice.finding]
    return Step(
        "question",
        questions=(best.id,),
        why=best.why,
        done_share=_share_of_questions(base, asked),
        gain=choice.gain,
        telling=choice.telling,
        flips=choice.flips,
    )


def _share_of_questions(base: Knowledge, asked: int) -> float:
    return min(1.0, 0.6 + 0.4 * asked / int(base.settings["most_questions"].value))
