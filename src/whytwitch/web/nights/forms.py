"""Uploading a night."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from whytwitch.web.forms import PlainForm


class NightForm(PlainForm):
    """A recording, or a table of events, or both."""

    recording = forms.FileField(
        label=_("Recording (EDF)"),
        required=False,
        allow_empty_file=True,
        help_text=_("The night as EDF or EDF+, up to 2 GB. It stays on this computer."),
    )
    events = forms.FileField(
        label=_("Events (CSV)"),
        required=False,
        allow_empty_file=True,
        help_text=_("Optional: sleep stages, arousals and movements as exported by a scoring program."),
    )
    left = forms.CharField(
        label=_("Name of the channel of the left leg"),
        max_length=40,
        required=False,
        help_text=_("Only if it is not found by itself, for example LAT."),
    )
    right = forms.CharField(label=_("Name of the channel of the right leg"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        """At least one file."""
        held = super().clean() or {}
        if not held.get("recording") and not held.get("events") and not self.errors:
            self.add_error("recording", _("Choose a recording, or a table of events"))
        return held
