"""The same for a terminal: calm, short, action first. Plain text; brackets in it are no markup."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from whytwitch.knowledge.base import Knowledge, knowledge
from whytwitch.model.workup import Workup
from whytwitch.report.presenters import ClinicianPage, DoctorPage, PersonPage
from whytwitch.report.presenters.common import Line, blood_row, night_facts, night_rows, other_movements_said
from whytwitch.report.presenters.sheet import Entry, Table
from whytwitch.report.words import counted

_WIDTH = 78


def as_text(workup: Workup, audience: str = "person", *, base: Knowledge | None = None, worries: bool = False) -> str:
    """Write the report for a terminal.

    Parameters
    ----------
    workup : Workup
        Case, findings, picture, plan.
    audience : {"person", "doctor", "complete", "clinician"}
        As in :func:`whytwitch.report.html`.
    base : Knowledge, optional
        The program's own when not given.
    worries : bool
        Whether the person agreed that answers about worry are printed.

    Returns
    -------
    str
        Lines of at most 78 characters.
    """
    known = base or knowledge()
    if audience == "doctor":
        return _doctor(DoctorPage(workup, known, worries=worries))
    if audience in ("complete", "clinician"):
        return _complete(ClinicianPage(workup, known, worries=worries))
    page = PersonPage(workup, known, worries=worries)
    return _emergency(page) if page.emergency else _person(page)


def _emergency(page: PersonPage) -> str:
    return _page(
        page.headline.upper(),
        page.lead,
        _items("Do this, in this order", page.tonight, ordered=True),
        _items("Why", page.because),
        _items("Medicines", page.avoid),
        _items("Tell them", page.plan.tell_the_doctor),
        page.not_a_device,
    )


def _person(page: PersonPage) -> str:
    return _page(
        page.headline.upper(),
        page.lead,
        _items("", page.because),
        page.whom,
        page.provisional,
        page.calm,
        _items("Now" if page.level == "urgent" else "Tonight", page.tonight),
        page.rest_can_wait,
        _items("Get help sooner if this happens", page.plan.come_back_if),
        _items("Leave these alone", page.avoid),
        _items("Ask and tell the doctor", page.plan.tell_the_doctor),
        _items("In the next weeks", page.plan.follow_up),
        _causes(page),
        *(
            _items(f"About {one.name[:1].lower()}{one.name[1:]}", [*one.reasons, one.note, *one.checklist])
            for one in page.apart
        ),
        _items("Tests worth asking a doctor about", page.tests),
        _items("Please check what was entered", page.picture.warnings),
        page.not_a_device,
        "More, with every source: whytwitch picture CASE --html OUT",
    )


def _causes(page: PersonPage) -> str:
    rows = []
    for cause in page.causes:
        rows.append(_wrap(f"{cause.name}: {cause.fit}", "  "))
        rows += [_wrap(f"+ {line.text}", "    ") for line in cause.speaks_for[:3]]
        rows += [_wrap(f"- {line.text}", "    ") for line in cause.speaks_against[:1]]
    if page.unknown:
        rows.append(_wrap(page.unknown, "  "))
    return "\n".join(["What it may be", *rows]) if rows else ""


def _doctor(page: DoctorPage, *more: str) -> str:
    blocks = [
        "\n".join(
            [
                block.label.upper(),
                *_table(block.table),
                *(_wrap(_words(one), "  ") for one in block.entries if _words(one)),
            ]
        )
        for block in page.sheet.blocks
    ]
    return _page(
        f"FIRST CONTACT: {page.urgency.upper()}",
        page.who,
        _items("Because", [*page.because, *([page.provisional] if page.provisional else [])]),
        *blocks,
        *more,
        page.left_out,
        f"{page.foot} {page.drawn}.",
    )


def _table(table: Table | None) -> list[str]:
    return ["  " + "  ".join(cell for cell in row if cell) for row in table.rows] if table else []


def _words(one: Entry) -> str:
    lead = " ".join(part for part in (one.lead, one.mark) if part)
    rest = " ".join([one.text, *(f"{word} {text}" for word, text in one.parts)]).strip()
    return f"{lead}: {rest}" if lead and rest else lead or rest


def _complete(page: ClinicianPage) -> str:
    rows = [f"  {row.probability:>6}  {row.interval:<16} {row.basis:<9} {row.name}" for row in page.causes]
    differential = "\n".join(["Differential (probability, interval, basis)", *rows])
    tests = _items("Tests by value", [Line(f"{line.text} ({gain} bit)") for line, gain, _ in page.tests])
    return _doctor(page.doctor, differential, page.others, tests)


def labs_as_text(report: dict[str, Any]) -> str:
    """What ``whytwitch labs --json`` prints, as a table of text.

    Parameters
    ----------
    report : dict
        ``results``, ``derived`` and ``warnings`` as in design.md.

    Returns
    -------
    str
        One line for each row, then the warnings.
    """
    lines = []
    for row in (*report.get("results", ()), *report.get("derived", ())):
        shown = blood_row(row)
        limits = f"({shown.limits})" if shown.limits else ""
        lines.append(f"{shown.name:<28} {shown.value:<18} {limits:<24} {shown.flag}".rstrip())
        lines += [_wrap(f"! {warning}", "  ") for warning in row.get("warnings", ())]
    return _page("\n".join(lines) or "No rows.", _items("Warnings", report.get("warnings", ())))


def night_as_text(night: dict[str, Any]) -> str:
    """What ``whytwitch night --json`` prints, as text.

    Parameters
    ----------
    night : dict
        As in design.md.

    Returns
    -------
    str
        Both rule books side by side, why they differ, warnings.
    """
    from whytwitch.knowledge.nights import normals

    rows = [f"{name:<44} {wasm:>10} {aasm:>10}" for name, wasm, aasm in night_rows(night)]
    known = night["editions"]["wasm2016"]["indices"]["plms_per_h"] is not None
    return _page(
        night_facts(night),
        counted(len(night.get("lms", ())), "leg movement", "leg movements") + " found."
        if (night["editions"]["wasm2016"]["indices"].get("counts") or {"clm": 0})["clm"] is not None
        else "The legs of this night could not be scored. That is no sign of few movements: it is not known.",
        "\n".join([f"{'':<44} {'WASM 2016':>10} {'AASM 3':>10}", *rows]),
        _items("Why they differ", night.get("why_they_differ", ())),
        _items("Other movements", other_movements_said(night)),
        _items("EEG around the movements", night.get("eeg", {}).get("text", ())),
        _items("To compare with", [f"{one.text} ({one.cited})" for one in normals()]) if known else "",
        _items("Limits of this recording", night.get("warnings", ())),
        "A recording counts movements. It cannot say by itself which condition somebody has.",
    )


def _items(heading: str, lines: Iterable[Line | str], *, ordered: bool = False) -> str:
    rows = [
        _wrap(f"{f'{number}.' if ordered else '*'} {line.text if isinstance(line, Line) else line}", "  ")
        for number, line in enumerate(lines, start=1)
    ]
    return "\n".join(([heading] if heading else []) + rows) if rows else ""


def _wrap(words: str, indent: str) -> str:
    return textwrap.fill(words, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")


def _page(*parts: str) -> str:
    kept = [part if "\n" in part or part.startswith("  ") else textwrap.fill(part, _WIDTH) for part in parts if part]
    return "\n\n".join(kept) + "\n"
