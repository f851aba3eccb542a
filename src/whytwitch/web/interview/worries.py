"""A few questions about worrying. They change the wording of the picture's page, never what is likely or how soon."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from whytwitch.knowledge import knowledge
from whytwitch.model.finding import NO, YES
from whytwitch.store.models import Person
from whytwitch.web.forms import PlainForm

#: In the order in which they are asked.
WORRIES = ("worried_about_als", "checks_body_often", "calm_does_not_last")
#: The detail that says that these were shown, also when every answer was left out.
ASKED = "worries_asked"


class WorriesForm(PlainForm):
    """Each may be left out."""

    asked = WORRIES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in WORRIES:
            finding = knowledge().findings[name]
            self.fields[name] = forms.ChoiceField(
                label=finding.question, choices=[(YES, gettext("Yes")), (NO, gettext("No"))], required=False
            )


def to_ask(person: Person) -> bool:
    """Whether these are still to be asked: of somebody who answers for themselves, once."""
    if person.detail("told_by") != "self" or person.detail(ASKED):
        return False
    return not person.answers.filter(finding__in=WORRIES).exists()
