"""Values computed from others of the same sample: saturation, adjusted calcium, filtration, rise over own baseline.

Every constant stands in ``knowledge/data/analytes.yaml`` under ``derived`` with its source.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from whytwitch.evidence.labs.flags import Span, critical, judge, limits_hit
from whytwitch.knowledge.analytes import load_analytes, number
from whytwitch.model.labs import Derived, LabPerson

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Point:
    """One usable value: position in the results, SI value, sample time (ISO) or None."""

    row: int
    value: float
    at: str | None

    @property
    def day(self) -> dt.date | None:
        """Day of the sample."""
        return dt.date.fromisoformat(self.at[:10]) if self.at else None


Points = dict[str, list[Point]]


def _cite(name: str) -> tuple[str, bool]:
    """Source of a formula, and whether every constant in it was read in its source."""
    entry = load_analytes().derived[name]
    parts = [one for key, one in entry.items() if isinstance(one, dict) and not key.endswith("_from")]
    source = entry.get("source") or parts[0]["source"]
    return str(source), bool(entry.get("verified", True)) and all(one["verified"] for one in parts)


def _constants(name: str) -> dict[str, float]:
    entry: dict[str, Any] = load_analytes().derived[name]
    return {key: number(one, name) for key, one in entry.items() if isinstance(one, dict)}


def _text(name: str) -> str:
    return str(load_analytes().derived[name].get("limit", ""))


def _pairs(one: list[Point], other: list[Point]) -> list[tuple[Point, Point]]:
    """Values of the same sample: same time; else same day; undated only when each stands once."""
    pairs = []
    if len(one) == 1 and len(other) == 1 and one[0].at is None and other[0].at is None:
        return [(one[0], other[0])]
    by_time: dict[str, Point] = {}
    by_day: dict[str, Point] = {}
    for point in other:
        if point.at:
            by_time.setdefault(point.at, point)
            by_day.setdefault(point.at[:10], point)
    for point in one:
        if point.at:
            match = by_time.get(point.at) or by_day.get(point.at[:10])
            if match:
                pairs.append((point, match))
    return pairs


def _age_at(person: LabPerson, at: str | None, as_of: dt.date | None) -> float | None:
    if person.age is None or at is None or as_of is None:
        return person.age
    years = (as_of - dt.date.fromisoformat(at[:10])).days / DAYS_A_YEAR
    return max(person.age - years, 0.0) if years >= 1 else person.age


def _made(
    test: str,
    value: float,
    at: str | None,
    rows: tuple[int, ...],
    sentence: str,
    formula: str,
    person: LabPerson,
    *,
    warnings: tuple[str, ...] = (),
    spread: tuple[float, float] | None = None,
    used: bool = True,
) -> Derived:
    analyte = load_analytes().by_id[test]
    span = Span(value, value)
    judged = judge(analyte, span, person)
    low, high = (judged.interval.low, judged.interval.high) if judged.interval else (None, None)
    source, verified = _cite(formula)
    return Derived(
        test=test,
        name=analyte.name,
        loinc=analyte.loinc[0] if analyte.loinc else None,
        si_value=float(f"{value:.6g}"),
        si_unit=analyte.si_unit,
        si_low=spread and spread[0],
        si_high=spread and spread[1],
        flag=critical(judged.flag, limits_hit(analyte, span, upper_limit=high)),
        low=low,
        high=high,
        at=at,
        rows=rows,
        derived=sentence,
        source=source,
        verified=verified,
        warnings=warnings,
        used=used,
    )


def saturation(points: Points, person: LabPerson) -> list[Derived]:
    """Transferrin saturation (%) from iron and TIBC, else from iron and transferrin."""
    constants = _constants("tibc_from_transferrin")
    made = []
    printed = {point.at for point in points.get("tsat", ())}
    tolerance = load_analytes().derived["same_sample"]["tsat_points"]["value"]
    pairs = [(iron, tibc, tibc.value, "TIBC") for iron, tibc in _pairs(points.get("iron", []), points.get("tibc", []))]
    done = {iron.row for iron, *_ in pairs}
    for iron, transferrin in _pairs(
        [p for p in points.get("iron", []) if p.row not in done], points.get("transferrin", [])
    ):
        capacity = transferrin.value * constants["umol_per_g"]
        pairs.append(
            (
                iron,
                transferrin,
                capacity,
                f"TIBC {capacity:.3g} umol/L (transferrin {transferrin.value:g} g/L x {constants['umol_per_g']:g})",
            )
        )
    for iron, other, capacity, how in pairs:
        value = iron.value / capacity * 100
        shown = how if how != "TIBC" else f"TIBC {capacity:.3g} umol/L"
        sentence = f"saturation {value:.0f} % = iron {iron.value:.3g} umol/L / {shown} x 100"
        warnings: list[str] = []
        same = [p for p in points.get("tsat", ()) if p.at == iron.at]
        if same and abs(same[0].value - value) > tolerance:
            warnings.append(
                f"the laboratory printed {same[0].value:.0f} %, computed are {value:.0f} %: which row is wrong?"
            )
        plausible = load_analytes().by_id["tsat"].plausible
        if not plausible[0] <= value <= plausible[1]:
            warnings.append("this saturation is not possible: one of the two values or units is wrong")
        made.append(
            _made(
                "tsat",
                value,
                iron.at,
                (iron.row, other.row),
                sentence,
                "tsat" if how == "TIBC" else "tibc_from_transferrin",
                person,
                warnings=tuple(warnings),
                used=iron.at not in printed and not warnings,
            )
        )
    return made


def adjusted_calcium(points: Points, person: LabPerson, filtration: dict[str | None, float]) -> list[Derived]:
    """Calcium (mmol/L) adjusted for albumin of the same sample."""
    constants = _constants("calcium_adjusted")
    made = []
    printed = {point.at for point in points.get("calcium_adjusted", ())}
    for calcium, albumin in _pairs(points.get("calcium", []), points.get("albumin", [])):
        value = calcium.value + constants["slope"] * (constants["albumin"] - albumin.value)
        warnings = [_text("calcium_adjusted")]
        kidney = filtration.get(calcium.at)
        if kidney is not None and kidney < constants["egfr_from"]:
            warnings.append(f"filtration is {kidney:.0f}: this formula is unreliable here, ask for ionised calcium")
        if albumin.value < constants["albumin_from"]:
            warnings.append(
                f"albumin is {albumin.value:g} g/L: this formula is unreliable here, ask for ionised calcium"
            )
        sentence = (
            f"adjusted calcium {value:.2f} mmol/L = {calcium.value:.3g} + {constants['slope']:g} x "
            f"({constants['albumin']:g} - albumin {albumin.value:g} g/L)"
        )
        made.append(
            _made(
                "calcium_adjusted",
                value,
                calcium.at,
                (calcium.row, albumin.row),
                sentence,
                "calcium_adjusted",
                person,
                warnings=tuple(warnings),
                used=calcium.at not in printed,
            )
        )
    return made


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
    constants = _constants("egfr")
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
    unsteady : dict of int to float
        Rows where creatinine rose over the person's own earlier value, and by what ratio.
    """
    rows = points.get("creatinine", [])
    if not rows:
        return [], []
    constants = _constants("egfr")
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
            _made(
                "egfr",
                value,
                point.at,
                (point.row,),
                sentence,
                "egfr",
                person,
                warnings=(_text("egfr"),),
                used=point.at not in printed,
            )
        )
    return made, warnings


