"""Backups that lie: each is refused in one sentence, and what was there stays. A restore that is killed is whole or not
at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from whytwitch.errors import InputError, SystemPartError
from whytwitch.store.backup import DATABASE, RESTORING, backup, restore
from whytwitch.store.folder import prepare
from whytwitch.store.inspected import known_migrations
from whytwitch.store.sealed import FORMAT, pack

ROOT = Path(__file__).resolve().parents[2]
BEGINNING = b"age-encryption.org/v1"
FILE = f"files/{uuid.UUID(int=7)}/{'b' * 64}.csv"


def a_database(*more: str, people: int = 1) -> bytes:
    """A small database with the tables by which ours is known."""
    held = sqlite3.connect(":memory:")
    held.executescript(
        """
        CREATE TABLE django_migrations (app TEXT, name TEXT);
        INSERT INTO django_migrations VALUES ('store', '0001_initial');
        CREATE TABLE store_user (id TEXT PRIMARY KEY);
        CREATE TABLE store_person (id TEXT PRIMARY KEY, owner_id TEXT REFERENCES store_user (id));
        """
    )
    for number in range(people):
        held.execute("INSERT INTO store_person VALUES (?, NULL)", (str(number),))
    for statement in more:
        held.execute(statement)
    held.commit()
    made = held.serialize()
    held.close()
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one person and one file."""
    made = prepare(tmp_path / "data")
    (made / DATABASE).write_bytes(a_database())
    (made / FILE).parent.mkdir()
    (made / FILE).write_bytes(b"old night")
    return made


