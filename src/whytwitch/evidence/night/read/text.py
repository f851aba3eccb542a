"""Opening text files of unknown encoding, safely and within bounds."""

from __future__ import annotations

import codecs
from pathlib import Path

from whytwitch.errors import FileError, FormatError, TooLargeError

#: A night's event list is well under a megabyte; nothing larger is read into memory as text.
TEXT_MAX_BYTES = 64_000_000


def read_bytes(path: Path, limit: int = TEXT_MAX_BYTES) -> bytes:
    """Return a file's bytes.

    Raises
    ------
    FileError
        The file is missing, unreadable or empty.
    TooLargeError
        It is larger than ``limit`` bytes.
    """
    try:
        size = path.stat().st_size
        if size > limit:
            raise TooLargeError(
                "this file is too large for a list of events",
                where=path.name,
                found=f"{size / 1e6:.0f} MB",
                allowed=f"up to {limit / 1e6:.0f} MB",
            )
        data = path.read_bytes()
    except OSError as error:
        raise FileError("this file cannot be read", where=path.name, found=error.strerror or "an error") from None
    if not data.strip(b"\x00 \r\n\t"):
        raise FileError("this file is empty", where=path.name)
    return data


def decode(data: bytes, name: str) -> str:
    """Return text from UTF-8, UTF-16 (with or without mark) or Windows-1252 bytes.

    Raises
    ------
    FormatError
        The bytes are no text.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise FormatError(
                    "the text breaks off inside a character", where=name, todo="export the file again"
                ) from None
    head = data[:4000]
    if head[1::2].count(0) > len(head) // 4:
        encoding = "utf-16-le"
    elif head[0::2].count(0) > len(head) // 4:
        encoding = "utf-16-be"
    elif b"\x00" in head:
        raise FormatError("this is not a text file", where=name, allowed="a text or CSV export")
    else:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("cp1252", errors="replace")
    return data.decode(encoding, errors="replace")
