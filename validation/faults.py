"""Death and a full disk at every write point of diary entries: ``python3 dev.py validate faults [--entries N]``.

A small library (``faults.c``, built with the machine's C compiler) stands before libc in a process that notes entries.
It counts every write, sync, truncation and removal in the data folder. Each of them is then the point at which the
process is killed, is killed in the middle of the write, finds the disk full from there on, or meets one error.
Afterwards the database must be whole, hold every entry that was reported as noted, and take another one.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import datetime as dt
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MODES = {"killed before it": 1, "killed in its middle": 2, "disk full from it on": 3, "one error": 4}
_FILE = "whytwitch.sqlite3"


def main(arguments: list[str]) -> int:
    """Build the library, run the points in a process under it, print the table."""
    parser = argparse.ArgumentParser(prog="dev.py validate faults")
    parser.add_argument("--entries", type=int, default=6, help="entries in one run")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args(arguments)
    if told.inside:
        return _inside(told.inside, told.entries)
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        print("this needs a C compiler (cc or gcc) on Linux", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        library = Path(name) / "faults.so"
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(ROOT / "validation" / "faults.c"), "-ldl"],
            check=True,
        )
        data = Path(name) / "data"
        env = {**os.environ, "LD_PRELOAD": str(library), "FAULT_DIR": str(data), "WHYTWITCH_DATA": str(data)}
        call = [sys.executable, str(ROOT / "tools" / "validate.py"), "faults", "--inside", str(data)]
        return subprocess.run([*call, "--entries", str(told.entries)], env=env, check=False).returncode


def _inside(data: Path, entries: int) -> int:
    from whytwitch.store.open import open_folder, person_named

    open_folder(data)
    from django.db import connections

    person: Any = person_named(None, make=True)
    _note(person, 2, sys.stdout.fileno(), quiet=True)
    connections.close_all()
    base = data.parent / "base"
    shutil.copytree(data, base)
    points = _child(person, entries, 10**9, 0)[2]
    print(f"{entries} entries, their commits and the closing of the database: {points} write points")
    wrong = 0
    for name, mode in MODES.items():
        lost, torn, reported = 0, 0, 0
        for point in range(1, points + 1):
            shutil.rmtree(data)
            shutil.copytree(base, data)
            told, _, _ = _child(person, entries, point, mode)
            reported += len(told)
            lost += not told.items() <= _rows(data).items()
            torn += not _whole(data)
            more, code, _ = _child(person, 1, 10**9, 0)
            torn += code != 0 or not (told | more).items() <= _rows(data).items()
        print(f"{name:<22} {points} points, {reported} entries reported, {lost} with a loss, {torn} not whole or stuck")
        wrong += lost + torn
    return int(bool(wrong))


def _note(person: Any, count: int, out: int, *, quiet: bool = False) -> None:
    from whytwitch.evidence.diary import new_entry
    from whytwitch.store.diary import add

    for number in range(count):
        told = {"twitches": number, "caffeine": 0, "note": f"{number} " + "x" * 900}
        entry = new_entry("evening", told, zone="UTC", now=dt.datetime.now(dt.UTC))
        add(person, [entry])
        if not quiet:
            os.write(out, (json.dumps([entry.id.hex, entry.values]) + "\n").encode())


def _child(person: Any, entries: int, point: int, mode: int) -> tuple[dict[str, Any], int, int]:
    """Note entries in a process of its own: what it reported, how it ended, and how many points it passed."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        code = 1
        library = ctypes.CDLL(None)
        with contextlib.suppress(Exception):
            from django.db import connections

            library.fault_arm(ctypes.c_long(point), mode)
            try:
                _note(person, entries, writing)
                code = 0
            finally:
                with contextlib.suppress(Exception):
                    connections.close_all()
        os.write(writing, f"{library.fault_seen()}\n".encode())
        os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as lines:
        said = lines.read().splitlines()
    _, status = os.waitpid(pid, 0)
    told = dict(json.loads(line) for line in said if line.startswith("["))
    seen = next((int(line) for line in said if line.isdigit()), 0)
    return told, os.waitstatus_to_exitcode(status), seen


def _rows(data: Path) -> dict[str, Any]:
    with contextlib.closing(sqlite3.connect(data / _FILE)) as held:
        return {key: json.loads(values) for key, values in held.execute('SELECT id, "values" FROM store_diaryentry')}


def _whole(data: Path) -> bool:
    with contextlib.closing(sqlite3.connect(data / _FILE)) as held:
        return bool(held.execute("PRAGMA integrity_check").fetchone() == ("ok",))
