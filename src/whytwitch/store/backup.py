"""One file that holds everything, and the way back. The file is an age file (age-encryption.org/v1) with a passphrase.

Inside it is a plain tar: ``manifest.json`` with the SHA-256 of each member, the database, and the uploaded files. Any
age
program opens it with the passphrase, so the data outlive this program.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import sqlite3
import tarfile
import tempfile
from pathlib import Path

from whytwitch.errors import ContradictionError, FileError, FormatError, ImpossibleValueError, SystemPartError

DATABASE = "whytwitch.sqlite3"
FORMAT = "whytwitch backup 1"
SHORTEST_PASSPHRASE = 12
_MEMBER = re.compile(rf"^(?:manifest\.json|{re.escape(DATABASE)}|files/[0-9a-f-]{{36}}/[0-9a-f]{{64}}\.[a-z]{{2,4}})$")


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
    sealed = pyrage.passphrase.encrypt(_pack(members), passphrase)
    opened = open_backup(sealed, passphrase, where=out.name)
    if opened != members:  # pragma: no cover - would be a fault of a library
        raise SystemPartError("the backup did not open to what was put in", where=out.name, todo="try again")
    _write_whole(out, sealed)
    return {"rows": count_rows(members[DATABASE]), "files": len(members) - 1, "bytes": len(sealed)}


def open_backup(sealed: bytes, passphrase: str, *, where: str) -> dict[str, bytes]:
    """Decrypt and check a backup: names, hashes, and the database's own consistency.

    Parameters
    ----------
    sealed : bytes
        The file.
    passphrase : str
        As it was chosen.
    where : str
        What to call it in errors.

    Returns
    -------
    dict of str to bytes
        Member → content.

    Raises
    ------
    FileError
        When it is no backup or the passphrase does not open it.
    FormatError
        When it is damaged inside.
    """
    import pyrage

    if not sealed.startswith(b"age-encryption.org/v1"):
        raise FileError("this is no backup", where=where, allowed="a file that 'whytwitch backup' wrote")
    try:
        packed = pyrage.passphrase.decrypt(sealed, passphrase)
    except Exception:
        raise FileError(
            "this backup does not open", where=where, todo="check the passphrase; if it is right, the file is damaged"
        ) from None
    members: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:") as archive:
            for member in archive:
                held = archive.extractfile(member) if member.isreg() else None
                if held is None or not _MEMBER.match(member.name) or member.name in members:
                    raise FormatError("this backup holds what it may not", where=where, found=repr(member.name)[:80])
                members[member.name] = held.read()
        manifest = json.loads(members.pop("manifest.json"))
        hashes = manifest["sha256"] if manifest["format"] == FORMAT else {}
    except (tarfile.TarError, KeyError, ValueError, TypeError) as error:
        raise FormatError("this backup is damaged inside", where=where, found=type(error).__name__) from None
    if (
        hashes != {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
        or DATABASE not in members
    ):
        raise FormatError("this backup is not what was packed", where=where)
    count_rows(members[DATABASE])
    return members


def restore(folder: Path, file: Path, passphrase: str, *, replace: bool = False) -> dict[str, int]:
    """Bring a backup back. All of it is checked before anything is touched; the database changes in one step.

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

    Returns
    -------
    dict
        ``rows`` and ``files``.

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
    except OSError as error:
        raise FileError("this file cannot be read", where=file.name, found=error.strerror or "") from None
    members = open_backup(sealed, passphrase, where=file.name)
    database = folder / DATABASE
    if database.exists() and not replace and count_rows(_snapshot(folder)):
        raise ContradictionError(
            "the data folder is not empty", where=str(folder), todo="back it up first, then restore with --replace"
        )
    try:
        for name, content in members.items():
            if name != DATABASE:
                (folder / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _write_whole(folder / name, content)
        if database.exists():  # its journal belongs to it, and must not be read into the new one
            with sqlite3.connect(database) as held:
                held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                held.execute("PRAGMA journal_mode=DELETE")
            held.close()
        _write_whole(database, members[DATABASE])
    except (OSError, sqlite3.Error) as error:
        raise SystemPartError(
            "the backup could not be brought back", found=str(error)[:80], todo="what was there stays"
        ) from None
    for path in (folder / "files").rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in members:
            path.unlink()
    return {"rows": count_rows(members[DATABASE]), "files": len(members) - 1}


def count_rows(database: bytes) -> int:
    """Rows about people in a database, after its own check.

    Raises
    ------
    FormatError
        When the database is damaged.
    """
    with tempfile.NamedTemporaryFile(suffix=".sqlite3") as held:
        held.write(database)
        held.flush()
        try:
            opened = sqlite3.connect(held.name)
            try:
                if opened.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                    raise FormatError("the database in it is damaged")
                names = [
                    row[0]
                    for row in opened.execute(
                        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'store!_%' ESCAPE '!'"
                    )
                ]
                return sum(
                    opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - names of our own tables
                    for name in names
                    if name != "store_user"
                )
            finally:
                opened.close()
        except sqlite3.Error as error:
            raise FormatError("the database in it cannot be read", found=str(error)[:80]) from None


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


def _pack(members: dict[str, bytes]) -> bytes:
    manifest = {
        "format": FORMAT,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in members.items()},
    }
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in {"manifest.json": json.dumps(manifest, indent=1).encode(), **members}.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(content), 0o600
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def _write_whole(path: Path, content: bytes) -> None:
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
