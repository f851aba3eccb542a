"""Rhythmic stretches of EEG: the coefficient of variation of the envelope (CVE).

The envelope of Gaussian noise has a coefficient of variation of sqrt(4/pi - 1) = 0.523, whatever its band and size;
an oscillation of steady size has less (Hidalgo et al., IEEE Trans Biomed Eng 2023, doi 10.1109/TBME.2022.3213840).

Notes
-----
Deviations: the paper describes whole epochs of the alpha rhythm; here windows of 5 s and three bands from 2.5 to
11.5 Hz are looked at. The sigma band is left out, because spindles are rhythmic by nature. "Rhythmic" is a CVE under
0.2, which noise of these bands reaches in fewer than 1 of 1000 windows (measured), *and* a power of at least 4 times
the band's usual one at control moments (ours). Windows in wake are not judged: the alpha rhythm of wake is rhythmic.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

BANDS_HZ = ((2.5, 5.5), (4.5, 8.5), (7.5, 11.5))
WINDOW_S = 5.0
CVE_NOISE = float(np.sqrt(4 / np.pi - 1))
CVE_RHYTHMIC = 0.2
POWER_TIMES = 4.0
_MARGIN_S = 1.0

Array = npt.NDArray[np.float64]


def measure(signal: Array, rate_hz: float) -> list[tuple[float, float]]:
    """Return CVE and power (square microvolt) of each band.

    Parameters
    ----------
    signal : ndarray of float, shape (samples,)
        Microvolt; 1 s at either end is used for the filter only.
    rate_hz : float

    Returns
    -------
    list of (float, float)
        One pair for each band of ``BANDS_HZ``.
    """
    x = np.asarray(signal, dtype=np.float64)
    x = (x - x.mean()) * _taper(len(x), rate_hz)
    spectrum = np.fft.fft(x)
    freqs = np.fft.fftfreq(len(x), 1 / rate_hz)
    margin = int(_MARGIN_S * rate_hz)
    out = []
    for low, high in BANDS_HZ:
        analytic = np.fft.ifft(np.where((freqs >= low) & (freqs <= high), 2 * spectrum, 0))[margin:-margin]
        envelope = np.abs(analytic)
        mean = float(envelope.mean())
        out.append((float(envelope.std() / mean) if mean > 0 else CVE_NOISE, float((envelope**2).mean() / 2)))
    return out


def judge(measured: Sequence[tuple[float, float]], typical: Sequence[float]) -> tuple[int, float] | None:
    """Return band number and CVE of the most rhythmic band, or None when none is rhythmic and strong enough."""
    found = [
        (cve, k)
        for k, ((cve, power), usual) in enumerate(zip(measured, typical, strict=True))
        if cve < CVE_RHYTHMIC and power >= POWER_TIMES * usual
    ]
    return (min(found)[1], min(found)[0]) if found else None


def _taper(n: int, rate_hz: float) -> Array:
    out = np.ones(n)
    m = max(1, int(0.5 * rate_hz))
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(m) / m)
    out[:m] = ramp
    out[-m:] = ramp[::-1]
    return out
