"""Act-now limits of a laboratory report: the triage room reads these."""

from __future__ import annotations

import datetime as dt
from typing import Any

from whytwitch.evidence.labs.flags import Span, limits_hit
from whytwitch.evidence.labs.sample import day_of, is_after
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.model.labs import Derived, LabReport, LabResult

_LEVELS = ("urgent", "emergency")


def danger_from_labs(report: LabReport, as_of: dt.date | str | None = None) -> list[dict[str, Any]]:
    """Act-now limits that were crossed.

    The newest dated value of each test decides; values without a date always count, and so do values that are not used
    as findings because they contradict another of the same day. A value whose unit is missing or suspect cannot be
    judged, and one that was read from a paper counts once somebody has confirmed it.

    Parameters
    ----------
    report : LabReport
    as_of : date or ISO str, optional
        The day of the picture; without it every value counts as old.

    Returns
    -------
    list of dict
        ``rule``, ``level`` (emergency or urgent), ``text``, ``analyte``, ``si_value``, ``si_unit``, ``comparator``,
        ``at``, ``source``, ``verified``, ``stale`` (no date, or older than the analyte's limit), ``ask`` (what to
        ask back: repeated since? is the unit right?; often empty), ``source_row``. Emergencies first.
    """
    known = load_analytes()
    day = day_of(as_of)
    adjusted = {row for one in report.derived if one.test == "calcium_adjusted" for row in one.rows}
    adjusted_at = {row.at for row in report.results if row.test == "calcium_adjusted" and row.si_value is not None}
    candidates: list[tuple[LabResult | Derived, int | None, bool]] = [
        (row, place, place in adjusted or row.at in adjusted_at)
        for place, row in enumerate(report.results)
        if row.si_value is not None and row.test in known.by_id and row.confirmed
    ]
    candidates += [(one, one.rows[-1] if one.rows else None, True) for one in report.derived if one.test in known.by_id]
    newest = _newest(candidates, day)
    hits: list[dict[str, Any]] = []
    for row, place, adjusted_known in candidates:
        analyte = known.by_id[row.test]
        if row.at and not is_after(row.at, day) and row.at[:10] < newest.get(analyte.finding, "")[:10]:
            continue
        comparator = row.comparator if isinstance(row, LabResult) else None
        span = Span.of(float(row.si_value or 0.0), comparator)
        for limit in limits_hit(analyte, span, upper_limit=_upper(row), adjusted_known=adjusted_known):
            age = (day - dt.date.fromisoformat(row.at[:10])).days if day and row.at else None
            stale = age is None or age < 0 or age > analyte.stale_after_days
            hits.append(
                {
                    "rule": limit.id,
                    "level": limit.level,
                    "text": limit.text,
                    "analyte": analyte.id,
                    "si_value": row.si_value,
                    "si_unit": analyte.si_unit,
                    "comparator": comparator,
                    "at": row.at,
                    "source": limit.cited.source,
                    "verified": limit.cited.verified,
                    "stale": stale,
                    "ask": _ask(analyte.name, row, stale),
                    "source_row": place,
                }
            )
    return sorted(hits, key=lambda hit: -_LEVELS.index(hit["level"]))


def _upper(row: LabResult | Derived) -> float | None:
    """Upper end of the row's interval in SI; of the widest fall-back interval when sex or age left it open."""
    analyte = load_analytes().by_id[row.test]
    if isinstance(row, Derived) or row.high is None:
        highs = [one.high for one in analyte.intervals if one.high is not None]
        return row.high if isinstance(row, Derived) else max(highs, default=None)
    return analyte.units[row.unit].to_si(row.high)


def _newest(candidates: list[tuple[LabResult | Derived, int | None, bool]], day: dt.date | None) -> dict[str, str]:
    newest: dict[str, str] = {}
    for row, *_ in candidates:
        if row.at and not is_after(row.at, day):
            finding = load_analytes().by_id[row.test].finding
            newest[finding] = max(newest.get(finding, ""), row.at)
    return newest


def _ask(name: str, row: LabResult | Derived, stale: bool) -> str:
    questions = []
    if isinstance(row, LabResult):
        questions += [note[:1].upper() + note[1:] + "." for note in row.notes if note.startswith("check the unit")]
    if row.at is None:
        questions.append(f"{name}: when was this taken? Has it been repeated since?")
    elif stale:
        questions.append(f"{name} of {row.at[:10]}: has it been repeated since?")
    return " ".join(questions)
