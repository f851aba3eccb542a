"""What the person wants to say and ask in their own words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from whytwitch.web.forms import PlainForm

#: As many as a sheet holds, each of a length that fits on two lines.
_MOST, _LONG = 6, 160


class OwnWordsForm(PlainForm):
    """Why they ask, and their questions for the doctor, one on each line."""

    reason = forms.CharField(
        label=_("What troubles you most, in your own words"),
        max_length=300,
        required=False,
        widget=forms.Textarea,
        help_text=_("One or two sentences. Optional."),
    )
    questions = forms.CharField(
        label=_("Your questions for the doctor"),
        max_length=_MOST * (_LONG + 2),
        required=False,
        widget=forms.Textarea,
        help_text=_("One on each line, six at most. Optional."),
    )

    def as_area(self, name: str) -> dict[str, Any]:
        """Parameters of a ``textarea``."""
        return self.as_text(name, label_classes="nhsuk-label--m") | {"rows": 3 if name == "reason" else 6}

    def clean_reason(self) -> str:
        return " ".join(self.cleaned_data["reason"].split())

    def clean_questions(self) -> list[str]:
        held = [" ".join(line.split()) for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        if len(held) > _MOST:
            raise forms.ValidationError(_("Write %(most)d questions at most") % {"most": _MOST})
        if any(len(one) > _LONG for one in held):
            raise forms.ValidationError(_("Keep each question under %(long)d letters") % {"long": _LONG})
        return held
