"""What is known about a person, worked out once for as long as nothing is written about them."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

import whytwitch
from whytwitch.knowledge import knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Case
from whytwitch.model.picture import Urgency
from whytwitch.store import diary as diaries
from whytwitch.store.case import case_of
from whytwitch.store.files import path_of
from whytwitch.store.models import Night, Person, Scoring
from whytwitch.store.recall import forget as forget_rows
from whytwitch.store.recall import remembered
from whytwitch.web import drawing

if TYPE_CHECKING:
    from whytwitch.evidence.diary import Told
    from whytwitch.picture.explain import Explanation
    from whytwitch.picture.interview import Step


class Known:
    """What the rules make of one case, each part worked out once.

    Parameters
    ----------
    case : Case
        The person's evidence.
    scorings : tuple of UUID
        What was found in the case's nights, in their order; a night is never scored again here.
    diary : Told, optional
        What the diary tells.
    key : str
        The fingerprint of all this.
    """

    def __init__(self, case: Case, scorings: tuple[UUID, ...], diary: Told | None, key: str) -> None:
        self.case, self.scorings, self.diary, self.key = case, scorings, diary, key

    @cached_property
    def read_by_picture(self) -> str:
        """The fingerprint of what the picture reads: what only changes words leaves it as it is."""
        findings = {name: told for name, told in self.case.findings.items() if name not in drawing.ONLY_WORDS}
        return fingerprint(self.case.model_copy(update={"findings": findings}), self.scorings, self.diary)

    @cached_property
    def facts(self) -> Facts:
        """What the rules read."""
        from whytwitch.workup import gather

        return gather(self.case, nights=results_of(self.scorings), diary=self.diary).facts  # type: ignore[no-any-return]

    @cached_property
    def urgency(self) -> Urgency:
        """How urgent it is by the danger rules alone."""
        from whytwitch.picture.triage import assess

        return assess(self.facts, (), knowledge(), answers=self.case.findings, country=self.case.country)

    @cached_property
    def open_questions(self) -> list[str]:
        """Danger signs, and plain questions of danger rules, that concern this person and are not answered."""
        from whytwitch.picture.triage import unanswered

        return unanswered(self.facts, knowledge())

    @cached_property
    def ask_again(self) -> list[str]:
        """Danger signs answered *not sure* once."""
        from whytwitch.picture.triage import ask_again

        return ask_again(self.facts, knowledge(), self.case.findings)

    @cached_property
    def explanation(self) -> Future[Explanation]:
        """What stands behind the picture. It tries out dozens of changes, so it is worked out beside the pages."""
        from whytwitch.picture.explain import explain

        return _beside.submit(explain, self.case, self.facts, knowledge())

    @cached_property
    def steps(self) -> dict[tuple[int, tuple[str, ...]], Step]:
        """Next steps that were worked out, by how many questions had been asked and which were left out."""
        return {}

    @cached_property
    def shares(self) -> dict[int, float]:
        """How much of the interview is behind, by how many questions had been asked."""
        return {}


#: One at a time: the pages come first.
_beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="explain")
_held: OrderedDict[str, Known] = OrderedDict()
_lock = Lock()
#: A household at one screen; each is a case without its nights, some kilobytes.
HELD_CASES = 32


def known_about(person: Person) -> Known:
    """What the rules make of what a person has said by now; kept in memory while nothing changes."""
    return remembered(person.pk, ("known", timezone.localdate()), lambda: _known_about(person))


def _known_about(person: Person) -> Known:
    case, scorings, diary = _evidence(person)
    key = fingerprint(case, scorings, diary)
    with _lock:
        found = _held.setdefault(key, Known(case, scorings, diary, key))
        _held.move_to_end(key)
        while len(_held) > HELD_CASES:
            _held.popitem(last=False)
    return found


def forget() -> None:
    """Drop what is held in memory, because somebody was erased."""
    diaries.forget()
    drawing.forget()
    forget_rows()
    knowledge().worked_out.clear()  # how the movements that were described fit each condition
    with _lock:
        _held.clear()


def fingerprint(case: Case, scorings: tuple[UUID, ...] = (), diary: Told | None = None) -> str:
    """A hash of a case, its nights' scorings and what the diary tells: equal ones need no second picture."""
    parts = [case.model_dump_json(), *(str(one) for one in scorings)]
    if diary is not None:
        parts.append(diary.model_dump_json(include={"findings", "dangers", "movements"}))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _evidence(person: Person) -> tuple[Case, tuple[UUID, ...], Told | None]:
    """Case, scorings of its nights, and what the diary tells."""
    case = case_of(person)
    return case, _scorings(person) if case.nights else (), diaries.told_now(person, case.as_of)  # type: ignore[arg-type]


def _scorings(person: Person) -> tuple[UUID, ...]:
    """The scoring that counts of each night that is not left out, in the order of the case: the newest one."""
    nights = list(person.nights.filter(withdrawn_at=None))
    if not nights:
        return ()
    newest = dict(
        Scoring.objects.filter(night__person=person, night__withdrawn_at=None)
        .order_by("made_at")
        .values_list("night_id", "id")
    )
    return tuple(newest[night.pk] if night.pk in newest else score(night).pk for night in nights)


def results_of(scorings: tuple[UUID, ...]) -> list[dict[str, Any]]:
    """What was found in nights, in the same order."""
    held = Scoring.objects.in_bulk(scorings)
    return [held[one].result for one in scorings]


def score(night: Night) -> Scoring:
    """Score a night and keep what was found.

    Raises
    ------
    InputError
        When it cannot be read or scored at all.
    """
    paths = [path_of(file) for file in (night.recording, night.events) if file is not None]
    result = whytwitch.score_night(paths[0], paths[1] if len(paths) > 1 else None, legs=night.legs)
    return Scoring.objects.create(
        person_id=night.person_id, night=night, by="software", version=whytwitch.__version__, result=result
    )
