"""Answers that cannot all be true together: shown side by side, and asked again."""

from __future__ import annotations

from dataclasses import dataclass

from whytwitch.errors import ContradictionError
from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.picture.differential import build
from whytwitch.reasoning import posterior


@dataclass(frozen=True)
class Conflict:
    """A smallest set of things told that exclude each other.

    Attributes
    ----------
    findings : tuple of str
        Answers to be asked again; empty when only movements, diagnoses or risks are involved.
    said : tuple of str
        All of them in words, as they were told.
    """

    findings: tuple[str, ...]
    said: tuple[str, ...]


def conflict(facts: Facts, base: Knowledge) -> Conflict | None:
    """What excludes each other in what a person told, if anything.

    Parameters
    ----------
    facts : Facts
        What is known.
    base : Knowledge
        The medicine.

    Returns
    -------
    Conflict or None
        None when everything can be true together, however unlikely it is.
    """
    model = build(facts, base)
    try:
        posterior(model.network, model.evidence, model.shifts)
    except ContradictionError as error:
        ids = tuple(getattr(error, "ids", ()))
        said = tuple(model.note(one, "").text if (one, "") in model.notes else one for one in ids)
        return Conflict(tuple(one for one in ids if one in facts.findings), said)
    return None
