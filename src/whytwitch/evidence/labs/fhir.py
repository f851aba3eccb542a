"""FHIR (R4, R4B and R5): the Observations of a Bundle as rows. Read by hand: no FHIR library at run time."""

from __future__ import annotations

from typing import Any

from whytwitch.errors import FormatError
from whytwitch.evidence.labs.fields import Fields, Reader
from whytwitch.evidence.labs.numbers import shown
from whytwitch.model.labs import LabValue

LOINC = "http://loinc.org"


def rows_of_fhir(content: dict[str, Any], name: str) -> tuple[list[LabValue], list[str]]:
    """Every Observation with a value, and every component with one.

    Returns
    -------
    rows : list of LabValue
    warnings : list of str
        How many other resources were passed over.

    Raises
    ------
    FormatError
        Neither a Bundle nor an Observation.
    """
    kind = content.get("resourceType")
    if kind == "Bundle":
        resources = [one.get("resource") for one in _list(content.get("entry")) if isinstance(one, dict)]
    elif kind == "Observation":
        resources = [content]
    else:
        raise FormatError(
            "this FHIR resource holds no blood tests", where=name, allowed="Bundle or Observation", found=shown(kind)
        )
    reader = Reader()
    rows: list[Fields] = []
    others = 0
    for one in resources:
        if not isinstance(one, dict) or one.get("resourceType") != "Observation" or _of_another_kind(one):
            others += 1
            continue
        rows += _observation(one, reader, len(rows))
    warnings = [f"{others} resources that are no blood tests were not read"] if others else []
    return reader.finish(rows), warnings


def _observation(one: dict[str, Any], reader: Reader, count: int) -> list[Fields]:
    at = one.get("effectiveDateTime") or one.get("effectiveInstant") or _dict(one.get("effectivePeriod")).get("start")
    subject = _dict(one.get("subject"))
    person = reader.subject((str(subject.get("reference") or subject.get("display") or ""),))
    problems = []
    if one.get("status") in ("entered-in-error", "cancelled"):
        problems.append(f"the sender marked this as {one['status']}")
    parts = [part for part in _list(one.get("component")) if isinstance(part, dict)]
    whole = [one] if _has_value(one) or not parts else []
    rows: list[Fields] = []
    for part in [*whole, *parts]:
        test, loinc = _code(_dict(part.get("code")))
        quantity = _dict(part.get("valueQuantity"))
        value: Any = quantity.get("value")
        if value is None:
            value = part.get("valueString", part.get("valueInteger", _code(_dict(part.get("valueCodeableConcept")))[0]))
        elif quantity.get("comparator") in ("<", "<=", ">", ">="):
            value = f"{quantity['comparator']}{value}"
        if problems and value not in (None, ""):
            value = f"? {value}"
        limits = _dict(next(iter(_list(part.get("referenceRange"))), None))
        rows.append(
            {
                "test": test,
                "loinc": loinc,
                "value": value if isinstance(value, str | int | float) else "",
                "unit": quantity.get("code") or quantity.get("unit") or "",
                "at": at,
                "low": _dict(limits.get("low")).get("value"),
                "high": _dict(limits.get("high")).get("value"),
                "range": "" if "low" in limits or "high" in limits else limits.get("text", ""),
                "subject": person,
                "row": count + len(rows) + 1,
                "problems": list(problems),
            }
        )
    return rows


def _of_another_kind(one: dict[str, Any]) -> bool:
    """Whether the sender says that this is no laboratory value: an answer, a vital sign, an index of a night."""
    codes = {
        str(coding.get("code"))
        for kind in _list(one.get("category"))
        for coding in _list(_dict(kind).get("coding"))
        if isinstance(coding, dict)
    }
    return bool(codes) and not codes & {"laboratory", "LAB"}


def _has_value(one: dict[str, Any]) -> bool:
    return any(key.startswith("value") for key in one)


def _code(code: dict[str, Any]) -> tuple[str, str]:
    codings = [one for one in _list(code.get("coding")) if isinstance(one, dict)]
    loinc = next((str(one.get("code", "")) for one in codings if one.get("system") == LOINC), "")
    text = code.get("text") or next((one.get("display") for one in codings if one.get("display")), "")
    return str(text or loinc), loinc


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
