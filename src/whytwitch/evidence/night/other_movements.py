"""Other movements of the night whose rules have a source. Counts and times, never a diagnosis.

References
----------
High-frequency leg movements: Yang and Winkelman 2010, doi 10.5664/jcsm.27931. Hypnagogic foot tremor: Wetter et al.,
epub.uni-regensburg.de/73376. Excessive fragmentary myoclonus: AASM VII.4 as quoted in rules.md section 2. Large muscle
group movements: IRLSSG 2021, PMC8436137. Sleep starts: PubMed 28007358. Rules known only from memory (ALMA, rhythmic
movements, bruxism) stay out, and so does REM sleep without atonia: legs alone discriminate poorly (PubMed 22654203).

Notes
-----
Bursts are rises of 8 uV above rest in one leg, also those too short for a leg movement. Two readings are ours: a
"large muscle group movement" here is one of both legs that is no CLM, since other muscles are not looked at; a "sleep
start" is a burst within 15 s of a change from wake to N1, its amplitude being given but not limited.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from whytwitch.evidence.night.rules import (
    EFM_MINUTES,
    EFM_PER_MINUTE,
    EFM_POTENTIAL_MAX_S,
    EFM_POTENTIAL_UV,
    EPS_S,
    HFLM_HZ,
    HFLM_MIN,
    LMM_S,
    START_S,
    TREMOR_BURST_S,
    TREMOR_HZ,
    TREMOR_SERIES_S,
)
from whytwitch.evidence.night.stages import Hypnogram
from whytwitch.model.night import Candidate

Burst = tuple[float, float, float]

_NEAR_CHANGE_S = 15.0
_LISTED_MAX = 500
_SOURCES = {
    "high_frequency_leg_movements": "doi 10.5664/jcsm.27931",
    "hypnagogic_foot_tremor": "epub.uni-regensburg.de/73376",
    "fragmentary_myoclonus": "AASM VII.4, quoted in hypnicjerking.com/post/evidence-hypnic-jerking-sleep-study",
    "large_muscle_group_movements": "PMC8436137",
    "sleep_starts": "PubMed 28007358",
}


def find(
    bursts: Mapping[str, Sequence[Burst]], candidates: Sequence[Candidate], hypnogram: Hypnogram
) -> dict[str, Any]:
    """Look for the other movements.

    Parameters
    ----------
    bursts : mapping of str to sequence of (float, float, float)
        Side → onset and end in seconds and peak in microvolt.
    candidates : sequence of Candidate
        Those of WASM 2016.
    hypnogram : Hypnogram

    Returns
    -------
    dict
        Name → ``count``, ``spans`` (from, to, leg), ``source``; ``count`` is None when it needs sleep stages and there
        are none. Empty when there was no signal.
    """
    if not bursts:
        return {}
    hflm, tremor = [], []
    for side, own in bursts.items():
        hflm += [_span(run, side) for run in rhythmic(own, HFLM_HZ) if len(run) >= HFLM_MIN]
        fit = [b for b in own if TREMOR_BURST_S[0] - EPS_S <= b[1] - b[0] <= TREMOR_BURST_S[1] + EPS_S]
        runs = [run for run in rhythmic(fit, TREMOR_HZ) if run[-1][1] - run[0][0] >= TREMOR_SERIES_S]
        tremor += [_span(run, side) for run in runs]
    large = [
        {"from_s": c.onset_s, "to_s": c.onset_s + c.duration_s, "leg": "both"}
        for c in candidates
        if not c.clm and c.leg == "both" and LMM_S[0] <= c.duration_s <= LMM_S[1]
    ]
    found = {
        "high_frequency_leg_movements": _entry(hflm),
        "hypnagogic_foot_tremor": _entry(tremor),
        "large_muscle_group_movements": _entry(large),
        "sleep_starts": _entry(_starts(bursts, hypnogram) if hypnogram else None),
    }
    minutes = _myoclonus_minutes(bursts, hypnogram) if hypnogram else None
    found["fragmentary_myoclonus"] = {
        "count": None if minutes is None else max(minutes.values(), default=0),
        "unit": "minutes of NREM sleep with at least 5 potentials, the more affected leg",
        "excessive": None if minutes is None else max(minutes.values(), default=0) >= EFM_MINUTES,
        "spans": [],
    }
    return {name: {**found[name], "source": _SOURCES[name]} for name in sorted(found)}


def rhythmic(bursts: Sequence[Burst], hz: tuple[float, float]) -> list[list[Burst]]:
    """Return runs of bursts whose onsets follow each other at a rate between two limits (Hz)."""
    shortest, longest = 1 / hz[1] - EPS_S, 1 / hz[0] + EPS_S
    runs: list[list[Burst]] = []
    for b in sorted(bursts):
        if runs and shortest <= b[0] - runs[-1][-1][0] <= longest:
            runs[-1].append(b)
        else:
            runs.append([b])
    return [run for run in runs if len(run) > 1]


def _span(run: Sequence[Burst], side: str) -> dict[str, Any]:
    return {"from_s": round(run[0][0], 3), "to_s": round(run[-1][1], 3), "leg": side, "movements": len(run)}


def _entry(spans: list[dict[str, Any]] | None) -> dict[str, Any]:
    if spans is None:
        return {"count": None, "spans": []}
    ordered = sorted(spans, key=lambda s: s["from_s"])
    return {"count": len(ordered), "spans": ordered[:_LISTED_MAX]}


def _starts(bursts: Mapping[str, Sequence[Burst]], hypnogram: Hypnogram) -> list[dict[str, Any]]:
    spans = hypnogram.spans
    changes = [
        b.from_s
        for a, b in itertools.pairwise(spans)
        if a.stage == "W" and b.stage == "N1" and abs(a.to_s - b.from_s) < 1.0
    ]
    out = []
    for side, own in bursts.items():
        for on, off, peak in own:
            if START_S[0] <= off - on <= START_S[1] and any(abs(on - t) <= _NEAR_CHANGE_S for t in changes):
                out.append({"from_s": round(on, 3), "to_s": round(off, 3), "leg": side, "peak_uv": round(peak, 1)})
    return out


def _myoclonus_minutes(bursts: Mapping[str, Sequence[Burst]], hypnogram: Hypnogram) -> dict[str, int]:
    """Return for each leg the minutes of NREM sleep with enough potentials."""
    out = {}
    for side, own in bursts.items():
        potentials = [
            on
            for on, off, peak in own
            if off - on < EFM_POTENTIAL_MAX_S and EFM_POTENTIAL_UV[0] <= peak <= EFM_POTENTIAL_UV[1]
        ]
        minutes: dict[int, int] = {}
        for on in potentials:
            if hypnogram.at(on) in ("N1", "N2", "N3"):
                minutes[int(on // 60)] = minutes.get(int(on // 60), 0) + 1
        out[side] = sum(n >= EFM_PER_MINUTE for n in minutes.values())
    return out
