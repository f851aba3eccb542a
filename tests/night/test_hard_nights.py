"""Nights by the second maker (``hard_nights.py``): any rate, file kind, unit and trouble, by seed, with exact truth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.night import hard_nights
from tests.night.truth import Agreement, agree, found_in

from whytwitch.evidence.night import score_night

HOURS = 0.45


def held(tmp_path: Path, night: hard_nights.Night) -> dict[str, Agreement]:
    """Score a made night and hold each leg against its truth; what touches hidden time need not be found."""
    scored = score_night(hard_nights.write(night, tmp_path / "night"))
    out = {}
    for side in night.sides:
        must, may = hard_nights.planned(night, side)
        got = agree(must, found_in(scored, side))
        near = [*may, *night.hidden[side], *night.gaps]
        got.invented = [f for f in got.invented if not any(min(b, f[1]) > max(a, f[0]) for a, b in near)]
        got.found = got.matched + len(got.invented)
        out[side] = got
    return out


def check(held_legs: list[Agreement], *, onset: float = 0.050, end: float = 0.100) -> None:
    for got in held_legs:
        assert got.planned >= 8
        assert got.f1 >= 0.99, (got.missed[:3], got.invented[:3])
    assert np.percentile(np.abs([e for g in held_legs for e in g.onset_errors]), 95) <= onset
    assert np.percentile(np.abs([e for g in held_legs for e in g.end_errors]), 95) <= end


@pytest.fixture(scope="module")
def texture() -> dict[str, np.ndarray] | None:
    from tests.conftest import SHARED

    folder = SHARED / "recordings" / "emg"
    return hard_nights.texture_from(folder) if folder.exists() else None


@pytest.mark.parametrize("trouble", ["", "heart", "pops", "mains", "raised", "slow drift steps"])
def test_one_trouble_at_a_time(tmp_path: Path, texture: dict[str, np.ndarray], trouble: str) -> None:
    found: list[Agreement] = []
    for seed in (3, 4):
        night = hard_nights.make(seed, hours=HOURS, texture=texture, only=trouble.split())
        found += held(tmp_path, night).values()
    check(found)


def test_all_troubles_at_once(tmp_path: Path, texture: dict[str, np.ndarray]) -> None:
    found: list[Agreement] = []
    for seed in range(30, 34):
        found += held(tmp_path, hard_nights.make(seed, hours=HOURS, texture=texture)).values()
    check(found)


def test_real_timing_on_both_legs(shared: Path, tmp_path: Path, texture: dict[str, np.ndarray]) -> None:
    marks = score_night(shared / "recordings/events/domino-hour")["lms"]
    timing = [(m["onset_s"], m["duration_s"]) for m in marks if m["leg"] == "left" and m["duration_s"] >= 0.4]
    night = hard_nights.make(2, hours=1.0, texture=texture, timing=timing, only=("mains",), sides=("left",))
    check(list(held(tmp_path, night).values()))


def test_the_indices_of_an_undisturbed_night_are_those_of_the_plan(tmp_path: Path) -> None:
    night = hard_nights.make(11, hours=HOURS, only=("mains", "slow"), sides=("left", "right"))
    scored = score_night(hard_nights.write(night, tmp_path / "night"))
    truth = hard_nights.indices(night)
    for name, edition in (("wasm2016", truth.wasm2016), ("aasm3", truth.aasm3)):
        got = scored["editions"][name]["indices"]["plms_per_h"]
        assert got == pytest.approx(edition.indices["plms_per_h"], rel=0.05)
