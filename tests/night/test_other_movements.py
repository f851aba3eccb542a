"""Other movements of the night: each rule at its limits, and on a made-up night."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from whytwitch.evidence.night import score_night, simulate_eeg
from whytwitch.evidence.night.other_movements import find
from whytwitch.evidence.night.simulate import Burst, Plan, series, write
from whytwitch.evidence.night.stages import build

STAGES = build([(0, 300, "W"), (300, 300, "N1"), (600, 3000, "N2")], source="events")


def burst(on: float, length: float = 0.3, peak: float = 60.0) -> tuple[float, float, float]:
    return (on, on + length, peak)


def count(name: str, bursts: list[tuple[float, float, float]]) -> int | None:
    return find({"left": bursts}, [], STAGES)[name]["count"]


@pytest.mark.parametrize(
    ("interval", "n", "expected"), [(0.25, 4, 1), (3.3, 4, 1), (1.0, 3, 0), (0.24, 6, 0), (3.4, 6, 0)]
)
def test_high_frequency_leg_movements_need_four_at_0_3_to_4_hz(interval: float, n: int, expected: int) -> None:
    assert count("high_frequency_leg_movements", [burst(100 + i * interval, 0.1) for i in range(n)]) == expected


@pytest.mark.parametrize(
    ("length", "interval", "n", "expected"),
    [(0.4, 0.7, 16, 1), (0.4, 0.7, 10, 0), (0.2, 0.7, 16, 0), (0.4, 1.2, 16, 0)],
)
def test_hypnagogic_foot_tremor(length: float, interval: float, n: int, expected: int) -> None:
    assert count("hypnagogic_foot_tremor", [burst(100 + i * interval, length) for i in range(n)]) == expected


def test_fragmentary_myoclonus_counts_minutes_of_nrem() -> None:
    potentials = [burst(660 + 60 * m + 10 * k, 0.1, 80) for m in range(20) for k in range(5)]
    found = find({"left": potentials}, [], STAGES)["fragmentary_myoclonus"]
    assert (found["count"], found["excessive"]) == (20, True)
    assert find({"left": potentials[:-1]}, [], STAGES)["fragmentary_myoclonus"]["excessive"] is False
    assert count("fragmentary_myoclonus", [burst(b[0], 0.16, 80) for b in potentials]) == 0
    assert count("fragmentary_myoclonus", [burst(b[0], 0.1, 40) for b in potentials]) == 0


def test_sleep_starts_stand_at_the_change_from_wake_to_n1() -> None:
    assert count("sleep_starts", [burst(298, 0.15), burst(310, 0.1), burst(330, 0.1), burst(305, 0.4)]) == 2


def test_without_stages_what_needs_them_is_empty_not_zero() -> None:
    found = find({"left": [burst(10)]}, [], build([], source="events"))
    assert found["sleep_starts"]["count"] is None
    assert found["fragmentary_myoclonus"]["count"] is None
    assert found["high_frequency_leg_movements"]["count"] == 0


def test_every_entry_names_its_source() -> None:
    assert all(one["source"] for one in find({"left": []}, [], STAGES).values())


def test_on_a_made_up_night(tmp_path: Path) -> None:
    bursts = [*series("left", 700, 6, 1.0, 0.2), Burst("right", 300.5, 0.15, 60.0)]
    bursts += [Burst("left", 1500, 20, 40.0), Burst("right", 1501, 20, 40.0), *series("left", 2000, 8, 25)]
    stages = [(0, 300, "W"), (300, 300, "N1"), (600, 3000, "N2")]
    write(Plan(bursts=bursts, stages=stages), tmp_path / "night.edf")
    found = score_night(tmp_path / "night.edf")["other_movements"]
    assert found["high_frequency_leg_movements"]["count"] == 1
    assert found["high_frequency_leg_movements"]["spans"][0]["movements"] == 6
    assert found["sleep_starts"]["count"] == 1
    assert found["large_muscle_group_movements"]["count"] == 1
    assert found["hypnagogic_foot_tremor"]["count"] == 0


def test_event_lists_have_no_bursts_to_look_at(shared: Path) -> None:
    assert score_night(shared / "recordings/events/noxturnal-night-2.csv")["other_movements"] == {}


def chin_night(path: Path, times: float, *, gain: float = 1.0) -> dict:
    """Twenty minutes of R in a made-up night whose chin bursts for 0.5 s in every fourth mini-epoch."""
    rate = 200
    x = np.random.default_rng(3).standard_normal(1800 * rate)
    x = gain * 2.0 * x / x.std()
    for k in range(100):
        i = int((301 + 12 * k) * rate)
        x[i : i + rate // 2] *= times
    legs = np.random.default_rng(4).standard_normal(1800 * rate)
    notes = [(0.0, 300.0, "Sleep stage N2"), (300.0, 1200.0, "Sleep stage R"), (1500.0, 300.0, "Sleep stage W")]
    simulate_eeg.write(path, {"LAT": (legs, rate, "uV"), "Chin1-Chin2": (x, rate, "mV")}, notes)
    return score_night(path)["other_movements"]["rem_without_atonia"]


def test_atonia_in_a_chin_signal(tmp_path: Path) -> None:
    found = chin_night(tmp_path / "a.edf", 8.0)
    assert found["any_share"] == pytest.approx(0.25, abs=0.03)
    assert found["above_sinbar"] is True
    assert found["r_minutes"] == 20.0
    assert "does not make REM sleep behaviour disorder" in found["text"]


def test_a_quiet_chin_stays_below_the_cut_off(tmp_path: Path) -> None:
    found = chin_night(tmp_path / "a.edf", 1.0)
    assert found["any_share"] < 0.05
    assert found["above_sinbar"] is False


def test_a_dead_chin_is_none_not_zero(tmp_path: Path) -> None:
    found = chin_night(tmp_path / "a.edf", 8.0, gain=0.0)
    assert (found["count"], found["any_share"]) == (None, None)
    assert "flat" in found["why"]
