"""What may be staged and what is refused, and why. All signals are made up, or the public excerpt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from whytwitch.evidence.night import montage, simulate_eeg
from whytwitch.evidence.night.read import edf
from whytwitch.evidence.night.staging.gate import judge

RATE = 128.0
HOUR = int(3600 * RATE)
T = np.arange(HOUR) / RATE


def noise(slope: float, *, rms: float = 25.0, seed: int = 1) -> np.ndarray:
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(HOUR))
    freqs = np.fft.rfftfreq(HOUR, 1 / RATE)
    spectrum *= np.maximum(freqs, 0.3) ** (-slope / 2)
    x = np.fft.irfft(spectrum, HOUR)
    return rms * x / x.std()


@pytest.fixture(scope="module")
def night() -> np.ndarray:
    return simulate_eeg.head_signals(simulate_eeg.ordinary_night(2.0), RATE)["eeg"]


def test_a_made_up_night_passes(night: np.ndarray) -> None:
    verdict = judge(night, RATE)
    assert verdict.refused == ""
    assert verdict.good.all()
    assert verdict.change is not None
    assert verdict.change > 4


@pytest.mark.parametrize("slope", [0.0, 0.3, 0.6, 1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_noise_of_any_colour_is_refused(slope: float, seed: int) -> None:
    x = noise(slope, seed=seed)
    assert judge(x, RATE).refused
    changing = x * np.repeat(np.exp(np.random.default_rng(seed).normal(0, 0.6, 120)), HOUR // 120)
    assert judge(changing, RATE).refused


@pytest.mark.parametrize(
    ("signal", "why"),
    [
        (np.zeros(HOUR), "flat"),
        (np.full(HOUR, 40.0), "flat"),
        (300 * np.sin(2 * np.pi * 50 * T) + noise(1.5), "mains hum"),
        (30 * np.sin(2 * np.pi * 10 * T), "single frequency"),
        (noise(1.5, rms=25e3), "unit may be wrong"),
        (noise(1.5, rms=1.5), "unit may be wrong"),
        (noise(1.5)[: int(1799 * RATE)], "too short"),
        (np.full(HOUR, np.nan), "no numbers"),
    ],
    ids=["zeros", "constant", "hum", "sine", "mV as uV", "too small", "too short", "nan"],
)
def test_refused(signal: np.ndarray, why: str) -> None:
    assert why in judge(signal, RATE).refused


def test_a_slow_channel_is_refused(night: np.ndarray) -> None:
    assert "samples a second" in judge(night, 64.0).refused


def test_a_clipped_channel_is_refused(night: np.ndarray) -> None:
    clipped = np.clip(night * 8, -100, 100)
    assert "limit of the recorder" in judge(clipped, RATE, clipped=np.abs(clipped) >= 100).refused


def test_dead_half_minutes_are_marked(night: np.ndarray) -> None:
    x = night.copy()
    x[int(600 * RATE) : int(900 * RATE)] = 0.0
    good = judge(x, RATE).good
    assert not good[20:30].any()
    assert good[:20].all()
    assert good[30:].all()


def test_the_public_excerpt_is_too_short(shared: Path) -> None:
    file = edf.open_edf(shared / "recordings/polysomnography/sleep-edf-five-minutes.edf")
    lead = montage.find(file.signals, file.record_s, rate_min_hz=80).eeg[0]
    (signal,), _ = montage.read(file, [lead])
    assert lead.label == "EEG Fpz-Cz"
    assert "5 minutes are too short" in judge(signal, 100.0).refused
