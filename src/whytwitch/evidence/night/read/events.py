"""Any file of events: find out which format it is, and read it."""

from __future__ import annotations

from pathlib import Path

from whytwitch.errors import FileError, FormatError
from whytwitch.evidence.night.read import domino, edf, stage_lines, table, text, wfdb_ann, xml_scores
from whytwitch.evidence.night.read.marks import Marks, say_codes, settle_plm, settle_stages

_FORMATS = (
    "EDF+ annotations, plain CSV, Noxturnal CSV, REMlogic text, DOMINO folder, Profusion or NSRR XML, WFDB "
    "annotations, one stage a line"
)


def read_events(path: Path, columns: str | None = None) -> Marks:
    """Read the events of a night from any format we know.

    Parameters
    ----------
    path : Path
        A file, or a DOMINO folder.
    columns : str, optional
        Which columns of a table hold what, see :func:`whytwitch.evidence.night.read.table.named`.

    Returns
    -------
    Marks
        Stages, breathing events, arousals and leg movements; everything else only counted.

    Raises
    ------
    FileError, FormatError, TooLargeError
        What is wrong with the file, in one sentence.
    """
    marks = _read(path, columns)
    settle(marks)
    return marks


def settle(marks: Marks) -> None:
    """Tell PLM movements from PLM intervals, and stages from events of the same name."""
    settle_stages(marks)
    say_codes(marks)
    settle_plm(marks)


def _read(path: Path, columns: str | None) -> Marks:
    if path.is_dir():
        return domino.read(path)
    if not path.is_file():
        raise FileError("there is no such file", where=path.name)
    if edf.looks_like(path):
        return edf.read_marks(edf.open_edf(path))
    if path.suffix.lower() in (".arousal", ".hea", ".st", ".atr", ".slp"):
        return wfdb_ann.read(path)
    data = text.read_bytes(path)
    _refuse_packed(data, path.name)
    if xml_scores.looks_like(data):
        return xml_scores.read(path)
    content = text.decode(data, path.name)
    if domino.looks_like(content) and not columns:
        return domino.read(path)
    if columns or table.looks_like(content):
        return table.read(path, table.named(columns) if columns else None)
    if stage_lines.looks_like(content):
        return stage_lines.read(content)
    raise FormatError("this is no event list that we know", where=path.name, allowed=_FORMATS)


def _refuse_packed(data: bytes, name: str) -> None:
    for magic, what in (
        (b"\x1f\x8b", "a gzip file"),
        (b"PK\x03\x04", "a zip file"),
        (b"%PDF", "a PDF"),
        (b"BZh", "a bzip2 file"),
    ):
        if data.startswith(magic):
            raise FileError(f"this is {what}", where=name, allowed=_FORMATS, todo="unpack or export it first")
