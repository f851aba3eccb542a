"""A few questions about worrying. They change the wording of the picture's page, never what is likely or how soon.

The questions are those of :mod:`whytwitch.picture.interview.worry`: no findings, so that the network, the rules and
every paper never see them. They are kept as a detail of the person. One more question is asked beside them, whether it
is motor neurone disease that is feared: the page answers it, and no paper repeats it unless the person agrees.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from whytwitch.knowledge import knowledge
from whytwitch.model.finding import NO, YES
from whytwitch.picture.interview import worry_intro, worry_questions
from whytwitch.store.models import Person
from whytwitch.store.record import answer
from whytwitch.web.forms import PlainForm

#: The one that is a finding, because the page owes it an answer.
FEARED = "worried_about_als"
#: Findings about worry that were asked for here before; they still change words, and are in no list of suppositions.
WORRIES = (FEARED, "checks_body_often", "calm_does_not_last")
#: The detail that holds the answers, and the one that says that they were asked for, also when all were left out.
TOLD, ASKED = "worries", "worries_asked"


class WorriesForm(PlainForm):
    """Each may be left out; whoever answers for somebody else is asked none of them."""

    def __init__(self, *args: Any, of_oneself: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {FEARED: knowledge().findings[FEARED].question} | worry_questions() if of_oneself else {}
        for name, label in labels.items():
            choices = [(YES, gettext("Yes")), (NO, gettext("No"))]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.asked, self.intro = tuple(labels), worry_intro()

    def keep(self, person: Person) -> None:
        """Write the answers down: the feared illness as a finding, the rest as a detail that stays with the person."""
        person.say(ASKED, True)
        said = {name: self.cleaned_data[name] for name in self.asked if self.cleaned_data[name]}
        if FEARED in said:
            answer(person, FEARED, said.pop(FEARED), source="worries")
        if said or told_by(person):
            person.say(TOLD, said)


def told_by(person: Person) -> dict[str, str]:
    """What was answered, by question; empty when nothing was."""
    held = person.detail(TOLD)
    return {str(name): str(said) for name, said in held.items()} if isinstance(held, dict) else {}


def held_by(person: Person) -> dict[str, str]:
    """The answers as the form shows them again."""
    feared = person.told_now().get(FEARED)
    return told_by(person) | ({} if feared is None else {FEARED: str(feared.value)})


def of_oneself(person: Person) -> bool:
    """Whether somebody answers for themselves."""
    return person.detail("told_by") == "self"


def is_due(person: Person) -> bool:
    """Whether the last page is still to be shown: once, and not to who has told of worry in another way."""
    return not person.detail(ASKED) and person.told_now().keys().isdisjoint(WORRIES)
