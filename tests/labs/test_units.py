"""Conversion against two oracles that are not our table: pint with UCUM, and molar masses summed from formulas."""

from __future__ import annotations

import math
import re
import warnings
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whytwitch.errors import UnitError, UnknownNameError
from whytwitch.evidence.labs import convert
from whytwitch.knowledge.analyte import Analyte
from whytwitch.knowledge.analytes import load_analytes

#: CIAAW abridged atomic weights, typed here independently of the data file.
WEIGHTS = {
    "H": 1.008,
    "C": 12.011,
    "N": 14.007,
    "O": 15.999,
    "Na": 22.990,
    "Mg": 24.305,
    "P": 30.974,
    "S": 32.06,
    "K": 39.098,
    "Ca": 40.078,
    "Fe": 55.845,
    "Co": 58.933,
    "I": 126.904,
    "Cl": 35.45,
    "Li": 6.94,
    "Cu": 63.546,
    "Zn": 65.38,
}
FORMULAS = {
    "iron": "Fe",
    "tibc": "Fe",
    "calcium": "Ca",
    "calcium_adjusted": "Ca",
    "calcium_ionised": "Ca",
    "magnesium": "Mg",
    "potassium": "K",
    "sodium": "Na",
    "phosphate": "P",
    "creatinine": "C4H7N3O",
    "creatinine_rise_48h": "C4H7N3O",
    "urea": "CH4N2O",
    "urea_nitrogen": "N2",
    "glucose": "C6H12O6",
    "glucose_fasting": "C6H12O6",
    "ft4": "C15H11I4NO4",
    "vitamin_d": "C27H44O2",
    "b12": "C63H88CoN14O14P",
    "folate": "C19H19N7O6",
    "pth": "C408H674N126O126S2",
    "chloride": "Cl",
    "lithium": "Li",
    "methylmalonic_acid": "C4H6O4",
    "homocysteine": "C4H9NO2S",
    "bilirubin": "C33H36N4O6",
    "free_t3": "C15H12I3NO4",
    "total_t4": "C15H11I4NO4",
    "ammonia": "NH3",
    "lactate": "C3H6O3",
    "uric_acid": "C5H4N4O3",
    "copper": "Cu",
    "zinc": "Zn",
    "vitamin_b6": "C8H10NO6P",
}
#: Proteins: daltons from the literature (transferrin, albumin).
DALTONS = {"transferrin": 79_570.0, "albumin": 66_438.0}
VALENCE = {
    "calcium": 2,
    "calcium_adjusted": 2,
    "calcium_ionised": 2,
    "magnesium": 2,
    "potassium": 1,
    "sodium": 1,
    "chloride": 1,
    "bicarbonate": 1,
    "lithium": 1,
    "lactate": 1,
}
#: Bridges without a formula: how many of the second unit one of the first is, from the evidence tables.
BRIDGES = {
    "ferritin": ("ug/L", "pmol/L", 2.247),
    "haemoglobin": ("g/dL", "mmol/L", 0.62063),
    "prolactin": ("ng/mL", "m[IU]/L", 21.2),
    **dict.fromkeys(("ck", "alt", "ast", "alkaline_phosphatase", "ggt", "ldh"), ("U/L", "[IU]/L", 1.0)),
    **dict.fromkeys(("tpo_antibodies", "antistreptolysin", "gad_antibodies"), ("U/L", "[IU]/L", 1.0)),
    "mch": ("fmol", "pg", 1 / 0.062063),
    "mchc": ("g/dL", "mmol/L", 0.62063),
}


def mass_of(formula: str) -> float:
    return sum(WEIGHTS[element] * int(count or 1) for element, count in re.findall(r"([A-Z][a-z]?)(\d*)", formula))


@lru_cache(maxsize=1)
def registry():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pint_ucum = pytest.importorskip("ucumvert", reason="the UCUM oracle is not installed")
        return pint_ucum.PintUcumRegistry()


def ratio(one: str, other: str) -> float | None:
    """How many of ``other`` one of ``one`` is, by pint; None when the dimensions differ."""
    import pint

    flat = {"mL/min/{1.73_m2}": "mL/min", "mL/s/{1.73_m2}": "mL/s", "um3": "um3"}
    one, other = flat.get(one, one), flat.get(other, other)
    try:
        return float(registry().from_ucum(one).to(registry().from_ucum(other)).magnitude)
    except pint.DimensionalityError:
        return None


def expected_factor(analyte: Analyte, unit: str) -> float:
    """Factor from ``unit`` to the SI unit, without looking at our factors."""
    if unit == analyte.si_unit:
        return 1.0
    straight = ratio(unit, analyte.si_unit)
    if straight is not None and not (unit.endswith("[IU]/L") and analyte.id == "ck"):
        if "eq/L" in unit:  # UCUM makes eq a number of moles: the valence is ours to know
            return straight / VALENCE[analyte.id]
        return straight
    if analyte.id in BRIDGES:
        one, other, number = BRIDGES[analyte.id]
        into, back = ratio(unit, other), ratio(unit, one)
        if back is not None:
            return back * number * (ratio(other, analyte.si_unit) or math.nan)
        return (into or math.nan) / number * (ratio(one, analyte.si_unit) or math.nan)
    if "eq/L" in unit:
        return (ratio(unit, "meq/L") or math.nan) / VALENCE[analyte.id] * (ratio("mmol/L", analyte.si_unit) or math.nan)
    daltons = DALTONS.get(analyte.id) or mass_of(FORMULAS[analyte.id])
    grams = ratio(unit, "g/L")
    if grams is not None:
        return grams / daltons * (ratio("mol/L", analyte.si_unit) or math.nan)
    return (ratio(unit, "mol/L") or math.nan) * daltons * (ratio("g/L", analyte.si_unit) or math.nan)


