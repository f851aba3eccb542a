"""Creatinine: filtration rate by CKD-EPI 2021 where it holds, and the rise over the person's own earlier values."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from statistics import median

from whytwitch.evidence.labs.sample import Point, Points, constants_of, limit_of, made_from
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.model.labs import Derived, LabPerson

DAYS_A_YEAR = 365.25


def _age_at(person: LabPerson, at: str | None, as_of: dt.date | None) -> float | None:
    if person.age is None or at is None or as_of is None:
        return person.age
    years = (as_of - dt.date.fromisoformat(at[:10])).days / DAYS_A_YEAR
    return max(person.age - years, 0.0) if years >= 1 else person.age


def ckd_epi_2021(creatinine_mg_dl: float, age: float, sex: str) -> float:
    """Estimated glomerular filtration rate by the CKD-EPI creatinine equation of 2021.

    Parameters
    ----------
    creatinine_mg_dl : float
        Serum creatinine, mg/dL, IDMS-traceable.
    age : float
        Years, 18 or older.
    sex : {"female", "male"}

    Returns
    -------
    float
        mL/min/1.73 m2.

    References
    ----------
    National Kidney Foundation, https://kidney.org/ckd-epi-creatinine-equation-2021 (constants in the knowledge base).
    """
    constants = constants_of("egfr")
    relative = creatinine_mg_dl / constants[f"kappa_{sex}"]
    result = (
        constants["factor"]
        * min(relative, 1.0) ** constants[f"alpha_{sex}"]
        * max(relative, 1.0) ** constants["beta"]
        * constants["per_year"] ** age
    )
    return result * (constants["female"] if sex == "female" else 1.0)


def filtration(
    points: Points, person: LabPerson, as_of: dt.date | None, unsteady: dict[int, float]
) -> tuple[list[Derived], list[str]]:
    """eGFR for each creatinine where the equation holds; else a warning that says why not.

    Parameters
    ----------
    points : dict of str to list of Point
        Usable values by test.
    person : LabPerson
        Age in years, sex, pregnancy.
    as_of : date, optional
        The day on which the age holds.
    unsteady : dict of int to float
        Rows where creatinine rose over the person's own earlier value, and by what ratio.
    """
    rows = points.get("creatinine", [])
    if not rows:
        return [], []
    constants = constants_of("egfr")
    if person.age is None or person.sex is None:
        return [], ["no filtration rate was computed from creatinine: age and sex are needed"]
    if person.sex == "female" and person.pregnant:
        return [], ["no filtration rate was computed from creatinine: the equation does not hold in pregnancy"]
    printed = {point.at for point in points.get("egfr", ())}
    mg_dl = load_analytes().by_id["creatinine"].units["mg/dL"]
    made, warnings = [], []
    limit = load_analytes().by_id["creatinine_ratio"].act_now[0].bounds.at_least or float("inf")
    for point in rows:
        age = _age_at(person, point.at, as_of)
        if age is None or age < constants["age_from"]:
            warnings.append("no filtration rate was computed from creatinine: the equation is for adults")
            break
        if unsteady.get(point.row, 0.0) >= limit:
            warnings.append(
                f"no filtration rate was computed from creatinine of {point.at or 'an unknown day'}: it is rising, "
                "and the equation needs a steady value"
            )
            continue
        value = ckd_epi_2021(mg_dl.from_si(point.value), age, person.sex)
        sentence = (
            f"filtration {value:.0f} mL/min/1.73 m2 from creatinine {point.value:.3g} umol/L, age {age:.0f}, "
            f"{person.sex} (CKD-EPI 2021)"
        )
        made.append(
            made_from(
                "egfr",
                value,
                point.at,
                (point.row,),
                sentence,
                "egfr",
                person,
                warnings=(limit_of("egfr"),),
                used=point.at not in printed,
            )
        )
    return made, warnings


def _baseline(week: list[Point], year: list[Point], before: Point) -> tuple[Point, float, str]:
    """The person's own earlier value: lowest of 7 days or median of a year, whichever shows the larger rise."""
    choices: list[tuple[Point, float, str]] = []
    if week:
        lowest = min(week, key=lambda point: point.value)
        choices.append((lowest, lowest.value, "the lowest of the last 7 days"))
    if year:
        choices.append((year[-1], median(point.value for point in year), "the median of the last year"))
    return (
        min(choices, key=lambda choice: choice[1]) if choices else (before, before.value, f"the value of {before.at}")
    )


def rises(points: Points, person: LabPerson) -> tuple[list[Derived], dict[int, float]]:
    """Creatinine against the person's own earlier values: ratio, and absolute rise within two days.

    Returns
    -------
    derived : list of Derived
    ratios : dict of int to float
        Row of the later value → ratio.
    """
    constants = constants_of("creatinine_ratio")
    dated = sorted((point for point in points.get("creatinine", ()) if point.at), key=lambda point: point.at or "")
    times = [point.at or "" for point in dated]
    days = [point.day.toordinal() if point.day else 0 for point in dated]
    made: list[Derived] = []
    ratios: dict[int, float] = {}
    for place, now in enumerate(dated):
        end = bisect_left(times, times[place])  # strictly earlier samples
        if not end:
            continue

        def since(name: str, *, end: int = end, today: int = days[place]) -> int:
            return bisect_left(days, today - int(constants[name]), 0, end)

        week, year = since("lowest_within_days"), since("median_within_days")
        base, value, how = _baseline(dated[week:end], dated[year:week], dated[end - 1])
        ratio = now.value / value
        ratios[now.row] = ratio
        rows = (base.row, now.row)
        sentence = f"creatinine {now.value:.3g} umol/L is {ratio:.2f} times {value:.3g} umol/L, {how}"
        made.append(made_from("creatinine_ratio", ratio, now.at, rows, sentence, "creatinine_ratio", person))
        recent = dated[since("rise_within_days") : end]
        lowest = min(recent, key=lambda point: point.value, default=now)
        if lowest.value < now.value:
            rise = now.value - lowest.value
            sentence = f"creatinine rose by {rise:.3g} umol/L since {lowest.at}"
            rows = (lowest.row, now.row)
            made.append(made_from("creatinine_rise_48h", rise, now.at, rows, sentence, "creatinine_ratio", person))
    return made, ratios
