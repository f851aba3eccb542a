"""One worker against two, the cost of a night beside a plain loop, memory of a worker, and the summary page.

    python3 dev.py bench cohort [--nights=24] [--rounds=3] [--write]

The nights are simulated (8 h, two legs, 256 Hz). The peer of the same run is a plain loop over ``score_night`` in one
process: what a researcher would write without this room. The overhead of a night is measured once more on many short
nights, where scoring takes little and what is around it shows. It is the wall time of a night with one worker, from the
worker's second batch to the end, less the wall time of a night in the plain loop: one warm process, the same files, the
same options. So it holds hashing, rows, packing, the way to the scheduler and back, and the commit; it does not hold
starting and writing the tables, which stand by themselves. Beside it stands the processor time of all processes of the
run (client, scheduler, worker) in the same span, less that of the loop: other work on the machine changes it less.
Seconds are of this machine; the ratios are what counts.
``--write`` writes ``docs/benchmarks/cohort.md``.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks" / "cohort.md"
SHORT_H = 0.1
LOOP = """
import json, sys, time
from pathlib import Path
from whytwitch.evidence.night import score_night
paths = sorted(Path(sys.argv[1]).glob("*.edf"))
chosen = {"stages": "off", "eeg_around": False}
score_night(paths[0], options=chosen)
began, cpu = time.perf_counter(), time.process_time()
for path in paths[1:]:
    score_night(path, options=chosen)
print(json.dumps([(one - then) / (len(paths) - 1)
                  for one, then in ((time.perf_counter(), began), (time.process_time(), cpu))]))
"""
COHORT = """
import json, sys, time, psutil
from pathlib import Path
from whytwitch.cohort.run import Plan, score_folder
if __name__ == "__main__":
    marks, most, workers, looked = [], 0.0, int(sys.argv[3]), 0.0
    def cpu():
        total = time.process_time()
        for child in psutil.Process().children(recursive=True):
            try:
                total += sum(child.cpu_times()[:2])
            except psutil.Error:
                pass
        return total
    def tell(progress):
        global most, looked
        marks.append((time.perf_counter(), progress.done, cpu()))
        if marks[-1][0] - looked < 1.0:  # looking costs more than a night's overhead
            return
        looked = marks[-1][0]
        for child in psutil.Process().children(recursive=True):
            try:
                most = max(most, child.memory_info().rss / 1e6)
            except psutil.Error:
                pass
    began = time.perf_counter()
    chosen = {"stages": "off", "eeg_around": False}
    score_folder(Plan(Path(sys.argv[1]), Path(sys.argv[2]), workers=workers, options=chosen), tell)
    whole = time.perf_counter() - began
    # from when every worker has done its first night (imports) to the last night
    marks = [one for one in marks if one[1] >= 2 * workers]
    done = marks[-1][1] - marks[0][1]
    rate, used = (marks[-1][0] - marks[0][0]) / done, (marks[-1][2] - marks[0][2]) / done
    print(json.dumps([rate, most, whole - rate * marks[-1][1], used]))
