"""May this signal be staged at all? The staging program answers whatever it is given; noise gets stages too.

Notes
-----
All limits here are ours (expert judgement), and each is far from what a sleeping brain shows. They were set on made-up
signals and on one public excerpt; ``docs/night/staging.md`` tells the figures. Two ideas do most of the work:

* **Shape.** The power of scalp EEG falls with frequency; that of electronic noise does not and that of muscle rises.
* **Change.** In a sleeping person the *shape* of the spectrum changes from one half minute to the next by far more than
  chance. Noise of a fixed colour changes by chance only: for a spectrum summed over ``n`` frequencies the logarithm of
  its power has a standard deviation of ``sqrt(1/n)``. Ratios of bands are compared, so noise of changing strength is
  caught as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

EPOCH_S = 30
#: The staging program was trained on whole nights only (yasa 0.8.1, notes of SleepStaging); shorter is refused.
MIN_MINUTES = 30.0
SHORT_HOURS = 3.0
MIN_RATE_HZ = 80.0
_GOOD_SHARE = 0.5
_FLAT_UV = 0.5
_HUGE_UV = 1000.0
_TYPICAL_UV = (3.0, 250.0)
_CLIPPED_SHARE = 0.02
_EQUAL_SHARE = 0.5
_MAINS_SHARE = 0.9
_SLOPE_MAX = -0.4
_LINE_SHARE = 0.7
_CHANGE_MIN = 2.0
_BANDS = ((0.5, 4.0), (4.0, 8.0), (8.0, 12.0), (12.0, 16.0), (16.0, 30.0))
_CHUNK = 64

Array = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Verdict:
    """What the gate says.

    Parameters
    ----------
    refused : str
        Why the signal must not be staged, in words; empty when it may be.
    good : ndarray of bool, shape (epochs,)
        Epochs of 30 s in which the signal looks like EEG.
    typical_uv : float or None
        Median standard deviation of an epoch in microvolt, 0.5-30 Hz.
    slope : float or None
        Median slope of the logarithm of power over that of frequency, 2-30 Hz.
    change : float or None
        How much the shape of the spectrum changes from epoch to epoch, in units of what chance alone gives.
    too_short : bool
        Whether the recording itself is too short, so that no other channel will do either.
    """

    refused: str
    good: npt.NDArray[np.bool_]
    typical_uv: float | None = None
    slope: float | None = None
    change: float | None = None
    too_short: bool = False


def judge(signal: Array, rate_hz: float, *, clipped: npt.NDArray[np.bool_] | None = None) -> Verdict:
    """Judge one EEG channel.

    Parameters
    ----------
    signal : ndarray of float, shape (samples,)
        Microvolt, whole epochs of 30 s, unfiltered.
    rate_hz : float
        Samples per second.
    clipped : ndarray of bool, shape (samples,), optional
        Samples at the recorder's limit.

    Returns
    -------
    Verdict
    """
    size = round(EPOCH_S * rate_hz)
    n = len(signal) // size
    good = np.zeros(n, dtype=bool)
    if rate_hz < MIN_RATE_HZ:
        return Verdict(f"it has {rate_hz:g} samples a second, and staging needs {MIN_RATE_HZ:g}", good)
    if n * EPOCH_S < MIN_MINUTES * 60:
        return Verdict(
            f"{n * EPOCH_S / 60:g} minutes are too short: at least {MIN_MINUTES:g} are needed, and the staging program "
            "was made for whole nights",
            good,
            too_short=True,
        )
    if not np.isfinite(signal[:: max(1, len(signal) // 4096)]).all():
        return Verdict("it holds values that are no numbers", good)
    figures = _figures(signal, rate_hz, size, n, clipped)
    flat = (figures["uv"] < _FLAT_UV) | (figures["equal"] > _EQUAL_SHARE)
    clip = figures["clipped"] > _CLIPPED_SHARE
    huge = figures["uv"] > _HUGE_UV
    hum = figures["mains"] > _MAINS_SHARE
    line = figures["line"] > _LINE_SHARE
    steep = figures["slope"] <= _SLOPE_MAX
    good = ~(flat | clip | huge | hum | line)
    typical = float(np.median(figures["uv"][~flat])) if (~flat).any() else None
    slope = float(np.median(figures["slope"][~flat])) if (~flat).any() else None
    for mask, why in (
        (flat, "the channel is flat: electrode or cable off"),
        (clip, "the signal is stuck at the limit of the recorder"),
        (hum, "mains hum covers the signal: electrode probably off"),
    ):
        if mask.mean() > _GOOD_SHARE:
            return Verdict(why, good, typical, slope)
    if typical is None or not _TYPICAL_UV[0] <= typical <= _TYPICAL_UV[1]:
        shown = "nothing" if typical is None else f"{typical:.3g} uV"
        return Verdict(
            f"its typical size of {shown} is none that a scalp EEG has ({_TYPICAL_UV[0]:g} to {_TYPICAL_UV[1]:g} uV): "
            "the unit may be wrong",
            good,
            typical,
            slope,
        )
    if line.mean() > _GOOD_SHARE:
        return Verdict("almost all of it is one single frequency, as of a test signal", good, typical, slope)
    if (~steep).mean() > _GOOD_SHARE:
        return Verdict(
            "its power does not fall with frequency as that of EEG does; it looks like noise or muscle",
            good,
            typical,
            slope,
        )
    if good.mean() < _GOOD_SHARE:
        return Verdict(f"only {100 * good.mean():.0f} % of it can be used", good, typical, slope)
    change = _change(figures["bands"][good], rate_hz)
    if change < _CHANGE_MIN:
        return Verdict(
            "its spectrum does not change through the recording by more than chance, as noise does and sleep does not",
            good,
            typical,
            slope,
            change,
        )
    return Verdict("", good, typical, slope, change)


def _figures(
    signal: Array, rate_hz: float, size: int, n: int, clipped: npt.NDArray[np.bool_] | None
) -> dict[str, npt.NDArray[np.float64]]:
    """Return the figures of each epoch."""
    freqs = np.fft.rfftfreq(size, 1 / rate_hz)
    taper = np.hanning(size)
    out = {name: np.zeros(n) for name in ("uv", "equal", "clipped", "mains", "line", "slope")}
    out["bands"] = np.zeros((n, len(_BANDS)))
    inside = (freqs >= 0.5) & (freqs <= 30)
    mains = np.zeros(len(freqs), dtype=bool)
    for f in (50.0, 60.0):
        for k in (1, 2, 3, 4):
            mains |= np.abs(freqs - f * k) <= 1.0
    places = [(freqs >= a) & (freqs < b) for a, b in _BANDS]
    edges = np.geomspace(2, 30, 13)
    steps = [(freqs >= a) & (freqs < b) for a, b in pairwise(edges)]
    logs = np.log(np.sqrt(edges[:-1] * edges[1:]))
    logs -= logs.mean()
    for a in range(0, n, _CHUNK):
        b = min(n, a + _CHUNK)
        rows = np.asarray(signal[a * size : b * size], dtype=np.float64).reshape(-1, size)
        out["equal"][a:b] = (rows[:, 1:] == rows[:, :-1]).mean(axis=1)
        if clipped is not None:
            out["clipped"][a:b] = clipped[a * size : b * size].reshape(-1, size).mean(axis=1)
        power = np.abs(np.fft.rfft((rows - rows.mean(axis=1, keepdims=True)) * taper)) ** 2
        power[:, freqs < 0.3] = 0.0
        band = power[:, inside].sum(axis=1)
        out["uv"][a:b] = np.sqrt(2 * band / (size * (taper**2).sum()))
        out["mains"][a:b] = power[:, mains].sum(axis=1) / np.maximum(power.sum(axis=1), 1e-12)
        tops = power.copy()
        tops[:, ~inside] = 0.0
        sums = tops + np.roll(tops, 1, axis=1) + np.roll(tops, -1, axis=1)
        out["line"][a:b] = sums.max(axis=1) / np.maximum(band, 1e-12)
        level = np.log(np.stack([power[:, s].mean(axis=1) for s in steps], axis=1) + 1e-9)
        out["slope"][a:b] = level @ logs / (logs @ logs)
        out["bands"][a:b] = np.log(np.stack([power[:, p].sum(axis=1) for p in places], axis=1) + 1e-9)
    return out


def _change(bands: npt.NDArray[np.float64], rate_hz: float) -> float:
    """Return the spread of band ratios over epochs, in units of the spread that fixed noise has by chance."""
    counts = np.array([EPOCH_S * (b - a) for a, b in _BANDS]) / 1.5  # a Hann window leaves about 1/1.5 of the freedom
    ratios = []
    for i in range(len(_BANDS)):
        for j in range(i):
            chance = np.sqrt(1 / counts[i] + 1 / counts[j])
            x = bands[:, i] - bands[:, j]
            low, high = np.quantile(x, (0.1, 0.9))
            ratios.append((high - low) / 2.563 / chance)
    return float(np.median(ratios))
