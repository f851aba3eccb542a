"""One file that holds everything, and the way back. The file is an age file (age-encryption.org/v1) with a passphrase.

Inside it is a plain tar: ``manifest.json`` with the SHA-256 of each member, the database, and the uploaded files. Any
age program opens it with the passphrase, so the data outlive this program (``store/sealed.py``).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from whytwitch.errors import ContradictionError, FileError, ImpossibleValueError, SystemPartError
from whytwitch.store.inspected import DATABASE, count_rows
from whytwitch.store.sealed import open_backup, pack

__all__ = ["DATABASE", "backup", "count_rows", "erase_everything", "open_backup", "overwrite", "restore"]

SHORTEST_PASSPHRASE = 12
#: Stands in the data folder while a backup is brought back: after a kill, what no row names goes (``store/files.py``).
RESTORING = "restoring"


def backup(folder: Path, out: Path, passphrase: str) -> dict[str, int]:
    """Write everything into one encrypted file, and prove it by opening it again.

    Parameters
    ----------
    folder : Path
        The data folder.
    out : Path
        The file; it is written whole or not at all.
    passphrase : str
        At least 12 characters. Without it nobody opens the file, nor can it be found again.

    Returns
    -------
    dict
        ``rows`` in the database, ``files``, ``bytes`` of the backup.

    Raises
    ------
    ImpossibleValueError
        When the passphrase is too short.
    SystemPartError
        When the file cannot be written.
    """
    import pyrage

    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise ImpossibleValueError("this passphrase is too short", allowed=f"{SHORTEST_PASSPHRASE} characters or more")
    members = {DATABASE: _snapshot(folder)}
    for path in sorted((folder / "files").rglob("*")):
        if path.is_file():
            members[path.relative_to(folder).as_posix()] = path.read_bytes()
    try:
        sealed = pyrage.passphrase.encrypt(pack(members), passphrase)
        opened = open_backup(sealed, passphrase, where=out.name)
    except MemoryError:
        raise _too_little_memory() from None
    if opened != members:  # pragma: no cover - would be a fault of a library
        raise SystemPartError("the backup did not open to what was put in", where=out.name, todo="try again")
    _write_whole(out, sealed)
    return {"rows": count_rows(members[DATABASE]), "files": len(members) - 1, "bytes": len(sealed)}


def restore(
    folder: Path,
    file: Path,
    passphrase: str,
    *,
    replace: bool = False,
    bring_up_to_date: Callable[[Path], None] | None = None,
) -> dict[str, int]:
    """Bring a backup back. All of it is checked before anything is touched; the database changes in one transaction.

    Killed at any moment, it leaves everything as it was or everything as it is in the backup.

    Parameters
    ----------
    folder : Path
        The data folder.
    file : Path
        The backup.
    passphrase : str
        As it was chosen.
    replace : bool
        Whether what is in the folder now may go.
    bring_up_to_date : callable, optional
        Brings the tables of a copy up to date, and may refuse it, before it becomes the database.

    Returns
    -------
    dict
        ``rows``, ``people`` and ``files``.

    Raises
    ------
    ContradictionError
        When there is something in the folder and ``replace`` is not set.
    FileError, FormatError
        When the backup is not whole.
    SystemPartError
        When the disk is full; what was there stays.
    """
    try:
        sealed = file.read_bytes()
        members = open_backup(sealed, passphrase, where=file.name)
    except OSError as error:
        raise FileError("this file cannot be read", where=file.name, found=error.strerror or "") from None
    except MemoryError:
        raise _too_little_memory() from None
    database = folder / DATABASE
    if database.exists() and not replace and count_rows(_snapshot(folder)):
        raise ContradictionError(
            "the data folder is not empty", where=str(folder), todo="back it up first, then restore with --replace"
        )
    staged, added = folder / "incoming" / "restored.sqlite3", list[Path]()
    marker = folder / RESTORING
    try:
        marker.touch(mode=0o600)
        _write_whole(staged, members[DATABASE])
        if bring_up_to_date is not None:
            bring_up_to_date(staged)
        for name, content in members.items():
            if name != DATABASE:
                (folder / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                if not (folder / name).exists():
                    added.append(folder / name)
                _write_whole(folder / name, content)
        people = _become(staged, database)
    except BaseException as error:
        for path in added:
            path.unlink(missing_ok=True)
        marker.unlink(missing_ok=True)
        if isinstance(error, OSError | sqlite3.Error):
            raise SystemPartError(
                "the backup could not be brought back", found=str(error)[:80], todo="what was there stays"
            ) from None
        raise
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            staged.with_name(staged.name + ending).unlink(missing_ok=True)
    for path in (folder / "files").rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in members:
            path.unlink()
    marker.unlink(missing_ok=True)
    return {"rows": count_rows(members[DATABASE]), "people": people, "files": len(members) - 1}


def _become(staged: Path, database: Path) -> int:
    """Put a database in the place of another in one transaction of SQLite's own, also while the app has it open.

    Returns
    -------
    int
        How many people are in it.
    """
    if not database.exists():
        database.touch(mode=0o600)
    source, target = sqlite3.connect(staged, timeout=20), sqlite3.connect(database, timeout=20)
    try:
        names = {row[0] for row in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        people = source.execute("SELECT count(*) FROM store_person").fetchone()[0] if "store_person" in names else 0
        page = target.execute("PRAGMA page_size").fetchone()[0]
        source.execute("PRAGMA journal_mode=DELETE")
        if source.execute("PRAGMA page_size").fetchone()[0] != page:
            source.execute(f"PRAGMA page_size={int(page)}")
            source.execute("VACUUM")
        source.backup(target)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        source.close()
        target.close()
    return int(people)


def _too_little_memory() -> SystemPartError:
    return SystemPartError(
        "this computer has too little memory for a backup of this size",
        todo="close other programs and try again; what was there stays",
    )


def _snapshot(folder: Path) -> bytes:
    """The database at one moment, also while the app writes (SQLite's online backup), without its journal."""
    source = (
        sqlite3.connect(f"file:{folder / DATABASE}?mode=ro", uri=True)
        if (folder / DATABASE).exists()
        else sqlite3.connect(":memory:")
    )
    target = sqlite3.connect(":memory:")
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode=MEMORY")
        return target.serialize()
    finally:
        source.close()
        target.close()


def _write_whole(path: Path, content: bytes | memoryview) -> None:
    temporary = path.with_name(f".{path.name}.part")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise SystemPartError("this file cannot be written", where=str(path), found=error.strerror or "") from None


def erase_everything(folder: Path) -> int:
    """Overwrite and remove every file of the data folder.

    Parameters
    ----------
    folder : Path
        The data folder; it stays, empty.

    Returns
    -------
    int
        How many files went.

    Notes
    -----
    On a disk that moves blocks about (any SSD) old copies may survive below the file system; only full-disk encryption
    helps there. docs/diary.md says so.
    """
    gone = 0
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_symlink() or path.is_file():
            overwrite(path)
            gone += 1
        elif path.is_dir():
            path.rmdir()
    return gone


def overwrite(path: Path) -> None:
    """Fill a file with zeros, flush it to the disk and remove it; a link is removed alone."""
    if not path.is_symlink():
        with path.open("r+b") as out:
            left = out.seek(0, os.SEEK_END)
            out.seek(0)
            while left > 0:
                out.write(bytes(min(left, 1 << 20)))
                left -= 1 << 20
            out.flush()
            os.fsync(out.fileno())
    path.unlink()
