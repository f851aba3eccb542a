"""The summary's figures, worked out a second time from the rows with NumPy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from whytwitch.cohort.analysis import connect, summarize, write_views
from whytwitch.cohort.tables import TABLES, schema
from whytwitch.errors import FileError, FormatError
from whytwitch.report.cohort_page import cohort_html


def write(out: Path, nights: int = 60, moves: int = 40) -> list[dict]:
    """Made-up tables: every third person has two nights."""
    rng = np.random.default_rng(5)
    rows, moved = [], []
    for i in range(nights):
        wasm = round(float(rng.gamma(1.5, 10)), 6)
        rows.append(
            {
                "night": f"k{i}", "name": f"n{i:04d}.edf", "present": True, "subject": f"s{i * 2 // 3}",
                "age": [None, 25.0, 50.0, 70.0][i % 4], "sex": ["female", "male", None][i % 3],
                "wasm_plms_per_h": None if i == 7 else wasm, "aasm_plms_per_h": wasm + float(rng.normal(4, 2)),
                "wasm_by_hour": [10.0, None, 5.0], "legs": ["LAT"], "warnings": [], "hours": 8.0, "tst_h": 7.0,
                "sleep_source": "annotations", "unscorable_h": 0.0, "software": "v", "options": "{}",
            }
        )  # fmt: skip
        onset = np.cumsum(rng.uniform(12, 40, moves))
        for edition in ("legs", "wasm2016", "aasm3"):
            moved += [
                {
                    "night": f"k{i}",
                    "edition": edition,
                    "id": f"m{j}",
                    "onset_s": float(at),
                    "counts": True,
                    "stage": "N2",
                }
                for j, at in enumerate(onset)
            ]
    out.mkdir(parents=True, exist_ok=True)
    content = {"nights": rows, "movements": moved, "series": [], "errors": []}
    for name in TABLES:
        pq.write_table(pa.Table.from_pylist(content[name], schema=schema(name)), out / f"{name}.parquet")
    return rows


def test_agreement_is_bland_and_altmans(tmp_path: Path):
    rows = [row for row in write(tmp_path) if row["wasm_plms_per_h"] is not None]
    difference = np.array([row["aasm_plms_per_h"] - row["wasm_plms_per_h"] for row in rows])
    found = summarize(tmp_path)["agreement"]
    assert found["nights"] == len(rows) == 59
    assert found["bias"] == pytest.approx(difference.mean())
    assert found["limits"] == pytest.approx(difference.mean() + np.array([-1.96, 1.96]) * difference.std(ddof=1))


def test_spread_within_people_is_pooled(tmp_path: Path):
    rows = write(tmp_path)
    people: dict[str, list[float]] = {}
    for row in rows:
        if row["wasm_plms_per_h"] is not None:
            people.setdefault(row["subject"], []).append(row["wasm_plms_per_h"])
    several = [np.array(one) for one in people.values() if len(one) > 1]
    pooled = np.sqrt(sum(one.var(ddof=1) * (len(one) - 1) for one in several) / sum(len(one) - 1 for one in several))
    found = summarize(tmp_path)["night_to_night"]
    assert found["people"] == len(several) > 5
    assert found["within_person_sd"] == pytest.approx(pooled)


def test_groups_hours_and_intervals(tmp_path: Path):
    rows = write(tmp_path)
    found = summarize(tmp_path)
    assert sum(row["nights"] for row in found["by_age_and_sex"]) == len(rows)
    men = [r["wasm_plms_per_h"] for r in rows if r["age"] == 25.0 and r["sex"] == "male" and r["wasm_plms_per_h"]]
    (group,) = [row for row in found["by_age_and_sex"] if (row["age_group"], row["sex"]) == ("18-39", "male")]
    assert group["wasm_plms_quartiles"][1] == pytest.approx(np.median(men))
    assert [(row["hour"], row["plms_per_h"]) for row in found["by_hour"]] == [(1, 10.0), (2, None), (3, 5.0)]
    assert sum(row["intervals"] for row in found["intervals"] if row["edition"] == "aasm3") == 60 * 39
    assert found["movements"] == 60 * 40 * 3
    assert found["quality"]["without_index"] == 1


def test_no_night_at_all_is_no_crash(tmp_path: Path):
    write(tmp_path, nights=0)
    found = summarize(tmp_path)
    assert found["nights"] == 0
    assert found["agreement"]["bias"] is None
    assert "0 nights" in cohort_html(found)


def test_one_night_has_no_limits_of_agreement(tmp_path: Path):
    write(tmp_path, nights=1)
    found = summarize(tmp_path)
    assert found["agreement"]["limits"] is None
    assert "1 nights" in cohort_html(found)


def test_page_says_the_figures(tmp_path: Path):
    write(tmp_path)
    found = summarize(tmp_path)
    page = cohort_html(found)
    assert f"{found['agreement']['bias']:+.1f}" in page
    assert page == cohort_html(summarize(tmp_path))
    assert "not a diagnosis" in page


def test_a_missing_or_strange_table_is_one_sentence(tmp_path: Path):
    with pytest.raises(FileError, match=r"nights\.parquet: there is no such table"):
        connect(tmp_path)
    write(tmp_path, nights=1)
    pq.write_table(pa.table({"x": [1]}), tmp_path / "series.parquet")
    with pytest.raises(FormatError, match="another version"):
        connect(tmp_path)
    (tmp_path / "series.parquet").write_bytes(b"PAR1 broken")
    with pytest.raises(FormatError, match="damaged"):
        connect(tmp_path)


def test_views_file_opens_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import duckdb

    write(tmp_path)
    write_views(tmp_path)
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as db:
        db.execute((tmp_path / "views.sql").read_text(encoding="utf-8"))
        assert db.execute("SELECT count(*) FROM both_editions").fetchone() == (59,)
