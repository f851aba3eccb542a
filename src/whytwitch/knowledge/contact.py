"""Whom to call, by country, and the sentences around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.files import read_data
from whytwitch.knowledge.translating import translated


def in_country(text: str, knowledge: Knowledge, country: str) -> str:
    """Put a country's numbers into a text.

    Parameters
    ----------
    text : str
        With ``{emergency}``, ``{advice}``, ``{suicide}`` or ``{poison}`` in it, or with none.
    knowledge : Knowledge
        The countries.
    country : str
        Two letters; an unknown one gets words that are true everywhere.

    Returns
    -------
    str
        The text with numbers.
    """
    anywhere = knowledge.countries["??"]
    numbers = anywhere | knowledge.countries.get(country, {})
    numbers.setdefault("suicide", numbers["emergency"])
    numbers.setdefault("poison", numbers["emergency"])
    for name, number in numbers.items():
        text = text.replace("{" + name + "}", str(number))
    return text


def needed(names: Iterable[str]) -> str:
    """What has to be known besides the danger signs, in words: ``age``, ``since``, ``pregnant``, ``medicines``."""
    said = sentences("needed")
    *first, last = [said[name] for name in names] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def sentences(kind: str) -> dict[str, Any]:
    """Sentences of ``contact.yaml`` of one kind, such as ``levels``, ``provisional``, ``needed`` or ``unknown``."""
    return dict(translated("Contact", {kind: read_data("contact.yaml")[kind]})[kind])
