"""A case out of the FHIR bundle that this program writes: answers from the QuestionnaireResponse, labs beside it."""

from __future__ import annotations

from typing import Any

from whytwitch.errors import FormatError

#: The questionnaire of our own bundles; an interview of another program asks other questions.
QUESTIONNAIRE = "urn:whytwitch:interview"
_DETAIL = "urn:whytwitch:answer-"


def case_content(bundle: dict[str, Any], name: str) -> dict[str, Any]:
    """What a case file would hold.

    Parameters
    ----------
    bundle : dict
        A FHIR Bundle.
    name : str
        Of the file, for errors.

    Returns
    -------
    dict
        For :func:`whytwitch.evidence.case.build_case`: person, movements, answers with their history, conditions,
        medicines, questions and blood tests. Nights and other tests are not in it.

    Raises
    ------
    FormatError
        Not a bundle with answers to our questions.
    """
    entries = bundle.get("entry")
    resources = [one.get("resource") for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    answers = next(
        (
            one
            for one in resources
            if isinstance(one, dict)
            and one.get("resourceType") == "QuestionnaireResponse"
            and str(one.get("questionnaire", "")).startswith(QUESTIONNAIRE)
        ),
        None,
    )
    if answers is None:
        raise FormatError(
            "this FHIR file holds no answers to our questions",
            where=name,
            allowed="a bundle written by 'whytwitch picture CASE --fhir OUT'",
            todo="read blood tests of other programs with 'whytwitch labs'",
        )
    groups = {str(one.get("linkId")): _items(one) for one in _items(answers)}
    made: dict[str, Any] = {"findings": _findings([*groups.get("danger", []), *groups.get("findings", [])])}
    made |= _about(groups.get("about", []))
    if answers.get("authored"):
        made["as_of"] = str(answers["authored"])[:10]
    if "movements" in groups:
        made["movements"] = [_fields(one) for one in groups["movements"]]
    if "medicines" in groups:
        made["medicines"] = [_fields(one) for one in groups["medicines"]]
    for group in ("known_conditions", "questions"):
        if group in groups:
            made[group] = [value for one in groups[group] for value in _values(one)]
    made |= {group: [] for group in _none(answers) if group not in made}
    made["labs"] = _labs(bundle, name)
    return made


def _about(items: list[dict[str, Any]]) -> dict[str, Any]:
    held = {str(one.get("linkId")): value for one in items for value in _values(one)}
    person = {key: held.pop(key) for key in ("age", "sex", "pregnant", "weeks_pregnant") if key in held}
    return {"person": person, **held}


def _findings(items: list[dict[str, Any]]) -> dict[str, Any]:
    made = {}
    for one in items:
        answers = [
            {"value": value, **_details(answer)}
            for answer in _list(one.get("answer"))
            if (value := _value(answer)) is not None
        ]
        if answers:
            made[str(one.get("linkId"))] = answers
    return made


def _details(answer: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for one in _list(answer.get("extension")):
        url = str(one.get("url", ""))
        value = next((held for key, held in one.items() if key.startswith("value")), None)
        if url.startswith(_DETAIL) and value is not None:
            made[url.removeprefix(_DETAIL)] = "yes" if value is True else value
    return made


def _fields(group: dict[str, Any]) -> dict[str, Any]:
    return {str(one.get("linkId")).rpartition(".")[2]: value for one in _items(group) for value in _values(one)}


def _values(item: dict[str, Any]) -> list[Any]:
    return [value for one in _list(item.get("answer")) if (value := _value(one)) is not None]


def _value(answer: dict[str, Any]) -> Any:
    for key, held in answer.items():
        if key == "valueCoding" and isinstance(held, dict):
            return held.get("code")
        if key == "valueQuantity" and isinstance(held, dict):
            return held.get("value")
        if key.startswith("value"):
            return held
    return None


def _none(answers: dict[str, Any]) -> list[str]:
    """Groups that were asked about and hold nothing: *none* is not *unknown*."""
    url = "urn:whytwitch:none"
    return [str(one.get("valueCode")) for one in _list(answers.get("extension")) if one.get("url") == url]


def _labs(bundle: dict[str, Any], name: str) -> list[dict[str, Any]]:
    from whytwitch.evidence.labs.fhir import rows_of_fhir

    rows = []
    for one in rows_of_fhir(bundle, name)[0]:
        row = {"test": one.test, "value": one.value, "unit": one.unit, "at": (one.at or "")[:10]}
        row |= {"low": one.low, "high": one.high}
        rows.append({key: value for key, value in row.items() if value not in (None, "")})
    return rows


def _items(one: dict[str, Any]) -> list[dict[str, Any]]:
    return _list(one.get("item"))


def _list(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
