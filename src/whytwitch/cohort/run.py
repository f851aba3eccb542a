"""A folder of nights through a cluster: what is missing is scored, what exists is left, one bad night stops nobody."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whytwitch.cohort import cluster
from whytwitch.cohort.find import Found, Job, find
from whytwitch.cohort.ledger import WORTH_ANOTHER_TRY, Ledger
from whytwitch.cohort.task import Answer, Order, chosen, score_batch
from whytwitch.errors import FileError, SystemPartError

#: Batches given out for each worker at once: one to score and one to follow it, so that no worker waits.
AHEAD = 2
#: A batch has at most so many nights and bytes: what a kill costs is scored again, and a way to the scheduler and back
#: costs 10 ms of processor time, whatever is in it.
BATCH_NIGHTS, BATCH_BYTES = 8, 128_000_000
#: The last batches get smaller, so that all workers end together: a share of what waits for each worker.
SHARE = 4
#: How often the number of workers of a cluster is looked at, in seconds.
LOOK_S = 5.0
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
        from whytwitch.cohort.identity import key_of, scorer_version, signature

        self.software = scorer_version()
        self.seen: dict[str, list[tuple[str, int, int]]] = {}
        self.known = ledger.keys()
        self._out: dict[str, Order] = {}
        self._ready: deque[Order] = deque()
        self._copies: dict[bytes, deque[Order]] = {}
        self._group: dict[str, bytes] = {}
        self._alone: set[str] = set()
        cached, failed, placed = ledger.hashes(), ledger.failures(), ledger.placed()
        settled, waiting = [], []
        for job in jobs:
            paths = (job.path, *job.events)
            order = Order(job.name, str(job.path.absolute()), tuple(str(p.absolute()) for p in job.events),
                          editions=plan.editions, options=plan.options)  # fmt: skip
            try:
                marks = [(_file_name(p, plan.folder), *signature(p)) for p in paths]
            except OSError:
                marks = []  # the worker will say it in its own words
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
            waiting.append(order)
        if settled:
            ledger.keep(settled, self.seen, self.software)
        self._line_up(waiting)

    def _line_up(self, orders: Sequence[Order]) -> None:
        """Put copies behind one another: only files of one size are looked into."""
        from whytwitch.cohort.identity import glance

        sizes = Counter(self._bytes(order) for order in orders)
        for order in orders:
            look = order.name.encode()
            if sizes[self._bytes(order)] > 1:
                with suppress(OSError):
                    look = glance(Path(order.path))
            self._group[order.name] = look
            if look in self._copies:
                self._copies[look].append(order)
            else:
                self._copies[look] = deque()
                self._ready.append(order)

    def _bytes(self, order: Order) -> int:
        marks = self.seen[order.name]
        return marks[0][1] if marks else 0

    @property
    def waiting(self) -> int:
        """Nights without an answer."""
        return len(self._ready) + len(self._out) + sum(len(rest) for rest in self._copies.values())

    def take(self, workers: int) -> list[Order]:
        """The nights of the next batch; none when there is none to give out now."""
        batch: list[Order] = []
        most = min(BATCH_NIGHTS, max(1, len(self._ready) // (SHARE * max(1, workers))))
        room = BATCH_BYTES
        while self._ready and len(batch) < most:
            order = self._ready[0]
            room -= self._bytes(order)
            if batch and (room < 0 or order.name in self._alone):
                break
            batch.append(self._ready.popleft())
            self._out[order.name] = order
            if order.name in self._alone:
                break
        return batch

    def settle(self, answer: Answer) -> None:
        """A night is answered; a copy of it may go now."""
        del self._out[answer.name]
        if answer.key and answer.error is None:
            self.known.add(answer.key)
        rest = self._copies[self._group[answer.name]]
        if rest:
            known = frozenset({answer.key} if answer.key and answer.error is None else ())
            self._ready.append(Order(**{**rest.popleft().__dict__, "known": known}))

    def give_back(self, orders: Sequence[Order] = (), *, alone: bool = False) -> None:
        """What was out has to be given out again: these nights, or all; alone, where one of them kills its worker."""
        back = list(orders or self._out.values())
        self._alone.update(order.name for order in back if alone)
        self._ready.extendleft(reversed(back))
        for order in back:
            del self._out[order.name]


def _file_name(path: Path, folder: Path) -> str:
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return str(path.absolute())


def _drain(client: Any, queue: _Queue, ledger: Ledger, progress: Progress, tell: Tell) -> None:
    """Give out, take back, keep; raise when the scheduler is gone."""
    from distributed import as_completed

    out: dict[str, list[Order]] = {}
    workers, looked = sum(client.nthreads().values()), time.monotonic()

    def submit() -> Iterator[Any]:
        while len(out) < AHEAD * max(1, workers) and (batch := queue.take(workers)):
            future = client.submit(score_batch, batch, pure=False, retries=0)
            out[future.key] = batch
            yield future

    flow = as_completed(list(submit()), raise_errors=False)
    for futures in flow.batches():
        came = [(orders, _answers(future, orders)) for future in futures if (orders := out.pop(future.key))]
        answers = [one for _, some in came if some is not None for one in some]
        ledger.keep(answers, queue.seen, queue.software)
        for one in answers:
            queue.settle(one)
            progress.done += 1
            progress.failed += one.error is not None
        tell(progress)
        if any(some is None for _, some in came):
            raise SchedulerLostError
        for orders, some in came:
            if not some:
                queue.give_back(orders, alone=True)
        if time.monotonic() - looked > LOOK_S:  # a cluster may grow while it works
            workers, looked = sum(client.nthreads().values()), time.monotonic()
        for future in submit():
            flow.add(future)
    if queue.waiting:
        raise SchedulerLostError


def _answers(future: Any, orders: Sequence[Order]) -> list[Answer] | None:
    """What a batch came back with; None when the scheduler forgot it; nothing when its nights shall go one by one."""
    from distributed.scheduler import KilledWorker

    if future.status == "finished":
        return list(future.result())
    if future.status in ("cancelled", "lost"):
        return None
    if len(orders) > 1:
        return []
    error, name = future.exception(), orders[0].name
    if isinstance(error, KilledWorker):
        why = SystemPartError(
            f"the process that scored this night died {cluster.LIVES} times", where=name,
            todo="it may need more memory than a worker has; the night is tried again by the next run",
        )  # fmt: skip
        return [Answer(name, None, (), None, "SystemPartError", why.sentence(), why.exit_code)]
    text = f"{name}: a fault of the program, not of the file ({type(error).__name__}); please report it."
    return [Answer(name, None, (), None, type(error).__name__, text, 70)]
