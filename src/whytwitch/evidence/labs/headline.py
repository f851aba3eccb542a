# ruff: noqa: E501 - lists of words are easier to read unbroken
"""What stands above a table or at the head of a paper: when the sample was taken, and whose it is.

Names are compared and counted, never kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_DATE = re.compile(
    r"(?<![0-9.,/-])(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{4}|[0-9]{2})"
    r"|[0-9]{1,2}\.?[ -](?:de )?[^\W\d]{3,10}\.?[ -](?:de )?[0-9]{4}|[^\W\d]{3,10}\.? [0-9]{1,2}, ?[0-9]{4})"
    r"(?:[T ,]+(?:at |um |a las |à )?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AaPp][Mm])?)?(?![0-9])"
)
_TAKEN = re.compile(
    r"collect|sample (?:date|taken)|date of (?:sample|test)|sample date|specimen date|taken|drawn|entnahme|entnommen|abnahme|"
    r"abgenommen|preleve|prelevement|extraccion|toma de|fecha de toma|fecha de la toma|prelievo|prelevato|afname|afgenomen|"
    r"pobrani|pobrano|provtagn|provdatum|prov taget|colheita|coleta|provetak|taget|взят"
)
_BIRTH = re.compile(
    r"\bdob\b|birth|\bborn\b|\bgeb\b|geb\.|geburt|geboren|geboorte|naissance|\bnee? le|nacimiento|\bf\. ?nac|nascita|\bnat[oa]\b|"
    r"urodz|\bur\.|\bfodd|fodelse|nascimento|рожд"
)
_PERSON = re.compile(
    r"^(?:.*?\b)?(?:patient(?:in|e)?(?:[ -]?name)?|name of patient|patientenname|name|nachname|surname|last name|nom(?: du patient)?|"
    r"nombre|paciente|nome|paziente|pacjent|imie i nazwisko|naam|patientnamn|namn|пациент|фио)\s*[:;,=\t|]\s*(?P<who>[^\W\d][^\n]{1,80})"
)


@dataclass(frozen=True)
class Head:
    """What the lines around a table say.

    Attributes
    ----------
    taken : str
        The date of the sample as printed, or an empty string.
    how : str
        A sentence: where it was found.
    people : tuple of str
        Names in plain form, for counting only.
    """

    taken: str = ""
    how: str = ""
    people: tuple[str, ...] = ()


def _plain_date(text: str) -> str:
    return re.sub(r"(?<=[0-9]),?\s+(?:at|um|a las|à|alle|kl\.?)\s+(?=[0-9])", " ", text)


def date_in(line: str) -> tuple[str, str]:
    """The last date of a typed line, and the line without it."""
    found = list(_DATE.finditer(line))
    if not found:
        return "", line
    last = found[-1]
    return _plain_date(last[0]), f"{line[: last.start()]} {line[last.end() :]}".strip(" ,;")


def plain(text: str) -> str:
    """Without accents and case."""
    flat = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("ø", "o"))
    return " ".join("".join(sign for sign in flat if not unicodedata.combining(sign)).split())


def head_of(lines: Iterable[str]) -> Head:
    """Read the lines above a table or of a page.

    Parameters
    ----------
    lines : iterable of str
        As printed.

    Returns
    -------
    Head
        A date beside a word for taking the sample wins; else the only date that is nobody's birthday.
    """
    taken, others, people = "", [], []
    for line in lines:
        flat = plain(line)
        for match in _DATE.finditer(line):
            before = plain(line[: match.start()])[-60:]
            nearest = max(((one.end(), "birth") for one in _BIRTH.finditer(before)), default=(0, ""))
            label = max(((one.end(), "taken") for one in _TAKEN.finditer(before)), default=(0, ""))
            if max(nearest, label)[1] == "birth":
                continue
            if label[1] and not taken:
                taken = _plain_date(match[0])
            else:
                others.append(_plain_date(match[0]))
        if who := _PERSON.match(flat):
            name = re.split(r"\s{2,}|[;,|\t]\s*(?=\w+:)|\bgeb|\bborn\b|\bdob\b|[0-9(]", who["who"])[0].strip(" ,;.:")
            if name:
                people.append(" ".join(sorted(re.findall(r"[^\W\d]+", name))))
    if taken:
        return Head(
            taken,
            f"the date of the sample, {taken}, was taken from the head of the paper",
            tuple(dict.fromkeys(people)),
        )
    only = list(dict.fromkeys(others))
    if len(only) == 1:
        how = f"the only date on the paper, {only[0]}, was taken for that of the sample: check it"
        return Head(only[0], how, tuple(dict.fromkeys(people)))
    return Head(people=tuple(dict.fromkeys(people)))
