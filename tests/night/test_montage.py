"""Which channel is an EEG, an eye, a chin: by label."""

from __future__ import annotations

from pathlib import Path

import pytest

from whytwitch.errors import UnknownNameError
from whytwitch.evidence.night import montage
from whytwitch.evidence.night.read.edf import Channel, open_edf


def channels(*labels: str, rate: int = 200, unit: str | None = "uV") -> list[Channel]:
    return [Channel(i, x, x, False, unit, unit or "", 0.1, 0.1, (-9, 9), rate, 0, False) for i, x in enumerate(labels)]


def found(kind: str, *labels: str) -> list[str]:
    return [one.label for one in getattr(montage.find(channels(*labels), 1.0, rate_min_hz=80), kind)]


@pytest.mark.parametrize(
    "label",
    ["C4-M1", "C3:A2", "EEG Fpz-Cz", "EEG", "EEG(sec)", "EEG 2", "EEG C4-A1", "EEG_C4_M1", "C4M1", "C4A1", "PSG_C4",
     "EEG C3-REF", "F4-M1 ", "EEG F3-LE", "Cz-Oz", "C3-M1M2", "O2-A1"],
)  # fmt: skip
def test_eeg(label: str) -> None:
    assert found("eeg", label) == [label]


@pytest.mark.parametrize(
    "label", ["EOG Left", "EOG(L)", "E1-M2", "LOC-A2", "LOC", "EOG horizontal", "EOG-R", "ROC", "E2-M1"]
)
def test_eye(label: str) -> None:
    assert (found("eog", label), found("eeg", label)) == ([label], [])


@pytest.mark.parametrize(
    "label", ["Chin", "Chin1-Chin2", "EMG chin", "EMG submental", "Kinn", "Menton", "EMG Chin-Ref", "EMG"]
)
def test_chin(label: str) -> None:
    assert (found("chin", label), found("eeg", label)) == ([label], [])


@pytest.mark.parametrize(
    "label",
    ["LAT", "Left Leg", "T1", "Temp", "Pulse", "Snore", "C-Flow", "C-Pres", "SaO2", "C4 Imp", "M1", "CPAP", "Thor",
     "Airflow", "P1", "F1"],
)  # fmt: skip
def test_what_is_none_of_them(label: str) -> None:
    assert (found("eeg", label), found("eog", label), found("chin", label)) == ([], [], [])


def test_central_against_the_opposite_mastoid_comes_first() -> None:
    assert found("eeg", "O1-M2", "F4-M1", "Fpz-Cz", "C4-M1")[0] == "C4-M1"


def test_electrodes_recorded_singly_are_subtracted() -> None:
    lead = montage.find(channels("M2", "C4", "M1"), 1.0, rate_min_hz=80).eeg[0]
    assert (lead.label, lead.channel.label, lead.minus.label if lead.minus else None) == ("C4 - M1", "C4", "M1")


def test_what_cannot_be_used_is_left_out() -> None:
    assert not montage.find(channels("C4-M1", unit=None), 1.0, rate_min_hz=80).eeg
    assert not montage.find(channels("C4-M1", rate=50), 1.0, rate_min_hz=80).eeg
    assert not montage.find(channels("EMG"), 1.0, rate_min_hz=80, legs=[0]).chin


def test_a_named_channel_is_found_and_an_unknown_one_refused() -> None:
    assert montage.named(channels("X1", "X2"), "X1 - X2", "option eeg").minus is not None
    with pytest.raises(UnknownNameError, match="X1"):
        montage.named(channels("X1"), "X7", "option eeg")


def test_real_headers(shared: Path) -> None:
    file = open_edf(shared / "recordings/polysomnography/nox-a1-two-minutes.edf")
    here = montage.find(file.signals, file.record_s, rate_min_hz=80)
    assert [one.label for one in here.eeg[:2]] == ["C3-M2", "C4-M1"]
    assert {one.label for one in here.eog} >= {"E1-M2", "E2-M1"}
    file = open_edf(shared / "recordings/polysomnography/sleep-edf-five-minutes.edf")
    here = montage.find(file.signals, file.record_s, rate_min_hz=80)
    assert [one.label for one in here.eeg] == ["EEG Fpz-Cz", "EEG Pz-Oz"]
    assert not here.chin  # an envelope of 1 Hz is no EMG
