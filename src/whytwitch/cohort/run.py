"""A folder of nights through a cluster: what is missing is scored, what exists is left, one bad night stops nobody."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whytwitch.cohort import cluster
from whytwitch.cohort.find import Found, Job, find
from whytwitch.cohort.ledger import WORTH_ANOTHER_TRY, Ledger
from whytwitch.cohort.task import Answer, Order, chosen, score_one
from whytwitch.errors import FileError, SystemPartError

#: Nights given out for each worker at once: enough to keep it busy, few enough that a million need little memory.
AHEAD = 4
#: How often a lost scheduler is looked for again without any night being finished in between.
TRIES = 5

Tell = Callable[["Progress"], None]


@dataclass(frozen=True)
class Plan:
    """What to do.

    Parameters
    ----------
    folder : Path
        Where the nights are.
    out : Path
        Where the tables go.
    events : str
        See :func:`whytwitch.cohort.find.find`.
    editions : tuple of str
        Rule books to keep.
    options : mapping
        Options of the scoring.
    people : Path or None
        A table with age and sex; None looks for one.
    workers : int or None
        Local processes; None: one for each core.
    address : str or None
        A scheduler's address in place of local workers.
    """

    folder: Path
    out: Path
    events: str = "auto"
    editions: tuple[str, ...] = ("wasm2016", "aasm3")
    options: Mapping[str, Any] = field(default_factory=dict)
    people: Path | None = None
    workers: int | None = None
    address: str | None = None


@dataclass
class Progress:
    """How far it is.

    Parameters
    ----------
    total, known : int
        Nights found, and those that an earlier run had scored.
    done, failed : int
        Nights that came back in this run, and how many of them with an error.
    since : float
        When it began, on the clock of ``time.monotonic``.
    """

    total: int
    known: int = 0
    done: int = 0
    failed: int = 0
    since: float = field(default_factory=time.monotonic)

    @property
    def rate_per_s(self) -> float:
        """Nights a second."""
        return self.done / max(time.monotonic() - self.since, 1e-9)

    @property
    def remaining_s(self) -> float | None:
        """Seconds until the end at this rate; None before the first night."""
        return (self.total - self.known - self.done) / self.rate_per_s if self.done else None


@dataclass(frozen=True)
class Result:
    """What came of it.

    Parameters
    ----------
    progress : Progress
    tables : dict of str to int
        Table -> rows.
    seconds : float
        From start to tables.
    """

    progress: Progress
    tables: dict[str, int]
    seconds: float


def score_folder(plan: Plan, tell: Tell | None = None) -> Result:
    """Score a folder and write ``nights``, ``movements``, ``series`` and ``errors`` as Parquet.

    Parameters
    ----------
    plan : Plan
    tell : callable, optional
        Called with the progress after each batch.

    Returns
    -------
    Result

    Raises
    ------
    InputError
        The folder, the output folder, the cluster or the disk; a single night never raises.
    """
    from whytwitch.cohort.write import write_tables

    began = time.monotonic()
    found = find(plan.folder, plan.events, leave_out=[plan.out])
    if not found.jobs and not found.problems:
        raise FileError(
            "there is no recording in this folder", where=str(plan.folder), allowed="files ending in .edf, .bdf or .rec"
        )
    ledger = Ledger(plan.out)
    try:
        progress = _score(plan, found, ledger, tell or (lambda _: None))
        rows = write_tables(plan, found, ledger)
    finally:
        ledger.close()
    return Result(progress, rows, time.monotonic() - began)


def _score(plan: Plan, found: Found, ledger: Ledger, tell: Tell) -> Progress:
    queue = _Queue(plan, found.jobs, ledger)
    progress = Progress(total=len(found.jobs), known=len(found.jobs) - queue.waiting)
    tell(progress)
    tries = 0
    while queue.waiting:
        before = progress.done
        try:
            with _cluster(plan, queue.waiting) as client:
                _drain(client, queue, ledger, progress, tell)
        except SchedulerLostError:
            tries = 1 if progress.done > before else tries + 1
            if tries > TRIES:
                raise SystemPartError(
                    "the scheduler was lost again and again", where=plan.address or "local workers",
                    todo="nothing scored so far is lost: start it and run the same command again",
                ) from None  # fmt: skip
            queue.give_back()
            time.sleep(min(2.0**tries, 30.0) / 10)
    return progress


class SchedulerLostError(Exception):
    """The scheduler went away; what was not yet kept is asked for again."""


def _cluster(plan: Plan, waiting: int) -> AbstractContextManager[Any]:
    if plan.address:
        return cluster.remote(plan.address)
    return cluster.local(min(plan.workers or cluster.default_workers(), waiting), plan.out / "state" / "dask")


class _Queue:
    """Nights that are still to be scored; copies of one file wait for each other, so that it is scored once."""

    def __init__(self, plan: Plan, jobs: list[Job], ledger: Ledger) -> None:
        from whytwitch.cohort.identity import glance, key_of, scorer_version, signature

        self.software = scorer_version()
        self.seen: dict[str, list[tuple[str, int, int]]] = {}
        self.known = ledger.keys()
        self._out: dict[str, Order] = {}
        self._ready: deque[Order] = deque()
        self._copies: dict[bytes, deque[Order]] = {}
        self._group: dict[str, bytes] = {}
        cached, failed, placed = ledger.hashes(), ledger.failures(), ledger.placed()
        settled = []
        for job in jobs:
            paths = (job.path, *job.events)
            order = Order(job.name, str(job.path.absolute()), tuple(str(p.absolute()) for p in job.events),
                          editions=plan.editions, options=plan.options)  # fmt: skip
            try:
                marks = [(_file_name(p, plan.folder), *signature(p)) for p in paths]
                look = glance(job.path)
            except OSError:
                marks, look = [], job.name.encode()  # the worker will say it in its own words
            self.seen[job.name] = marks
            hashes = tuple(cached[name][2] for name, *at in marks if cached.get(name, ())[:2] == tuple(at))
            if marks and len(hashes) == len(marks):
                order = Order(**{**order.__dict__, "hashes": hashes})
                key = key_of(hashes[0], hashes[1:], chosen(order))
                if key in self.known:
                    if placed.get(job.name) != key:
                        settled.append(Answer(job.name, key, hashes))
                    continue
                failure = failed.get(job.name)
                if failure and failure[0] == key and failure[2] not in WORTH_ANOTHER_TRY:
                    continue
            self._group[job.name] = look
            if look in self._copies:
                self._copies[look].append(order)
            else:
                self._copies[look] = deque()
                self._ready.append(order)
        if settled:
            ledger.keep(settled, self.seen, self.software)

    @property
    def waiting(self) -> int:
        """Nights without an answer."""
        return len(self._ready) + len(self._out) + sum(len(rest) for rest in self._copies.values())

    def take(self) -> Order | None:
        """The next night, or None when there is none to give out now."""
        if not self._ready:
            return None
        order = self._ready.popleft()
        self._out[order.name] = order
        return order

    def settle(self, answer: Answer) -> None:
        """A night is answered; a copy of it may go now."""
        del self._out[answer.name]
        if answer.key and answer.error is None:
            self.known.add(answer.key)
        rest = self._copies[self._group[answer.name]]
        if rest:
            known = frozenset({answer.key} if answer.key and answer.error is None else ())
            self._ready.append(Order(**{**rest.popleft().__dict__, "known": known}))

    def give_back(self) -> None:
        """What was out has to be given out again."""
        self._ready.extendleft(self._out.values())
        self._out.clear()


def _file_name(path: Path, folder: Path) -> str:
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return str(path.absolute())


def _drain(client: Any, queue: _Queue, ledger: Ledger, progress: Progress, tell: Tell) -> None:
    """Give out, take back, keep; raise when the scheduler is gone."""
    from distributed import as_completed

    names: dict[str, str] = {}
    ahead = AHEAD * max(1, sum(client.nthreads().values()))

    def submit() -> Iterator[Any]:
        while len(names) < ahead and (order := queue.take()) is not None:
            future = client.submit(score_one, order, pure=False, retries=0)
            names[future.key] = order.name
            yield future

    flow = as_completed(list(submit()), raise_errors=False)
    for batch in flow.batches():
        came = [_answer(future, names.pop(future.key)) for future in batch]
        answers = [one for one in came if one is not None]
        ledger.keep(answers, queue.seen, queue.software)
        for one in answers:
            queue.settle(one)
            progress.done += 1
            progress.failed += one.error is not None
        tell(progress)
        if len(answers) < len(came):
            raise SchedulerLostError
        for future in submit():
            flow.add(future)
    if queue.waiting:
        raise SchedulerLostError


def _answer(future: Any, name: str) -> Answer | None:
    """What a night came back with; None when the scheduler forgot it."""
    from distributed.scheduler import KilledWorker

    if future.status == "finished":
        return future.result()  # type: ignore[no-any-return]
    if future.status in ("cancelled", "lost"):
        return None
    error = future.exception()
    if isinstance(error, KilledWorker):
        why = SystemPartError(
            f"the process that scored this night died {cluster.LIVES} times", where=name,
            todo="it may need more memory than a worker has; the night is tried again by the next run",
        )  # fmt: skip
        return Answer(name, None, (), None, "SystemPartError", why.sentence(), why.exit_code)
    text = f"{name}: a fault of the program, not of the file ({type(error).__name__}); please report it."
    return Answer(name, None, (), None, type(error).__name__, text, 70)
