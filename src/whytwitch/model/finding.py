"""A finding: the only thing that travels from the evidence to the picture."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from whytwitch.model.base import Frozen

#: Where a finding was read.
Origin = Literal["answer", "movement", "person", "known_condition", "medicine", "lab", "result", "night", "diary"]

#: Who said so.
Teller = Literal["self", "parent", "carer", "partner", "clinician", "doctor", "laboratory", "device"]

#: Answers to a yes-or-no question.
YES, NO, NOT_SURE = "yes", "no", "not_sure"

#: Further answers to a danger sign.
NEW, WORSE, OLD_AND_ASSESSED = "new", "worse", "old_and_assessed"

#: Every word an answer may be when it is neither a number nor a choice.
ANSWER_WORDS = (YES, NO, NOT_SURE, NEW, WORSE, OLD_AND_ASSESSED)


class Finding(Frozen):
    """One thing known about one person.

    Attributes
    ----------
    id : str
        Stands in the knowledge base.
    value : str or float
        ``yes``, ``no``, ``not_sure``, ``new``, ``worse``, ``old_and_assessed``, a choice, or a number in the
        unit that the knowledge base names for this id.
    origin : str
        Which evidence room read it.
    at : date, optional
        When it was so.
    movement : int, optional
        1 for the person's first movement.
    derived : str
        A plain sentence: how it was derived.
    """

    id: str
    value: str | float
    origin: Origin = "answer"
    at: dt.date | None = None
    told_by: Teller = "self"
    movement: int | None = None
    site: str | None = None
    side: str | None = None
    derived: str = ""

    @property
    def said_yes(self) -> bool:
        """Present: ``yes``, ``new`` or ``worse``. ``old_and_assessed`` is present too, but no danger."""
        return self.value in (YES, NEW, WORSE, OLD_AND_ASSESSED)

    @property
    def fires(self) -> bool:
        """Present, and not something old that a doctor has already looked at."""
        return self.value in (YES, NEW, WORSE)
