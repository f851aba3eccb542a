"""Layouts of laboratory papers: turned pages, spaced letters, two columns, values of several days, cells that go on."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from whytwitch.errors import FileError
from whytwitch.evidence.labs import read_labs, report
from whytwitch.model.labs import LabReport

HEAD = [(50, 800, "City Lab"), (50, 780, "Collected 10/28/2026 08:15")]
TITLES = [(50, 740, "TEST"), (250, 740, "RESULT"), (330, 740, "UNITS"), (430, 740, "REFERENCE")]
ROWS = [
    ("Ferritin", "9 L", "ng/mL", "15-150"),
    ("CRP", "< 0.6", "mg/L", "< 5"),
    ("Vitamin D, 25-Hydroxy", "22.1", "ng/mL", "30.0-100.0"),
    ("eGFR", "> 90", "mL/min/1.73", "> 59"),
]
WANTED = [("ferritin", None, 9.0), ("crp", "<", 0.6), ("vitamin_d", None, 22.1), ("egfr", ">", 90.0)]
Placed = list[tuple[float, float, str]]


def grid(rows: list[tuple[str, ...]], across: tuple[float, ...] = (50, 250, 330, 430), top: float = 710) -> Placed:
    return [
        (x, top - 20 * number, text)
        for number, row in enumerate(rows)
        for x, text in zip(across, row, strict=True)
        if text
    ]


def paper(texts: Placed, turned: int = 0, spacing: float = 0.0, picture: bool = False) -> bytes:
    """A page with texts at their places, upright or turned as a whole (degrees against the clock)."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(900, 900))
    if picture:
        from PIL import Image

        page.drawImage(ImageReader(Image.new("RGB", (200, 200), "white")), 0, 0, 900, 900)
    page.translate(450, 450)
    page.rotate(turned)
    page.translate(-450, -450)
    for x, y, words in texts:
        line = page.beginText(x, y)
        line.setFont("Helvetica", 10)
        line.setCharSpace(spacing)
        line.textOut(words)
        page.drawText(line)
    page.save()
    return out.getvalue()


def read(tmp_path: Path, data: bytes) -> LabReport:
    file = tmp_path / "paper.pdf"
    file.write_bytes(data)
    done = report(read_labs(file), {"age": 54, "sex": "female"}, "2026-11-21")
    assert not any(row.used for row in done.results)
    return done


def told(done: LabReport) -> list[tuple[str, str | None, object]]:
    return [(row.test, row.comparator, row.value) for row in done.results]


@pytest.mark.parametrize("titles", [TITLES, []])
def test_a_sign_before_the_value_is_no_part_of_the_name(tmp_path: Path, titles: Placed) -> None:
    assert told(read(tmp_path, paper(HEAD + titles + grid(ROWS)))) == WANTED


def test_the_interval_may_stand_before_the_value(tmp_path: Path) -> None:
    rows = [(name, interval, value, unit) for name, value, unit, interval in ROWS]
    titles = [(50, 740, "TEST"), (250, 740, "REFERENCE"), (330, 740, "RESULT"), (430, 740, "UNITS")]
    assert told(read(tmp_path, paper(HEAD + titles + grid(rows)))) == WANTED


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_pages_that_lie_on_their_side_or_head(tmp_path: Path, turned: int) -> None:
    assert told(read(tmp_path, paper(HEAD + TITLES + grid(ROWS), turned))) == WANTED


def test_spaced_letters(tmp_path: Path) -> None:
    wide = (50, 330, 450, 600)
    titles = [(x, y, text) for x, (_, y, text) in zip(wide, TITLES, strict=True)]
    assert told(read(tmp_path, paper(HEAD + titles + grid(ROWS, wide), spacing=2.5))) == WANTED


def test_two_columns_of_tests(tmp_path: Path) -> None:
    rows = [(*ROWS[0], *ROWS[1]), (*ROWS[2], *ROWS[3])]
    across = (50, 200, 250, 320, 450, 560, 620, 720)
    assert told(read(tmp_path, paper(HEAD + grid(rows, across)))) == WANTED


def test_a_unit_below_the_value(tmp_path: Path) -> None:
    texts = HEAD + TITLES[:2]
    for number, (name, value, unit, interval) in enumerate(ROWS):
        top = 710 - 40 * number
        texts = [*texts, (50, top, name), (250, top, value), (430, top, interval), (250, top - 12, unit)]
    done = read(tmp_path, paper(texts))
    assert told(done) == WANTED
    assert all(row.unit for row in done.results)


def test_a_name_that_goes_on_below_or_around_its_value(tmp_path: Path) -> None:
    below = [(50, 710, "25-Hydroxy-"), (250, 710, "22.1"), (330, 710, "ng/mL"), (50, 698, "Vitamin D")]
    around = [(50, 660, "25-Hydroxy-"), (250, 654, "22.1"), (330, 654, "ng/mL"), (50, 648, "Vitamin D")]
    for texts in (below, around):
        assert told(read(tmp_path, paper(HEAD + TITLES[:3] + texts))) == [("vitamin_d", None, 22.1)]


def test_values_of_several_days_side_by_side(tmp_path: Path) -> None:
    titles = [
        (50, 740, "Test"),
        (150, 740, "Units"),
        (230, 740, "Reference"),
        (330, 740, "02/03/2026"),
        (430, 740, "28/09/2026"),
    ]
    rows = [("Ferritin", "ug/L", "15-150", "22", "48"), ("Potassium", "mmol/L", "3.5-5.1", "", "4.2")]
    done = read(tmp_path, paper(titles + grid(rows, (50, 150, 230, 330, 430))))
    assert [(row.test, row.value, row.unit, row.at) for row in done.results] == [
        ("ferritin", 22, "ug/L", "2026-03-02"),
        ("ferritin", 48, "ug/L", "2026-09-28"),
        ("potassium", 4.2, "mmol/L", "2026-09-28"),
    ]


def test_a_picture_with_a_stamp_says_that_there_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="hardly any text"):
        read(tmp_path, paper([(20, 10, "Scanned with an app")], picture=True))
