"""Spike-like events in EEG: the envelope detector of Janca et al. 2015, as documented.

The signal is brought to 200 samples a second, filtered to 10-60 Hz and freed of mains. The logarithm of its Hilbert
envelope has a mean and a standard deviation in each window of 5 s (one each second); smoothed and interpolated they
describe the background as a log-normal distribution. Where the envelope exceeds 3.65 times the sum of that
distribution's mode and median, there is an event; events closer than 120 ms are one, at the highest envelope. The first
and last second are not analysed.

References
----------
Janca et al., Brain Topography 2015, doi 10.1007/s10548-014-0379-1; the authors' program spike_detector_hilbert (read,
not copied).

Notes
-----
Deviations: the detector was made for electrodes inside the head and is used on the scalp here. The filters act in one
Fourier transform, without phase; where the band does not fit below half the sampling rate its upper limit is left out;
both 50 and 60 Hz are notched. Of several maxima closer than 120 ms one is kept; the
background is interpolated in straight lines. Added by us for scalp EEG in sleep: an
event whose envelope stays above half its peak for more than 0.2 s is no spike or sharp wave (20 to 200 ms by the IFCN
criteria, doi 10.1212/NE9.0000000000200073) but a spindle or muscle, and an event in which the fast part of the band
(35 Hz and up) is as strong as the slow part is muscle.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

RATE_HZ = 200.0
_BAND_HZ = (10.0, 60.0)
_WINDOW_S = 5.0
_STEP_S = 1.0
_K1 = 3.65
_UNION_S = 0.12
_EDGE_S = 1.0
_WIDTH_MAX_S = 0.2
_FAST_HZ = 35.0
_MUSCLE_RATIO = 1.0

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Event:
    """One event.

    Parameters
    ----------
    at_s : float
        Seconds from the start of the signal.
    strength : float
        Envelope over threshold.
    kind : {"spike_like", "broad", "muscle"}
    """

    at_s: float
    strength: float
    kind: str


def find(signal: Array, rate_hz: float) -> list[Event]:
    """Find spike-like events in one stretch of one channel.

    Parameters
    ----------
    signal : ndarray of float, shape (samples,)
        Microvolt, without gaps.
    rate_hz : float
        Samples per second, at least 100.

    Returns
    -------
    list of Event
        In order of time; nothing for a stretch of less than 10 s.
    """
    x, rate = _to_rate(np.asarray(signal, dtype=np.float64), rate_hz)
    if len(x) < 2 * _WINDOW_S * rate:
        return []
    envelope = _envelope(x, rate)
    limit = _K1 * _background(envelope, rate)
    above = envelope > limit
    edge = int(_EDGE_S * rate)
    above[:edge] = above[-edge:] = False
    out = []
    for a, b in _groups(above, int(_UNION_S * rate)):
        at = a + int(np.argmax(envelope[a:b]))
        out.append(Event(at / rate, float(envelope[at] / limit[at]), _kind(x, envelope, at, rate)))
    return out


def _kind(x: Array, envelope: Array, at: int, rate: float) -> str:
    half = envelope[at] / 2
    left, right = at, at
    while left > 0 and envelope[left - 1] > half:
        left -= 1
    while right + 1 < len(envelope) and envelope[right + 1] > half:
        right += 1
    if (right - left) / rate > _WIDTH_MAX_S:
        return "broad"
    part = x[max(0, at - int(0.25 * rate)) : at + int(0.25 * rate)]
    power = np.abs(np.fft.rfft((part - part.mean()) * np.hanning(len(part)))) ** 2
    freqs = np.fft.rfftfreq(len(part), 1 / rate)
    slow = power[(freqs >= _BAND_HZ[0]) & (freqs < _FAST_HZ)].sum()
    fast = power[freqs >= _FAST_HZ].sum()
    return "muscle" if fast > _MUSCLE_RATIO * slow else "spike_like"


def _background(envelope: Array, rate: float) -> Array:
    """Return mode plus median of the log-normal background at each sample."""
    from scipy.signal import filtfilt

    size, step = int(_WINDOW_S * rate), int(_STEP_S * rate)
    logs = np.log(np.maximum(envelope, 1e-9))
    starts = np.arange(0, len(logs) - size + 1, step)
    sums = np.concatenate([[0.0], np.cumsum(logs)])
    squares = np.concatenate([[0.0], np.cumsum(logs**2)])
    mean = (sums[starts + size] - sums[starts]) / size
    variance = (squares[starts + size] - squares[starts]) / size - mean**2
    spread = np.sqrt(np.maximum(variance, 0) * size / (size - 1))
    k = round(_WINDOW_S / _STEP_S)
    if len(starts) > 3 * k:
        mean = filtfilt(np.ones(k) / k, 1, mean)
        spread = filtfilt(np.ones(k) / k, 1, spread)
    centres = starts + size // 2
    at = np.arange(len(logs))
    mean, spread = np.interp(at, centres, mean), np.interp(at, centres, spread)
    return np.exp(mean - spread**2) + np.exp(mean)


def _envelope(x: Array, rate: float) -> Array:
    """Return the Hilbert envelope of the filtered signal: filters forwards and backwards, all in one transform."""
    from scipy.fft import fft, ifft, next_fast_len

    n = int(next_fast_len(len(x)))
    spectrum = fft(x - x.mean(), n)
    return np.abs(ifft(spectrum * _response(n, rate)))[: len(x)]


@lru_cache(maxsize=8)
def _response(n: int, rate: float) -> Array:
    """Return the squared response of the filters, twice at positive and zero at negative frequencies."""
    from scipy.signal import cheb2ord, cheby2, freqz, iirnotch, sosfreqz

    nyquist = rate / 2
    angles = 2 * np.pi * np.arange(n // 2 + 1) / n
    order, stop = cheb2ord(_BAND_HZ[0] / nyquist, _BAND_HZ[0] / nyquist * 0.5, 6, 60)
    gain = np.abs(sosfreqz(cheby2(order, 60, stop, "high", output="sos"), angles)[1]) ** 2
    if _BAND_HZ[1] / nyquist + 0.1 < 1:
        order, stop = cheb2ord(_BAND_HZ[1] / nyquist, _BAND_HZ[1] / nyquist + 0.1, 6, 60)
        gain *= np.abs(sosfreqz(cheby2(order, 60, stop, "low", output="sos"), angles)[1]) ** 2
    for f in (50.0, 60.0):
        if f < 0.95 * nyquist:
            gain *= np.abs(freqz(*iirnotch(f, 50.0, rate), worN=angles)[1]) ** 2
    out = np.zeros(n)
    out[: n // 2 + 1] = 2 * gain
    out[0] = 0.0
    return out


def _to_rate(x: Array, rate: float) -> tuple[Array, float]:
    from fractions import Fraction

    from scipy.signal import resample_poly

    if rate <= RATE_HZ:
        return x, rate
    ratio = Fraction(RATE_HZ / rate).limit_denominator(500)
    return resample_poly(x, ratio.numerator, ratio.denominator), rate * ratio.numerator / ratio.denominator


def _groups(above: npt.NDArray[np.bool_], join: int) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], above, [False]]).astype(np.int8)))
    out: list[tuple[int, int]] = []
    for a, b in edges.reshape(-1, 2):
        if out and a - out[-1][1] < join:
            out[-1] = (out[-1][0], int(b))
        else:
            out.append((int(a), int(b)))
    return out
