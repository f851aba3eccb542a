"""The diary beside the case: it speaks where the case is silent or older, and asks where both speak and differ."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from whytwitch.errors import FileError, TooLargeError
from whytwitch.evidence.diary.entry import Entry
from whytwitch.evidence.diary.exchange import from_csv, from_json
from whytwitch.evidence.diary.telling import Seen, Told, rules
from whytwitch.knowledge import knowledge
from whytwitch.model.case import Case, Movement
from whytwitch.model.finding import NOT_SURE, Finding

_LARGEST = 50_000_000


def read_diary(path: str | Path) -> list[Entry]:
    """Read a diary as ``whytwitch export`` wrote it.

    Parameters
    ----------
    path : str or Path
        CSV or JSON.

    Raises
    ------
    FileError
        When it cannot be read.
    FormatError
        When it is no diary.
    TooLargeError
        When it is larger than any diary.
    """
    file = Path(path)
    try:
        if file.stat().st_size > _LARGEST:
            raise TooLargeError("this file is larger than any diary", where=file.name, allowed="up to 50 MB")
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileError("the diary cannot be read", where=str(path), found=error.strerror or "") from None
    except UnicodeDecodeError:
        raise FileError(
            "the diary is not text in UTF-8", where=file.name, todo="export it again with 'whytwitch export'"
        ) from None
    read = from_json if text.lstrip().startswith(("{", "[")) else from_csv
    return read(text, where=file.name)


def join(case: Case, told: Told) -> tuple[Case, tuple[Finding, ...], list[str], list[str]]:
    """Put what the diary tells beside a case.

    Parameters
    ----------
    case : Case
        With ``as_of``.
    told : Told
        What the diary tells.

    Returns
    -------
    Case
        Its movements with what the diary knows of them, and those that only the diary knows.
    tuple of Finding
        To be read after those of the case: the last one of an id holds.
    list of str
        Sentences: what was taken from the diary.
    list of str
        Questions: where diary and case differ.
    """
    movements, says = _movements(case.movements, told)
    findings, asks = [], []
    for one in told.findings:
        answer = case.latest(one.id)
        since = told.as_of - dt.timedelta(days=rules()["findings"][one.id]["within_days"])
        if answer is None or answer.value == NOT_SURE or (answer.at is not None and answer.at < since):
            findings.append(one)
        elif answer.value != one.value:
            asks.append(f"{one.derived[:1].upper()}{one.derived[1:]}. Your answer says otherwise, and is kept.")
    findings += _strongest([one for one in told.dangers if not _answered_since(case, one)])
    says += [f"{one.derived[:1].upper()}{one.derived[1:]}." for one in findings if one.origin == "diary"]
    return case.model_copy(update={"movements": movements}), tuple(findings), list(dict.fromkeys(says)), asks


def _strongest(dangers: list[Finding]) -> list[Finding]:
    """One finding for each danger sign: the strongest, and of equals the last.

    A later *not sure* never weakens a *new*; only an answer does (safety.md section 3).
    """
    held: dict[str, Finding] = {}
    for one in dangers:
        before = held.get(one.id)
        if before is None or one.value != NOT_SURE or before.value == NOT_SURE:
            held[one.id] = one
    return list(held.values())


def _answered_since(case: Case, told: Finding) -> bool:
    """Whether a danger sign of the diary was answered afterwards: on a later day, or that day after it was told."""
    answers = case.findings.get(told.id, ())
    last = answers[-1].at if answers else None
    if last is None or told.at is None or last < told.at:
        return False
    return last > told.at or any(one.at == told.at and one.value == told.value for one in answers)


def _movements(held: tuple[Movement, ...], told: Told) -> tuple[tuple[Movement, ...], list[str]]:
    made, says = list(held), []
    for seen in told.movements:
        same = [place for place, one in enumerate(made) if one.kind == seen.movement.kind]
        if not same:
            made.append(seen.movement)
            says.append(f"A movement from the diary: {_name(seen)} ({seen.text}).")
        elif len(same) == 1:
            here = made[same[0]]
            said = {name: value for name, value in seen.movement if name != "kind" and value is not None}
            more = {name: value for name, value in said.items() if getattr(here, name) is None}
            if more:
                made[same[0]] = here.model_copy(update=more)
                words = "; ".join(_said(name, value) for name, value in more.items())
                says.append(f"More about movement {same[0] + 1} from the diary: {words} ({seen.text}).")
    return tuple(made), says


def _said(attribute: str, value: object) -> str:
    if attribute == "since_weeks":
        return "longer than two weeks"
    vocabulary = knowledge().movements[attribute]
    return f"{vocabulary.label}: {vocabulary.words[str(value)]}"


def _name(seen: Seen) -> str:
    return knowledge().movements["kind"].words[seen.movement.kind]
