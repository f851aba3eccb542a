"""A case through all of the house: the one place that walks the whole path."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whytwitch.model.case import Case, LabRow, NightFile
from whytwitch.model.finding import Finding
from whytwitch.model.picture import Picture
from whytwitch.model.workup import Workup

if TYPE_CHECKING:
    from whytwitch.evidence.diary import Told


def draw(
    case: Case | Mapping[str, Any] | str | Path,
    *,
    nights: Sequence[dict[str, Any]] | None = None,
    diary: Told | None = None,
    picture: Picture | None = None,
) -> Workup:
    """Draw the picture of one person, and the plan that follows from it.

    Parameters
    ----------
    case : Case, mapping, str or Path
        A case, the content of a case file, or the file's name.
    nights : sequence of dict, optional
        The case's nights as ``score_night`` gave them before, in order; without it each night is scored now.
    diary : Told, optional
        What the diary tells (:func:`whytwitch.evidence.diary.tell`); without it the file that the case names is read.
    picture : Picture, optional
        Drawn before, from a case that differs in nothing that a cause or a rule reads; the rest is made anew.

    Returns
    -------
    Workup
        Case, findings, picture and plan; the reports of labs and nights beside them.

    Raises
    ------
    InputError
        When something in the case cannot be understood; the sentence says what, where and what to do.
    """
    from whytwitch.care.plan import make_plan
    from whytwitch.knowledge import knowledge
    from whytwitch.picture.changes import changes
    from whytwitch.picture.drawing import draw_picture

    base = knowledge()
    evidence = gather(as_case(case), nights=nights, diary=diary)
    if picture is None:
        picture = draw_picture(evidence.case, evidence.facts, evidence.findings, base, evidence.warnings)
    told = evidence.diary
    if told is not None and told["says"]:
        from whytwitch.evidence.diary import Told

        without = gather(as_case(case), nights=evidence.nights, diary=Told(as_of=evidence.case.as_of))
        before = draw_picture(without.case, without.facts, without.findings, base, without.warnings)
        told = told | {"changed": [one.text for one in changes(before, picture, base)]}
    plan = make_plan(evidence.facts, picture, base, country=evidence.case.country)
    return Workup(
        case=evidence.case,
        findings=evidence.findings,
        picture=picture,
        plan=plan,
        labs=evidence.labs,
        nights=evidence.nights,
        diary=told,
    )


@dataclass(frozen=True)
class Gathered:
    """Everything the evidence rooms read out of a case."""

    case: Case
    findings: tuple[Finding, ...]
    facts: Any
    labs: dict[str, Any] | None
    nights: tuple[dict[str, Any], ...]
    warnings: tuple[str, ...]
    diary: dict[str, Any] | None = None


def gather(case: Case, *, nights: Sequence[dict[str, Any]] | None = None, diary: Told | None = None) -> Gathered:
    """Let every evidence room read its part of a case.

    Parameters
    ----------
    case : Case
        One person's evidence.
    nights : sequence of dict, optional
        Nights that were scored before, as for :func:`draw`.
    diary : Told, optional
        As for :func:`draw`.

    Returns
    -------
    Gathered
        Findings and facts, the rooms' own reports, and what a reader should be warned of.
    """
    from whytwitch.evidence.case import findings_from_case
    from whytwitch.evidence.results import findings_from_results, remarks_on_results
    from whytwitch.knowledge import knowledge
    from whytwitch.knowledge.facts import Facts
    from whytwitch.knowledge.medicine_names import classes_of

    base = knowledge()
    warnings: list[str] = []
    if case.as_of is None:
        case = case.model_copy(update={"as_of": dt.date.today()})
    case = _blood_tests_to_the_laboratory(case)
    case, noted, told = _diary(case, diary, warnings)
    said = findings_from_case(case, base)
    measured, labs = _labs(case, warnings)
    recorded, scored = _nights(case, nights, warnings)
    findings = (*said, *findings_from_results(case.results, base), *measured, *recorded, *noted)
    warnings += remarks_on_results(case.results, base)
    warnings += _unknown_names(case)
    warnings += [
        f"This picture takes {chance:g} as the prior of {base.conditions[name].name}, as the case says."
        for name, chance in case.priors.items()
    ]
    medicines = None if case.medicines is None else classes_of(case.medicines)
    facts = Facts.of(case, findings, medicines)
    return Gathered(case, findings, facts, labs, scored, tuple(warnings), told)


def as_case(case: Case | Mapping[str, Any] | str | Path) -> Case:
    """A case from whatever holds one: itself, the content of a case file, or the file's name."""
    if isinstance(case, Case):
        return case
    from whytwitch.evidence.case import build_case, read_case
    from whytwitch.evidence.case.places import Place

    if isinstance(case, Mapping):
        return build_case(Place(dict(case), ""))
    return read_case(case)


