"""Search medicines by the beginning, the sound or the class of a name, as somebody types it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from whytwitch.knowledge.base import knowledge
from whytwitch.knowledge.medicine_names import plain

#: How alike, 0 to 100, a name must be to be offered (rapidfuzz's WRatio): below, names come that nobody meant.
ALIKE = 74
#: Fewer letters fit everything.
LETTERS = 2
#: Parts of a name are compared only when enough was typed that a part means something.
LETTERS_FOR_PARTS = 4


@dataclass(frozen=True)
class Offered:
    """A name that may be meant.

    Attributes
    ----------
    name : str
        As it would stand on the list: a generic name, a brand, or what people call a class.
    generic : str
        The generic name behind a brand; empty when it is the same or when a class is meant.
    kind : str
        The class in plain words.
    """

    name: str
    generic: str
    kind: str


@lru_cache(maxsize=2)
def _table(_stamp: str) -> dict[str, Offered]:
    """Plain spelling → what is offered; generic names win over brands, brands over what a class is called."""
    base, table = knowledge(), {}
    groups = base.medicines.values()
    for group in groups:
        for generic in group.members:
            table.setdefault(plain(generic), Offered(generic, "", group.name))
    for group in groups:
        for generic, brands in group.members.items():
            for brand in brands:
                table.setdefault(plain(brand), Offered(brand, generic, group.name))
    for group in groups:
        for word in (group.name, *group.called):
            table.setdefault(plain(word), Offered(word, "", group.name))
    return table


def search_medicines(text: str, count: int = 6) -> list[Offered]:
    """Names that begin like, sound like or contain what was typed.

    Parameters
    ----------
    text : str
        What somebody typed so far: ``sert``, ``zolof``, ``water tab``.
    count : int
        At most this many.

    Returns
    -------
    list of Offered
        The best first; empty for fewer than two letters and for what is like nothing known.
    """
    from rapidfuzz import fuzz, process

    asked = plain(text)
    if len(asked) < LETTERS:
        return []
    table = _table(knowledge().stamp.hash)
    starts = sorted((name for name in table if name.startswith(asked)), key=lambda name: (len(name), name))
    scorer = fuzz.WRatio if len(asked) >= LETTERS_FOR_PARTS else fuzz.ratio
    alike = process.extract(asked, list(table), scorer=scorer, limit=4 * count, score_cutoff=ALIKE)
    found: dict[str, Offered] = {}
    for name in dict.fromkeys([*starts, *(name for name, _, _ in alike)]):
        found.setdefault(table[name].name, table[name])
    return list(found.values())[:count]
