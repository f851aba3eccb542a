"""One result typed in a line, and the confirmation of what was read from a paper."""

from __future__ import annotations

import re

from whytwitch.errors import FormatError, UnknownNameError
from whytwitch.evidence.labs.fields import Reader
from whytwitch.evidence.labs.headline import date_in
from whytwitch.evidence.labs.lines import candidate, lines_of_text
from whytwitch.evidence.labs.numbers import shown
from whytwitch.evidence.labs.reading import LabValues
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.model.labs import LabValue, Sureness


def typed(text: str) -> LabValue:
    """Read one result from a typed line.

    Parameters
    ----------
    text : str
        Test, value, unit and date: ``ferritin 18 ug/L 2026-10-02``, ``Kalium <3,5 mmol/l (3,5-5,1) 2.10.2026``.

    Returns
    -------
    LabValue
        Confirmed, because a person typed it.

    Raises
    ------
    UnknownNameError
        No known test at the beginning.
    FormatError
        No value behind it.
    """
    line = " ".join(text.split())
    day, rest = date_in(line)
    cells = lines_of_text(rest)
    found = candidate(cells[0][1]) if cells else None
    if found is None:
        name = re.split(r"[0-9<>≤≥]", rest, maxsplit=1)[0].strip(" :=") or shown(rest)
        known = load_analytes()
        if known.find(name) is None:
            raise UnknownNameError(
                f"no blood test is called '{shown(name)}'",
                where="--add",
                allowed="a test, a value, its unit and the date: 'ferritin 18 ug/L 2026-10-02'",
                todo=known.suggest(name) or "check the spelling",
            )
        raise FormatError(
            f"no value stands behind '{shown(name)}'",
            where="--add",
            allowed="a test, a value, its unit and the date: 'ferritin 18 ug/L 2026-10-02'",
            found=shown(text),
        )
    reader = Reader()
    return reader.finish([{**found, "at": day, "sure": None, "confirmed": True}])[0]


def accepted(values: list[LabValue], which: str) -> LabValues:
    """The same values, some or all of them confirmed.

    Parameters
    ----------
    values : list of LabValue
        As read.
    which : str
        ``all``; ``sure`` for those that were recognised without doubt; or numbers of rows, counted from 1: ``1,3,5-7``.

    Returns
    -------
    LabValues

    Raises
    ------
    FormatError
        A number that no row has.
    """
    chosen: set[int] = set()
    sure: Sureness = "sure"
    word = which.strip().casefold()
    if word == "all":
        chosen = set(range(1, len(values) + 1))
    elif word == sure:
        chosen = {place for place, one in enumerate(values, 1) if one.sure == sure}
    else:
        for part in filter(None, re.split(r"[,;\s]+", word)):
            match = re.fullmatch(r"([0-9]{1,6})(?:-([0-9]{1,6}))?", part)
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
            if not 1 <= first <= last <= len(values):
                raise FormatError(
                    "this is no row that could be accepted",
                    where="--accept",
                    found=shown(part),
                    allowed=f"all, sure, or numbers of rows from 1 to {len(values)}, such as 1,3,5-7",
                )
            chosen |= set(range(first, last + 1))
    made = [
        one.model_copy(update={"confirmed": True}) if place in chosen else one for place, one in enumerate(values, 1)
    ]
    return LabValues(made, list(getattr(values, "warnings", ())))