@pytest.fixture(autouse=True)
def unsealed(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Sealing takes a second on purpose; what is inside is tried here, without a seal."""

    class Open:
        @staticmethod
        def decrypt(sealed: bytes, passphrase: str) -> bytes:
            del passphrase
            return sealed.removeprefix(BEGINNING)

        @staticmethod
        def encrypt(packed: bytes, passphrase: str) -> bytes:
            del passphrase
            return BEGINNING + packed

    monkeypatch.setattr(pyrage, "passphrase", Open)


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def a_tar(*members: tuple[tarfile.TarInfo, bytes], database: bytes | None = None, manifest: object = None) -> bytes:
    content = database or a_database()
    hashes = {DATABASE: hashlib.sha256(content).hexdigest()}
    hashes |= {info.name: hashlib.sha256(held).hexdigest() for info, held in members}
    said = {"format": FORMAT, "sha256": hashes} if manifest is None else manifest
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, held in {"manifest.json": json.dumps(said).encode(), DATABASE: content}.items():
            info = tarfile.TarInfo(name)
            info.size = len(held)
            archive.addfile(info, io.BytesIO(held))
        for info, held in members:
            archive.addfile(info, io.BytesIO(held))
    return buffer.getvalue()


def named(name: str, size: int = 3, kind: bytes = tarfile.REGTYPE, **pax: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.pax_headers = size, kind, pax
    return info


def a_bomb() -> bytes:
    """A sparse file: 512 bytes that say that they are a terabyte."""
    info = named("files/" + str(uuid.UUID(int=7)) + "/" + "c" * 64 + ".edf", 512)
    info.pax_headers = {"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.size": str(1 << 40)}
    info.pax_headers["GNU.sparse.map"] = "0,512"
    return a_tar((info, b"x" * 512))


def of_a_newer_version() -> bytes:
    return a_tar(database=a_database("INSERT INTO django_migrations VALUES ('store', '9999_from_tomorrow')"))


LIES: dict[str, Callable[[], bytes]] = {
    "a zip": lambda: b"PK\x03\x04" + b"0" * 4000,
    "nothing": lambda: b"",
    "cut in the middle": lambda: a_tar((named(FILE), b"abc"))[:9000],
    "cut after the manifest": lambda: a_tar()[:1536],
    "a way out": lambda: a_tar((named("../../evil.csv"), b"abc")),
    "an absolute way": lambda: a_tar((named("/tmp/evil.csv"), b"abc")),
    "a way out by a file's name": lambda: a_tar((named(f"files/{uuid.UUID(int=7)}/../../x.csv"), b"abc")),
    "a link": lambda: a_tar((named(FILE, 0, tarfile.SYMTYPE), b"")),
    "the secret key": lambda: a_tar((named("secret_key"), b"abc")),
    "twice the database": lambda: a_tar((named(DATABASE), b"abc")),
    "a sparse terabyte": a_bomb,
    "a size that is not there": lambda: a_tar((named(FILE), b"abc")).replace(b"00000000003\0", b"77777777777\0"),
    "other content": lambda: a_tar((named(FILE), b"abc")).replace(b"abc", b"abd"),
    "no database": lambda: pack({})[:],
    "a manifest that is a list": lambda: a_tar(manifest=[1]),
    "another format": lambda: a_tar(manifest={"format": "whytwitch backup 2", "sha256": {}}),
    "a manifest as deep as the sea": lambda: pack({DATABASE: b""}).replace(b'{\n "format"', b"[" * 11),
    "no SQLite": lambda: a_tar(database=b"MZ" + b"\0" * 5000),
    "SQLite by its head": lambda: a_tar(database=b"SQLite format 3\0" + b"\1" * 5000),
    "SQLite cut": lambda: a_tar(database=a_database()[:5000]),
    "another program's SQLite": lambda: a_tar(database=_of_another_program()),
    "rows that belong to nobody": lambda: a_tar(database=a_database("INSERT INTO store_person VALUES ('x', 'gone')")),
    "a newer version": of_a_newer_version,
}


def _of_another_program() -> bytes:
    held = sqlite3.connect(":memory:")
    held.execute("CREATE TABLE bookmarks (id INTEGER)")
    made = held.serialize()
    held.close()
    return made


@pytest.mark.parametrize("lie", LIES)
def test_a_backup_that_lies_is_refused_in_one_sentence_and_changes_nothing(lie: str, folder: Path) -> None:
    content = LIES[lie]()
    file = folder.parent / "lie.age"
    file.write_bytes(content if lie in ("a zip", "nothing") else BEGINNING + content)
    before = everything(folder)
    with pytest.raises(InputError) as caught:
        restore(folder, file, "x" * 12, replace=True)
    assert everything(folder) == before
    said = caught.value.sentence()
    assert "\n" not in said
    assert len(said) < 300
    assert not (folder.parent / "evil.csv").exists()
    if lie == "a newer version":
        assert "newer version of whytwitch" in said
        assert "install that version" in said


def test_what_a_version_in_use_refuses_changes_nothing(folder: Path) -> None:
    def refuse(copy: Path) -> None:
        assert copy.exists()
        raise SystemPartError("no")

    file = folder.parent / "whytwitch.age"
    file.write_bytes(BEGINNING + a_tar((named(FILE.replace("b" * 64, "d" * 64)), b"abc")))
    before = everything(folder)
    with pytest.raises(SystemPartError):
        restore(folder, file, "x" * 12, replace=True, bring_up_to_date=refuse)
    assert everything(folder) == before


def test_another_number_of_people_is_counted_and_an_open_window_reads_the_new_ones(folder: Path) -> None:
    file = folder.parent / "whytwitch.age"
    file.write_bytes(BEGINNING + pack({DATABASE: a_database(people=5)}))
    window = sqlite3.connect(folder / DATABASE)
    window.execute("PRAGMA journal_mode=WAL")
    assert window.execute("SELECT count(*) FROM store_person").fetchone() == (1,)
    made = restore(folder, file, "x" * 12, replace=True)
    assert made == {"rows": 5, "people": 5, "files": 0}
    assert window.execute("SELECT count(*) FROM store_person").fetchone() == (5,)
    window.close()
    assert [name for name in everything(folder) if name.startswith(("files/", "incoming/", RESTORING))] == []


def test_a_backup_of_other_pages_fits_too(folder: Path) -> None:
    small = sqlite3.connect(":memory:")
    small.execute("PRAGMA page_size=1024")
    small.deserialize(a_database(people=3))
    small.execute("PRAGMA page_size=1024")
    small.execute("VACUUM")
    file = folder.parent / "whytwitch.age"
    file.write_bytes(BEGINNING + pack({DATABASE: small.serialize()}))
    small.close()
    live = sqlite3.connect(folder / DATABASE)
    live.execute("PRAGMA journal_mode=WAL")
    live.close()
    assert restore(folder, file, "x" * 12, replace=True)["people"] == 3


KILLED = """
import os, sys
from pathlib import Path
import pyrage
class Open:
    decrypt = staticmethod(lambda sealed, passphrase: sealed[21:])
pyrage.passphrase = Open
place, left = sys.argv[3], int(sys.argv[4])
def die(event, args):
    global left
    named = str(args[0]) if args else ""
    if event in ("open", "os.rename", "os.remove", "sqlite3.connect") and "data" in named:
        left -= 1
        if left < 0:
            os._exit(9)
from whytwitch.store.backup import restore
sys.addaudithook(die)
restore(Path(sys.argv[1]), Path(sys.argv[2]), "x" * 12, replace=True)
"""


def test_killed_at_any_step_it_is_all_old_or_all_new(folder: Path, tmp_path: Path) -> None:
    """Each process is killed one step further; the database is the old or the new one, each with its files."""
    new = FILE.replace("b" * 64, "d" * 64)
    file = tmp_path / "whytwitch.age"
    file.write_bytes(BEGINNING + pack({DATABASE: a_database(people=5), new: b"new night"}))
    found, ended = set(), False
    for step in range(0, 40, 2):
        data = tmp_path / "data-again"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(folder, data)
        ran = subprocess.run(
            [
                sys.executable,
                "-S",
                "-c",
                f"import sys; sys.path[:0] = {sys.path!r}\n" + KILLED,
                data,
                file,
                "x",
                str(step),
            ],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            check=False,
        )
        with sqlite3.connect(data / DATABASE) as held:
            people = held.execute("SELECT count(*) FROM store_person").fetchone()[0]
            assert held.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        held.close()
        assert people in (1, 5)
        needed = FILE if people == 1 else new
        assert (data / needed).read_bytes() == (b"old night" if people == 1 else b"new night")
        lying = {path.relative_to(data).as_posix() for path in (data / "files").rglob("*") if path.is_file()}
        if lying - {needed}:
            assert (data / RESTORING).exists(), "the next start must know that something was left"
        found.add(people)
        if ran.returncode == 0:
            ended = True
            break
        assert ran.returncode == 9
    assert ended
    assert found == {1, 5}


def test_a_real_backup_opens_to_what_was_put_in(folder: Path, tmp_path: Path) -> None:
    made = backup(folder, tmp_path / "w.age", "x" * 12)
    assert made["files"] == 1
    assert restore(prepare(tmp_path / "other"), tmp_path / "w.age", "x" * 12) == {"rows": 1, "people": 1, "files": 1}
    assert (tmp_path / "other" / FILE).read_bytes() == b"old night"
    assert (tmp_path / "other" / DATABASE).stat().st_mode & 0o077 == 0


def test_the_steps_of_the_tables_are_known() -> None:
    assert "0001_initial" in known_migrations()
    assert all(name[:4].isdigit() for name in known_migrations())
