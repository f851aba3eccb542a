"""What to say about the tests a person already had, above all what a normal one cannot show."""

from __future__ import annotations

from whytwitch.errors import nearest
from whytwitch.evidence.results.reading import Document, read_result
from whytwitch.knowledge import Knowledge
from whytwitch.model.case import OtherResult


def remarks_on_results(results: tuple[OtherResult, ...], base: Knowledge) -> tuple[str, ...]:
    """What to say about the tests a person already had.

    Parameters
    ----------
    results : tuple of OtherResult
        As given in the case.
    base : Knowledge
        What each test can and cannot show.

    Returns
    -------
    tuple of str
        One for each: a normal test with what it cannot show, an unknown one with the nearest name, another with the
        advice to let a clinician read it beside the rest; then what has to be asked back.
    """
    remarks = []
    for result in results:
        document = read_result(result)
        name = document.kind.test if document.kind else result.test.strip().lower().replace(" ", "_").replace("-", "_")
        when = f" of {result.at.isoformat()}" if result.at else " (no date given)"
        test = base.tests.get(name)
        if test is None:
            hint = nearest(name, base.tests)
            remarks.append(
                f"The test '{result.test}'{when} is kept, but this program knows nothing about it. {hint}".strip()
            )
        elif document.status == "normal":
            remarks.append(f"{test.name}{when}: {result.result}. {test.cannot_show}")
        else:
            remarks.append(
                f"{test.name}{when}: {told(document)}. The doctor who ordered it should read it beside the rest."
            )
        remarks += [f"{document.result.test}{when}: {ask}." for ask in document.asks]
    return tuple(remarks)


def told(document: Document) -> str:
    """What a document says, in one line."""
    kind = document.kind
    parts = [] if kind is None else [kind.findings[name].name for name in document.findings]
    if kind is not None:
        parts += [f"{kind.numbers[name].name} {value:g}" for name, value in document.numbers.items()]
    if kind is not None and document.rules:
        parts.append(f"by {kind.rules[document.rules]}")
    return "; ".join(parts) or document.result.result
