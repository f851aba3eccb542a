"""Ways in: a table (CSV), JSON or YAML with blood tests becomes rows, exactly one for each row of the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from whytwitch.errors import FileError, FormatError, TooLargeError
from whytwitch.evidence.labs.fields import Reader
from whytwitch.evidence.labs.letters import letters_of
from whytwitch.evidence.labs.table import rows_of_table
from whytwitch.model.labs import LabValue

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 500_000
#: Running text is read up to here, in characters.
MAX_TEXT = 1_000_000

_MAGIC = (
    (b"\x89PNG", "a picture", "type the values in"),
    (b"\xff\xd8\xff", "a picture", "type the values in"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
    (b"<?xml", "an XML file", "FHIR is read as JSON; ask for CSV or JSON"),
    (b"<!DOCTYPE", "a web page", "save the table as CSV"),
    (b"<html", "a web page", "save the table as CSV"),
    (b"<table", "a web page", "save the table as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet file", "save the sheet as CSV"),
)


class LabValues(list[LabValue]):
    """Rows as read, and what the reader noticed about the whole file."""

    def __init__(self, rows: list[LabValue], warnings: list[str]) -> None:
        super().__init__(rows)
        self.warnings = tuple(warnings)


def read_labs(path: str | Path) -> list[LabValue]:
    """Read blood tests from a file.

    Parameters
    ----------
    path : str or Path
        CSV with a heading row (comma, semicolon, tab or ``|``; decimal comma; headings in several languages), XLSX, a
        JSON or YAML list of rows, an object with ``labs`` or ``results``, FHIR, a PDF with text (extra ``pdf``), or
        text with a test to a line. What is read from a PDF or from text is not confirmed.

    Returns
    -------
    list of LabValue
        One for each row; a row that is not understood comes too.

    Raises
    ------
    FileError
        Missing, empty, or of another type.
    FormatError
        Broken inside, or without columns for test and value.
    TooLargeError
        More than 64 MB or 500 000 rows.
    """
    file = Path(path)
    data = _bytes(file)
    if b"%PDF-" in data[:1024]:
        from whytwitch.evidence.labs.paper import rows_of_pdf

        rows, warnings = rows_of_pdf(file, data)
        return LabValues(rows, warnings)
    if data.startswith(b"PK\x03\x04"):
        return _sheets(file)
    text = letters_of(data, file.name)
    suffix = file.suffix.lower()
    if suffix in (".yaml", ".yml"):
        from whytwitch.knowledge.files import parse_yaml

        return _objects(parse_yaml(file, file.name), file.name)
    if suffix == ".json" or text.lstrip()[:1] in ("{", "["):
        try:
            return _objects(json.loads(text), file.name)
        except json.JSONDecodeError as error:
            if (many := _json_lines(text)) is not None:
                return _objects(many, file.name)
            raise FormatError(
                "this is not valid JSON",
                where=f"{file.name}, line {error.lineno}",
                found=error.msg,
                todo="correct that line",
            ) from None
        except RecursionError:
            raise FormatError("this JSON is nested too deeply", where=file.name) from None
    try:
        rows, warnings = rows_of_table(text, file.name, MAX_ROWS)
    except FormatError:
        from whytwitch.evidence.labs.paper import rows_of_text

        rows, warnings = rows_of_text(text[:MAX_TEXT])
        if not rows:
            raise
    return LabValues(rows, warnings)


def _sheets(file: Path) -> LabValues:
    """Every sheet that holds tests with values, one after the other."""
    from whytwitch.evidence.labs.layout import layout_of
    from whytwitch.evidence.labs.sheet import sheets_of
    from whytwitch.evidence.labs.table import no_table, rows_of_lines

    rows: list[LabValue] = []
    warnings: list[str] = []
    passed: list[str] = []
    found = 0
    sheets = [(one, layout_of(one.lines)) for one in sheets_of(file)]
    seen = any(layout is not None and not one.hidden for one, layout in sheets)
    hidden = sum(layout is not None and one.hidden for one, layout in sheets)
    for (title, lines, is_hidden), layout in sheets:
        if is_hidden and seen:
            continue
        if layout is None:
            passed += [title] if lines else []
            continue
        more, told = rows_of_lines(lines, layout, f"{file.name}, sheet {title}")
        found += 1
        rows += more
        warnings += told
    if not found:
        raise no_table(file.name)
    if found > 1:
        warnings.append(f"{found} sheets hold blood tests; all were read, one after the other")
    if hidden:
        told = "were not read; show them, and send the file again" if seen else "were read: no other sheet holds any"
        warnings.append(f"hidden sheets with blood tests: {hidden}; they {told}")
    if passed:
        warnings.append(f"sheets without a test and a value that were not read: {len(passed)}")
    return LabValues(rows, warnings)


def _bytes(file: Path) -> bytes:
    try:
        if file.is_dir():
            raise FileError("this is a folder, not a file", where=file.name)
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise TooLargeError(
                "this file is too large for blood tests",
                where=file.name,
                found=f"{size} bytes",
                allowed=f"{MAX_BYTES} bytes",
                todo="split it",
            )
        data = file.read_bytes()
    except FileNotFoundError:
        raise FileError("there is no such file", where=file.name, todo="check the path") from None
    except OSError as error:
        raise FileError("this file cannot be read", where=file.name, found=error.strerror or "") from None
    if not data.strip():
        raise FileError("this file is empty", where=file.name)
    for magic, what, todo in _MAGIC:
        if data.startswith(magic):
            raise FileError(f"this is {what}", where=file.name, allowed="CSV, XLSX, JSON, YAML, PDF or text", todo=todo)
    return data


def _json_lines(text: str) -> list[Any] | None:
    """One JSON object to a line (NDJSON), or None."""
    try:
        made = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (json.JSONDecodeError, RecursionError):
        return None
    return made if len(made) > 1 else None


def _objects(content: Any, name: str) -> LabValues:
    if (
        isinstance(content, list)
        and content
        and all(isinstance(one, dict) and isinstance(one.get("resourceType"), str) for one in content)
    ):
        content = {"resourceType": "Bundle", "entry": [{"resource": one} for one in content]}
    if isinstance(content, dict) and content.get("resourceType"):
        from whytwitch.evidence.labs.fhir import rows_of_fhir

        rows, warnings = rows_of_fhir(content, name)
        return LabValues(rows, warnings)
    if isinstance(content, dict):
        content = next((content[key] for key in ("labs", "results") if isinstance(content.get(key), list)), None)
    if not isinstance(content, list):
        raise FormatError(
            "no list of blood tests was found",
            where=name,
            allowed="a list of rows with test, value, unit and at, or an object with 'labs' or 'results'",
        )
    if len(content) > MAX_ROWS:
        raise TooLargeError("this file has too many rows", where=name, found=str(len(content)), allowed=str(MAX_ROWS))
    reader = Reader()
    fields = [reader.from_object(one, place + 1) for place, one in enumerate(content)]
    return LabValues(reader.finish(fields), [])
