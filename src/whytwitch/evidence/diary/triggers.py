"""Which of a few candidates, named beforehand, go along with more movements. An association, not a cause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from whytwitch.errors import ImpossibleValueError, UnknownNameError, nearest
from whytwitch.evidence.diary.days import by_day
from whytwitch.evidence.diary.entry import Entry
from whytwitch.evidence.diary.fields import FIELDS

MOST = 5
#: Fewest days with both, and the false-discovery rate that is held (Benjamini and Hochberg 1995).
FEWEST_DAYS, RATE = 21, 0.05
#: How many days could be wrong: the association must outlive the loss of its three strongest days.
WRONG_DAYS = 3


def associations(entries: Iterable[Entry], outcome: str, candidates: tuple[str, ...]) -> dict[str, Any]:
    """Compare candidates on the same and on the day before with the outcome.

    Parameters
    ----------
    entries : iterable of Entry
        The diary.
    outcome : str
        A number that is noted in the evening or morning.
    candidates : tuple of str
        At most five, named before anybody looked.

    Returns
    -------
    dict
        ``candidates``: for each and each lag rank correlation, p, adjusted p, days, whether it is ``fragile`` (gone
        without its three strongest days), and a sentence.

    Raises
    ------
    ImpossibleValueError
        With more than five candidates.
    UnknownNameError
        When a field is unknown.

    Notes
    -----
    Spearman's correlation of what is left after a linear trend; its p counts fewer days than there are when
    neighbouring days resemble each other in both (effective number of Bartlett 1935: n (1 - a b) / (1 + a b)).
    """
    if len(candidates) > MOST or len(set(candidates)) != len(candidates):
        raise ImpossibleValueError(
            "too many candidates", found=str(len(candidates)), allowed=f"at most {MOST}, each once"
        )
    for name in (outcome, *candidates):
        if name not in FIELDS and name not in ("sleep_min", "moments"):
            raise UnknownNameError(f"'{name}' is not noted in the diary", todo=nearest(name, FIELDS))
    days = by_day(entries)
    rows = [_one(days, outcome, name, lag) for name in candidates for lag in (0, 1)]
    tested = sorted((row for row in rows if row["p"] is not None), key=lambda row: row["p"])
    bar = 1.0
    for place in range(len(tested), 0, -1):
        bar = min(bar, tested[place - 1]["p"] * len(tested) / place)
        tested[place - 1]["p_adjusted"] = bar
    for row in rows:
        row["associated"] = row["p_adjusted"] is not None and row["p_adjusted"] <= RATE
        row["says"] = _sentence(row, outcome)
    return {
        "outcome": outcome,
        "candidates": rows,
        "says": "An association, not a cause. Only a fair experiment tells more.",
    }


def _one(days: dict[dt.date, dict[str, float]], outcome: str, name: str, lag: int) -> dict[str, Any]:
    import numpy as np

    pairs = [
        (day.toordinal(), days[day - dt.timedelta(days=lag)][name], row[outcome])
        for day, row in sorted(days.items())
        if outcome in row and name in days.get(day - dt.timedelta(days=lag), {})
    ]
    made: dict[str, Any] = {
        "candidate": name,
        "lag": lag,
        "days": len(pairs),
        "rho": None,
        "p": None,
        "p_adjusted": None,
        "fragile": None,
    }
    if len(pairs) < FEWEST_DAYS:
        return made
    when, cause, effect = np.array(pairs, dtype=float).T
    if np.ptp(cause) == 0 or np.ptp(effect) == 0:
        return made
    rho, p, strongest = _shifted(when, cause, effect)
    keep = np.ones(len(pairs), dtype=bool)
    keep[strongest] = False
    _, without, _ = _shifted(when[keep], cause[keep], effect[keep])
    return made | {"rho": rho, "p": p, "fragile": bool(without > RATE)}


def _shifted(when: Any, cause: Any, effect: Any) -> tuple[float, float, Any]:
    import numpy as np
    from scipy.special import stdtr
    from scipy.stats import rankdata

    def level(values: Any) -> Any:
        ranks = rankdata(values)
        return ranks - np.polyval(np.polyfit(when, ranks, 1), when)

    left, right = level(cause), level(effect)
    size = float(np.sqrt((left @ left) * (right @ right)))
    if size < 1e-9:
        return 0.0, 1.0, np.argsort(left)[:0]
    seen = float(left @ right) / size
    alike = float(left[:-1] @ left[1:] * (right[:-1] @ right[1:])) / max(float(left @ left * (right @ right)), 1e-12)
    alike = min(max(alike, 0.0), 0.95)
    freedom = max(left.size * (1 - alike) / (1 + alike) - 3, 1.0)
    strength = abs(seen) * (freedom / max(1 - seen * seen, 1e-12)) ** 0.5
    p = 2 * float(stdtr(freedom, -strength))
    strongest = np.argsort(np.sign(seen) * left * right)[-WRONG_DAYS:]
    return seen, p, strongest


def _sentence(row: dict[str, Any], outcome: str) -> str:
    when = "the day before" if row["lag"] else "the same day"
    what = f"{row['candidate']} ({when}) and {outcome}"
    if row["p"] is None:
        return f"{what}: too few days, or no difference between days ({row['days']}; {FEWEST_DAYS} are needed)."
    if not row["associated"]:
        return f"{what}: no association that stands out from chance."
    way = "more" if row["rho"] > 0 else "less"
    fragile = " It would vanish if three days were wrong." if row["fragile"] else ""
    return f"{what}: with more of one goes {way} of the other.{fragile}"
