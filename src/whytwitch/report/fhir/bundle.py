"""The whole bundle, and its check."""

from __future__ import annotations

import json
from typing import Any

from whytwitch.knowledge.base import Knowledge, knowledge
from whytwitch.model.workup import Workup
from whytwitch.report.fhir.concluded import add_flags, add_impression, add_plan, add_provenance, add_risk
from whytwitch.report.fhir.measured import add_findings, add_labs, add_nights
from whytwitch.report.fhir.parts import OWN, Maker, Resource, clean
from whytwitch.report.fhir.told import add_answers, add_conditions, add_medicines, add_person
from whytwitch.report.presenters.private import without_worries


def bundle(workup: Workup, *, base: Knowledge | None = None, worries: bool = False) -> dict[str, Any]:
    """Write a workup as a FHIR R4B Bundle of type ``collection``.

    Parameters
    ----------
    workup : Workup
        Case, findings, picture, plan, and the reports of labs and nights.
    base : Knowledge, optional
        The program's own when not given.
    worries : bool
        Whether the person agreed that answers about worry and mood leave the house.

    Returns
    -------
    dict
        JSON that FHIR R4B allows. Every reference leads to a resource of the bundle; ids and dates follow from the
        workup, so the same workup gives the same bundle. No name, no birth date, no address.

    References
    ----------
    HL7 FHIR R4B (4.3.0), hl7.org/fhir/R4B.
    """
    maker = Maker(without_worries(workup, worries, for_others=True), base or knowledge())
    for add in (
        add_person,
        add_answers,
        add_conditions,
        add_medicines,
        add_labs,
        add_findings,
        add_nights,
        add_flags,
        add_risk,
        add_impression,
        add_plan,
        add_provenance,
    ):
        add(maker)
    entries: list[Resource] = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in maker.made]
    return clean(
        {
            "resourceType": "Bundle",
            "id": maker.id("bundle"),
            "identifier": {"system": f"{OWN}:bundle", "value": maker.id("bundle")},
            "type": "collection",
            "timestamp": f"{maker.day}T00:00:00Z" if maker.day else None,
            "entry": entries,
        }
    )


def bundle_text(made: dict[str, Any]) -> str:
    """A bundle as the text of a file, checked with fhir.resources where that is installed.

    Parameters
    ----------
    made : dict
        As :func:`bundle` gives it.

    Returns
    -------
    str
        JSON.

    Raises
    ------
    pydantic.ValidationError
        Our bug: what was made is not R4B.
    """
    try:
        from fhir.resources.R4B.bundle import Bundle
    except ImportError:
        Bundle = None
    text = json.dumps(made, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if Bundle is not None:
        Bundle.model_validate_json(text)
    return text
