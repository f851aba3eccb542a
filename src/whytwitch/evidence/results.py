"""Other tests as documents: what was found, and what such a test cannot show."""

from __future__ import annotations

from whytwitch.errors import nearest
from whytwitch.knowledge import Knowledge
from whytwitch.model.case import OtherResult

#: Words for a result without a finding.
NORMAL_WORDS = ("normal", "negative", "clear", "unremarkable", "no abnormality")


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
        One sentence for each: a normal test with what it cannot show, an unknown one with the nearest name, another
        result with the advice to let a clinician read it beside the rest.
    """
    remarks = []
    for result in results:
        name = result.test.strip().lower().replace(" ", "_").replace("-", "_")
        when = f" of {result.at.isoformat()}" if result.at else " (no date given)"
        test = base.tests.get(name)
        if test is None:
            hint = nearest(name, base.tests)
            remarks.append(
                f"The test '{result.test}'{when} is kept, but this program knows nothing about it. {hint}".strip()
            )
        elif result.result.strip().lower() in NORMAL_WORDS:
            remarks.append(f"{test.name}{when}: {result.result}. {test.cannot_show}")
        else:
            remarks.append(
                f"{test.name}{when}: {result.result}. The doctor who ordered it should read it beside the rest."
            )
    return tuple(remarks)
