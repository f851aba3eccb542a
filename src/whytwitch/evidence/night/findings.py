"""What a night says to the clinical picture, each with a sentence on how it was derived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from whytwitch.evidence.night.rules import PLMS_MANY_ADULT_PER_H

_LIMIT = f"{PLMS_MANY_ADULT_PER_H:g}"


def findings_from_night(night: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Turn a scored night into findings.

    Parameters
    ----------
    night : mapping
        As :func:`whytwitch.evidence.night.score_night` returns it.

    Returns
    -------
    list of dict
        Keys ``id``, ``value``, ``derived``. ``plms_index`` (number, per hour of sleep, WASM 2016) and ``plm_many``
        (``yes`` or ``no``: more than 15 per hour of sleep, the adult limit of ICSD-3-TR), or ``night_not_scorable``.
        A count per hour of recording is not a PLMS index, so without sleep stages neither is given.
        ``night_to_be_looked_at`` (``yes``) when long movements look alike or the EEG before movements differs from
        elsewhere: then it matters whether anybody saw attacks out of sleep.

    Notes
    -----
    A count alone is never a disorder: periodic limb movement disorder also needs disturbed sleep and no better
    explanation, and 18 of 100 healthy sleepers have more than 15 per hour (rules.md section 1).
    """
    indices = night["editions"]["wasm2016"]["indices"]
    rate = indices["plms_per_h"]
    if rate is None:
        why = next((w for w in night["warnings"] if "cannot be scored" in w or "Not interpretable" in w), None)
        why = why or "no leg movement was marked and no leg signal could be scored."
        return [
            {"id": "night_not_scorable", "value": "yes", "derived": f"The night gives no count of leg movements: {why}"}
        ]
    if indices["denominator"] != "sleep":
        return [
            {
                "id": "night_not_scorable",
                "value": "yes",
                "derived": (
                    f"{rate:.1f} periodic leg movements per hour of recording were counted, but without sleep "
                    f"stages this "
                    "is no index of sleep."
                ),
            },
            *_alike(night),
        ]
    sleep = night["sleep"]["tst_h"]
    staged = " (the sleep was staged by a program)" if night["sleep"].get("source") == "yasa" else ""
    aasm = night["editions"]["aasm3"]["indices"]["plms_per_h"]
    return [
        {
            "id": "plms_index",
            "value": rate,
            "derived": (
                f"{indices['counts']['plms']} periodic leg movements in {sleep:.2f} hours of sleep make {rate:.1f} "
                f"per hour "
                f"by WASM 2016 (AASM 3: {aasm:.1f}){staged}."
            ),
        },
        {
            "id": "plm_many",
            "value": "yes" if rate > PLMS_MANY_ADULT_PER_H else "no",
            "derived": _many(rate),
        },
        *_alike(night),
    ]


def findings_from_nights(nights: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Turn all nights of one person into findings: one index, whatever their number.

    Parameters
    ----------
    nights : sequence of mapping
        As :func:`whytwitch.evidence.night.score_night` returns them; a recording given twice counts once.

    Returns
    -------
    list of dict
        As :func:`findings_from_night`. Of several nights with an index per hour of sleep the mean is given, with its
        spread; nights without sleep stages or without a count are named and left out of it.
    """
    from whytwitch.evidence.night.several import combine, distinct

    together, once = combine(nights), distinct(nights)
    if len(once) == 1:
        return findings_from_night(once[0])
    spread = together["sleep"]["wasm2016"]["plms_per_h"]
    alike = next((found for night in once for found in _alike(night)), None)
    rest = [] if alike is None else [alike]
    if not spread["n"]:
        whys = [found["derived"] for night in once for found in findings_from_night(night)[:1]]
        return [{"id": "night_not_scorable", "value": "yes", "derived": " ".join(dict.fromkeys(whys))}, *rest]
    mean = round(spread["mean"], 6)
    above = sum(value > PLMS_MANY_ADULT_PER_H for value in spread["values"])
    counted = f" More than {_LIMIT} per hour: {above} of {spread['n']} nights."
    return [
        {"id": "plms_index", "value": mean, "derived": " ".join(together["text"])},
        {
            "id": "plm_many",
            "value": "yes" if mean > PLMS_MANY_ADULT_PER_H else "no",
            "derived": _many(mean) + counted,
        },
        *rest,
    ]


def _many(rate: float) -> str:
    return (
        f"{rate:.1f} per hour of sleep is {'more than' if rate > PLMS_MANY_ADULT_PER_H else 'not more than'} the "
        f"{_LIMIT} per hour that ICSD-3-TR names for adults. Many healthy people have more; a count alone is no "
        "disorder."
    )


def _alike(night: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Say that somebody should be asked about attacks: a question, no sign of any disease."""
    eeg = night.get("eeg") or {}
    reasons = [eeg["stereotypy"]["text"]] if eeg.get("stereotypy", {}).get("questions") else []
    reasons += [text for text in eeg.get("text", []) if "expert should look" in text]
    if not reasons:
        return []
    return [{"id": "night_to_be_looked_at", "value": "yes", "derived": " ".join(reasons)}]
