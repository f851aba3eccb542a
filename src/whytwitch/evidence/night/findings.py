"""What a night says to the clinical picture, each with a sentence on how it was derived."""

from __future__ import annotations

from collections.abc import Mapping
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
            }
        ]
    sleep = night["sleep"]["tst_h"]
    aasm = night["editions"]["aasm3"]["indices"]["plms_per_h"]
    return [
        {
            "id": "plms_index",
            "value": rate,
            "derived": (
                f"{indices['counts']['plms']} periodic leg movements in {sleep:.2f} hours of sleep make {rate:.1f} "
                f"per hour "
                f"by WASM 2016 (AASM 3: {aasm:.1f})."
            ),
        },
        {
            "id": "plm_many",
            "value": "yes" if rate > PLMS_MANY_ADULT_PER_H else "no",
            "derived": (
                f"{rate:.1f} per hour of sleep is "
                f"{'more than' if rate > PLMS_MANY_ADULT_PER_H else 'not more than'} the "
                f"{_LIMIT} per hour that ICSD-3-TR names for adults. Many healthy people have more; a count alone "
                f"is no "
                "disorder."
            ),
        },
    ]
