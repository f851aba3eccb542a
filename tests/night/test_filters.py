"""The filter is SciPy's Butterworth; a running mean is a running mean; hum goes and movements stay."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, sosfilt, sosfilt_zi

from whytwitch.evidence.night import movements
from whytwitch.evidence.night.filters import remove_mains, to_band
from whytwitch.evidence.night.grid import Grid


@pytest.mark.parametrize("rate", [100, 200, 256, 512, 2000])
def test_the_band_equals_scipy_sample_by_sample(rate: int) -> None:
    rng = np.random.default_rng(1)
    digital = (rng.standard_normal(rate * 200) * 100 + 5000).astype(np.int16)
    parts = [butter(3, 10, "high", fs=rate, output="sos")]
    if rate > 220:
        parts.append(butter(2, 100, "low", fs=rate, output="sos"))
    sos = np.vstack(parts)
    x = digital * 0.05
    expected, _ = sosfilt(sos, x, zi=sosfilt_zi(sos) * x[0])
    assert np.abs(to_band(digital, 0.05, rate) - expected).max() < 2e-4


@pytest.mark.parametrize("window", [0.05, 0.1, 0.2, 0.3])
def test_the_running_mean_over_pieces_is_one_running_mean(window: float) -> None:
    y = np.random.default_rng(2).standard_normal(256 * 3000).astype(np.float32)
    grid = Grid(y, 256)
    size = round(window * grid.per_second)
    expected = uniform_filter1d(grid.energy.astype(float), size, mode="nearest")
    got = grid.power(window)
    inner = slice(size, -size)
    assert np.allclose(got[inner], expected[inner], rtol=1e-5)
    assert np.allclose(grid.power(window, 1000, 1500), got[1000:1500], rtol=1e-5)
    assert len(got) == grid.n
    assert np.isfinite(got).all()


@pytest.mark.parametrize(("rate", "f"), [(200, 50), (256, 50), (512, 60)])
def test_hum_goes_and_movements_stay(rate: int, f: int) -> None:
    rng = np.random.default_rng(3)
    t = np.arange(rate * 300) / rate
    rest = rng.standard_normal(len(t)) * 1.5
    rest[rate * 100 : rate * 102] *= 20
    y = (rest + 30 * np.sin(2 * np.pi * (f + 0.03) * t)).astype(np.float32)
    found, amplitude = remove_mains(y, rate)
    assert found == f
    assert amplitude is not None
    assert np.median(amplitude) == pytest.approx(30, rel=0.05)
    assert np.sqrt(np.mean((y - rest)[rate * 20 : -rate * 20] ** 2)) < 0.5


def test_no_hum_is_left_alone() -> None:
    y = np.random.default_rng(4).standard_normal(256 * 300).astype(np.float32)
    before = y.copy()
    assert remove_mains(y, 256) == (None, None)
    assert (y == before).all()


@pytest.mark.parametrize(
    ("rate", "mains"), [(100, 50.0), (100, 60.0), (120, 60.0), (80, 50.0), (128, 60.0), (250, 50.0)]
)
def test_hum_that_was_sampled_too_slowly_neither_makes_nor_hides_movements(rate: int, mains: float) -> None:
    # at 100 Hz, 60 Hz stand at 40 Hz, and 50 Hz are a slowly beating line at half the rate
    rng = np.random.default_rng(4)
    t = np.arange(600 * rate) / rate
    x = 2.0 * rng.standard_normal(len(t)) + 50.0 * np.sin(2 * np.pi * (mains + 0.013) * t + 1.0)
    moves = [20.0 + 25.0 * k for k in range(22)]
    for on in moves:
        white = rng.standard_normal(round(1.5 * rate) + 1)
        x[round(on * rate) : round((on + 1.5) * rate)] += 21.0 * (white[1:] + white[:-1])  # EMG fades towards 100 Hz
    found = movements.detect(np.round(x * 10).astype(np.int16), gain_uv=0.1, rate_hz=rate, limits=(-32768, 32767))
    assert found.mains_hz == mains
    assert [f[0] for f in found.movements] == pytest.approx(moves, abs=0.08)
    assert [f[1] for f in found.movements] == pytest.approx([on + 1.5 for on in moves], abs=0.15)
