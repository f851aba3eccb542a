"""What was measured: blood tests with LOINC and UCUM, findings, nights by both rule books."""

from __future__ import annotations

from typing import Any

from whytwitch.model.finding import NO, Finding
from whytwitch.report.fhir.parts import (
    HL7,
    HPO,
    LOINC,
    OWN,
    UCUM,
    Maker,
    Resource,
    absent,
    category,
    clean,
    coding,
    concept,
    extension,
    notes,
)
from whytwitch.report.presenters.common import finding_name, name_of_test

_FLAG = {"low": "L", "high": "H", "normal": "N", "critical_low": "LL", "critical_high": "HH"}


def add_labs(maker: Maker) -> None:
    """Each row of the labs report as an Observation, and each derived value with what it was computed from."""
    report = maker.workup.labs or {}
    for number, row in enumerate(report.get("results", ()), start=1):
        maker.add("Observation", f"lab-{number}", **_lab(row, maker))
    for number, row in enumerate(report.get("derived", ()), start=1):
        maker.add("Observation", f"derived-{number}", **_derived(row, maker))


def _lab(row: dict[str, Any], maker: Maker) -> dict[str, Any]:
    own = row.get("interval_from") == "laboratory"
    limits = {key: _limit(row[key], row) for key in ("low", "high") if own and row.get(key) is not None}
    general = ""
    if row.get("interval_from") == "fallback" and (row.get("low") is not None or row.get("high") is not None):
        general = f"General interval, not the laboratory's: {row.get('low')} to {row.get('high')}."
    set_aside = f"Not used: {row['set_aside']}." if row.get("set_aside") else ""
    return {
        "status": "final",
        "category": category("laboratory"),
        "code": _test(row),
        "subject": maker.patient,
        "effectiveDateTime": row.get("at"),
        **_value(row),
        "interpretation": _interpretation(row),
        "referenceRange": [limits] if limits else [],
        "note": notes(general, set_aside, *row.get("warnings", ())),
    }


def _test(row: dict[str, Any]) -> Resource:
    codes = [coding(LOINC, row["loinc"])] if row.get("loinc") else []
    return concept(str(row.get("written") or "") or name_of_test(row), *codes)


def _value(row: dict[str, Any]) -> dict[str, Any]:
    value, unit = row.get("value"), str(row.get("unit") or "")
    if isinstance(value, str):
        return {"valueString": value}
    if value is None:
        return {"dataAbsentReason": absent()}
    understood = row.get("si_value") is not None
    quantity = {"value": value, "comparator": row.get("comparator"), "unit": unit}
    return {"valueQuantity": clean({**quantity, **({"system": UCUM, "code": unit} if understood and unit else {})})}


def _limit(value: float, row: dict[str, Any]) -> Resource:
    unit = str(row.get("unit") or "")
    return clean({"value": value, "unit": unit, **({"system": UCUM, "code": unit} if row.get("si_value") else {})})


def _interpretation(row: dict[str, Any]) -> list[Resource]:
    code = _FLAG.get(str(row.get("flag")))
    return [concept("", coding(f"{HL7}/v3-ObservationInterpretation", code))] if code else []


def _derived(row: dict[str, Any], maker: Maker) -> dict[str, Any]:
    codes = [coding(LOINC, row["loinc"])] if row.get("loinc") else []
    value = row.get("si_value")
    quantity = clean({"value": value, "unit": row["si_unit"], "system": UCUM, "code": row["si_unit"]})
    return {
        "status": "final",
        "category": [concept("computed by the program", coding(f"{OWN}:category", "derived"))],
        "code": concept(row["name"], *codes),
        "subject": maker.patient,
        "effectiveDateTime": row.get("at"),
        **({"dataAbsentReason": absent()} if value is None else {"valueQuantity": quantity}),
        "interpretation": _interpretation(row),
        "derivedFrom": [maker.refer(f"lab-{place + 1}") for place in row.get("rows", ())],
        "note": notes(row.get("derived", ""), f"Source: {row.get('source') or 'not given'}.", *row.get("warnings", ())),
    }


