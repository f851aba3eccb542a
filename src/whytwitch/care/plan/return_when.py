"""When to come back sooner: the warning signs that matter for this person's causes, the most urgent first."""

from __future__ import annotations

import re

from whytwitch.knowledge.schema import Condition

#: By when a sentence of ``page.when_to_worry`` asks for help, most urgent first; others come last.
_SOONEST = (
    re.compile(r"ambulance|emergency", re.I),
    re.compile(r"\btoday\b", re.I),
    re.compile(r"within (?:about )?two weeks", re.I),
)
_TODAY = 1
#: A list of warnings that nobody reads to its end warns of nothing. The leading cause's own are all kept.
_MOST = 8
_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
#: ``See one within two weeks`` is read away from the sentence before it.
_ONE = re.compile(r"^((?:See|Ask)) one\b")


def come_back_if(conditions: list[Condition]) -> list[str]:
    """Warning signs in plain words with how soon, nothing twice.

    Parameters
    ----------
    conditions : list of Condition
        The plausible ones, likeliest first; their ``page.when_to_worry`` says it.

    Returns
    -------
    list of str
        Whole sentences: of every cause what asks for an ambulance or for help today; of the leading cause the rest too.
        Of the lesser causes only as many as make eight in all, the most urgent of the likeliest first.
    """
    found: dict[str, int] = {}
    leading: set[str] = set()
    for number, condition in enumerate(conditions):
        for sentence in _ENDS.split(condition.page.when_to_worry.strip()):
            soon = _how_soon(sentence)
            if sentence and (soon <= _TODAY or number == 0):
                said = _ONE.sub(r"\1 a doctor", sentence)
                found.setdefault(said, soon)
                if number == 0:
                    leading.add(said)
    ordered = sorted(found, key=lambda sentence: found[sentence])
    room = max(0, _MOST - len(leading))
    others = [sentence for sentence in ordered if sentence not in leading][:room]
    return [sentence for sentence in ordered if sentence in leading or sentence in others]


def _how_soon(sentence: str) -> int:
    return next((rank for rank, words in enumerate(_SOONEST) if words.search(sentence)), len(_SOONEST))
