"""Do the long movements of a night look alike, and out of which sleep do they come?

Attacks that are all alike, short and several in a night raise a question that a recording of the legs cannot answer:
was it a fit, a parasomnia, or neither? Of 63 attacks of nocturnal frontal lobe epilepsy 82 % began in stage 1 or 2, of
57 parasomnias all began in stage 3 or 4 (Derry et al. 2009, PubMed 20041600). The FLEP scale (Derry et al. 2006; Manni
et al. 2008, doi 10.1111/j.1528-1167.2008.01602.x) counts more than two attacks a night, under two minutes, alike, and
within 30 minutes of falling asleep, for epilepsy.

Notes
-----
Periodic leg movements are alike by nature and are left out: only movements of at least 10 s that are no candidate leg
movements, and large movements of several muscles, are looked at. "Alike" is a coefficient of variation of the
durations of at most 0.25 among at least three (ours). Nothing is concluded; questions are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from whytwitch.evidence.night.stages import Hypnogram
from whytwitch.model.night import SLEEP_STAGES, Candidate

MIN_EVENTS = 3
LONG_S = 10.0
_ALIKE = 0.25
_TWO_MINUTES_S = 120.0
_SHARE = 0.6
_EARLY_S = 1800.0
SOURCE = "Derry et al. 2009, PubMed 20041600; FLEP scale, doi 10.1111/j.1528-1167.2008.01602.x"


def look(candidates: Sequence[Candidate], large: Sequence[Mapping[str, Any]], hypnogram: Hypnogram) -> dict[str, Any]:
    """Look at the long movements of a night.

    Parameters
    ----------
    candidates : sequence of Candidate
        Those of WASM 2016.
    large : sequence of mapping
        Large muscle group movements: ``from_s``, ``to_s``.
    hypnogram : Hypnogram

    Returns
    -------
    dict
        ``events``, ``mean_s``, ``variation``, ``by_stage``, ``early`` (within 30 minutes of falling asleep), ``alike``
        (None when there are fewer than three or no stages), ``questions`` (ids of the knowledge base), ``text`` and
        ``source``.
    """
    spans = [(c.onset_s, c.onset_s + c.duration_s) for c in candidates if not c.clm and c.duration_s >= LONG_S]
    spans += [(float(s["from_s"]), float(s["to_s"])) for s in large]
    merged: list[tuple[float, float]] = []
    for a, b in sorted(spans):
        if merged and a < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], b))
        else:
            merged.append((a, b))
    asleep = [(a, b) for a, b in merged if hypnogram and hypnogram.at(a) in SLEEP_STAGES and b - a < _TWO_MINUTES_S]
    out: dict[str, Any] = {
        "events": len(asleep) if hypnogram else None,
        "mean_s": None,
        "variation": None,
        "by_stage": {},
        "early": None,
        "alike": None,
        "questions": [],
        "source": SOURCE,
        "text": "",
    }
    if not hypnogram:
        out["text"] = "Whether long movements look alike is not judged, because there are no sleep stages."
        return out
    onset = next((s.from_s for s in hypnogram.spans if s.stage in SLEEP_STAGES), None)
    for a, _ in asleep:
        stage = hypnogram.at(a) or "?"
        out["by_stage"][stage] = out["by_stage"].get(stage, 0) + 1
    out["early"] = sum(onset is not None and a - onset <= _EARLY_S for a, _ in asleep)
    if len(asleep) < MIN_EVENTS:
        out["text"] = f"{len(asleep)} long movements out of sleep: too few to say whether they look alike."
        return out
    lengths = np.array([b - a for a, b in asleep])
    out["mean_s"] = round(float(lengths.mean()), 2)
    out["variation"] = round(float(lengths.std(ddof=1) / lengths.mean()), 3)
    out["alike"] = bool(out["variation"] <= _ALIKE)
    shallow = sum(n for s, n in out["by_stage"].items() if s in ("N1", "N2")) / len(asleep)
    deep = out["by_stage"].get("N3", 0) / len(asleep)
    if out["alike"] and shallow >= _SHARE:
        out["questions"] = ["night_attacks_all_alike", "many_short_night_attacks"]
    elif out["alike"] and deep >= _SHARE:
        out["questions"] = ["night_attacks_all_alike"]
    where = ", ".join(f"{n} in {s}" for s, n in sorted(out["by_stage"].items()))
    text = f"{len(asleep)} long movements out of sleep ({where}) lasted {out['mean_s']:g} s on average"
    if out["alike"]:
        text += (
            " and were much alike in length. Whether they are attacks cannot be told from legs: ask who saw them, and "
        )
        text += "have an expert look at the recording, if possible with video."
    else:
        text += " and differed in length."
    out["text"] = text
    return out
