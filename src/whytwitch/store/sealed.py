"""What is inside a backup: a plain tar of manifest, database and uploaded files, sealed with a passphrase (age)."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Mapping

from whytwitch.errors import FileError, FormatError
from whytwitch.store.inspected import DATABASE, check_database

FORMAT = "whytwitch backup 1"
_BEGINNING = b"age-encryption.org/v1"
_MEMBER = re.compile(rf"^(?:manifest\.json|{re.escape(DATABASE)}|files/[0-9a-f-]{{36}}/[0-9a-f]{{64}}\.[a-z]{{2,4}})$")
#: A manifest names each file in about 180 bytes.
_LARGEST_MANIFEST = 50_000_000


def pack(members: Mapping[str, bytes]) -> bytes:
    """The tar of a backup, with the SHA-256 of each member in its manifest.

    Parameters
    ----------
    members : mapping of str to bytes
        Member → content.
    """
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


def open_backup(sealed: bytes, passphrase: str, *, where: str) -> dict[str, memoryview]:
    """Decrypt and check a backup: names, sizes, hashes, and that the database is whole, ours and no newer than we are.

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
    dict of str to memoryview
        Member → content, each a part of the one tar in memory.

    Raises
    ------
    FileError
        When it is no backup or the passphrase does not open it.
    FormatError
        When it is damaged inside, or no backup of ours.
    """
    import pyrage

    if not sealed:
        raise FileError("this file is empty", where=where, allowed="a file that 'whytwitch backup' wrote")
    if not sealed.startswith(_BEGINNING):
        raise FileError("this is no backup", where=where, allowed="a file that 'whytwitch backup' wrote")
    try:
        packed = pyrage.passphrase.decrypt(sealed, passphrase)
    except MemoryError:
        raise
    except Exception:
        raise FileError(
            "this backup does not open",
            where=where,
            todo="check the passphrase; if it is right, the file is damaged or was not copied to its end",
        ) from None
    members = _members(packed, where)
    try:
        manifest = json.loads(bytes(members.pop("manifest.json")))
        hashes = dict(manifest["sha256"])
        written_as = str(manifest["format"])
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise FormatError("this backup is damaged inside", where=where, found=type(error).__name__) from None
    if written_as != FORMAT:
        raise FormatError(
            "this backup is of a kind that this program does not know",
            where=where,
            allowed=FORMAT,
            found=repr(written_as)[:60],
            todo="bring it back with the version of whytwitch that wrote it, or a newer one",
        )
    found = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    if hashes != found or DATABASE not in members:
        raise FormatError("this backup is not what was packed", where=where, todo="use another copy of it")
    check_database(members[DATABASE], where=where)
    return members


def _members(packed: bytes, where: str) -> dict[str, memoryview]:
    """The members, by place in the tar: a size that is only declared, as of a sparse file, takes no memory."""
    whole, members = memoryview(packed), dict[str, memoryview]()
    try:
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:") as archive:
            for member in archive:
                content = whole[member.offset_data : member.offset_data + member.size]
                plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()
                small = member.name != "manifest.json" or member.size <= _LARGEST_MANIFEST
                if not plain or not small or not _MEMBER.match(member.name) or member.name in members:
                    raise FormatError("this backup holds what it may not", where=where, found=repr(member.name)[:80])
                if len(content) != member.size:
                    raise FormatError("this backup is damaged inside", where=where, found="a file that is cut off")
                members[member.name] = content
    except (tarfile.TarError, ValueError, OverflowError, MemoryError) as error:
        raise FormatError("this backup is damaged inside", where=where, found=type(error).__name__) from None
    return members
