"""Write down what a person says. Nothing here overwrites; a form that is sent twice counts once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from whytwitch.store.models import Answer, Detail, LabResult, Look, Movement, MovementWord, Night, Person, Submission

#: Openings of the picture closer together than this are one look: somebody who reads on and comes back.
ONE_LOOK = dt.timedelta(minutes=10)


class SentTwice(Exception):
    """This form was already taken; go where it led the first time."""

    def __init__(self, went_to: str) -> None:
        self.went_to = went_to
        super().__init__(went_to)


@contextmanager
def once(person: Person, token: str, said: str = "") -> Iterator[Submission]:
    """Take a form once: all that is written inside is written together or not at all.

    A browser may show an old page again from its memory, with its old token. Sent with the content it was last sent
    with, it counts once; with other content it is a new form, so that no answer is lost.

    Parameters
    ----------
    person : Person
        Whom it is about.
    token : str
        The UUID that the form carried; anything else is taken as a new form.
    said : str
        A hash of what the form says.

    Yields
    ------
    Submission
        Set its ``went_to`` to where the person is sent next.

    Raises
    ------
    SentTwice
        When this page was last sent with the same content.
    """
    try:
        page = uuid.UUID(token)
    except ValueError:
        page = uuid.uuid4()
    sent = list(Submission.objects.filter(page=page, person=person).order_by("made_at"))
    if sent and sent[-1].said == said:
        raise SentTwice(sent[-1].went_to)
    key = uuid.uuid5(page, f"{len(sent)} {said}")  # two equal ones at the same moment have the same key
    try:
        with _turn(), transaction.atomic():
            submission = Submission(pk=key, person=person, page=page, said=said)
            yield submission
            submission.save(force_insert=True)
    except IntegrityError:
        before = Submission.objects.filter(pk=key, person=person).first()
        if before is None:
            raise
        raise SentTwice(before.went_to) from None


#: One form after the other: SQLite lets one write at a time, and who waits for it asks again after up to 0.1 s.
_writing = Lock()


def _turn() -> AbstractContextManager[object]:
    """Wait for one's turn to write; not inside a transaction, which has its turn already."""
    return nullcontext() if connection.vendor != "sqlite" or connection.in_atomic_block else _writing


def answer(
    person: Person,
    finding: str,
    value: str | float,
    *,
    movement: int | None = None,
    source: str = "",
    repeat: bool = False,
) -> bool:
    """Append an answer; the same answer given again on the same day is not repeated.

    Parameters
    ----------
    person : Person
        Whom it is about.
    finding : str
        What was asked.
    value : str or float
        What was answered.
    movement : int, optional
        Number of the movement it is about.
    source : str
        How it was asked.
    repeat : bool
        Write it down even if it repeats: *not sure*, asked once more, is a second answer.

    Returns
    -------
    bool
        Whether a row was written.
    """
    before = Answer.objects.filter(person=person, finding=finding, movement=movement).order_by("-id").first()
    row = _row(person, finding, value, before, source, told_by=_teller(person), movement=movement, repeat=repeat)
    if row is not None:
        row.save(force_insert=True)
    return row is not None


def _teller(person: Person) -> str:
    return str(person.detail("told_by") or "self")


def _row(
    person: Person,
    finding: str,
    value: str | float,
    before: Answer | None,
    source: str,
    *,
    told_by: str,
    movement: int | None = None,
    repeat: bool = False,
) -> Answer | None:
    """The row to write after the last one; None for the same answer on the same day, whose source is then renewed."""
    today = timezone.localdate()
    if not repeat and before is not None and before.value == value and before.at == today:
        if before.source != source:
            Answer.objects.filter(pk=before.pk).update(source=source)  # the same answer, now given in full
        return None
    return Answer(
        person=person,
        finding=finding,
        value=value,
        at=today,
        movement=movement,
        source=source,
        told_by=told_by,
        corrects=before is not None and before.value != value,
    )


def answer_all(person: Person, rows: Sequence[tuple[str, str, str]]) -> None:
    """Append the answers of one page: what `answer` does for each, in two statements.

    Parameters
    ----------
    person : Person
        Whom they are about.
    rows : sequence of (str, str, str)
        Finding, value and source of each.
    """
    named = Answer.objects.filter(person=person, movement=None, finding__in=[finding for finding, _, _ in rows])
    last = {row.finding: row for row in named.order_by("id")}
    told_by = _teller(person)
    made = [_row(person, name, value, last.get(name), source, told_by=told_by) for name, value, source in rows]
    Answer.objects.bulk_create([row for row in made if row is not None])


def new_movement(person: Person, kind: str) -> Movement:
    """Add a movement with the next free number.

    A newest movement of which nothing but the kind was said is taken again: somebody went back to choose another kind.
    """
    newest = person.movements.filter(withdrawn_at=None).order_by("-number").first()
    if newest is not None and set(newest.words()) == {"kind"}:
        newest.say("kind", kind)
        return newest
    last = person.movements.aggregate(last=Max("number"))["last"] or 0
    movement = Movement.objects.create(person=person, number=last + 1)
    movement.say("kind", kind)
    return movement


def look(person: Person) -> int:
    """Note that the picture was opened.

    Parameters
    ----------
    person : Person
        Whose picture.

    Returns
    -------
    int
        How many looks there were, this one included, within a day and since something new was last told.
    """
    now = timezone.now()
    since = max(now - dt.timedelta(days=1), _last_told(person) or now - dt.timedelta(days=1))
    times = list(
        Look.objects.filter(person=person, made_at__gte=since).order_by("made_at").values_list("made_at", flat=True)
    )
    if not times or now - times[-1] >= ONE_LOOK:
        Look.objects.create(person=person)
        times.append(now)
    return len(times)


def _last_told(person: Person) -> dt.datetime | None:
    told = [
        table.objects.filter(person=person).aggregate(last=Max("made_at"))["last"]
        for table in (Answer, Detail, LabResult, Movement, MovementWord, Night)
    ]
    return max((one for one in told if one is not None), default=None)
