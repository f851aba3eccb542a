"""Forms about people."""

from __future__ import annotations

from typing import Any

from django import forms

from whytwitch.model.case import Age
from whytwitch.web.forms import PlainForm
from whytwitch.web.start.presenters import country_choices

TELLERS = [
    ("self", "For myself"),
    ("parent", "For my child"),
    ("carer", "For somebody I live with or care for"),
    ("clinician", "For a patient of mine"),
]


class NewPersonForm(PlainForm):
    """Who answers, for whom, in which country."""

    told_by = forms.ChoiceField(
        label="Who is this for?", choices=TELLERS, error_messages={"required": "Choose who this is for"}
    )
    label = forms.CharField(
        label="A name to tell people apart",
        max_length=60,
        required=False,
        help_text="Optional. A nickname will do; it stays on this computer and is on no report.",
    )
    country = forms.ChoiceField(
        label="In which country are you now?",
        choices=country_choices,
        help_text="So that the right number to call is shown.",
        error_messages={"required": "Choose a country"},
    )


class AboutForm(PlainForm):
    """Age, sex, pregnancy."""

    age = forms.CharField(
        label="Age",
        max_length=20,
        help_text="Years, for example 54. For a baby: 8 months.",
        error_messages={"required": "Enter the age"},
    )
    sex = forms.ChoiceField(
        label="Sex at birth",
        choices=[("female", "Female"), ("male", "Male"), ("unknown", "Rather not say")],
        help_text="Some causes and some limits of blood tests differ.",
        error_messages={"required": "Choose one"},
    )
    pregnant = forms.ChoiceField(
        label="Pregnant, or had a baby in the last six weeks?",
        choices=[("yes", "Yes"), ("no", "No, or it does not apply"), ("unknown", "Not sure")],
        required=False,
        help_text="Skip this for somebody male at birth.",
    )
    weeks_pregnant = forms.IntegerField(
        label="If pregnant: in which week?",
        required=False,
        min_value=0,
        max_value=45,
        help_text="Leave empty if you do not know.",
        error_messages={
            "invalid": "Enter the week as a number",
            "min_value": "Enter a week from 0 to 45",
            "max_value": "Enter a week from 0 to 45",
        },
    )

    def clean_age(self) -> str:
        """Only what the case can read as an age."""
        text = str(self.cleaned_data["age"])
        try:
            Age.parse(text)
        except ValueError:
            raise forms.ValidationError("Enter the age in years, such as 54, or such as '8 months'") from None
        return text

    def clean(self) -> dict[str, Any]:
        """A pregnancy needs somebody who can have one."""
        held = super().clean() or {}
        if not held.get("pregnant") and "pregnant" not in self.errors and "sex" not in self.errors:
            if held.get("sex") == "male":
                held["pregnant"] = "no"
            else:
                self.add_error("pregnant", "Choose one")
        if held.get("sex") == "male" and held.get("pregnant") == "yes":
            self.add_error("pregnant", "Somebody male at birth cannot be pregnant: correct one of the two")
        if held.get("pregnant") != "yes":
            held["weeks_pregnant"] = None
        return held


class EraseForm(PlainForm):
    """Sure?"""

    sure = forms.BooleanField(
        label="Yes, erase everything", error_messages={"required": "Tick the box to erase everything"}
    )