"""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass
class Figures:
    """What was measured: seconds a night, megabytes, seconds of the page."""

    loop: float
    one: float
    two: float
    starting: float
    memory: float
    short_loop: float
    short_one: float
    short_loop_cpu: float
    short_one_cpu: float
    page: float
    page_rows: int
    again: float

    @property
    def overhead_ms(self) -> float:
        """What one worker needs beyond a plain loop for each night, from the short nights."""
        return (self.short_one - self.short_loop) * 1000


def make(folder: Path, count: int, hours: float) -> None:
    """Write simulated nights, no two alike: four are made, the others are those with other patient fields."""
    from whytwitch.evidence.night.simulate import restless_night, write

    folder.mkdir()
    for number in range(count):
        path = folder / f"n{number:04d}.edf"
        if number < 4:
            write(restless_night(number, hours) if hours >= 1 else short(number), path)
        else:
            shutil.copyfile(folder / f"n{number % 4:04d}.edf", path)
            with path.open("r+b") as file:  # the patient field: other bytes, the same signal
                file.seek(8)
                file.write(f"X X X X no {number}".encode().ljust(80))


def short(number: int) -> object:
    """A plan of some minutes."""
    from whytwitch.evidence.night.simulate import Plan, series

    stages = [(30.0 * i, 30.0, "N2") for i in range(int(SHORT_H * 120))]
    return Plan(hours=SHORT_H, bursts=series("left", 40.0 + number, 8, 30.0), stages=stages, seed=number, rate_hz=128)


def loop(folder: Path) -> tuple[float, float]:
    """Seconds a night of a plain loop, by the clock and of the processor."""
    done = subprocess.run(
        [sys.executable, "-c", LOOP, folder], capture_output=True, text=True, check=True,
        env={**os.environ, **ONE_THREAD},
    )  # fmt: skip
    wall, cpu = json.loads(done.stdout)
    return wall, cpu


def cohort(folder: Path, out: Path, workers: int) -> tuple[float, float, float, float]:
    """Seconds a night, most memory of one process in MB, seconds of starting and writing, processor time a night."""
    script = out.with_suffix(".py")
    script.write_text(COHORT)
    done = subprocess.run(
        [sys.executable, script, folder, out, str(workers)], capture_output=True, text=True, check=True
    )
    seconds, memory, rest, cpu = json.loads(done.stdout.splitlines()[-1])
    return seconds, memory, rest, cpu


def summary(folder: Path, nights: int, moves: int) -> tuple[float, int]:
    """Seconds of the summary page over made-up rows of single movements, and how many rows."""
    from tests.cohort.test_analysis import write

    from whytwitch.cohort.analysis import summarize
    from whytwitch.report.cohort_page import cohort_html

    write(folder, nights, moves)
    summarize(folder)  # imports
    began = time.perf_counter()
    assert "A cohort of nights" in cohort_html(summarize(folder))
    return time.perf_counter() - began, 3 * nights * moves


def measure(count: int, rounds: int) -> Figures:
    """Everything, in interleaved rounds."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        make(place / "nights", count, 8.0)
        make(place / "short", 10 * count, SHORT_H)
        took: dict[str, list[float]] = {
            key: [] for key in ("loop", "one", "two", "start", "short", "short_one", "short_cpu", "one_cpu")
        }
        memory = []
        for number in range(rounds):
            took["loop"].append(loop(place / "nights")[0])
            for key, workers in (("one", 1), ("two", 2)):
                seconds, most, rest, _ = cohort(place / "nights", place / f"{key}{number}", workers)
                took[key].append(seconds)
                took["start"].append(rest)
                memory.append(most)
            for key, value in zip(("short", "short_cpu"), loop(place / "short"), strict=True):
                took[key].append(value)
            seconds, _, _, cpu = cohort(place / "short", place / f"short{number}", 1)
            took["short_one"].append(seconds)
            took["one_cpu"].append(cpu)
        began = time.perf_counter()
        again = [
            sys.executable,
            "-m",
            "whytwitch",
            "cohort",
            place / "short",
            "--out",
            place / "short0",
            "--no-summary",
        ]
        subprocess.run([*again, "--workers", "1"], capture_output=True, check=True)
        again_s = (time.perf_counter() - began) / (10 * count)
        page, rows = summary(place / "tables", 1000, 300)
    middle = {key: statistics.median(values) for key, values in took.items()}
    return Figures(middle["loop"], middle["one"], middle["two"], middle["start"], max(memory), middle["short"],
                   middle["short_one"], middle["short_cpu"], middle["one_cpu"], page, rows, again_s)  # fmt: skip


