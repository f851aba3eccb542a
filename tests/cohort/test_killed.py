"""Killed, restarted, without a scheduler: the tables end up as those of a run that nobody disturbed."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.cohort.nights import break_in, write_nights

from whytwitch.cohort.run import Plan, score_folder
from whytwitch.cohort.tables import TABLES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="kills processes by signals that only POSIX has"),
]
NIGHTS = 10
PATIENCE_S = 240.0
#: What the command chooses by itself.
OPTIONS = {"aasm_morphology": False, "short_interval_start": True, "stages": "off", "eeg_around": False}
MACHINE = """
import sys, time
from distributed import LocalCluster
import whytwitch.cohort.task, whytwitch.evidence.night.assemble
sys.stdin.readline()
with LocalCluster(
    n_workers=1, threads_per_worker=1, processes=False, host="127.0.0.1", scheduler_port=int(sys.argv[1]),
    dashboard_address=None, worker_dashboard_address=None, scheduler_kwargs={"dashboard": False},
):
    print("open", flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("killed") / "nights"
    for way, path in enumerate(write_nights(place, NIGHTS)):
        if way % 5 == 4:
            break_in(path, way)
    return place


@pytest.fixture(scope="module")
def undisturbed(folder: Path, two_workers: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list]:
    out = tmp_path_factory.mktemp("killed") / "undisturbed"
    score_folder(Plan(folder, out, options=OPTIONS, address=two_workers))
    return tables(out)


def start(folder: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "whytwitch", "cohort", str(folder), "--out", str(out), "--no-summary", *more]
    return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def tables(out: Path) -> dict[str, list]:
    return {name: pq.read_table(out / f"{name}.parquet").to_pylist() for name in TABLES}


def finished(out: Path) -> int:
    """Nights with an answer, as another process sees the ledger."""
    path = out / "state" / "ledger.sqlite"
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            return sum(db.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in ("placed", "failures"))
    except sqlite3.OperationalError:
        return 0


def wait_for(what: Callable[[], bool], running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < until, "nothing happened"
        if running.poll() is not None:
            return
        time.sleep(0.01)


def processes_of(session: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "-s", str(session)], capture_output=True, text=True, check=False)
    return [int(one) for one in found.stdout.split()]


def test_killed_three_times_the_tables_equal_an_undisturbed_run(
    folder: Path, undisturbed: dict[str, list], two_workers: str, tmp_path: Path
):
    out, before, left = tmp_path / "out", 0, []
    # the first with workers of its own, which are killed too; the others at a cluster that lives on
    for more, where in ((1, ["--workers", "1"]), (3, ["--cluster", two_workers]), (2, ["--cluster", two_workers])):
        running = start(folder, out, *where)
        wanted = before + more
        wait_for(lambda: finished(out) >= wanted, running)  # noqa: B023 - called at once
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        wait_for(lambda: not processes_of(running.pid), running)  # noqa: B023
        before = finished(out)
        left.append(NIGHTS - before)
    assert before >= 6
    assert left[0] > 0, "the run was over before it was killed"
    result = score_folder(Plan(folder, out, options=OPTIONS, address=two_workers))
    assert result.progress.done == left[-1]
    assert tables(out) == undisturbed


def test_a_killed_worker_is_replaced_and_no_night_is_lost(folder: Path, undisturbed: dict[str, list], tmp_path: Path):
    out = tmp_path / "out"
    running = start(folder, out, "--workers", "1")
    wait_for(lambda: finished(out) >= 2, running)
    workers = [pid for pid in processes_of(running.pid) if "spawn_main" in _command(pid)]
    assert workers
    os.kill(workers[-1], signal.SIGKILL)
    assert running.wait(PATIENCE_S) == 0
    assert tables(out) == undisturbed


def test_a_scheduler_that_goes_and_comes_back_loses_nothing(folder: Path, undisturbed: dict[str, list], tmp_path: Path):
    out, port = tmp_path / "out", _free_port()
    with scheduler(port) as first, scheduler(port) as second:
        first.open()
        running = start(folder, out, "--cluster", f"tcp://127.0.0.1:{port}")
        wait_for(lambda: finished(out) >= 2, running)
        first.kill()
        second.open()
        assert running.wait(PATIENCE_S) == 0
    assert tables(out) == undisturbed


def test_nobody_at_the_address_is_one_sentence():
    from whytwitch.cohort import cluster
    from whytwitch.errors import SystemPartError

    with pytest.raises(SystemPartError, match="no scheduler answers"), cluster.remote("tcp://127.0.0.1:9", 0.5):
        pass


@dataclass
class Machine:
    """A process that becomes a scheduler with one worker when told so."""

    process: subprocess.Popen[bytes]

    def open(self) -> None:
        """Open the port; the program was loaded before."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(b"open\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == b"open\n"

    def kill(self) -> None:
        """As a machine without current."""
        self.process.kill()
        self.process.wait()


@contextmanager
def scheduler(port: int) -> Iterator[Machine]:
    with subprocess.Popen(
        [sys.executable, "-c", MACHINE, str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        machine = Machine(process)
        try:
            yield machine
        finally:
            machine.kill()


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
