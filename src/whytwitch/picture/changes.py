"""What changed from one picture to the next, in sentences that a lay person may read."""

from __future__ import annotations

from typing import Literal

from whytwitch.knowledge import Knowledge
from whytwitch.model.base import Frozen
from whytwitch.model.picture import Cause, Picture
from whytwitch.model.urgency import Level

_LEVEL = {
    Level.EMERGENCY: "act now",
    Level.URGENT: "see someone today",
    Level.SOON: "see someone within two weeks",
    Level.ROUTINE: "an ordinary appointment",
    Level.SELF_CARE: "look after it yourself",
}
_FIT = {"well": "fits well", "partly": "fits partly", "poorly": "fits poorly", "unknown": "not enough is known"}
#: So many causes are looked at from the top of each picture.
_FIRST = 5


class Change(Frozen):
    """One thing that is not as it was.

    Attributes
    ----------
    about : {"urgency", "rule", "open", "first_cause", "fit"}
        What changed.
    text : str
        The sentence.
    """

    about: Literal["urgency", "rule", "open", "first_cause", "fit"]
    text: str


def changes(before: Picture, after: Picture, knowledge: Knowledge) -> list[Change]:
    """Compare two pictures of one person.

    Parameters
    ----------
    before, after : Picture
        In the order of time.
    knowledge : Knowledge
        Names, and which causes a lay person is not shown as a rank: those are never named here.

    Returns
    -------
    list of Change
        The most important first; empty when a reader would see the same.
    """
    found = list(_urgency(before, after, knowledge))
    old, new = (_shown(one.causes, knowledge) for one in (before, after))
    if new and old and new[0].id != old[0].id:
        text = f"The likeliest explanation is now {_name(new[0], knowledge)}; before it was {_name(old[0], knowledge)}."
        found.append(Change(about="first_cause", text=text))
    was, now = (
        {one.id: one.fit for one in _shown(picture.causes, knowledge, len(picture.causes))}
        for picture in (before, after)
    )
    for cause in {one.id: one for one in (*new, *old)}.values():
        fit, earlier = now.get(cause.id, "unknown"), was.get(cause.id, "unknown")
        if fit != earlier and {fit, earlier} & {"well", "partly"}:
            name = _name(cause, knowledge)
            text = f"{name[:1].upper()}{name[1:]} now {_FIT[fit]}; before: {_FIT[earlier]}."
            found.append(Change(about="fit", text=text))
    return found


def _urgency(before: Picture, after: Picture, knowledge: Knowledge) -> list[Change]:
    old, new, found = before.urgency, after.urgency, []
    if new.level != old.level:
        text = f"How soon: {_LEVEL[new.level]}. Before: {_LEVEL[old.level]}."
        found.append(Change(about="urgency", text=text))
    spoke = {one.rule for one in old.because}
    danger = [one for one in new.because if one.rule in knowledge.rules and one.rule not in spoke]
    found += [Change(about="rule", text=f"New: {one.text}") for one in danger]
    if old.provisional and not new.provisional:
        found.append(Change(about="open", text="The open safety questions are answered now."))
    elif new.provisional and not old.provisional:
        found.append(Change(about="open", text="There are open safety questions now."))
    return found


def _shown(causes: tuple[Cause, ...], knowledge: Knowledge, count: int = _FIRST) -> list[Cause]:
    def may(cause: Cause) -> bool:
        entry = knowledge.conditions.get(cause.id)
        return entry is not None and entry.shown_to_lay == "always"

    return [one for one in causes if may(one)][:count]


def _name(cause: Cause, knowledge: Knowledge) -> str:
    return knowledge.conditions[cause.id].plain_name or cause.name