def span(seconds: float) -> str:
    """Seconds in words."""
    for unit, size in (("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def on_paper(f: Figures) -> list[str]:
    """The cost of many nights, worked out from what was measured."""
    lines = ["| nights | 2 workers, as measured | 16 workers | 200 workers | processor time |", "|---|---|---|---|---|"]
    central = max(f.overhead_ms, 1.0) / 1000
    for nights in (10_000, 1_000_000):
        row = [span(f.two * nights)]
        # one process gives out, takes back and keeps: below its share of a night nobody can get
        row += [span(max(f.one / workers, central) * nights + f.starting) for workers in (16, 200)]
        lines.append(f"| {nights:,} | {' | '.join(row)} | {span(f.one * nights)} |".replace(",", " "))
    return lines


def report(f: Figures, count: int, rounds: int, command: str) -> str:
    """The page."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("distributed", "duckdb", "pyarrow", "numpy"))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end"
    central = max(f.overhead_ms, 1.0)
    return "\n".join(
        [
            "# Speed of a cohort",
            "",
            f"{datetime.datetime.now(tz=datetime.UTC):%Y-%m-%d}, `{command}`: {machine}; Python "
            f"{platform.python_version()}, {packages}.",
            f"{count} simulated nights of 8 h, 2 legs, 256 Hz (31 MB each), and {10 * count} of 6 minutes; median of "
            f"{rounds} interleaved rounds.",
            "",
            "| what | measured | goal |",
            "|---|---|---|",
            f"| plain loop over `score_night`, 8 h (the peer of this run) | {f.loop * 1000:.0f} ms a night | |",
            f"| cohort, 1 worker, 8 h | {f.one * 1000:.0f} ms a night, {f.one / f.loop:.2f} times the loop | |",
            f"| cohort, 2 workers, 8 h | {f.two * 1000:.0f} ms a night, {f.one / f.two:.2f} times one worker | 1.8 |",
            f"| overhead of a night: 1 worker less the loop, short nights | {f.overhead_ms:.1f} ms "
            f"({f.short_one * 1000:.1f} - {f.short_loop * 1000:.1f}) | 5 ms |",
            f"| the same in processor time of all processes | {(f.short_one_cpu - f.short_loop_cpu) * 1000:.1f} ms "
            f"({f.short_one_cpu * 1000:.1f} - {f.short_loop_cpu * 1000:.1f}) | |",
            f"| largest memory of a worker | {f.memory:.0f} MB | 400 MB |",
            f"| starting, and writing the tables | {f.starting:.1f} s a run | |",
            f"| the same folder again, nothing to do | {f.again * 1000:.1f} ms a night, start included | |",
            f"| summary page, 1 000 nights, {f.page_rows // 1000} 000 movement rows | {f.page:.2f} s | 2 s |",
            "",
            "The overhead is the wall time of a night with one worker, once it has begun, less that of a plain loop in",
            "one warm process over the same files with the same options. It holds hashing, rows, packing, the way to",
            "the scheduler and back, and the commit; starting, and writing, stand by themselves. Before batches",
            "it was 30.9 ms, with 1.49 times the loop and 285 MB ([profiles](profiles.md)).",
            "",
            "## Many nights, on paper",
            "",
            "Nobody scored a million nights here. From the figures above: a night costs one worker "
            f"{f.one * 1000:.0f} ms, and the process that gives nights out and keeps their rows spends at most "
            f"{central:.1f} ms on each, which is the floor for any number of workers (reached by about "
            f"{f.one * 1000 / central:.0f}). Reading is not counted: a million such nights are 31 TB; 200 workers "
            f"would read {200 * 31 / f.one / 1000:.0f} GB a second.",
            "",
            *on_paper(f),
            "",
            "Memory of the giving-out process grows with the list of names, not with the rows (the ledger on "
            "disk holds those); two batches of up to eight nights a worker are out at a time.",
            "",
        ]
    )  # fmt: skip


def main(arguments: list[str]) -> int:
    """Measure; print the page, or write it."""
    for one in (ROOT / "src", ROOT):
        sys.path.insert(0, str(one))
    given = dict(one.lstrip("-").split("=") for one in arguments if "=" in one)
    count, rounds = int(given.get("nights", 24)), int(given.get("rounds", 3))
    figures = measure(count, rounds)
    page = report(figures, count, rounds, " ".join(["python3 dev.py bench cohort", *arguments]))
    print(page)
    print(f"largest memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if "--write" in arguments:
        PAGE.write_text(page, encoding="utf-8")
        print(f"written: {PAGE.relative_to(ROOT)}")
    return 0
