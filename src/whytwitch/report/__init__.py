"""A workup as something to read: HTML for the person and for the doctor, figures, and text for the terminal.

``html(workup, audience)`` writes a page, ``as_text(workup)`` writes lines, ``CSS`` is the style sheet that belongs
to the fragment. Presenters (``presenters/``) decide what is said; templates lay it out; figures are SVG by hand.
"""

from whytwitch.report.page import CSS, Audience, html
from whytwitch.report.text import as_text, labs_as_text, night_as_text

__all__ = ["CSS", "Audience", "as_text", "html", "labs_as_text", "night_as_text"]
