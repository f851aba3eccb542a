"""Spreadsheets written by hand: what other programs than the usual ones make of the format."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from whytwitch.evidence.labs import read_labs, report
from whytwitch.model.labs import LabReport

USUAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STYLES = (
    '<numFmts><numFmt numFmtId="165" formatCode="0.0&quot; mmol/l&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="165"/></cellXfs>'
)
HEAD = ["Test", "Wert", "Einheit", "Datum"]
FERRITIN = ["Ferritin", 18, "µg/l", "<c REF s='1'><v>46297</v></c>"]


def cells(rows: list[list[object]], after: str = "") -> str:
    """A sheet: numbers, inline text, and raw XML with ``REF`` for the place."""
    out = []
    for number, row in enumerate(rows, 1):
        held = []
        for place, value in enumerate(row):
            at = f'r="{chr(65 + place)}{number}"'
            if isinstance(value, str) and value.startswith("<c"):
                held.append(value.replace("REF", at))
            elif isinstance(value, str):
                held.append(f'<c {at} t="inlineStr"><is><t>{escape(value)}</t></is></c>')
            elif value is not None:
                held.append(f"<c {at}><v>{value}</v></c>")
        out.append(f'<row r="{number}">{"".join(held)}</row>')
    return f"<sheetData>{''.join(out)}</sheetData>{after}"


def book(sheets: list[tuple[str, str, str]], space: str = USUAL, shared: str = "") -> bytes:
    """A spreadsheet of (title, state, sheet)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as held:
        named = "".join(
            f'<sheet name="{title}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
            for n, (title, state, _) in enumerate(sheets, 1)
        )
        links = "".join(
            f'<Relationship Id="rId{n}" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1)
        )
        held.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{space}" xmlns:r="{LINKS}"><sheets>{named}</sheets></workbook>'
        )
        held.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{links}</Relationships>")
        held.writestr("xl/styles.xml", f'<styleSheet xmlns="{space}">{STYLES}</styleSheet>')
        if shared:
            held.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}">{shared}</sst>')
        for n, (_, _, sheet) in enumerate(sheets, 1):
            held.writestr(f"xl/worksheets/sheet{n}.xml", f'<worksheet xmlns="{space}">{sheet}</worksheet>')
    return out.getvalue()


def read(tmp_path: Path, data: bytes) -> LabReport:
    file = tmp_path / "blood.xlsx"
    file.write_bytes(data)
    return report(read_labs(file), {"age": 54, "sex": "female", "pregnant": False}, "2026-11-21")


def told(done: LabReport) -> list[tuple[str, float | None, str]]:
    return [(row.test, row.si_value, (row.at or "")[:10]) for row in done.results]


@pytest.mark.parametrize("space", [USUAL, STRICT])
def test_both_forms_of_the_standard(tmp_path: Path, space: str) -> None:
    data = book([("S", "visible", cells([HEAD, FERRITIN]))], space)
    assert told(read(tmp_path, data)) == [("ferritin", 18, "2026-10-02")]


def test_how_a_word_is_pronounced_is_no_part_of_it(tmp_path: Path) -> None:
    shared = "<si><t>Test</t></si><si><t>Wert</t></si>"
    shared += '<si><r><t>Ferri</t></r><r><t>tin</t></r><rPh sb="0" eb="1"><t>フ</t></rPh></si>'
    sheet = cells(
        [["<c REF t='s'><v>0</v></c>", "<c REF t='s'><v>1</v></c>"], ["<c REF t='s'><v>2</v></c>", "18 µg/l"]]
    )
    assert told(read(tmp_path, book([("S", "visible", sheet)], shared=shared))) == [("ferritin", 18, "")]


def test_formats_are_read_as_they_are_seen(tmp_path: Path) -> None:
    rows = [
        ["Test", "Wert", "Einheit"],
        ["TSAT", "<c REF s='2'><v>0.18</v></c>", "%"],
        ["Kalium", "<c REF s='3'><v>4.2</v></c>", None],
        ["Natrium", "<c REF t='b'><v>1</v></c>", "mmol/l"],
    ]
    done = read(tmp_path, book([("S", "visible", cells(rows))]))
    assert [row.si_value for row in done.results] == [18, 4.2, None]


def test_hidden_sheets_are_not_read_but_told(tmp_path: Path) -> None:
    old = cells([HEAD, ["Kalium", 9.9, "mmol/l", None]])
    done = read(tmp_path, book([("Now", "visible", cells([HEAD, FERRITIN])), ("Old", "hidden", old)]))
    assert [row.test for row in done.results] == ["ferritin"]
    assert any("hidden sheets with blood tests: 1" in one for one in done.warnings)
    alone = read(tmp_path, book([("Old", "veryHidden", old)]))
    assert [row.test for row in alone.results] == ["potassium"]
    assert any("were read" in one for one in alone.warnings)


@pytest.mark.parametrize("merged", ["", '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="D1:D2"/></mergeCells>'])
def test_a_heading_of_two_lines(tmp_path: Path, merged: str) -> None:
    rows: list[list[object]] = [
        ["Test", "Referenz", None, "Ergebnis", "Einheit"],
        [None, "von", "bis"],
        ["Ferritin", 15, 150, 18, "µg/l"],
    ]
    done = read(tmp_path, book([("S", "visible", cells(rows, merged))]))
    assert [(row.test, row.si_value, row.low, row.high) for row in done.results] == [("ferritin", 18, 15, 150)]


def test_days_above_results_and_marks(tmp_path: Path) -> None:
    day = "<c REF s='1'><v>{}</v></c>"
    rows: list[list[object]] = [
        ["Test", "Einheit", day.format(46297), None, day.format(46270), None],
        [None, None, "Wert", "Flag", "Wert", "Flag"],
        ["Ferritin", "µg/l", 18, "L", 22, None],
    ]
    done = read(tmp_path, book([("S", "visible", cells(rows))]))
    assert told(done) == [("ferritin", 18, "2026-10-02"), ("ferritin", 22, "2026-09-05")]
