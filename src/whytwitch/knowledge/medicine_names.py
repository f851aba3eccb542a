"""Which medicine a person means, spelt as people spell, and the classes it belongs to."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from whytwitch.knowledge.base import Knowledge, knowledge
from whytwitch.model.case import Medicine

#: How alike two spellings must be, 0 to 1: short names differ by a letter or two (Losec, Lasix), so they need more.
_ALIKE_SHORT, _ALIKE_LONG, _SHORT = 0.88, 0.80, 6

#: Words around a name: strength, form, maker's salts. No medical meaning is read from them.
_AROUND = re.compile(
    r"\b(\d[\d.,/]*\s*(mg|mcg|ug|g|ml|units?|iu|%)?|mg|mcg|tablets?|tabs?|capsules?|caps?|pills?|patch(es)?|inhaler|injection|drops|"
    r"syrup|spray|gel|slow release|modified release|sr|xl|xr|er|mr|la|retard|prolong(ed)?|once|twice|daily|nightly|"
    r"hydrochloride|hcl|sulfate|sulphate|sodium|potassium salt|maleate|tartrate|besylate|mesylate)\b",
    re.IGNORECASE,
)


#: Names as written that are held with what they may mean; dropped all at once, and when somebody is erased.
MOST_NAMES = 200


@dataclass(frozen=True)
class MedicineMatch:
    """A medicine that may be meant.

    Attributes
    ----------
    generic : str
        Its generic name.
    written : str
        The generic or brand name that matched.
    classes : tuple of str
        Ids of its classes.
    score : float
        1 for the same spelling, down to about 0.8.
    """

    generic: str
    written: str
    classes: tuple[str, ...]
    score: float

    @property
    def exact(self) -> bool:
        """Whether the spelling is the same."""
        return self.score == 1


def plain(text: str) -> str:
    """Small letters without accents, signs, strength or form."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    words = _AROUND.sub(" ", bare)
    kept = " ".join(re.sub(r"[^a-z0-9]+", " ", words).split())
    return kept or " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


@lru_cache(maxsize=2)
def _names(_stamp: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Plain spelling → pairs of generic name and name as written."""
    table: dict[str, dict[tuple[str, str], None]] = {}
    for group in knowledge().medicines.values():
        for generic, brands in group.members.items():
            for written in (generic, *brands):
                table.setdefault(plain(written), {})[(generic, written)] = None
    return {name: tuple(pairs) for name, pairs in table.items()}


def _classes(generic: str, base: Knowledge) -> tuple[str, ...]:
    return tuple(group.id for group in base.medicines.values() if generic in group.members)


def find_medicine(text: str, count: int = 5) -> list[MedicineMatch]:
    """Find a medicine by generic or brand name, tolerant of spelling, strength and form.

    Parameters
    ----------
    text : str
        As a person writes it: ``sertralin 50mg``, ``Zoloft``.
    count : int
        At most this many.

    Returns
    -------
    list of MedicineMatch
        The best first, each generic name once; empty when nothing is alike.
    """
    base = knowledge()
    asked = plain(text)
    if not asked:
        return []
    made = base.worked_out.setdefault("medicines", {})
    found = made.get(asked)
    if found is None:  # each answer asks for all medicines again
        if len(made) > MOST_NAMES:
            made.clear()
        found = made[asked] = _matches(asked, base)
    return found[:count]  # type: ignore[no-any-return]


def _matches(asked: str, base: Knowledge) -> list[MedicineMatch]:
    best: dict[str, MedicineMatch] = {}
    for name, pairs in _names(base.stamp.hash).items():
        score = _score(asked, name)
        for generic, written in pairs if score else ():
            if generic not in best or best[generic].score < score:
                best[generic] = MedicineMatch(generic, written, _classes(generic, base), score)
    return sorted(best.values(), key=lambda match: (-match.score, match.generic))


def _score(asked: str, name: str) -> float:
    if asked == name:
        return 1.0
    words = asked.split()
    if len(name) >= 4 and f" {name} " in f" {asked} ":
        return 0.99  # "ramipril for blood pressure"
    best = 0.0
    for part in {asked, *(word for word in words if len(word) >= 4)}:
        limit = _ALIKE_SHORT if min(len(part), len(name)) <= _SHORT else _ALIKE_LONG
        if abs(len(part) - len(name)) > 3 or part[0] != name[0]:
            continue
        ratio = SequenceMatcher(None, part, name).ratio()
        best = max(best, ratio if ratio >= limit else 0.0)
    return min(best, 0.98)


def classes_named(text: str) -> list[str]:
    """Classes that a person names by the word for the class: *antidepressant*, *water pill*.

    Parameters
    ----------
    text : str
        As a person writes it.

    Returns
    -------
    list of str
        Ids of classes; empty when no such word stands in it.
    """
    asked = f" {_bare(text)} "
    return [
        group.id
        for group in knowledge().medicines.values()
        if any(f" {_bare(word)} " in asked for word in (group.id, group.name, *group.called))
    ]


def _bare(text: str) -> str:
    small = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("_", " ")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", small).split())


def classes_of(medicines: tuple[Medicine, ...]) -> dict[str, list[Medicine]]:
    """Medicines by class and by generic name, as ``Facts.of`` wants them.

    Parameters
    ----------
    medicines : tuple of Medicine
        As named.

    Returns
    -------
    dict of str to list of Medicine
        Class ids and generic names. Every best match counts, so that a spelling that fits two medicines warns for
        both; a medicine nobody knows stands under its own name in small letters.
    """
    found: dict[str, list[Medicine]] = {}
    for medicine in medicines:
        matches = find_medicine(medicine.name)
        meant = [match for match in matches if match.score == matches[0].score or match.score >= 0.99]
        keys = [key for match in meant for key in (match.generic, *match.classes)]
        keys += classes_named(medicine.name)
        for key in dict.fromkeys(keys or [plain(medicine.name)]):
            found.setdefault(key, []).append(medicine)
    return found
