"""Several nights of one person: the middle, and how much it changes from night to night."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

_FIGURES = {
    "wasm2016": ("clm_per_h", "plms_per_h", "plms_nr_per_h", "plms_arousal_per_h", "plmw_per_h",
                 "periodicity_plm_per_clm", "periodicity_ferri"),
    "aasm3": ("lm_per_h", "plms_per_h", "plms_arousal_per_h"),
}  # fmt: skip


def combine(nights: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Put the indices of several nights side by side.

    Parameters
    ----------
    nights : sequence of mapping
        As :func:`whytwitch.evidence.night.score_night` returns them.

    Returns
    -------
    dict
        ``nights`` (how many), ``left_out`` (recordings given twice), and for each edition and index ``n`` (nights that
        have it), ``values``, ``mean``, ``sd`` (n - 1), ``low``, ``high``, ``variation`` (sd over mean); None where it
        cannot be worked out. Indices per hour of sleep and per hour of recording are never mixed: nights without sleep
        stages stand apart under ``recording``.

    Notes
    -----
    The number of periodic movements changes much from night to night; the periodicity index several times less
    (linkinghub S1389-9457(12)00324-3, quoted in rules.md section 1). One night more or less therefore says little.
    """
    seen: set[str] = set()
    once = []
    for night in nights:
        if night["recording"]["id"] not in seen:
            seen.add(night["recording"]["id"])
            once.append(night)
    out: dict[str, Any] = {"nights": len(once), "left_out": len(nights) - len(once)}
    for denominator in ("sleep", "recording"):
        chosen = [n for n in once if n["editions"]["wasm2016"]["indices"]["denominator"] == denominator]
        out[denominator] = {
            edition: {name: _spread([n["editions"][edition]["indices"][name] for n in chosen]) for name in names}
            for edition, names in _FIGURES.items()
        }
    return out


def _spread(values: Sequence[float | None]) -> dict[str, Any]:
    known = [v for v in values if v is not None]
    n = len(known)
    mean = sum(known) / n if n else None
    sd = math.sqrt(sum((v - mean) ** 2 for v in known) / (n - 1)) if n > 1 and mean is not None else None
    return {
        "n": n,
        "values": known,
        "mean": mean,
        "sd": sd,
        "low": min(known, default=None),
        "high": max(known, default=None),
        "variation": sd / mean if sd is not None and mean else None,
    }
