"""A folder through real workers: the rows are those of the single command, reruns do only what is missing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
from distributed.scheduler import KilledWorker
from tests.cohort.nights import break_in, write_nights
from typer.testing import CliRunner

from whytwitch.cli import app
from whytwitch.cohort import identity, run
from whytwitch.cohort.run import Plan, Result, score_folder
from whytwitch.cohort.tables import TABLES
from whytwitch.cohort.task import Answer, Order, score_batch
from whytwitch.errors import InputError
from whytwitch.evidence.night import score_night

pytestmark = pytest.mark.slow
#: What the command chooses by itself.
OPTIONS = {"stages": "off", "eeg_around": False}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine good nights, two copies, ten broken ones, people."""
    place = tmp_path_factory.mktemp("cohort") / "nights"
    nights = write_nights(place, 9)
    (place / "again").mkdir()
    shutil.copy(nights[0], place / "again" / "a-copy.edf")
    shutil.copy(nights[0], place / "zz-copy.edf")
    for way, path in enumerate(write_nights(place / "broken", 10, first=50)):
        break_in(path, way)
    (place / "participants.tsv").write_text("participant_id\tage\tsex\nnight001\t61\tF\nnight002\t35\tM\n")
    return place


@pytest.fixture(scope="module")
def scored(folder: Path, two_workers: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    out = tmp_path_factory.mktemp("cohort") / "out"
    return out, score_folder(Plan(folder, out, options=OPTIONS, address=two_workers))


def table(out: Path, name: str) -> list[dict]:
    return pq.read_table(out / f"{name}.parquet").to_pylist()


def test_every_recording_has_a_row_here_or_there(folder: Path, scored: tuple[Path, Result]):
    out, result = scored
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.edf")}
    nights = {row["name"] for row in table(out, "nights")}
    errors = {row["name"] for row in table(out, "errors") if row["kind"] == "error"}
    copies = {row["name"] for row in table(out, "errors") if row["error"] == "Copy"}
    assert nights | errors | copies == names
    assert not nights & errors
    assert len(copies) == 2
    assert result.progress.done == result.progress.total == len(names)
    assert result.tables == {name: len(table(out, name)) for name in TABLES}


def test_rows_are_what_the_single_command_says(folder: Path, scored: tuple[Path, Result]):
    out, _ = scored
    rows = {row["name"]: row for row in table(out, "nights")}
    for name in ("night001.edf", "night002.edf"):
        single, row = score_night(folder / name), rows[name]
        wasm, aasm = (single["editions"][one]["indices"] for one in ("wasm2016", "aasm3"))
        assert row["wasm_plms_per_h"] == wasm["plms_per_h"]
        assert row["aasm_plms_per_h"] == aasm["plms_per_h"]
        assert row["wasm_n_clm"] == wasm["counts"]["clm"]
        assert row["recording"] == single["recording"]["id"]
        assert row["tst_h"] == single["sleep"]["tst_h"]
        assert row["warnings"] == list(single["warnings"])
        moved = [one for one in table(out, "movements") if one["night"] == row["night"]]
        for edition, rows_of in (
            ("legs", single["lms"]),
            ("wasm2016", single["editions"]["wasm2016"]["candidates"]),
            ("aasm3", single["editions"]["aasm3"]["candidates"]),
        ):
            found = [(one["id"], one["onset_s"], one["leg"]) for one in moved if one["edition"] == edition]
            assert found == [(one["id"], one["onset_s"], one["leg"]) for one in rows_of]
        runs = [one for one in table(out, "series") if one["night"] == row["night"] and one["edition"] == "wasm2016"]
        assert [one["count"] for one in runs if not one["without_respiratory"]] == [
            one["count"] for one in single["editions"]["wasm2016"]["series"]
        ]
    assert rows["night001.edf"]["age"] == 61.0
    assert rows["night001.edf"]["sex"] == "female"
    chosen = json.loads(rows["night001.edf"]["options"])
    assert (chosen["editions"], chosen["stages"]) == (["wasm2016", "aasm3"], "off")


def test_errors_are_the_sentences_of_the_single_command(folder: Path, scored: tuple[Path, Result]):
    out, _ = scored
    failed = [row for row in table(out, "errors") if row["kind"] == "error"]
    assert len(failed) >= 6
    for row in failed:
        with pytest.raises(InputError) as caught:
            score_night(folder / row["name"])
        assert row["sentence"] == caught.value.sentence()
        assert row["exit_code"] == caught.value.exit_code


def test_a_second_run_scores_nothing_and_changes_no_byte(folder: Path, scored: tuple[Path, Result]):
    out, _ = scored
    before = {name: (out / f"{name}.parquet").read_bytes() for name in TABLES}
    again = score_folder(Plan(folder, out, options=OPTIONS, workers=2))
    assert again.progress.done == 0
    assert {name: (out / f"{name}.parquet").read_bytes() for name in TABLES} == before


def test_only_what_changed_is_scored_again(folder: Path, scored: tuple[Path, Result], two_workers: str, tmp_path: Path):
    out, _ = scored
    place, copy = tmp_path / "nights", tmp_path / "out"
    shutil.copytree(folder, place)
    shutil.copytree(out, copy)
    write_nights(place, 1, first=20)
    (place / "night003.edf").write_bytes((place / "night004.edf").read_bytes())
    (place / "night005.edf").unlink()
    result = score_folder(Plan(place, copy, options=OPTIONS, address=two_workers))
    assert result.progress.done == 2  # the new night and the one that became another
    rows = {row["name"]: row for row in table(copy, "nights")}
    assert "night020.edf" in rows
    assert rows["night005.edf"]["present"] is False
    assert [row["name"] for row in table(copy, "errors") if "night003.edf" in row["sentence"]] == ["night004.edf"]
    assert "night004.edf" not in rows  # now the same recording as night003.edf, told as its copy
    assert result.progress.failed == 0


def test_a_night_that_takes_its_batch_with_it_is_found_and_the_others_are_scored(
    folder: Path, two_workers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    place, bad = tmp_path / "nights", "night002.edf"
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("broken", "again", "zz-copy.edf"))

    def deadly(orders: list[Order]) -> list[Answer]:
        if any(order.name == bad for order in orders):
            raise RuntimeError("the whole batch is gone")
        return score_batch(orders)

    monkeypatch.setattr(run, "score_batch", deadly)
    monkeypatch.setattr(run, "SHARE", 1)  # four nights a batch: three others are with the deadly one
    result = score_folder(Plan(place, tmp_path / "out", options=OPTIONS, address=two_workers))
    assert (result.progress.done, result.progress.failed) == (9, 1)
    (row,) = table(tmp_path / "out", "errors")
    assert (row["name"], row["exit_code"]) == (bad, 70)
    assert len(table(tmp_path / "out", "nights")) == 8
    monkeypatch.undo()  # no fault of the file: the next run tries it again
    again = score_folder(Plan(place, tmp_path / "out", options=OPTIONS, address=two_workers))
    assert (again.progress.done, again.progress.failed, again.tables["nights"]) == (1, 0, 9)


def test_after_the_third_dead_worker_a_batch_goes_one_by_one_and_a_night_becomes_a_row():
    orders = [Order("a.edf", "a.edf"), Order("b.edf", "b.edf")]
    dead = SimpleNamespace(status="error", exception=lambda: KilledWorker("score_batch-1", None, 2))
    assert run._answers(dead, orders) == []
    (answer,) = run._answers(dead, orders[1:])
    assert (answer.name, answer.exit_code) == ("b.edf", 19)
    assert "died 3 times" in answer.sentence
    assert run._answers(SimpleNamespace(status="lost"), orders) is None


def test_another_version_of_the_scorer_makes_another_key(monkeypatch: pytest.MonkeyPatch):
    key = identity.key_of("x", [], {})
    monkeypatch.setattr(identity, "scorer_version", lambda: "another")
    assert identity.key_of("x", [], {}) != key


def test_command_prints_json_and_writes_a_summary(folder: Path, scored: tuple[Path, Result]):
    out, _ = scored
    done = CliRunner().invoke(app, ["cohort", str(folder), "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["known_before"] == said["nights"] > 0
    page = (out / "summary.html").read_text(encoding="utf-8")
    assert "A cohort of nights" in page
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "CREATE VIEW both_editions" in (out / "views.sql").read_text(encoding="utf-8")
