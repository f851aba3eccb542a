"""The order of the interview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.picture.differential import build, telling_questions
from whytwitch.picture.triage import unanswered

Kind = Literal["safety", "known_conditions", "medicines", "movement", "question", "done"]


@dataclass(frozen=True)
class Step:
    """What to ask next.

    Attributes
    ----------
    kind : {safety, known_conditions, medicines, movement, question, done}
        Which page.
    topic : str
        The group of danger signs, for `safety`.
    questions : tuple of str
        Ids of the findings to ask: all signs of a topic, or one question.
    why : str
        Why this is asked, in plain words.
    done_share : float
        How much of the interview is behind, 0 to 1; an honest guess.
    """

    kind: Kind
    topic: str = ""
    questions: tuple[str, ...] = ()
    why: str = ""
    done_share: float = 0.0


def next_step(facts: Facts, base: Knowledge, *, asked: int = 0) -> Step:
    """What to ask next, given what is known.

    Parameters
    ----------
    facts : Facts
        What is known.
    base : Knowledge
        The questions.
    asked : int
        How many adaptive questions were asked already in this sitting.

    Returns
    -------
    Step
        The most time-critical danger signs first; then known conditions and medicines, because they decide which
        further signs matter; the other danger signs; the movements; then single questions by what they would tell.
    """
    topics = _open_topics(facts, base)
    first_topic = next((finding.topic for finding in base.danger_signs()), "")
    if first_topic in topics:
        return _safety(first_topic, topics, base, 0.0)
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
    return _question(facts, base, asked)


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
    most = int(base.settings["most_questions"].value)
    gains = telling_questions(build(facts, base), facts, base)
    if asked >= most or not gains or gains[0].gain < base.settings["stop_gain"].value:
        return Step("done", done_share=1.0)
    best = base.findings[gains[0].question]
    return Step("question", questions=(best.id,), why=best.why, done_share=0.6 + 0.4 * asked / most)
