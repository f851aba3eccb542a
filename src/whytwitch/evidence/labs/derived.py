"""Values computed from others of the same sample: saturation, adjusted calcium, corrected sodium."""

from __future__ import annotations

import datetime as dt

from whytwitch.evidence.labs.kidney import filtration, rises
from whytwitch.evidence.labs.sample import Points, cite, constants_of, limit_of, made_from, pairs_of
from whytwitch.knowledge.analytes import load_analytes
from whytwitch.language import text as _
from whytwitch.model.labs import Derived, LabPerson


def saturation(points: Points, person: LabPerson) -> list[Derived]:
    """Transferrin saturation (%) from iron and TIBC, else from iron and transferrin."""
    constants = constants_of("tibc_from_transferrin")
    made = []
    printed = {point.at for point in points.get("tsat", ())}
    tolerance = load_analytes().derived["same_sample"]["tsat_points"]["value"]
    pairs = [
        (iron, tibc, tibc.value, "TIBC") for iron, tibc in pairs_of(points.get("iron", []), points.get("tibc", []))
    ]
    done = {iron.row for iron, *_ in pairs}
    for iron, transferrin in pairs_of(
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
        said = _("saturation %(value)s %% = iron %(iron)s umol/L / %(shown)s x 100")
        sentence = said % {"value": f"{value:.0f}", "iron": f"{iron.value:.3g}", "shown": shown}
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
            made_from(
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
    constants = constants_of("calcium_adjusted")
    made = []
    printed = {point.at for point in points.get("calcium_adjusted", ())}
    for calcium, albumin in pairs_of(points.get("calcium", []), points.get("albumin", [])):
        value = calcium.value + constants["slope"] * (constants["albumin"] - albumin.value)
        warnings = [limit_of("calcium_adjusted")]
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
            made_from(
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


def corrected_sodium(points: Points, person: LabPerson) -> list[Derived]:
    """Sodium (mmol/L) as it would be without the glucose above 100 mg/dL, with the spread between two formulas."""
    constants = constants_of("sodium_corrected")
    mg_dl = load_analytes().by_id["glucose"].units["mg/dL"]
    sugar = [*points.get("glucose", []), *points.get("glucose_fasting", [])]
    high = [p for p in sugar if above_ordinary(p.value)]
    made = []
    for sodium, glucose in pairs_of(points.get("sodium", []), high):
        excess = mg_dl.from_si(glucose.value) - constants["glucose_from"]
        value, other = (sodium.value + constants[key] * excess for key in ("per_mg_dl", "per_mg_dl_high"))
        sentence = (
            f"sodium {sodium.value:g} mmol/L would be about {value:.0f} to {other:.0f} mmol/L without the raised "
            f"glucose ({glucose.value:.3g} mmol/L)"
        )
        source, verified = cite("sodium_corrected")
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
                warnings=(limit_of("sodium_corrected"),),
            )
        )
    return made


def above_ordinary(glucose: float) -> bool:
    """Whether a glucose (mmol/L) is above every fall-back interval of adults."""
    highs = [one.high for one in load_analytes().by_id["glucose"].intervals if one.high is not None]
    return bool(highs) and glucose > max(highs)


def all_derived(points: Points, person: LabPerson, as_of: dt.date | None) -> tuple[list[Derived], list[str]]:
    """Everything that can be computed, and why something could not be."""
    rising, ratios = rises(points, person)
    kidney, warnings = filtration(points, person, as_of, ratios)
    known = {one.at: one.si_value for one in kidney if one.si_value is not None}
    known |= {point.at: point.value for point in points.get("egfr", ())}
    made = [*saturation(points, person), *adjusted_calcium(points, person, known), *corrected_sodium(points, person)]
    return [*made, *kidney, *rising], warnings
