"""A workup as a FHIR R4B Bundle: what was told, measured, concluded and planned, for other programs."""

from whytwitch.report.fhir.bundle import bundle, bundle_text

__all__ = ["bundle", "bundle_text"]
