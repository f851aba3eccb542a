"""Forms about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from whytwitch.knowledge import knowledge
from whytwitch.model.case import Age
from whytwitch.web.forms import PlainForm
from whytwitch.web.start.presenters import country_choices

TELLERS = [
    ("self", _("For myself")),
    ("parent", _("For my child")),
    ("carer", _("For somebody I live with or care for")),
    ("clinician", _("For a patient of mine")),
]


class NewPersonForm(PlainForm):
    """Who answers, for whom, in which country."""

    told_by = forms.ChoiceField(
        label=_("Who is this for?"), choices=TELLERS, error_messages={"required": _("Choose who this is for")}
    )
    label = forms.CharField(
        label=_("A name to tell people apart"),
        max_length=60,
        required=False,
        help_text=_("Optional. A nickname will do; it stays on this computer and is on no report."),
    )
    country = forms.ChoiceField(
        label=_("In which country are you now?"),
        choices=country_choices,
        help_text=_("So that the right number to call is shown."),
        error_messages={"required": _("Choose a country")},
    )


class AboutForm(PlainForm):
    """Age, sex, pregnancy."""

    age = forms.CharField(
        label=_("Age"),
        max_length=20,
        help_text=_("Years, for example 54. For a baby: 8 months."),
        error_messages={"required": _("Enter the age")},
    )
    sex = forms.ChoiceField(
        label=_("Sex at birth"),
        choices=[("female", _("Female")), ("male", _("Male")), ("unknown", _("Rather not say"))],
        help_text=_("Some causes and some limits of blood tests differ."),
        error_messages={"required": _("Choose one")},
    )
    pregnant = forms.ChoiceField(
        label=_("Pregnant, or had a baby in the last six weeks?"),
        choices=[("yes", _("Yes")), ("no", _("No, or it does not apply")), ("unknown", _("Not sure"))],
        required=False,
        help_text=_("Skip this for a child, or for somebody male at birth."),
    )
    weeks_pregnant = forms.IntegerField(
        label=_("If pregnant: in which week?"),
        required=False,
        min_value=0,
        max_value=45,
        help_text=_("Leave empty if you do not know."),
        error_messages={
            "invalid": _("Enter the week as a number"),
            "min_value": _("Enter a week from 0 to 45"),
            "max_value": _("Enter a week from 0 to 45"),
        },
    )

    def clean_age(self) -> str:
        """Only what the case can read as an age."""
        text = str(self.cleaned_data["age"])
        try:
            Age.parse(text)
        except ValueError:
            raise forms.ValidationError(_("Enter the age in years, such as 54, or such as '8 months'")) from None
        return text

    def clean(self) -> dict[str, Any]:
        """A pregnancy needs somebody who can have one."""
        held = super().clean() or {}
        if not held.get("pregnant") and "pregnant" not in self.errors and "sex" not in self.errors:
            if held.get("sex") == "male" or not _can_be_pregnant(held.get("age", "")):
                held["pregnant"] = "no"
            else:
                self.add_error("pregnant", _("Choose one"))
        if held.get("sex") == "male" and held.get("pregnant") == "yes":
            self.add_error("pregnant", _("Somebody male at birth cannot be pregnant: correct one of the two"))
        if held.get("pregnant") != "yes":
            held["weeks_pregnant"] = None
        return held


def _can_be_pregnant(age: str) -> bool:
    """Whether the questions about pregnancy are for this age; an age that is wrong is asked for again anyway."""
    asked = knowledge().findings["newly_delivered"]
    try:
        said = Age.parse(age)
    except ValueError:
        return True
    return said.high >= asked.age_from and said.low < asked.age_below


class EraseForm(PlainForm):
    """Sure?"""

    sure = forms.BooleanField(
        label=_("Yes, erase everything"), error_messages={"required": _("Tick the box to erase everything")}
    )
