"""Several nights of one person side by side."""

from __future__ import annotations

import pytest

from whytwitch.evidence.night.several import combine


def made(name: str, plms: float | None, denominator: str = "sleep") -> dict:
    wasm = dict.fromkeys(
        ("clm_per_h", "plms_per_h", "plms_nr_per_h", "plms_arousal_per_h", "plmw_per_h", "periodicity_plm_per_clm",
         "periodicity_ferri"), None)  # fmt: skip
    aasm = dict.fromkeys(("lm_per_h", "plms_per_h", "plms_arousal_per_h"), plms)
    indices = {"denominator": denominator, **wasm, "plms_per_h": plms}
    return {"recording": {"id": name}, "editions": {"wasm2016": {"indices": indices}, "aasm3": {"indices": aasm}}}


def test_mean_and_spread_over_the_nights_that_have_a_figure() -> None:
    found = combine([made("a", 10.0), made("b", 20.0), made("c", None)])["sleep"]["wasm2016"]["plms_per_h"]
    assert (found["n"], found["mean"], found["low"], found["high"]) == (2, 15.0, 10.0, 20.0)
    assert found["sd"] == pytest.approx(7.0711, abs=1e-4)
    assert found["variation"] == pytest.approx(0.4714, abs=1e-4)


def test_a_recording_given_twice_counts_once() -> None:
    found = combine([made("a", 10.0), made("a", 10.0)])
    assert (found["nights"], found["left_out"]) == (1, 1)
    assert found["sleep"]["aasm3"]["plms_per_h"]["sd"] is None


def test_hours_of_sleep_and_of_recording_are_never_mixed() -> None:
    found = combine([made("a", 10.0), made("b", 50.0, "recording")])
    assert found["sleep"]["wasm2016"]["plms_per_h"]["values"] == [10.0]
    assert found["recording"]["wasm2016"]["plms_per_h"]["values"] == [50.0]


def test_no_nights() -> None:
    assert combine([])["sleep"]["wasm2016"]["plms_per_h"]["mean"] is None
