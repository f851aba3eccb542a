"""The small pieces that all resources are made of: ids that repeat, codes, references, quantities."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

from whytwitch.knowledge.base import Knowledge
from whytwitch.model.workup import Workup

#: Code systems of this program; names, not addresses.
OWN = "urn:whytwitch"
LOINC, UCUM, HPO, ICD10 = (
    "http://loinc.org",
    "http://unitsofmeasure.org",
    "http://human-phenotype-ontology.org",
    "http://hl7.org/fhir/sid/icd-10",
)
HL7 = "http://terminology.hl7.org/CodeSystem"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

Resource = dict[str, Any]


@dataclass
class Maker:
    """Hands out ids and keeps the resources of one bundle in order.

    Parameters
    ----------
    workup : Workup
        What is written.
    knowledge : Knowledge
        Names and codes.
    made : list of dict
        The resources so far.
    """

    workup: Workup
    knowledge: Knowledge
    made: list[Resource] = field(default_factory=list)

    def __post_init__(self) -> None:
        content = self.workup.model_dump_json(by_alias=True)
        self._seed = uuid.uuid5(uuid.NAMESPACE_URL, OWN + hashlib.sha256(content.encode()).hexdigest())

    def id(self, name: str) -> str:
        """The id of a resource of this bundle: the same for the same workup."""
        return str(uuid.uuid5(self._seed, name))

    def refer(self, name: str, display: str = "") -> Resource:
        """A reference to a resource of this bundle."""
        return clean({"reference": f"urn:uuid:{self.id(name)}", "display": display})

    def add(self, kind: str, name: str, **fields: Any) -> Resource:
        """Put a resource into the bundle; what is empty is left out."""
        made = clean({"resourceType": kind, "id": self.id(name), **fields})
        self.made.append(made)
        return self.refer(name)

    @property
    def patient(self) -> Resource:
        """The person, without a name."""
        return self.refer("patient")

    @property
    def day(self) -> str | None:
        """The day of the case."""
        return self.workup.case.as_of.isoformat() if self.workup.case.as_of else None


def clean(value: Any) -> Any:
    """Without what is empty: FHIR allows no empty string, list or object."""
    if isinstance(value, dict):
        held = {key: clean(one) for key, one in value.items()}
        return {key: one for key, one in held.items() if one is not None and one != {} and one != [] and one != ""}
    if isinstance(value, list | tuple):
        return [one for one in map(clean, value) if one is not None and one != {} and one != [] and one != ""]
    return " ".join(value.split()) if isinstance(value, str) else value


def coding(system: str, code: str, display: str = "") -> Resource:
    """A code of a system."""
    return clean({"system": system, "code": code, "display": display})


def concept(text: str, *codings: Resource) -> Resource:
    """Words with their codes."""
    return clean({"coding": list(codings), "text": text})


def category(code: str) -> list[Resource]:
    """The kind of an observation, as HL7 names it."""
    return [concept("", coding(f"{HL7}/observation-category", code))]


def absent(reason: str = "unknown") -> Resource:
    """Why there is no value."""
    return concept("", coding(f"{HL7}/data-absent-reason", reason))


def extension(name: str, **value: Any) -> Resource:
    """An extension of this program's own."""
    return {"url": f"{OWN}:{name}", **value}


def notes(*texts: str) -> list[Resource]:
    """Remarks."""
    return [{"text": text} for text in texts if text]
