"""Hypnograms that are bare lists: one sleep stage a line, epoch after epoch (as yasa, Luna and many scripts write)."""

from __future__ import annotations

from whytwitch.evidence.night.read import words
from whytwitch.evidence.night.read.marks import MARKS_MAX, Mark, Marks

_EPOCH_S = 30.0
_LEAST = 10
_HEADINGS = frozenset({"stage", "stages", "sleep stage", "hypnogram", "hypno", "stadium", "schlafstadium", "stade"})


def looks_like(content: str) -> bool:
    """Say whether every line of a text is a sleep stage, at least ten of them; a heading may stand above."""
    lines = _lines(content)
    return len(lines) >= _LEAST and all(_stage(line) is not None for line in lines)


def read(content: str) -> Marks:
    """Turn the lines into epochs of 30 s from second 0, and say that this was assumed.

    Parameters
    ----------
    content : str
        A text for which :func:`looks_like` is true.

    Returns
    -------
    Marks
    """
    marks = Marks(format="stage lines")
    for i, line in enumerate(_lines(content)):
        marks.marks.append(Mark(i * _EPOCH_S, _EPOCH_S, "stage", _stage(line) or "?"))
        if line.isdigit():
            marks.codes.add(line)
    marks.end_s = len(marks.marks) * _EPOCH_S
    marks.warnings.append(
        f"The sleep stages are a bare list: each was taken for {_EPOCH_S:g} s, the first from the start of the "
        "recording."
    )
    return marks


def _lines(content: str) -> list[str]:
    lines = [line.strip().strip("\"',;") for line in content.splitlines()[:MARKS_MAX]]
    lines = [line for line in lines if line]
    return lines[1:] if lines and words.plain(lines[0]) in _HEADINGS else lines


def _stage(line: str) -> str | None:
    if line in ("-1", "-2", "7", "8"):  # artefact and not scored, as yasa and others number them
        return "?"
    return words.stage(line)
