"""Danger signs noted in the diary become answers, so that every page shows them until resolved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whytwitch.evidence.diary.telling import rules
from whytwitch.model.finding import NEW, NOT_SURE, WORSE
from whytwitch.picture.triage.answers import weight
from whytwitch.store.models import Person
from whytwitch.store.record import answer
from whytwitch.web.interview.safety import NOTED, Safety

#: Field of the diary → danger signs that may be meant: one says the same; several count as *not sure* until the safety
#: page is answered.
MEANS: dict[str, list[str]] = rules()["danger"]
#: The fields of the diary that ask for danger.
FIELDS = tuple(MEANS)


def signs_in(values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, str]:
    """The danger signs that an entry tells.

    Parameters
    ----------
    values, before : mapping of str to value
        Fields of the entry, and of the one it corrects; what was told there already is not told again.

    Returns
    -------
    dict of str to str
        Danger sign → ``new``, ``worse`` or ``not_sure``.
    """
    told: dict[str, str] = {}
    for name in FIELDS:
        said = values.get(name)
        if said not in (NEW, WORSE, NOT_SURE) or said == before.get(name):
            continue
        signs = MEANS[name]
        told |= dict.fromkeys(signs, str(said) if len(signs) == 1 else NOT_SURE)
    return told


def keep(person: Person, told: Mapping[str, str]) -> int | None:
    """Write danger signs down as answers. What was told before is never weakened by it.

    Parameters
    ----------
    person : Person
        Whom it is about.
    told : mapping of str to str
        Danger sign → answer.

    Returns
    -------
    int or None
        Number of the first safety page on which one of them stands; None when nothing was told.
    """
    held = Safety(person).answers
    for sign, said in told.items():
        now = held.get(sign)
        if now is None or weight(said) >= weight(str(now)):
            answer(person, sign, said, source=NOTED)
    return Safety(person).page_of(told)
