"""Rows against each other: several people, later dates, the same sample twice, results that contradict each other."""

from __future__ import annotations

import datetime as dt
from typing import Any

from whytwitch.evidence.labs.flags import limits_hit
from whytwitch.knowledge.analytes import Analytes, number
from whytwitch.model.labs import LabValue

Row = dict[str, Any]


def several_people(values: list[LabValue], rows: list[Row]) -> list[str]:
    """Set everything aside when the file names more than one person, and say so."""
    people = {one.subject for one in values if one.subject is not None}
    if len(people) < 2:
        return []
    for row in rows:
        row["used"] = False
        row["set_aside"] = "people"
    return [f"this file names {len(people)} different people: nothing of it is used until it holds one person only"]


def later_than(rows: list[Row], today: dt.date | None) -> None:
    """A sample of tomorrow has a wrong date: its date is unknown, its value stands."""
    for row in rows:
        if today and row["at"] and row["at"][:10] > today.isoformat():
            row["warnings"].append(
                f"the date {row['at'][:10]} lies after {today.isoformat()}: check it; taken as unknown"
            )
            row["at"] = None


def unconfirmed(rows: list[Row]) -> list[str]:
    """Set aside what was read from a paper and nobody has looked at, and say so."""
    waiting = [place for place, row in enumerate(rows) if not row["confirmed"]]
    for place in waiting:
        row = rows[place]
        if row["span"] is not None:
            hits = limits_hit(row["analyte"], row["span"])
            if hits:
                row["warnings"].append(f"look at this one first: if it is right, act now ({hits[0].text})")
        row["used"] = False
        row["set_aside"] = row["set_aside"] or "unconfirmed"
    if not waiting:
        return []
    return [
        f"{len(waiting)} of {len(rows)} values were read from a paper and count only when somebody has confirmed them"
    ]


def repeated(rows: list[Row], known: Analytes) -> None:
    """Mark the same sample printed twice, and two results of one sample that contradict each other."""
    tolerance = number(known.derived["same_sample"]["tolerance"], "same_sample")
    groups: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(rows):
        if row["si_value"] is not None and row["confirmed"]:
            groups.setdefault((row["test"], (row["at"] or "")[:10]), []).append(place)
    for (test, day), places in groups.items():
        for index, later in enumerate(places):
            for earlier in places[:index]:
                _compare(rows, earlier, later, tolerance, known.by_id[test].name, day)


def _compare(rows: list[Row], earlier: int, later: int, tolerance: float, name: str, day: str) -> None:
    one, two = rows[earlier], rows[later]
    times = {row["at"][11:] for row in (one, two) if row["at"] and len(row["at"]) > 10}
    if len(times) == 2:
        return
    first, second = one["si_value"], two["si_value"]
    alike = abs(first - second) <= tolerance * max(abs(first), abs(second)) and one["comparator"] == two["comparator"]
    if alike:
        if one["used"] or not two["used"]:
            two["used"] = False
            two["set_aside"] = two["set_aside"] or "repeat"
        two["warnings"].append(f"the same sample as row {earlier + 1}; counted once")
        return
    if one["comparator"] or two["comparator"]:
        return
    when = f"on {day}" if day else "without a date"
    for row, other in ((one, later), (two, earlier)):
        row["used"] = False
        row["set_aside"] = row["set_aside"] or "contradiction"
        row["warnings"].append(
            f"{name} {when} also stands in row {other + 1} with another value: which is right? Not used until then"
        )
