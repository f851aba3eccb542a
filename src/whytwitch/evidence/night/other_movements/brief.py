"""Very short movements: fragmentary myoclonus, and sleep starts.

Excessive fragmentary myoclonus: potentials shorter than 150 ms and of 50 to 200 uV, at least 5 a minute through at
least 20 minutes of NREM sleep (AASM VII.4 as quoted in hypnicjerking.com; 9 of 100 healthy sleepers meet it, and a
teaching page of the American Thoracic Society calls it an incidental finding). Sleep starts (hypnic jerks): 75 to
250 ms at the change from wake to sleep (PubMed 28007358; memim.com/hypnic-jerk).

Notes
-----
Deviations: minutes are those of the recording's clock, and the more affected leg counts. "At the change" is within 15 s
of it (ours), the change is from W to N1 or, where N1 was skipped, to N2. The source asks for a high amplitude without a
figure; the peak is given and not limited.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from whytwitch.evidence.night.other_movements.entry import NO_STAGES, counted, entry
from whytwitch.evidence.night.rules import (
    EFM_MINUTES,
    EFM_PER_MINUTE,
    EFM_POTENTIAL_MAX_S,
    EFM_POTENTIAL_UV,
    EPS_S,
    START_S,
)
from whytwitch.evidence.night.stages import Hypnogram

Burst = tuple[float, float, float]

_NEAR_CHANGE_S = 15.0


def fragmentary_myoclonus(bursts: Mapping[str, Sequence[Burst]], hypnogram: Hypnogram) -> dict[str, Any]:
    """Count the minutes of NREM sleep with at least five potentials; 20 and more are called excessive."""
    source = "AASM VII.4, quoted in hypnicjerking.com/post/evidence-hypnic-jerking-sleep-study"
    rule = "potentials under 150 ms of 50 to 200 uV, at least 5 a minute through at least 20 minutes of NREM sleep"
    unit = "minutes of NREM sleep with at least 5 potentials, the more affected leg"
    if not hypnogram:
        return entry(None, source=source, rule=rule, why=NO_STAGES, unit=unit, excessive=None)
    minutes = max(_minutes(bursts, hypnogram).values(), default=0)
    excessive = minutes >= EFM_MINUTES
    found = entry([], source=source, rule=rule, unit=unit, excessive=excessive)
    found["count"] = minutes
    found["text"] = f"In {counted(minutes, 'minute')} of NREM sleep there were at least 5 very short potentials" + (
        ", which the rule calls excessive. 9 of 100 healthy sleepers have that too." if excessive else "."
    )
    return found


def sleep_starts(bursts: Mapping[str, Sequence[Burst]], hypnogram: Hypnogram) -> dict[str, Any]:
    """Count bursts of 75 to 250 ms within 15 s of a change from wake to sleep."""
    source = "PubMed 28007358; memim.com/hypnic-jerk"
    rule = "a burst of 75 to 250 ms at the change from wake to sleep"
    if not hypnogram:
        return entry(None, source=source, rule=rule, why=NO_STAGES)
    changes = [
        b.from_s
        for a, b in itertools.pairwise(hypnogram.spans)
        if a.stage == "W" and b.stage in ("N1", "N2") and abs(a.to_s - b.from_s) < 1.0
    ]
    out = []
    for side, own in bursts.items():
        for on, off, peak in own:
            short = START_S[0] - EPS_S <= off - on <= START_S[1] + EPS_S
            if short and any(abs(on - t) <= _NEAR_CHANGE_S for t in changes):
                out.append({"from_s": round(on, 3), "to_s": round(off, 3), "leg": side, "peak_uv": round(peak, 1)})
    text = f"{counted(len(out), 'sleep start').capitalize()} at {counted(len(changes), 'change')} from wake to sleep."
    return entry(out, source=source, rule=rule, text=text + " Sleep starts are normal.")


def _minutes(bursts: Mapping[str, Sequence[Burst]], hypnogram: Hypnogram) -> dict[str, int]:
    """Return for each leg the minutes of NREM sleep with enough potentials."""
    out = {}
    for side, own in bursts.items():
        minutes: dict[int, int] = {}
        for on, off, peak in own:
            brief = off - on < EFM_POTENTIAL_MAX_S - EPS_S and EFM_POTENTIAL_UV[0] <= peak <= EFM_POTENTIAL_UV[1]
            if brief and hypnogram.at(on) in ("N1", "N2", "N3"):
                minutes[int(on // 60)] = minutes.get(int(on // 60), 0) + 1
        out[side] = sum(n >= EFM_PER_MINUTE for n in minutes.values())
    return out
