"""What is counted per hour, and how regular the movements were.

Every function returns ``None`` for a figure that cannot be worked out; nothing unknown becomes 0.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

from whytwitch.evidence.night.editions.context import Context, Draft
from whytwitch.evidence.night.rules import (
    EPS_S,
    FERRI_MAX_S,
    FERRI_MIN_S,
    FERRI_RUN,
    WASM_IMI_MAX_S,
    WASM_IMI_MIN_S,
)
from whytwitch.evidence.night.series import blocked
from whytwitch.model.night import SLEEP_STAGES

GROUPS: dict[str, tuple[str, ...]] = {
    "W": ("W",),
    "N1": ("N1",),
    "N2": ("N2",),
    "N3": ("N3",),
    "R": ("R",),
    "NREM": ("N1", "N2", "N3"),
}
HISTOGRAM_WIDTH_S = 2.0
#: One scored epoch, in seconds: with less wake than that there is no rate of movements awake.
SHORTEST_WAKE_S = 30.0
#: How the indices are rounded for printing: one part in a million of an hour is enough for anyone.
_DIGITS = 6


def per_hour(count: int | None, hours: float | None) -> float | None:
    """Return ``count`` per hour, or None when either is unknown or there was no such time."""
    if count is None or hours is None or hours <= 0:
        return None
    return round(count / hours, _DIGITS)


def asleep(draft: Draft, context: Context) -> bool:
    """Say whether a movement counts as sleep. Without any stages every movement does, per hour of recording."""
    return draft.stage in SLEEP_STAGES if context.hypnogram else True


def denominator(context: Context) -> tuple[str, float | None]:
    """Return the name and the hours that the indices are divided by."""
    if context.hypnogram:
        return "sleep", context.hypnogram.tst_h or None
    return "recording", context.hours or None


def wasm(drafts: Sequence[Draft], context: Context, *, marked: bool) -> dict[str, Any]:
    """Work out the indices of WASM 2016.

    Parameters
    ----------
    drafts : sequence of Draft
        Candidates as :func:`whytwitch.evidence.night.editions.wasm2016.score` returns them.
    context : Context
        The night around them.
    marked : bool
        Whether anybody, person or detector, looked for movements. If not, every index is None.

    Returns
    -------
    dict
        The indices of the design, and under ``counts`` what they were made of.
    """
    name, hours = denominator(context)
    if not marked:
        hours = None
    clm = [d for d in drafts if d.counts]
    sleep = [d for d in clm if asleep(d, context)]
    plms = [d for d in sleep if d.series is not None]
    plms_nr = [d for d in sleep if d.series_nr is not None]
    wake_h = context.hypnogram.wake_h if context.hypnogram and marked else None
    if wake_h is not None and wake_h * 3600.0 < SHORTEST_WAKE_S - EPS_S:
        wake_h = None  # a moment awake is no time in which movements could come
    plmw = [d for d in clm if d.series is not None and d.stage == "W"]
    intervals = sleep_intervals(drafts, context)
    return {
        "denominator": name,
        "clm_per_h": per_hour(len(sleep), hours),
        "plms_per_h": per_hour(len(plms), hours),
        "plms_nr_per_h": per_hour(len(plms_nr), hours) if context.respiratory_scored else None,
        "plms_arousal_per_h": per_hour(sum(d.arousal for d in plms), hours) if context.arousals_scored else None,
        "plmw_per_h": per_hour(len(plmw), wake_h),
        "periodicity_plm_per_clm": round(len(plms) / len(sleep), _DIGITS) if sleep and marked else None,
        "periodicity_ferri": ferri(intervals) if marked else None,
        "by_stage": by_stage(clm, context) if marked else {},
        "by_hour": by_hour(clm, context) if marked else [],
        "by_leg": by_leg(sleep, hours, seen=context.seen) if marked else {},
        "ln_imi": ln_imi([i for one in intervals for i in one]) if marked else {},
        "counts": {
            "clm": len(sleep) if marked else None,
            "plms": len(plms) if marked else None,
            "plms_nr": len(plms_nr) if marked and context.respiratory_scored else None,
            "plms_arousal": sum(d.arousal for d in plms) if marked and context.arousals_scored else None,
            "plmw": len(plmw) if marked and context.hypnogram else None,
            "clm_respiratory": sum(d.respiratory for d in sleep) if marked and context.respiratory_scored else None,
            "not_clm": sum(not d.counts and asleep(d, context) for d in drafts) if marked else None,
            "short_interval": sum(i < WASM_IMI_MIN_S - EPS_S for one in intervals for i in one) if marked else None,
            "isolated": sum(d.series is None for d in sleep) if marked else None,
        },
        "mean_duration_s": {
            "clm": _mean([d.duration for d in sleep]),
            "plms": _mean([d.duration for d in plms]),
        },
    }


def aasm(drafts: Sequence[Draft], context: Context, *, marked: bool) -> dict[str, Any]:
    """Work out the indices of AASM 3.

    Parameters
    ----------
    drafts : sequence of Draft
        Candidates as :func:`whytwitch.evidence.night.editions.aasm3.score` returns them.
    context : Context
        The night around them.
    marked : bool
        Whether anybody looked for movements.

    Returns
    -------
    dict
        LM, PLMS and PLMS with arousal per hour, and under ``counts`` what they were made of.
    """
    name, hours = denominator(context)
    if not marked:
        hours = None
    lm = [d for d in drafts if d.counts]
    plms = [d for d in lm if d.series is not None]
    with_arousal = sum(d.arousal for d in plms)
    return {
        "denominator": name,
        "lm_per_h": per_hour(len(lm), hours),
        "plms_per_h": per_hour(len(plms), hours),
        "plms_arousal_per_h": per_hour(with_arousal, hours) if context.arousals_scored else None,
        "by_stage": by_stage(lm, context, key="lm") if marked else {},
        "by_hour": by_hour(lm, context, key="lm") if marked else [],
        "by_leg": by_leg(lm, hours, key="lm", seen=context.seen) if marked else {},
        "counts": {
            "lm": len(lm) if marked else None,
            "plms": len(plms) if marked else None,
            "plms_arousal": with_arousal if marked and context.arousals_scored else None,
        },
        "mean_duration_s": {"lm": _mean([d.duration for d in lm]), "plms": _mean([d.duration for d in plms])},
    }


def sleep_intervals(drafts: Sequence[Draft], context: Context) -> list[list[float]]:
    """Return onset-to-onset intervals between neighbouring CLM in sleep, in unbroken stretches.

    An interval belongs to sleep when the movement that opens it does. A movement that is no CLM, and a moment nobody
    could see, end a stretch.

    Returns
    -------
    list of list of float
        Seconds.
    """
    stretches: list[list[float]] = [[]]
    for a, b in itertools.pairwise(drafts):
        if a.counts and b.counts and asleep(a, context) and not blocked(a.onset, b.onset, context.barriers):
            stretches[-1].append(b.onset - a.onset)
        elif stretches[-1]:
            stretches.append([])
    return [one for one in stretches if one]


def ferri(stretches: Sequence[Sequence[float]]) -> float | None:
    """Periodicity index of Ferri 2006: intervals within runs of at least three of 10-90 s, over all intervals.

    Parameters
    ----------
    stretches : sequence of sequence of float
        Intervals in seconds, in unbroken stretches.

    Returns
    -------
    float or None
        Between 0 and 1; None when there is no interval.

    Notes
    -----
    The definition is quoted from background knowledge ([mem] in ``rules.md``); 10 s itself is taken as inside, as
    WASM 2016 does.
    """
    total = sum(len(one) for one in stretches)
    if not total:
        return None
    good = 0
    for one in stretches:
        run = 0
        for interval in [*one, math.inf]:
            if FERRI_MIN_S - EPS_S <= interval <= FERRI_MAX_S + EPS_S:
                run += 1
                continue
            good += run if run >= FERRI_RUN else 0
            run = 0
    return round(good / total, _DIGITS)


def ln_imi(intervals: Sequence[float]) -> dict[str, Any]:
    """Describe the intervals of 10 to 90 s by their natural logarithm, and all of them by a histogram.

    Parameters
    ----------
    intervals : sequence of float
        Seconds.

    Returns
    -------
    dict
        ``n``, ``mean`` and ``sd`` (n - 1) of ln(seconds), ``geometric_mean_s``; ``histogram`` of intervals up to
        90 s in steps of 2 s, with ``longer`` beside it.
    """
    logs = [math.log(i) for i in intervals if WASM_IMI_MIN_S - EPS_S <= i <= WASM_IMI_MAX_S + EPS_S]
    n = len(logs)
    mean = sum(logs) / n if n else None
    sd = math.sqrt(sum((x - mean) ** 2 for x in logs) / (n - 1)) if n > 1 and mean is not None else None
    bins = [0] * round(WASM_IMI_MAX_S / HISTOGRAM_WIDTH_S)
    longer = 0
    for i in intervals:
        if i > WASM_IMI_MAX_S + EPS_S:
            longer += 1
        else:
            bins[min(int((i + EPS_S) / HISTOGRAM_WIDTH_S), len(bins) - 1)] += 1
    return {
        "n": n,
        "mean": None if mean is None else round(mean, _DIGITS),
        "sd": None if sd is None else round(sd, _DIGITS),
        "geometric_mean_s": None if mean is None else round(math.exp(mean), _DIGITS),
        "histogram": {"width_s": HISTOGRAM_WIDTH_S, "counts": bins, "longer": longer},
    }


def by_stage(counted: Sequence[Draft], context: Context, *, key: str = "clm") -> dict[str, Any]:
    """Return hours, movements and periodic movements for each stage; empty without stages."""
    if not context.hypnogram:
        return {}
    out: dict[str, Any] = {}
    for group, stages in GROUPS.items():
        inside = [d for d in counted if d.stage in stages]
        hours = context.hypnogram.hours(*stages)
        plm = sum(d.series is not None for d in inside)
        out[group] = {
            "hours": round(hours, _DIGITS),
            key: len(inside),
            "plm": plm,
            f"{key}_per_h": per_hour(len(inside), hours),
            "plm_per_h": per_hour(plm, hours),
        }
    return out


def by_hour(counted: Sequence[Draft], context: Context, *, key: str = "clm") -> list[dict[str, Any]]:
    """Return movements in sleep for each hour of the recording (without stages: of each hour)."""
    last = max(
        [context.hours * 3600.0, *(s.to_s for s in context.hypnogram.spans), *(d.onset + EPS_S for d in counted)],
        default=0.0,
    )
    rows = []
    for hour in range(math.ceil(last / 3600.0 - EPS_S)):
        a, b = hour * 3600.0, (hour + 1) * 3600.0
        inside = [d for d in counted if a <= d.onset < b and asleep(d, context)]
        slept = context.hypnogram.sleep_between(a, b) / 3600.0 if context.hypnogram else None
        plms = sum(d.series is not None for d in inside)
        rows.append(
            {
                "hour": hour,
                "sleep_h": None if slept is None else round(slept, _DIGITS),
                key: len(inside),
                "plms": plms,
                "plms_per_h": per_hour(plms, slept),
            }
        )
    return rows


def by_leg(
    sleep: Sequence[Draft], hours: float | None, *, key: str = "clm", seen: frozenset[str] | None = None
) -> dict[str, Any]:
    """Return movements in sleep of the left leg only, the right leg only, both together, and of an unnamed leg.

    A leg that nobody could see has no figures, and neither have both together unless both could be seen.
    """
    out: dict[str, Any] = {}
    blind: set[str] = set()
    if seen is not None and "both" not in seen:
        blind = {leg for leg in ("left", "right", "both") if leg not in seen}
        blind -= {"both"} if {"left", "right"} <= seen else set()
    elif seen is not None:
        blind = {leg for leg in ("left", "right") if leg not in seen}
    for leg in ("left", "right", "both", "unknown"):
        inside = [d for d in sleep if d.leg == leg]
        if not inside and leg == "unknown":
            continue
        if leg in blind and not inside:
            out[leg] = dict.fromkeys((key, "plms", f"{key}_per_h", "plms_per_h"))
            continue
        plms = sum(d.series is not None for d in inside)
        out[leg] = {
            key: len(inside),
            "plms": plms,
            f"{key}_per_h": per_hour(len(inside), hours),
            "plms_per_h": per_hour(plms, hours),
        }
    return out


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), _DIGITS) if values else None
