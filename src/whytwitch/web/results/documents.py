"""Other tests as documents: type one in, see what it can and cannot show, take it back."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from whytwitch.store.models import OtherResult
from whytwitch.store.record import SentTwice, once
from whytwitch.web.forms import PlainForm
from whytwitch.web.people import page_about, person_of, withdraw
from whytwitch.web.results import rooms


class DocumentForm(PlainForm):
    """Which test, when, and what it said."""

    test = forms.ChoiceField(label=_("Which test?"), error_messages={"required": _("Choose the test")})
    result = forms.ChoiceField(
        label=_("What did it say?"),
        choices=[("normal", _("Normal")), ("abnormal", _("Something was found")), ("unclear", _("I do not know"))],
        error_messages={"required": _("Choose what it said")},
    )
    note = forms.CharField(
        label=_("What was found, in the words of the letter"),
        required=False,
        max_length=480,
        help_text=_("For example: PLM index 35 per hour by AASM, AHI 4; or: disc herniation L5/S1 with root contact."),
    )
    at = forms.DateField(
        label=_("Date of the test"),
        required=False,
        widget=forms.TextInput,
        input_formats=["%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d"],
        help_text=_("For example 2 October 2026, or 2/10/2026: first the day, then the month."),
        error_messages={"invalid": _("Enter the date as 2 October 2026 or 2/10/2026")},
    )

    def __init__(self, tests: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["test"].choices = [("", _("Choose")), *tests]

    def clean_at(self) -> Any:
        """No day that is still to come."""
        day = self.cleaned_data["at"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come; correct the date"))
        return day


@require_http_methods(["GET", "POST"])
def new_document(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """One document as the letter says it."""
    person = person_of(request, person_id)
    form = DocumentForm(rooms.document_tests(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        held = form.cleaned_data
        try:
            with once(person, form.token, form.said):
                person.results.create(test=held["test"], result=held["result"], at=held["at"], note=held["note"])
        except SentTwice:
            pass
        return redirect("labs", person_id=person.pk)
    return page_about(request, person, "results/new_document.jinja", 422 if form.errors else 200, form=form)


@require_POST
def remove_document(request: HttpRequest, person_id: uuid.UUID, result_id: uuid.UUID) -> HttpResponse:
    """Take back a document; the row stays in the history."""
    person = person_of(request, person_id)
    row = get_object_or_404(OtherResult, pk=result_id, person=person, withdrawn_at=None)
    withdraw(row)
    return redirect("labs", person_id=person.pk)
