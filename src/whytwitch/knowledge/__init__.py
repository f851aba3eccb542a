"""The medicine, as data: conditions, findings, movements, danger rules, tests, measures, medicines, claims, sources."""

from whytwitch.knowledge.base import Knowledge, knowledge

__all__ = ["Knowledge", "knowledge"]
