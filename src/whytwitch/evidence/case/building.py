"""A parsed tree becomes a Case: every field checked, every error with its place."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from whytwitch.errors import FormatError, ImpossibleValueError, UnitError, UnknownNameError, nearest, refusal
from whytwitch.evidence.case import fields
from whytwitch.evidence.case.consistency import check_consistent
from whytwitch.evidence.case.names import diagnosis_id, finding_id, movement_word
from whytwitch.evidence.case.places import Place, shown
from whytwitch.knowledge.schema import Finding
from whytwitch.model.case import Answer, Case, LabRow, Medicine, Movement, NightFile, OtherResult, Person

TOP = (
    "as_of",
    "person",
    "told_by",
    "country",
    "setting",
    "known_conditions",
    "medicines",
    "movements",
    "findings",
    "denied",
    "labs",
    "results",
    "nights",
    "diary",
    "priors",
    "reason",
    "questions",
    "note",
)
MOVEMENT = (
    "kind",
    "site",
    "side",
    "when",
    "pain",
    "lasts",
    "rhythm",
    "relieved_by",
    "suppressible",
    "seen_by",
    "often",
    "since",
    "since_weeks",
)
ANSWER = ("value", "at", "movement", "site", "side", "source", "told_by", "corrects")


def build_case(tree: Place | dict[str, Any], folder: str = ".") -> Case:
    """Make a case out of a parsed file, or out of a plain mapping.

    Parameters
    ----------
    tree : Place or dict
        The top of the file.
    folder : str
        What relative file names are relative to.

    Returns
    -------
    Case
        Checked.

    Raises
    ------
    InputError
        With the place of the fault.
    """
    top = tree if isinstance(tree, Place) else Place(tree, "")
    entries = top.mapping(TOP)
    made: dict[str, Any] = {"folder": folder}
    simple = {
        "as_of": fields.date,
        "told_by": fields.text,
        "country": fields.text,
        "setting": fields.text,
        "reason": fields.text,
        "questions": lambda place: tuple(fields.text(item) for item in place.items() if item.value is not None),
        "person": _person,
        "known_conditions": lambda place: tuple(
            dict.fromkeys(diagnosis_id(fields.text(item)) for item in place.items() if item.value is not None)
        ),
        "medicines": lambda place: tuple(_medicine(item) for item in place.items() if item.value is not None),
        "movements": lambda place: tuple(_movement(item) for item in place.items()),
        "findings": _findings,
        "priors": _priors,
        "labs": lambda place: tuple(_lab(item) for item in place.items()),
        "results": lambda place: tuple(_result(item) for item in place.items()),
        "diary": fields.text,
        "nights": lambda place: tuple(_night(item) for item in place.items()),
    }
    for key, place in entries.items():
        if key in simple and place.value is not None:
            made[key] = simple[key](place)
    if "denied" in entries and entries["denied"].value is not None:
        made["findings"] = _denied(entries["denied"], made.get("findings", {}), made.get("person", Person()))
    case = _checked(Case, made, top)
    check_consistent(case, entries, top)
    return case


def _what(problem: Any) -> str:
    """What a check refused, as the first part of a sentence."""
    said = refusal(problem)
    if problem["type"] in ("value_error", "assertion_error"):
        return said
    return f"'{problem['loc'][-1]}' must be: {said}" if problem["loc"] else said


def _checked(kind: Any, made: dict[str, Any], place: Place) -> Any:
    """Make the type; the first thing it refuses becomes our error, with a line."""
    try:
        return kind(**made)
    except ValidationError as error:
        first = error.errors()[0]
        key = first["loc"][0] if first["loc"] else ""
        spot = place.child(key) if isinstance(place.value, dict) and key in place.value else place
        details = {}
        if "expected" in first.get("ctx", {}):
            details = {"allowed": str(first["ctx"]["expected"]), "found": shown(first["input"])}
        what = f"'{key}' is not right" if details else _what(first)
        raise FormatError(what, where=spot.where, **details) from None


def _person(place: Place) -> Person:
    entries = place.mapping(("age", "sex", "pregnant", "weeks", "weeks_pregnant"))
    made: dict[str, Any] = {}
    for key, item in entries.items():
        if item.value is None:
            continue
        if key == "age":
            made["age"] = fields.age(item)
        elif key == "pregnant":
            made |= fields.pregnant(item)
        elif key in ("weeks", "weeks_pregnant"):
            made["weeks_pregnant"] = fields.whole(item)
        else:
            made["sex"] = {"f": "female", "m": "male", "woman": "female", "man": "male"}.get(
                str(item.value).lower(), str(item.value).lower()
            )
    return _checked(Person, made, place)


def _movement(place: Place) -> Movement:
    from whytwitch.knowledge import knowledge

    known = knowledge().movements
    made: dict[str, Any] = {}
    for key, item in place.mapping(MOVEMENT).items():
        if item.value is None:
            continue
        if key in ("since", "since_weeks"):
            made["since_weeks"] = fields.weeks(item)
            continue
        word = fields.word(item)
        if word not in known[key].words:
            word = movement_word(key, word)
        if word not in known[key].words:
            fields.unknown_word(item, key, word, known[key].words)
        made[key] = word
    if "kind" not in made:
        place.fail("a movement needs its kind", allowed=", ".join(known["kind"].words), todo="add 'kind: …'")
    return _checked(Movement, made, place)


def _medicine(place: Place) -> Medicine:
    if isinstance(place.value, str):
        return Medicine(name=place.value)
    made: dict[str, Any] = {}
    for key, item in place.mapping(("name", "started", "stopped", "dose_changed")).items():
        if item.value is not None:
            made[key] = fields.text(item) if key == "name" else fields.date(item)
    return _checked(Medicine, made, place)


def _findings(place: Place) -> dict[str, tuple[Answer, ...]]:
    from whytwitch.knowledge import knowledge

    made: dict[str, tuple[Answer, ...]] = {}
    known = knowledge().findings
    for said, item in place.mapping().items():
        name = said if said in known else finding_id(said)
        if name not in known:
            raise UnknownNameError(
                f"no finding is called '{said}'",
                where=item.where,
                todo=nearest(said, known) or "'whytwitch knowledge show findings' lists them",
            )
        made[name] = made.get(name, ()) + tuple(_answer(name, answer) for answer in item.items())
    return made


def _denied(place: Place, said: dict[str, tuple[Answer, ...]], person: Person) -> dict[str, tuple[Answer, ...]]:
    """Screens that were shown with nothing ticked: an explicit no to each danger sign on them not answered otherwise.

    A screen shows a sign only to people it may concern: nobody asks a man of forty about a baby's spasms.
    """
    from whytwitch.knowledge import knowledge

    signs = knowledge().danger_signs()
    topics = dict.fromkeys(sign.topic for sign in signs)
    chosen = set()
    for item in place.items():
        topic = fields.word(item)
        if topic != "all" and topic not in topics:
            fields.unknown_word(item, "denied", topic, dict.fromkeys(["all", *topics], ""))
        chosen |= set(topics) if topic == "all" else {topic}
    shown = [sign for sign in signs if sign.topic in chosen and _concerns(sign, person)]
    return said | {sign.id: (Answer(value="no"),) for sign in shown if sign.id not in said}


def _concerns(sign: Finding, person: Person) -> bool:
    """Whether a sign may be about this person; an unknown age or sex leaves it in."""
    if sign.sex != "any" and person.sex not in ("unknown", sign.sex):
        return False
    return person.age is None or (person.age.high >= sign.age_from and person.age.low < sign.age_below)


def _answer(name: str, place: Place) -> Answer:
    from whytwitch.knowledge import knowledge

    finding = knowledge().findings[name]
    if not isinstance(place.value, dict):
        return Answer(value=fields.answer_value(place, finding))
    entries = place.mapping(ANSWER)
    if "value" not in entries:
        place.fail(f"the answer to '{name}' has no value", todo="add 'value: …'")
    made: dict[str, Any] = {"value": fields.answer_value(entries["value"], finding)}
    for key, item in entries.items():
        if item.value is None or key == "value":
            continue
        if key == "at":
            made["at"] = fields.date(item)
        elif key == "movement":
            made["movement"] = fields.whole(item)
        elif key == "corrects":
            made["corrects"] = fields.word(item) in ("yes", "true")
        else:
            made[key] = fields.text(item)
    return _checked(Answer, made, place)


def _lab(place: Place) -> LabRow:
    made: dict[str, Any] = {}
    for key, item in place.mapping(("test", "value", "unit", "at", "low", "high", "lab", "comparator")).items():
        if item.value is None:
            continue
        if key == "at":
            made["at"] = fields.date(item)
        elif key in ("low", "high"):
            made[key] = fields.number(item)
        elif key == "value":
            if isinstance(item.value, bool):  # else it would count as 0 or 1
                allowed = "a number, or a word such as '<0.01' or 'negative'"
                item.fail("a result cannot be true or false", allowed=allowed, todo="write what the laboratory wrote")
            made["value"] = item.value if isinstance(item.value, int | float) else fields.text(item)
        elif key == "comparator":
            continue
        else:
            made[key] = fields.text(item)
    if sign := place.value.get("comparator"):
        made["value"] = f"{sign}{made.get('value', '')}"
    for needed in ("test", "value"):
        if needed not in made:
            place.fail(f"a blood test needs its {needed}", todo=f"add '{needed}: …'")
    _unit_fits(made, place)
    return _checked(LabRow, made, place)


def _unit_fits(made: dict[str, Any], place: Place) -> None:
    """A unit that does not fit its test is refused here, where the line is known; a missing one is asked about."""
    if not made.get("unit"):
        return
    from whytwitch.evidence.labs import convert

    try:
        convert(made["test"], 1.0, made["unit"])
    except UnitError as error:
        raise UnitError(
            error.what, where=place.child("unit").where, allowed=error.allowed, found=error.found, todo=error.todo
        ) from None
    except UnknownNameError:
        return


def _result(place: Place) -> OtherResult:
    made: dict[str, Any] = {}
    for key, item in place.mapping(("test", "result", "at", "note")).items():
        if item.value is not None:
            made[key] = fields.date(item) if key == "at" else fields.text(item)
    return _checked(OtherResult, made, place)


def _priors(place: Place) -> dict[str, float]:
    """A reader's own view of how common a cause is: shown in the picture, and used instead of ours."""
    from whytwitch.knowledge import knowledge

    made = {}
    for name, item in place.mapping().items():
        if name not in knowledge().conditions:
            fields.unknown_word(item, "priors", name, dict.fromkeys(knowledge().conditions, ""))
        made[name] = fields.number(item)
        if not 0 < made[name] < 1:
            raise ImpossibleValueError(
                f"the prior of '{name}' cannot be {made[name]:g}",
                where=item.where,
                allowed="a probability between 0 and 1, such as 0.05",
            )
    return made


def _night(place: Place) -> NightFile:
    if isinstance(place.value, str):
        return NightFile(file=place.value)
    made: dict[str, Any] = {}
    for key, item in place.mapping(("file", "events", "legs", "at")).items():
        if item.value is None:
            continue
        if key == "legs":
            made["legs"] = {name: fields.text(label) for name, label in item.mapping(("left", "right", "both")).items()}
        else:
            made[key] = fields.date(item) if key == "at" else fields.text(item)
    if not made.get("file") and not made.get("events"):
        raise ImpossibleValueError(
            "a night needs a file", where=place.where, allowed="file: night.edf, or events: night.csv"
        )
    return _checked(NightFile, made, place)
