"""Bytes of a text file become letters: with a mark, as UTF-8, or in the old encoding in which its words make sense."""

from __future__ import annotations

import re

from whytwitch.errors import FileError
from whytwitch.evidence.labs.headers import column_of
from whytwitch.knowledge.analytes import load_analytes

#: Encodings of one country or region, the commonest first; the first of those in which most words are known is taken.
OLD = ("cp1252", "cp1250", "cp1251", "cp932", "iso8859_2", "koi8_r", "cp850", "mac_roman")


def letters_of(data: bytes, name: str) -> str:
    """The text of a file.

    Parameters
    ----------
    data : bytes
    name : str
        Of the file, for the error.

    Raises
    ------
    FileError
        It holds zero bytes and is no text of two bytes a sign.
    """
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        if wide := _utf16_without_mark(data):
            return data.decode(wide)
        if b"\0" in data:
            raise FileError("this is not a text file", where=name, allowed="CSV, XLSX, JSON, YAML, PDF or text")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(_old(data), errors="replace")


def _old(data: bytes) -> str:
    top = data[:8000]
    top = top[: top.rfind(b"\n")] if b"\n" in top else top
    return max(OLD, key=lambda one: (_known_words(top.decode(one, errors="replace")), -OLD.index(one)))


def _known_words(text: str) -> int:
    """How many cells are a heading, a test or a unit that is known, counted where a letter is none of ASCII."""
    known = load_analytes()
    cells = {cell.strip(' "') for cell in re.split(r"[;,\t|\n\r]", text)}
    strange = [cell for cell in cells if 0 < len(cell) <= 60 and not cell.isascii()]
    return sum(bool(column_of(cell) or known.find(cell) or known.unit(cell)) for cell in strange[:300])


def _utf16_without_mark(data: bytes) -> str:
    """The encoding when nearly every second byte of the beginning is zero, as in Western text of two bytes a sign."""
    top = data[:2000]
    even, odd = top[::2].count(0), top[1::2].count(0)
    if len(data) % 2 == 0 and max(even, odd) > len(top) * 0.4 and min(even, odd) == 0:
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""
