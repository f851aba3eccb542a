"""What a document brings into the picture; its weight stands in the knowledge base, never here."""

from __future__ import annotations

from whytwitch.evidence.results.reading import Document, read_result
from whytwitch.knowledge import Knowledge
from whytwitch.model.case import OtherResult
from whytwitch.model.finding import Finding


def findings_from_results(results: tuple[OtherResult, ...], base: Knowledge) -> tuple[Finding, ...]:
    """Findings of all documents.

    Parameters
    ----------
    results : tuple of OtherResult
        As given in the case.
    base : Knowledge
        Only findings that exist there are made.

    Returns
    -------
    tuple of Finding
        Of several documents that speak of one finding, what was once found stays found: a later normal test does not
        take it back.
    """
    made: dict[str, Finding] = {}
    for result in sorted(results, key=lambda one: str(one.at or "")):
        document = read_result(result)
        for name, value, how in _given(document):
            if name not in base.findings:
                continue
            before = made.get(name)
            if before is not None and before.value == "yes" and value == "no":
                continue
            made[name] = Finding(
                id=name, value=value, origin="result", told_by="clinician", at=result.at, derived=f"{how}{_on(result)}"
            )
    return tuple(made.values())


def _given(document: Document) -> list[tuple[str, str | float, str]]:
    kind = document.kind
    if kind is None or any(ask.startswith("it says normal") for ask in document.asks):
        return []
    given: list[tuple[str, str | float, str]] = []
    if document.status == "normal" and document.form != "home":
        given += [(name, value, f"{kind.test.replace('_', ' ')}: normal") for name, value in kind.normal_gives.items()]
    for name in document.findings:
        one = kind.findings[name]
        given += [
            (finding, value, f"{kind.test.replace('_', ' ')}: {one.name}") for finding, value in one.gives.items()
        ]
    # "yes" of one part of the document wins over "no" of another
    given.sort(key=lambda one: one[1] == "yes")
    for name, number in document.numbers.items():
        spec = kind.numbers[name]
        if spec.gives:
            given.append((spec.gives, number, f"{spec.name}: {number:g}"))
    return given


def _on(result: OtherResult) -> str:
    return f", {result.at.isoformat()}" if result.at else ", date unknown"
