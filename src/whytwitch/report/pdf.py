"""A report as PDF/UA-1, from the same templates: tagged, with language, title, bookmarks and text for each figure."""

from __future__ import annotations

import hashlib
import logging
import re
from typing import TYPE_CHECKING, Any

from whytwitch.errors import SystemPartError
from whytwitch.knowledge.base import Knowledge, knowledge
from whytwitch.memory import no_collection
from whytwitch.model.workup import Workup
from whytwitch.report.page import Audience, page_for, rendered
from whytwitch.report.presenters import DoctorPage
from whytwitch.report.presenters.fitting import ROOMS

if TYPE_CHECKING:
    from weasyprint import Document

#: A figure's title and its text; a PDF has room for one only, so it gets both.
_ALTERNATIVE = re.compile(r"<title( id=[^>]*)>([^<]*)</title><desc[^>]*>([^<]*)</desc>")

#: Debian's names of the libraries that lay text out; the wheel of WeasyPrint does not bring them.
DEBIAN = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def pdf(
    workup: Workup, audience: Audience = "doctor", *, base: Knowledge | None = None, worries: bool = False
) -> bytes:
    """Print the report.

    Parameters
    ----------
    workup : Workup
        Case, findings, picture, plan, and the reports of labs and nights.
    audience : {"person", "doctor", "complete", "clinician"}
        As for :func:`whytwitch.report.html`. The doctor's is one sheet of A4: pages are counted, and what does not
        fit is named at its foot.
    base : Knowledge, optional
        The program's own when not given.
    worries : bool
        Whether the person agreed that answers about worry and mood are printed.

    Returns
    -------
    bytes
        The same for the same workup, knowledge, fonts and version of WeasyPrint; dates are those of the case.

    Raises
    ------
    SystemPartError
        WeasyPrint or the Pango libraries are not installed.
    """
    known = base or knowledge()
    with no_collection():
        return _printed(workup, audience, known, worries)


def _printed(workup: Workup, audience: Audience, known: Knowledge, worries: bool) -> bytes:
    page = page_for(workup, audience, known, worries=worries)
    document, text = _laid_out(page)
    while isinstance(page, DoctorPage) and len(document.pages) > 1 and page.tightness + 1 < len(ROOMS):
        page = DoctorPage(workup, known, worries=worries, tightness=page.tightness + 1)
        document, text = _laid_out(page)
    return document.write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=hashlib.sha256(text.encode()).hexdigest()[:32].encode()
    )


def _laid_out(page: Any) -> tuple[Document, str]:
    text = _ALTERNATIVE.sub(r"<title\1>\2: \3</title>", rendered(page))
    return _weasyprint().HTML(string=text, url_fetcher=_nothing_from_outside).render(), text


def _weasyprint() -> Any:
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # properties meant for browsers only
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    try:
        import weasyprint
    except ImportError:
        raise SystemPartError(
            "this installation cannot make a PDF",
            found="no WeasyPrint",
            todo="install whytwitch[pdf], or print the HTML page with your browser",
        ) from None
    except OSError as error:
        raise SystemPartError(
            "this computer lacks the Pango libraries that lay out a PDF",
            found=str(error).splitlines()[0][:120],
            todo=f"on Debian or Ubuntu: apt install {DEBIAN}; or print the HTML page with your browser",
        ) from None
    return weasyprint


def _nothing_from_outside(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"a report asks for nothing outside itself: {url[:80]}")
