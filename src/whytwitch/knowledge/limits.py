"""The danger limits of one blood test, taken over from the danger rules: they stand in one place only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whytwitch.knowledge.analyte import Bounds, Cited, Limit
from whytwitch.knowledge.files import read_folder


def limits_of_rules(entry: Mapping[str, Any], name: str) -> tuple[Limit, ...]:
    """Limits of the danger rules that need nothing but this value.

    Parameters
    ----------
    entry : mapping
        The test as ``analytes.yaml`` has it: its ``finding`` and ``limits_only``.
    name : str
        Id of the test, which is its finding when it names no other.

    Returns
    -------
    tuple of Limit
        In the SI unit, in the order of the rules. Of a band that reaches up to a more urgent one ("6.0 to 6.4") only
        the near end is taken, so that ``>6.0`` is known to lie in it.
    """
    finding = entry.get("finding", name)
    rules = {
        key: rule
        for content in read_folder("danger").values()
        for key, rule in (content or {}).items()
        if isinstance(rule.get("when"), dict) and rule["when"].get("number") == finding
    }
    only_unadjusted = entry.get("limits_only") == "unadjusted"
    return tuple(
        Limit(
            id=key,
            level=rule["level"],
            text=rule["name"],
            bounds=_near_end(rule["when"], [other["when"] for other in rules.values()]),
            cited=Cited(rule["source"], rule["tag"], rule["verified"]),
            only_unadjusted=only_unadjusted,
        )
        for key, rule in rules.items()
    )


def _near_end(band: Mapping[str, Any], others: list[Mapping[str, Any]]) -> Bounds:
    low, high = band.get("from"), band.get("below")
    if low is not None and high is not None:
        if any(high in (other.get("from"), other.get("above")) for other in others):
            high = None
        elif any(low in (other.get("below"), other.get("up_to")) for other in others):
            low = None
    return Bounds(below=high, at_most=band.get("up_to"), above=band.get("above"), at_least=low)
