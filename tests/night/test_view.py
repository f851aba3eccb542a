"""Windows of signal: every sample when there is room, never a burst lost when there is not, gaps stay gaps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from edfio import Edf, EdfSignal
from tests.conftest import needs_shared

from whytwitch.errors import ImpossibleValueError
from whytwitch.evidence.night.view import NightView, marks_of
from whytwitch.evidence.night.view.windows import EXACT_SAMPLES

RATE = 256


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, np.ndarray]:
    """An hour of noise with one spike, beside a slow channel that does not start at zero."""
    rng = np.random.default_rng(1)
    signal = rng.normal(0, 5, 3600 * RATE)
    signal[1234 * RATE + 17] = 900.0
    slow = 96.0 + np.sin(np.arange(3600) / 50)
    path = tmp_path_factory.mktemp("view") / "n.edf"
    Edf(
        [
            EdfSignal(signal, RATE, label="LAT", physical_dimension="uV", physical_range=(-1000, 1000)),
            EdfSignal(slow, 1, label="SaO2", physical_dimension="%", physical_range=(0, 120)),
        ]
    ).write(path)
    return path, signal


def test_a_narrow_window_holds_every_sample(night: tuple[Path, np.ndarray]):
    path, signal = night
    found = NightView(path).window(0, 100.0, 104.0, 4000)
    assert found.exact
    assert found.seconds == pytest.approx(100.0 + np.arange(4 * RATE) / RATE)
    assert found.values == pytest.approx(signal[100 * RATE : 104 * RATE], abs=0.04)


def test_physical_values_carry_the_offset_of_the_file(night: tuple[Path, np.ndarray]):
    found = NightView(night[0]).window(1, 0.0, 100.0, 200)
    assert found.values == pytest.approx(96.0 + np.sin(np.arange(100) / 50), abs=0.01)


@pytest.mark.parametrize(("low", "high"), [(0.0, 3600.0), (1000.0, 2000.0), (1230.0, 1240.0), (1200.3, 1500.7)])
def test_one_sample_of_a_burst_stays_visible_at_any_zoom(night: tuple[Path, np.ndarray], low: float, high: float):
    found = NightView(night[0]).window(0, low, high, 600)
    assert len(found.seconds) <= 620
    assert found.values.max() == pytest.approx(900.0, abs=0.1)
    assert abs(found.seconds[found.values.argmax()] - (1234 + 17 / RATE)) < 1.0
    assert np.all(np.diff(found.seconds) > 0)
    assert found.exact is ((high - low) * RATE <= 600)


def test_a_kept_envelope_gives_the_same_and_a_damaged_one_is_made_anew(night: tuple[Path, np.ndarray], tmp_path: Path):
    keep = tmp_path / "e.npz"
    fresh = NightView(night[0], keep).window(0, 0.0, 3600.0, 500)
    assert keep.exists()
    again = NightView(night[0], keep).window(0, 0.0, 3600.0, 500)
    assert np.array_equal(fresh.values, again.values)
    keep.write_bytes(b"PK nothing")
    mended = NightView(night[0], keep).window(0, 0.0, 3600.0, 500)
    assert np.array_equal(fresh.values, mended.values)
    assert not list(tmp_path.glob("*.unfinished"))


def test_a_gap_is_a_gap_on_the_screen():
    path = needs_shared("recordings/odd-files/edfPlusD.edf")
    view = NightView(path)
    starts = [start for start, _, _ in view.segments]
    assert len(starts) > 1
    index = next(one["index"] for one in view.channels() if not one["problem"])
    found = view.window(index, 0.0, 30.0, 4000)
    assert np.isnan(found.values).sum() == len(starts) - 1
    assert np.all(np.diff(found.seconds) > 0)
    wide = found.seconds[~np.isnan(found.values)]
    rate = next(one["rate_hz"] for one in view.channels() if one["index"] == index)
    assert np.diff(wide).max() > 1.5 / rate


@pytest.mark.parametrize(
    ("index", "low", "high"), [(7, 0, 1), (0, 5, 5), (0, 9, 3), (0, 0, float("nan")), (0, float("-inf"), 3)]
)
def test_an_impossible_window_is_one_sentence(night: tuple[Path, np.ndarray], index: int, low: float, high: float):
    with pytest.raises(ImpossibleValueError):
        NightView(night[0]).window(index, low, high, 100)


def test_a_window_outside_the_night_is_empty(night: tuple[Path, np.ndarray]):
    assert len(NightView(night[0]).window(0, 9000.0, 9100.0, 100).seconds) == 0
    assert EXACT_SAMPLES / RATE > 60  # a minute is always drawn from the samples


def test_marks_come_with_the_recordings_own_clock(tmp_path: Path):
    from whytwitch.evidence.night.simulate import Plan, write

    path = tmp_path / "m.edf"
    write(Plan(hours=0.1, breathing=[(100.0, 20.0)], arousals=[(125.0, 5.0)], rate_hz=128), path)
    assert [(one["kind"], one["onset_s"], one["duration_s"]) for one in marks_of(path)] == [
        ("respiratory", 100.0, 20.0),
        ("arousal", 125.0, 5.0),
    ]
    (tmp_path / "e.csv").write_text("onset_s,duration_s,event\n50,10,Obstructive apnea\n")
    kinds = [(one["kind"], one["onset_s"]) for one in marks_of(path, [tmp_path / "e.csv"])]
    assert kinds == [("respiratory", 50.0), ("arousal", 125.0)]
