"""Things that cannot both be true are shown, not guessed about."""

from __future__ import annotations

from collections.abc import Mapping

from whytwitch.errors import ContradictionError, ImpossibleValueError
from whytwitch.evidence.case.places import Place
from whytwitch.model.case import Case
from whytwitch.model.finding import NO, NOT_SURE


def check_consistent(case: Case, entries: Mapping[str, Place], top: Place) -> None:
    """Refuse a case that contradicts itself.

    Parameters
    ----------
    case : Case
        The case.
    entries : mapping of str to Place
        The top entries of the file, for the line.
    top : Place
        The file, when an entry has no line of its own.

    Raises
    ------
    ContradictionError
        Two answers that cannot both be true.
    ImpossibleValueError
        A date in the future of the case, or an answer about a movement that was not described.
    """
    person = entries.get("person", top)
    if case.person.sex == "male" and case.person.pregnant == "yes":
        raise ContradictionError(
            "this person is male and pregnant", where=person.where, todo="correct 'sex' or 'pregnant'"
        )
    if case.person.weeks_pregnant is not None and case.person.pregnant == "no":
        raise ContradictionError(
            "this person is not pregnant, yet weeks of pregnancy are given",
            where=person.where,
            todo="correct 'pregnant' or 'weeks'",
        )
    findings = entries.get("findings")
    for name, answers in case.findings.items():
        place = findings.child(name) if findings and name in (findings.value or {}) else top
        _one_day_one_answer(name, answers, place)
        for answer in answers:
            if answer.movement is not None and answer.movement > len(case.movements):
                raise ImpossibleValueError(
                    f"'{name}' speaks of movement {answer.movement}",
                    where=place.where,
                    allowed=f"1 to {len(case.movements)}" if case.movements else "no movement is listed",
                    todo="list that movement under 'movements'",
                )
            if case.as_of and answer.at and answer.at > case.as_of:
                raise ImpossibleValueError(
                    f"'{name}' is dated after the case itself",
                    where=place.where,
                    found=f"{answer.at} after {case.as_of}",
                    todo="correct the date or 'as_of'",
                )


def _one_day_one_answer(name: str, answers: tuple, place: Place) -> None:  # type: ignore[type-arg]
    seen: dict[tuple[object, ...], str | float] = {}
    for answer in answers:
        if answer.corrects or answer.value == NOT_SURE:
            continue
        key = (answer.at, answer.movement, answer.site, answer.side, answer.told_by)
        before = seen.setdefault(key, answer.value)
        if before != answer.value and NO in (before, answer.value):
            raise ContradictionError(
                f"'{name}' is answered both '{before}' and '{answer.value}'",
                where=place.where,
                todo="give each answer its date ('at'), or mark the later one with 'corrects: yes'",
            )
