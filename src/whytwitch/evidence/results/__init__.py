"""Other tests as documents: what was found, what enters the picture, and what such a test cannot show."""

from __future__ import annotations

from whytwitch.evidence.results.findings import findings_from_results
from whytwitch.evidence.results.reading import Document, read_result
from whytwitch.evidence.results.remarks import remarks_on_results

__all__ = ["Document", "findings_from_results", "read_result", "remarks_on_results"]
