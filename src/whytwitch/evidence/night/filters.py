"""From digital values to microvolt in the EMG band, without mains hum.

Notes
-----
Deviations from the rule books, which only name recording filters: the band is 10-100 Hz (a causal Butterworth filter of
second order at each end; its delay in the band is under 10 ms). Mains hum is not notched out, because a notch rings
after each burst and would move its end; its amplitude and phase are estimated second by second, smoothed by a median
over neighbours, and subtracted.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from whytwitch.evidence.night.rules import BAND_HZ

Signal = npt.NDArray[np.float32]

_CHUNK = 1 << 18
_MAINS_HZ = (50.0, 60.0)
_PROBES = 24
_PROBE_S = 4.0
_LINE_OVER_FLOOR = 25.0
_SMOOTH_BLOCKS = 11


def to_band(digital: npt.NDArray[np.integer], gain_uv: float, rate_hz: float) -> Signal:
    """Convert to microvolt and filter to the EMG band.

    Parameters
    ----------
    digital : ndarray of int, shape (n,)
        Samples without a gap.
    gain_uv : float
        Microvolt for one digital step.
    rate_hz : float
        Samples per second.

    Returns
    -------
    ndarray of float32, shape (n,)
        Microvolt.
    """
    from scipy.signal import butter, sosfilt, sosfilt_zi

    low, high = BAND_HZ
    sos = butter(2, low, "high", fs=rate_hz, output="sos")
    if rate_hz > 2.2 * high:
        sos = np.vstack([sos, butter(2, high, "low", fs=rate_hz, output="sos")])
    sos = sos.astype(np.float32)
    out = np.empty(len(digital), dtype=np.float32)
    if not len(digital):
        return out
    start = np.float32(float(digital[0]) * gain_uv)
    state = (sosfilt_zi(sos.astype(float)) * start).astype(np.float32)
    for a in range(0, len(digital), _CHUNK):
        x = digital[a : a + _CHUNK].astype(np.float32)
        x *= np.float32(gain_uv)
        out[a : a + _CHUNK], state = sosfilt(sos, x, zi=state)
    return out


def remove_mains(y: Signal, rate_hz: float) -> tuple[float | None, npt.NDArray[np.float32] | None]:
    """Find mains hum and subtract it in place.

    Parameters
    ----------
    y : ndarray of float32, shape (n,)
        Microvolt; changed in place.
    rate_hz : float
        Samples per second.

    Returns
    -------
    mains_hz : float or None
        50 or 60 when hum was found and removed.
    amplitude : ndarray of float32, shape (seconds,), or None
        Peak amplitude of the fundamental in microvolt, second by second.
    """
    found: float | None = None
    strength = 0.0
    for mains in _MAINS_HZ:
        ratio = _line_strength(y, rate_hz, mains)
        if ratio > max(strength, _LINE_OVER_FLOOR):
            found, strength = mains, ratio
    if found is None:
        return None, None
    amplitude = None
    for k in range(1, 8):
        f = k * found
        if f > min(rate_hz / 2 - 3, 3.0 * BAND_HZ[1]):
            break
        if k == 1 or _line_strength(y, rate_hz, f) > _LINE_OVER_FLOOR:
            level = _subtract_line(y, rate_hz, f)
            amplitude = level if k == 1 else amplitude
    return found, amplitude


def _line_strength(y: Signal, rate_hz: float, f: float) -> float:
    """Return the strongest ratio of the power at ``f`` to that of its neighbourhood over some probes in the night."""
    n = int(_PROBE_S * rate_hz)
    if f >= rate_hz / 2 - 3 or len(y) < n:
        return 0.0
    window = np.hanning(n).astype(np.float32)
    freqs = np.fft.rfftfreq(n, 1 / rate_hz)
    line = np.abs(freqs - f) <= 0.5
    floor = (np.abs(freqs - f) > 1.5) & (np.abs(freqs - f) < 8) & (freqs > 8)
    ratios = []
    for a in np.linspace(0, len(y) - n, min(_PROBES, max(1, len(y) // n))).astype(int):
        power = np.abs(np.fft.rfft(y[a : a + n] * window)) ** 2
        base = float(np.median(power[floor])) if floor.any() else 0.0
        if base > 0:
            ratios.append(float(power[line].max()) / base)
    if not ratios:
        return 0.0
    ratios.sort()
    return ratios[-max(1, len(ratios) // 6)]


def _subtract_line(y: Signal, rate_hz: float, f: float) -> npt.NDArray[np.float32]:
    """Subtract one spectral line in place; return its amplitude (peak, microvolt) for each second."""
    block = round(rate_hz)
    n = len(y) // block
    if n < 3:
        return np.zeros(0, dtype=np.float32)
    t = np.arange(block) / rate_hz
    turn = np.exp(-2j * np.pi * f * t).astype(np.complex64)
    starts = np.arange(n) * block / rate_hz
    phase0 = np.exp(-2j * np.pi * ((f * starts) % 1.0))
    c = (y[: n * block].reshape(n, block) @ turn) * (2.0 / block) * phase0
    # The true frequency is f + df: successive seconds turn by df. A robust mean of that turn, minute by minute.
    step = c[1:] * np.conj(c[:-1])
    step = step / np.maximum(np.abs(step), 1e-9)
    drift = np.angle(_median_complex(np.concatenate([step[:1], step]), 121))
    winding = np.cumsum(drift)
    level = _median_complex(c * np.exp(-1j * winding), _SMOOTH_BLOCKS) * np.exp(1j * winding)
    for a in range(0, n, 512):
        b = min(n, a + 512)
        wave = level[a:b, None] * np.conj(phase0[a:b, None])
        # within a second the phase keeps turning with the drift; the block value holds at the block's middle
        inner = np.exp(1j * drift[a:b, None] * (t[None, :] * rate_hz / block - 0.5))
        y[a * block : b * block] -= (wave * np.conj(turn)[None, :] * inner).real.astype(np.float32).reshape(-1)
    return np.abs(level).astype(np.float32)


def _median_complex(z: npt.NDArray, size: int) -> npt.NDArray:
    from scipy.ndimage import median_filter

    size = min(size, len(z) | 1)
    return median_filter(z.real, size, mode="nearest") + 1j * median_filter(z.imag, size, mode="nearest")