def said(maker: Maker) -> dict[str, Finding]:
    """The findings that become Observations: all but denials that moved no cause; the last answer of each."""
    moved = {one.finding for cause in maker.workup.picture.causes[:30] for one in (*cause.reasons_for, *cause.against)}
    told = {one.id: one for one in maker.workup.findings if one.origin not in ("lab", "night")}
    return {name: one for name, one in told.items() if one.value != NO or name in moved}


def add_findings(maker: Maker) -> None:
    """Findings as Observations, with HPO codes where the knowledge base has one."""
    for name, one in said(maker).items():
        known = maker.knowledge.findings.get(name)
        codes = [coding(f"{OWN}:finding", name)]
        if known and "hpo" in known.codes:
            codes.append(coding(HPO, known.codes["hpo"]))
        examined = one.told_by in ("clinician", "doctor") or one.origin == "result"
        if isinstance(one.value, float | int):
            value: dict[str, Any] = {"valueQuantity": clean({"value": one.value, "unit": known.unit if known else ""})}
        else:
            display = (known.choices.get(one.value) if known else None) or one.value.replace("_", " ")
            value = {"valueCodeableConcept": concept("", coding(f"{OWN}:answer", one.value, display))}
        maker.add(
            "Observation",
            f"finding-{name}",
            status="final",
            category=category("exam" if examined else "survey"),
            code=concept(finding_name(name, maker.knowledge), *codes),
            subject=maker.patient,
            effectiveDateTime=one.at.isoformat() if one.at else maker.day,
            **value,
            note=notes(one.derived),
        )


_EDITIONS = {"wasm2016": "WASM 2016", "aasm3": "AASM 3"}
_RATIOS = ("periodicity_plm_per_clm", "periodicity_ferri")


def add_nights(maker: Maker) -> None:
    """A DiagnosticReport for each night, its indices of both rule books as Observations; it names no disease."""
    for number, night in enumerate(maker.workup.nights, start=1):
        start = str(night["recording"].get("start") or "") or None
        results = []
        for edition, title in _EDITIONS.items():
            for name, value in night["editions"][edition]["indices"].items():
                if value is None or isinstance(value, float | int):
                    fields = _index(name, value, edition, title, start, maker)
                    results.append(maker.add("Observation", f"night-{number}-{edition}-{name}", **fields))
        sleep, why = night.get("sleep", {}), " ".join(night.get("why_they_differ", ()))
        limits = " ".join(f"Limit: {one}" for one in night.get("warnings", ()))
        conclusion = f"A recording counts movements; it names no disease. {why} {limits}"
        maker.add(
            "DiagnosticReport",
            f"night-{number}",
            extension=[
                extension("hours-recorded", valueDecimal=night["recording"]["hours"]),
                extension("stages-from", valueString=str(sleep.get("source", "none"))),
            ],
            status="preliminary",
            category=[concept("", coding(f"{HL7}/v2-0074", "OTH"))],
            code=concept("Leg movements of a night", coding(f"{OWN}:document", "night")),
            subject=maker.patient,
            effectiveDateTime=_moment(start),
            result=results,
            conclusion=conclusion,
        )


def _index(name: str, value: float | None, edition: str, title: str, start: str | None, maker: Maker) -> dict[str, Any]:
    ratio = name in _RATIOS
    unit, code = ("", "1") if ratio else ("s", "s") if name.endswith("_s") else ("per hour", "/h")
    quantity = clean({"value": value, "unit": unit, "system": UCUM, "code": code})
    return {
        "status": "preliminary",
        "category": category("procedure"),
        "code": concept(f"{name.replace('_', ' ')} ({title})", coding(f"{OWN}:night-index", f"{edition}.{name}")),
        "subject": maker.patient,
        "effectiveDateTime": _moment(start),
        **({"dataAbsentReason": absent()} if value is None else {"valueQuantity": quantity}),
        "method": concept(title),
    }


def _moment(start: str | None) -> str | None:
    """A day, or a moment when the time zone is known: FHIR allows no time without one."""
    if start is None:
        return None
    zoned = "T" in start and (start.endswith("Z") or start[-6:-5] in ("+", "-"))
    return start if zoned else start[:10]
