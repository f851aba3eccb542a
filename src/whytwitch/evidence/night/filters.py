"""From digital values to microvolt in the EMG band, without mains hum.

Notes
-----
Deviations from the rule books, which only name recording filters: the band is 10-100 Hz (causal Butterworth filters, of
third order below, so that sway and the slow tail of an electrode pop stay out, and of second order above; the delay at
the middle of the band is under 10 ms). Mains hum is not notched out, because a notch rings
after each burst and would move its end; its amplitude and phase are estimated second by second, smoothed by a median
over neighbours, and subtracted.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from whytwitch.evidence.night.rules import BAND_HZ

Signal = npt.NDArray[np.float32]

_BLOCK = 1 << 14
#: Several blocks are transformed in one call, which takes a third of the time.
_TOGETHER = 16
#: Each block is run in with at least this many samples and seconds, after which the filters have forgotten the past.
_RUN_IN = 256
_FORGETS_S = 0.6
_MAINS_HZ = (50.0, 60.0)
_PROBES = 24
_PROBE_S = 4.0
_LINE_OVER_FLOOR = 25.0
_SMOOTH_BLOCKS = 11
#: A line so near half the sampling rate and its mirror image cannot be told apart within a second.
_FROM_HALF_HZ = 1.0
_HALF_BLOCKS = 5


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
    run_in = max(_RUN_IN, int(_FORGETS_S * rate_hz))
    n = max(_BLOCK, 1 << (8 * run_in - 1).bit_length())
    response = _response(n, rate_hz) * np.float32(gain_uv)
    out = np.empty(len(digital), dtype=np.float32)
    step = n - run_in
    starts = range(0, len(digital), step)
    rows = min(_TOGETHER, len(starts))
    blocks, spectra = np.empty((rows, n), dtype=np.float32), np.empty((rows, n // 2 + 1), dtype=np.complex64)
    for first in range(0, len(starts), rows):
        some = starts[first : first + rows]
        for block, a in zip(blocks, some, strict=False):
            m = min(step, len(digital) - a)
            block[:run_in] = digital[a - run_in : a] if a else digital[0]
            block[run_in : run_in + m] = digital[a : a + m]
            block[run_in + m :] = block[run_in + m - 1]
            block -= block[0]  # the band holds no zero frequency, and small numbers keep their digits
        now, spectrum = blocks[: len(some)], spectra[: len(some)]
        np.fft.rfft(now, out=spectrum, norm="ortho")  # the other norms make NumPy 2 compute in double precision
        spectrum *= response
        np.fft.irfft(spectrum, n, out=now, norm="ortho")
        for block, a in zip(now, some, strict=True):
            m = min(step, len(digital) - a)
            out[a : a + m] = block[run_in : run_in + m]
    return out


def _response(n: int, rate_hz: float) -> npt.NDArray[np.complex64]:
    """Return the frequency response of the Butterworth filters at the frequencies of a real transform of length n."""
    low, high = BAND_HZ
    z = np.exp(-2j * np.pi * np.arange(n // 2 + 1) / n)
    out = _biquad("high", low, rate_hz, z, 1.0) * _first_order(low, rate_hz, z)  # third order
    if rate_hz > 2.2 * high:
        out = out * _biquad("low", high, rate_hz, z, np.sqrt(0.5))
    return out.astype(np.complex64)


def _biquad(kind: str, f: float, rate_hz: float, z: npt.NDArray[np.complex128], q: float) -> npt.NDArray[np.complex128]:
    """Return the response of a second-order section (bilinear transform) at ``z`` = exp(-i omega)."""
    k = np.tan(np.pi * f / rate_hz)
    norm = 1 / (1 + k / q + k * k)
    b = norm * (np.array([1.0, -2.0, 1.0]) if kind == "high" else k * k * np.array([1.0, 2.0, 1.0]))
    a = np.array([1.0, 2 * (k * k - 1) * norm, (1 - k / q + k * k) * norm])
    return np.polyval(b[::-1], z) / np.polyval(a[::-1], z)


def _first_order(f: float, rate_hz: float, z: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
    """Return the response of a first-order high-pass (bilinear transform) at ``z`` = exp(-i omega)."""
    k = np.tan(np.pi * f / rate_hz)
    return (1 - z) / ((1 + k) - (1 - k) * z)


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
        ratio = _line_strength(y, rate_hz, _seen_at(mains, rate_hz))
        if ratio > max(strength, _LINE_OVER_FLOOR):
            found, strength = mains, ratio
    if found is None:
        return None, None
    amplitude = None
    for k in range(1, 8):
        if k * found > max(found, min(rate_hz / 2 - 3, 3.0 * BAND_HZ[1])):
            break
        f = _seen_at(k * found, rate_hz)
        if k == 1 or _line_strength(y, rate_hz, f) > _LINE_OVER_FLOOR:
            near_half = f >= rate_hz / 2 - _FROM_HALF_HZ
            level = _subtract_at_half_rate(y, rate_hz) if near_half else _subtract_line(y, rate_hz, f)
            amplitude = level if k == 1 else amplitude
    return found, amplitude


def _seen_at(f: float, rate_hz: float) -> float:
    """Return where a line is seen that a recorder without a filter before it samples too slowly (60 Hz at 40)."""
    f %= rate_hz
    return min(f, rate_hz - f)


def _line_strength(y: Signal, rate_hz: float, f: float) -> float:
    """Return the strongest ratio of the power at ``f`` to that of its neighbourhood over some probes in the night."""
    n = int(_PROBE_S * rate_hz)
    if f < BAND_HZ[0] or len(y) < n:
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


def _subtract_at_half_rate(y: Signal, rate_hz: float) -> npt.NDArray[np.float32]:
    """Subtract in place a line at half the sampling rate, where it is a slowly changing number of alternating sign."""
    block = round(rate_hz)
    block -= block % 2
    n = len(y) // block
    if n < 3:
        return np.zeros(0, dtype=np.float32)
    sign = np.where(np.arange(block) % 2, -1.0, 1.0).astype(np.float32)
    level = _median_complex((y[: n * block].reshape(n, block) @ sign / block).astype(np.complex128), _HALF_BLOCKS).real
    middle = (np.arange(n) + 0.5) * block
    for a in range(0, n, 512):
        b = min(n, a + 512)
        at = np.arange(a * block, b * block) + 0.5
        y[a * block : b * block] -= np.interp(at, middle, level).astype(np.float32) * np.tile(sign, b - a)
    return np.abs(level).astype(np.float32)


def _median_complex(z: npt.NDArray, size: int) -> npt.NDArray:
    """Return a running median of real and imaginary parts, the ends repeated."""
    size = min(size, len(z) - 1 + len(z) % 2)  # odd, and not longer than what there is
    half = size // 2
    wide = np.concatenate([np.repeat(z[:1], half), z, np.repeat(z[-1:], half)])
    out = np.empty(len(z), dtype=np.complex128)
    for part, target in ((wide.real, out.real), (wide.imag, out.imag)):
        view = np.lib.stride_tricks.sliding_window_view(np.ascontiguousarray(part, dtype=np.float32), size)
        for a in range(0, len(view), 4096):
            target[a : a + 4096] = np.partition(view[a : a + 4096], half, axis=1)[:, half]
    return out
