"""Small made-up nights with exact truth: for the examples, for tests, and for trying things out.

The same plan and seed give the same file. The noise may be made here (band-limited, Gaussian) or be given: a real EMG
recording serves as texture for rest and for movements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_UNIT_UV = {"uV": 1.0, "mV": 1e3, "V": 1e6}
_EDGE_S = 0.01


@dataclass(frozen=True)
class Burst:
    """One planned movement.

    Parameters
    ----------
    leg : {"left", "right"}
    onset_s, duration_s : float
        Seconds.
    rms_uv : float
        Strength in microvolt, root mean square.
    """

    leg: str
    onset_s: float
    duration_s: float
    rms_uv: float = 30.0


@dataclass(frozen=True)
class Plan:
    """Everything that a made-up night contains.

    Parameters
    ----------
    hours : float
        Length.
    bursts : sequence of Burst
        The movements.
    stages : sequence of (float, float, str)
        Onset and duration in seconds, and stage (``W N1 N2 N3 R``).
    breathing, arousals : sequence of (float, float)
        Onset and duration in seconds.
    rate_hz : int
        Samples per second.
    unit : {"uV", "mV", "V"}
        Unit in which the file is written.
    labels : mapping
        Side → channel label; one entry makes a one-leg night.
    rest_uv : float
        Resting level, root mean square.
    raised_rest : sequence of (float, float, float)
        From, to (seconds), level in microvolt.
    mains_hz, mains_uv : float
        Mains hum and its peak amplitude; 0 for none.
    beats_per_min, beat_uv : float
        Heartbeats in the left leg's channel and their peak amplitude; 0 for none.
    pops_per_h, pop_uv : float
        Electrode pops: sudden steps that decay within a fifth of a second.
    lead_off : sequence of (float, float, str)
        From, to (seconds) and side of a lost electrode: the channel is flat.
    range_uv : float
        Physical range of the file on either side of zero.
    seed : int
    """

    hours: float = 1.0
    bursts: Sequence[Burst] = ()
    stages: Sequence[tuple[float, float, str]] = ()
    breathing: Sequence[tuple[float, float]] = ()
    arousals: Sequence[tuple[float, float]] = ()
    rate_hz: int = 256
    unit: str = "uV"
    labels: Mapping[str, str] = field(default_factory=lambda: {"left": "LAT", "right": "RAT"})
    rest_uv: float = 1.5
    raised_rest: Sequence[tuple[float, float, float]] = ()
    mains_hz: float = 0.0
    mains_uv: float = 0.0
    beats_per_min: float = 0.0
    beat_uv: float = 0.0
    pops_per_h: float = 0.0
    pop_uv: float = 2000.0
    lead_off: Sequence[tuple[float, float, str]] = ()
    range_uv: float = 1000.0
    seed: int = 1


def series(
    leg: str, start_s: float, count: int, interval_s: float, duration_s: float = 1.5, rms_uv: float = 30.0
) -> list[Burst]:
    """Return a regular series of movements of one leg."""
    return [Burst(leg, start_s + i * interval_s, duration_s, rms_uv) for i in range(count)]


def restless_night(seed: int = 1, hours: float = 2.0) -> Plan:
    """Plan a night with many periodic movements, as in restless legs: the one that the examples use.

    Parameters
    ----------
    seed : int
    hours : float
        At least 1.

    Returns
    -------
    Plan
    """
    rng = np.random.default_rng(seed)
    epochs = int(hours * 120)
    names = ["W"] * 20 + ["N1"] * 6
    while len(names) < epochs - 10:
        names += ["N2"] * 40 + ["N3"] * 24 + ["N2"] * 20 + ["R"] * 16 + ["W"] * 2
    names = names[: epochs - 10] + ["W"] * 10
    bursts: list[Burst] = []
    t = 900.0
    while t < hours * 3600 - 400:
        for i in range(int(rng.integers(6, 25))):
            if t > hours * 3600 - 330:
                break
            leg = "left" if i % 3 else "right"
            length = float(rng.uniform(0.8, 3.5))
            strength = float(rng.uniform(20, 80))
            bursts.append(Burst(leg, round(t, 3), round(length, 3), round(strength, 1)))
            if rng.random() < 0.3:
                other = "right" if leg == "left" else "left"
                bursts.append(Burst(other, round(t + 0.1, 3), round(length, 3), round(strength, 1)))
            t += min(60.0, max(12.0, float(rng.normal(26, 5))))
        t += float(rng.uniform(120, 300))
    woken = [(round(b.onset_s + b.duration_s + 0.2, 3), 5.0) for b in bursts[::5]]
    return Plan(
        hours=hours,
        bursts=bursts,
        stages=[(30.0 * i, 30.0, name) for i, name in enumerate(names)],
        arousals=woken,
        seed=seed,
    )


def signals(plan: Plan, texture: Array | None = None) -> dict[str, Array]:
    """Make the signals of a plan.

    Parameters
    ----------
    plan : Plan
    texture : ndarray of float, shape (n,), optional
        A recorded EMG at the plan's rate; rest and movements are made of random pieces of it, scaled.

    Returns
    -------
    dict of str to ndarray of float, shape (samples,)
        Side → microvolt.
    """
    rng = np.random.default_rng(plan.seed)
    n = int(plan.hours * 3600 * plan.rate_hz)
    out = {}
    for side in plan.labels:
        x = plan.rest_uv * _noise(n, plan.rate_hz, rng, texture)
        for a, b, level in plan.raised_rest:
            i, j = int(a * plan.rate_hz), int(b * plan.rate_hz)
            x[i:j] *= level / plan.rest_uv
        for one in plan.bursts:
            if one.leg == side:
                _add(x, one, plan.rate_hz, rng, texture)
        if plan.beats_per_min and side == "left":
            _add_beats(x, plan, rng)
        for at in rng.uniform(0, plan.hours * 3600, rng.poisson(plan.pops_per_h * plan.hours)):
            i = int(at * plan.rate_hz)
            m = min(n - i, plan.rate_hz)
            x[i : i + m] += rng.choice([-1, 1]) * plan.pop_uv * np.exp(-np.arange(m) / (0.04 * plan.rate_hz))
        if plan.mains_hz and plan.mains_uv:
            t = np.arange(n) / plan.rate_hz
            drift = 0.02 * np.sin(2 * np.pi * t / 600.0)
            x += plan.mains_uv * np.sin(2 * np.pi * (plan.mains_hz * t + drift) + rng.uniform(0, 6))
        for a, b, which in plan.lead_off:
            if which == side:
                x[int(a * plan.rate_hz) : int(b * plan.rate_hz)] = 0.0
        out[side] = np.clip(x, -plan.range_uv, plan.range_uv)
    return out


def write(plan: Plan, path: str | Path, texture: Array | None = None) -> dict[str, Any]:
    """Write a plan as an EDF+ file with its stages and events as annotations.

    Parameters
    ----------
    plan : Plan
    path : str or Path
        The file; an existing one is replaced.
    texture : ndarray of float, optional
        See :func:`signals`.

    Returns
    -------
    dict
        The truth: ``movements`` by side (list of onset and end in seconds), ``sleep_h``.
    """
    from edfio import Edf, EdfAnnotation, EdfSignal

    factor = _UNIT_UV[plan.unit]
    limits = (-plan.range_uv / factor, plan.range_uv / factor)
    made = [
        EdfSignal(
            x / factor,
            plan.rate_hz,
            label=plan.labels[side],
            physical_dimension=plan.unit,
            physical_range=limits,
        )
        for side, x in signals(plan, texture).items()
    ]
    notes = [EdfAnnotation(on, length, f"Sleep stage {stage}") for on, length, stage in plan.stages]
    notes += [EdfAnnotation(on, length, "Obstructive apnea") for on, length in plan.breathing]
    notes += [EdfAnnotation(on, length, "EEG arousal") for on, length in plan.arousals]
    notes.sort(key=lambda a: a.onset)
    Edf(made, annotations=notes).write(str(path))
    return {
        "movements": {
            side: sorted((b.onset_s, b.onset_s + b.duration_s) for b in plan.bursts if b.leg == side)
            for side in plan.labels
        },
        "sleep_h": sum(length for _, length, stage in plan.stages if stage != "W") / 3600.0,
    }


def _noise(n: int, rate_hz: int, rng: np.random.Generator, texture: Array | None) -> Array:
    """Return noise of unit root mean square."""
    from scipy.signal import butter, sosfilt

    if texture is not None:
        out = np.empty(n)
        piece = min(len(texture), 4 * rate_hz)
        fade = rate_hz // 8
        at = 0
        while at < n:
            start = int(rng.integers(0, len(texture) - piece + 1))
            part = texture[start : start + piece] * rng.choice([-1, 1])
            m = min(piece, n - at)
            out[at : at + m] = part[:m] / max(float(np.sqrt(np.mean(part**2))), 1e-12)
            at += piece - fade
        return out / np.sqrt(np.mean(out**2))
    high = min(100.0, 0.45 * rate_hz)
    sos = butter(4, [10, high], "band", fs=rate_hz, output="sos")
    x = sosfilt(sos, rng.standard_normal(n + rate_hz))[rate_hz:]
    return x / x.std()


def _add(x: Array, one: Burst, rate_hz: int, rng: np.random.Generator, texture: Array | None) -> None:
    i, m = round(one.onset_s * rate_hz), round(one.duration_s * rate_hz)
    m = min(m, len(x) - i)
    if m <= 0:
        return
    edge = max(1, min(round(_EDGE_S * rate_hz), m // 4))
    shape = np.ones(m)
    shape[:edge] = np.linspace(0, 1, edge)
    shape[-edge:] = np.linspace(1, 0, edge)
    x[i : i + m] += one.rms_uv * _noise(m, rate_hz, rng, texture) * shape


def _add_beats(x: Array, plan: Plan, rng: np.random.Generator) -> None:
    m = round(0.06 * plan.rate_hz)
    wave = plan.beat_uv * np.sin(2 * np.pi * 25 * np.arange(m) / plan.rate_hz) * np.hanning(m)
    at = 0.5
    while at < plan.hours * 3600 - 1:
        i = int(at * plan.rate_hz)
        x[i : i + m] += wave
        at += 60.0 / plan.beats_per_min * float(rng.normal(1, 0.04))
