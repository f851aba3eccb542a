"""EEG around the movements, on made-up signals with planted spikes, rhythms and jerk-locked potentials, and on noise.

Nothing here is an accuracy: the detectors are published ones, and the signals are simpler than a brain.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from whytwitch.evidence.night import score_night, simulate, simulate_eeg
from whytwitch.evidence.night.eeg import artefacts, average, rhythms, spikes
from whytwitch.evidence.night.eeg.around import one_sided
from whytwitch.evidence.night.eeg.head import eeg_around
from whytwitch.evidence.night.eeg.stereotypy import look
from whytwitch.evidence.night.stages import build
from whytwitch.model.night import Candidate

RATE = 128
HOURS = 1.1
STAGES = [(0.0, 300.0, "W"), (300.0, 300.0, "N1"), (600.0, 3000.0, "N2"), (3600.0, 360.0, "W")]
ONSETS = [700.0 + 40.0 * k for k in range(70)]


def planted_spike(x: np.ndarray, at: float, uv: float = 110.0, rate: int = RATE) -> None:
    """Add a sharp wave of 70 ms with a slow wave after it."""
    i, n, m = round(at * rate), round(0.07 * rate), round(0.25 * rate)
    x[i : i + n] -= uv * np.hanning(n)
    x[i + n : i + n + m] += 0.4 * uv * np.hanning(m)


def head(seed: int = 5) -> np.ndarray:
    return simulate_eeg.head_signals(STAGES, RATE, seed)["eeg"]


def record(path: Path, eeg: np.ndarray, onsets=tuple(ONSETS), **more) -> Path:
    plan = simulate.Plan(
        hours=HOURS, rate_hz=RATE, bursts=[simulate.Burst("left", t, 1.5, 40.0) for t in onsets], labels={"left": "LAT"}
    )
    notes = [(a, b, f"Sleep stage {s}") for a, b, s in STAGES]
    signals = {"C3-A2": (eeg, RATE, "uV"), "LAT": (simulate.signals(plan)["left"], RATE, "uV"), **more}
    simulate_eeg.write(path, signals, notes)
    return path


def test_spikes_are_found_and_noise_gives_none() -> None:
    x = head()
    at = np.arange(650.0, 3550.0, 40.0)
    before = Counter(e.kind for e in spikes.find(x, RATE))["spike_like"]
    for t in at:
        planted_spike(x, t)
    found = [e.at_s for e in spikes.find(x, RATE) if e.kind == "spike_like"]
    hit = sum(any(abs(f - t - 0.035) < 0.06 for f in found) for t in at)
    assert hit >= 0.75 * len(at)
    assert before <= 12  # in 66 minutes with 200 spindles and 75 K-complexes
    for colour in (0.0, 1.0, 2.0):
        spectrum = np.fft.rfft(np.random.default_rng(1).standard_normal(RATE * 600))
        freqs = np.maximum(np.fft.rfftfreq(RATE * 600, 1 / RATE), 0.3)
        noise = np.fft.irfft(spectrum * freqs ** (-colour / 2), RATE * 600)
        assert not [e for e in spikes.find(noise, RATE) if e.kind == "spike_like"]


def test_a_spindle_is_broad_and_muscle_is_muscle() -> None:
    rng = np.random.default_rng(2)
    x = 3 * rng.standard_normal(200 * 120)
    m = 200
    x[6000 : 6000 + m] += 60 * np.hanning(m) * np.sin(2 * np.pi * 13 * np.arange(m) / 200)
    x[12000:12020] += 150 * np.hanning(20) * np.sin(2 * np.pi * 55 * np.arange(20) / 200)
    kinds = {(29 < e.at_s < 32, 59 < e.at_s < 61): e.kind for e in spikes.find(x, 200.0)}
    assert kinds == {(True, False): "broad", (False, True): "muscle"}


@pytest.mark.parametrize("rate", [100.0, 128.0, 199.7, 256.0, 512.0])
def test_spikes_are_found_at_any_rate_and_at_the_right_time(rate: float) -> None:
    rng = np.random.default_rng(3)
    x = 8 * rng.standard_normal(int(60 * rate))
    planted_spike(x, 30.0, 200.0, round(rate))
    at = 30.0 * round(rate) / rate
    (event,) = [e for e in spikes.find(x, rate) if e.kind == "spike_like"]
    assert event.at_s == pytest.approx(at + 0.035, abs=0.05)


def test_noise_is_not_rhythmic_and_an_oscillation_is() -> None:
    rng = np.random.default_rng(0)
    measured = np.array([[cve for cve, _ in rhythms.measure(rng.standard_normal(700), 100.0)] for _ in range(1000)])
    assert measured.mean() == pytest.approx(rhythms.CVE_NOISE, abs=0.03)
    assert (measured < rhythms.CVE_RHYTHMIC).mean() < 0.001
    wave = 10 * rng.standard_normal(700) + 40 * np.sin(2 * np.pi * 6 * np.arange(700) / 100)
    found = rhythms.judge(rhythms.measure(wave, 100.0), (10.0, 10.0, 10.0))
    assert found is not None
    assert rhythms.BANDS_HZ[found[0]] == (4.5, 8.5)
    assert rhythms.judge(rhythms.measure(wave, 100.0), (1e3, 1e3, 1e3)) is None  # no stronger than usual


def windows(x: np.ndarray, onsets: list[float]) -> list[np.ndarray]:
    size = round((average.BEFORE_S + average.TO_S) * RATE)
    return [x[round((t - average.BEFORE_S) * RATE) :][:size] for t in onsets]


def test_a_locked_potential_stands_out_and_noise_does_not() -> None:
    x = head()
    quiet = average.jerk_locked(windows(x, ONSETS), RATE)
    assert quiet["stands_out"] is False
    for t in ONSETS:
        i, n = round((t - 0.06) * RATE), round(0.06 * RATE)
        x[i : i + n] -= 25 * np.hanning(n)
    found = average.jerk_locked(windows(x, ONSETS), RATE)
    assert found["stands_out"] is True
    assert found["peak_s"] == pytest.approx(-0.03, abs=0.02)
    assert found["peak_uv"] < -10
    assert len(found["mean_uv"]) == pytest.approx((average.TO_S - average.FROM_S) / found["step_s"], abs=2)


def test_false_averages_on_noise_are_rare() -> None:
    false = 0
    for seed in range(30):
        x = 20 * simulate_eeg._pink(600 * RATE, RATE, np.random.default_rng(seed))
        onsets = np.sort(np.random.default_rng(seed + 100).uniform(15, 590, 60)).tolist()
        false += bool(average.jerk_locked(windows(x, onsets), RATE, seed=seed)["stands_out"])
    assert false <= 3


def test_few_movements_are_not_averaged_or_not_judged() -> None:
    x = head()
    assert average.jerk_locked(windows(x, ONSETS[:19]), RATE)["mean_uv"] is None
    some = average.jerk_locked(windows(x, ONSETS[:30]), RATE)
    assert (some["stands_out"], some["mean_uv"] is None) == (None, False)
    assert "orientation" in some["why"]


def test_a_flat_channel_is_no_average() -> None:
    found = average.jerk_locked([np.zeros(round((average.BEFORE_S + average.TO_S) * RATE))] * 60, RATE)
    assert found["stands_out"] is None
    assert found["mean_uv"] is None


@pytest.mark.parametrize("table", [(7, 200, 4, 200), (0, 50, 0, 50), (60, 70, 3, 65), (20, 20, 0, 20)])
def test_the_exact_test_is_fishers(table: tuple[int, int, int, int]) -> None:
    from scipy.stats import fisher_exact

    a, n, b, m = table
    expected = fisher_exact([[a, n - a], [b, m - b]], alternative="greater").pvalue
    assert one_sided(*table) == pytest.approx(float(expected), abs=1e-12)


def test_an_even_pulse_is_a_heart_and_not_spikes() -> None:
    pulse = [100 + 0.9 * k for k in range(10)]
    keep = artefacts.not_a_pulse([20.0, 50.0, *pulse, 400.0])
    assert keep.tolist() == [True, True, *[False] * 10, True]
    assert artefacts.not_a_pulse([]).tolist() == []


def test_spikes_before_jerks_are_more_than_elsewhere(tmp_path: Path) -> None:
    x = head()
    for t in ONSETS:
        planted_spike(x, t - 2.0)
    night = score_night(record(tmp_path / "n.edf", x))
    found = night["eeg"]
    assert found["channels"] == ["C3-A2"]
    assert found["counts"]["spike_like"]["more_than_elsewhere"] is True
    assert found["counts"]["rhythmic"]["more_than_elsewhere"] is False
    marks = [f for f in found["flags"] if f["kind"] == "spike_like" and -2.1 < f["from_onset_s"] < -1.8]
    assert len(marks) > 45
    assert found["for"].startswith("For an expert")
    assert not any("epilep" in text.lower() for text in found["text"])
    assert any("expert" in text for text in night["warnings"])


def test_an_ordinary_night_is_no_more_than_elsewhere(tmp_path: Path) -> None:
    found = score_night(record(tmp_path / "n.edf", head()))["eeg"]
    assert [one["more_than_elsewhere"] for one in found["counts"].values()] == [False, False]
    assert found["average"][0]["stands_out"] is False


def test_rhythms_before_jerks_are_more_than_elsewhere(tmp_path: Path) -> None:
    x = head()
    for t in ONSETS:
        i, n = round((t - 9) * RATE), 9 * RATE
        x[i : i + n] += 90 * np.sin(2 * np.pi * 4 * np.arange(n) / RATE)
    found = score_night(record(tmp_path / "n.edf", x))["eeg"]
    assert found["counts"]["rhythmic"]["more_than_elsewhere"] is True


def test_a_heart_in_the_eeg_is_left_out(tmp_path: Path) -> None:
    x, ecg = head(), np.random.default_rng(1).standard_normal(int(HOURS * 3600 * RATE))
    for t in np.arange(1.0, HOURS * 3600 - 2, 0.95):
        planted_spike(x, t, 90.0)
        i = round(t * RATE) + 4
        ecg[i : i + 3] += (400, 900, 300)
    found = score_night(record(tmp_path / "n.edf", x, ECG=(ecg, RATE, "uV")))["eeg"]
    assert found["left_out"]["heartbeat"] > 100
    assert found["counts"]["spike_like"]["before_movements"] < 15


def test_it_can_be_left_out_and_legs_alone_have_none(tmp_path: Path) -> None:
    path = record(tmp_path / "n.edf", head())
    assert score_night(path, options={"eeg_around": False})["eeg"] == {}
    simulate.write(simulate.Plan(hours=0.2), tmp_path / "legs.edf")
    assert score_night(tmp_path / "legs.edf")["eeg"] == {}


def test_a_window_for_the_viewer(tmp_path: Path) -> None:
    x = head()
    path = record(tmp_path / "n.edf", x)
    got = eeg_around(path, 1300.0)
    assert (got["from_s"], got["to_s"]) == (1290.0, 1310.0)
    (row,) = got["channels"]
    assert (row["label"], row["rate_hz"], row["unit"], len(row["values"])) == ("C3-A2", RATE, "uV", 20 * RATE)
    assert np.allclose(row["values"], x[1290 * RATE : 1310 * RATE], atol=0.2)
    assert eeg_around(path, 2.0)["from_s"] == 0.0
    assert eeg_around(path, 1e6)["channels"][0]["values"] is None


def long_movement(n: int, at: float, length: float) -> Candidate:
    return Candidate(
        id=f"w{n}", members=("l1",), onset_s=at, duration_s=length, stage=None, leg="left", clm=False,
        respiratory=False, arousal=False,
    )  # fmt: skip


HYPNOGRAM = build([(0, 300, "W"), (300, 3000, "N2"), (3300, 3000, "N3")], source="events")


@pytest.mark.parametrize(
    ("at", "lengths", "alike", "questions"),
    [
        ((400, 1000, 2000), (20, 21, 22), True, ["night_attacks_all_alike", "many_short_night_attacks"]),
        ((3400, 4000, 5000), (20, 21, 22), True, ["night_attacks_all_alike"]),
        ((400, 1000, 2000), (12, 25, 60), False, []),
        ((400, 1000), (20, 20), None, []),
        ((10, 20, 30), (20, 20, 20), None, []),  # awake
        ((400, 1000, 2000), (200, 200, 200), None, []),  # longer than two minutes
    ],
)
def test_long_movements_that_look_alike_raise_questions(at, lengths, alike, questions) -> None:
    found = look([long_movement(n, t, s) for n, (t, s) in enumerate(zip(at, lengths, strict=True))], [], HYPNOGRAM)
    assert (found["alike"], found["questions"]) == (alike, questions)
    assert "epilep" not in found["text"].lower()


def test_periodic_leg_movements_raise_no_question() -> None:
    many = [long_movement(n, 400 + 30 * n, 2.0).model_copy(update={"clm": True}) for n in range(60)]
    assert look(many, [], HYPNOGRAM)["questions"] == []
    assert look(many, [], build([], source="events"))["alike"] is None
