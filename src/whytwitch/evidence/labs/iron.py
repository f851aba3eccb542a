"""The guidelines' iron limits for restless legs; they are not the laboratory's lower limits."""

from __future__ import annotations

import math
from typing import Any

from whytwitch.evidence.labs.flags import Span
from whytwitch.knowledge.analyte import Bounds
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.model.labs import LabPerson, LabReport


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
