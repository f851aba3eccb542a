"""What FHIR resources say about each other: whose a result is, its report or panel, and when it was taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Resource = dict[str, Any]
_REFERENCE = re.compile(r"(?:^|/)(?P<kind>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.-]{1,64})(?:/_history/.*)?$")
#: Samples in which the same substance has quite other values.
_NOT_BLOOD = re.compile(
    r"urin|\bcsf\b|cerebrospinal|liquor|saliv|speichel|stool|faec|fec[ae]|sweat|schweiß|synovi|pleura|ascit", re.I
)


def as_list(value: Any) -> list[Any]:
    """A list, or an empty one."""
    return value if isinstance(value, list) else []


def as_dict(value: Any) -> dict[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def taken(one: Resource) -> str:
    """When a sample was taken, as written; an empty string when it is not said."""
    period = as_dict(one.get("effectivePeriod")) or as_dict(one.get("collectedPeriod"))
    events = as_list(as_dict(one.get("effectiveTiming")).get("event"))
    found = one.get("effectiveDateTime") or one.get("effectiveInstant") or one.get("collectedDateTime")
    return str(found or period.get("start") or period.get("end") or (events[0] if events else "") or "")


@dataclass
class Links:
    """The references of one file, made comparable.

    Attributes
    ----------
    urls : dict of str to str
        Full address of an entry → ``Observation/x1``.
    days : dict of str to str
        Reference of a result → when the sample of its report or panel was taken.
    samples : dict of str to Resource
        Specimens by id.
    """

    urls: dict[str, str] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    samples: dict[str, Resource] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Resource, resources: Iterable[Resource]) -> Links:
        """Collect them from a Bundle, Observation or DiagnosticReport and all that it holds."""
        made = cls()
        for entry in as_list(content.get("entry")):
            held = as_dict(as_dict(entry).get("resource"))
            if (url := as_dict(entry).get("fullUrl")) and held.get("id"):
                made.urls[str(url)] = f"{held.get('resourceType')}/{held['id']}"
            elif url:
                made.urls[str(url)] = str(url)
                held["id"] = held.get("id") or str(url)
        for one in resources:
            if one.get("resourceType") == "Specimen":
                made.samples[str(one.get("id"))] = one
            day = taken(one)
            for part in (*as_list(one.get("result")), *as_list(one.get("hasMember"))):
                if day and (name := made.plain(as_dict(part).get("reference"))):
                    made.days.setdefault(name, day)
        return made

    def plain(self, reference: Any) -> str:
        """``Patient/1`` for all the ways to write that reference."""
        text = str(reference or "")
        text = self.urls.get(text, text)
        match = _REFERENCE.search(text)
        return f"{match['kind']}/{match['id']}" if match else text

    def day_of(self, one: Resource, report: Resource) -> str:
        """When the sample was taken: what the result says, its specimen, its report or its panel."""
        sample = as_dict(self.sample_of(one).get("collection"))
        name = self.plain(f"{one.get('resourceType')}/{one.get('id')}")
        return (
            taken(one) or taken(sample) or taken(report) or self.days.get(name) or self.days.get(str(one.get("id")), "")
        )

    def sample_of(self, one: Resource) -> Resource:
        """The specimen of a result, or an empty object."""
        name = self.plain(as_dict(one.get("specimen")).get("reference")).split("/")[-1].lstrip("#")
        return self.samples.get(name, {})

    def not_blood(self, one: Resource) -> str:
        """The kind of sample when it is said to be no blood; an empty string otherwise."""
        said = as_dict(one.get("specimen")).get("display"), *_words(as_dict(self.sample_of(one).get("type")))
        return next((str(word) for word in said if word and _NOT_BLOOD.search(str(word))), "")

    def person_of(self, one: Resource, report: Resource) -> str:
        """What tells one person from another; compared and counted, never kept."""
        subject = as_dict(one.get("subject")) or as_dict(report.get("subject"))
        reference = str(subject.get("reference") or "")
        if reference.startswith("#"):  # a person described inside the result
            held = [*as_list(one.get("contained")), *as_list(report.get("contained"))]
            found = next((as_dict(part) for part in held if as_dict(part).get("id") == reference[1:]), {})
            return name_of(found) or reference
        identifier = as_dict(subject.get("identifier")).get("value")
        return self.plain(reference) or str(identifier or subject.get("display") or "")


def name_of(patient: Resource) -> str:
    """Identifier or name of a Patient, for counting only."""
    numbers = [str(as_dict(one).get("value") or "") for one in as_list(patient.get("identifier"))]
    spoken = []
    for one in map(as_dict, as_list(patient.get("name"))):
        given = " ".join(map(str, as_list(one.get("given"))))
        spoken.append(f"{one.get('text') or ''} {given} {one.get('family') or ''}")
    return next((one.strip() for one in (*numbers, *spoken) if one.strip()), "")


def in_order(report: Resource) -> Iterator[Resource]:
    """What a report contains, its results in the order in which it lists them."""
    held = [one for one in as_list(report.get("contained")) if isinstance(one, dict)]
    wanted = [str(as_dict(one).get("reference") or "").lstrip("#") for one in as_list(report.get("result"))]
    place = {name: number for number, name in enumerate(wanted)}
    yield from sorted(held, key=lambda one: place.get(str(one.get("id")), len(place)))


def _words(concept: Resource) -> list[Any]:
    return [concept.get("text"), *(as_dict(one).get("display") for one in as_list(concept.get("coding")))]
