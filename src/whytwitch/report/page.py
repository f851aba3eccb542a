"""A workup as HTML: one file that stands alone, or a piece for a page with a strict content policy."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from whytwitch.knowledge.base import Knowledge, knowledge
from whytwitch.model.workup import Workup
from whytwitch.report.presenters import ClinicianPage, PersonPage

if TYPE_CHECKING:
    from jinja2 import Environment

Audience = Literal["person", "clinician"]

#: The style sheet, for a web app to serve beside the fragment.
CSS = Path(__file__).parent / "static" / "report.css"

_TITLE = {"person": "What to do, and why: whytwitch", "clinician": "Summary for the clinician: whytwitch"}


def html(
    workup: Workup, audience: Audience = "person", standalone: bool = True, *, base: Knowledge | None = None
) -> str:
    """Write the report.

    Parameters
    ----------
    workup : Workup
        Case, findings, picture, plan, and the reports of labs and nights.
    audience : {"person", "clinician"}
        Words and actions, or numbers and sources.
    standalone : bool
        True: a whole file that needs nothing else. False: one ``article`` with its own ``h1``, without a ``style``
        element, ``style`` attribute or script, for a page that links :data:`CSS`.
    base : Knowledge, optional
        The program's own when not given.

    Returns
    -------
    str
        The same bytes for the same workup and knowledge.
    """
    known = base or knowledge()
    page = PersonPage(workup, known) if audience == "person" else ClinicianPage(workup, known)
    body = _environment().get_template(f"{audience}.html.jinja").render(page=page)
    if not standalone:
        return body
    css = CSS.read_text(encoding="utf-8")
    return _environment().get_template("page.html.jinja").render(title=_TITLE[audience], css=css, body=body)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("whytwitch.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
