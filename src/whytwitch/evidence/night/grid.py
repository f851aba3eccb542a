"""One leg's EMG on a coarse clock: energies, resting level, what is noise, without heartbeats and pops."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from whytwitch.evidence.night import ecg, filters, heart, rest
from whytwitch.evidence.night.rules import BAND_HZ, END_ABOVE_REST_UV

_STEP_HZ = 64.0
WINDOWS_S = (0.05, 0.1, 0.2, 0.3)
SIGMAS_END = 3.3
_BEAT_WINDOW_S = 0.045
_BESIDE_S = 0.12
_MOSTLY = 0.5
_MEAN_OVER_MEDIAN = 1.25
_PATCH = 1 << 16
#: Windows of up to so many steps are added up step by step; longer ones by running sums.
_ADDED_UP = 4
_QUIET_RATIO = 1.6
_QUIET_PIECES = 400
_HIGH_QUANTILE = 0.95
_HIGH_SIGMAS = 1.645


class Grid:
    """Energies on a clock of about 64 steps a second, and the samples behind them.

    Parameters
    ----------
    y : ndarray of float32, shape (n,)
        EMG in the band, microvolt; changed in place where beats and pops are taken out.
    rate_hz : float
        Samples per second.
    """

    def __init__(self, y: filters.Signal, rate_hz: float) -> None:
        self.y = y
        self.rate_hz = rate_hz
        self.hop = max(1, round(rate_hz / _STEP_HZ))
        self.n = len(y) // self.hop
        self.per_second = rate_hz / self.hop
        self._fill_energy()
        self.rest: npt.NDArray[np.float32] | None = None
        self.quiet: list[tuple[int, int]] = []
        self._spread: dict[float, float] = {}
        high = min(BAND_HZ[1], rate_hz / 2)
        self.bandwidth = 0.6 * (high - BAND_HZ[0])  # EMG does not fill its band evenly

    def _fill_energy(self) -> None:
        self.energy = np.empty(self.n, dtype=np.float32)
        share = np.full(self.hop, 1 / self.hop, dtype=np.float32)
        for a in range(0, self.n, _PATCH // 4):
            b = min(self.n, a + _PATCH // 4)
            np.dot(np.square(self.y[a * self.hop : b * self.hop]).reshape(b - a, self.hop), share, out=self.energy[a:b])

    def power(self, window_s: float, start: int = 0, stop: int | None = None) -> npt.NDArray[np.float32]:
        """Return the mean square over a window centred on each step from ``start`` to ``stop``, microvolt squared."""
        size = max(1, round(window_s * self.per_second))
        stop = self.n if stop is None else stop
        if size == 1:
            return self.energy[start:stop].copy()
        out = np.empty(stop - start, dtype=np.float32)
        for a in range(start, stop, _PATCH):
            self._running_mean(size, a, min(stop, a + _PATCH), out[a - start : a - start + _PATCH])
        return out

    def _running_mean(self, size: int, start: int, stop: int, out: npt.NDArray[np.float32]) -> None:
        """Put the mean energy of ``size`` steps around each step into ``out``; the night's ends cut the window."""
        before, behind = _around(size)
        a, b = max(0, start - before), min(self.n, stop + behind)
        first, last = min(a + before, stop), max(b - behind, start)  # steps whose window is whole
        if last > first:
            whole = out[first - start : last - start]
            if size <= _ADDED_UP:
                np.add(self.energy[a : a + len(whole)], self.energy[a + 1 : a + 1 + len(whole)], out=whole)
                for k in range(2, size):
                    whole += self.energy[a + k : a + k + len(whole)]
                whole /= np.float32(size)
            else:
                sums = np.zeros(b - a + 1)
                np.cumsum(self.energy[a:b], out=sums[1:])
                whole[:] = (sums[size:] - sums[:-size])[: len(whole)] / size
        for k in (*range(start, first), *range(max(last, first), stop)):
            out[k - start] = self.energy[max(0, k - before) : k + behind + 1].mean()

    def track_rest(self, dead: npt.NDArray[np.bool_]) -> None:
        """Work out the resting level of each step, and remember some quiet stretches."""
        size = max(1, round(rest.PIECE_S * self.per_second))
        m = max(1, self.n // size)
        usable = self.energy[: m * size].reshape(m, -1) if self.n >= size else self.energy.reshape(1, -1)
        bad = dead[: m * size].reshape(m, -1) if self.n >= size else dead.reshape(1, -1)
        level_of = np.sqrt(usable.mean(axis=1, dtype=np.float64))
        gone = np.asarray(bad.any(axis=1))
        level = rest.track(level_of, ~gone)
        if np.isnan(level).all():
            return
        calm = np.flatnonzero((level_of < _QUIET_RATIO * level) & ~gone)
        calm = calm[:: max(1, len(calm) // _QUIET_PIECES)]
        self.quiet = [(int(i) * size, min(self.n, int(i + 1) * size)) for i in calm]
        self.rest = np.empty(self.n, dtype=np.float32)
        whole = min(self.n, m * size)
        self.rest[:whole] = np.repeat(level.astype(np.float32), size)[:whole]
        self.rest[whole:] = level[-1]

    def take_out_beats(self, dead: npt.NDArray[np.bool_]) -> int:
        """Take heartbeats out and bring electrode pops down to rest; return how many heartbeats there were."""
        assert self.rest is not None
        height = self._height()
        found = ecg.beats(height, self._above_rough_rest(height), 1 / self.per_second)
        if not found and not ecg.may_hold_pops(height):
            return 0
        spikes = list(found)
        cores: list[tuple[int, int]] = []
        if found:
            cores = heart.cancel(self.y, self.rate_hz, [(a * self.hop, b * self.hop) for a, b in found])
            self._fill_energy()
            self.track_rest(dead)  # with a fast heart every half second of rest held a beat
            self._spread.clear()
            height = self._height()
            spikes += [(a // self.hop, -(-b // self.hop)) for a, b in cores]
        noise = np.float32(SIGMAS_END * self.spread(_BEAT_WINDOW_S))
        over = height > self.rest + np.maximum(np.float32(END_ABOVE_REST_UV), noise * self.rest)
        spikes = [one for one in set(spikes) if self._stands_alone(*one, over)]
        for a, b in sorted({*spikes, *ecg.pops(height, over, 1 / self.per_second)}):
            self._bring_down(max(0, a - 1), min(self.n, b + 1))
        return max(len(cores), len(found))

    def _height(self) -> npt.NDArray[np.float32]:
        height = self.power(_BEAT_WINDOW_S)
        return np.sqrt(height, out=height)

    def _above_rough_rest(self, height: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
        """Say where a short root mean square stands above a resting level that many short spikes do not raise."""
        size = max(1, round(rest.PIECE_S * self.per_second))
        minute = size * max(1, round(60.0 / rest.PIECE_S))
        noise = SIGMAS_END * 0.5 / np.sqrt(self.bandwidth * _BEAT_WINDOW_S)
        over = np.zeros(self.n, dtype=bool)
        for a in range(0, self.n, minute):
            own = self.energy[a : a + minute]
            rows = own[: len(own) // size * size].reshape(-1, size)
            middle = np.partition(rows, size // 2, axis=1)[:, size // 2] if len(rows) else np.median(own, keepdims=True)
            quarter = np.partition(middle, len(middle) // 4)[len(middle) // 4]
            level = float(np.sqrt(quarter * _MEAN_OVER_MEDIAN))
            over[a : a + minute] = height[a : a + minute] > level + max(END_ABOVE_REST_UV, noise * level)
        return over

    def _stands_alone(self, a: int, b: int, over: npt.NDArray[np.bool_]) -> bool:
        """Say whether there is rest on both sides of a spike, so that it is not part of a movement."""
        reach = max(1, round(_BESIDE_S * self.per_second))
        sides = [slice(max(0, a - reach), max(0, a - 1)), slice(min(self.n, b + 1), min(self.n, b + reach))]
        return all(over[s].mean() < _MOSTLY for s in sides if s.stop > s.start)

    def _bring_down(self, a: int, b: int) -> None:
        """Scale steps ``a`` to ``b`` so that they are no louder than rest."""
        assert self.rest is not None
        factor = np.minimum(1.0, self.rest[a:b] / np.maximum(np.sqrt(self.energy[a:b]), 1e-6))
        self.energy[a:b] *= factor**2
        self.y[a * self.hop : b * self.hop] *= np.repeat(factor, self.hop)

    def spread(self, window_s: float) -> float:
        """Return how much the root mean square of rest varies over a window, relative to itself.

        At least what pure noise of this bandwidth would do; more where rest is measured to be more uneven (single motor
        units that keep firing), up to four times as much.
        """
        if window_s not in self._spread:
            assert self.rest is not None
            pure = 0.5 / np.sqrt(self.bandwidth * window_s)
            measured = 0.0
            if self.quiet:
                middle, high = np.quantile(self._quiet_ratio(window_s), (0.5, _HIGH_QUANTILE))
                measured = float(high / max(middle, 1e-6) - 1.0) / _HIGH_SIGMAS
            self._spread[window_s] = float(min(max(pure, measured), 4.0 * pure))
        return self._spread[window_s]

    def _quiet_ratio(self, window_s: float) -> npt.NDArray[np.float32]:
        """Return the root mean square over a window in the quiet stretches, as a multiple of rest."""
        assert self.rest is not None
        size = max(1, round(window_s * self.per_second))
        before, behind = _around(size)
        length = self.quiet[0][1] - self.quiet[0][0]
        inner: list[int] = []
        ratios: list[npt.NDArray[np.float32]] = []
        for a, b in self.quiet:
            if a >= before and b + behind <= self.n and b - a == length:
                inner.append(a)
            else:
                ratios.append(np.sqrt(self.power(window_s, a, b)) / self.rest[a:b])
        if inner:
            starts = np.array(inner)[:, None]
            around = self.energy[starts + np.arange(-before, length + behind)]
            sums = np.zeros((len(inner), around.shape[1] + 1))
            np.cumsum(around, axis=1, out=sums[:, 1:])
            mean = (sums[:, size:] - sums[:, :-size]) / size
            ratios.append((np.sqrt(mean) / self.rest[starts + np.arange(length)]).astype(np.float32).ravel())
        return np.concatenate(ratios)

    def above(self, limit_uv: float, sigmas: float) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint8]]:
        """Say where the EMG is ``limit_uv`` above rest, with as short a window as the noise of rest allows.

        Returns
        -------
        mask : ndarray of bool, shape (n,)
        window : ndarray of uint8, shape (n,)
            Which of the windows was used at each step.
        """
        assert self.rest is not None
        mask = np.zeros(self.n, dtype=bool)
        used = np.full(self.n, len(WINDOWS_S) - 1, dtype=np.uint8)
        left = np.ones(self.n, dtype=bool)
        for k, window in enumerate(WINDOWS_S):
            noise = np.float32(sigmas * self.spread(window))
            last = k == len(WINDOWS_S) - 1
            fits = left if last else left & (self.rest <= np.float32(limit_uv) / noise)
            if not fits.any():
                continue
            used[fits] = k
            left = left & ~fits
            for a, b in _patches(fits):
                limit = np.maximum(np.float32(limit_uv), noise * self.rest[a:b])
                limit += self.rest[a:b]
                limit *= limit
                mask[a:b] |= fits[a:b] & (self.power(window, a, b) > limit)
            if not left.any():
                break
        return mask, used


def _around(size: int) -> tuple[int, int]:
    """Return how many steps of a window lie before its middle step, and how many behind."""
    return size // 2, size - size // 2 - 1


def _patches(mask: npt.NDArray[np.bool_], step: int = _PATCH) -> list[tuple[int, int]]:
    """Return the pieces of a long mask that hold something, so that work is done in bounded pieces."""
    return [(a, min(len(mask), a + step)) for a in range(0, len(mask), step) if mask[a : a + step].any()]
