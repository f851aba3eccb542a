"""Made-up EEG, eye and chin signals of a night: for tests and for trying things out, never a measure of accuracy.

Each stage gets what the scoring manual's pictures show: alpha and muscle in wake, theta in N1, spindles and K-complexes
in N2, large slow waves in N3, low mixed frequencies with eye movements and a silent chin in R. Real EEG is richer; that
a program stages these signals shows that the plumbing works and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

#: Microvolt (root mean square) of delta, theta, alpha, sigma and beta, and of 1/f noise.
_BANDS = ((0.5, 3.0), (4.0, 8.0), (8.5, 11.5), (12.0, 15.0), (16.0, 30.0))
_LEVELS = {
    "W": (4.0, 4.0, 14.0, 2.0, 5.0, 6.0),
    "N1": (7.0, 8.0, 4.0, 2.0, 3.0, 6.0),
    "N2": (13.0, 8.0, 3.0, 2.5, 2.0, 7.0),
    "N3": (42.0, 9.0, 3.0, 2.0, 1.5, 8.0),
    "R": (6.0, 7.5, 3.0, 1.5, 3.0, 5.0),
}
_CHIN_UV = {"W": 20.0, "N1": 8.0, "N2": 5.0, "N3": 4.0, "R": 1.2}


def ordinary_night(hours: float = 7.0) -> list[tuple[float, float, str]]:
    """Return stages (onset, duration, stage) of a night with cycles of about 90 minutes."""
    names = ["W"] * 24 + ["N1"] * 6
    cycle = 0
    while len(names) < hours * 120 - 12:
        deep = max(0, 60 - 20 * cycle)
        names += ["N2"] * 40 + ["N3"] * deep + ["N2"] * (20 + 10 * cycle) + ["R"] * (14 + 10 * cycle)
        names += ["W"] * 4 + ["N1"] * 4
        cycle += 1
    names = names[: int(hours * 120) - 12] + ["W"] * 12
    return [(30.0 * i, 30.0, name) for i, name in enumerate(names)]


def head_signals(stages: Sequence[tuple[float, float, str]], rate_hz: float, seed: int = 1) -> dict[str, Array]:
    """Make EEG, eye and chin signals.

    Parameters
    ----------
    stages : sequence of (float, float, str)
        Onset, duration (seconds) and stage, without gaps from second 0.
    rate_hz : float
        Samples per second, at least 80.
    seed : int

    Returns
    -------
    dict of str to ndarray of float, shape (samples,)
        ``eeg``, ``eog`` and ``chin`` in microvolt.
    """
    rng = np.random.default_rng(seed)
    n = round((stages[-1][0] + stages[-1][1]) * rate_hz)
    label = np.zeros(n, dtype=int)
    order = list(_LEVELS)
    for on, length, stage in stages:
        label[round(on * rate_hz) : round((on + length) * rate_hz)] = order.index(stage)
    smooth = max(1, int(2 * rate_hz))

    def level(values: Sequence[float]) -> Array:
        wanted = np.asarray(values)[label]
        return np.convolve(wanted, np.ones(smooth) / smooth, mode="same")

    eeg = np.zeros(n)
    for k, (low, high) in enumerate(_BANDS):
        drift = np.exp(0.25 * _band(n, rate_hz, 0.002, 0.02, rng))
        eeg += level([_LEVELS[s][k] for s in order]) * drift * _band(n, rate_hz, low, high, rng)
    eeg += level([_LEVELS[s][5] for s in order]) * _pink(n, rate_hz, rng)
    _add_spindles(eeg, label == order.index("N2"), rate_hz, rng)
    eog = 0.4 * eeg + 4 * _band(n, rate_hz, 0.3, 8.0, rng)
    _add_eyes(eog, label == order.index("R"), rate_hz, rng, per_min=14)
    _add_eyes(eog, label == order.index("W"), rate_hz, rng, per_min=18)
    chin = level([_CHIN_UV[s] for s in order]) * _band(n, rate_hz, 10.0, min(100.0, 0.45 * rate_hz), rng)
    return {"eeg": eeg, "eog": eog, "chin": chin}


def write(
    path: str | Path,
    signals: dict[str, tuple[Array, float, str]],
    notes: Iterable[tuple[float, float, str]] = (),
) -> None:
    """Write signals as an EDF+ file.

    Parameters
    ----------
    path : str or Path
    signals : dict of str to (ndarray, float, str)
        Label → microvolt, samples per second, unit in which it is written (uV, mV or V).
    notes : iterable of (float, float, str)
        Onset, duration and text of annotations.
    """
    from edfio import Edf, EdfAnnotation, EdfSignal

    factor = {"uV": 1.0, "mV": 1e3, "V": 1e6}
    made = [
        EdfSignal(
            np.clip(x, -3000, 3000) / factor[unit],
            rate,
            label=label,
            physical_dimension=unit,
            physical_range=(-3000 / factor[unit], 3000 / factor[unit]),
        )
        for label, (x, rate, unit) in signals.items()
    ]
    Edf(made, annotations=[EdfAnnotation(*note) for note in sorted(notes)] or None).write(str(path))


def _band(n: int, rate_hz: float, low: float, high: float, rng: np.random.Generator) -> Array:
    """Return Gaussian noise of one band with unit root mean square."""
    spectrum = np.fft.rfft(rng.standard_normal(n))
    freqs = np.fft.rfftfreq(n, 1 / rate_hz)
    spectrum[(freqs < low) | (freqs > high)] = 0
    x = np.fft.irfft(spectrum, n)
    return x / x.std()


def _pink(n: int, rate_hz: float, rng: np.random.Generator) -> Array:
    spectrum = np.fft.rfft(rng.standard_normal(n))
    freqs = np.fft.rfftfreq(n, 1 / rate_hz)
    spectrum /= np.sqrt(np.maximum(freqs, 0.3))
    spectrum[freqs < 0.3] = 0
    x = np.fft.irfft(spectrum, n)
    return x / x.std()


def _add_spindles(eeg: Array, where: npt.NDArray[np.bool_], rate_hz: float, rng: np.random.Generator) -> None:
    """Add spindles (4 a minute, 12-14.5 Hz, 0.6-1.2 s) and K-complexes (1.5 a minute)."""
    places = np.flatnonzero(where)
    if not len(places):
        return
    for at in rng.choice(places, size=int(len(places) / rate_hz / 60 * 4)):
        m = min(int(rng.uniform(0.6, 1.2) * rate_hz), len(eeg) - at)
        if m > 4:
            t = np.arange(m) / rate_hz
            eeg[at : at + m] += rng.uniform(15, 28) * np.hanning(m) * np.sin(2 * np.pi * rng.uniform(12, 14.5) * t)
    for at in rng.choice(places, size=int(len(places) / rate_hz / 60 * 1.5)):
        m = min(int(0.9 * rate_hz), len(eeg) - at)
        if m > 4:
            t = np.linspace(0, 1, m)
            eeg[at : at + m] += rng.uniform(60, 120) * np.sin(2 * np.pi * t) * -np.hanning(m)


def _add_eyes(
    eog: Array, where: npt.NDArray[np.bool_], rate_hz: float, rng: np.random.Generator, *, per_min: float
) -> None:
    places = np.flatnonzero(where)
    for at in rng.choice(places, size=int(len(places) / rate_hz / 60 * per_min)) if len(places) else []:
        m = min(int(rng.uniform(0.3, 0.8) * rate_hz), len(eog) - at)
        if m > 4:
            eog[at : at + m] += rng.choice([-1, 1]) * rng.uniform(60, 160) * np.hanning(m)
