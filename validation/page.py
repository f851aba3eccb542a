"""Figures of a run, put into the page that tells about them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

#: What stands between these lines of a page is written by a run with ``--write``, and by nobody else.
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def put(page: Path, command: str, made: str) -> None:
    """Replace the figures of a page.

    Parameters
    ----------
    page : Path
        A Markdown page with both marks.
    command : str
        What was run.
    made : str
        The figures, as Markdown.
    """
    text = page.read_text(encoding="utf-8")
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    page.write_text(f"{head}{BEGIN}\n`{command}`, {dt.date.today()}.\n\n{made}\n{END}{tail}", encoding="utf-8")


def as_block(lines: list[str]) -> str:
    """Lines as a block of plain text."""
    return "\n".join(f"    {line}".rstrip() for line in lines)
