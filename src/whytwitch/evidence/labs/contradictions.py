"""Results of one sample that cannot, or can hardly, both be right: asked about. The rules stand in analytes.yaml."""

from __future__ import annotations

import re
from typing import Any

from whytwitch.evidence.labs.repeats import Row
from whytwitch.evidence.labs.sample import Point, Points, pairs_of
from whytwitch.knowledge.analytes import load_analytes

_HAEMOLYSIS = re.compile(
    r"ha?emoly[sz]|hämoly|hémoly|hemolit|emolizz|emolis|hemolys|hemoliz|zhemolizowan|hemolytisch|гемолиз", re.IGNORECASE
)
#: Tests that rise when cells of the sample burst.
_LEAKS_FROM_CELLS = ("potassium", "phosphate", "magnesium", "ast", "ldh", "iron")


def contradictions(rows: list[Row], points: Points) -> list[str]:
    """Ask about results of the same sample that contradict each other.

    Parameters
    ----------
    rows : list of dict
        As understood; warnings are added, and what is impossible is set aside.
    points : dict of str to list of Point
        Usable values by test.

    Returns
    -------
    list of str
        One sentence for each contradiction.
    """
    said = []
    for rule in load_analytes().contradictions:
        for one, other in pairs_of(points.get(rule["one"], []), points.get(rule["other"], [])):
            if _holds(rule, one, other):
                said.append(_ask(rows, one, other, rule))
    for row in rows:
        if row["test"] in _LEAKS_FROM_CELLS and _HAEMOLYSIS.search(row["remark"]):
            row["warnings"].append(
                "the laboratory says that this sample was haemolysed: this value may be too high; it is repeated"
            )
            said.append(f"{row['analyte'].name}: the sample was haemolysed; has it been repeated?")
    return said


def _holds(rule: dict[str, Any], one: Point, other: Point) -> bool:
    if "ratio" in rule:
        if not other.value:
            return False
        ratio = one.value / other.value
        return not rule["ratio"]["low"] <= ratio <= rule["ratio"]["high"]
    return _beyond(rule["one_is"], one.value) and _beyond(rule["other_is"], other.value)


def _beyond(bound: dict[str, float], value: float) -> bool:
    below, above = bound.get("below"), bound.get("above")
    return (below is not None and value < below) or (above is not None and value > above)


def _ask(rows: list[Row], one: Point, other: Point, rule: dict[str, Any]) -> str:
    names = [rows[point.row]["analyte"].name for point in (one, other)]
    when = f" of {one.at[:10]}" if one.at else ""
    for point, partner in ((one, other), (other, one)):
        row = rows[point.row]
        row["warnings"].append(f"contradicts row {partner.row + 1}: {rule['text']}")
        if rule["set_aside"]:
            row["used"] = False
            row["set_aside"] = row["set_aside"] or "contradiction"
    tail = " Neither is used until then." if rule["set_aside"] else ""
    return f"{names[0]} and {names[1]}{when} contradict each other: {rule['text']}.{tail}"
