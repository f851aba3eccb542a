"""Backup, restore, erase, and a diary that survives a kill and a full disk. Each in a process of its own:
Django is set up once."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from whytwitch.errors import FileError, InputError
from whytwitch.store.backup import DATABASE, backup, count_rows, erase_everything, open_backup, restore

PASSPHRASE = "correct horse battery"
CANARY = "Canary-Quetzal-7741"


def _run(data: Path, *command: str, **more) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "WHYTWITCH_PASSPHRASE": PASSPHRASE, "TZ": "Europe/London"}
    return subprocess.run(
        [sys.executable, "-m", "whytwitch", *command, "--data", str(data)],
        capture_output=True,
        text=True,
        env=env,
        **more,
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A data folder with one entry and one uploaded file."""
    data = tmp_path_factory.mktemp("data")
    done = _run(data, "diary", "note", "evening", "twitches=0", f"note={CANARY}")
    assert done.returncode == 0, done.stderr
    with contextlib.closing(sqlite3.connect(data / DATABASE)) as held:
        person = held.execute("SELECT id FROM store_person").fetchone()[0]
    import uuid

    folder = data / "files" / str(uuid.UUID(person))
    folder.mkdir(parents=True)
    (folder / f"{'a' * 64}.csv").write_text(CANARY * 100)
    return data


@pytest.fixture(scope="module")
def sealed(filled, tmp_path_factory):
    """Its backup."""
    out = tmp_path_factory.mktemp("out") / "whytwitch.age"
    made = backup(filled, out, PASSPHRASE)
    assert made["files"] == 1
    assert made["rows"] > 0
    return out


def test_a_backup_is_a_standard_file_and_tells_nothing(sealed):
    raw = sealed.read_bytes()
    assert raw.startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert CANARY.encode() not in raw
    assert sealed.stat().st_mode & 0o077 == 0


def test_a_restored_backup_is_what_was_backed_up(filled, sealed, tmp_path):
    from whytwitch.store.folder import prepare

    target = prepare(tmp_path / "new")
    made = restore(target, sealed, PASSPHRASE)
    assert _dump(target) == _dump(filled)
    assert made["files"] == 1
    old, new = (
        {path.relative_to(folder): path.read_bytes() for path in (folder / "files").rglob("*.csv")}
        for folder in (filled, target)
    )
    assert old == new
    with pytest.raises(InputError, match="not empty"):
        restore(target, sealed, PASSPHRASE)
    assert restore(target, sealed, PASSPHRASE, replace=True) == made


def test_a_wrong_passphrase_and_a_damaged_file_change_nothing(sealed, tmp_path):
    from whytwitch.store.folder import prepare

    target = prepare(tmp_path / "kept")
    raw = bytearray(sealed.read_bytes())
    with pytest.raises(FileError):
        open_backup(bytes(raw), "wrong horse battery", where="x")
    raw[-20] ^= 1
    (tmp_path / "bad.age").write_bytes(raw)
    with pytest.raises(FileError):
        restore(target, tmp_path / "bad.age", PASSPHRASE)
    with pytest.raises(FileError):
        open_backup(b"PK\x03\x04", PASSPHRASE, where="x")
    with pytest.raises(InputError):
        backup(target, tmp_path / "x.age", "short")
    assert not (target / DATABASE).exists()


def test_export_and_import_lose_nothing(filled, tmp_path):
    assert _run(filled, "export", str(tmp_path / "a.csv")).returncode == 0
    other = tmp_path / "other"
    for _ in range(2):
        done = _run(other, "import", str(tmp_path / "a.csv"), "--json")
        assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["new"] == 0
    assert _run(other, "export", str(tmp_path / "b.csv")).returncode == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_erase_leaves_no_byte(filled, tmp_path):
    import shutil

    data = tmp_path / "data"
    shutil.copytree(filled, data)
    assert CANARY.encode() in _bytes_of(data)
    done = _run(data, "erase", "--yes")
    assert done.returncode == 0, done.stderr
    assert CANARY.encode() not in _bytes_of(data)
    shutil.rmtree(data)
    shutil.copytree(filled, data)
    assert erase_everything(data) >= 2
    assert list(data.iterdir()) == []