def _diary(
    case: Case, told: Told | None, warnings: list[str]
) -> tuple[Case, tuple[Finding, ...], dict[str, Any] | None]:
    if told is None and case.diary is None:
        return case, (), None
    from whytwitch.evidence.diary import join, read_diary, tell

    assert case.as_of is not None
    if told is None:
        told = tell(read_diary(Path(case.folder) / str(case.diary)), as_of=case.as_of)
    case, findings, says, asks = join(case, told)
    warnings += asks
    about = told.model_dump(mode="json", include={"first", "last", "days"})
    return case, findings, about | {"says": says, "changed": []}


def _blood_tests_to_the_laboratory(case: Case) -> Case:
    """A blood test that stands among the other results, such as a creatinine that was *raised*, is read as one."""
    from whytwitch.evidence.results import read_result
    from whytwitch.knowledge.analytes import load_analytes

    blood = [one for one in case.results if read_result(one).kind is None and load_analytes().find(one.test)]
    if not blood:
        return case
    rows = tuple(LabRow(test=one.test, value=one.result, at=one.at) for one in blood)
    return case.model_copy(
        update={"labs": (*case.labs, *rows), "results": tuple(one for one in case.results if one not in blood)}
    )


def _labs(case: Case, warnings: list[str]) -> tuple[tuple[Finding, ...], dict[str, Any] | None]:
    if not case.labs:
        return (), None
    from whytwitch.evidence.labs import danger_from_labs, findings_from_labs, report

    made = report(case.labs, person=case.person, as_of=case.as_of)
    warnings += [f"{row.test}: {text}" for row in made.results for text in row.warnings]
    warnings += list(made.warnings)
    ranks = {(hit["source_row"], hit["si_value"]): _RANK[hit["level"]] for hit in danger_from_labs(made, case.as_of)}
    found = findings_from_labs(made, as_of=case.as_of, bounds=True)
    found.sort(key=lambda one: ranks.get((one["source_row"], one.get("bound", one["value"])), 0))
    return tuple(_lab_finding(one) for one in found), made.model_dump(mode="json")


#: Of several values of one test the last one holds: a dangerous one that the labs room lets stand comes last, so that
#: an undated or contradicted danger is never hidden by another value.
_RANK = {"urgent": 1, "emergency": 2}


def _lab_finding(found: Mapping[str, Any]) -> Finding:
    """A laboratory value as a finding; for ``<5``, known only to lie below 5, stands the nearest number below."""
    value = found["value"]
    if value is None:
        towards = -math.inf if found["comparator"] in ("<", "<=") else math.inf
        value = math.nextafter(found["bound"], towards) if found["comparator"] in ("<", ">") else found["bound"]
    at = dt.date.fromisoformat(found["at"][:10]) if found["at"] else None
    return Finding(id=found["id"], value=value, origin="lab", told_by="laboratory", at=at, derived=found["derived"])


def _nights(
    case: Case, before: Sequence[dict[str, Any]] | None, warnings: list[str]
) -> tuple[tuple[Finding, ...], tuple[dict[str, Any], ...]]:
    if not (before if before is not None else case.nights):
        return (), ()
    from whytwitch.evidence.night import findings_from_nights, score_night
    from whytwitch.knowledge import knowledge

    if before is None:
        before = [score_night(*_night_files(night, case.folder), legs=night.legs) for night in case.nights]
    dates = []
    said: dict[str, list[str]] = {}
    for number, scored in enumerate(before, start=1):
        told = case.nights[number - 1].at if number <= len(case.nights) else None
        dates.append(told or _night_date(scored))
        for text in scored["warnings"]:
            said.setdefault(text, []).append(str(number))
    warnings += [  # what several nights share is said once
        f"night {numbers[0]}: {text}" if len(numbers) == 1 else f"nights {', '.join(numbers)}: {text}"
        for text, numbers in said.items()
    ]
    known = [found for found in findings_from_nights(before) if found["id"] in knowledge().findings]
    last = max((day for day in dates if day is not None), default=None)
    findings = [Finding(origin="night", told_by="device", at=last, **found) for found in known]
    return tuple(findings), tuple(before)


def _night_files(night: NightFile, folder: str) -> tuple[Path, Path | None]:
    events = Path(folder) / night.events if night.events else None
    if night.file is None:
        assert events is not None
        return events, None
    return Path(folder) / night.file, events


def _night_date(night: dict[str, Any]) -> dt.date | None:
    start = night["recording"]["start"]
    return dt.date.fromisoformat(start[:10]) if start else None


def _unknown_names(case: Case) -> list[str]:
    """Diagnoses and medicines that the knowledge base does not know are kept, and said."""
    from whytwitch.errors import nearest
    from whytwitch.knowledge import knowledge
    from whytwitch.knowledge.medicine_names import classes_named, find_medicine

    base = knowledge()
    known = {**base.known_conditions, **base.conditions}
    texts = [
        f"The diagnosis '{name}' is kept, but changes nothing here. {nearest(name, known)}".strip()
        for name in case.known_conditions or ()
        if name not in known
    ]
    texts += [
        f"The medicine '{medicine.name}' is kept, but this program knows nothing about it."
        for medicine in case.medicines or ()
        if not (find_medicine(medicine.name) or classes_named(medicine.name))
    ]
    return texts
