"""The reference night: the segment table of rules.md section 4, row by row, for both editions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.night.truth import agree, found_in

from whytwitch.evidence.night import score_night

# Segment, PLM by WASM 2016, by AASM 3 (letter), by AASM 3 with the morphology option. F counts 40 because a movement
# after a short interval may start a series (the default, as in PLMScoRe).
SEGMENTS = [
    ("W_wake", 12, 0, 0),
    ("A_uni", 40, 40, 40),
    ("A2_alt", 40, 40, 40),
    ("B_bil", 40, 40, 40),
    ("C_chain", 10, 10, 10),
    ("D_lag3", 0, 10, 10),
    ("E_imi7", 0, 20, 20),
    ("F_short", 40, 40, 40),
    ("G_nonclm", 0, 30, 30),
    ("H_bil13", 8, 16, 16),
    ("I_resp3", 12, 12, 12),
    ("J_respmid", 8, 0, 0),
    ("K_arou", 16, 16, 16),
    ("M_spikes", 0, 20, 0),
    ("N_short03", 0, 0, 0),
    ("P_tail", 16, 16, 16),
    ("Q_marg", 20, 20, 20),
    ("S_rest5", 20, 20, 20),
    ("Z_iso", 0, 0, 0),
]


@pytest.fixture(scope="module")
def night(reference_night: Path) -> dict:
    return score_night(reference_night / "night.edf")


@pytest.fixture(scope="module")
def shaped(reference_night: Path) -> dict:
    return score_night(reference_night / "night.edf", options={"aasm_morphology": True})


@pytest.fixture(scope="module")
def truth(reference_night: Path) -> dict:
    return json.loads((reference_night / "truth.json").read_text())


def in_segment(night: dict, truth: dict, edition: str, segment: str, *, periodic: bool = True) -> list[dict]:
    onsets = [e["on"] for e in truth["events"] if e["seg"] == segment]
    return [
        c
        for c in night["editions"][edition]["candidates"]
        if (c["series"] or not periodic) and any(abs(c["onset_s"] - t) < 1.0 for t in onsets)
    ]


@pytest.mark.parametrize(("segment", "wasm", "aasm", "aasm_shaped"), SEGMENTS)
def test_segment(night: dict, shaped: dict, truth: dict, segment: str, wasm: int, aasm: int, aasm_shaped: int) -> None:
    assert len(in_segment(night, truth, "wasm2016", segment)) == wasm
    assert len(in_segment(night, truth, "aasm3", segment)) == aasm
    assert len(in_segment(shaped, truth, "aasm3", segment)) == aasm_shaped


def test_segment_f_with_the_other_reading(reference_night: Path, truth: dict) -> None:
    other = score_night(reference_night / "night.edf", options={"short_interval_start": False})
    assert len(in_segment(other, truth, "wasm2016", "F_short")) == 20


def test_segment_i_is_respiratory_in_wasm(night: dict, truth: dict) -> None:
    found = in_segment(night, truth, "wasm2016", "I_resp3")
    assert all(c["respiratory"] for c in found)
    assert not any(c["series_nr"] for c in found)


def test_segment_k_half_of_the_arousals_are_associated(night: dict, truth: dict) -> None:
    for edition in ("wasm2016", "aasm3"):
        assert sum(c["arousal"] for c in in_segment(night, truth, edition, "K_arou")) == 8


def test_heartbeats_make_no_movement(night: dict, truth: dict) -> None:
    a, b = truth["ecg"]
    assert not [m for m in night["lms"] if a <= m["onset_s"] <= b]


def test_bursts_of_a_third_of_a_second_make_no_movement(night: dict, truth: dict) -> None:
    onsets = [e["on"] for e in truth["events"] if e["seg"] == "N_short03"]
    assert not [m for m in night["lms"] if any(abs(m["onset_s"] - t) < 0.5 for t in onsets)]


def test_indices_of_wasm(night: dict) -> None:
    found = night["editions"]["wasm2016"]["indices"]
    assert found["counts"]["clm"] == 419
    assert found["counts"]["plms"] == 270
    assert found["plms_per_h"] == pytest.approx(38.57, abs=0.005)
    assert found["plms_nr_per_h"] == pytest.approx(36.86, abs=0.005)
    assert found["plms_arousal_per_h"] == pytest.approx(1.14, abs=0.005)
    assert found["plmw_per_h"] == pytest.approx(12.0)
    assert found["denominator"] == "sleep"


def test_indices_of_aasm(night: dict, shaped: dict) -> None:
    found = night["editions"]["aasm3"]["indices"]
    assert (found["counts"]["lm"], found["counts"]["plms"], found["plms_per_h"]) == (429, 350, 50.0)
    found = shaped["editions"]["aasm3"]["indices"]
    assert (found["counts"]["lm"], found["counts"]["plms"]) == (409, 330)
    assert found["plms_per_h"] == pytest.approx(47.14, abs=0.005)


@pytest.mark.parametrize(("leg", "side"), [("L", "left"), ("R", "right")])
def test_movements_are_found_to_the_moment(night: dict, truth: dict, leg: str, side: str) -> None:
    planned = [
        (e["on"], e["on"] + e["dur"] + e["tail"])
        for e in truth["events"]
        if e["leg"] == leg and e["kind"] == "lm" and e["dur"] >= 0.5
    ]
    found = agree(planned, found_in(night, side))
    assert found.f1 >= 0.99, (found.missed, found.invented)
    assert found.onset_p95 <= 0.050
    assert found.end_p95 <= 0.100


def test_the_event_list_stands_in_for_the_annotations(night: dict, reference_night: Path) -> None:
    other = score_night(reference_night / "night_plain.edf", events=reference_night / "events.csv")
    assert other["sleep"]["source"] == "events"
    for edition in ("wasm2016", "aasm3"):
        assert other["editions"][edition]["indices"] == night["editions"][edition]["indices"]


def test_without_stages_it_is_per_hour_of_recording(reference_night: Path) -> None:
    plain = score_night(reference_night / "night_plain.edf")
    found = plain["editions"]["wasm2016"]["indices"]
    assert found["denominator"] == "recording"
    assert found["plms_per_h"] == pytest.approx(282 / 8)
    assert found["plmw_per_h"] is None
    assert found["plms_nr_per_h"] is None
    assert found["plms_arousal_per_h"] is None
    assert any("per hour of recording" in w for w in plain["warnings"])


def test_why_the_editions_differ_speaks_of_this_night(night: dict) -> None:
    text = " ".join(night["why_they_differ"])
    assert "270" in text
    assert "350" in text
    assert "20 movements made of short spikes" in text
    assert "10 movements made of both legs beginning within 5 s" in text
    assert "20 movements in series with intervals of 5 to 10 s" in text
    assert "30 movements in series that a longer movement interrupts" in text
    assert "8 movements that AASM 3 leaves out because they fall within a breathing event" in text


def test_the_same_file_gives_the_same_bytes(night: dict, reference_night: Path) -> None:
    again = score_night(reference_night / "night.edf")
    assert json.dumps(again, sort_keys=True) == json.dumps(night, sort_keys=True)
