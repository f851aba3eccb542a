"""Messy files of many kinds: every row in gives a row out with the right value or a stated reaction."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.labs.foreign import FILES as FOREIGN
from tests.labs.messy import FILES as MESSY

from whytwitch.evidence.labs import read_labs, report
from whytwitch.model.labs import LabReport

FILES = MESSY | FOREIGN
SUFFIX = {"json_rows": ".json", "yaml_rows": ".yaml", "text_line_by_line": ".txt"}


def read(tmp_path: Path, name: str) -> LabReport:
    content, _ = FILES[name]
    file = tmp_path / f"blood{SUFFIX.get(name, '.csv')}"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return report(read_labs(file), {"age": 54, "sex": "female", "pregnant": False}, "2026-11-21")


@pytest.mark.parametrize("name", FILES)
def test_every_row_has_its_value_or_its_reaction(tmp_path: Path, name: str) -> None:
    done = read(tmp_path, name)
    rows = [one for one in FILES[name][1] if not one.startswith("!")]
    assert len(done.results) == len(rows), [row.written for row in done.results]
    for row, wanted in zip(done.results, rows, strict=True):
        if wanted.startswith("?"):
            assert not row.used, (row.written, row)
            assert row.warnings or row.set_aside, row
            told = " ".join((row.written, row.set_aside, *row.warnings))
            assert wanted[1:] in told, (wanted, told)
        elif "~" in wanted:
            assert f"{row.test}~{row.flag}" == wanted
            assert row.used
        else:
            test, _, rest = wanted.partition("=")
            value, _, day = rest.partition("@")
            assert row.used, row
            assert row.test == test
            assert row.si_value == pytest.approx(float(value.lstrip("<>")), rel=1e-3)
            assert (row.comparator or "") == value[: len(value) - len(value.lstrip("<>"))]
            assert (row.at or "")[:10] == day
    for told in (one[1:] for one in FILES[name][1] if one.startswith("!")):
        assert any(told in warning for warning in done.warnings), done.warnings


def test_interval_of_own_sex_is_the_laboratorys(tmp_path: Path) -> None:
    rows = read(tmp_path, "interval_by_sex").results
    assert [(row.low, row.high, row.interval_from) for row in rows] == [(15, 150, "laboratory"), (12, 16, "laboratory")]


def test_a_column_with_numbers_that_is_not_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "blood.csv"
    file.write_text(
        "Analyse;Résultat;Unité;Antériorité 03/02/2026\nFerritine;22;ng/mL;31\nVitamine D (25 OH);18;ng/mL;20\n"
    )
    done = report(read_labs(file), None, "2026-11-21")
    assert [(row.test, row.value) for row in done.results] == [("ferritin", 22), ("vitamin_d", 18)]
    assert "columns with numbers that were not read: Antériorité 03/02/2026" in done.warnings
    file.write_text(
        "Bepaling;Uitslag;Eenheid;Opmerking\nKreatinine;81;umol/L;nuchter\nCK;(+) 310;U/l;\nKalium;n.b.;mmol/l;\n"
    )
    done = report(read_labs(file), None, "2026-11-21")
    assert [(row.test, row.value) for row in done.results[:2]] == [("creatinine", 81), ("ck", 310)]
    assert not done.results[2].used
    assert not any("not read" in one for one in done.warnings)
