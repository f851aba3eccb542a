"""Where the pages of results reach the rooms that know medicine."""

from __future__ import annotations

from whytwitch.knowledge import knowledge
from whytwitch.model.labs import Trend
from whytwitch.store.models import OtherResult


def trend_figure(trend: Trend) -> str:
    """One blood test over time as SVG."""
    from whytwitch.evidence.labs import trend_svg

    return trend_svg(trend)


def document_tests() -> list[tuple[str, str]]:
    """The other tests that can be typed in, by name."""
    from whytwitch.knowledge.documents import document_kinds

    places = {"mri_brain": "Scan of the brain (MRI or CT)", "mri_spine": "Scan of the spine (MRI or CT)"}
    names = [(one.id, places.get(one.id, knowledge().tests[one.test].name)) for one in document_kinds().values()]
    return sorted(names, key=lambda row: row[1].lower())


def document_remarks(row: OtherResult) -> list[str]:
    """What another test says, can show and cannot show."""
    from whytwitch.evidence.results import remarks_on_results
    from whytwitch.model.case import OtherResult as Told

    return list(
        remarks_on_results((Told(test=row.test, result=row.result, at=row.at, note=row.note or None),), knowledge())
    )
