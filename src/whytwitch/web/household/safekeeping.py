"""Backup and restore from the page: one encrypted file for the whole household."""

from __future__ import annotations

import tempfile
from pathlib import Path
from textwrap import shorten
from threading import Lock
from typing import Any

from django import forms
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from whytwitch.errors import InputError
from whytwitch.store import backup
from whytwitch.store.staging import bring_up_to_date
from whytwitch.web.forms import PlainForm
from whytwitch.web.known import forget

#: Two windows that bring a backup back do so one after the other.
_one_at_a_time = Lock()


class BackupForm(PlainForm):
    """A passphrase, twice."""

    passphrase = forms.CharField(
        label=_("Passphrase for the backup"),
        min_length=backup.SHORTEST_PASSPHRASE,
        strip=False,
        error_messages={
            "required": _("Enter a passphrase"),
            "min_length": _("This passphrase is too short: use %(limit_value)d letters or more, such as four words"),
        },
        help_text=_("At least 12 characters. Write it down: without it nobody can open the file, not even you."),
    )
    again = forms.CharField(
        label=_("The same passphrase again"), strip=False, error_messages={"required": _("Enter the passphrase again")}
    )

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        held = super().clean() or {}
        if held.get("passphrase") and held.get("again") and held["passphrase"] != held["again"]:
            self.add_error("again", _("The two passphrases differ"))
        return held


class RestoreForm(PlainForm):
    """A backup, its passphrase, and a yes."""

    file = forms.FileField(
        label=_("Backup file"),
        allow_empty_file=True,
        help_text=_("A file that ends in .age"),
        error_messages={"required": _("Choose the backup file")},
    )
    secret = forms.CharField(
        label=_("Passphrase of that backup"), strip=False, error_messages={"required": _("Enter its passphrase")}
    )
    sure = forms.BooleanField(
        label=_("Yes, replace everything that is here now"),
        error_messages={"required": _("Tick the box to replace everything that is here now")},
    )


@require_GET
def safekeeping(request: HttpRequest) -> HttpResponse:
    """The two forms."""
    return _page(request, BackupForm(), RestoreForm())


@require_POST
def make_backup(request: HttpRequest) -> HttpResponse:
    """Hand out one encrypted file with everything; it was opened again before."""
    form = BackupForm(request.POST)
    if not form.is_valid():
        return _page(request, form, RestoreForm(), 422)
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as name:
        out = Path(name) / "whytwitch.age"
        try:
            backup.backup(Path(settings.DATA_FOLDER), out, form.cleaned_data["passphrase"])
        except InputError as error:
            form.add_error("passphrase", error.sentence())
            return _page(request, form, RestoreForm(), 422)
        response = HttpResponse(out.read_bytes(), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = 'attachment; filename="whytwitch.age"'
    return response


@require_POST
def bring_back(request: HttpRequest) -> HttpResponse:
    """Replace everything by a backup: checked as a whole first, then changed in one step."""
    if connection.vendor != "sqlite":
        return _page(request, BackupForm(), RestoreForm(), 422)
    form = RestoreForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, BackupForm(), form, 422)
    uploaded = Path(form.cleaned_data["file"].temporary_file_path())
    folder, secret = Path(settings.DATA_FOLDER), form.cleaned_data["secret"]
    try:
        with _one_at_a_time:
            made = backup.restore(folder, uploaded, secret, replace=True, bring_up_to_date=bring_up_to_date)
    except InputError as error:
        said = error.sentence().replace(uploaded.name, shorten(str(form.cleaned_data["file"].name), 60))
        form.add_error("file", said)
        return _page(request, BackupForm(), form, 422)
    finally:
        forget()
    return render(request, "household/restored.jinja", {"made": made})


def _page(request: HttpRequest, form: BackupForm, other: RestoreForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "other": other, "sqlite": connection.vendor == "sqlite"}
    return render(request, "household/safekeeping.jinja", context, status=status)
