"""FHIR (R4, R4B and R5) as rows: Bundle, Observation, DiagnosticReport. Read by hand: no FHIR library at run time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whytwitch.errors import FormatError
from whytwitch.evidence.labs.fields import Fields, Reader
from whytwitch.evidence.labs.numbers import shown
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.model.labs import LabValue

LOINC = ("http://loinc.org", "https://loinc.org", "urn:oid:2.16.840.1.113883.6.1", "loinc")
UCUM = ("http://unitsofmeasure.org", "https://unitsofmeasure.org", "urn:oid:2.16.840.1.113883.6.8", "ucum")
_DEPTH = 4
#: Kinds of a reference range that are no interval of the healthy.
_OTHER_RANGES = ("therapeutic", "treatment", "pre", "post", "endocrine", "recommended")


def rows_of_fhir(content: dict[str, Any], name: str) -> tuple[list[LabValue], list[str]]:
    """Every Observation with a value or a reason why it has none, and every component.

    Parameters
    ----------
    content : dict
        A Bundle (also nested), an Observation, or a DiagnosticReport with its Observations contained.
    name : str
        Of the file.

    Returns
    -------
    rows : list of LabValue
    warnings : list of str
        How many other resources were passed over.

    Raises
    ------
    FormatError
        None of the three.
    """
    kind = content.get("resourceType")
    if kind not in ("Bundle", "Observation", "DiagnosticReport"):
        raise FormatError(
            "this FHIR resource holds no blood tests",
            where=name,
            allowed="Bundle, Observation or DiagnosticReport",
            found=shown(kind),
        )
    resources = list(_all_in(content, {}, 0))
    collected = {
        str(one.get("id")): _taken(_dict(one.get("collection")))
        for one, _ in resources
        if one.get("resourceType") == "Specimen"
    }
    reader = Reader()
    rows: list[Fields] = []
    others = 0
    for one, context in resources:
        if one.get("resourceType") == "Observation" and not _of_another_kind(one):
            rows += _observation(one, context, collected, reader, len(rows))
        elif one.get("resourceType") not in ("DiagnosticReport", "Bundle", "Specimen"):
            others += 1
    warnings = [f"{others} resources that are no blood tests were not read"] if others else []
    return reader.finish(rows), warnings


def _all_in(one: Any, context: dict[str, Any], depth: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each resource, with what the report around it says."""
    if not isinstance(one, dict) or depth > _DEPTH:
        return
    kind = one.get("resourceType")
    if kind == "Bundle":
        for entry in _list(one.get("entry")):
            resource = _dict(entry).get("resource")
            if isinstance(resource, dict):
                yield from _all_in(resource, context, depth + 1)
            else:
                yield {}, context
        return
    yield one, context
    around = one if kind == "DiagnosticReport" else context
    for part in _list(one.get("contained")):
        yield from _all_in(part, around, depth + 1)


def _observation(
    one: dict[str, Any], report: dict[str, Any], collected: dict[str, str], reader: Reader, count: int
) -> list[Fields]:
    specimen = str(_dict(one.get("specimen")).get("reference", "")).split("/")[-1].lstrip("#")
    at = _taken(one) or collected.get(specimen) or _taken(report)
    subject = _dict(one.get("subject")) or _dict(report.get("subject"))
    named = subject.get("reference") or _dict(subject.get("identifier")).get("value") or subject.get("display")
    person = reader.subject((str(named or ""),))
    problems = []
    if one.get("status") in ("entered-in-error", "cancelled"):
        problems.append(f"the sender marked this as {one['status']}")
    parts = [part for part in _list(one.get("component")) if isinstance(part, dict)]
    whole = [one] if _says_something(one) or not parts else []
    return [
        _row(part, one, at, person, problems, count + place) for place, part in enumerate([*whole, *parts], start=1)
    ]


