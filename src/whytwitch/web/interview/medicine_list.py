"""The medicines told so far, and names like the one somebody typed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_lazy

from whytwitch.knowledge.medicine_names import classes_named, find_medicine
from whytwitch.knowledge.medicine_search import Offered, search_medicines
from whytwitch.store.models import Person

#: How alike a spelling must be, 0 to 1, to be taken without asking: the same name, or the name among other words.
SURE = 0.99


class MedicineList:
    """The medicines told so far."""

    _CHANGES = {
        "started": gettext_lazy("started"),
        "dose_changed": gettext_lazy("dose changed"),
        "stopped": gettext_lazy("stopped"),
    }

    def __init__(self, person: Person) -> None:
        self.rows: list[dict[str, Any]] = list(person.detail("medicines") or [])  # type: ignore[call-overload]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Place, name, what it is, what changed when, and whether we know it."""
        return [
            {
                "place": place,
                "name": row["name"],
                "meaning": _meaning_of(row["name"]),
                "changes": [(word, row[key]) for key, word in self._CHANGES.items() if row.get(key)],
                "known": _known(row["name"]),
            }
            for place, row in enumerate(self.rows, start=1)
        ]


def offered(text: str) -> list[dict[str, str]]:
    """Names like a text, each with what it is."""
    return [{"name": one.name, "meaning": _meaning(one)} for one in search_medicines(text)]


def perhaps_meant(text: str) -> list[dict[str, str]]:
    """Names to ask about before a text is taken as a medicine; empty when it is one, or is like none."""
    found = find_medicine(text)
    if classes_named(text) or (found and found[0].score >= SURE):
        return []
    return offered(text)


def _known(name: str) -> bool:
    return bool(find_medicine(name) or classes_named(name))


def _meaning_of(name: str) -> str:
    first = next(iter(search_medicines(name, 1)), None)
    return _meaning(first) if first is not None and first.name.lower() == name.lower() else ""


def _meaning(one: Offered) -> str:
    if one.generic:
        return gettext("%(generic)s, %(kind)s") % {"generic": one.generic, "kind": one.kind}
    return "" if one.kind == one.name else one.kind
