"""Nights that nobody tuned for: rates, units, hum, pops, heartbeats, lost electrodes, restless rest, recorded EMG."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.night.truth import agree, found_in

from whytwitch.evidence.night import score_night
from whytwitch.evidence.night.simulate import Burst, Plan, restless_night, series, write

BASE = restless_night(7, 1.0)
CASES: dict[str, dict[str, Any]] = {
    "100 Hz": {"rate_hz": 100},
    "128 Hz": {"rate_hz": 128},
    "200 Hz, hum": {"rate_hz": 200, "mains_hz": 50, "mains_uv": 30},
    "256 Hz": {},
    "500 Hz": {"rate_hz": 500},
    "512 Hz in mV, hum of 60 Hz": {"rate_hz": 512, "unit": "mV", "mains_hz": 60, "mains_uv": 60},
    "in V": {"unit": "V"},
    "weak hum": {"mains_hz": 50, "mains_uv": 3},
    "pops": {"pops_per_h": 60},
    "pops of 10 mV": {"pops_per_h": 30, "pop_uv": 10_000, "range_uv": 5000},
    "heart 55": {"beats_per_min": 55, "beat_uv": 60},
    "heart 70": {"beats_per_min": 70, "beat_uv": 30},
    "heart 130": {"beats_per_min": 130, "beat_uv": 30},
    "one leg": {"labels": {"left": "Leg/L"}},
    "rest 0.5": {"rest_uv": 0.5},
    "rest 3": {"rest_uv": 3.0},
    "rest 5": {"rest_uv": 5.0},
    "rest raised for minutes": {"raised_rest": [(1000, 1300, 5), (1700, 2600, 8), (2900, 2990, 12)]},
}


def check(night: dict, truth: dict, *, f1: float = 0.99, onset: float = 0.050, end: float = 0.100) -> None:
    for side, planned in truth["movements"].items():
        got = agree(planned, found_in(night, side))
        assert got.f1 >= f1, (side, got.missed[:5], got.invented[:5])
        assert got.onset_p95 <= onset, side
        assert got.end_p95 <= end, side


@pytest.mark.parametrize("name", CASES)
def test_made_noise(tmp_path: Path, name: str) -> None:
    plan = replace(BASE, **CASES[name])
    truth = write(plan, tmp_path / "night.edf")
    check(score_night(tmp_path / "night.edf"), truth)


@pytest.mark.parametrize("strength", [14.0, 30.0, 200.0])
@pytest.mark.parametrize("length", [0.6, 2.0])
def test_strength_and_length(tmp_path: Path, strength: float, length: float) -> None:
    bursts = [replace(b, rms_uv=strength, duration_s=length) for b in BASE.bursts]
    truth = write(replace(BASE, bursts=bursts), tmp_path / "night.edf")
    check(score_night(tmp_path / "night.edf"), truth)


@cache
def texture(folder: Path, name: str, rate_hz: int) -> np.ndarray:
    """A recorded EMG in the band, at the wanted rate."""
    from scipy.signal import butter, resample_poly, sosfiltfilt

    if name == "surface":
        x = np.loadtxt(folder / "biosppy-emg.txt", comments="#")
        x, rate = (x[:, -1] if x.ndim > 1 else x), 1000
    else:
        x, rate = np.fromfile(folder / f"emg_{name}.dat", "<i2").astype(float), 4000
    sos = butter(4, [10, min(100, 0.45 * rate_hz)], "band", fs=rate, output="sos")
    step = Fraction(rate_hz, rate)
    return resample_poly(sosfiltfilt(sos, x - x.mean()), step.numerator, step.denominator)


@pytest.mark.parametrize("rate_hz", [100, 256, 512])
def test_recorded_surface_emg_as_noise_and_as_movement(shared: Path, tmp_path: Path, rate_hz: int) -> None:
    plan = replace(BASE, rate_hz=rate_hz)
    truth = write(plan, tmp_path / "night.edf", texture(shared / "recordings/emg", "surface", rate_hz))
    check(score_night(tmp_path / "night.edf"), truth)


@pytest.mark.parametrize("name", ["healthy", "neuropathy"])
def test_recorded_needle_emg_is_spiky_and_ends_are_less_exact(shared: Path, tmp_path: Path, name: str) -> None:
    truth = write(BASE, tmp_path / "night.edf", texture(shared / "recordings/emg", name, 256))
    check(score_night(tmp_path / "night.edf"), truth, onset=0.4, end=0.9)


def test_real_timing_of_a_scored_night(shared: Path, tmp_path: Path) -> None:
    scored = score_night(shared / "recordings/events/noxturnal-night-2.csv")
    bursts = [Burst("left", m["onset_s"], m["duration_s"]) for m in scored["lms"]]
    stages = [(s["from_s"], s["to_s"] - s["from_s"], s["stage"]) for s in scored["sleep"]["stages"]]
    plan = Plan(hours=7.2, rate_hz=100, bursts=bursts, stages=stages, labels={"left": "LAT"}, seed=5)
    truth = write(plan, tmp_path / "night.edf")
    night = score_night(tmp_path / "night.edf")
    check(night, truth)
    for edition in ("wasm2016", "aasm3"):
        assert night["editions"][edition]["indices"]["counts"]["plms"] == 4


def test_a_lost_electrode_hides_what_it_hides_and_no_more(tmp_path: Path) -> None:
    plan = replace(BASE, lead_off=[(1500, 1900, "left")])
    truth = write(plan, tmp_path / "night.edf")
    night = score_night(tmp_path / "night.edf")
    assert [(s["from_s"], s["to_s"], s["leg"]) for s in night["unscorable"]] == [(1500.0, 1900.0, "left")]
    truth["movements"]["left"] = [m for m in truth["movements"]["left"] if m[1] < 1500 or m[0] > 1900]
    check(night, truth)
    assert night["recording"]["legs"][0]["scorable_h"] == pytest.approx(1.0 - 400 / 3600, abs=1e-3)


def test_no_interval_goes_through_a_time_in_which_no_leg_was_seen(tmp_path: Path) -> None:
    plan = Plan(
        bursts=series("left", 100, 3, 25) + series("left", 200, 3, 25),
        lead_off=[(155, 190, "left"), (155, 190, "right")],
        stages=[(0, 3600, "N2")],
    )
    write(plan, tmp_path / "night.edf")
    night = score_night(tmp_path / "night.edf")
    assert len(night["lms"]) == 6
    assert not night["editions"]["wasm2016"]["series"]


SILENT = {
    "quiet": {},
    "heart": {"beats_per_min": 75, "beat_uv": 40},
    "hum": {"mains_hz": 50, "mains_uv": 40},
    "pops": {"pops_per_h": 100},
    "steps of rest": {"raised_rest": [(600, 1200, 4), (2000, 2700, 9)]},
}


@pytest.mark.parametrize("name", SILENT)
def test_silence_has_no_movements(tmp_path: Path, name: str) -> None:
    write(Plan(**SILENT[name], stages=[(0, 3600, "N2")]), tmp_path / "night.edf")
    night = score_night(tmp_path / "night.edf")
    # two pops within half a second are one spiky rise by the letter of AASM 3, but nothing in WASM 2016 and no series
    assert not [m for m in night["lms"] if m["morphology"] or name != "pops"]
    assert night["editions"]["wasm2016"]["indices"]["clm_per_h"] == 0.0
    assert night["editions"]["aasm3"]["indices"]["plms_per_h"] == 0.0


def test_the_last_movement_may_touch_the_end(tmp_path: Path) -> None:
    plan = Plan(hours=0.1, bursts=series("left", 358.5 - 90, 4, 30), stages=[(0, 360, "N2")])
    write(plan, tmp_path / "night.edf")
    night = score_night(tmp_path / "night.edf")
    assert night["editions"]["wasm2016"]["indices"]["counts"]["plms"] == 4


def test_the_same_seed_gives_the_same_file(tmp_path: Path) -> None:
    write(BASE, tmp_path / "a.edf")
    write(restless_night(7, 1.0), tmp_path / "b.edf")
    assert (tmp_path / "a.edf").read_bytes() == (tmp_path / "b.edf").read_bytes()
