"""WASM/IRLSSG 2016: from leg movements to candidate leg movements (CLM) and series.

References
----------
Ferri et al., Sleep Med 2016;26:86-95, doi 10.1016/j.sleep.2016.10.010 (abstract); comparison table PMC9619152 t0015;
bilateral limits PubMed 28366320; PLMScoRe 0.1.3 where the text is silent.

Notes
-----
Deviations from PLMScoRe, each for a reason:

* When respiratory movements are removed, movements that are no CLM stay and still end a series, also when they are
  respiratory themselves (``rules.md`` section 1; PLMScoRe removes those too, and looks up their kind in the list
  from before the removal).
* An arousal exactly 0.5 s away is not associated (the rule says shorter than 0.5 s; PLMScoRe includes 0.5 s).
* A moment without a stage is unknown, not wake.
"""

from __future__ import annotations

from collections.abc import Sequence

from whytwitch.evidence.night.editions.context import Context, Draft, Windows
from whytwitch.evidence.night.rules import (
    AROUSAL_GAP_S,
    EPS_S,
    LM_MIN_S,
    RESP_ALTERNATIVE_S,
    WASM_BILATERAL_GAP_S,
    WASM_BILATERAL_MAX_S,
    WASM_BILATERAL_MEMBERS,
    WASM_IMI_MAX_S,
    WASM_IMI_MIN_S,
    WASM_MONO_MAX_S,
    WASM_RESP_AFTER_END_S,
    WASM_RESP_BEFORE_END_S,
)
from whytwitch.evidence.night.series import blocked, runs
from whytwitch.model.night import LegMovement


def score(movements: Sequence[LegMovement], context: Context) -> tuple[list[Draft], list[list[int]], list[list[int]]]:
    """Apply the rules of 2016.

    Parameters
    ----------
    movements : sequence of LegMovement
        One-leg movements, any order.
    context : Context
        Sleep, breathing, arousals, barriers and options.

    Returns
    -------
    drafts : list of Draft
        Candidates in order of onset; ``counts`` is False for a movement that is no CLM.
    series, series_nr : list of list of int
        Positions of the members of each series, with and without respiratory movements.
    """
    drafts = combine(movements, context.barriers)
    windows, arousals = Windows(_respiratory_windows(context)), Windows(context.arousals)
    for d in drafts:
        d.excluded = why_no_clm(d)
        d.counts = d.excluded is None
        d.stage = context.hypnogram.at(d.onset)
        d.respiratory = windows.overlap(d.onset, d.end)
        d.arousal = arousals.within(d.onset, d.end, AROUSAL_GAP_S)
    everything = list(range(len(drafts)))
    series = _series(drafts, everything, context)
    kept = [i for i in everything if not (drafts[i].respiratory and drafts[i].counts)]
    series_nr = _series(drafts, kept, context)
    for n, members in enumerate(series):
        for i in members:
            drafts[i].series = n
    for n, members in enumerate(series_nr):
        for i in members:
            drafts[i].series_nr = n
    return drafts, series, series_nr


def combine(movements: Sequence[LegMovement], barriers: Sequence[float] = ()) -> list[Draft]:
    """Combine the legs: movements that overlap or follow by less than 0.5 s are one, first onset to last end.

    A movement shorter than 0.5 s, or one that fails the median rule, is no leg movement and takes no part.
    """
    drafts: list[Draft] = []
    real = (m for m in movements if m.duration_s >= LM_MIN_S - EPS_S and m.morphology is not False)
    for m in sorted(real, key=lambda one: (one.onset_s, one.offset_s)):
        last = drafts[-1] if drafts else None
        if (
            last
            and m.onset_s - last.end < WASM_BILATERAL_GAP_S - EPS_S
            and not blocked(last.onset, m.onset_s, barriers)
        ):
            last.members.append(m)
            last.end = max(last.end, m.offset_s)
        else:
            drafts.append(Draft(members=[m], onset=m.onset_s, end=m.offset_s))
    return drafts


def why_no_clm(draft: Draft) -> str | None:
    """Say in words why a movement is no CLM, or None when it is one."""
    if len(draft.members) > WASM_BILATERAL_MEMBERS:
        return f"more than {WASM_BILATERAL_MEMBERS} movements in one"
    if any(m.duration_s > _longest(m) + EPS_S for m in draft.members):
        return f"longer than {WASM_MONO_MAX_S:g} s on one leg"
    if len(draft.members) > 1 and draft.duration > WASM_BILATERAL_MAX_S + EPS_S:
        return f"longer than {WASM_BILATERAL_MAX_S:g} s on both legs"
    return None


def _longest(m: LegMovement) -> float:
    """Return how long one member may last: a person who marks both legs at once marks a bilateral movement."""
    return WASM_BILATERAL_MAX_S if m.leg == "both" and m.origin == "human" else WASM_MONO_MAX_S


def _respiratory_windows(context: Context) -> list[tuple[float, float]]:
    if context.options.respiratory_window == "half_second":
        return [(end - RESP_ALTERNATIVE_S, end + RESP_ALTERNATIVE_S) for _, end in context.respiratory]
    return [(end - WASM_RESP_BEFORE_END_S, end + WASM_RESP_AFTER_END_S) for _, end in context.respiratory]


def _series(drafts: list[Draft], kept: list[int], context: Context) -> list[list[int]]:
    found = runs(
        [drafts[i].onset for i in kept],
        [drafts[i].counts for i in kept],
        shortest=WASM_IMI_MIN_S,
        longest=WASM_IMI_MAX_S,
        short_interval_start=context.options.short_interval_start,
        barriers=context.barriers,
    )
    return [[kept[i] for i in one] for one in found]
