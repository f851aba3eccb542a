# ruff: noqa: E501 - the tables are easier to read one to a line
"""Laboratory PDFs of three tools: values are recognised, told with page and line, and wait to be confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.labs import papers

from whytwitch.errors import FileError, FormatError, InputError, TooLargeError
from whytwitch.evidence.labs import danger_from_labs, findings_from_labs, read_labs, report
from whytwitch.model.labs import LabReport


def read(tmp_path: Path, content: bytes) -> LabReport:
    file = tmp_path / "paper.pdf"
    file.write_bytes(content)
    return report(read_labs(file), {"age": 54, "sex": "female", "pregnant": False}, "2026-11-21")


# fmt: off
ENGLISH = [("ferritin", 18, 24, 307), ("tsat", 14, 20, 50), ("haemoglobin", 125, 12, 15.5), ("potassium", 4.2, 3.5, 5.1),
           ("b12", 1106.7, 200, 800), ("crp", 0.5, None, 5), ("creatinine", 79.56, 0.5, 1.1)]
GERMAN = [("ferritin", 18, 30, 400), ("potassium", 4.2, 3.5, 5.1), ("haemoglobin", 125, 12, 15.5),
          ("creatinine", 79.56, None, 1.0), ("tsh", 1.8, 0.3, 4.2), ("b12", 154.94, 197, 771)]
FRENCH = [("ferritin", 18, 15, 150), ("potassium", 4.2, 3.5, 5.1), ("creatinine", 80, 45, 84), ("calcium", 2.3, 2.2, 2.6),
          ("crp", 5, None, 5)]
# fmt: on


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (papers.reportlab_table, ENGLISH),
        (lambda: papers.reportlab_table(papers.GERMAN), GERMAN),
        (papers.weasyprint_table, GERMAN),
        (lambda: papers.weasyprint_table(papers.ENGLISH), ENGLISH),
        (papers.fpdf_lines, FRENCH),
    ],
    ids=["reportlab English", "reportlab German", "WeasyPrint German", "WeasyPrint English", "fpdf2 French lines"],
)
def test_values_of_a_paper_are_recognised_and_wait(tmp_path: Path, content, wanted: list) -> None:
    done = read(tmp_path, content())
    assert [(row.test, row.low, row.high) for row in done.results] == [
        (test, low, high) for test, _, low, high in wanted
    ]
    assert [row.si_value for row in done.results] == pytest.approx([one[1] for one in wanted], rel=1e-3)
    assert all(row.at and row.at.startswith("2026-10-02") for row in done.results)
    assert all(row.page == 1 and row.line and row.sure in ("sure", "likely") for row in done.results)
    assert not any(row.confirmed or row.used for row in done.results)
    assert {row.set_aside for row in done.results} == {"unconfirmed"}
    assert not findings_from_labs(done, "2026-11-21", known_only=False)
    assert "muster" not in done.model_dump_json().casefold()
    assert "dupont" not in done.model_dump_json().casefold()


def test_a_dangerous_value_waits_too_but_is_shown_first(tmp_path: Path) -> None:
    done = read(tmp_path, papers.fpdf_lines(["Collected 2026-11-20", "Potassium 7.1 mmol/L 3.5-5.1"]))
    assert not danger_from_labs(done, "2026-11-21")
    assert any("act now" in text for text in done.results[0].warnings)


def test_what_was_not_recognised_is_counted(tmp_path: Path) -> None:
    assert any("no known test was recognised: 1" in text for text in read(tmp_path, papers.reportlab_table()).warnings)


def test_fields_of_a_form(tmp_path: Path) -> None:
    rows = read(tmp_path, papers.form_fields()).results
    assert [(row.test, row.si_value, row.at) for row in rows] == [
        ("ferritin", 18, "2026-10-02"),
        ("potassium", 4.2, "2026-10-02"),
    ]


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (lambda: papers.fpdf_picture(), FileError, "no text"),
        (papers.fpdf_locked, FileError, "password"),
        (lambda: papers.reportlab_table()[:900], FormatError, "cut off"),
        (lambda: papers.reportlab_table()[:-400], None, ""),
        (lambda: b"%PDF-1.4\nnothing\n%%EOF", FormatError, "broken"),
        (lambda: papers.fpdf_picture(500, "Ferritin 18 ug/L"), TooLargeError, "pages"),
        (lambda: papers.fpdf_lines(["A letter without results."]), FormatError, "no known blood test"),
    ],
    ids=["picture", "locked", "cut off", "end lost", "not a PDF", "500 pages", "a letter"],
)
def test_papers_that_cannot_be_read_are_one_sentence(tmp_path: Path, content, error, says: str) -> None:
    if error is None:
        try:
            assert read(tmp_path, content()).results
        except InputError as caught:
            assert caught.sentence().count("\n") == 0
        return
    with pytest.raises(error) as caught:
        read(tmp_path, content())
    assert says in caught.value.sentence()
    assert "\n" not in caught.value.sentence()


def test_a_previous_value_is_not_taken_for_todays(tmp_path: Path) -> None:
    rows = read(
        tmp_path, papers.fpdf_lines(["Collected 2026-10-02", "Calcium 2.30 mmol/L (2.20-2.60) Previous: 2.41"])
    ).results
    assert [row.si_value for row in rows] == [2.3]


def test_two_numbers_without_a_heading_are_unsure(tmp_path: Path) -> None:
    rows = read(tmp_path, papers.fpdf_lines(["Collected 2026-10-02", "Calcium 2.30 mmol/L 2.41 2.20-2.60"])).results
    assert [(row.si_value, row.sure) for row in rows] == [(2.3, "unsure")]
