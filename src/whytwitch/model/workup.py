"""A workup: one case, its findings, its picture and its plan."""

from __future__ import annotations

from typing import Any

from whytwitch.model.base import Frozen
from whytwitch.model.case import Case
from whytwitch.model.finding import Finding
from whytwitch.model.picture import Picture, Plan


class PictureDocument(Picture):
    """The picture with its plan, as it leaves the house in JSON."""

    plan: Plan


class Workup(Frozen):
    """What ``whytwitch.draw`` gives back.

    Attributes
    ----------
    case : Case
        What came in.
    findings : tuple of Finding
        What the evidence rooms read out of it.
    picture : Picture
        What it means.
    plan : Plan
        What to do.
    labs : dict, optional
        The labs room's report, as ``whytwitch labs --json`` prints it.
    nights : tuple of dict
        Each scored night, as ``whytwitch night --json`` prints it.
    diary : dict, optional
        What the diary told: ``first`` and ``last`` day, ``days``, ``says`` (what was taken from it) and ``changed``
        (what the picture would have been without it).
    """

    case: Case
    findings: tuple[Finding, ...]
    picture: Picture
    plan: Plan
    labs: dict[str, Any] | None = None
    nights: tuple[dict[str, Any], ...] = ()
    diary: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """The object that ``whytwitch picture CASE --json`` prints: the picture with the plan in it."""
        document = PictureDocument(**dict(self.picture), plan=self.plan).model_dump(mode="json", by_alias=True)
        order = ["urgency", "red_flags", "causes", "missing", "tests", "plan", "knowledge", "warnings"]
        told = {} if self.diary is None else {"diary": self.diary}
        return {key: document[key] for key in order} | told
