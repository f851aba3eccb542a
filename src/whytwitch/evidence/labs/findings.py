"""What the rest of the house takes from a laboratory report: every usable value as a finding."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from whytwitch.evidence.labs.flags import Span, limits_hit
from whytwitch.evidence.labs.said import side_of
from whytwitch.evidence.labs.sample import day_of, is_after
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.knowledge.files import read_folder
from whytwitch.language import known as known_text
from whytwitch.language import text as _
from whytwitch.model.labs import LabReport, LabResult


def findings_from_labs(
    report: LabReport, as_of: dt.date | str | None = None, *, bounds: bool = False, known_only: bool = True
) -> list[dict[str, Any]]:
    """Every usable value as a finding; several dates of one test give several.

    Two results that contradict each other are not used, but one that crosses an act-now limit is kept: a doubt never
    hides a danger.

    Parameters
    ----------
    report : LabReport
    as_of : date or ISO str, optional
        Later values are left out.
    bounds : bool
        Also give ``<5`` and ``>1000``: with ``value`` None and the keys ``comparator`` and ``bound``; never a point
        value.
    known_only : bool
        Leave out what the knowledge base has no finding for (albumin, say); it is in the report all the same.

    Returns
    -------
    list of dict
        ``id``, ``value`` (SI), ``unit``, ``at`` (ISO or None), ``derived`` (a plain sentence), ``source_row`` (position
        in ``report.results``, or None), oldest first, undated first of all.
    """
    known = load_analytes()
    day = day_of(as_of)
    wanted = _finding_ids() if known_only else None
    found = []
    adjusted = {place for made in report.derived if made.test == "calcium_adjusted" for place in made.rows}
    for place, row in enumerate(report.results):
        if row.si_value is None or is_after(row.at, day) or (row.comparator and not bounds):
            continue
        if row.test == "calcium" and place in adjusted:
            continue  # total calcium counts only where nobody can adjust it
        analyte = known.by_id[row.test]
        doubt = ""
        if not row.used:
            span = Span.of(row.si_value, row.comparator)
            if row.set_aside != "contradiction" or not limits_hit(analyte, span):
                continue
            doubt = (
                "; another result of the same sample says otherwise, and this one is kept because it would be dangerous"
            )
        name, value = known_text(f"Analyte.{analyte.id}.name", analyte.name), _printed(row) + _converted(row)
        how = _("%(test)s %(value)s, from the laboratory") % {"test": name, "value": value} + _on(row.at) + doubt
        one: dict[str, Any] = {"id": analyte.finding, "value": row.si_value, "unit": analyte.si_unit, "at": row.at}
        one |= {"derived": how, "source_row": place}
        if row.comparator:
            one.update(value=None, comparator=row.comparator, bound=row.si_value)
        found.append(one)
    for made in report.derived:
        if made.used and made.si_value is not None and not is_after(made.at, day):
            one = {"id": made.test, "value": made.si_value, "unit": made.si_unit, "at": made.at}
            found.append(
                one | {"derived": made.derived + _on(made.at), "source_row": made.rows[-1] if made.rows else None}
            )
    found += _called(report, day)
    chosen = found if wanted is None else [one for one in found if one["id"] in wanted]
    return sorted(chosen, key=lambda one: one["at"] or "")


def _called(report: LabReport, day: dt.date | None) -> list[dict[str, Any]]:
    """What the newest result of a test was called, where it has no number: *raised*, *low*."""
    newest: dict[str, str] = {}
    for row in report.results:
        if (row.used or row.flag in ("low", "high", "normal")) and not is_after(row.at, day):
            newest[row.test] = max(newest.get(row.test, ""), row.at or _NOW)
    made = []
    for place, row in enumerate(report.results):
        side = side_of(row.value) if isinstance(row.value, str) else None
        given = _given_by_a_word().get(f"{row.test}:{side[0]}", ()) if side else ()
        if not given or is_after(row.at, day) or newest.get(row.test) != (row.at or _NOW):
            continue
        how = f"{load_analytes().by_id[row.test].name} called {row.value}, without a number{_on(row.at)}"
        made += [
            {"id": name, "value": "yes", "unit": "", "at": row.at, "derived": how, "source_row": place}
            for name in given
        ]
    return made


#: A result without a day is taken as the newest of its test.
_NOW = "9999"


@lru_cache(maxsize=1)
def _given_by_a_word() -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for content in read_folder("findings").values():
        for name, entry in (content or {}).items():
            for word in entry.get("said_of", ()):
                made.setdefault(word, []).append(name)
    return made


@lru_cache(maxsize=1)
def _finding_ids() -> frozenset[str]:
    return frozenset(name for content in read_folder("findings").values() for name in content or ())


def _printed(row: LabResult) -> str:
    if isinstance(row.value, str):
        return row.value
    value = f"{row.value:g}"
    return f"{row.comparator or ''}{value} {row.unit}".strip()


def _converted(row: LabResult) -> str:
    return "" if row.unit == row.si_unit else f" = {row.comparator or ''}{row.si_value:.4g} {row.si_unit}"


def _on(at: str | None) -> str:
    return f", {at[:10]}" if at else ", date unknown"
