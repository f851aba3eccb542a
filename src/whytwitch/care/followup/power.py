"""What an experiment could find: the whole analysis on simulated days, before the first day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from whytwitch.care.followup.protocol import Protocol
from whytwitch.care.followup.series import Series
from whytwitch.care.followup.verdict import HARMS, HELPS, analyse

#: Effects looked at, in day-to-day standard deviations.
EFFECTS = (0.0, 0.5, 1.0, 1.5)


def preview(
    protocol: Protocol, *, rho: float = 0.4, missing: float = 0.1, trials: int = 60, seed: int = 1
) -> dict[str, Any]:
    """Simulate people who follow the protocol.

    Parameters
    ----------
    protocol : Protocol
        With its order.
    rho : float
        Correlation of neighbouring days that is assumed.
    missing : float
        Share of days not noted.
    trials : int
        Simulated people for each effect.
    seed : int
        The same seed gives the same answer.

    Returns
    -------
    dict
        ``power``: for each effect (in day-to-day SD) how often the verdict was the right one; for no effect how often
        it
        was wrong. Worthwhile is taken as 0.3 SD, since the spread of the days is not known beforehand.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    labels = protocol.order
    length = protocol.phase_days or 3
    arm = np.repeat([float(one == protocol.arms.measure) for one in labels], length)
    names = tuple(label for label in labels for _ in range(length))
    assumed = protocol.model_copy(update={"worthwhile": 0.3, "worthwhile_percent": None, "kind": "score"})
    empty = Series(np.arange(arm.size), names, np.zeros(arm.size))
    sign = -1.0 if protocol.better == "lower" else 1.0
    rows = []
    for effect in EFFECTS:
        found = 0
        for _ in range(trials):
            noise = rng.normal(size=arm.size)
            for day in range(1, arm.size):
                noise[day] = rho * noise[day - 1] + (1 - rho * rho) ** 0.5 * noise[day]
            value = noise + sign * effect * arm
            value[rng.random(arm.size) < missing] = np.nan
            verdict = analyse(replace(empty, value=value), assumed)["verdict"]
            found += verdict == HELPS or (effect == 0 and verdict == HARMS)
        rows.append({"effect_sd": effect, "power": found / trials})
    return {"power": rows, "trials": trials, "correlation": rho, "missing": missing}
