"""What the diary's pages ask of the rooms below."""

from __future__ import annotations

import datetime as dt
from typing import Any

from whytwitch.care.followup import Protocol, check_protocol, freeze
from whytwitch.care.followup.build import arm_on, build_protocol
from whytwitch.care.followup.series import Series
from whytwitch.care.followup.verdict import analyse
from whytwitch.evidence.diary import Entry
from whytwitch.evidence.diary.days import by_day
from whytwitch.store.models import Experiment, Person
from whytwitch.web import services


def begin(person: Person, told: dict[str, Any], today: dt.date) -> Experiment:
    """Draw, freeze and keep an experiment; refused when this person must not try it.

    Raises
    ------
    InputError
        With the reason.
    """
    protocol = build_protocol(
        told["measure"], outcome=told["outcome"], worthwhile=told["worthwhile"], phase_days=told["phase_days"], pairs=told["pairs"],  # noqa: E501
        washout_days=told["washout_days"] or 0, start=today + dt.timedelta(days=1), facts=services.known_about(person).facts,  # noqa: E501
    )  # fmt: skip
    return Experiment.objects.create(person=person, protocol=freeze(protocol))


def running(person: Person) -> tuple[Experiment, Protocol] | None:
    """The experiment that was begun last and not ended by hand; its hash is checked each time."""
    row = Experiment.objects.filter(person=person, withdrawn_at=None).order_by("-made_at").first()
    return None if row is None else (row, check_protocol(row.protocol)[0])


def series_of(protocol: Protocol, entries: list[Entry], today: dt.date) -> Series:
    """Days of an experiment with arm and value; a day that was not noted is missing."""
    import numpy as np

    assert protocol.start is not None
    days, noted = by_day(entries), []
    for number in range(len(protocol.order) * (protocol.phase_days or 3)):
        day = protocol.start + dt.timedelta(days=number)
        if day > today:
            break
        noted.append((number, str(arm_on(protocol, day)), days.get(day, {}).get(protocol.outcome or "", float("nan"))))
    return Series(
        day=np.array([one[0] for one in noted], dtype=np.int64), arm=tuple(one[1] for one in noted),
        value=np.array([one[2] for one in noted], dtype=float), first_date=protocol.start,
    )  # fmt: skip


def outcome(protocol: Protocol, entries: list[Entry], today: dt.date) -> dict[str, Any] | None:
    """The result, once the experiment is over; None before, because looking early finds too much."""
    assert protocol.start is not None
    length = len(protocol.order) * (protocol.phase_days or 3)
    if (today - protocol.start).days < length:
        return None
    return analyse(series_of(protocol, entries, today), protocol)
