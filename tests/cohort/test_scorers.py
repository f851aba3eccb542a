"""This program against people, on stand-ins of public sets: layouts, agreement by hand, and what cannot be compared."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.cohort import sets
from typer.testing import CliRunner

from whytwitch.cli import app
from whytwitch.cohort.rated import find_rated
from whytwitch.cohort.scorers import PROGRAM, as_csv, f1, night_against_scorers, sum_up
from whytwitch.errors import FileError, FormatError
from whytwitch.evidence.night.read import words
from whytwitch.model.night import LegMovement


@pytest.fixture(scope="module")
def ipa(tmp_path_factory: pytest.TempPathFactory) -> dict:
    folder = tmp_path_factory.mktemp("ipa")
    sets.psg_ipa(folder)
    (night,) = find_rated(folder)
    assert [name for name, _ in night.scorers] == ["scorer1", "scorer2", "scorer10"]
    return night_against_scorers(night)


def test_psg_ipa_every_scorer_against_the_program_and_each_other(ipa: dict):
    pairs = {(p["first"], p["second"]): p["movements"] for p in ipa["pairs"]}
    assert set(pairs) == {("scorer1", PROGRAM), ("scorer2", PROGRAM), ("scorer10", PROGRAM), ("scorer1", "scorer2"),
                          ("scorer1", "scorer10"), ("scorer2", "scorer10")}  # fmt: skip
    assert ipa["problems"] == []
    assert pairs["scorer1", PROGRAM]["asleep"]["f1"] == 1.0  # nothing missed: the program finds each burst
    marked = {one["name"]: one["movements"] for one in ipa["scorers"]}
    assert (marked["scorer1"], marked["scorer10"]) == (26, 31)
    assert marked["scorer2"] < 26
    # scorer2 marked a subset: by hand, 2 n / (26 + n)
    assert pairs["scorer1", "scorer2"]["all"]["f1"] == pytest.approx(2 * marked["scorer2"] / (26 + marked["scorer2"]))
    assert pairs["scorer1", PROGRAM]["legs"]["left"] == pytest.approx(
        {**pairs["scorer1", PROGRAM]["legs"]["left"], "first": 16, "second": 16, "both": 16, "f1": 1.0}
    )


def test_a_movement_awake_is_not_held_against_who_scores_sleep_only(tmp_path: Path):
    made = sets.bursts()
    awake = [("left", 20.0 + 20 * i, 1.0) for i in range(4)]
    sets.psg_ipa(tmp_path, {"a": sets.scorer(1, made, 0), "b": [*awake, *sets.scorer(1, made, 0)]})
    found = night_against_scorers(find_rated(tmp_path)[0])
    (pair,) = [p for p in found["pairs"] if p["second"] == "b"]
    assert pair["movements"]["asleep"]["f1"] == 1.0
    assert pair["movements"]["all"]["f1"] == pytest.approx(2 * 26 / (26 + 30))


def test_each_scorer_is_indexed_with_their_own_stages(ipa: dict):
    for one in (*ipa["scorers"], *ipa["program"]):
        assert one["tst_h"] == pytest.approx(sets.HOURS - 4 / 120, abs=1e-5)
    by_name = {one["name"]: one["indices"]["wasm2016"]["plms_per_h"] for one in ipa["scorers"]}
    assert by_name["scorer2"] < by_name["scorer1"]
    summary = sum_up([ipa])
    assert summary["within"]["wasm2016"] == {"nights": 1, "inside": 1}
    bias = {(one["edition"], one["index"]): one for one in summary["program"]["indices"]}
    assert bias["wasm2016", "plms_per_h"]["bias"] == pytest.approx(0.0, abs=1e-6)
    assert bias["wasm2016", "plms_per_h"]["limits"] is None  # one night has no limits of agreement


def test_cap_reads_remlogic_and_says_when_nobody_marked_movements(tmp_path: Path):
    for name, marked in (("with", True), ("without", False)):
        (tmp_path / name).mkdir()
        sets.cap(tmp_path / name, marked)
    found = [night_against_scorers(night) for night in find_rated(tmp_path)]
    assert found[0]["pairs"][0]["movements"]["asleep"]["f1"] == 1.0
    assert found[1]["pairs"] == []
    assert found[1]["problems"] == ["without/plm1.edf, scorer: no leg movement is marked; nothing can be compared."]


def test_nsrr_with_one_unnamed_leg_is_compared_as_one_list(tmp_path: Path):
    sets.nsrr(tmp_path)
    (found,) = [night_against_scorers(night) for night in find_rated(tmp_path)]
    (pair,) = found["pairs"]
    assert pair["movements"]["asleep"] == {**pair["movements"]["asleep"], "first": 16, "second": 16, "f1": 1.0}
    assert pair["movements"]["legs"] == {}  # the channel names no side


def test_any_folder_with_patterns(tmp_path: Path):
    made = sets.recording(tmp_path / "n.edf", {"left": "LAT", "right": "RAT"}, staged=True)
    lines = [f"{b.onset_s},{b.duration_s},Leg movement,{b.leg}" for b in made]
    for name, rows in (("anna", lines), ("ben", lines[::2])):
        (tmp_path / f"n.{name}.csv").write_text("\n".join(["onset_s,duration_s,event,leg", *rows]))
    (night,) = find_rated(tmp_path, ["anna={stem}.anna.csv", "ben={stem}.ben.csv", "carl={stem}.carl.csv"])
    assert [name for name, _ in night.scorers] == ["anna", "ben"]
    with pytest.raises(FormatError, match=r"NAME=PATTERN"):
        find_rated(tmp_path, ["{stem}.csv"])


def test_one_broken_scorer_stops_nobody(tmp_path: Path):
    sets.psg_ipa(tmp_path)
    broken = tmp_path / "Limb_movements" / "Annotations" / "manual" / "SN1_LimbMovements_manual_scorer2.edf"
    broken.write_bytes(b"0" * 100)
    found = night_against_scorers(find_rated(tmp_path)[0])
    assert [one["name"] for one in found["scorers"]] == ["scorer1", "scorer10"]
    assert len(found["problems"]) == 1
    assert "scorer2.edf" in found["problems"][0]


def test_no_recording_and_nobody_who_scored(tmp_path: Path):
    with pytest.raises(FileError, match="no recording"):
        find_rated(tmp_path)
    sets.recording(tmp_path / "n.edf", {"left": "LAT"})
    (night,) = find_rated(tmp_path)
    assert "nobody's scoring" in night_against_scorers(night)["problems"][0]


def test_the_command_writes_json_and_a_table(tmp_path: Path):
    sets.nsrr(tmp_path)
    done = CliRunner().invoke(app, ["scorers", str(tmp_path), "--json", "--csv", str(tmp_path / "pairs.csv")])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["summary"]["program"]["f1"]["median"] == 1.0
    (row,) = csv.DictReader(io.StringIO((tmp_path / "pairs.csv").read_text()))
    assert (row["reference"], row["against"], row["f1"]) == ("scorer", PROGRAM, "1.0")
    said = CliRunner().invoke(app, ["scorers", str(tmp_path)])
    assert "not accuracy" in said.output


def test_a_name_that_looks_like_a_formula_is_text(ipa: dict):
    night = {**ipa, "name": "=cmd|x.edf"}
    assert next(iter(csv.DictReader(io.StringIO(as_csv([night])))))["night"] == "'=cmd|x.edf"


def test_f1_by_hand():
    def moves(*spans: tuple[float, float]) -> list[LegMovement]:
        return [
            LegMovement(id=str(i), leg="left", onset_s=a, duration_s=b, morphology=None, origin="human")
            for i, (a, b) in enumerate(spans)
        ]

    # 1 s of 5 s in common is 0.2 and counts; 0.99 s does not
    assert f1(moves((0, 3), (100, 3)), moves((2, 3), (102.01, 3)))["both"] == 1
    assert f1([], [])["f1"] is None
    assert f1(moves((0, 1)), [])["f1"] == 0.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("limb movement@@emg lat", ("movement", "", "left")),
        ("limb movement@@EMG RAT", ("movement", "", "right")),
        ("Sleep stage N2@@EEG F4-A1", ("stage", "N2", "unknown")),
        ("Hypopnea@@SpO2", ("respiratory", "", "unknown")),
        ("arousal@@EEG C4", ("arousal", "", "unknown")),
        ("artefact@@Leg L", ("artefact", "", "left")),
        ("PLM left@@EMG RAT", ("plm", "", "left")),
    ],
)
def test_the_channel_of_an_edf_mark_says_the_leg_and_not_the_kind(text: str, expected: tuple):
    assert words.kind(text) == expected
