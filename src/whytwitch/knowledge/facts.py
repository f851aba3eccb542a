"""What is known about one person, in the form that rules ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from whytwitch.model.case import Case, Medicine, Movement, Person
from whytwitch.model.finding import Finding

Worked = TypeVar("Worked")


@dataclass(frozen=True)
class Facts:
    """One person's findings, arranged for look-up.

    Attributes
    ----------
    findings : dict of str to Finding
        The finding that holds now, by id.
    person : Person
        Age, sex, pregnancy, each possibly unknown.
    known_conditions : frozenset of str, optional
        None when never asked.
    medicines : dict of str to list of Medicine, optional
        By class id and by generic name; None when never asked.
    movements : tuple of Movement
        As described; empty when none was.
    as_of : date, optional
        The day the case speaks of.
    setting : str
        Where the person asks: it changes the priors, visibly.
    priors : dict of str to float
        A reader's own priors instead of ours.
    """

    findings: dict[str, Finding] = field(default_factory=dict)
    person: Person = field(default_factory=Person)
    known_conditions: frozenset[str] | None = None
    medicines: dict[str, list[Medicine]] | None = None
    movements: tuple[Movement, ...] = ()
    as_of: dt.date | None = None
    setting: str = "self_referred"
    priors: dict[str, float] = field(default_factory=dict)
    _worked_out: dict[str, tuple[object, Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, case: Case, findings: tuple[Finding, ...], medicines: dict[str, list[Medicine]] | None) -> Facts:
        """Arrange a case and its findings; of several findings with one id the last one holds."""
        return cls(
            findings={finding.id: finding for finding in findings},
            person=case.person,
            known_conditions=None if case.known_conditions is None else frozenset(case.known_conditions),
            medicines=medicines,
            movements=case.movements,
            as_of=case.as_of,
            setting=case.setting,
            priors=case.priors,
        )

    def once(self, name: str, base: object, work: Callable[[], Worked]) -> Worked:
        """What follows from these facts and one knowledge base, worked out once; it goes when the facts go.

        Parameters
        ----------
        name : str
            What it is.
        base : Knowledge
            The knowledge it follows from.
        work : callable
            Works it out.

        Returns
        -------
        object
            What `work` gave. Callers share it: do not change it.
        """
        held = self._worked_out.get(name)
        if held is None or held[0] is not base:
            held = self._worked_out[name] = (base, work())
        return held[1]  # type: ignore[no-any-return]
