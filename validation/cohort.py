"""The acceptance of the cohort: 200 nights, 5 % broken in ten ways, killed three times at random moments.

    python3 dev.py validate cohort [--nights=200] [--seed=1]

Nights of mixed rates, units and labels, one leg among them, are scored twice on two workers: once undisturbed, and once
killed (the whole process group, SIGKILL) at three moments drawn by chance. The four tables must be equal. It tests the
machinery with simulated nights; it says nothing about the scoring of real ones.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq

TABLES = ("nights", "movements", "series", "errors")


def start(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    """Begin a run in a process group of its own."""
    command = [sys.executable, "-m", "whytwitch", "cohort", str(folder), "--out", str(out), "--workers", "2"]
    return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def answered(out: Path) -> int:
    """Nights that the ledger of a run has an answer for."""
    path = out / "state" / "ledger.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as db:
        return sum(db.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in ("placed", "failures"))


def main(arguments: list[str]) -> int:
    """Run it and print what came out."""
    from tests.cohort.nights import break_in, write_nights

    given = dict(one.lstrip("-").split("=") for one in arguments)
    count, seed = int(given.get("nights", 200)), int(given.get("seed", 1))
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "nights"
        paths = write_nights(folder, count)
        for way, path in enumerate(chance.sample(paths, max(1, count // 20))):
            break_in(path, way)
        began = time.monotonic()
        assert start(folder, Path(name) / "calm").wait() == 0
        calm = time.monotonic() - began
        kills, scored = [], []
        for _ in range(3):
            running = start(folder, Path(name) / "disturbed")
            delay = chance.uniform(0.3, 0.7) * calm
            time.sleep(delay)
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
                kills.append(round(delay, 1))
            running.wait()
            scored.append(answered(Path(name) / "disturbed"))
            time.sleep(1)
        assert start(folder, Path(name) / "disturbed").wait() == 0
        equal = True
        for table in TABLES:
            a, b = (pq.read_table(Path(name) / out / f"{table}.parquet") for out in ("calm", "disturbed"))
            same = a.equals(b)
            equal &= same
            print(f"{table:<10} {a.num_rows:>7} rows, {b.num_rows:>7} when killed: {'equal' if same else 'DIFFERENT'}")
    print(
        f"{count} nights, seed {seed}, undisturbed {calm:.0f} s, killed after {kills} s with {scored} nights answered"
    )
    return 0 if equal and len(kills) == 3 else 1
