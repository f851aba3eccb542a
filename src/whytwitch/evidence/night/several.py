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

#: How much one person's nights differ, for whoever has one night only.
NIGHTS_VARY = (
    "One night says little: in 20 people with restless legs, recorded for 10 to 15 nights each, the highest night had "
    "25 movements an hour more than the lowest on average, and up to 74 more (PubMed 19022704)."
)


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
        stages stand apart under ``recording``. ``each`` has one line for each night, ``text`` says it in sentences.

    Notes
    -----
    The number of periodic movements changes much from night to night; the periodicity index several times less
    (doi 10.1016/j.sleep.2012.08.014). Twenty people with restless legs wore a sensor for 10 to 15 nights: between
    their lowest and highest night lay 25.1 movements an hour on average, from 3.9 to 73.8 (PubMed 19022704). One night
    more or less therefore says little.
    """
    once = distinct(nights)
    out: dict[str, Any] = {"nights": len(once), "left_out": len(nights) - len(once)}
    for denominator in ("sleep", "recording"):
        chosen = [n for n in once if n["editions"]["wasm2016"]["indices"]["denominator"] == denominator]
        out[denominator] = {
            edition: {name: _spread([n["editions"][edition]["indices"][name] for n in chosen]) for name in names}
            for edition, names in _FIGURES.items()
        }
    out["each"] = [_line(night) for night in once]
    out["text"] = _sentences(out)
    return out


def distinct(nights: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the nights in order, each recording once."""
    out: dict[str, Mapping[str, Any]] = {}
    for night in nights:
        out.setdefault(night["recording"]["id"], night)
    return list(out.values())


def _line(night: Mapping[str, Any]) -> dict[str, Any]:
    indices = night["editions"]["wasm2016"]["indices"]
    return {
        "id": night["recording"]["id"],
        "start": night["recording"].get("start"),
        "denominator": indices["denominator"],
        "plms_per_h": indices["plms_per_h"],
        "stages": night.get("sleep", {}).get("source"),
    }


def _sentences(out: Mapping[str, Any]) -> list[str]:
    """Say the middle and the spread, and what was not mixed."""
    lines = []
    asleep = out["sleep"]["wasm2016"]["plms_per_h"]
    awake_too = out["recording"]["wasm2016"]["plms_per_h"]
    if asleep["n"] > 1:
        lines.append(
            f"Over {asleep['n']} nights there were {asleep['mean']:.1f} periodic leg movements per hour of sleep on "
            f"average (WASM 2016), from {asleep['low']:.1f} to {asleep['high']:.1f}; the standard deviation from night "
            f"to night is {asleep['sd']:.1f}."
        )
    elif asleep["n"] == 1:
        lines.append("Only one night has an index per hour of sleep, so nothing is known about other nights.")
    if asleep["n"]:
        lines.append(NIGHTS_VARY)
    if awake_too["n"]:
        lines.append(
            f"{_nights(awake_too['n'])} without sleep stages {'has' if awake_too['n'] == 1 else 'have'} an index per "
            "hour of recording only and stand apart; the two are never averaged together."
        )
    empty = sum(one["plms_per_h"] is None for one in out["each"])
    if empty:
        lines.append(f"{_nights(empty)} could not be scored and count for nothing: no count is not a count of 0.")
    by_program = sum(one["stages"] == "yasa" and one["plms_per_h"] is not None for one in out["each"])
    if by_program:
        lines.append(f"The sleep of {_nights(by_program)} was staged by a program, not by a scorer.")
    if out["left_out"]:
        lines.append(f"{out['left_out']} recording(s) were given twice and count once.")
    return lines


def _nights(n: int) -> str:
    return "1 night" if n == 1 else f"{n} nights"


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
