"""Large muscle group movements (IRLSSG 2021, PMC8436137).

3 to 45 s in adults (3 to 30 s in children): more EMG, or movement artefact, at the same time in at least two of the
recommended channels, and no other movement's rule is met.

Notes
-----
Deviations: the channels looked at are the legs and the chin; movement artefact in EEG or breathing channels is not
looked at, so the count is a lower bound. The adult limit is used. "No other movement" means: none of its leg activity
is a candidate leg movement of WASM 2016. Activity of one channel less than 0.5 s apart is one (as for leg movements).
Healthy adults: median 6.8 per hour of sleep, quartiles 4.5 and 10.8 (Ibrahim et al., Sleep 2023, abstract).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from whytwitch.evidence.night.other_movements.chin import Chin
from whytwitch.evidence.night.other_movements.entry import counted, entry
from whytwitch.evidence.night.rules import EPS_S, LMM_S, SAME_LEG_JOIN_S
from whytwitch.evidence.night.stages import Hypnogram
from whytwitch.model.night import SLEEP_STAGES, Candidate

Burst = tuple[float, float, float]


def find(
    bursts: Mapping[str, Sequence[Burst]], candidates: Sequence[Candidate], hypnogram: Hypnogram, chin: Chin | None
) -> dict[str, Any]:
    """Count large movements: in sleep when there are stages, else in the whole recording.

    Parameters
    ----------
    bursts : mapping of str to sequence of (float, float, float)
        Side → onset, end (seconds), peak (microvolt).
    candidates : sequence of Candidate
        Those of WASM 2016.
    hypnogram : Hypnogram
    chin : Chin or None

    Returns
    -------
    dict
        As every entry, with ``per_h`` (None without stages) and ``channels``.
    """
    source = "IRLSSG 2021, PMC8436137; normal values: Ibrahim et al., Sleep 2023"
    rule = "3 to 45 s, more EMG in at least two channels at once, and no other movement's rule is met"
    tracks = {side: _joined([(a, b) for a, b, _ in own]) for side, own in bursts.items()}
    if chin is not None and chin.usable:
        tracks["chin"] = _joined(chin.rises)
    if len(tracks) < 2:
        return entry(None, source=source, rule=rule, why="only one channel can be looked at", per_h=None)
    clm = sorted((c.onset_s, c.onset_s + c.duration_s) for c in candidates if c.clm)
    spans = []
    for from_s, to_s, names in _together(tracks):
        if len(names) < 2 or not LMM_S[0] - EPS_S <= to_s - from_s <= LMM_S[1] + EPS_S:
            continue
        if any(a < to_s and b > from_s for a, b in clm):
            continue
        stage = hypnogram.at(from_s) if hypnogram else None
        if hypnogram and stage not in SLEEP_STAGES:
            continue
        leg = "both" if {"left", "right"} <= names else next((n for n in ("left", "right") if n in names), "unknown")
        spans.append(
            {
                "from_s": round(from_s, 3),
                "to_s": round(to_s, 3),
                "leg": leg,
                "channels": sorted(names),
                "stage": stage,
            }
        )
    rate = round(len(spans) / hypnogram.tst_h, 3) if hypnogram and hypnogram.tst_h else None
    text = f"{counted(len(spans), 'large movement').capitalize()} of several muscles"
    if rate is not None:
        text += f", {rate:.1f} per hour of sleep; half of healthy adults have 4.5 to 10.8"
    text += f". Looked at: {', '.join(sorted(tracks))}; more channels would show more."
    return entry(spans, source=source, rule=rule, text=text, per_h=rate, channels=sorted(tracks))


def _joined(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for a, b in sorted(spans):
        if out and a - out[-1][1] < SAME_LEG_JOIN_S:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return out


def _together(tracks: Mapping[str, Sequence[tuple[float, float]]]) -> list[tuple[float, float, set[str]]]:
    """Return clusters of activity that overlaps in time, with the channels that take part."""
    out: list[tuple[float, float, set[str]]] = []
    for a, b, name in sorted((a, b, name) for name, own in tracks.items() for a, b in own):
        if out and a < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], b), out[-1][2] | {name})
        else:
            out.append((a, b, {name}))
    return out
