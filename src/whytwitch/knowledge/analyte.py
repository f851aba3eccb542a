"""One blood test of the knowledge base: what its numbers are, all in the SI unit and with their source."""

from __future__ import annotations

from dataclasses import dataclass

from whytwitch.errors import UnitError


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a number comes from."""

    source: str
    tag: str
    verified: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """A fall-back interval, in the SI unit; None means *no limit on this side* or *for anybody*."""

    low: float | None
    high: float | None
    cited: Cited
    sex: str | None = None
    age_from: float | None = None
    age_below: float | None = None
    pregnant: bool | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """A condition on a value, in the SI unit; ``below`` and ``above`` are strict."""

    below: float | None = None
    at_most: float | None = None
    above: float | None = None
    at_least: float | None = None

    def holds(self, low: float, high: float, *, low_open: bool = False, high_open: bool = False) -> bool:
        """Whether every value between ``low`` and ``high`` fulfils the condition.

        Parameters
        ----------
        low, high : float
            SI unit; equal for a point value, infinite on one side for ``<5`` or ``>1000``.
        low_open, high_open : bool
            The end itself is excluded, as in ``>5`` and ``<5``.
        """
        if self.below is not None and not (high < self.below or (high_open and high == self.below)):
            return False
        if self.at_most is not None and not high <= self.at_most:
            return False
        if self.above is not None and not (low > self.above or (low_open and low == self.above)):
            return False
        return not (self.at_least is not None and not low >= self.at_least)


@dataclass(frozen=True, slots=True)
class Limit:
    """An act-now limit."""

    id: str
    level: str
    text: str
    bounds: Bounds
    cited: Cited
    above_times_high: float | None = None
    only_unadjusted: bool = False

    @property
    def side(self) -> str:
        """``high`` or ``low``: which end of the scale this limit guards."""
        upper = self.above_times_high is not None or self.bounds.above is not None or self.bounds.at_least is not None
        return "high" if upper else "low"


@dataclass(frozen=True, slots=True)
class Scale:
    """``si = (value - offset) * factor``."""

    factor: float
    offset: float = 0.0

    def to_si(self, value: float) -> float:
        """A value in this unit, in the SI unit, without the last binary digits (6.5 meq/L is 6.5 mmol/L)."""
        return float(f"{(value - self.offset) * self.factor:.12g}")

    def from_si(self, value: float) -> float:
        """A value in the SI unit, in this unit."""
        return float(f"{value / self.factor + self.offset:.12g}")


@dataclass(frozen=True, slots=True)
class Analyte:
    """One blood test.

    Attributes
    ----------
    id : str
        Stable name, as in ``ferritin``.
    finding : str
        Id of the finding that its value becomes.
    loinc : tuple of str
        Accepted codes; the first is the one printed when a row brings none.
    si_unit : str
        UCUM.
    units : dict of str to Scale
        Accepted UCUM units and how they become the SI unit.
    plausible : tuple of float
        Lowest and highest value that is believed, in the SI unit.
    stale_after_days : int
        An act-now value older than this asks "repeated since?".
    antibody : bool
        Often told in a word: *negative* is normal, *positive* is not.
    """

    id: str
    name: str
    finding: str
    loinc: tuple[str, ...]
    names: tuple[str, ...]
    si_unit: str
    units: dict[str, Scale]
    plausible: tuple[float, float]
    stale_after_days: int
    intervals: tuple[Interval, ...] = ()
    act_now: tuple[Limit, ...] = ()
    notes: tuple[str, ...] = ()
    derived_only: bool = False
    antibody: bool = False

    def scale(self, unit: str, written: str = "") -> Scale:
        """How a UCUM unit becomes the SI unit; an error names the allowed units."""
        if unit not in self.units:
            raise UnitError(
                f"{self.name} is not measured in this unit",
                allowed=", ".join(self.units),
                found=f"'{written or unit}'",
                todo="copy the unit from the laboratory's paper",
            )
        return self.units[unit]


@dataclass(frozen=True, slots=True)
class IronRule:
    """A limit of the guidelines on iron in restless legs; never the laboratory's lower limit."""

    id: str
    population: str
    text: str
    cited: Cited
    any: tuple[tuple[str, Bounds], ...]
    all: tuple[tuple[str, Bounds], ...]
    age_from: float | None = None
    age_below: float | None = None
