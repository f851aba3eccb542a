"""AASM manual, version 3: from leg movements to LM in sleep and PLM series.

References
----------
Comparison table PMC9619152 t0015; NSRR reproduction of the manual's text (rules.md section 1).

Notes
-----
Readings of ours where the text leaves a choice, stated so that they can be argued with:

* Legs are combined pairwise in order of time: an LM joins the LM before it when it is of the other leg and their
  onsets are less than 5 s apart. Two movements of the *same* leg are never one LM, however close; a mark of both legs
  is one of each.
* Whether a movement is in wake, or within a breathing event, is asked of each leg's movement before combining.
* Wake shorter than 90 s between movements does not break a series. That follows from the interval limit of 90 s:
  movements awake are not scored and therefore stand between nothing.
* The manual has no median rule for computers; the option ``aasm_morphology`` borrows that of WASM 2016.
"""

from __future__ import annotations

from collections.abc import Sequence

from whytwitch.evidence.night.editions.context import Context, Draft, Windows
from whytwitch.evidence.night.rules import (
    AASM_BILATERAL_ONSET_S,
    AASM_IMI_MAX_S,
    AASM_IMI_MIN_S,
    AASM_MAX_S,
    AASM_RESP_S,
    AROUSAL_GAP_S,
    EPS_S,
    LM_MIN_S,
    SAME_LEG_JOIN_S,
)
from whytwitch.evidence.night.series import blocked, runs
from whytwitch.model.night import LegMovement

TOO_LONG = f"longer than {AASM_MAX_S:g} s"
AWAKE = "awake"
BREATHING = "during a breathing event"
_LEGS = {"left": {"left"}, "right": {"right"}, "both": {"left", "right"}, "unknown": {"unknown"}}
UNSTAGED = "no sleep stage at this moment"


def score(movements: Sequence[LegMovement], context: Context) -> tuple[list[Draft], list[list[int]]]:
    """Apply the rules of the AASM manual.

    Parameters
    ----------
    movements : sequence of LegMovement
        One-leg movements, any order.
    context : Context
        Sleep, breathing, arousals, barriers and options.

    Returns
    -------
    drafts : list of Draft
        Candidates in order of onset; those with ``excluded`` are no LM and stand there to say why.
    series : list of list of int
        Positions of the members of each series.
    """
    windows = Windows([(a - AASM_RESP_S, b + AASM_RESP_S) for a, b in context.respiratory])
    arousals = Windows(context.arousals)
    kept: list[LegMovement] = []
    drafts: list[Draft] = []
    for m in sorted(movements, key=lambda one: (one.onset_s, one.offset_s)):
        if m.duration_s < LM_MIN_S - EPS_S or (context.options.aasm_morphology and m.morphology is False):
            continue
        why = why_not_scored(m, context, windows)
        if why is None:
            kept.append(m)
        else:
            drafts.append(
                Draft(members=[m], onset=m.onset_s, end=m.offset_s, counts=False, excluded=why,
                      respiratory=why == BREATHING)
            )  # fmt: skip
    drafts = sorted(drafts + combine(kept, context.barriers), key=lambda d: (d.onset, d.end))
    for d in drafts:
        d.stage = context.hypnogram.at(d.onset)
        d.arousal = arousals.within(d.onset, d.end, AROUSAL_GAP_S)
    scored = [i for i, d in enumerate(drafts) if d.counts]
    found = runs(
        [drafts[i].onset for i in scored],
        [True] * len(scored),
        shortest=AASM_IMI_MIN_S,
        longest=AASM_IMI_MAX_S,
        short_interval_start=context.options.short_interval_start,
        barriers=context.barriers,
    )
    series = [[scored[i] for i in one] for one in found]
    for n, members in enumerate(series):
        for i in members:
            drafts[i].series = n
    return drafts, series


def why_not_scored(m: LegMovement, context: Context, windows: Windows) -> str | None:
    """Say in words why a leg's movement is not scored, or None when it is."""
    if m.duration_s > AASM_MAX_S + EPS_S:
        return TOO_LONG
    if context.hypnogram:
        stage = context.hypnogram.at(m.onset_s)
        if stage == "W":
            return AWAKE
        if stage is None:
            return UNSTAGED
    if windows.overlap(m.onset_s, m.offset_s):
        return BREATHING
    return None


def combine(movements: Sequence[LegMovement], barriers: Sequence[float] = ()) -> list[Draft]:
    """Combine the legs: onsets less than 5 s apart on different legs are one LM, first onset to last end."""
    drafts: list[Draft] = []
    for m in movements:
        last = drafts[-1] if drafts else None
        if last and _belongs(last, m) and not blocked(last.onset, m.onset_s, barriers):
            last.members.append(m)
            last.end = max(last.end, m.offset_s)
        else:
            drafts.append(Draft(members=[m], onset=m.onset_s, end=m.offset_s))
    return drafts


def _belongs(draft: Draft, m: LegMovement) -> bool:
    own = [one for one in draft.members if _LEGS[one.leg] & _LEGS[m.leg]]
    if own:  # only beside a mark of both legs: pieces of one leg are joined before
        return any(m.onset_s - one.offset_s < SAME_LEG_JOIN_S - EPS_S for one in own)
    return m.onset_s - draft.onset < AASM_BILATERAL_ONSET_S - EPS_S
