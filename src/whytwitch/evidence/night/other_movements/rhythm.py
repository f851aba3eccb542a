"""Rhythmic movements of one leg.

High-frequency leg movements: at least four discrete movements at 0.3 to 4 Hz (Yang and Winkelman 2010, doi
10.5664/jcsm.27931). Hypnagogic foot tremor: bursts of 300 to 700 ms at 1 to 2 Hz in series of 10 to 15 s (Wetter et
al., epub.uni-regensburg.de/73376).

Notes
-----
Deviations: a series of foot tremor longer than 15 s counts as well (the figure describes patients, it is no limit); a
run is of one leg. A run of foot tremor meets the first rule too and is counted under both names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from whytwitch.evidence.night.other_movements.entry import counted, entry, in_stages
from whytwitch.evidence.night.rules import EPS_S, HFLM_HZ, HFLM_MIN, TREMOR_BURST_S, TREMOR_HZ, TREMOR_SERIES_S
from whytwitch.evidence.night.stages import Hypnogram

Burst = tuple[float, float, float]


def high_frequency(bursts: Mapping[str, Sequence[Burst]], hypnogram: Hypnogram) -> dict[str, Any]:
    """Count runs of at least four movements at 0.3 to 4 Hz."""
    spans = [
        _span(run, side, hypnogram)
        for side, own in bursts.items()
        for run in rhythmic(own, HFLM_HZ)
        if len(run) >= HFLM_MIN
    ]
    text = f"{counted(len(spans), 'run').capitalize()} of high-frequency leg movements"
    text += f" ({in_stages(spans)})" if spans and hypnogram else ""
    return entry(
        spans,
        source="Yang and Winkelman 2010, doi 10.5664/jcsm.27931; 33 of 100 healthy sleepers have some (rules.md)",
        rule="at least 4 discrete movements of one leg at 0.3 to 4 Hz",
        text=text + ". A third of healthy sleepers have some.",
    )


def foot_tremor(bursts: Mapping[str, Sequence[Burst]], hypnogram: Hypnogram) -> dict[str, Any]:
    """Count series of bursts of 300 to 700 ms at 1 to 2 Hz that last at least 10 s."""
    spans = []
    for side, own in bursts.items():
        fit = [b for b in own if TREMOR_BURST_S[0] - EPS_S <= b[1] - b[0] <= TREMOR_BURST_S[1] + EPS_S]
        runs = [run for run in rhythmic(fit, TREMOR_HZ) if run[-1][1] - run[0][0] >= TREMOR_SERIES_S]
        spans += [_span(run, side, hypnogram) for run in runs]
    text = f"{counted(len(spans), 'series', 'series').capitalize()} of rhythmic foot movements"
    text += f" ({in_stages(spans)})" if spans and hypnogram else ""
    return entry(
        spans,
        source="Wetter et al., epub.uni-regensburg.de/73376 (7.5 % of their patients)",
        rule="bursts of 300 to 700 ms at 1 to 2 Hz, in series of at least 10 s",
        text=text + ".",
    )


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


def _span(run: Sequence[Burst], side: str, hypnogram: Hypnogram) -> dict[str, Any]:
    return {
        "from_s": round(run[0][0], 3),
        "to_s": round(run[-1][1], 3),
        "leg": side,
        "movements": len(run),
        "stage": hypnogram.at(run[0][0]) if hypnogram else None,
    }
