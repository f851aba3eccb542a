"""Look into a database that comes from elsewhere, before anything of it is used. Nothing of it touches the disk."""

from __future__ import annotations

import contextlib
import pkgutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from whytwitch.errors import FormatError

DATABASE = "whytwitch.sqlite3"
_HEAD = b"SQLite format 3\0"
#: Bytes 18 and 19 of the header say how it is written; 2 is a journal beside the file, which one in memory has not.
_WRITTEN = slice(18, 20)


def known_migrations() -> frozenset[str]:
    """Names of the steps by which the tables of this program were made."""
    return frozenset(one.name for one in pkgutil.iter_modules([str(Path(__file__).parent / "migrations")]))


def check_database(database: bytes | memoryview, *, where: str = "") -> int:
    """Whether a database is whole, is one of this program, and was written by no newer one.

    Parameters
    ----------
    database : bytes
        The file.
    where : str
        What to call it in errors.

    Returns
    -------
    int
        Rows about people in it; an empty one that no program has used yet has none.

    Raises
    ------
    FormatError
        When it is damaged, of another program, or of a newer version.
    """
    with _opened(database, where) as held:
        names = {row[0] for row in held.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        ours = names >= {"django_migrations", "store_person", "store_user"}
        if names and not ours:
            raise FormatError("the database in it is not one of whytwitch", where=where)
        if ours:
            query = "SELECT name FROM django_migrations WHERE app = 'store'"
            if newer := {str(row[0]) for row in held.execute(query)} - known_migrations():
                raise FormatError(
                    "this backup was made by a newer version of whytwitch",
                    where=where,
                    found=sorted(newer)[0][:60],
                    todo="install that version, then bring it back",
                )
            if held.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise FormatError("the database in it is damaged", where=where, found="rows that belong to nobody")
        return _rows(held, names)


def count_rows(database: bytes | memoryview) -> int:
    """Rows about people in a database, after its own check.

    Parameters
    ----------
    database : bytes
        The file.

    Raises
    ------
    FormatError
        When the database is damaged.
    """
    with _opened(database, "") as held:
        return _rows(held, {row[0] for row in held.execute("SELECT name FROM sqlite_master WHERE type = 'table'")})


def _rows(held: sqlite3.Connection, names: set[str]) -> int:
    about = [name for name in names if name.startswith("store_") and name != "store_user" and '"' not in name]
    return sum(held.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in about)  # noqa: S608 - quoted


@contextlib.contextmanager
def _opened(database: bytes | memoryview, where: str) -> Iterator[sqlite3.Connection]:
    content = bytearray(database)
    if content and not content.startswith(_HEAD):
        raise FormatError("the database in it is no SQLite file", where=where)
    held = sqlite3.connect(":memory:")
    try:
        if content:
            content[_WRITTEN] = b"\1\1"
            held.deserialize(bytes(content))
        if held.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise FormatError("the database in it is damaged", where=where)
        yield held
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise FormatError("the database in it cannot be read", where=where, found=str(error)[:80]) from None
    finally:
        held.close()