def _baseline(earlier: list[Point], now: Point, constants: dict[str, float]) -> tuple[Point | None, float, str]:
    """The person's own earlier value: lowest of 7 days or median of a year, whichever shows the larger rise."""
    if not earlier or now.day is None:
        return None, 0.0, ""
    ages = [(now.day - point.day).days for point in earlier if point.day]
    dated = [point for point in earlier if point.day]
    week = [p for p, days in zip(dated, ages, strict=True) if days <= constants["lowest_within_days"]]
    year = [
        p
        for p, days in zip(dated, ages, strict=True)
        if constants["lowest_within_days"] < days <= constants["median_within_days"]
    ]
    choices: list[tuple[Point, float, str]] = []
    if week:
        lowest = min(week, key=lambda point: point.value)
        choices.append((lowest, lowest.value, "the lowest of the last 7 days"))
    if year:
        choices.append((year[-1], median(point.value for point in year), "the median of the last year"))
    if not choices and dated:
        choices.append((dated[-1], median(point.value for point in dated), "the median of older values"))
    return min(choices, key=lambda choice: choice[1]) if choices else (None, 0.0, "")


def rises(points: Points, person: LabPerson) -> tuple[list[Derived], dict[int, float]]:
    """Creatinine against the person's own earlier values: ratio, and absolute rise within two days."""
    constants = _constants("creatinine_ratio")
    dated = sorted((point for point in points.get("creatinine", ()) if point.at), key=lambda point: point.at or "")
    made: list[Derived] = []
    ratios: dict[int, float] = {}
    for place, now in enumerate(dated):
        earlier = [point for point in dated[:place] if point.at and now.at and point.at[:16] < now.at[:16]]
        base, value, how = _baseline(earlier, now, constants)
        if base is None or now.day is None:
            continue
        ratio = now.value / value
        ratios[now.row] = ratio
        sentence = f"creatinine {now.value:.3g} umol/L is {ratio:.2f} times {value:.3g} umol/L, {how}"
        made.append(_made("creatinine_ratio", ratio, now.at, (base.row, now.row), sentence, "creatinine_ratio", person))
        recent = [p for p in earlier if p.day and (now.day - p.day).days <= constants["rise_within_days"]]
        if recent:
            lowest = min(recent, key=lambda point: point.value)
            rise = now.value - lowest.value
            if rise > 0:
                made.append(
                    _made(
                        "creatinine_rise_48h",
                        rise,
                        now.at,
                        (lowest.row, now.row),
                        f"creatinine rose by {rise:.3g} umol/L since {lowest.at}",
                        "creatinine_ratio",
                        person,
                    )
                )
    return made, ratios


