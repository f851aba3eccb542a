"""What must be answered, and by what: ``whytwitch knowledge coverage``.

The rows are those of the project's evidence tables (every condition, quantity, feature, warning sign, test, measure and
treatment that five popular articles name), the conditions that must exist, and the groups of published cases. They
stand in ``data/coverage.yaml``; what answers a row is an id of this knowledge base.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from whytwitch.errors import nearest
from whytwitch.knowledge.base import Knowledge, entries_of, knowledge
from whytwitch.knowledge.schema import CoverageRow


@dataclass(frozen=True)
class Covered:
    """One row with what answers it.

    Attributes
    ----------
    row, of, says : str
        Number, section and content of the row.
    entries : tuple of str
        ``kind:id`` of everything that answers it.
    unknown : tuple of str
        Entries that do not exist, each with the nearest name.
    """

    row: str
    of: str
    says: str
    entries: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """At least one entry, and all of them exist."""
        return bool(self.entries) and not self.unknown


@lru_cache(maxsize=1)
def rows() -> dict[str, CoverageRow]:
    """The rows of the contract, by number."""
    return entries_of(CoverageRow, "coverage.yaml")


def coverage(base: Knowledge | None = None, contract: dict[str, CoverageRow] | None = None) -> list[Covered]:
    """Every row with the entries that answer it.

    Parameters
    ----------
    base : Knowledge, optional
        The program's own when not given.
    contract : dict of str to CoverageRow, optional
        ``data/coverage.yaml`` when not given.

    Returns
    -------
    list of Covered
        In the order of the file. A claim that names its row, and a condition of the row's group, stand there without
        being listed.
    """
    held = base or knowledge()
    known = _known(held)
    return [_covered(name, row, held, known) for name, row in (contract or rows()).items()]


def _covered(name: str, row: CoverageRow, base: Knowledge, known: dict[str, set[str]]) -> Covered:
    claims = [f"claim:{claim.id}" for claim in base.claims.values() if claim.row == name]
    group = [f"condition:{one.id}" for one in base.conditions.values() if row.group and one.group == row.group]
    entries = tuple(dict.fromkeys([*row.by, *group, *claims]))
    return Covered(name, row.of, row.says, entries, tuple(filter(None, (_fault(one, known) for one in entries))))


def _fault(entry: str, known: dict[str, set[str]]) -> str:
    kind, _, name = entry.partition(":")
    if kind not in known:
        return f"{entry} (a kind is one of {', '.join(known)})"
    return "" if name in known[kind] else f"{entry} {nearest(name, known[kind])}".strip()


def _known(base: Knowledge) -> dict[str, set[str]]:
    return {
        "condition": set(base.conditions),
        "claim": set(base.claims),
        "finding": set(base.findings),
        "measure": set(base.measures),
        "medicine": set(base.medicines) | {name for one in base.medicines.values() for name in one.members},
        "movement": {word for one in base.movements.values() for word in one.words},
        "rule": set(base.rules),
        "test": set(base.tests),
    }


def claims_without_row(base: Knowledge | None = None) -> list[str]:
    """Claims whose row is none of the contract's: they would be lost from the list of the articles' claims."""
    return [name for name, claim in (base or knowledge()).claims.items() if claim.row and claim.row not in rows()]
