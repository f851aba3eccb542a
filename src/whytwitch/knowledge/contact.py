"""Whom to call, by country, and the sentences around it."""

from __future__ import annotations

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


def sentences(kind: str) -> dict[str, Any]:
    """Sentences of ``contact.yaml`` of one kind: ``levels``, ``provisional``, ``unknown``, ``maybe``, ``changed``."""
    return dict(translated("Contact", {kind: read_data("contact.yaml")[kind]})[kind])
