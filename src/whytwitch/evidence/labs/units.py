"""Units: how people write them, and conversion to the SI unit with the knowledge base's own factors."""

from __future__ import annotations

from whytwitch.errors import UnitError
from whytwitch.knowledge.analyte import Analyte
from whytwitch.knowledge.analytes import load_analytes


def ucum(analyte: Analyte, unit: str) -> str:
    """The UCUM code of a unit as written.

    Raises
    ------
    UnitError
        When it is missing, unknown, or not a unit of this test; names the allowed ones.
    """
    if not unit.strip():
        raise UnitError(
            f"{analyte.name} has no unit",
            allowed=", ".join(analyte.units),
            todo="copy the unit from the laboratory's paper",
        )
    code = load_analytes().unit_of(analyte, unit)
    if code is None or code not in analyte.units:
        analyte.scale(code or "", unit)  # raises, naming the allowed units
        raise AssertionError("unreachable")
    return code


def convert(analyte_id: str, value: float, unit: str) -> tuple[float, str]:
    """Convert a value to the SI unit of its test.

    Parameters
    ----------
    analyte_id : str
        Id, name or LOINC code of the test.
    value : float
        In ``unit``.
    unit : str
        UCUM, or as people write it.

    Returns
    -------
    si_value : float
        Value in the SI unit.
    si_unit : str
        UCUM.

    Raises
    ------
    UnknownNameError
        No such test; the nearest is suggested.
    UnitError
        The unit is missing or does not fit; the allowed ones are named.

    Examples
    --------
    >>> convert("calcium", 9.2, "mg/dL")
    (2.29552372873, 'mmol/L')
    """
    analyte = load_analytes().get(analyte_id)
    return analyte.scale(ucum(analyte, unit)).to_si(value), analyte.si_unit
