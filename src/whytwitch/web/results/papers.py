"""A file of results: upload it, compare each value with the paper, keep what is right. Nothing counts before that."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from whytwitch.errors import InputError, TooLargeError
from whytwitch.language import text as _
from whytwitch.report.presenters.common import readable_unit
from whytwitch.report.words import counted
from whytwitch.store.models import Person
from whytwitch.store.record import SentTwice, once
from whytwitch.web.errors import about_upload
from whytwitch.web.forms import PlainForm, said_in
from whytwitch.web.people import page_about, person_of
from whytwitch.web.results import rooms
from whytwitch.web.results.forms import LabForm

MAX_UPLOAD = 30 * 1024 * 1024
#: More rows than a person can compare on one page.
MOST_ROWS = 150
#: So many rows that are left out are named.
_NAMED = 12
_FIELDS = ("test", "value", "unit", "at", "low", "high")


class PaperForm(PlainForm):
    """One file of results."""

    paper = forms.FileField(
        label=_("File with blood results"),
        allow_empty_file=True,
        help_text=_("PDF with text, CSV, XLSX, JSON or FHIR, up to 30 MB. It is read here and not kept."),
        error_messages={"required": _("Choose a file")},
    )


@require_http_methods(["GET", "POST"])
def new_paper(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Read a file and show each value for confirmation; a file that cannot be read is refused in one sentence."""
    person = person_of(request, person_id)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            rows, warnings = _read(person, form.cleaned_data["paper"])
        except InputError as error:
            form.add_error("paper", about_upload(error, form.cleaned_data["paper"]))
        else:
            held = {"rows": rows, "warnings": warnings, "tests": rooms.lab_tests(), "form": PaperForm()}
            return page_about(request, person, "results/confirm.jinja", **held)
    return page_about(request, person, "results/new_paper.jinja", 422 if form.errors else 200, form=form)


@require_POST
def confirm_paper(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Keep the rows that were ticked; one that cannot be right sends the page back with its reason, nothing kept."""
    person = person_of(request, person_id)
    rows = [_typed(request.POST, place) for place in range(min(_number(request.POST.get("count")), MOST_ROWS))]
    tests = rooms.lab_tests()
    made = [(row, _checked(person, row, tests)) for row in rows if row["keep"]]
    if not any(row["problem"] for row in rows) and made:
        try:
            with once(person, str(request.POST.get("once", "")), said_in(request.POST)):
                for _, held in made:
                    if not person.labs.filter(withdrawn_at=None, **held).exists():  # a page sent again, corrected
                        person.labs.create(**held)
        except SentTwice:
            pass
        return redirect("labs", person_id=person.pk)
    warnings = [] if made else ["Tick the values that you have compared with the paper."]
    held = {"rows": rows, "warnings": warnings, "tests": tests, "form": PaperForm()}
    return page_about(request, person, "results/confirm.jinja", 422, **held)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _read(person: Person, upload: UploadedFile) -> tuple[list[dict[str, Any]], list[str]]:
    from whytwitch.evidence.labs import read_labs, report

    if (upload.size or 0) > MAX_UPLOAD:
        raise TooLargeError("this file is too large", found=f"{upload.size} bytes", allowed=f"{MAX_UPLOAD} bytes")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"upload{Path(str(upload.name)).suffix[:8]}"
        file.write_bytes(b"".join(upload.chunks()))
        values = read_labs(file)
    known = dict(rooms.lab_tests())
    made = report(values, as_of=timezone.localdate())
    rows, left = [], []
    for one in made.results:
        if one.test not in known or one.value is None:
            left.append(one)
            continue
        value = f"{one.value:g}" if isinstance(one.value, float) else str(one.value)
        own = one.interval_from == "laboratory"
        rows.append(
            {
                "written": one.written,
                "test": one.test,
                "value": f"{one.comparator or ''}{value}",
                "unit": readable_unit(one.unit or "") or one.unit,
                "at": (one.at or "")[:10],
                "low": one.low if own else None,
                "high": one.high if own else None,
                "where": _where(one),
                "sure": one.sure or "sure",
                "keep": False,
                "remarks": list(one.warnings),
                "problem": "",
            }
        )
    warnings = list(made.warnings)
    if left:
        warnings += [_left_out(one) for one in left[:_NAMED]]
        if len(left) > _NAMED:
            warnings.append(
                f"{counted(len(left) - _NAMED, 'more row', 'more rows')} without a blood test that is known here"
            )
    if len(rows) > MOST_ROWS:
        warnings.append(f"only the first {MOST_ROWS} of {len(rows)} values are shown: upload the file in parts")
    return rows[:MOST_ROWS], warnings


def _where(one: Any) -> str:
    return f"page {one.page}, line {one.line}" if one.page and one.line else f"row {one.row}"


def _left_out(one: Any) -> str:
    """Why a row of the paper is not in the list, with its name."""
    why = "no value could be read" if one.test else "this blood test is not known here"
    return f"“{' '.join(str(one.written).split())[:60]}” ({_where(one)}) was left out: {why}."


def _typed(sent: QueryDict, place: int) -> dict[str, Any]:
    row: dict[str, Any] = {name: str(sent.get(f"{name}-{place}", ""))[:80].strip() for name in (*_FIELDS, "written")}
    row |= {"where": "", "sure": "sure", "remarks": [], "problem": "", "keep": f"keep-{place}" in sent}
    return row


def _checked(person: Person, row: dict[str, Any], tests: list[tuple[str, str]]) -> dict[str, Any]:
    """The row as it is kept; what is wrong with it stands in ``problem``."""
    year, month, day = (*row["at"].split("-"), "", "", "")[:3]
    data = {name: row[name] for name in ("test", "value", "unit", "low", "high")} | {
        "day": day,
        "month": month,
        "year": year,
    }
    form = LabForm(tests, data)
    if not form.is_valid():
        row["problem"] = " ".join(str(text) for errors in form.errors.values() for text in errors)
        return {}
    held = {name: form.cleaned_data[name] for name in ("test", "value", "unit", "at", "low", "high", "lab")}
    try:
        rooms.check_lab(person, held)
    except InputError as error:
        row["problem"] = error.sentence()
    return held
