# ruff: noqa: E501 - the tables are easier to read one to a line
"""Laboratory papers as PDFs, made with three tools in several layouts and languages."""

from __future__ import annotations

import io

ENGLISH = [
    ("Test", "Result", "Flag", "Units", "Reference range"),
    ("Ferritin", "18", "L", "ug/L", "24 - 307"),
    ("Transferrin saturation", "14", "L", "%", "20-50"),
    ("Haemoglobin", "12.5", "", "g/dL", "12.0-15.5"),
    ("Potassium", "4.2", "", "mmol/L", "3.5-5.1"),
    ("Vitamin B12", ">1500", "H", "pg/mL", "200-800"),
    ("CRP", "<0.5", "", "mg/L", "<5"),
    ("Creatinine", "0.90", "", "mg/dL", "0.5-1.1"),
    ("Troponin", "3", "", "ng/L", "<14"),
]
GERMAN = [
    ("Untersuchung", "Ergebnis", "Einheit", "Referenzbereich", "Vorwert"),
    ("Ferritin", "18,0 -", "µg/l", "30,0 - 400,0", "25,0"),
    ("Kalium", "4,2", "mmol/l", "3,5 - 5,1", "4,4"),
    ("Hämoglobin", "12,5", "g/dl", "12,0 - 15,5", "12,9"),
    ("Kreatinin", "0,90", "mg/dl", "< 1,00", "0,88"),
    ("TSH basal", "1,80", "mU/l", "0,30 - 4,20", "1,70"),
    ("Vitamin B12", "210", "ng/l", "197 - 771", "305"),
]
FRENCH = [
    "LABORATOIRE D'ANALYSES MÉDICALES",
    "Patient : DUPONT Marie   née le 12/03/1970",
    "Prélevé le 02.10.2026 à 08:10",
    "BIOCHIMIE",
    "Ferritine ................. 18 µg/L     (15 à 150)",
    "Potassium ................. 4,2 mmol/L     (3,5 à 5,1)",
    "Créatinine ................ 80 µmol/L     (45 à 84)",
    "Calcium ................... 2,30 mmol/L     (2,20 à 2,60)    Antériorité : 2,41",
    "Protéine C réactive ....... < 5 mg/L     (inférieur à 5)",
]


def reportlab_table(
    rows: list[tuple[str, ...]] = ENGLISH,
    above: tuple[str, ...] = (
        "City Lab",
        "Patient: Ann Able   DOB: 12/03/1970",
        "Collected: 2026-10-02 08:15",
        "Reported: 2026-10-03",
    ),
) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    out = io.BytesIO()
    style = getSampleStyleSheet()["Normal"]
    SimpleDocTemplate(out, pagesize=A4).build(
        [*(Paragraph(one, style) for one in above), Table([list(one) for one in rows])]
    )
    return out.getvalue()


def fpdf_lines(lines: list[str] = FRENCH) -> bytes:
    from fpdf import FPDF

    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=11)
    for line in lines:
        paper.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output())


def fpdf_locked() -> bytes:
    from fpdf import FPDF

    paper = FPDF()
    paper.set_encryption(owner_password="owner", user_password="secret")
    paper.add_page()
    paper.set_font("Helvetica", size=11)
    paper.cell(0, 8, "Ferritin 18 ug/L")
    return bytes(paper.output())


def fpdf_picture(pages: int = 1, text: str = "") -> bytes:
    """Pages with a drawing only, or with one line of text each."""
    from fpdf import FPDF

    paper = FPDF()
    paper.set_font("Helvetica", size=11)
    for _ in range(pages):
        paper.add_page()
        paper.rect(20, 20, 100, 60)
        if text:
            paper.cell(0, 8, text)
    return bytes(paper.output())


def weasyprint_table(rows: list[tuple[str, ...]] = GERMAN) -> bytes:
    from weasyprint import HTML

    cells = ["".join(f"<td>{cell.replace('<', '&lt;')}</td>" for cell in row) for row in rows]
    body = "".join(f"<tr>{one}</tr>" for one in cells)
    page = (
        "<html lang=de><h1>Labor Dr. Muster</h1><p>Patientin: Muster, Erika, geb. 12.03.1970</p>"
        f"<p>Entnahmedatum: 02.10.2026</p><p>Befunddatum: 03.10.2026</p><table style='width:100%;border-collapse:collapse'>{body}</table></html>"
    )
    return HTML(string=page).write_pdf()


def form_fields() -> bytes:
    """A paper whose values stand in the fields of a form."""
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    paper = canvas.Canvas(out)
    paper.drawString(72, 760, "Results of 2026-10-02")
    for place, (name, value) in enumerate((("Ferritin", "18 ug/L"), ("Potassium", "4.2 mmol/L"))):
        paper.acroForm.textfield(name=name, tooltip=name, value=value, x=72, y=700 - 40 * place, width=200)
    paper.save()
    return out.getvalue()