def corrected_sodium(points: Points, person: LabPerson) -> list[Derived]:
    """Sodium (mmol/L) as it would be without the glucose above 100 mg/dL, with the spread between two formulas."""
    constants = _constants("sodium_corrected")
    mg_dl = load_analytes().by_id["glucose"].units["mg/dL"]
    sugar = [*points.get("glucose", []), *points.get("glucose_fasting", [])]
    high = [p for p in sugar if above_ordinary(p.value)]
    made = []
    for sodium, glucose in _pairs(points.get("sodium", []), high):
        excess = mg_dl.from_si(glucose.value) - constants["glucose_from"]
        value, other = (sodium.value + constants[key] * excess for key in ("per_mg_dl", "per_mg_dl_high"))
        sentence = (
            f"sodium {sodium.value:g} mmol/L would be about {value:.0f} to {other:.0f} mmol/L without the raised glucose "
            f"({glucose.value:.3g} mmol/L)"
        )
        source, verified = _cite("sodium_corrected")
        made.append(
            Derived(
                test="sodium_corrected",
                name="Sodium, corrected for glucose",
                si_value=float(f"{value:.6g}"),
                si_unit="mmol/L",
                si_low=float(f"{value:.6g}"),
                si_high=float(f"{other:.6g}"),
                at=sodium.at,
                rows=(sodium.row, glucose.row),
                derived=sentence,
                source=source,
                verified=verified,
                warnings=(_text("sodium_corrected"),),
            )
        )
    return made


def above_ordinary(glucose: float) -> bool:
    """Whether a glucose (mmol/L) is above every fall-back interval of adults."""
    highs = [one.high for one in load_analytes().by_id["glucose"].intervals if one.high is not None]
    return bool(highs) and glucose > max(highs)


def all_derived(points: Points, person: LabPerson, as_of: dt.date | None) -> tuple[list[Derived], list[str]]:
    """Everything that can be computed, and why something could not be."""
    steps: list[Callable[[], list[Derived]]] = []
    rising, ratios = rises(points, person)
    kidney, warnings = filtration(points, person, as_of, ratios)
    known = {one.at: one.si_value for one in kidney if one.si_value is not None}
    known |= {point.at: point.value for point in points.get("egfr", ())}
    steps = [
        lambda: saturation(points, person),
        lambda: adjusted_calcium(points, person, known),
        lambda: corrected_sodium(points, person),
    ]
    made = [one for step in steps for one in step()]
    return [*made, *kidney, *rising], warnings
