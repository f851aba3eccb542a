"""Blood tests: units, intervals, derived values, act-now limits. See docs/labs.md.

>>> from whytwitch.evidence.labs import read_labs, report  # doctest: +SKIP
>>> report(read_labs("blood.csv"), person={"age": 54, "sex": "female"}, as_of="2026-11-21")  # doctest: +SKIP
"""

from __future__ import annotations

from whytwitch.evidence.labs.danger import danger_from_labs
from whytwitch.evidence.labs.findings import findings_from_labs
from whytwitch.evidence.labs.iron import iron_for_rls
from whytwitch.evidence.labs.reading import read_labs
from whytwitch.evidence.labs.report import report
from whytwitch.evidence.labs.trends import trend_svg
from whytwitch.evidence.labs.typed import accepted, typed
from whytwitch.evidence.labs.units import convert

__all__ = [
    "accepted",
    "convert",
    "danger_from_labs",
    "findings_from_labs",
    "iron_for_rls",
    "read_labs",
    "report",
    "trend_svg",
    "typed",
]
