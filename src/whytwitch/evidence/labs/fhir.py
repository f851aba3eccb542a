"""FHIR (R4, R4B and R5) as rows: Bundle, Observation, DiagnosticReport. Read by hand: no FHIR library at run time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whytwitch.errors import FormatError
from whytwitch.evidence.labs.fhir_links import Links, as_dict, as_list, in_order, name_of
from whytwitch.evidence.labs.fields import Fields, Reader
from whytwitch.evidence.labs.numbers import shown
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.model.labs import LabValue

LOINC = ("http://loinc.org", "https://loinc.org", "urn:oid:2.16.840.1.113883.6.1", "loinc")
UCUM = ("http://unitsofmeasure.org", "https://unitsofmeasure.org", "urn:oid:2.16.840.1.113883.6.8", "ucum")
_DEPTH = 4
_SIGNS = ("", "<", "<=", ">", ">=")
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
    links = Links.of(content, [one for one, _ in resources])
    reader = Reader()
    rows: list[Fields] = []
    others = 0
    for one, context in resources:
        if one.get("resourceType") == "Observation" and not _of_another_kind(one):
            rows += _observation(one, context, links, reader, len(rows))
        elif one.get("resourceType") not in ("DiagnosticReport", "Bundle", "Specimen"):
            others += 1
    warnings = [] if rows else ["no result of a blood test stands in this FHIR file"]
    warnings += [f"{others} resources that are no blood tests were not read"] if others else []
    return reader.finish(rows), [*warnings, *_about(content, [one for one, _ in resources])]


def _about(content: dict[str, Any], resources: list[dict[str, Any]]) -> list[str]:
    """Whose results these are, and whether these are all."""
    said = []
    named = {name_of(one) for one in resources if one.get("resourceType") == "Patient"} - {""}
    if len(named) > 1:
        said.append("this file names more than one person: check whose results these are")
    elif named:
        said.append("this file names a person: check that these are your results; the name is not kept")
    if any(as_dict(link).get("relation") == "next" for link in as_list(content.get("link"))):
        said.append("this is one page of several (it has a link to the next one): the others hold more results")
    return said


def _all_in(one: Any, context: dict[str, Any], depth: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each resource, with what the report around it says."""
    if not isinstance(one, dict) or depth > _DEPTH:
        return
    kind = one.get("resourceType")
    if kind == "Bundle":
        for entry in as_list(one.get("entry")):
            resource = as_dict(entry).get("resource")
            if isinstance(resource, dict):
                yield from _all_in(resource, context, depth + 1)
            else:
                yield {}, context
        return
    yield one, context
    around = one if kind == "DiagnosticReport" else context
    for part in in_order(one):
        yield from _all_in(part, around, depth + 1)


def _observation(one: dict[str, Any], report: dict[str, Any], links: Links, reader: Reader, count: int) -> list[Fields]:
    person = reader.subject((links.person_of(one, report),))
    problems = []
    taken_back = [held["status"] for held in (one, report) if held.get("status") in ("entered-in-error", "cancelled")]
    if taken_back:
        problems.append(f"the sender marked this as {taken_back[0]}")
    parts = [part for part in as_list(one.get("component")) if isinstance(part, dict)]
    whole = [one] if _says_something(one) or not parts else []
    return [
        {
            **_row(part, one, problems, count + place),
            "at": links.day_of(one, report),
            "subject": person,
            "specimen": links.not_blood(one),
        }
        for place, part in enumerate([*whole, *parts], start=1)
    ]


def _row(part: dict[str, Any], whole: dict[str, Any], problems: list[str], number: int) -> Fields:
    test, loinc = _code(as_dict(part.get("code")))
    value, unit = _value(part)
    told = list(problems)
    if value == "" and (absent := as_dict(part.get("dataAbsentReason"))):
        told.append(f"the sender gives no value: {shown(_code(absent)[0] or 'no reason told')}")
    if problems and value != "":
        value = f"? {value}"
    if "valueQuantity" in part and (sign := str(as_dict(part["valueQuantity"]).get("comparator") or "")) not in _SIGNS:
        told.append(f"the sender writes '{shown(sign)}' before the value, which is no limit; it is not used")
        value = f"? {value}"
    limits = _limits(part)
    notes = [str(as_dict(note).get("text", "")) for source in (part, whole) for note in as_list(source.get("note"))]
    return {
        "test": test,
        "loinc": loinc,
        "value": value,
        "unit": unit,
        **_interval(limits, unit, told),
        "comment": " ".join(notes),
        "row": number,
        "problems": told,
    }


