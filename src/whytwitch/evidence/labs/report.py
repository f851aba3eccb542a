"""Rows as written become rows as understood: one out for each one in, and what was derived from them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from whytwitch.errors import UnitError
from whytwitch.evidence.labs.contradictions import contradictions
from whytwitch.evidence.labs.dates import parse_date
from whytwitch.evidence.labs.derived import all_derived
from whytwitch.evidence.labs.flags import Span, critical, judge, limits_hit, plain_flag
from whytwitch.evidence.labs.intervals import parse_range
from whytwitch.evidence.labs.numbers import shown
from whytwitch.evidence.labs.plausible import impossible, interval_disagrees, ordinary_in
from whytwitch.evidence.labs.repeats import Row, later_than, repeated, several_people, unconfirmed
from whytwitch.evidence.labs.said import bound_of, presence_of, side_of
from whytwitch.evidence.labs.sample import Point, Points
from whytwitch.evidence.labs.trends import trends_of
from whytwitch.evidence.labs.units import ucum
from whytwitch.evidence.labs.values import Parsed, parse_value
from whytwitch.knowledge.analyte import Analyte
from whytwitch.knowledge.analytes import Analytes, load_analytes
from whytwitch.model.labs import LabPerson, LabReport, LabResult, LabValue


def report(values: Iterable[object], person: object = None, as_of: dt.date | str | None = None) -> LabReport:
    """Understand blood tests.

    Parameters
    ----------
    values : iterable
        :class:`LabValue`, or objects or mappings with the same fields (a case's ``labs``).
    person : object, optional
        Age in years, sex and pregnancy, as :class:`LabPerson`, a mapping or a case's person; what is unknown stays so.
    as_of : date or ISO str, optional
        The day of the picture; later samples are asked about.

    Returns
    -------
    LabReport
        One result for each value, in order; derived values; warnings.
    """
    today = dt.date.fromisoformat(as_of[:10]) if isinstance(as_of, str) else as_of
    known = load_analytes()
    who = LabPerson.of(person)
    written = [as_value(one) for one in values]
    comma = _comma(written)
    rows = [_row(one, who, known, comma) for one in written]
    warnings = [*getattr(values, "warnings", ())]
    warnings += several_people(written, rows)
    later_than(rows, today)
    warnings += unconfirmed(rows)
    repeated(rows, known)
    warnings += contradictions(rows, _points(rows))
    points = _points(rows)
    derived, why_not = all_derived(points, who, today)
    adjusted = {row for one in derived if one.test == "calcium_adjusted" for row in one.rows}
    adjusted_at = {point.at for point in points.get("calcium_adjusted", ())}
    for place, row in enumerate(rows):
        _critical(row, adjusted_known=place in adjusted or row["at"] in adjusted_at)
    warnings += why_not
    undated = [place + 1 for place, row in enumerate(rows) if row["at"] is None and row["si_value"] is not None]
    if undated:
        few = ", ".join(str(one) for one in undated[:10]) + (" …" if len(undated) > 10 else "")
        warnings.append(f"a date is required to judge a result; {len(undated)} of {len(rows)} have none (rows {few})")
    if comma:
        warnings.append("this file writes decimals with a comma; they were read so")
    results = tuple(LabResult(**{key: row[key] for key in _FIELDS}) for row in rows)
    return LabReport(
        results=results,
        derived=tuple(derived),
        trends=trends_of(results, derived),
        warnings=tuple(dict.fromkeys(warnings)),
    )


_FIELDS = tuple(LabResult.model_fields)


def as_value(one: object) -> LabValue:
    """A row of a case or a mapping as :class:`LabValue`."""
    if isinstance(one, LabValue):
        return one

    def part(name: str) -> Any:
        return one.get(name) if isinstance(one, dict) else getattr(one, name, None)

    at, problem = part("at"), ""
    if isinstance(at, str):
        at, problem = parse_date(at)
    value = part("value")
    return LabValue(
        test=str(part("test") or ""),
        value=value if isinstance(value, int | float | str) else "",
        unit=str(part("unit") or ""),
        at=at,
        low=part("low"),
        high=part("high"),
        lab=part("lab"),
        loinc=part("loinc"),
        at_problem=problem,
        row=part("row"),
        page=part("page"),
        line=part("line"),
        sure=part("sure"),
        confirmed=part("confirmed") is not False,
    )


def _comma(values: list[LabValue]) -> bool | None:
    """Whether this file writes decimals with a comma: True, False, or None when it does not show."""
    commas = points = grouped = 0
    for one in values:
        if isinstance(one.value, str) and ("," in one.value or "." in one.value):
            parsed = parse_value(one.value)
            commas += parsed.decimal_comma
            plain = parsed.kind == "number" and not parsed.decimal_comma and "," not in one.value
            by_thousands = re.search(r"(?<![0-9.])[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9.,])", one.value) is not None
            points += plain and not by_thousands
            grouped += plain and by_thousands  # 6.200 says nothing by itself
    if (commas > 1 or (commas and grouped)) and not points:
        return True
    return False if points and not commas else None


def _row(one: LabValue, person: LabPerson, known: Analytes, comma: bool | None) -> Row:
    parsed = parse_value(one.value, comma)
    warnings = [*one.problems]
    if one.at_problem:
        warnings.append(one.at_problem)
    warnings += [text for text in parsed.warnings if not (comma and text.startswith("decimal comma"))]
    row: Row = {
        "test": shown(one.test, 60),
        "written": shown(one.test, 60),
        "loinc": one.loinc or None,
        "comparator": parsed.comparator,
        "value": parsed.number if parsed.kind == "number" else parsed.words or None,
        "unit": shown(one.unit, 30),
        "si_value": None,
        "si_unit": None,
        "low": one.low,
        "high": one.high,
        "flag": "not_understood",
        "warnings": warnings,
        "at": one.at,
        "interval_from": "",
        "interval_source": "",
        "interval_verified": None,
        "notes": [],
        "used": False,
        "set_aside": "",
        "row": one.row,
        "page": one.page,
        "line": one.line,
        "sure": one.sure,
        "confirmed": one.confirmed,
        "remark": one.remark,
        "analyte": None,
        "span": None,
        "upper": None,
        "lab": one.lab,
        "said": False,
    }
    analyte = _which(one, known, row)
    if analyte is None:
        return row
    row["analyte"], row["test"] = analyte, analyte.id
    row["loinc"] = one.loinc if one.loinc in analyte.loinc else (analyte.loinc[0] if analyte.loinc else None)
    if one.interval and one.low is None and one.high is None:
        row["low"], row["high"], _, problem = parse_range(one.interval, comma, person.sex)
        warnings += [problem] if problem else []
        one = one.model_copy(update={"low": row["low"], "high": row["high"]})
    if one.low is not None or one.high is not None:
        row["interval_from"] = "laboratory"
        if one.low is not None and one.high is not None and one.low > one.high:
            warnings.append(f"the printed interval {one.low:g} to {one.high:g} runs backwards; it was not used")
            row["low"] = row["high"] = None
            row["interval_from"] = ""
    behind = parsed.rest.rstrip(" *!#")
    if behind and known.unit_of(analyte, behind) is None:
        warnings.append(f"the value '{shown(one.value)}' was not understood")
        row["value"] = shown(one.value)
        return row
    if isinstance(one.value, str) and (side := side_of(one.value)) is not None:
        _said(row, analyte, one, side, person)
        return row
    if analyte.antibody and parsed.kind == "words" and (found := presence_of(parsed.words)) is not None:
        row["flag"] = "high" if found else "normal"
        row["warnings"] = [text for text in warnings if "is no number" not in text]
        row["used"] = row["said"] = True
        return row
    if parsed.kind != "number" or parsed.number is None:
        row["flag"] = "not_understood" if parsed.kind == "garbled" else "unknown"
        return row
    _measure(row, analyte, one.unit, parsed, person)
    return row


def _said(row: Row, analyte: Analyte, one: LabValue, side: tuple[str, bool], person: LabPerson) -> None:
    """Take a word for the side of the interval that it names."""
    code = known_unit(analyte, one.unit)
    scale = analyte.units[code] if code else None
    own = tuple(None if edge is None or scale is None else scale.to_si(edge) for edge in (row["low"], row["high"]))
    found = bound_of(*side, analyte, person, own)  # type: ignore[arg-type]
    row["value"], row["unit"], row["flag"] = shown(str(one.value)), "", side[0]
    if found is None:
        row["warnings"] = ["told in a word, and no interval is known here; a number would tell more"]
        return
    value, comparator = found
    sign = "about" if comparator is None else comparator
    row["warnings"] = [f"told in a word: taken as {sign} {value:.4g} {analyte.si_unit}; a number would tell more"]
    row.update(
        si_value=value,
        si_unit=analyte.si_unit,
        comparator=comparator,
        used=True,
        said=True,
        span=Span.of(value, comparator),
    )


def known_unit(analyte: Analyte, unit: str) -> str | None:
    """The unit's code, or None where it is missing or does not fit."""
    try:
        return ucum(analyte, unit)
    except UnitError:
        return None


def _which(one: LabValue, known: Analytes, row: Row) -> Analyte | None:
    by_name = known.find(one.test) if one.test.strip() else None
    by_code = known.find(one.loinc) if one.loinc else None
    if by_name and by_code and by_name is not by_code and by_name.finding != by_code.finding:
        row["warnings"].append(
            f"the code {one.loinc} is {by_code.name}, the name says {by_name.name}: which is right? Not used"
        )
        return None
    found = by_code or by_name
    if found is None or found.derived_only:
        row["warnings"].append(
            f"no blood test of this program is called '{shown(one.test)}'"
            + (f"; {hint}" if one.test.strip() and (hint := known.suggest(one.test)) else "")
        )
        return None
    return found


def _measure(row: Row, analyte: Analyte, unit: str, parsed: Parsed, person: LabPerson) -> None:
    warnings: list[str] = row["warnings"]
    value = parsed.number or 0.0
    span = Span.of(value, parsed.comparator)
    code = _unit(row, analyte, unit, parsed)
    if code is None:
        row["flag"] = plain_flag(
            span, row["low"], row["high"]
        )  # the printed interval has the same unit, whichever it is
        return
    scale = analyte.units[code]
    row["unit"] = code
    si = Span.of(scale.to_si(value), parsed.comparator)
    doubt = impossible(analyte, value, code, si) or interval_disagrees(analyte, row["low"], row["high"], code)
    if doubt:
        hits = limits_hit(analyte, si)
        if hits:
            doubt += f". If number and unit are right, this is an emergency ({hits[0].text})"
        warnings.append(doubt)
        row["flag"] = "unknown"
        return
    row.update(si_value=scale.to_si(value), si_unit=analyte.si_unit, used=True, span=si)
    if row["interval_from"] == "laboratory":
        row["flag"] = plain_flag(span, row["low"], row["high"])
        row["upper"] = None if row["high"] is None else scale.to_si(row["high"])
        if row["flag"] == "unknown":
            warnings.append(f"'{parsed.comparator}{value:g}' does not tell on which side of the interval it lies")
    else:
        judged = judge(analyte, si, person)
        row["flag"] = judged.flag
        row["notes"] += judged.notes
        if judged.interval:
            low, high = judged.interval.low, judged.interval.high
            row.update(
                low=None if low is None else float(f"{scale.from_si(low):.4g}"),
                high=None if high is None else float(f"{scale.from_si(high):.4g}"),
                interval_from="fallback",
                interval_source=judged.interval.cited.source,
                interval_verified=judged.interval.cited.verified,
                upper=high,
            )
    if row["flag"] != "normal" and (others := ordinary_in(analyte, value, code)):
        row["notes"].append(f"check the unit: {value:g} would be ordinary in {' or '.join(others[:2])}")
    row["notes"] += analyte.notes


def _unit(row: Row, analyte: Analyte, unit: str, parsed: Parsed) -> str | None:
    behind = parsed.rest.rstrip(" *!#")
    if behind and not unit.strip():
        row["warnings"].append(f"the unit '{shown(behind)}' was taken from the value")
        unit = behind
    elif behind and load_analytes().unit_of(analyte, behind) != load_analytes().unit_of(analyte, unit):
        row["warnings"].append(f"'{shown(behind)}' behind the number was not understood; the value is not used")
        return None
    try:
        return ucum(analyte, unit)
    except UnitError as error:
        found = f", found '{shown(unit)}'" if unit.strip() else ""
        row["warnings"].append(f"{error.what}{found}; allowed: {error.allowed}; the value is not used")
        return None


def _critical(row: Row, *, adjusted_known: bool) -> None:
    if row["span"] is not None:
        hits = limits_hit(row["analyte"], row["span"], upper_limit=row["upper"], adjusted_known=adjusted_known)
        row["flag"] = critical(row["flag"], hits)


def _points(rows: list[Row]) -> Points:
    points: Points = {}
    for place, row in enumerate(rows):
        if row["used"] and row["comparator"] is None and not row["said"]:
            points.setdefault(row["test"], []).append(Point(place, row["si_value"], row["at"]))
    return points
