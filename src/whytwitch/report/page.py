"""A workup as HTML: one file that stands alone, or a piece for a page with a strict content policy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from whytwitch import language
from whytwitch.knowledge.base import Knowledge, knowledge
from whytwitch.model.workup import Workup
from whytwitch.report.presenters import ClinicianPage, DoctorPage, PersonPage
from whytwitch.report.words import readable

if TYPE_CHECKING:
    from jinja2 import Environment

#: Who reads it: the person, the doctor with ten minutes (one sheet), or somebody who wants every number. ``clinician``
#: is the older word for ``complete``.
Audience = Literal["person", "doctor", "complete", "clinician"]

#: The style sheet, for a web app to serve beside the fragment.
CSS = Path(__file__).parent / "static" / "report.css"

TITLE = {
    "person": "What to do, and why: whytwitch",
    "doctor": "Page for the doctor: whytwitch",
    "complete": "Complete report with sources: whytwitch",
}


def html(
    workup: Workup,
    audience: Audience = "person",
    standalone: bool = True,
    *,
    base: Knowledge | None = None,
    worries: bool = False,
) -> str:
    """Write the report.

    Parameters
    ----------
    workup : Workup
        Case, findings, picture, plan, and the reports of labs and nights.
    audience : {"person", "doctor", "complete", "clinician"}
        Words and actions; one sheet for the doctor; or that sheet with every number and source behind it.
        ``clinician`` means ``complete``.
    standalone : bool
        True: a whole file that needs nothing else. False: one ``article`` with its own ``h1``, without a ``style``
        element, ``style`` attribute or script, for a page that links :data:`CSS`.
    base : Knowledge, optional
        The program's own when not given.
    worries : bool
        Whether the person agreed that answers about worry and mood are printed.

    Returns
    -------
    str
        The same bytes for the same workup and knowledge.
    """
    known = base or knowledge()
    return rendered(page_for(workup, audience, known, worries=worries), standalone=standalone)


def page_for(workup: Workup, audience: Audience, base: Knowledge, *, worries: bool = False) -> Any:
    """The presenter of one audience, for :func:`rendered`."""
    if audience == "person":
        return PersonPage(workup, base, worries=worries)
    if audience == "doctor":
        return DoctorPage(workup, base, worries=worries)
    return ClinicianPage(workup, base, worries=worries)


def rendered(page: Any, *, standalone: bool = True) -> str:
    """A presenter laid out by its template."""
    body = _environment().get_template(f"{page.audience}.html.jinja").render(page=page)
    if not standalone:
        return body
    css = CSS.read_text(encoding="utf-8")
    shell = _environment().get_template("page.html.jinja")
    return shell.render(title=TITLE[page.audience], css=css, body=body, drawn=page.workup.case.as_of)


def night_html(night: Mapping[str, Any], standalone: bool = True) -> str:
    """Write the page of one scored night.

    Parameters
    ----------
    night : mapping
        As ``whytwitch night --json`` prints it.
    standalone : bool
        True: a whole file that needs nothing else. False: one ``article`` for a page that links :data:`CSS`.

    Returns
    -------
    str
    """
    from whytwitch.report.presenters.night import NightPage

    page = NightPage(night)
    body = _environment().get_template("night.html.jinja").render(page=page)
    if not standalone:
        return body
    css = CSS.read_text(encoding="utf-8")
    return (
        _environment()
        .get_template("page.html.jinja")
        .render(title=f"{page.title}: whytwitch", css=css, body=body, drawn=None)
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("whytwitch.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.filters["readable"] = readable
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(language.text, language.count, newstyle=True)  # type: ignore[attr-defined]
    return made
