"""The JSON Schema of a case file, made from the types and from the words of the knowledge base."""

from __future__ import annotations

from typing import Any

from whytwitch.evidence.case.building import ANSWER, MOVEMENT, TOP
from whytwitch.knowledge import Knowledge
from whytwitch.model.case import Setting, Sex
from whytwitch.model.finding import ANSWER_WORDS

_DATE = {"type": "string", "format": "date"}
#: A word. YAML reads some words as numbers or truth values; they are taken as they are written.
_TEXT = {"type": ["string", "number", "boolean"]}
_LEVELS = {"yes_no": ["yes", "no", "not_sure"], "danger": list(ANSWER_WORDS)}


def case_schema(base: Knowledge) -> dict[str, Any]:
    """A JSON Schema that editors can use while a case file is written.

    Parameters
    ----------
    base : Knowledge
        Ids of findings and words of movements.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12.
    """
    findings = {}
    for finding in base.findings.values():
        value: dict[str, Any] = (
            {"type": "number"}
            if finding.kind == "number"
            else _words([*finding.choices, "not_sure"] if finding.kind == "choice" else _LEVELS[finding.kind])
        )
        entry = {
            "type": "object",
            "properties": {
                **dict.fromkeys(ANSWER, _or_nothing(_TEXT)),
                "value": value,
                "at": _or_nothing(_DATE),
                "movement": _or_nothing({"type": "integer", "minimum": 1}),
            },
            "required": ["value"],
            "additionalProperties": False,
        }
        findings[finding.id] = {
            "description": finding.question or finding.name,
            "anyOf": [value, entry, {"type": "array", "items": {"anyOf": [value, entry]}}],
        }
    movement = {key: _words(list(base.movements[key].words)) for key in MOVEMENT if key in base.movements}
    movement |= {"since": {"type": ["string", "number"]}, "since_weeks": {"type": "number", "minimum": 0}}
    medicine = {
        "anyOf": [_TEXT, _object({"name": _TEXT, "started": _DATE, "stopped": _DATE, "dose_changed": _DATE}, ["name"])]
    }
    lab = _object(
        {
            "test": _TEXT,
            "value": {"type": ["number", "string"]},
            "unit": _TEXT,
            "at": _DATE,
            "low": {"type": "number"},
            "high": {"type": "number"},
            "lab": _TEXT,
            "comparator": _TEXT,
        },
        ["test", "value"],
    )
    night = _object({"file": _TEXT, "events": _TEXT, "legs": {"type": "object"}, "at": _DATE}, [])
    person = _object(
        {
            "age": {"type": ["number", "string"]},
            "sex": {"enum": list(Sex.__args__)},
            "pregnant": {"type": ["string", "integer"]},
            "weeks": {"type": "integer"},
            "weeks_pregnant": {"type": "integer"},
        },
        [],
    )
    topics = ["all", *dict.fromkeys(sign.topic for sign in base.danger_signs())]
    properties = {
        "as_of": _DATE,
        "told_by": _TEXT,
        "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
        "note": _TEXT,
        "reason": {**_TEXT, "maxLength": 600},
        "questions": _list(_TEXT),
        "setting": {"enum": list(Setting.__args__)},
        "person": person,
        "known_conditions": _list(_TEXT),
        "medicines": _list(medicine),
        "movements": _list(_object(movement, ["kind"])),
        "findings": {"type": "object", "properties": findings, "additionalProperties": False},
        "denied": {"anyOf": [{"enum": topics}, _list({"enum": topics})]},
        "labs": _list(lab),
        "results": _list(_object({"test": _TEXT, "result": _TEXT, "at": _DATE, "note": _TEXT}, ["test", "result"])),
        "priors": {"type": "object", "additionalProperties": {"type": "number"}},
        "diary": _TEXT,
        "nights": _list({"anyOf": [_TEXT, night]}),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "whytwitch case file",
        "type": "object",
        "properties": {key: _or_nothing(properties[key]) for key in TOP},
        "additionalProperties": False,
    }


def _words(words: list[str]) -> dict[str, Any]:
    """One of these words; what YAML and JSON call true and false is a yes and a no."""
    truth = [value for value, word in ((True, "yes"), (False, "no")) if word in words]
    return {"enum": [*words, *truth]}


def _or_nothing(item: dict[str, Any]) -> dict[str, Any]:
    """The same, or null: what is left empty was not told, in a file as in a request."""
    if isinstance(item.get("type"), str) and "enum" not in item:
        return {**item, "type": [item["type"], "null"]}
    if isinstance(item.get("type"), list):
        return {**item, "type": [*item["type"], "null"]}
    if "enum" in item:
        return {**item, "enum": [*item["enum"], None]}
    return {**item, "anyOf": [*item["anyOf"], {"type": "null"}]}


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    made = {name: item if name in required else _or_nothing(item) for name, item in properties.items()}
    return {"type": "object", "properties": made, "required": required, "additionalProperties": False}


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}
