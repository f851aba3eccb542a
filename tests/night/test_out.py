"""What a night gives to others: an EDF+ file, a table, a page, and what two scorings of it say to each other."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from tests.night.bad_files import Edf

from whytwitch.errors import FormatError, InputError
from whytwitch.evidence.night import score_night
from whytwitch.evidence.night.agreement import compare_nights, open_night, open_pair
from whytwitch.evidence.night.export import COLUMNS, annotations_edf, movements_csv
from whytwitch.evidence.night.simulate import restless_night, write
from whytwitch.report import night_as_text, night_html


@pytest.fixture(scope="module")
def night_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("night") / "night.edf"
    write(restless_night(5, 1.0), path)
    return path


@pytest.fixture(scope="module")
def night(night_file: Path) -> dict:
    return score_night(night_file)


def expected(night: dict) -> list[tuple[float, float]]:
    return sorted((round(m["onset_s"], 3), round(m["duration_s"], 3)) for m in night["lms"] if m["morphology"])


@pytest.mark.parametrize("lead", [0.0, 0.25])
def test_edfio_reads_the_annotations_at_the_right_second(tmp_path: Path, lead: float) -> None:
    import edfio

    source = Edf(reserved="EDF+C", record_starts=[lead + i for i in range(120)]).write(tmp_path / "in.edf")
    night = score_night(source)
    (tmp_path / "out.edf").write_bytes(annotations_edf(night))
    read = edfio.read_edf(tmp_path / "out.edf")
    found = sorted((round(a.onset, 3), round(a.duration, 3)) for a in read.annotations if a.text.startswith("Limb"))
    assert found == expected(night)
    assert read.starttime.microsecond == lead * 1e6
    assert "Canary" not in (tmp_path / "out.edf").read_bytes().decode("latin-1")


@pytest.mark.parametrize("lead", [0.0, 0.25])
def test_mne_reads_the_annotations_at_the_right_second(tmp_path: Path, lead: float) -> None:
    mne = pytest.importorskip("mne")
    source = Edf(reserved="EDF+C", record_starts=[lead + i for i in range(120)]).write(tmp_path / "in.edf")
    night = score_night(source)
    (tmp_path / "out.edf").write_bytes(annotations_edf(night))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        alone = mne.read_annotations(tmp_path / "out.edf")
        raw = mne.io.read_raw_edf(tmp_path / "out.edf", verbose="ERROR").annotations
    for read in (alone, raw):
        found = sorted(
            (round(float(on), 3), round(float(length), 3))
            for on, length, text in zip(read.onset, read.duration, read.description, strict=True)
            if text.startswith("Limb")
        )
        assert np.allclose(found, expected(night), atol=2e-3)


def test_our_own_edf_and_csv_give_the_same_movements_again(tmp_path: Path, night: dict) -> None:
    (tmp_path / "out.edf").write_bytes(annotations_edf(night))
    (tmp_path / "out.csv").write_text(movements_csv(night))
    for name in ("out.edf", "out.csv"):
        again = score_night(tmp_path / name)
        assert [m["leg"] for m in again["lms"]] == [m["leg"] for m in night["lms"]]
        assert [m["onset_s"] for m in again["lms"]] == pytest.approx([m["onset_s"] for m in night["lms"]], abs=1e-3)


def test_the_table_has_a_row_for_each_movement(night: dict) -> None:
    rows = list(csv.DictReader(io.StringIO(movements_csv(night))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(night["lms"])
    series = {s["id"] for s in night["editions"]["wasm2016"]["series"]}
    assert {r["wasm_series"] for r in rows} - {""} == series


def test_the_page_shows_both_rule_books_and_what_to_compare_with(night: dict) -> None:
    page = night_html(night)
    text = night_as_text(night)
    for words in ("WASM 2016", "AASM 3", "24.8", "a count alone is no disorder", "<svg"):
        assert words in page
    assert "24.8" in text
    assert "http-equiv" not in page
    assert "<script" not in page
    assert "periodic limb movement disorder" not in (page + text).lower()
    assert "PLMD" not in page + text


def test_the_page_of_an_unscorable_night_says_not_known_and_no_zero(shared: Path) -> None:
    night = score_night(shared / "recordings/polysomnography/nox-a1-two-minutes.edf")
    page = night_html(night)
    assert "it is not known" in page
    assert "<td>0.0</td>" not in page
    assert "24.8" not in night_as_text(night)


def test_labels_from_a_file_are_escaped(tmp_path: Path) -> None:
    path = Edf(reserved="EDF+C", record_starts=[float(i) for i in range(120)]).write(tmp_path / "n.edf")
    night = score_night(path)
    night["recording"]["legs"][0]["label"] = "<script>alert(1)</script>"
    assert "<script" not in night_html(night)


def test_a_second_scorer_is_compared_movement_by_movement(tmp_path: Path, night_file: Path, night: dict) -> None:
    rows = movements_csv(night).splitlines()
    (tmp_path / "second.csv").write_text("\n".join([rows[0], *rows[4:]]) + "\n")
    made = compare_nights(*open_pair(night_file, tmp_path / "second.csv"))
    n = len(night["lms"])
    assert sum(one["matched"] for one in made["legs"].values()) == n - 3
    assert all(0 < one["f1"] <= 1 and 0 < one["kappa"] <= 1 for one in made["legs"].values())
    plms = next(one for one in made["indices"] if one["index"] == "plms_per_h")
    assert plms["second"] is not None
    assert plms["difference"] < 0


def test_a_kept_json_is_compared_without_scoring_again(tmp_path: Path, night: dict) -> None:
    (tmp_path / "kept.json").write_text(json.dumps(night))
    made = compare_nights(night, open_night(tmp_path / "kept.json"))
    assert all(one["f1"] == 1 for one in made["legs"].values())
    (tmp_path / "other.json").write_text('{"a": 1}')
    with pytest.raises(FormatError, match="no scored night"):
        open_night(tmp_path / "other.json")


def run(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "whytwitch", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_the_command_writes_what_it_is_asked_for(tmp_path: Path, night_file: Path) -> None:
    out = {kind: tmp_path / f"out.{kind}" for kind in ("html", "edf", "csv")}
    done = run("night", night_file, *(x for kind, path in out.items() for x in (f"--{kind}", path)), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["lms"]
    assert all(path.stat().st_size > 1000 for path in out.values())
    done = run("compare", night_file, out["csv"])
    assert done.returncode == 0, done.stderr
    assert "1.000" in done.stdout


def test_legs_summed_and_odd_columns_are_named_on_the_command_line(tmp_path: Path) -> None:
    from tests.night.bad_files import Signal

    path = Edf([Signal("X1", unit="")]).write(tmp_path / "n.edf")
    table = tmp_path / "t.csv"
    table.write_text("wann;was;wie lange [s]\n0;N2;120\n")
    done = run("night", path, "--events", table, "--columns", "onset=wann,event=was,duration=3", "--legs",
               "summed:X1@uV", "--json")  # fmt: skip
    assert done.returncode == 0, done.stderr
    night = json.loads(done.stdout)
    assert {m["leg"] for m in night["lms"]} == {"both"}
    assert night["sleep"]["tst_h"] == pytest.approx(120 / 3600, abs=1e-6)
    for wrong in (["--legs", "middle:X1"], ["--legs", "left:X1", "--columns", "what=was"]):
        done = run("night", path, "--events", table, *wrong)
        assert 10 <= done.returncode <= 19
        assert len(done.stderr.splitlines()) == 1


def test_columns_that_are_not_there_are_named(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("a;b\n0;N2\n")
    with pytest.raises(InputError, match="no line of this table"):
        score_night(table, options={"columns": "onset=x,event=b"})