PAIRS = [(one.id, unit) for one in load_analytes().by_id.values() for unit in one.units]
#: A straight line with an offset (HbA1c in %) has no factor; it is tested against its master equation below.
FACTORS = [pair for pair in PAIRS if not load_analytes().by_id[pair[0]].units[pair[1]].offset]


@pytest.mark.parametrize(("test", "unit"), FACTORS)
def test_factor_equals_the_oracle(test: str, unit: str) -> None:
    analyte = load_analytes().by_id[test]
    assert analyte.units[unit].factor == pytest.approx(expected_factor(analyte, unit), rel=5e-4)


@pytest.mark.parametrize(
    ("test", "value", "unit", "si"),
    [
        # printed factors of the evidence (section D, recomputed in part 2)
        ("calcium", 1, "mg/dL", 0.2495),
        ("magnesium", 1, "mg/dL", 0.4114),
        ("phosphate", 1, "mg/dL", 0.3229),
        ("glucose", 1, "mg/dL", 0.05551),
        ("creatinine", 1, "mg/dL", 88.40),
        ("urea_nitrogen", 1, "mg/dL", 0.3570),
        ("iron", 1, "ug/dL", 0.1791),
        ("b12", 1, "pg/mL", 0.7378),
        ("folate", 1, "ng/mL", 2.2655),
        ("vitamin_d", 1, "ng/mL", 2.496),
        ("pth", 1, "pg/mL", 0.1061),
        ("ferritin", 2.247, "pmol/L", 1.0),
        ("haemoglobin", 0.62063, "mmol/L", 10.0),
        ("albumin", 4.0, "g/dL", 40.0),
        ("transferrin", 250, "mg/dL", 2.5),
        ("crp", 0.5, "mg/dL", 5.0),
        ("prolactin", 10, "ng/mL", 212.0),
        ("calcium", 4.6, "meq/L", 2.3),
        ("magnesium", 1.6, "meq/L", 0.8),
        ("ck", 2.0, "ukat/L", 120.0),
        ("tsat", 0.25, "1", 25.0),
        ("calcium", 9.2, "mg/dL", 2.2955),
    ],
)
def test_printed_factors_of_the_evidence(test: str, value: float, unit: str, si: float) -> None:
    assert convert(test, value, unit)[0] == pytest.approx(si, rel=4e-4)


@pytest.mark.parametrize(("percent", "ifcc"), [(5.7, 39), (6.5, 48), (7.0, 53), (8.0, 64), (10.0, 86)])
def test_hba1c_master_equation(percent: float, ifcc: int) -> None:
    assert round(convert("hba1c", percent, "%")[0]) == ifcc


@given(st.sampled_from(PAIRS), st.floats(min_value=1e-3, max_value=1e5))
def test_there_and_back(pair: tuple[str, str], value: float) -> None:
    scale = load_analytes().by_id[pair[0]].units[pair[1]]
    assert scale.from_si(scale.to_si(value)) == pytest.approx(value, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("written", "ucum"),
    [
        ("micromoles per litre", "umol/L"),
        ("milliequivalents/L", "meq/L"),
        ("pg per mL", "pg/mL"),
        ("mcg/dL (calc)", "ug/dL"),
        ("10*3/uL{cells}", "10*3/uL"),
        ("万/μL", "10*4/uL"),
        ("тыс/мкл", "10*3/uL"),
        ("10^-3 IU/L", "m[IU]/L"),
        ("mL/min/1.73.m2", "mL/min/{1.73_m2}"),
        ("mg/g", None),
        ("mmol/24 h", None),
        ("µg/l", "ug/L"),
        ("μg/L", "ug/L"),
        ("mcg/L", "ug/L"),
        ("MG/DL", "mg/dL"),
        ("mmol / l", "mmol/L"),
        ("mval/l", "meq/L"),
        ("mEq/L", "meq/L"),
        ("mIU/L", "m[IU]/L"),
        ("µIU/mL", "u[IU]/mL"),
        ("mL/min/1.73m²", "mL/min/{1.73_m2}"),
        ("ммоль/л", "mmol/L"),
        ("mmol/mol Hb", "mmol/mol"),
        ("IU/L", "[IU]/L"),
        ("fl", "fL"),
        ("mU/l", "m[IU]/L"),
    ],
)
def test_units_as_people_write_them(written: str, ucum: str) -> None:
    assert load_analytes().unit(written) == ucum


def test_wrong_unit_names_the_allowed_ones() -> None:
    with pytest.raises(UnitError) as caught:
        convert("ferritin", 18, "mmol/L")
    assert "ug/L" in caught.value.allowed
    assert caught.value.exit_code == 14


def test_missing_unit_is_an_error_and_never_guessed() -> None:
    with pytest.raises(UnitError):
        convert("calcium", 9.2, "")


def test_unknown_test_suggests_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        convert("feritin", 18, "ug/L")
    assert "ferritin" in caught.value.todo


def test_pint_is_not_imported_at_run_time() -> None:
    import subprocess
    import sys

    code = (
        "import sys; import whytwitch.evidence.labs as labs; labs.convert('calcium', 9.2, 'mg/dL'); "
        "print([one for one in ('pint', 'ucumvert', 'pandas', 'fhir', 'numpy') if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": "src"}
    )
    assert done.stdout.strip() == "[]"
