"""When to look again: what is due, from what the case says and the intervals of the knowledge base."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from whytwitch.knowledge.files import read_data
from whytwitch.knowledge.medicine_names import classes_of
from whytwitch.knowledge.translating import translated
from whytwitch.model.case import Case


@dataclass(frozen=True)
class Due:
    """Something to look at again.

    Attributes
    ----------
    id : str
        Which rule.
    on : date or None
        From which day; None when it hangs on an event that is still to come.
    text : str
        What to do.
    """

    id: str
    on: dt.date | None
    text: str


def due(case: Case, today: dt.date) -> list[Due]:
    """What is due today.

    Parameters
    ----------
    case : Case
        The person.
    today : date
        The day to judge from.

    Returns
    -------
    list of Due
        Iron and its ferritin, medicines begun or changed some weeks ago, pregnancy, what lasts.
    """
    rules = translated("Recheck", read_data("recheck.yaml"))
    found = []
    ferritin = max((row.at for row in case.labs if row.test.lower() == "ferritin" and row.at), default=None)
    iron = {one.name for one in (classes_of(case.medicines) if case.medicines else {}).get("iron_supplement", [])}
    for medicine in case.medicines or ():
        if medicine.stopped is not None and medicine.stopped <= today:
            continue
        name = "iron" if medicine.name in iron else "new_medicine"
        since = (
            medicine.started
            if name == "iron"
            else max(filter(None, (medicine.started, medicine.dose_changed)), default=None)
        )
        if since is None:
            continue
        on = since + dt.timedelta(days=rules[name]["after_days"])
        answered = name == "iron" and ferritin is not None and ferritin >= on
        if on <= today <= since + dt.timedelta(days=rules[name]["until_days"]) and not answered:
            found.append(Due(name, on, f"{medicine.name}: {rules[name]['text']}"))
    if case.person.pregnant == "yes":
        found.append(Due("pregnancy", None, rules["pregnancy"]["text"]))
    longest = max((one.since_weeks or 0 for one in case.movements), default=0)
    if longest * 7 > rules["lasting"]["after_days"]:
        found.append(Due("lasting", None, rules["lasting"]["text"]))
    return found
