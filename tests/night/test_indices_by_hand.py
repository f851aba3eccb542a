"""The indices of small nights, worked out by hand: PLMW, both periodicity indices, ln(IMI), intervals and isolated."""

from __future__ import annotations

import math

import pytest

from whytwitch.evidence.night.editions.context import Context
from whytwitch.evidence.night.scoring import name_movements, score_editions
from whytwitch.evidence.night.stages import build
from whytwitch.model.night import Editions, LegMovement


def score(onsets: list[float], stages: list[tuple[float, float, str]], **more: object) -> Editions:
    written = [
        LegMovement(id=str(i), leg="left", onset_s=on, duration_s=1.5, morphology=True, origin="human")
        for i, on in enumerate(onsets)
    ]
    barriers = tuple(more.get("barriers", ()))  # type: ignore[arg-type]
    hypnogram = build([(a, b - a, s) for a, b, s in stages], source="events")
    return score_editions(name_movements(written, barriers), Context(hypnogram=hypnogram, hours=2.0, **more))  # type: ignore[arg-type]


ASLEEP = [(0.0, 3600.0, "N2")]


def test_plmw_is_per_hour_awake_and_its_series_may_reach_into_sleep() -> None:
    editions = score([500, 530, 560, 620, 650, 900], [(0, 600, "W"), (600, 4200, "N2")])
    found = editions.wasm2016.indices
    assert found["counts"]["plmw"] == 3
    assert found["plmw_per_h"] == pytest.approx(18.0)
    assert found["counts"]["plms"] == 2
    assert found["plms_per_h"] == pytest.approx(2.0)
    assert found["counts"]["clm"] == 3
    assert editions.aasm3.indices["counts"] == {"lm": 3, "plms": 0, "plms_arousal": None}


def test_the_two_periodicity_indices_differ() -> None:
    # intervals 20 20 20 20 | 5 | 200 | 20 20: a run of four, then a run of two that is no run of three
    found = score([100, 120, 140, 160, 180, 185, 385, 405, 425], ASLEEP).wasm2016.indices
    assert found["periodicity_plm_per_clm"] == pytest.approx(5 / 9, abs=1e-6)
    assert found["periodicity_ferri"] == pytest.approx(4 / 8)
    assert found["counts"]["isolated"] == 4
    assert found["counts"]["short_interval"] == 1


def test_three_intervals_are_a_run_and_two_are_none() -> None:
    assert score([100, 110, 200, 290], ASLEEP).wasm2016.indices["periodicity_ferri"] == 1.0
    assert score([100, 110, 200], ASLEEP).wasm2016.indices["periodicity_ferri"] == 0.0
    assert score([100, 110, 200, 290.01], ASLEEP).wasm2016.indices["periodicity_ferri"] == 0.0
    assert score([100], ASLEEP).wasm2016.indices["periodicity_ferri"] is None


def test_ln_imi_takes_intervals_of_10_to_90_s() -> None:
    found = score([100, 109.99, 119.99, 209.99, 300], ASLEEP).wasm2016.indices["ln_imi"]  # 9.99, 10, 90, 90.01
    logs = [math.log(10), math.log(90)]
    mean = sum(logs) / 2
    assert found["n"] == 2
    assert found["mean"] == pytest.approx(mean, abs=1e-6)
    assert found["sd"] == pytest.approx(math.sqrt(sum((x - mean) ** 2 for x in logs)), abs=1e-6)
    assert found["geometric_mean_s"] == pytest.approx(30.0, abs=1e-4)
    counts = found["histogram"]["counts"]
    assert (counts[4], counts[5], counts[44], found["histogram"]["longer"]) == (1, 1, 1, 1)


def test_no_interval_and_no_run_goes_through_a_gap() -> None:
    found = score([100, 120, 140, 160, 180], ASLEEP, barriers=(150.0,)).wasm2016.indices
    assert found["ln_imi"]["n"] == 3
    assert found["periodicity_ferri"] == 0.0
    assert found["counts"]["plms"] == 0


def test_stage_and_hour_are_those_of_the_onset() -> None:
    found = score([3570, 3599.5, 3600, 3630, 3660], [(0, 3600, "N2"), (3600, 7200, "R")]).wasm2016.indices
    assert (found["by_stage"]["N2"]["clm"], found["by_stage"]["R"]["clm"]) == (2, 2)  # 3599.5 and 3600 are joined
    assert [row["clm"] for row in found["by_hour"]] == [2, 2]
    assert [row["sleep_h"] for row in found["by_hour"]] == [1.0, 1.0]


def test_less_wake_than_one_epoch_has_no_rate() -> None:
    for seconds, wanted in ((4.0, None), (30.0, 0.0)):
        found = score([100, 120], [(0.0, seconds, "W"), (seconds, 3600.0, "N2")]).wasm2016.indices
        assert found["plmw_per_h"] == wanted


def test_without_stages_there_is_no_plmw_and_the_hours_are_of_the_recording() -> None:
    found = score([100, 130, 160, 190], []).wasm2016.indices
    assert (found["denominator"], found["plms_per_h"], found["plmw_per_h"]) == ("recording", 2.0, None)
