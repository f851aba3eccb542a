"""Blood tests on the one page: what is out of its range as a table, the rest in a sentence."""

from __future__ import annotations

from whytwitch.language import text as _
from whytwitch.model.workup import Workup
from whytwitch.report.presenters.common import BloodRow, blood_rows
from whytwitch.report.presenters.sheet import Block, Entry, Table
from whytwitch.report.words import counted

_ARROW = {_("low"): "▼ ", _("high"): "▲ "}


def blood_block(workup: Workup, most: int, left: list[str]) -> Block | None:
    """The block of blood tests.

    Parameters
    ----------
    workup : Workup
        With the report of the labs room.
    most : int
        Rows of the table.
    left : list of str
        What had no room is added to it.

    Returns
    -------
    Block or None
        None when there are no blood tests.
    """
    rows = blood_rows(workup)
    if not rows:
        return None
    first = [row for row in rows if row.striking]
    rest = [row for row in rows if not row.striking]
    table = first[:most] + rest[: max(0, min(4, most - len(first)))]
    table = [row for row in rows if row in table]
    if len(first) > most:
        left.append(counted(len(first) - most, "blood test out of range", "blood tests out of range"))
    others = [row for row in rest if row not in table]
    entries = []
    if others:
        named = others[: 2 * most]
        entries.append(Entry(lead=_("Also"), text="; ".join(_short(row) for row in named) + "."))
        if len(others) > len(named):
            left.append(counted(len(others) - len(named), "further blood test", "further blood tests"))
    cells = [
        (row.name, row.value, _ARROW.get(row.flag.split(";")[0], "") + row.flag, row.limits or _("not given"), row.date)
        for row in table
    ]
    return Block(
        _("Blood tests"), entries, Table(_("Blood tests"), (_("Test"), _("Value"), "", _("Range"), _("Taken")), cells)
    )


def _short(row: BloodRow) -> str:
    return f"{row.name} {row.value}" + (f" ({row.flag})" if row.flag else "")
