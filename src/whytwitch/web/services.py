"""Where pages reach the rooms that know medicine, with :mod:`known`. Plain functions; no page reasons for itself."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

import whytwitch
from whytwitch.knowledge import knowledge
from whytwitch.knowledge.schema import Condition, Finding, Number
from whytwitch.model.finding import NOT_SURE
from whytwitch.model.finding import Finding as Answered
from whytwitch.model.picture import Cause, KnowledgeStamp, Urgency
from whytwitch.model.urgency import Level
from whytwitch.model.workup import Workup
from whytwitch.store.models import KeptPicture, Movement, Person
from whytwitch.web.drawing import Drawn, begin, drop
from whytwitch.web.known import known_about, results_of
from whytwitch.web.turns import others_first

if TYPE_CHECKING:
    from whytwitch.picture.explain import Explanation
    from whytwitch.picture.interview import Step
    from whytwitch.report import Audience

#: The source of an answer to a question that was asked one by one.
ONE_BY_ONE = "interview"


def knowledge_stamp() -> KnowledgeStamp:
    """Version, hash and date of the knowledge in use."""
    return knowledge().stamp


#: A picture that two windows ask for is kept once.
_keeping = Lock()
#: How long a page waits for what is worked out beside it, in seconds.
PATIENCE = 2.0


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


def kept_picture(person: Person) -> KeptPicture:
    """The picture of what is known now: the kept one when nothing changed, else a new one, which is kept.

    Returns
    -------
    KeptPicture
        With its full JSON, which is what pages show.
    """
    known, stamp = known_about(person), knowledge().stamp
    last = _newest(person, known.key)
    if last is not None:
        return last
    drawing = begin_picture(person)
    with others_first():
        drawn_for, workup = drawing.result()
    if drawn_for != known.key:  # of what was told since, the picture reads nothing
        workup = whytwitch.draw(
            known.case, nights=results_of(known.scorings), diary=known.diary, picture=workup.picture
        )
    with _keeping:
        last = _newest(person, known.key)  # a second window may have waited for the same one
        if last is None:
            last = person.pictures.create(
                workup=workup.model_dump(mode="json", by_alias=True),
                case_hash=known.key,
                knowledge_version=stamp.version,
                knowledge_hash=stamp.hash,
                software_version=whytwitch.__version__,
                level=workup.picture.urgency.level,
            )
    drop(known.read_by_picture)
    return last


def draw_ahead(person: Person) -> None:
    """Have the picture of what is known now drawn beside the pages, unless it is kept already."""
    if _newest(person, known_about(person).key) is None:
        begin_picture(person)


def begin_picture(person: Person) -> Future[Drawn]:
    """Have the picture of what is known now drawn beside the pages; whoever asks for it next finds it drawn."""
    known = known_about(person)
    nights = results_of(known.scorings)  # here, because another thread may not ask the database

    def draw() -> Drawn:
        return known.key, whytwitch.draw(known.case, nights=nights, diary=known.diary)

    return begin(known.read_by_picture, draw)


def _newest(person: Person, case_hash: str) -> KeptPicture | None:
    """The newest picture, if it was drawn from this case by this knowledge and program."""
    last = person.pictures.first()
    if last is None:
        return None
    drawn_by = last.case_hash, last.knowledge_hash, last.software_version
    return last if drawn_by == (case_hash, knowledge().stamp.hash, whytwitch.__version__) else None


def explanation(person: Person) -> Explanation | None:
    """What explains what away, and which answer or assumption would change the advice; None while it is worked out."""
    asked = known_about(person).explanation
    try:
        with others_first():
            return asked.result(PATIENCE)
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

    return applies_to(finding, known_about(person).facts, knowledge())


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
    return list(dict.fromkeys(row.finding for row in person.told() if row.source == ONE_BY_ONE))


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


def report_css() -> Path:
    """The style sheet that belongs to the report."""
    from whytwitch.report import CSS

    return CSS


def night_figure(result: dict[str, Any]) -> str:
    """One night on one sheet, as SVG."""
    from whytwitch.report.figures import night_svg

    return night_svg(result)
