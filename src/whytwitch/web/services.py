"""The one place where pages reach the rooms that know medicine. Plain functions; no page reasons for itself."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

import whytwitch
from whytwitch.knowledge import knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.schema import Condition, Finding, Number
from whytwitch.model.case import Case
from whytwitch.model.finding import NOT_SURE
from whytwitch.model.finding import Finding as Answered
from whytwitch.model.picture import Cause, KnowledgeStamp, Urgency
from whytwitch.model.urgency import Level
from whytwitch.model.workup import Workup
from whytwitch.store import diary as diaries
from whytwitch.store.case import case_of
from whytwitch.store.files import path_of
from whytwitch.store.models import KeptPicture, Movement, Night, Person, Scoring
from whytwitch.store.recall import forget as forget_rows
from whytwitch.store.recall import remembered

if TYPE_CHECKING:
    from whytwitch.evidence.diary import Told
    from whytwitch.picture.explain import Explanation
    from whytwitch.picture.interview import Step
    from whytwitch.report import Audience

#: The source of an answer to a question that was asked one by one.
ONE_BY_ONE = "interview"


def knowledge_stamp() -> KnowledgeStamp:
    """Version, hash and date of the knowledge in use."""
    return knowledge().stamp


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
    def facts(self) -> Facts:
        """What the rules read."""
        from whytwitch.workup import gather

        return gather(self.case, nights=_results(self.scorings), diary=self.diary).facts  # type: ignore[no-any-return]

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
#: Pictures are drawn one after the other: side by side none would be ready sooner, and each needs its memory.
_drawing = Lock()
#: How long a page waits for what is worked out beside it, in seconds.
PATIENCE = 2.0

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
    forget_rows()
    knowledge().worked_out.clear()  # how the movements that were described fit each condition
    with _lock:
        _held.clear()


def urgency(person: Person) -> Urgency:
    """How urgent it is by the danger rules alone; quick, for after each safety answer."""
    return known_about(person).urgency


def open_safety_questions(person: Person) -> list[str]:
    """Danger signs, and plain questions of danger rules, that concern this person and are not answered."""
    return known_about(person).open_questions


def ask_again(person: Person) -> list[str]:
    """Danger signs answered *not sure* once: to be asked once more, more concretely."""
    return known_about(person).ask_again


def without_duration(person: Person) -> Movement | None:
    """The first movement of which it is not known how long it has been there; None when it is known of all."""
    return next(
        (one for one in person.movements.filter(withdrawn_at=None) if one.words().get("since_weeks") is None), None
    )


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


def _results(scorings: tuple[UUID, ...]) -> list[dict[str, Any]]:
    held = Scoring.objects.in_bulk(scorings)
    return [held[one].result for one in scorings]


def kept_picture(person: Person) -> KeptPicture:
    """The picture of what is known now: the kept one when nothing changed, else a new one, which is kept.

    Returns
    -------
    KeptPicture
        With its full JSON, which is what pages show.
    """
    known = known_about(person)
    case, scorings, diary = known.case, known.scorings, known.diary
    stamp, held = knowledge().stamp, known.key
    last = person.pictures.first()
    if last is not None and _still_holds(last, held):
        return last
    with _drawing:
        last = person.pictures.first()  # a second tab may have waited here for the first
        if last is not None and _still_holds(last, held):
            return last
        workup = whytwitch.draw(case, nights=_results(scorings), diary=diary)
    return person.pictures.create(
        workup=workup.model_dump(mode="json", by_alias=True),
        case_hash=held,
        knowledge_version=stamp.version,
        knowledge_hash=stamp.hash,
        software_version=whytwitch.__version__,
        level=workup.picture.urgency.level,
    )


def _still_holds(picture: KeptPicture, case_hash: str) -> bool:
    """Whether a kept picture was drawn from this case by this knowledge and program."""
    drawn_by = picture.case_hash, picture.knowledge_hash, picture.software_version
    return drawn_by == (case_hash, knowledge().stamp.hash, whytwitch.__version__)


def explanation(person: Person) -> Explanation | None:
    """What explains what away, and which answer or assumption would change the advice; None while it is worked out."""
    try:
        return known_about(person).explanation.result(PATIENCE)
    except TimeoutError:
        return None


def what_if(person: Person, changes: dict[str, str | float]) -> tuple[Level, tuple[Cause, ...]]:
    """Level and causes if some answers were different; nothing is stored."""
    from whytwitch.picture.explain import what_if as suppose

    held = known_about(person)
    return suppose(held.case, held.facts, knowledge(), changes)


def may_concern(person: Person, finding: Finding) -> bool:
    """Whether a question may concern this person."""
    from whytwitch.picture.triage import applies_to

    return applies_to(finding, known_about(person).facts)


def priors(person: Person) -> list[tuple[Condition, Number, float]]:
    """How common each condition is taken to be among people who ask in this setting.

    Returns
    -------
    list of (Condition, Number, float)
        The condition, our number with its source, and the value used here, which the case may have changed.
    """
    facts = known_about(person).facts
    found = []
    for condition in knowledge().conditions.values():
        number = next((one for name, one in condition.prior.items() if name == facts.setting), None)
        number = number or condition.prior["self_referred"]
        found.append((condition, number, facts.priors.get(condition.id, number.value)))
    return found


def workup_of(kept: KeptPicture) -> Workup:
    """A kept picture as the types it was made of."""
    return Workup.model_validate(kept.workup)


def next_step(person: Person) -> Step:
    """What to ask next."""
    from whytwitch.picture.interview import next_step as ask_next

    held, left = known_about(person), left_out(person)
    asked = len(asked_questions(person)) + len(left)
    if (asked, left) not in held.steps:
        # Nothing follows from never having been examined: the picture knows no answer, only the next question does.
        passed = {name: Answered(id=name, value=NOT_SURE) for name in left if name not in held.facts.findings}
        facts = replace(held.facts, findings={**held.facts.findings, **passed}) if passed else held.facts
        held.steps[asked, left] = ask_next(facts, knowledge(), asked=asked)
    return held.steps[asked, left]


def share_done(person: Person) -> float:
    """How much of the interview is behind, 0 to 1."""
    from whytwitch.picture.interview import share_done as guess

    held, asked = known_about(person), len(asked_questions(person)) + len(left_out(person))
    if asked not in held.shares:
        held.shares[asked] = guess(held.facts, knowledge(), asked=asked)
    return held.shares[asked]


def left_out(person: Person) -> tuple[str, ...]:
    """Questions that have no answer, because nobody has looked."""
    return tuple(person.detail("left_out") or ())  # type: ignore[arg-type]


def leave_out(person: Person, finding: str) -> None:
    """Ask this no more; it stays unknown."""
    person.say("left_out", [*(one for one in left_out(person) if one != finding), finding])


def asked_questions(person: Person) -> list[str]:
    """Findings that were asked one by one, in the order in which they were first answered."""
    rows = person.answers.filter(source=ONE_BY_ONE).order_by("id").values_list("finding", flat=True)
    return remembered(person.pk, "asked", lambda: list(dict.fromkeys(rows)))


def reason_to_ask(finding: Finding) -> str:
    """Why a question is asked, in plain words."""
    return finding.why or gettext("The answer makes some causes more likely and others less.")


@lru_cache(maxsize=1)
def conditions_that_matter_for_danger() -> frozenset[str]:
    """Known conditions that a danger rule reads, or that keep an advice away."""
    base = knowledge()
    read = [part for rule in base.rules.values() for part in (rule.when, rule.applies)]
    read += [measure.never_if for measure in base.measures.values()]
    asked = [sign.only_if for sign in base.danger_signs()]
    return frozenset(_known_in([*read, *asked])) & base.known_conditions.keys()


def _known_in(expression: Any) -> set[str]:
    if isinstance(expression, dict):
        here = {str(expression["known"])} if "known" in expression else set()
        return here.union(*(_known_in(part) for part in expression.values()))
    return set().union(*(_known_in(part) for part in expression)) if isinstance(expression, list | tuple) else set()


def report_html(workup: Workup, audience: Audience, *, worries: bool = False) -> str:
    """The report as a piece of HTML without styles or scripts of its own."""
    from whytwitch.report import html

    return html(workup, audience=audience, standalone=False, worries=worries)


def report_pdf(workup: Workup, audience: Audience, *, worries: bool = False) -> bytes:
    """The report to print.

    Raises
    ------
    SystemPartError
        This computer lacks the libraries that lay out a PDF.
    """
    from whytwitch.report import pdf

    return pdf(workup, audience, worries=worries)


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


def report_css() -> Path:
    """The style sheet that belongs to the report."""
    from whytwitch.report import CSS

    return CSS


def night_figure(result: dict[str, Any]) -> str:
    """One night on one sheet, as SVG."""
    from whytwitch.report.figures import night_svg

    return night_svg(result)
