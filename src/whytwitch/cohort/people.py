"""Age and sex of the people of a cohort, from the tables that the layouts carry."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from whytwitch.errors import FileError, FormatError

_SUBJECT = ("participant_id", "nsrrid", "subject", "subject_id", "id", "record", "record_id", "pptid", "patient")
_AGE = ("age", "nsrr_age", "age_s1", "age_years", "age_at_visit")
_SEX = ("sex", "nsrr_sex", "gender", "gender_s1")
_VISIT = ("session", "session_id", "visit", "nsrr_visit", "visitnumber")
_WORDS = {"f": "female", "female": "female", "w": "female", "m": "male", "male": "male"}
_LARGEST = 200_000_000


@dataclass(frozen=True)
class Person:
    """What the cohort's own table says.

    Parameters
    ----------
    age : float or None
        Years.
    sex : {"female", "male"} or None
        None where the table uses a code that only its own data dictionary explains.
    """

    age: float | None = None
    sex: str | None = None


def find_people(folder: Path) -> Path | None:
    """The table of people of a layout: BIDS ``participants.tsv``, else an NSRR ``datasets/*.csv``."""
    for name in ("participants.tsv", "participants.csv", "people.csv"):
        if (folder / name).is_file():
            return folder / name
    tables = sorted((folder / "datasets").glob("*.csv")) if (folder / "datasets").is_dir() else []
    harmonized = [path for path in tables if "harmonized" in path.name]
    return (harmonized or tables or [None])[0]


def read_people(path: Path) -> dict[str, Person]:
    """Read age and sex by subject.

    Parameters
    ----------
    path : Path
        Comma-, semicolon- or tab-separated, with a header line.

    Returns
    -------
    dict of str to Person
        The subject, and the subject with its visit as ``subject/visit`` where the table has visits. A subject stands
        without ``sub-``, and also without leading zeros.

    Raises
    ------
    FileError
        It cannot be read.
    FormatError
        There is no column of subjects.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise FileError("this table of people is larger than any we know", where=path.name, allowed="200 MB")
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise FileError("this table of people cannot be read", where=path.name, found=error.strerror or "") from None
    head = text.split("\n", 1)[0]
    delimiter = max("\t;,", key=head.count)
    rows = csv.DictReader(text.splitlines(), delimiter=delimiter)
    names = {re.sub(r"\W+", "_", (name or "").strip().lower()): name for name in rows.fieldnames or []}
    subject, age, sex, visit = (_first(names, one) for one in (_SUBJECT, _AGE, _SEX, _VISIT))
    if subject is None:
        raise FormatError(
            "this table has no column that names the people", where=path.name, found=head.strip()[:120],
            allowed=", ".join(_SUBJECT),
        )  # fmt: skip
    found: dict[str, Person] = {}
    for row in rows:
        name = (row.get(subject) or "").strip().removeprefix("sub-")
        person = Person(_age(row.get(age) if age else None), _sex(row.get(sex) if sex else None))
        for one in dict.fromkeys((name, name.lstrip("0"))):
            if visit and (row.get(visit) or "").strip():
                found[f"{one}/{row[visit].strip().removeprefix('ses-')}"] = person
            found.setdefault(one, person)
    return found


def person_of(people: dict[str, Person], subject: str | None, session: str | None) -> Person:
    """Who slept this night, as far as the table knows."""
    for one in (subject or "", (subject or "").lstrip("0"), (subject or "").rsplit("-", 1)[-1]):
        for key in (f"{one}/{session}", f"{one}/{(session or '').lstrip('0')}", one):
            if one and key in people:
                return people[key]
    return Person()


def _first(names: dict[str, str | None], wanted: tuple[str, ...]) -> str | None:
    return next((names[one] for one in wanted if one in names), None)


def _age(text: str | None) -> float | None:
    try:
        value = float((text or "").strip().replace(",", "."))
    except ValueError:
        return 90.0 if re.fullmatch(r"\s*(?:>|>=)?\s*(?:89|90)\s*\+?\s*", text or "") else None
    return value if 0 <= value <= 120 else None


def _sex(text: str | None) -> str | None:
    return _WORDS.get((text or "").strip().lower())
