"""Typing in a blood result."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from whytwitch.web.forms import PlainForm

_VALUE = re.compile(r"[<>≤≥]?\s*\d+(?:[.,]\d+)?")


class LabForm(PlainForm):
    """Test, value, unit, date and the laboratory's own limits, as on the paper."""

    test = forms.ChoiceField(label=_("Which test?"), error_messages={"required": _("Choose the test")})
    value = forms.CharField(
        label=_("Value"),
        max_length=20,
        help_text=_("As printed, for example 18 or <5."),
        error_messages={"required": _("Enter the value")},
    )
    unit = forms.CharField(
        label=_("Unit"),
        max_length=20,
        help_text=_("As printed beside the value, for example µg/L, ng/mL or mmol/L."),
        error_messages={"required": _("Enter the unit; without it a value says nothing")},
    )
    day = forms.IntegerField(label=_("Day"), required=False, min_value=1, max_value=31)
    month = forms.IntegerField(label=_("Month"), required=False, min_value=1, max_value=12)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1950, max_value=2100)
    low = forms.FloatField(
        label=_("Normal range from"), required=False, error_messages={"invalid": _("Enter the lower limit as a number")}
    )
    high = forms.FloatField(
        label=_("Normal range to"), required=False, error_messages={"invalid": _("Enter the upper limit as a number")}
    )
    lab = forms.CharField(label=_("Laboratory"), max_length=80, required=False, help_text=_("Optional."))

    def __init__(self, tests: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["test"].choices = [("", _("Choose")), *tests]

    def clean_value(self) -> str:
        """A number, maybe with < or > before it; a decimal comma becomes a point."""
        text = str(self.cleaned_data["value"]).strip()
        if not _VALUE.fullmatch(text):
            raise forms.ValidationError(_("Enter the value as a number, for example 18, 4.2 or <5"))
        return text.replace(",", ".").replace(" ", "").replace("≤", "<").replace("≥", ">")

    def clean(self) -> dict[str, Any]:
        """A whole date that is not in the future; limits in order."""
        held = super().clean() or {}
        held["at"] = self._date(held)
        low, high = held.get("low"), held.get("high")
        if low is not None and high is not None and low >= high:
            self.add_error("low", _("The lower limit must be below the upper one"))
        return held

    def _date(self, held: dict[str, Any]) -> Any:
        import datetime as dt

        if any(name in self.errors for name in ("day", "month", "year")):
            return None
        parts = [held.get(name) for name in ("year", "month", "day")]
        if None in parts:
            self.add_error(
                "day", _("Enter the day, month and year of the blood test; an old value means something else")
            )
            return None
        try:
            date = dt.date(*parts)  # type: ignore[arg-type]
        except ValueError:
            self.add_error("day", _("This day does not exist; correct the date"))
            return None
        if date > timezone.localdate():
            self.add_error("day", _("This day is still to come; correct the date"))
            return None
        return date
