"""Two cohort outputs against each other: figures worked out a second time, and nights that are in one only."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from whytwitch.cli import app
from whytwitch.cohort.against import compare_outputs
from whytwitch.cohort.tables import KEY, TABLES, schema
from whytwitch.errors import ContradictionError, FileError, FormatError
from whytwitch.evidence.night.compare import match
from whytwitch.model.night import LegMovement


def write(out: Path, nights: dict[str, dict], errors: tuple[str, ...] = (), **more: str) -> Path:
    """``name`` -> recording, plms, moves: list of (leg, onset, duration)."""
    rows, moved = [], []
    for name, one in nights.items():
        key = f"{out.name}-{name}"
        rows.append(
            {
                "night": key, "name": name, "recording": one.get("recording", f"sha256:{name}"), "present": True,
                "software": more.get("software", "v1"), "options": "{}", "wasm_plms_per_h": one.get("plms"),
                "aasm_plms_per_h": one.get("plms"), "wasm_denominator": one.get("per", "sleep"),
                "aasm_denominator": one.get("per", "sleep"),
            }
        )  # fmt: skip
        moved += [
            {"night": key, "edition": "legs", "id": f"l{i}", "leg": leg, "onset_s": on, "duration_s": length,
             "morphology": shape[0] if shape else None}
            for i, (leg, on, length, *shape) in enumerate(one.get("moves", ()))
        ]  # fmt: skip
    failed = [{"name": name, "kind": "error", "error": "FormatError", "exit_code": 12} for name in errors]
    out.mkdir()
    for table, content in {"nights": rows, "movements": moved, "series": [], "errors": failed}.items():
        pq.write_table(pa.Table.from_pylist(content, schema=schema(table)), out / f"{table}.parquet")
    return out


def test_bias_limits_and_correlation_are_bland_and_altmans(tmp_path: Path):
    rng = np.random.default_rng(4)
    x = rng.gamma(1.5, 10, 40)
    y = x + rng.normal(2, 3, 40)
    first = write(tmp_path / "a", {f"n{i:02}.edf": {"plms": float(v)} for i, v in enumerate(x)})
    second = write(tmp_path / "b", {f"n{i:02}.edf": {"plms": float(v)} for i, v in enumerate(y)})
    found = {one["index"]: one for one in compare_outputs(first, second)["indices"]}["wasm_plms_per_h"]
    d = y - x
    assert found["nights"] == 40
    assert found["bias"] == pytest.approx(d.mean())
    assert found["limits"] == pytest.approx(d.mean() + np.array([-1.96, 1.96]) * d.std(ddof=1))
    assert found["correlation"] == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert found["most"]["name"] == f"n{int(np.abs(d).argmax()):02}.edf"
    many = compare_outputs(first, second)["many"]["wasm"]
    assert many["both"] == int(((x > 15) & (y > 15)).sum())
    assert many["only_second"] == int(((x <= 15) & (y > 15)).sum())


def test_movements_are_matched_as_for_one_night(tmp_path: Path):
    rng = np.random.default_rng(9)

    def moves(seed: int) -> list[tuple[str, float, float]]:
        noise = np.random.default_rng(seed)
        on = np.cumsum(rng.uniform(1, 4, 60)) if seed == 0 else base + noise.normal(0, 0.7, 60)
        return [("left" if i % 3 else "right", float(t), float(noise.uniform(0.5, 3))) for i, t in enumerate(on)]

    first_moves = moves(0)
    base = np.array([one[1] for one in first_moves])
    second_moves = moves(1)
    first = write(tmp_path / "a", {"n.edf": {"moves": first_moves}})
    second = write(tmp_path / "b", {"n.edf": {"moves": second_moves}})
    held = compare_outputs(first, second)
    for leg in ("left", "right"):
        a, b = (
            [LegMovement(id=str(i), leg=leg, onset_s=t, duration_s=n, morphology=None, origin="auto")
             for i, (side, t, n) in enumerate(side_moves) if side == leg]
            for side_moves in (first_moves, second_moves)
        )  # fmt: skip
        found = held["movements"]["legs"][leg]
        assert found["both"] == len(match(a, b)) > 5
        assert found["f1"] == pytest.approx(2 * found["both"] / (len(a) + len(b)))
    assert held["by_night"][0]["movements"]["both"] == held["movements"]["legs"]["all"]["both"]


def test_a_movement_that_fails_the_shape_rule_is_none(tmp_path: Path):
    first = write(tmp_path / "a", {"n.edf": {"moves": [("left", 10.0, 1.0), ("left", 20.0, 1.0, False)]}})
    second = write(tmp_path / "b", {"n.edf": {"moves": [("left", 10.0, 1.0)]}})
    assert compare_outputs(first, second)["movements"]["legs"]["left"]["f1"] == 1.0


def test_what_is_in_one_only_is_told(tmp_path: Path):
    first = write(tmp_path / "a", {"both.edf": {"plms": 5.0}, "x.edf": {}, "same.edf": {"recording": "old"}})
    second = write(
        tmp_path / "b",
        {"both.edf": {"plms": None}, "moved/y.edf": {}, "same.edf": {"recording": "new"}},
        errors=("x.edf",),
    )
    held = compare_outputs(first, second)
    assert held["nights"] == {
        "both": 2, "only_first": ["x.edf"], "only_second": ["moved/y.edf"], "errors_first": [],
        "errors_second": ["x.edf"], "different_bytes": ["same.edf"],
    }  # fmt: skip
    plms = {one["index"]: one for one in held["indices"]}["wasm_plms_per_h"]
    assert (plms["nights"], plms["only_first"], plms["bias"]) == (0, 1, None)


def test_a_renamed_recording_is_the_same_night(tmp_path: Path):
    first = write(tmp_path / "a", {"old.edf": {"recording": "r", "plms": 1.0}})
    second = write(tmp_path / "b", {"new/name.edf": {"recording": "r", "plms": 2.0}})
    assert compare_outputs(first, second)["nights"]["both"] == 1


def test_per_hour_of_sleep_and_of_recording_are_never_subtracted(tmp_path: Path):
    first = write(tmp_path / "a", {"n.edf": {"plms": 10.0, "per": "sleep"}})
    second = write(tmp_path / "b", {"n.edf": {"plms": 8.0, "per": "recording"}})
    plms = {one["index"]: one for one in compare_outputs(first, second)["indices"]}["wasm_plms_per_h"]
    assert (plms["nights"], plms["per_hour_of_different_things"], plms["bias"]) == (0, 1, None)


def test_outputs_of_an_older_version_or_of_other_nights_are_one_sentence(tmp_path: Path):
    first = write(tmp_path / "a", {"n.edf": {"recording": "r1"}})
    with pytest.raises(ContradictionError, match="no night in common"):
        compare_outputs(first, write(tmp_path / "b", {"m.edf": {"recording": "r2"}}))
    with pytest.raises(FileError, match="no such table"):
        compare_outputs(first, tmp_path)
    old = write(tmp_path / "c", {"n.edf": {}})
    table = pq.read_table(old / "nights.parquet")
    pq.write_table(table.replace_schema_metadata({KEY: b"0"}), old / "nights.parquet")
    with pytest.raises(FormatError, match="another version"):
        compare_outputs(first, old)


def test_the_command_compares_two_outputs_and_never_mixes_them_with_a_night(tmp_path: Path):
    nights = {f"n{i}.edf": {"plms": float(i), "moves": [("left", 10.0, 1.0)]} for i in range(4)}
    first, second = write(tmp_path / "a", nights), write(tmp_path / "b", nights, software="v2")
    done = CliRunner().invoke(app, ["compare", str(first), str(second), "--json"])
    assert done.exit_code == 0, done.output
    held = json.loads(done.stdout)
    assert [one["software"] for one in held["made_by"]] == [["v1"], ["v2"]]
    assert held["movements"]["nights_alike"] == 4
    said = CliRunner().invoke(app, ["compare", str(first), str(second)])
    assert "4 nights in both outputs" in said.output
    mixed = CliRunner().invoke(app, ["compare", str(first), str(tmp_path / "n.edf")])
    assert isinstance(mixed.exception, ContradictionError)
    with_events = CliRunner().invoke(app, ["compare", str(first), str(second), "--events", "x.csv"])
    assert isinstance(with_events.exception, ContradictionError)


def test_every_table_of_the_stand_in_is_written(tmp_path: Path):
    out = write(tmp_path / "a", {"n.edf": {}})
    assert {path.stem for path in out.glob("*.parquet")} == set(TABLES)