def _value(part: dict[str, Any]) -> tuple[Any, str]:
    quantity = as_dict(part.get("valueQuantity"))
    if "value" in quantity:
        value = quantity["value"]
        if quantity.get("comparator") in ("<", "<=", ">", ">="):
            value = f"{quantity['comparator']}{value}"
        return (value if isinstance(value, str | int | float) else ""), _unit(quantity)
    if ratio := as_dict(part.get("valueRatio")):  # a titre
        above, below = (as_dict(ratio.get(one)).get("value", "") for one in ("numerator", "denominator"))
        return f"{above}:{below}", ""
    if span := as_dict(part.get("valueRange")):
        low, high = (as_dict(span.get(one)) for one in ("low", "high"))
        return f"{low.get('value', '')}-{high.get('value', '')}", _unit(low or high)
    for key in ("valueString", "valueInteger"):
        if isinstance(part.get(key), str | int):
            return part[key], ""
    if "valueBoolean" in part:
        return ("positive" if part["valueBoolean"] else "negative"), ""
    return _code(as_dict(part.get("valueCodeableConcept")))[0], ""


def _unit(quantity: dict[str, Any]) -> str:
    """The UCUM code where it is one, else the unit as printed."""
    code, printed = str(quantity.get("code") or ""), str(quantity.get("unit") or "")
    system = str(quantity.get("system") or "").casefold()
    return code if code and (system in UCUM or not printed or load_analytes().unit(printed) is None) else printed


def _interval(limits: list[dict[str, Any]], unit: str, problems: list[str]) -> Fields:
    """Low and high, or the text of the interval; one in another unit is not used."""
    known = load_analytes()
    said: list[Fields] = []
    for one in limits:
        low, high = as_dict(one.get("low")), as_dict(one.get("high"))
        own = _unit(low) or _unit(high)
        if own and unit and (known.unit(own) or own) != (known.unit(unit) or unit):
            problems.append(f"the interval is given in {shown(own)}, the value in {shown(unit)}; it was not used")
            continue
        if low or high:
            said.append({"low": low.get("value"), "high": high.get("value"), "sex": _sex(one)})
        elif one.get("text"):
            said.append({"range": one["text"]})
    by_sex = {one["sex"]: one for one in said if one.get("sex")}
    if set(by_sex) == {"male", "female"} and all("low" in one for one in said):
        return {"range": "; ".join(f"{sex}: {_span(by_sex[sex])}" for sex in ("male", "female"))}
    return said[0] if said else {}


def _span(one: Fields) -> str:
    low, high = one.get("low"), one.get("high")
    return f"<{high}" if low is None else f">{low}" if high is None else f"{low}-{high}"


def _sex(one: dict[str, Any]) -> str:
    """The sex that a reference range is for, or an empty string."""
    words = {
        str(word).casefold()
        for concept in as_list(one.get("appliesTo"))
        for word in (
            as_dict(concept).get("text"),
            *(
                as_dict(code).get(key)
                for code in as_list(as_dict(concept).get("coding"))
                for key in ("code", "display")
            ),
        )
        if word
    }
    return (
        "female"
        if words & {"female", "f", "women", "248152002"}
        else "male"
        if words & {"male", "m", "men", "248153007"}
        else ""
    )


def _limits(part: dict[str, Any]) -> list[dict[str, Any]]:
    """The intervals of the healthy; one for treatment or a phase of the cycle is none."""
    found = []
    for one in as_list(part.get("referenceRange")):
        kind = _code(as_dict(as_dict(one).get("type")))[0].casefold()
        if isinstance(one, dict) and not kind.startswith(_OTHER_RANGES):
            found.append(one)
    return found


def _of_another_kind(one: dict[str, Any]) -> bool:
    """Whether the sender says that this is no laboratory value: an answer, a vital sign, an index of a night."""
    codes = {
        str(coding.get("code"))
        for kind in as_list(one.get("category"))
        for coding in as_list(as_dict(kind).get("coding"))
        if isinstance(coding, dict)
    }
    return bool(codes) and not codes & {"laboratory", "LAB"}


def _says_something(one: dict[str, Any]) -> bool:
    return any(key.startswith("value") for key in one) or ("dataAbsentReason" in one and not one.get("component"))


def _code(code: dict[str, Any]) -> tuple[str, str]:
    """A name, and the LOINC code; of several systems of codes the name that this program knows."""
    codings = [one for one in as_list(code.get("coding")) if isinstance(one, dict)]
    codes = [str(one.get("code", "")) for one in codings if str(one.get("system", "")).casefold().rstrip("/") in LOINC]
    known = load_analytes()
    loinc = next((one for one in codes if known.find(one)), codes[0] if codes else "")
    names = [str(one) for one in (code.get("text"), *(coding.get("display") for coding in codings)) if one]
    text = next((one for one in names if known.find(one)), names[0] if names else "")
    last = next((str(one.get("code")) for one in codings if one.get("code")), "")
    return text or loinc or last, loinc
