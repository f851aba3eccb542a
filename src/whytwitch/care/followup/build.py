"""Build the protocol of a fair experiment: drawn by lot, with a rule for its end, ready to be frozen."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from pydantic import ValidationError

from whytwitch.care.followup.design import FEWEST_PAIRS
from whytwitch.care.followup.forbidden import refuse_if_forbidden
from whytwitch.care.followup.protocol import DEFAULT_PAIRS, DEFAULT_PHASE_DAYS, Arms, Protocol
from whytwitch.errors import FormatError, ImpossibleValueError, refusal
from whytwitch.knowledge.facts import Facts

WITH, WITHOUT = "with", "without"


def build_protocol(
    measure: str,
    *,
    outcome: str = "twitches",
    worthwhile: float | None = None,
    kind: str = "auto",
    better: str = "lower",
    pairs: int = DEFAULT_PAIRS,
    phase_days: int = DEFAULT_PHASE_DAYS,
    washout_days: int = 0,
    start: str | dt.date | None = None,
    facts: Facts | None = None,
    agreed: bool = False,
    seed: int | None = None,
) -> Protocol:
    """Draw the order of the phases and fix the rest.

    Parameters
    ----------
    measure : str
        What is tried.
    outcome : str
        What is noted.
    worthwhile : float, optional
        Smallest change that would be worth it, in the outcome's unit.
    kind, better : str
        Count or score, and which way is better.
    pairs, phase_days, washout_days : int
        At least 6 pairs, else the gate could not open.
    start : str or date, optional
        First day; today when left out.
    facts : Facts, optional
        The person, for the gates.
    agreed : bool
        Whether a clinician agreed. It is written down; it opens no gate.
    seed : int, optional
        Of the lot; drawn anew when left out, and kept in the protocol.

    Returns
    -------
    Protocol
        With its order and stop rule.

    Raises
    ------
    ContradictionError
        When the measure must not be tried by this person, or by anybody.
    ImpossibleValueError
        With fewer than 6 pairs.
    FormatError
        When a field is not what it must be.
    """
    import numpy as np

    refuse_if_forbidden(measure, facts)
    if pairs < FEWEST_PAIRS:
        raise ImpossibleValueError(
            "too few pairs of phases", found=str(pairs), allowed=f"{FEWEST_PAIRS} or more",
            todo="with fewer no outcome could be told from chance",
        )  # fmt: skip
    drawn = secrets.randbelow(2**31) if seed is None else seed
    swap = np.random.default_rng(drawn).random(pairs) < 0.5
    order: list[str] = []
    for swapped in swap:
        order += [WITHOUT, WITH] if swapped else [WITH, WITHOUT]
    told: dict[str, Any] = {
        "measure": measure, "arms": Arms(measure=WITH, comparison=WITHOUT), "outcome": outcome, "kind": kind, "better": better,  # noqa: E501
        "worthwhile": worthwhile, "start": start or dt.date.today(), "phase_days": phase_days, "pairs": pairs,
        "washout_days": washout_days, "order": tuple(order), "seed": drawn,
        "agreed": {"with_clinician": agreed},
        "stop": {
            "after_days": 2 * pairs * phase_days,
            "look_before_the_end": "no",
            "break_off_if": ["a danger sign is new or worse", "the measure itself does harm", "you no longer want to"],
        },
    }  # fmt: skip
    try:
        return Protocol.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        raise FormatError(
            f"'{'.'.join(map(str, first['loc'])) or 'protocol'}' is not what it must be",
            found=repr(first["input"])[:60], allowed=refusal(first),
        ) from None  # fmt: skip


def arm_on(protocol: Protocol, day: dt.date) -> str | None:
    """The arm of a day; None before the first and after the last."""
    if protocol.start is None or not protocol.order:
        return None
    place, length = (day - protocol.start).days, protocol.phase_days or DEFAULT_PHASE_DAYS
    return protocol.order[place // length] if 0 <= place < length * len(protocol.order) else None
