"""Which answer to a danger sign holds when there were several.

The last answer holds, with one exception: a danger sign that was once *new* or *worse* stays so until an answer says
that it corrects the earlier one. A *not sure* may be followed by anything, because it is asked again on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Answer
from whytwitch.model.finding import NEW, NOT_SURE, WORSE, YES, Finding

_ASKED = ("danger", "yes_no")


@dataclass(frozen=True)
class Change:
    """A danger answer that was taken back.

    Attributes
    ----------
    finding : str
        Which.
    first, later : str
        The answer before, and the lower one that came after it.
    corrected : bool
        The person said that the first one was a mistake. If not, the first one still holds.
    """

    finding: str
    first: str
    later: str
    corrected: bool


def weight(value: str | float) -> int:
    """How much an answer can do: 0 for *no* and *old and assessed*, 1 for *not sure*, 2 for *yes*, *new*, *worse*."""
    if value == NOT_SURE:
        return 1
    return 2 if value in (YES, NEW, WORSE) else 0


def stand(
    facts: Facts, knowledge: Knowledge, answers: Mapping[str, tuple[Answer, ...]] | None
) -> tuple[Facts, tuple[Change, ...]]:
    """The facts with the danger answers that hold, and what was taken back.

    Parameters
    ----------
    facts : Facts
        The person; of several answers the last one.
    knowledge : Knowledge
        Says which findings are danger signs or plain questions that rules use.
    answers : mapping of str to tuple of Answer, optional
        All answers ever given, oldest first. Without them the facts are taken as they are.

    Returns
    -------
    Facts
        The same ones where nothing is taken back.
    tuple of Change
        In the order of the answers.
    """
    held = dict(facts.findings)
    changes: list[Change] = []
    for name, given in (answers or {}).items():
        known = knowledge.findings.get(name)
        if known is None or known.kind not in _ASKED or not given:
            continue
        value, taken_back = _fold(name, given)
        changes += taken_back
        now = held.get(name)
        if now is None or now.origin == "answer" or weight(value) > weight(now.value):
            if now is None:
                held[name] = Finding(id=name, value=value, at=given[-1].at)
            elif now.value != value:
                held[name] = now.model_copy(update={"value": value})
    return facts if held == facts.findings else replace(facts, findings=held), tuple(changes)


def _fold(name: str, given: tuple[Answer, ...]) -> tuple[str | float, list[Change]]:
    value: str | float = given[0].value
    changes: list[Change] = []
    for answer in given[1:]:
        if weight(value) == 2 and weight(answer.value) < 2:
            changes.append(Change(name, str(value), str(answer.value), answer.corrects))
            if not answer.corrects:
                continue
        value = answer.value
    return value, changes
