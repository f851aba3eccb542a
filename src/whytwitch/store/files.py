"""Uploaded files: checked by their first bytes, written whole or not at all, named by their hash."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from django.conf import settings

from whytwitch.errors import FileError, SystemPartError, TooLargeError
from whytwitch.store.backup import RESTORING
from whytwitch.store.models import Person, StoredFile

Kind = Literal["edf", "csv"]

MEGABYTE = 1_000_000
#: The largest file of each kind: 12 h of 60 channels at 512 Hz fit into 2 GB, however they are counted.
LARGEST = {"edf": 2_148 * MEGABYTE, "csv": 50 * MEGABYTE}
_EDF_HEADER = 256


def _looks_like_edf(head: bytes) -> bool:
    # EDF 1992, header record: 8 ASCII characters of version "0"; bytes 184-191 the size of the header in digits.
    return len(head) >= _EDF_HEADER and head[:8] == b"0       " and head[184:192].strip().isdigit()


def _looks_like_text(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16 with its mark, as some scoring programs export
        try:
            text = head[: len(head) // 2 * 2].decode("utf-16", errors="strict" if len(head) < 4096 else "ignore")
        except UnicodeDecodeError:
            return False
        return all(sign >= " " or sign in "\t\r\n" for sign in text)
    if not head or b"\0" in head:
        return False
    for cut in range(4):  # a character of UTF-8 may be cut at the end of what was read
        try:
            head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    try:
        head.decode("latin-1")
    except UnicodeDecodeError:
        return False
    return all(byte >= 32 or byte in (9, 10, 13) for byte in head)


def check_type(head: bytes, kind: Kind) -> None:
    """Refuse a file that is not what it is said to be.

    Parameters
    ----------
    head : bytes
        Its first bytes, 4096 or all.
    kind : {"edf", "csv"}
        What it is said to be.

    Raises
    ------
    FileError
        When its first bytes say otherwise, or it is empty.
    """
    if not head:
        raise FileError("the file is empty", todo="choose the file again")
    if kind == "edf" and not _looks_like_edf(head):
        raise FileError(
            "this file is not an EDF recording, whatever its name says",
            allowed="EDF or EDF+ (its first bytes are a '0' and seven spaces)",
            todo="export the night as EDF and choose that file",
        )
    if kind == "csv" and not _looks_like_text(head):
        raise FileError(
            "this file is not a table in plain text, whatever its name says",
            allowed="CSV, as written by scoring programs",
            todo="export the events as CSV and choose that file",
        )


def path_of(stored: StoredFile) -> Path:
    """Where a stored file lies."""
    return Path(settings.DATA_FOLDER) / "files" / str(stored.person_id) / f"{stored.sha256}.{stored.kind}"


def keep(person: Person, chunks: Iterable[bytes], kind: Kind) -> StoredFile:
    """Store an upload: whole, checked and named by its hash, or not at all.

    Parameters
    ----------
    person : Person
        Whose file it is.
    chunks : iterable of bytes
        Its content in order.
    kind : {"edf", "csv"}
        What it is said to be.

    Returns
    -------
    StoredFile
        Its row; the same content stored twice for one person is one row.

    Raises
    ------
    FileError
        When it is empty or not what it is said to be.
    TooLargeError
        When it is larger than :data:`LARGEST`.
    SystemPartError
        When the disk is full or cannot be written.
    """
    incoming = Path(settings.DATA_FOLDER) / "incoming"
    digest, size, head = hashlib.sha256(), 0, b""
    descriptor, name = tempfile.mkstemp(dir=incoming)  # 0600
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > LARGEST[kind]:
                    raise TooLargeError("the file is too large", allowed=f"up to {LARGEST[kind] // MEGABYTE} MB")
                if len(head) < 4096:
                    head += chunk[: 4096 - len(head)]
                    if len(head) == 4096:
                        check_type(head, kind)
                digest.update(chunk)
                out.write(chunk)
            check_type(head, kind)
            out.flush()
            os.fsync(out.fileno())
        held, _ = StoredFile.objects.get_or_create(
            person=person, sha256=digest.hexdigest(), defaults={"kind": kind, "size": size}
        )
        target = path_of(held)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        temporary.replace(target)
        return held
    except OSError as error:
        raise SystemPartError(
            "the file could not be stored", found=error.strerror or "", todo="free some space"
        ) from None
    finally:
        temporary.unlink(missing_ok=True)


def sweep_incoming(folder: Path) -> int:
    """Remove what a killed program left half written; called at start, before anything is served.

    When it was killed while a backup was brought back, files that belong to nobody in the database go too.

    Returns
    -------
    int
        How many leftovers there were.
    """
    left = [path for path in (folder / "incoming").iterdir() if path.is_file()]
    if (folder / RESTORING).exists():
        named = {path_of(held).with_suffix("") for held in StoredFile.objects.all()}
        lying = [path for path in (folder / "files").rglob("*") if path.is_file()]
        left += [path for path in lying if path.with_suffix("") not in named]
        left.append(folder / RESTORING)
    for path in left:
        path.unlink()
    return len(left)


def forget_files(person_id: object) -> None:
    """Remove every file of a person."""
    shutil.rmtree(Path(settings.DATA_FOLDER) / "files" / str(person_id), ignore_errors=True)


def drop_orphans(person: Person) -> None:
    """Remove files of a person that no row names: what is left when a night was refused after its file was stored."""
    named = set(StoredFile.objects.filter(person=person).values_list("sha256", flat=True))
    folder = Path(settings.DATA_FOLDER) / "files" / str(person.pk)
    if folder.is_dir():
        for path in folder.iterdir():
            if path.stem not in named:
                path.unlink(missing_ok=True)
