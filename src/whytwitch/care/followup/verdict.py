"""From a series to a verdict in four words, and what it rests on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from whytwitch.care.followup.arms import tell_apart
from whytwitch.care.followup.design import FEWEST_PAIRS, Layout, lay_out
from whytwitch.care.followup.gate import randomisation_p
from whytwitch.care.followup.model import CARRY, Posterior, exposures, fit
from whytwitch.care.followup.protocol import Protocol
from whytwitch.care.followup.series import Series

if TYPE_CHECKING:
    import numpy as np

HELPS, NO_DIFFERENCE, HARMS, CANNOT_TELL = "helps", "no worthwhile difference", "harms", "cannot tell yet"
#: The gate's level, and what the model must say beside it.
ALPHA, SURE = 0.05, 0.95
#: More percentage points than this between the arms' completion, and nothing is concluded.
COMPLETION_APART = 20.0
#: Without a protocol: this share of the day-to-day spread counts as worthwhile (expert judgement, said in a warning).
DEFAULT_WORTHWHILE = 0.3
#: Fewest days with a value, and in each arm.
FEWEST_DAYS, FEWEST_IN_ARM = 10, 4
_CERTAINLY_COUNT = 10
_LONGEST_WAIT = 104
#: A difference is found with a chance of four in five when it is 2.8 standard errors.
_FINDABLE = 2.8
#: No difference of log(1 + count) is larger: a factor of 22 000.
_FAR = 10.0


def analyse(series: Series, protocol: Protocol | None = None) -> dict[str, Any]:
    """Did it help?

    Parameters
    ----------
    series : Series
        Days with arm and value.
    protocol : Protocol, optional
        What was fixed beforehand; see docs/followup.md for what is taken without one.

    Returns
    -------
    dict
        ``verdict``, ``effect`` (mean with the measure minus mean without, in the value's unit), ``interval`` (95 %),
        ``p_benefit``, ``randomisation_p``, ``needs_weeks``, ``warnings``, and what they rest on. None where it cannot
        be
        said.
    """
    import numpy as np

    plan = protocol or Protocol()
    warnings = list(series.warnings)
    measure, comparison, assumed = tell_apart(series.labels, plan.arms.measure, plan.arms.comparison)
    if assumed:
        warnings.append(assumed)
    made: dict[str, Any] = {
        "verdict": CANNOT_TELL, "effect": None, "interval": None, "p_benefit": None, "randomisation_p": None,
        "needs_weeks": None, "warnings": warnings,
        "arms": {"measure": measure, "comparison": comparison}, "better": plan.better,
    }  # fmt: skip
    if len(series.labels) < 2:
        warnings.append("There is one arm only: nothing can be compared yet.")
        return made | _times(series, plan)
    arm = np.array([float(one == measure) for one in series.arm])
    layout = lay_out(
        series.day, arm, plan.phase_days if protocol else None, 2 if plan.phase_days and protocol else None
    )
    if layout.basis == "none" or (plan.phase_days and layout.basis not in ("protocol",)):
        if plan.phase_days:
            warnings.append(
                "The days do not follow the phases of the protocol; phases are taken from the days as they are."
            )
    elif layout.basis != "protocol":
        warnings.append("Without a protocol the order of the arms is taken as drawn by lot " + _HOW[layout.basis] + ".")
    made |= _completion(series, layout, warnings)
    counts = ~np.isnan(series.value) & ~_washed_out(layout, plan.washout_days)[series.day]
    day, value = series.day[counts], series.value[counts]
    inside = layout.arm[day]
    made |= {"days": int(day.size), "pairs": int(layout.pairs)}
    if day.size < FEWEST_DAYS or min(inside.sum(), (1 - inside).sum()) < FEWEST_IN_ARM:
        warnings.append(f"Too few days: at least {FEWEST_DAYS} with a value, and {FEWEST_IN_ARM} in each arm.")
        return made | _times(series, plan)
    if float(np.ptp(value)) == 0:
        warnings.append("The value is the same on every day: there is nothing to compare.")
        return made | {"effect": 0.0}
    return made | _conclude(made, plan, layout, day, value, series)


_HOW = {
    "pairs": "within each pair of phases",
    "blocks": "within each block of phases",
    "days": "day by day",
    "runs": "within each pair of neighbouring phases, which have unequal lengths",
}


def _conclude(
    made: dict[str, Any], plan: Protocol, layout: Layout, day: Any, value: Any, series: Series
) -> dict[str, Any]:
    import numpy as np

    warnings = made["warnings"]
    kind = plan.kind if plan.kind != "auto" else kind_of(value)
    scale = np.log1p(value) if kind == "count" else value
    carry = {0.0: 1.0} if plan.washout_days else CARRY
    exposed = exposures(layout.arm, tuple(carry))
    found = fit(day, scale, exposed[day], np.array(list(carry.values())))
    unit = _back(scale, exposed[day, 0]) if kind == "count" else float
    low, high = (unit(one) for one in found.interval())
    sign = -1 if plan.better == "lower" else 1
    below = found.below(0.0)
    benefit = below if sign < 0 else 1 - below
    spread = _day_to_day(value, layout.arm[day])
    worthwhile = plan.worthwhile if plan.worthwhile is not None else DEFAULT_WORTHWHILE * spread
    if plan.worthwhile_percent is not None:
        worthwhile = plan.worthwhile_percent / 100 * abs(float(value[layout.arm[day] == 0].mean()))
    within = _chance_within(found, unit, worthwhile)
    large = _chance_reached(found, unit, sign * worthwhile)
    chance = randomisation_p(layout, day, scale)
    gate = layout.pairs >= FEWEST_PAIRS and chance <= ALPHA
    effect = unit(found.mean)
    verdict = CANNOT_TELL
    apart = made["completion"]["apart"] > COMPLETION_APART
    sure = max(benefit, 1 - benefit) >= (1 + SURE) / 2
    if apart:
        warnings.append("The arms were filled in unequally (more than 20 points apart): nothing can be concluded.")
    elif within >= SURE and layout.pairs >= FEWEST_PAIRS:
        verdict = NO_DIFFERENCE
    elif gate and sure and abs(effect) >= worthwhile:
        verdict = HELPS if benefit > 0.5 else HARMS
    elif gate and sure:
        warnings.append("There is a difference, but it may be smaller than what is worthwhile.")
    if layout.pairs < FEWEST_PAIRS:
        warnings.append(
            f"At least {FEWEST_PAIRS} pairs of phases are needed before anything is concluded. With fewer the interval"
            " is too narrow when neighbouring days are alike."
        )
    _sensitivity(verdict, layout, day, value, warnings)
    if plan.worthwhile is None and plan.worthwhile_percent is None:
        warnings.append(
            f"Nobody fixed what is worthwhile: {worthwhile:.3g} is taken ({DEFAULT_WORTHWHILE:g} of the day-to-day spread)."  # noqa: E501
        )
    settled = verdict != CANNOT_TELL
    return {
        "verdict": verdict,
        "effect": effect,
        "interval": [low, high],
        "p_benefit": benefit,
        "randomisation_p": chance,
        "needs_weeks": 0 if settled else _weeks((low, high), effect, worthwhile, layout),
        "p_worthwhile": large,
        "worthwhile": worthwhile,
        "kind": kind,
        "correlation": found.rho,
        "ratio": math.exp(found.mean) if kind == "count" else None,
    }


def kind_of(value: np.ndarray[Any, Any]) -> str:
    """``count`` for whole numbers from 0 on of which some are above 10 and few are tiny; else ``score``."""
    import numpy as np

    whole = bool(np.all(value == np.round(value)) and value.min() >= 0)
    return "count" if whole and value.max() > _CERTAINLY_COUNT and value.mean() >= 3 else "score"


def _back(scale: Any, exposure: Any) -> Any:
    """A difference of log(1 + count) as a difference of mean counts: the spread of the days is kept (smearing).

    The mean without the measure follows from the days and the difference: were the difference larger, it would be too.
    """
    import numpy as np

    def unit(difference: float) -> float:
        inside = min(max(difference, -50.0), 50.0)
        return float(np.mean(np.exp(scale - inside * exposure)) * math.expm1(inside))

    return unit


def _chance_within(found: Posterior, unit: Any, limit: float) -> float:
    return _at(found, unit, limit) - _at(found, unit, -limit)


def _chance_reached(found: Posterior, unit: Any, limit: float) -> float:
    return _at(found, unit, limit) if limit < 0 else 1 - _at(found, unit, limit)


def _at(found: Posterior, unit: Any, limit: float) -> float:
    """Probability that the difference in the value's unit is below the limit."""
    if unit is float:
        return found.below(limit)
    from scipy.optimize import brentq

    if not unit(-_FAR) < limit < unit(_FAR):
        return 0.0 if limit <= unit(-_FAR) else 1.0
    return found.below(float(brentq(lambda one: unit(one) - limit, -_FAR, _FAR, xtol=1e-6)))


def _day_to_day(value: Any, arm: Any) -> float:
    import numpy as np

    parts = [value[arm == one] for one in (0, 1)]
    squares = sum(float(((part - part.mean()) ** 2).sum()) for part in parts)
    return float(np.sqrt(squares / max(value.size - 2, 1)))


def _completion(series: Series, layout: Layout, warnings: list[str]) -> dict[str, Any]:
    import numpy as np

    noted = np.zeros(layout.arm.size)
    noted[series.day[~np.isnan(series.value)]] = 1
    share = [100 * float(noted[layout.arm == one].mean()) if (layout.arm == one).any() else 0.0 for one in (1, 0)]
    if min(share) < 60:
        warnings.append("More than two days in five are missing in an arm.")
    return {"completion": {"measure": share[0], "comparison": share[1], "apart": abs(share[0] - share[1])}}


def _washed_out(layout: Layout, days: int) -> Any:
    """The first days of every phase, whichever arm comes before: so that the lot has no say in which days count."""
    import numpy as np

    start = np.concatenate([[0], np.flatnonzero(np.diff(layout.phase)) + 1])
    into = np.arange(layout.phase.size) - start[layout.phase - layout.phase[0]]
    return into < days


def _sensitivity(verdict: str, layout: Layout, day: Any, value: Any, warnings: list[str]) -> None:
    from scipy.stats import rankdata

    if verdict in (HELPS, HARMS) and randomisation_p(layout, day, rankdata(value)) > 2 * ALPHA:
        warnings.append("By ranks alone the difference is not seen: it rests on a few extreme days.")


def _weeks(interval: tuple[float, float], effect: float, worthwhile: float, layout: Layout) -> int | None:
    """How many more weeks in the same rhythm would probably be needed; None beyond two years."""
    error = (interval[1] - interval[0]) / (2 * 1.96)
    target = max(abs(effect), worthwhile) / _FINDABLE
    now = layout.arm.size / 7
    if target <= 0:
        return None
    total = max(now * (error / target) ** 2, FEWEST_PAIRS * now / layout.pairs if layout.pairs else now * 2)
    more = max(1, math.ceil(total - now))
    return more if more <= _LONGEST_WAIT else None


def _times(series: Series, plan: Protocol) -> dict[str, Any]:
    days = 2 * plan.pairs * (plan.phase_days or 3)
    done = int(series.day[-1]) + 1 if series.day.size else 0
    return {"needs_weeks": max(1, math.ceil((days - done) / 7))}
