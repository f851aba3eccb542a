"""What is kept: one writer at a time, older versions moved aside, a full disk in one sentence, odd nights noticed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from whytwitch.cohort import write
from whytwitch.cohort.find import Found, Job
from whytwitch.cohort.ledger import Ledger
from whytwitch.cohort.rows import movement_rows, night_row, series_rows
from whytwitch.cohort.run import Plan, score_folder
from whytwitch.cohort.tables import KEY, VERSION, packed, schema
from whytwitch.cohort.task import Answer, Order, score_one
from whytwitch.errors import ContradictionError, FileError, FormatError, SystemPartError

EDITIONS = ("wasm2016", "aasm3")


def scored(start: str | None, plms: float) -> dict:
    """What ``night --json`` prints, as small as it can be."""
    edition = {"candidates": [], "series": [], "series_nr": [], "indices": {"plms_per_h": plms, "counts": {}}}
    return {
        "recording": {"id": "sha256:0", "start": start, "hours": 8.0, "legs": []},
        "scoring": {"by": {"kind": "person"}},
        "sleep": {"source": "none", "tst_h": None, "wake_h": None, "unstaged_h": None, "stages": []},
        "lms": [], "editions": {"wasm2016": edition, "aasm3": edition}, "unscorable": [], "why_they_differ": [],
        "warnings": [],
    }  # fmt: skip


def answer(name: str, key: str, start: str | None = None, plms: float = 1.0) -> Answer:
    night = scored(start, plms)
    tables = {
        "nights": packed("nights", night_row(night, key, EDITIONS)),
        "movements": packed("movements", movement_rows(night, key, EDITIONS)),
        "series": packed("series", series_rows(night, key, EDITIONS)),
    }
    return Answer(name, key, (), tables)


def tables_of(tmp_path: Path, jobs: list[Job], answers: list[Answer]) -> tuple[list[dict], list[dict]]:
    ledger = Ledger(tmp_path / "out")
    ledger.keep(answers, {}, "v")
    (tmp_path / "in").mkdir(exist_ok=True)
    write.write_tables(Plan(tmp_path / "in", tmp_path / "out"), Found(jobs), ledger)
    ledger.close()
    return tuple(pq.read_table(tmp_path / "out" / f"{name}.parquet").to_pylist() for name in ("nights", "errors"))


def job(name: str, subject: str, session: str | None = None) -> Job:
    return Job(name, Path(name), (), subject, session)


def test_two_recordings_of_one_night_are_both_kept_and_told(tmp_path: Path):
    nights, errors = tables_of(
        tmp_path, [job("a.edf", "S1", "1"), job("b.edf", "S1", "1")], [answer("a.edf", "k1"), answer("b.edf", "k2")]
    )
    assert [row["name"] for row in nights] == ["a.edf", "b.edf"]
    assert [(row["name"], row["error"]) for row in errors] == [("b.edf", "SameNight")]
    assert "night 1 of S1" in errors[0]["sentence"]


def test_a_clock_that_runs_backwards_is_told(tmp_path: Path):
    jobs = [job("n1.edf", "S1", "1"), job("n2.edf", "S1", "2"), job("n10.edf", "S1", "10")]
    answers = [
        answer("n1.edf", "k1", "2026-03-02T22:00:00"),
        answer("n2.edf", "k2", "2026-03-01T22:00:00"),
        answer("n10.edf", "k3", "2026-03-05T22:00:00"),
    ]
    _, errors = tables_of(tmp_path, jobs, answers)
    assert [(row["name"], row["error"], row["kind"]) for row in errors] == [("n2.edf", "ClockBackwards", "warning")]


def test_copies_are_one_row_and_a_remark(tmp_path: Path):
    jobs = [job("a.edf", "a"), job("b.edf", "b")]
    nights, errors = tables_of(tmp_path, jobs, [answer("a.edf", "k"), answer("b.edf", "k")])
    assert [row["name"] for row in nights] == ["a.edf"]
    assert [(row["name"], row["error"]) for row in errors] == [("b.edf", "Copy")]


def test_a_night_whose_file_is_gone_stays_and_says_so(tmp_path: Path):
    nights, _ = tables_of(tmp_path, [job("b.edf", "b")], [answer("a.edf", "k1"), answer("b.edf", "k2")])
    assert [(row["name"], row["present"]) for row in nights] == [("a.edf", False), ("b.edf", True)]


def test_an_unknown_index_is_null_not_zero(tmp_path: Path):
    nights, _ = tables_of(tmp_path, [job("a.edf", "a")], [answer("a.edf", "k", plms=None)])
    assert nights[0]["wasm_plms_per_h"] is None


@pytest.mark.parametrize("metadata", [None, {KEY: b"0"}, {b"pandas": b"{}"}])
def test_tables_of_an_older_version_are_moved_aside_unchanged(tmp_path: Path, metadata: dict | None):
    out = tmp_path / "out"
    out.mkdir()
    old = pa.table({"night": ["x"]}).replace_schema_metadata(metadata)
    pq.write_table(old, out / "nights.parquet")
    before = (out / "nights.parquet").read_bytes()
    tables_of(tmp_path, [job("a.edf", "a")], [answer("a.edf", "k")])
    (kept,) = (out / "older").glob("nights-*.parquet")
    assert kept.read_bytes() == before
    assert pq.read_schema(out / "nights.parquet").metadata[KEY] == VERSION.encode()


def test_a_ledger_of_another_version_is_moved_aside(tmp_path: Path):
    Ledger(tmp_path).close()
    path = tmp_path / "state" / "ledger.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version=0")
        db.execute("CREATE TABLE old (x)")
    ledger = Ledger(tmp_path)
    assert ledger.keys() == set()
    ledger.close()
    assert (tmp_path / "state" / "ledger-of-version-0.sqlite").exists()


def test_a_damaged_ledger_is_one_sentence_and_stays(tmp_path: Path):
    Ledger(tmp_path).close()
    path = tmp_path / "state" / "ledger.sqlite"
    for more in path.parent.glob("ledger.sqlite-*"):
        more.unlink()
    path.write_bytes(b"not a database, certainly not one" * 100)
    with pytest.raises(FormatError, match="damaged"):
        Ledger(tmp_path)
    assert path.read_bytes().startswith(b"not a database")


def test_two_runs_cannot_write_to_one_folder(tmp_path: Path):
    ledger = Ledger(tmp_path)
    with pytest.raises(ContradictionError, match="another run is writing"):
        Ledger(tmp_path)
    ledger.close()
    Ledger(tmp_path).close()


def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    ledger = Ledger(tmp_path / "out")
    ledger.keep([answer("a.edf", "k1")], {}, "v")
    ledger._db.execute("PRAGMA max_page_count=1")  # SQLite's own way to be out of room
    with pytest.raises(SystemPartError, match=r"disk is full.*nothing scored so far is lost"):
        ledger.keep([answer(f"{i}.edf", f"{i}") for i in range(200)], {}, "v")
    assert ledger.keys() == {"k1"}
    ledger._db.execute("PRAGMA max_page_count=1073741823")
    write.write_tables(Plan(tmp_path, tmp_path / "out"), Found([job("a.edf", "a")]), ledger)
    before = (tmp_path / "out" / "nights.parquet").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write.os, "replace", full)
    with pytest.raises(SystemPartError, match="No space left"):
        write.write_tables(Plan(tmp_path, tmp_path / "out"), Found([job("a.edf", "a")]), ledger)
    assert (tmp_path / "out" / "nights.parquet").read_bytes() == before
    ledger.close()


def test_a_worker_never_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    gone = score_one(Order("gone.edf", str(tmp_path / "gone.edf")))
    assert (gone.exit_code, gone.tables) == (11, None)
    assert gone.sentence == "gone.edf: there is no such file."
    path = tmp_path / "x.edf"
    path.write_bytes(b"0" * 600)
    monkeypatch.setattr("whytwitch.evidence.night.score_night", lambda *_, **__: 1 / 0)
    bug = score_one(Order("x.edf", str(path)))
    assert (bug.exit_code, bug.error) == (70, "ZeroDivisionError")
    assert "fault of the program" in bug.sentence


def test_an_empty_folder_is_one_sentence(tmp_path: Path):
    (tmp_path / "in").mkdir()
    with pytest.raises(FileError, match="no recording in this folder"):
        score_folder(Plan(tmp_path / "in", tmp_path / "out"))


def test_every_column_of_the_tables_is_in_the_documentation():
    from tests.conftest import ROOT

    page = (ROOT / "docs" / "cohort.md").read_text(encoding="utf-8")
    for table in ("nights", "movements", "series", "errors"):
        for name in schema(table).names:
            assert f"`{name}`" in page, (table, name)
