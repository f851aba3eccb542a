"""A workup as something to read: HTML and PDF for three readers, FHIR for programs, text for the terminal.

``html(workup, audience)`` writes a page, ``pdf(workup, audience)`` prints it, ``bundle(workup)`` is the FHIR document,
``as_text(workup)`` writes lines, ``CSS`` is the style sheet that belongs to the fragment. Presenters (``presenters/``)
decide what is said; templates lay it out; figures are SVG by hand.
"""

from whytwitch.report.page import CSS, Audience, html, night_html
from whytwitch.report.pdf import pdf
from whytwitch.report.text import as_text, labs_as_text, night_as_text

__all__ = ["CSS", "Audience", "as_text", "html", "labs_as_text", "night_as_text", "night_html", "pdf"]
