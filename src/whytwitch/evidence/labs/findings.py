"""What the rest of the house takes from a laboratory report: findings, act-now hits, and the iron rules."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from whytwitch.evidence.labs.flags import Span, limits_hit
from whytwitch.knowledge.analytes import Bounds, load_analytes
from whytwitch.model.labs import Derived, LabPerson, LabReport, LabResult

_LEVELS = ("urgent", "emergency")


def findings_from_labs(
    report: LabReport, as_of: dt.date | str | None = None, *, bounds: bool = False
) -> list[dict[str, Any]]:
    """Every usable value as a finding; several dates of one test give several.

    Parameters
    ----------
    report : LabReport
    as_of : date or ISO str, optional
        Later values are left out.
    bounds : bool
        Also give ``<5`` and ``>1000``: with ``value`` None and the keys ``comparator`` and ``bound``. Never a point value.

    Returns
    -------
    list of dict
        ``id``, ``value`` (SI), ``unit``, ``at`` (ISO or None), ``derived`` (a plain sentence), ``source_row`` (position in
        ``report.results``, or None), oldest first, undated first of all.
    """
    known = load_analytes()
    day = _day(as_of)
    found = []
    for place, row in enumerate(report.results):
        if not row.used or row.si_value is None or _after(row.at, day) or (row.comparator and not bounds):
            continue
        analyte = known.by_id[row.test]
        one: dict[str, Any] = {
            "id": analyte.finding,
            "value": row.si_value,
            "unit": analyte.si_unit,
            "at": row.at,
            "derived": f"{analyte.name} {_printed(row)}{_converted(row)}, from the laboratory{_on(row.at)}",
            "source_row": place,
        }
        if row.comparator:
            one.update(value=None, comparator=row.comparator, bound=row.si_value)
        found.append(one)
    for made in report.derived:
        if made.used and made.si_value is not None and not _after(made.at, day):
            found.append(
                {
                    "id": made.test,
                    "value": made.si_value,
                    "unit": made.si_unit,
                    "at": made.at,
                    "derived": made.derived + _on(made.at),
                    "source_row": made.rows[-1] if made.rows else None,
                }
            )
    return sorted(found, key=lambda one: one["at"] or "")


def danger_from_labs(report: LabReport, as_of: dt.date | str | None = None) -> list[dict[str, Any]]:
    """Act-now limits that were crossed.

    The newest dated value of each test decides; values without a date always count, and so do values that are not used as
    findings because they contradict another of the same day. A value whose unit is missing or suspect cannot be judged.

    Parameters
    ----------
    report : LabReport
    as_of : date or ISO str, optional
        The day of the picture; without it every value counts as old.

    Returns
    -------
    list of dict
        ``rule``, ``level`` (emergency or urgent), ``text``, ``analyte``, ``si_value``, ``si_unit``, ``comparator``, ``at``,
        ``source``, ``verified``, ``stale`` (no date, or older than the analyte's limit), ``ask`` (what to ask back: repeated
        since? is the unit right?; often empty), ``source_row``. Emergencies first.
    """
    known = load_analytes()
    day = _day(as_of)
    adjusted = {row for one in report.derived if one.test == "calcium_adjusted" for row in one.rows}
    adjusted_at = {row.at for row in report.results if row.test == "calcium_adjusted" and row.si_value is not None}
    candidates: list[tuple[LabResult | Derived, int | None, bool]] = [
        (row, place, place in adjusted or row.at in adjusted_at)
        for place, row in enumerate(report.results)
        if row.si_value is not None and row.test in known.by_id
    ]
    candidates += [(one, one.rows[-1] if one.rows else None, True) for one in report.derived if one.test in known.by_id]
    newest = _newest(candidates, day)
    hits: list[dict[str, Any]] = []
    for row, place, adjusted_known in candidates:
        analyte = known.by_id[row.test]
        if row.at and not _after(row.at, day) and row.at[:10] < newest.get(analyte.finding, "")[:10]:
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


def iron_for_rls(report: LabReport, person: object = None, *, kidney_failure: bool = False) -> list[dict[str, Any]]:
    """The guidelines' iron limits for restless legs, for this person; they are not the laboratory's lower limits.

    Parameters
    ----------
    report : LabReport
    person : object, optional
        As for :func:`whytwitch.evidence.labs.report`; with an unknown age the rules of adults.
    kidney_failure : bool
        Dialysis or end-stage kidney disease.

    Returns
    -------
    list of dict
        ``rule``, ``met`` (True, False, or None when not known), ``text``, ``because`` (the values), ``at``, ``source``,
        ``verified``.
    """
    age = LabPerson.of(person).age
    values = {test: _latest(report, test) for test in ("ferritin", "tsat")}
    out = []
    for rule in load_analytes().iron_rules:
        if rule.population == "kidney_failure" and not kidney_failure:
            continue
        years = 18.0 if age is None else age
        if (rule.age_from is not None and years < rule.age_from) or (
            rule.age_below is not None and years >= rule.age_below
        ):
            continue
        each = [_holds(values.get(test), bounds) for test, bounds in (rule.any or rule.all)]
        if rule.any:
            met = True if True in each else None if None in each else False
        else:
            met = False if False in each else None if None in each else True
        seen = [one for test, _ in (rule.any or rule.all) if (one := values.get(test))]
        out.append(
            {
                "rule": rule.id,
                "met": met,
                "text": rule.text,
                "because": "; ".join(
                    f"{test} {comparator or ''}{value:g} {load_analytes().by_id[test].si_unit}"
                    for test, value, comparator, _ in seen
                ),
                "at": max((at for *_, at in seen if at), default=None),
                "source": rule.cited.source,
                "verified": rule.cited.verified,
            }
        )
    return out


_Value = tuple[str, float, Any, str | None]


def _latest(report: LabReport, test: str) -> _Value | None:
    rows: list[_Value] = [
        (test, one.si_value, one.comparator, one.at)
        for one in report.results
        if one.test == test and one.used and one.si_value is not None
    ]
    rows += [
        (test, one.si_value, None, one.at)
        for one in report.derived
        if one.test == test and one.used and one.si_value is not None
    ]
    return max(rows, key=lambda one: one[3] or "") if rows else None


def _holds(value: _Value | None, bounds: Bounds) -> bool | None:
    if value is None:
        return None
    span = Span.of(value[1], value[2])
    if bounds.holds(span.low, span.high, low_open=span.low_open, high_open=span.high_open):
        return True
    if span.low == span.high:
        return False
    probe = 1e-9 * max(abs(value[1]), 1.0)  # a span: does no value of it fulfil the condition?
    edge = value[1] + (probe if math.isinf(span.high) else -probe)
    return None if bounds.holds(edge, edge) or _crosses(span, bounds) else False


def _crosses(span: Span, bounds: Bounds) -> bool:
    edges = [one for one in (bounds.below, bounds.at_most, bounds.above, bounds.at_least) if one is not None]
    return any(span.low < edge < span.high for edge in edges)


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
        if row.at and not _after(row.at, day):
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


def _day(as_of: dt.date | str | None) -> dt.date | None:
    return dt.date.fromisoformat(as_of[:10]) if isinstance(as_of, str) else as_of


def _after(at: str | None, day: dt.date | None) -> bool:
    return bool(at and day and at[:10] > day.isoformat())


def _printed(row: LabResult) -> str:
    value = f"{row.value:g}" if isinstance(row.value, float) else str(row.value)
    return f"{row.comparator or ''}{value} {row.unit}".strip()


def _converted(row: LabResult) -> str:
    return "" if row.unit == row.si_unit else f" = {row.comparator or ''}{row.si_value:.4g} {row.si_unit}"


def _on(at: str | None) -> str:
    return f", {at[:10]}" if at else ", date unknown"
