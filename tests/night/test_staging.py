"""Stages by a program: the process around it, and what the night says. That it stages made-up EEG is no accuracy."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from whytwitch.errors import InputError, UnknownNameError
from whytwitch.evidence.night import score_night, simulate, simulate_eeg
from whytwitch.evidence.night.options import Options
from whytwitch.evidence.night.staging import automatic, provenance
from whytwitch.evidence.night.staging.process import ask

HOURS = 1.5


def plan(hours: float = HOURS) -> simulate.Plan:
    return simulate.Plan(hours=hours, rate_hz=128, bursts=simulate.series("left", 1800, 40, 25))


def record(
    path: Path, eeg: np.ndarray, rate: float, *, unit: str = "uV", label: str = "C4-M1", notes=(), **more
) -> Path:
    legs = simulate.signals(plan(len(eeg) / rate / 3600))
    signals = {label: (eeg, rate, unit), **more}
    signals |= {"LAT": (legs["left"], 128, "uV"), "RAT": (legs["right"], 128, "uV")}
    simulate_eeg.write(path, signals, notes)
    return path


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, list]:
    """One real run of the staging program, with an odd rate and unit."""
    stages = simulate_eeg.ordinary_night(HOURS)
    head = simulate_eeg.head_signals(stages, 125.0)
    path = record(
        tmp_path_factory.mktemp("staged") / "n.edf", head["eeg"], 125, unit="mV", label="EEG C4-A1",
        **{"LOC-A2": (head["eog"], 125, "V"), "EMG Chin": (head["chin"], 125, "uV")},
    )  # fmt: skip
    return score_night(path), stages


@pytest.mark.slow
def test_stages_come_back_at_the_right_times(staged: tuple[dict, list]) -> None:
    night, stages = staged
    assert night["sleep"]["source"] == "yasa"
    truth = {on: stage for on, _, stage in stages}
    got = [(truth[t], stage) for t, stage, _ in night["sleep"]["staging"]["epochs"]]
    assert len(got) == HOURS * 120
    assert sum((a == "W") == (b == "W") for a, b in got) > 0.85 * len(got)
    assert sum(a == b for a, b in got) > 0.6 * len(got)
    hours = night["sleep"]["tst_h"] + night["sleep"]["wake_h"]
    assert hours == pytest.approx(HOURS)


@pytest.mark.slow
def test_the_night_says_who_staged_and_how_sure(staged: tuple[dict, list]) -> None:
    night, _ = staged
    staging = night["sleep"]["staging"]
    assert staging["channels"] == {"eeg": "EEG C4-A1", "eog": "LOC-A2", "chin": "EMG Chin"}
    assert staging["classifier_sha256"] == provenance.CLASSIFIERS[staging["classifier"]]
    assert staging["version"]
    assert 0 < staging["mean_confidence"] <= 1
    assert all(0 < p <= 1 for _, _, p in staging["epochs"])
    assert any("not a scorer" in w for w in night["warnings"])
    assert any("whole nights" in w for w in night["warnings"])
    assert night["editions"]["wasm2016"]["indices"]["denominator"] == "sleep"


def test_noise_is_refused_and_the_index_is_per_hour_of_recording(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    walk = np.cumsum(rng.standard_normal(3600 * 100))
    walk -= np.convolve(walk, np.ones(300) / 300, mode="same")
    night = score_night(record(tmp_path / "n.edf", 30 * walk / walk.std(), 100))
    assert night["sleep"]["source"] == "none"
    assert night["sleep"]["staging"] is None
    assert "C4-M1" in night["sleep"]["not_staged"]
    assert night["editions"]["wasm2016"]["indices"]["denominator"] == "recording"
    assert any("per hour of recording" in w for w in night["warnings"])


def test_a_scorers_stages_come_first(tmp_path: Path) -> None:
    notes = [(30.0 * i, 30.0, "Sleep stage N2") for i in range(120)]
    night = score_night(record(tmp_path / "n.edf", np.zeros(360000), 100, notes=notes))
    assert (night["sleep"]["source"], night["sleep"]["not_staged"]) == ("annotations", None)
    asked = score_night(tmp_path / "n.edf", options={"stages": "yasa"})
    assert asked["sleep"]["source"] == "annotations"
    assert "flat" in asked["sleep"]["not_staged"]


def test_off_and_legs_only_ask_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> dict:
        raise AssertionError("the staging process was started")

    monkeypatch.setattr(automatic, "ask", never)
    path = record(tmp_path / "n.edf", np.zeros(360000), 100)
    assert score_night(path, options={"stages": "off"})["sleep"]["not_staged"] is None
    simulate.write(plan(0.5), tmp_path / "legs.edf")
    assert score_night(tmp_path / "legs.edf")["sleep"]["not_staged"] is None
    wanted = score_night(tmp_path / "legs.edf", options={"stages": "yasa"})
    assert "no EEG channel" in wanted["sleep"]["not_staged"]


def test_a_named_channel_must_exist(tmp_path: Path) -> None:
    path = record(tmp_path / "n.edf", np.zeros(360000), 100)
    with pytest.raises(UnknownNameError, match="C4-M1"):
        score_night(path, options={"eeg": "C4-M2"})
    with pytest.raises(InputError, match="label"):
        Options.make({"eeg": 4})
    with pytest.raises(InputError, match="does not take"):
        Options.make({"stages": "usleep"})


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"failed": "it stopped with MemoryError"}, "MemoryError"),
        ({"failed": "it took longer than 300 s"}, "longer than"),
        ({"epochs": []}, "staged nothing"),
    ],
)
def test_a_failure_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: dict, sentence: str) -> None:
    monkeypatch.setattr(automatic, "ask", lambda *_, **__: answer)
    night = score_night(record(tmp_path / "n.edf", np.zeros(360000), 100))
    assert sentence in night["sleep"]["not_staged"]
    assert night["sleep"]["tst_h"] is None


def test_without_the_package_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automatic, "find_spec", lambda _: None)
    assert "extra 'stages'" in score_night(record(tmp_path / "n.edf", np.zeros(360000), 100))["sleep"]["not_staged"]


def test_a_slow_process_and_its_children_are_killed(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    code = (
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(60)\n"
    )
    begun = time.monotonic()
    answer = ask({}, time_limit_s=3.0, command=[sys.executable, "-c", code])
    assert "longer than 3 s" in answer["failed"]
    assert time.monotonic() - begun < 15
    for pid in pids.read_text().split():
        for _ in range(50):
            if not _alive(int(pid)):
                break
            time.sleep(0.1)
        assert not _alive(int(pid))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().split(")")[-1].split()[0] == "Z")


@pytest.mark.parametrize("code", ["import os; os.abort()", "print('no json')", "print('[1]')", "pass"])
def test_a_crash_or_nonsense_is_an_answer_too(code: str) -> None:
    assert "without an answer" in ask({}, command=[sys.executable, "-c", code])["failed"]


def test_the_process_reports_what_stopped_it(tmp_path: Path) -> None:
    answer = ask({"path": str(tmp_path / "none.edf"), "eeg": [], "eog": [], "chin": []})
    assert answer["failed"].startswith("it stopped with")
    json.dumps(answer)


def test_an_unknown_classifier_is_not_loaded(tmp_path: Path) -> None:
    other = tmp_path / "clf_eeg_lgb_0.5.0.joblib"
    other.write_bytes(b"not the file we know")
    assert provenance.trusted(other) is None
    assert provenance.trusted(tmp_path / "missing") is None
    assert provenance.classifier_name(eog=True, chin=False) in provenance.CLASSIFIERS


def test_a_short_recording_is_refused_once(shared: Path) -> None:
    night = score_night(shared / "recordings/polysomnography/nox-a1-two-minutes.edf")
    assert night["sleep"]["not_staged"].count("too short") == 1
