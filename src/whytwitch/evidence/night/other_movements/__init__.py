"""Other movements of the night whose rules have a source. Counts and times, never a diagnosis.

Each rule stands in a module of its own with its source: :mod:`.rhythm` (high-frequency leg movements, hypnagogic foot
tremor), :mod:`.brief` (excessive fragmentary myoclonus, sleep starts), :mod:`.large` (large muscle group movements) and
:mod:`.atonia` (REM sleep without atonia). Rules known only from memory (ALMA, rhythmic movements, bruxism) stay out.
``docs/night/other-movements.md`` shows each rule by example.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from whytwitch.evidence.night.other_movements import atonia, brief, large, rhythm
from whytwitch.evidence.night.other_movements.chin import Chin
from whytwitch.evidence.night.other_movements.rhythm import rhythmic
from whytwitch.evidence.night.stages import Hypnogram
from whytwitch.model.night import Candidate

__all__ = ["Burst", "find", "rhythmic"]

Burst = tuple[float, float, float]


def find(
    bursts: Mapping[str, Sequence[Burst]],
    candidates: Sequence[Candidate],
    hypnogram: Hypnogram,
    chin: Chin | None = None,
    disturbed: Sequence[tuple[float, float]] = (),
) -> dict[str, Any]:
    """Look for the other movements.

    Parameters
    ----------
    bursts : mapping of str to sequence of (float, float, float)
        Side → onset and end in seconds and peak in microvolt: every rise of 8 uV above rest in one leg, also those too
        short for a leg movement.
    candidates : sequence of Candidate
        Those of WASM 2016.
    hypnogram : Hypnogram
    chin : Chin, optional
        The chin EMG; without it what needs a chin is None and says why.
    disturbed : sequence of (float, float)
        Breathing events and arousals: REM sleep in them is not judged.

    Returns
    -------
    dict
        Name → ``count``, ``spans`` (from, to, leg), ``source``, ``rule`` and ``text`` in words; ``count`` is None when
        it cannot be worked out, and ``why`` says why. Empty when there was no signal.
    """
    if not bursts:
        return {}
    found = {
        "high_frequency_leg_movements": rhythm.high_frequency(bursts, hypnogram),
        "hypnagogic_foot_tremor": rhythm.foot_tremor(bursts, hypnogram),
        "large_muscle_group_movements": large.find(bursts, candidates, hypnogram, chin),
        "sleep_starts": brief.sleep_starts(bursts, hypnogram),
        "fragmentary_myoclonus": brief.fragmentary_myoclonus(bursts, hypnogram),
        "rem_without_atonia": atonia.find(chin, hypnogram, disturbed),
    }
    return {name: found[name] for name in sorted(found)}
