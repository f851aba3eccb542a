"""The diary as a file, without loss: JSON and CSV. What was not noted stays apart from 0 and from an empty text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from whytwitch.errors import FormatError, refusal
from whytwitch.evidence.diary.entry import Entry
from whytwitch.evidence.diary.fields import FIELDS

FORMAT = "whytwitch diary"
VERSION = 1
_ABOUT = ("id", "kind", "day", "at", "zone", "noted_at", "replaces", "withdrawn", "told_by", "source")
#: What a spreadsheet takes for a formula, and the sign that shields it; the sign itself is shielded too.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_TEXT = {"text", "choice", "clock"}


def to_json(entries: Iterable[Entry]) -> str:
    """All entries, history and all, as JSON."""
    rows = [one.model_dump(mode="json") for one in entries]
    return json.dumps({"format": FORMAT, "version": VERSION, "entries": rows}, ensure_ascii=False, indent=1)


def from_json(text: str, *, where: str = "diary") -> list[Entry]:
    """Read what :func:`to_json` wrote.

    Raises
    ------
    FormatError
        When it is no diary; the entry is named by its place.
    """
    try:
        held = json.loads(text)
    except ValueError as error:
        raise FormatError("this is no JSON", where=where, found=str(error)[:100]) from None
    if not isinstance(held, dict) or held.get("format") != FORMAT or not isinstance(held.get("entries"), list):
        raise FormatError(
            "this is no diary of this program", where=where, allowed=f'an object with "format": "{FORMAT}"'
        )
    if held.get("version") != VERSION:
        raise FormatError("this diary is of another version", where=where, found=repr(held.get("version")), allowed="1")
    return [_entry(row, f"{where}, entry {place}") for place, row in enumerate(held["entries"], 1)]


def to_csv(entries: Iterable[Entry]) -> str:
    """All entries as a table: one row for each, one column for each field. No cell is a formula to a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*_ABOUT, *FIELDS])
    for one in entries:
        row = one.model_dump(mode="json")
        about = ["" if row[name] is None else _cell(row[name]) for name in _ABOUT]
        writer.writerow([*about, *(_cell(one.values[name]) if name in one.values else "" for name in FIELDS)])
    return out.getvalue()


def from_csv(text: str, *, where: str = "diary") -> list[Entry]:
    """Read what :func:`to_csv` wrote; columns may stand in any order.

    Raises
    ------
    FormatError
        When a column is unknown or a cell is not what it must be; the line is named.
    """
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    head = next(rows, [])
    unknown = [name for name in head if name not in _ABOUT and name not in FIELDS]
    if "id" not in head or "kind" not in head or unknown:
        raise FormatError(
            "this is no diary table", where=where, found=", ".join(unknown or head)[:100], allowed="id, kind, day …"
        )
    entries = []
    for number, row in enumerate(rows, 2):
        if not any(row):
            continue
        place = f"{where}, row {number}"
        if len(row) != len(head):
            raise FormatError(
                "this row has another number of cells", where=place, found=str(len(row)), allowed=str(len(head))
            )
        cells = {name: _bare(cell) for name, cell in zip(head, row, strict=True) if cell != ""}
        made: dict[str, Any] = {name: cells[name] for name in _ABOUT if name in cells}
        made["withdrawn"] = cells.get("withdrawn") == "true"
        made["values"] = {name: _value(name, cell, place) for name, cell in cells.items() if name in FIELDS}
        entries.append(_entry(made, place))
    return entries


def _entry(row: Any, place: str) -> Entry:
    try:
        return Entry.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise FormatError(f"this entry cannot be read: {refusal(first)}", where=f"{place} {field}".strip()) from None


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell


def _value(name: str, cell: str, place: str) -> Any:
    kind = FIELDS[name].type
    if kind in _TEXT:
        return cell
    try:
        return json.loads(cell)
    except ValueError:
        raise FormatError(f"'{name}' cannot be read", where=place, found=repr(cell)[:60]) from None