WRITER = """
import datetime as dt, sys
from pathlib import Path
from whytwitch.store.open import open_folder, person_named
open_folder(Path(sys.argv[1]))
from whytwitch.evidence.diary import new_entry
from whytwitch.store.diary import add
person = person_named(None, make=True)
count = 0
print("ready", flush=True)
while True:
    entry = new_entry("evening", {"twitches": count, "note": "x" * 300}, zone="UTC", now=dt.datetime.now(dt.UTC))
    try:
        add(person, [entry])
    except Exception as error:
        print("failed", type(error).__name__, flush=True)
        break
    print(entry.id, flush=True)
    count += 1
"""


def _dump(folder: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as held:
        return list(held.iterdump())


def _writer(data: Path, **more) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(data)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **more
    )


def _there(data: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(data / DATABASE)) as held:
        assert held.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {row[0] for row in held.execute("SELECT id FROM store_diaryentry")}


def test_what_was_noted_outlives_a_kill(tmp_path):
    """Killed at four moments; every entry that was reported as noted is there, and the database is whole."""
    told: set[str] = set()
    for wait in (0.0, 0.01, 0.05, 0.2):
        process = _writer(tmp_path)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        told |= {line.strip().replace("-", "") for line in process.stdout if len(line.strip()) == 36}
        process.stdout.close()
        process.wait()
        assert told <= _there(tmp_path)


def test_what_was_noted_outlives_a_full_disk(tmp_path):
    """No file may grow beyond a limit, as on a full disk: the entry that fails is said, all before it stay."""
    process = _writer(tmp_path)
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate()
    size = max(path.stat().st_size for path in tmp_path.iterdir() if path.is_file())

    def full() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 200_000, size + 200_000))

    process = _writer(tmp_path, preexec_fn=full)
    assert process.stdout is not None
    lines = [line.strip() for line in process.stdout]
    process.communicate()
    assert lines[-1].startswith("failed")
    told = {line.replace("-", "") for line in lines if len(line) == 36}
    assert told
    assert told <= _there(tmp_path)
    more = _writer(tmp_path)
    assert more.stdout is not None
    assert more.stdout.readline() == "ready\n"
    assert len(more.stdout.readline().strip()) == 36
    more.kill()
    more.communicate()


def test_a_damaged_database_is_refused(tmp_path):
    with pytest.raises(InputError):
        count_rows(b"SQLite format 3\0" + b"\1" * 5000)


_OPENED_TWICE = """
import datetime as dt
from pathlib import Path
from whytwitch.store.open import open_folder, person_named
open_folder(Path({data!r}))
from whytwitch.evidence.diary import new_entry
from whytwitch.store.diary import add, diary_of, entries_of
person = person_named(None, make=True)
now = dt.datetime(2026, 11, 20, 21, tzinfo=dt.UTC)
first = new_entry("evening", {{"twitches": 3}}, zone="Europe/London", now=now)
add(person, [first])
assert entries_of(person) == [first] and type(entries_of(person)[0]).model_validate(first.model_dump()) == first
assert diary_of(person) is diary_of(person)
later = now + dt.timedelta(hours=1)
add(person, [new_entry("evening", {{"twitches": 4}}, zone="Europe/London", now=later, replaces=first.id)])
(held,) = diary_of(person)
assert diary_of(person).days == {{dt.date(2026, 11, 20): {{"twitches": 4.0}}}}, diary_of(person).days
print(len(entries_of(person)), int(held.values["twitches"]))
"""


def test_a_diary_is_kept_open_until_an_entry_comes(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", _OPENED_TWICE.format(data=str(tmp_path))], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["2", "4"], done.stdout
