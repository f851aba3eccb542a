"""The limits of blood values that decide by themselves. Their only home is ``data/danger/laboratory.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.expressions import parts
from whytwitch.knowledge.files import read_data
from whytwitch.knowledge.schema import DangerRule
from whytwitch.model.urgency import Level


@dataclass(frozen=True)
class DangerLimit:
    """A range of one blood value that asks for help by itself, in the unit of its finding (SI).

    Attributes
    ----------
    rule : DangerRule
        Where it stands.
    finding : str
        Id of the number finding.
    low, above, below, up_to : float, optional
        The range: ``low <= value``, ``value > above``, ``value < below``, ``value <= up_to``; None where it is open.
    """

    rule: DangerRule
    finding: str
    low: float | None
    above: float | None
    below: float | None
    up_to: float | None

    @property
    def level(self) -> Level:
        """How urgent."""
        return self.rule.level

    def holds(self, value: float) -> bool:
        """Whether a value lies in the range."""
        return (
            (self.low is None or value >= self.low)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
            and (self.up_to is None or value <= self.up_to)
        )


def danger_limits(knowledge: Knowledge) -> list[DangerLimit]:
    """Every limit that needs nothing but the value itself.

    Parameters
    ----------
    knowledge : Knowledge
        The rules.

    Returns
    -------
    list of DangerLimit
        A rule that joins a value with symptoms is left out: triage sees to it.
    """
    return [_limit(rule, one) for rule in knowledge.rules.values() for one in _bare(rule.when)]


def limits_reached(finding: str, value: float, knowledge: Knowledge) -> list[DangerLimit]:
    """The limits that a value reaches, the most urgent first.

    Parameters
    ----------
    finding : str
        Id of the number finding, such as ``potassium``.
    value : float
        In the unit of the finding (SI).
    knowledge : Knowledge
        The rules.

    Returns
    -------
    list of DangerLimit
        Empty for a value that decides nothing by itself.
    """
    reached = [limit for limit in danger_limits(knowledge) if limit.finding == finding and limit.holds(value)]
    return sorted(reached, key=lambda limit: -limit.level.rank)


def days_until_old(finding: str, knowledge: Knowledge) -> float:
    """After how many days a dangerous value asks "repeated since?"; from the analyte, else from the settings."""
    for name, analyte in read_data("analytes.yaml").get("analytes", {}).items():
        if analyte.get("finding", name) == finding:
            return float(analyte["stale_after_days"]["value"])
    return knowledge.settings["lab_value_old_after_days"].value


def _bare(expression: Any) -> list[dict[str, Any]]:
    if isinstance(expression, dict) and "number" in expression:
        return [expression]
    if isinstance(expression, dict) and "any" in expression:
        return [one for part in parts(expression) for one in _bare(part)]
    return []


def _limit(rule: DangerRule, one: dict[str, Any]) -> DangerLimit:
    low, above, below, up_to = (_float(one.get(key)) for key in ("from", "above", "below", "up_to"))
    return DangerLimit(rule, one["number"], low, above, below, up_to)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
