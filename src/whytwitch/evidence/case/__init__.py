"""The case file: read, write, append; nothing that was written is overwritten."""

from whytwitch.evidence.case.appending import append_to_case
from whytwitch.evidence.case.building import build_case
from whytwitch.evidence.case.findings import findings_from_case
from whytwitch.evidence.case.reading import read_case
from whytwitch.evidence.case.writing import append_answer, case_as_dict, write_case

__all__ = [
    "append_answer",
    "append_to_case",
    "build_case",
    "case_as_dict",
    "findings_from_case",
    "read_case",
    "write_case",
]
