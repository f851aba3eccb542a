"""A limit to going through the whole interview again and again, which always leaves "anything new?"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from whytwitch.knowledge.interviewing import interview_data

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)


@dataclass(frozen=True)
class Repeat:
    """What somebody is offered who wants to go through it all again.

    Attributes
    ----------
    limited : bool
        Whether the last picture is offered before the whole interview; the danger signs are open either way.
    text : str
        What to say; empty when not limited.
    choices : tuple of (str, str)
        ``new`` (the danger signs from the start, then whatever follows) always comes first; ``last`` is the last
        picture.
    """

    limited: bool
    text: str
    choices: tuple[tuple[str, str], ...]


def repeat(finished: Sequence[dt.datetime], now: dt.datetime) -> Repeat:
    """Whether the interview was taken often enough lately.

    Parameters
    ----------
    finished : sequence of datetime
        When whole interviews that changed nothing were finished, in any order.
    now : datetime
        Of the same kind (with or without time zone).

    Returns
    -------
    Repeat
        "Anything new?" is always among its choices.
    """
    data = interview_data().repeats
    today = sum(dt.timedelta(0) <= now - one < DAY for one in finished)
    this_week = sum(dt.timedelta(0) <= now - one < WEEK for one in finished)
    text = ""
    if today >= data.a_day.value:
        text = data.text.format(count=today, days="24 hours")
    elif this_week >= data.a_week.value:
        text = data.text.format(count=this_week, days="7 days")
    choices = [("new", data.anything_new), *([("last", data.nothing_new)] if text else [])]
    return Repeat(bool(text), text, tuple(choices))
