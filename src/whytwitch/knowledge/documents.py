"""Other tests as documents: their names, what can stand in them, and which findings that gives (documents.yaml)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pydantic import ConfigDict

from whytwitch.model.base import Frozen


class DocumentFinding(Frozen):
    """Something that a document can say.

    Attributes
    ----------
    words : tuple of str
        How it is written in a document; plain, without accents.
    gives : dict of str to str
        Findings of the picture, and their values.
    """

    name: str
    words: tuple[str, ...]
    gives: dict[str, str] = {}


class DocumentNumber(Frozen):
    """A number of a document; ``low`` and ``high`` are what is believed."""

    name: str
    unit: str
    low: float
    high: float
    gives: str = ""
    needs_rules: bool = False


class DocumentKind(Frozen):
    """One kind of document.

    Attributes
    ----------
    test : str
        Its entry among the tests, which says what it can and cannot show.
    forms : dict of str to str
        How it was done, such as a routine EEG or one with video.
    rules : dict of str to str
        Rule books by which its numbers may have been counted.
    normal_gives : dict of str to str
        What a normal result says; empty where it cannot rule anything out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    test: str
    names: tuple[str, ...] = ()
    forms: dict[str, str] = {}
    rules: dict[str, str] = {}
    findings: dict[str, DocumentFinding] = {}
    numbers: dict[str, DocumentNumber] = {}
    normal_gives: dict[str, str] = {}


@lru_cache(maxsize=1)
def document_kinds() -> dict[str, DocumentKind]:
    """All kinds of documents by id, loaded once."""
    from whytwitch.knowledge.files import read_data

    data: dict[str, Any] = read_data("documents.yaml")
    return {name: DocumentKind.model_validate({"id": name, **entry}) for name, entry in data.items()}


def faults_of_documents(kinds: dict[str, DocumentKind], tests: set[str], findings: set[str]) -> list[str]:
    """Names in the documents that no test or finding has.

    Parameters
    ----------
    kinds : dict of str to DocumentKind
    tests, findings : set of str
        The ids that exist.

    Returns
    -------
    list of str
        One sentence for each.
    """
    faults = []
    for kind in kinds.values():
        if kind.test not in tests:
            faults.append(f"{kind.id} names the test '{kind.test}', which does not exist")
        given = {name for one in kind.findings.values() for name in one.gives} | kind.normal_gives.keys()
        given |= {one.gives for one in kind.numbers.values() if one.gives}
        faults += [f"{kind.id} gives the finding '{name}', which does not exist" for name in sorted(given - findings)]
    return faults
