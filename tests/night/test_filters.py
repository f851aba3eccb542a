"""The filter is SciPy's Butterworth; a running mean is a running mean; hum goes and movements stay."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, sosfilt, sosfilt_zi

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
