"""What was told: the person without a name, every answer, conditions and medicines."""

from __future__ import annotations

from typing import Any

from whytwitch.model.case import Answer, Case, Movement
from whytwitch.report.fhir.parts import ABSENT, HL7, OWN, Maker, Resource, clean, coding, concept, extension

_ABOUT = ("told_by", "country", "setting", "reason")


def add_person(maker: Maker) -> None:
    """The person: sex alone; neither name nor birth date is known here."""
    sex = maker.workup.case.person.sex
    maker.add("Patient", "patient", gender=sex if sex in ("female", "male") else "unknown")


def add_answers(maker: Maker) -> None:
    """All answers as one QuestionnaireResponse; a danger sign nobody asked about says so."""
    case, provisional = maker.workup.case, maker.workup.picture.urgency.provisional
    asked = {"known_conditions": case.known_conditions, "medicines": case.medicines}
    maker.add(
        "QuestionnaireResponse",
        "answers",
        extension=[extension("none", valueCode=name) for name, held in asked.items() if held == ()],
        questionnaire=f"{OWN}:interview|{maker.workup.picture.knowledge.version}",
        status="in-progress" if provisional else "completed",
        subject=maker.patient,
        authored=maker.day,
        item=[
            _group("about", "About the person", _about(case)),
            _group("movements", "Movements", [_movement(n, one, maker) for n, one in enumerate(case.movements, 1)]),
            _group("danger", "Danger signs", _danger(maker)),
            _group("findings", "Other answers", _others(maker)),
            _group("known_conditions", "Known conditions", _words("known_condition", case.known_conditions)),
            _group("medicines", "Medicines", [_medicine(n, one) for n, one in enumerate(case.medicines or (), 1)]),
            _group("questions", "The person's own questions", _words("question", case.questions)),
        ],
    )


def add_conditions(maker: Maker) -> None:
    """Known conditions, by their names; codes of licensed terminologies are not shipped."""
    known = maker.knowledge.known_conditions
    for number, name in enumerate(maker.workup.case.known_conditions or (), start=1):
        text = known[name].name if name in known else name.replace("_", " ")
        codes = [coding(f"{OWN}:known-condition", name)] if name in known else []
        maker.add(
            "Condition",
            f"condition-{number}",
            clinicalStatus=concept("", coding(f"{HL7}/condition-clinical", "active")),
            code=concept(text, *codes),
            subject=maker.patient,
        )


def add_medicines(maker: Maker) -> None:
    """Medicines with the dates that matter, never a dose."""
    for number, one in enumerate(maker.workup.case.medicines or (), start=1):
        span = {"start": _day(one.started), "end": _day(one.stopped)}
        changed = [extension("dose-changed", valueDate=_day(one.dose_changed))] if one.dose_changed else []
        maker.add(
            "MedicationStatement",
            f"medicine-{number}",
            extension=changed,
            status="stopped" if one.stopped else "active",
            medicationCodeableConcept=concept(one.name),
            subject=maker.patient,
            effectivePeriod=span,
        )


def _group(name: str, text: str, items: list[Resource]) -> Resource:
    return {"linkId": name, "text": text, "item": items} if items else {}


def _about(case: Case) -> list[Resource]:
    person, items = case.person, []
    if person.age is not None:
        ends = [f"{end:.10g}" for end in (person.age.low, person.age.high)]
        exact = ends[0] == ends[1]
        quantity = {"value": person.age.low, "unit": "years", "system": "http://unitsofmeasure.org", "code": "a"}
        answer = {"valueQuantity": quantity} if exact else {"valueString": "-".join(ends)}
        items.append({"linkId": "age", "text": "Age in years", "answer": [answer]})
    items.append(_choice("sex", "Sex", person.sex, person.sex))
    items.append(_choice("pregnant", "Pregnant", person.pregnant, person.pregnant))
    if person.weeks_pregnant is not None:
        answer = {"valueInteger": person.weeks_pregnant}
        items.append({"linkId": "weeks_pregnant", "text": "Weeks pregnant", "answer": [answer]})
    items += [
        {"linkId": name, "text": name.replace("_", " "), "answer": [{"valueString": getattr(case, name)}]}
        for name in _ABOUT
        if getattr(case, name)
    ]
    return items


