"""Where the pages of results reach the rooms that know medicine."""

from __future__ import annotations

from typing import Any

from whytwitch.errors import UnitError
from whytwitch.knowledge import knowledge
from whytwitch.language import text as _
from whytwitch.model.case import LabRow
from whytwitch.model.labs import LabReport, Trend
from whytwitch.report.presenters.common import name_of_test
from whytwitch.store.models import OtherResult, Person
from whytwitch.web import services


def trend_figure(trend: Trend) -> str:
    """One blood test over time as SVG."""
    from whytwitch.evidence.labs import trend_svg

    return trend_svg(trend)


def document_tests() -> list[tuple[str, str]]:
    """The other tests that can be typed in, by name."""
    from whytwitch.knowledge.documents import document_kinds

    places = {"mri_brain": _("Scan of the brain (MRI or CT)"), "mri_spine": _("Scan of the spine (MRI or CT)")}
    names = [(one.id, places.get(one.id, knowledge().tests[one.test].name)) for one in document_kinds().values()]
    return sorted(names, key=lambda row: row[1].lower())


def document_remarks(row: OtherResult) -> list[str]:
    """What another test says, can show and cannot show."""
    from whytwitch.evidence.results import remarks_on_results
    from whytwitch.model.case import OtherResult as Told

    return list(
        remarks_on_results((Told(test=row.test, result=row.result, at=row.at, note=row.note or None),), knowledge())
    )


def lab_tests() -> list[tuple[str, str]]:
    """The blood tests we know, by name."""
    from whytwitch.knowledge.analytes import load_analytes

    tests = [(name, name_of_test({"test": name})) for name in load_analytes().by_id]
    return sorted(((name, label[:1].upper() + label[1:]) for name, label in tests), key=lambda row: row[1].lower())


def lab_report(person: Person) -> LabReport | None:
    """What the labs room reads in this person's results."""
    from whytwitch.evidence.labs import report

    case = services.known_about(person).case
    return report(case.labs, person=case.person, as_of=case.as_of) if case.labs else None


def check_lab(person: Person, row: dict[str, Any]) -> list[str]:
    """Refuse a result whose unit does not fit its test; say what else should be looked at.

    Returns
    -------
    list of str
        Remarks of the labs room, to be shown beside the result.

    Raises
    ------
    InputError
        One sentence: the unit is not one for this test, or the value cannot be.
    """
    from whytwitch.evidence.labs import report

    case = services.known_about(person).case
    result = report([LabRow.model_validate(row)], person=case.person, as_of=case.as_of).results[0]
    if result.si_value is None:
        said = "; ".join(result.warnings).replace("; the value is not used", "") or "value and unit do not fit the test"
        raise UnitError(said.rstrip("."), todo="look at the paper again and correct the value or the unit")
    return list(result.warnings)