def _row(
    part: dict[str, Any], whole: dict[str, Any], at: str, person: int | None, problems: list[str], number: int
) -> Fields:
    test, loinc = _code(_dict(part.get("code")))
    value, unit = _value(part)
    told = list(problems)
    if value == "" and (absent := _dict(part.get("dataAbsentReason"))):
        told.append(f"the sender gives no value: {shown(_code(absent)[0] or 'no reason told')}")
    if problems and value != "":
        value = f"? {value}"
    limits = _limits(part)
    notes = [str(_dict(note).get("text", "")) for source in (part, whole) for note in _list(source.get("note"))]
    return {
        "test": test,
        "loinc": loinc,
        "value": value,
        "unit": unit,
        "at": at,
        "low": _dict(limits.get("low")).get("value"),
        "high": _dict(limits.get("high")).get("value"),
        "range": "" if "low" in limits or "high" in limits else limits.get("text", ""),
        "comment": " ".join(notes),
        "subject": person,
        "row": number,
        "problems": told,
    }


def _value(part: dict[str, Any]) -> tuple[Any, str]:
    quantity = _dict(part.get("valueQuantity"))
    if "value" in quantity:
        value = quantity["value"]
        if quantity.get("comparator") in ("<", "<=", ">", ">="):
            value = f"{quantity['comparator']}{value}"
        return (value if isinstance(value, str | int | float) else ""), _unit(quantity)
    if ratio := _dict(part.get("valueRatio")):  # a titre
        above, below = (_dict(ratio.get(one)).get("value", "") for one in ("numerator", "denominator"))
        return f"{above}:{below}", ""
    if span := _dict(part.get("valueRange")):
        low, high = (_dict(span.get(one)) for one in ("low", "high"))
        return f"{low.get('value', '')}-{high.get('value', '')}", _unit(low or high)
    for key in ("valueString", "valueInteger"):
        if isinstance(part.get(key), str | int):
            return part[key], ""
    if "valueBoolean" in part:
        return ("positive" if part["valueBoolean"] else "negative"), ""
    return _code(_dict(part.get("valueCodeableConcept")))[0], ""


def _unit(quantity: dict[str, Any]) -> str:
    """The UCUM code where it is one, else the unit as printed."""
    code, printed = str(quantity.get("code") or ""), str(quantity.get("unit") or "")
    system = str(quantity.get("system") or "").casefold()
    return code if code and (system in UCUM or not printed or load_analytes().unit(printed) is None) else printed


def _limits(part: dict[str, Any]) -> dict[str, Any]:
    """The interval of the healthy; one for treatment or a phase of the cycle is none."""
    for one in _list(part.get("referenceRange")):
        kind = _code(_dict(_dict(one).get("type")))[0].casefold()
        if isinstance(one, dict) and not kind.startswith(_OTHER_RANGES):
            return one
    return {}


def _of_another_kind(one: dict[str, Any]) -> bool:
    """Whether the sender says that this is no laboratory value: an answer, a vital sign, an index of a night."""
    codes = {
        str(coding.get("code"))
        for kind in _list(one.get("category"))
        for coding in _list(_dict(kind).get("coding"))
        if isinstance(coding, dict)
    }
    return bool(codes) and not codes & {"laboratory", "LAB"}


def _says_something(one: dict[str, Any]) -> bool:
    return any(key.startswith("value") for key in one) or ("dataAbsentReason" in one and not one.get("component"))


def _taken(one: dict[str, Any]) -> str:
    period = _dict(one.get("effectivePeriod")) or _dict(one.get("collectedPeriod"))
    found = one.get("effectiveDateTime") or one.get("effectiveInstant") or one.get("collectedDateTime")
    return str(found or period.get("start") or "")


def _code(code: dict[str, Any]) -> tuple[str, str]:
    """A name, and the LOINC code; of several systems of codes the name that this program knows."""
    codings = [one for one in _list(code.get("coding")) if isinstance(one, dict)]
    codes = [str(one.get("code", "")) for one in codings if str(one.get("system", "")).casefold().rstrip("/") in LOINC]
    known = load_analytes()
    loinc = next((one for one in codes if known.find(one)), codes[0] if codes else "")
    names = [str(one) for one in (code.get("text"), *(coding.get("display") for coding in codings)) if one]
    text = next((one for one in names if known.find(one)), names[0] if names else "")
    last = next((str(one.get("code")) for one in codings if one.get("code")), "")
    return text or loinc or last, loinc


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
