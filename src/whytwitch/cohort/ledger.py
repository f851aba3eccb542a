"""The memory of a cohort folder: one SQLite file from which the four tables can be written at any time.

What comes back is committed before more is asked for, so a run that is killed loses only what was being scored.
The file lies in ``state/`` below the output folder and is locked by one run at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from whytwitch.cohort.task import Answer
from whytwitch.errors import ContradictionError, FormatError, SystemPartError

#: Raised when the tables below change; a ledger of another version is moved aside.
VERSION = 2
#: What a failed night leaves with when trying it again may help: a fault of the machine or of the program.
WORTH_ANOTHER_TRY = (19, 70)

_TABLES = """
CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, size INTEGER, changed INTEGER, sha256 TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS scorings (key TEXT PRIMARY KEY, nights BLOB, movements BLOB, series BLOB);
CREATE TABLE IF NOT EXISTS placed (name TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failures (name TEXT PRIMARY KEY, key TEXT, error TEXT, exit_code INTEGER, sentence TEXT,
                                     software TEXT) WITHOUT ROWID;
"""


class Ledger:
    """What was scored, what failed, and which file is which.

    Parameters
    ----------
    folder : Path
        The output folder; ``state/`` is made in it.

    Raises
    ------
    ContradictionError
        Another run is writing to the same folder.
    SystemPartError
        The folder cannot be written, or the disk is full.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "state"
        with full_disk(folder):
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise SystemPartError(
                    f"this folder cannot be written ({error.strerror})", where=str(folder), todo="choose another --out"
                ) from None
            self._lock = sqlite3.connect(self.folder / "lock.sqlite", timeout=2, isolation_level=None)
            try:
                self._lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                self._lock.close()
                if "locked" not in str(error):
                    raise
                raise ContradictionError(
                    "another run is writing to this folder", where=str(folder), todo="wait for it, or choose another"
                ) from None
            self._db = self._open(self.folder / "ledger.sqlite")

    def _open(self, path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(path, isolation_level=None)
        try:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            made = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if made and version != VERSION:
                db.close()
                path.rename(path.with_name(f"ledger-of-version-{version}.sqlite"))
                return self._open(path)
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=NORMAL")
            db.executescript(_TABLES)
            db.execute(f"PRAGMA user_version={VERSION}")
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            db.close()
            raise FormatError(
                "the memory of this cohort is damaged", where=str(path), found=str(error),
                todo="move the file away and run again; the nights will be scored anew",
            ) from None  # fmt: skip
        return db

    def close(self) -> None:
        """Let go of the folder."""
        self._db.close()
        self._lock.close()

    def hashes(self) -> dict[str, tuple[int, int, str]]:
        """Name of each file seen -> size, time of change, hash."""
        rows = self._db.execute("SELECT name, size, changed, sha256 FROM files")
        return {name: (size, changed, digest) for name, size, changed, digest in rows}

    def keys(self) -> set[str]:
        """Names of all scorings that exist."""
        return {key for (key,) in self._db.execute("SELECT key FROM scorings")}

    def placed(self) -> dict[str, str]:
        """Name of the night -> name of its scoring."""
        return dict(self._db.execute("SELECT name, key FROM placed"))

    def failures(self) -> dict[str, tuple[str | None, str, int, str, str]]:
        """Name of the night -> key, error, exit code, sentence, software."""
        return {name: tuple(rest) for name, *rest in self._db.execute("SELECT * FROM failures")}

    def keep(self, answers: Iterable[Answer], seen: dict[str, list[tuple[str, int, int]]], software: str) -> None:
        """Commit what came back, all or nothing.

        Parameters
        ----------
        answers : iterable of Answer
        seen : dict
            For each night the files that were read: name, size and time of change before the reading.
        software : str
            Version of the scorer.

        Raises
        ------
        SystemPartError
            The disk is full; what was committed before stays.
        """
        with full_disk(self.folder), self._transaction():
            for one in answers:
                for (name, size, changed), digest in zip(seen.get(one.name, ()), one.hashes, strict=False):
                    self._db.execute("INSERT OR REPLACE INTO files VALUES (?,?,?,?)", (name, size, changed, digest))
                if one.error is not None:
                    self._db.execute(
                        "INSERT OR REPLACE INTO failures VALUES (?,?,?,?,?,?)",
                        (one.name, one.key, one.error, one.exit_code, one.sentence, software),
                    )
                    self._db.execute("DELETE FROM placed WHERE name = ?", (one.name,))
                    continue
                if one.tables:
                    self._db.execute(
                        "INSERT OR IGNORE INTO scorings VALUES (?,?,?,?)",
                        (one.key, one.tables["nights"], one.tables["movements"], one.tables["series"]),
                    )
                self._db.execute("INSERT OR REPLACE INTO placed VALUES (?,?)", (one.name, one.key))
                self._db.execute("DELETE FROM failures WHERE name = ?", (one.name,))

    def blobs(self, table: str, keys: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Packed rows of one table for each scoring, in the order given.

        Parameters
        ----------
        table : {"nights", "movements", "series"}
        keys : iterable of str

        Yields
        ------
        (str, bytes)
        """
        assert table in ("nights", "movements", "series")
        for key in keys:
            row = self._db.execute(f"SELECT {table} FROM scorings WHERE key = ?", (key,)).fetchone()  # noqa: S608
            if row is not None:
                yield key, row[0]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise


@contextmanager
def full_disk(where: Path) -> Iterator[None]:
    """Turn a full disk into one sentence; nothing that was committed is lost.

    Raises
    ------
    SystemPartError
        No space is left, or the file cannot be written.
    """
    advice = "nothing scored so far is lost: make room and run the same command again"
    try:
        yield
    except sqlite3.OperationalError as error:
        raise SystemPartError(
            f"the disk is full or cannot be written ({error})", where=str(where), todo=advice
        ) from None
    except OSError as error:
        raise SystemPartError(
            f"the disk is full or cannot be written ({error.strerror})", where=str(where), todo=advice
        ) from None
