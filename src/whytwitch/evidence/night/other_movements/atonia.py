"""REM sleep without atonia in the chin.

* AASM, phasic: a 30 s epoch of R in which at least 5 of its ten 3 s mini-epochs hold bursts of 0.1 to 5.0 s with at
  least 4 times the background (sfrms-app.fr glossary).
* SINBAR (Frauscher et al. 2012, PubMed 22654203): share of 3 s mini-epochs with *any* activity of the chin; 18 %
  told people with REM sleep behaviour disorder from others (AUC 0.990). Activity means more than twice the background,
  phasic for 0.1 to 5.0 s, tonic in more than half of a 30 s epoch (the detection rules that osg.be names for the method
  validated in Innsbruck).
* The cut-off of 32 % adds the flexors of both arms, which are not looked at here.

Notes
-----
Deviations: amplitude is the root mean square over 0.1 s, a new one each 0.05 s; the background is the tenth percentile
of half seconds over all of R (a chin that is tense through all of R therefore looks quiet: a lower bound). Mini-epochs
at breathing events and arousals and where the chin is dead are left out. At least 5 minutes of R must be left (ours).
Legs are not used: they tell poorly (AUC 0.81-0.85), and neither legs nor chin alone make the disorder.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from whytwitch.evidence.night.other_movements.chin import STEP_S, Chin
from whytwitch.evidence.night.other_movements.entry import NO_STAGES, entry
from whytwitch.evidence.night.rules import (
    ATONIA_ANY_SHARE,
    ATONIA_BURST_S,
    ATONIA_MINI_EPOCHS,
    ATONIA_PHASIC_AASM,
    ATONIA_TIMES_BACKGROUND,
    ATONIA_TONIC_SHARE,
)
from whytwitch.evidence.night.stages import Hypnogram

_EPOCH_S = 30.0
_MINI_S = 3.0
_MIN_R_MINUTES = 5.0
_BACKGROUND = 0.10
_HALF_S = 0.5
_SOURCE = "SINBAR: PubMed 22654203; AASM phasic rule: sfrms-app.fr; activity rule: osg.be/Solutions/REMSleepDisorder"
_RULE = "share of 3 s mini-epochs of R in which the chin is active, more than twice its background for 0.1 s and more"
_FRAME = (
    "Acting out dreams is judged from what somebody saw or a video shows, together with this; muscle activity alone, "
    "in the chin or in the legs, does not make REM sleep behaviour disorder."
)


def find(chin: Chin | None, hypnogram: Hypnogram, disturbed: Sequence[tuple[float, float]] = ()) -> dict[str, Any]:
    """Measure REM sleep without atonia.

    Parameters
    ----------
    chin : Chin or None
    hypnogram : Hypnogram
    disturbed : sequence of (float, float)
        From and to (seconds) of breathing events and arousals.

    Returns
    -------
    dict
        ``any_share``, ``phasic_share`` (mini-epochs), ``tonic_share``, ``phasic_aasm_share`` (30 s epochs),
        ``above_sinbar``, ``r_minutes`` judged, ``left_out`` mini-epochs, ``background_uv``; None where not worked out.
    """
    empty: dict[str, Any] = dict.fromkeys(
        ("any_share", "phasic_share", "tonic_share", "phasic_aasm_share", "above_sinbar", "r_minutes", "background_uv")
    )
    why = _reason(chin, hypnogram)
    if why or chin is None:
        return entry(None, source=_SOURCE, rule=_RULE, why=why, left_out=0, **empty)
    rows = _epochs(chin, hypnogram)
    minutes = len(rows) * _EPOCH_S / 60
    per = round(_HALF_S / STEP_S)
    halves = [np.sqrt((level.reshape(-1, per) ** 2).mean(axis=1)) for _, level in rows]
    pool = np.concatenate([half[np.isfinite(half)] for half in halves]) if rows else np.empty(0)
    if minutes < _MIN_R_MINUTES or not len(pool):
        why = f"only {minutes:g} minutes of R sleep have a usable chin, and at least {_MIN_R_MINUTES:g} are needed"
        return entry(None, source=_SOURCE, rule=_RULE, why=why, left_out=0, **empty)
    background = float(np.quantile(pool, _BACKGROUND))
    found = judge(rows, background, disturbed, chin.leak_s)
    if found["judged"] * _MINI_S < _MIN_R_MINUTES * 60:
        why = "too little of R sleep is free of breathing events, arousals and dead stretches"
        return entry(None, source=_SOURCE, rule=_RULE, why=why, left_out=found["left_out"], **empty)
    above = found["any_share"] >= ATONIA_ANY_SHARE
    text = (
        f"The chin was active in {100 * found['any_share']:.0f} % of the mini-epochs of R sleep; the SINBAR cut-off is "
        f"{100 * ATONIA_ANY_SHARE:.0f} %. {_FRAME}"
    )
    made = entry([], source=_SOURCE, rule=_RULE, text=text, left_out=found["left_out"])
    made["count"] = found["active"]
    made |= {name: round(found[name], 4) for name in ("any_share", "phasic_share", "tonic_share", "phasic_aasm_share")}
    made |= {
        "above_sinbar": above,
        "r_minutes": round(found["judged"] * _MINI_S / 60, 2),
        "background_uv": round(background, 3),
    }
    return made


def judge(
    rows: Sequence[tuple[float, npt.NDArray[np.float64]]],
    background: float,
    disturbed: Sequence[tuple[float, float]] = (),
    leak_s: float = 0.0,
) -> dict[str, Any]:
    """Apply the rules to epochs of R.

    Parameters
    ----------
    rows : sequence of (float, ndarray of float, shape (600,))
        Start (seconds) and strength for each 0.05 s of one 30 s epoch.
    background : float
        Microvolt.
    disturbed : sequence of (float, float)
        Seconds that are not judged.
    leak_s : float
        See :class:`whytwitch.evidence.night.other_movements.chin.Chin`.

    Returns
    -------
    dict
        ``judged``, ``left_out``, ``active`` (mini-epochs) and the four shares.
    """
    per = round(_MINI_S / STEP_S)
    judged = left_out = active = phasic = tonic_epochs = phasic_epochs = whole = 0
    for start, level in rows:
        usable = np.isfinite(level).reshape(-1, per).all(axis=1)
        for k in range(len(usable)):
            a, b = start + k * _MINI_S, start + (k + 1) * _MINI_S
            usable[k] &= not any(x < b and y > a for x, y in disturbed)
        with np.errstate(invalid="ignore"):
            twice = level > ATONIA_TIMES_BACKGROUND[0] * background
            four = level >= ATONIA_TIMES_BACKGROUND[1] * background
        bursts, longer = _held(twice, leak_s)
        is_tonic = bool(twice.mean() > ATONIA_TONIC_SHARE)
        own = bursts.reshape(-1, per).any(axis=1)
        held = (bursts | longer).reshape(-1, per).any(axis=1)
        judged += int(usable.sum())
        left_out += int((~usable).sum())
        phasic += int((own & usable).sum())
        active += int((held & usable).sum())
        if usable.all():
            whole += 1
            tonic_epochs += is_tonic
            strong, _ = _held(four, leak_s)
            phasic_epochs += int(strong.reshape(-1, per).any(axis=1).sum() >= ATONIA_PHASIC_AASM)
    return {
        "judged": judged,
        "left_out": left_out,
        "active": active,
        "any_share": active / judged if judged else 0.0,
        "phasic_share": phasic / judged if judged else 0.0,
        "tonic_share": tonic_epochs / whole if whole else 0.0,
        "phasic_aasm_share": phasic_epochs / whole if whole else 0.0,
    }


def _held(high: npt.NDArray[np.bool_], leak_s: float) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return where the chin is high for 0.1 to 5 s, and where it is for longer."""
    phasic, longer = np.zeros(len(high), dtype=bool), np.zeros(len(high), dtype=bool)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], high, [False]]).astype(np.int8)))
    for a, b in edges.reshape(-1, 2):
        length = (b - a) * STEP_S - leak_s
        if length >= ATONIA_BURST_S[0] - 1e-9:
            (phasic if length <= ATONIA_BURST_S[1] + 1e-9 else longer)[a:b] = True
    return phasic, longer


def _epochs(chin: Chin, hypnogram: Hypnogram) -> list[tuple[float, npt.NDArray[np.float64]]]:
    """Return the 30 s epochs of R with a recorded chin."""
    out = []
    size = round(_EPOCH_S / STEP_S)
    assert size == ATONIA_MINI_EPOCHS * round(_MINI_S / STEP_S)
    for span in hypnogram.spans:
        if span.stage != "R":
            continue
        for k in range(int((span.to_s - span.from_s) / _EPOCH_S + 1e-6)):
            start = span.from_s + k * _EPOCH_S
            level = chin.between(start, start + _EPOCH_S)
            if len(level) == size:
                out.append((start, level))
    return out


def _reason(chin: Chin | None, hypnogram: Hypnogram) -> str | None:
    if chin is None:
        return "no chin EMG was found; legs alone cannot tell"
    if not chin.usable:
        return chin.why or "the chin EMG cannot be used"
    if not hypnogram:
        return NO_STAGES
    if not hypnogram.hours("R"):
        return "no R sleep was staged"
    return None