def _movement(number: int, one: Movement, maker: Maker) -> Resource:
    words = {"kind": one.kind, **one.attributes()}
    known = maker.knowledge.movements
    items = [
        _choice(f"movement.{number}.{key}", known[key].label, word, known[key].words.get(word, word))
        for key, word in words.items()
        if key in known
    ]
    if one.since_weeks is not None:
        answer = {"valueDecimal": one.since_weeks}
        items.append({"linkId": f"movement.{number}.since_weeks", "text": "For how many weeks", "answer": [answer]})
    return _group(f"movement.{number}", f"Movement {number}", items)


def _danger(maker: Maker) -> list[Resource]:
    items = []
    for flag in maker.workup.picture.red_flags:
        given = maker.workup.case.findings.get(flag.id)
        if given:
            items.append(_answered(flag.id, flag.text, given, maker))
        elif flag.asked:
            items.append(_choice(flag.id, flag.text, str(flag.answer), str(flag.answer).replace("_", " ")))
        else:
            unasked = [{"url": ABSENT, "valueCode": "not-asked"}]
            items.append({"extension": unasked, "linkId": flag.id, "text": flag.text or flag.id})
    return items


def _others(maker: Maker) -> list[Resource]:
    danger = {flag.id for flag in maker.workup.picture.red_flags}
    known = maker.knowledge.findings
    return [
        _answered(name, known[name].name if name in known else name.replace("_", " "), given, maker)
        for name, given in maker.workup.case.findings.items()
        if name not in danger and given
    ]


def _answered(name: str, text: str, given: tuple[Answer, ...], maker: Maker) -> Resource:
    return {"linkId": name, "text": text, "answer": [_answer(name, one, maker) for one in given]}


def _answer(name: str, one: Answer, maker: Maker) -> Resource:
    about = {
        "at": ("valueDate", _day(one.at)),
        "movement": ("valueInteger", one.movement),
        "site": ("valueString", one.site),
        "side": ("valueString", one.side),
        "source": ("valueString", one.source),
        "told_by": ("valueString", one.told_by),
        "corrects": ("valueBoolean", one.corrects or None),
    }
    said = [extension(f"answer-{key}", **{kind: value}) for key, (kind, value) in about.items() if value is not None]
    if isinstance(one.value, float | int):
        return clean({"extension": said, "valueDecimal": one.value})
    known = maker.knowledge.findings.get(name)
    display = (known.choices.get(one.value) if known else None) or one.value.replace("_", " ")
    return clean({"extension": said, "valueCoding": coding(f"{OWN}:answer", one.value, display)})


def _choice(name: str, text: str, code: str, display: str) -> Resource:
    answer: dict[str, Any] = {"valueCoding": coding(f"{OWN}:answer", code, display)}
    return {"linkId": name, "text": text, "answer": [answer]}


def _words(name: str, words: tuple[str, ...] | None) -> list[Resource]:
    return [
        {"linkId": f"{name}.{number}", "text": name.replace("_", " "), "answer": [{"valueString": word}]}
        for number, word in enumerate(words or (), start=1)
    ]


def _medicine(number: int, one: Any) -> Resource:
    items = [{"linkId": f"medicine.{number}.name", "text": "Name", "answer": [{"valueString": one.name}]}]
    items += [
        {"linkId": f"medicine.{number}.{key}", "text": key.replace("_", " "), "answer": [{"valueDate": _day(at)}]}
        for key, at in (("started", one.started), ("dose_changed", one.dose_changed), ("stopped", one.stopped))
        if at
    ]
    return _group(f"medicine.{number}", f"Medicine {number}", items)


def _day(at: Any) -> str | None:
    return at.isoformat() if at else None
