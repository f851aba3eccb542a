"""Forms of the interview."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.schema import Finding, KnownCondition
from whytwitch.model.finding import NEW, NO, NOT_SURE, OLD_AND_ASSESSED, WORSE, YES
from whytwitch.web import services
from whytwitch.web.forms import PlainForm
from whytwitch.web.interview.safety import Screen

NONE = "none"
#: The topic of what only an examination can tell, and the answer that there was none: it is no finding.
EXAMINATION, NOT_TESTED = "examination", "not_tested"
HOW_LONG = [("day", _("days")), ("week", _("weeks")), ("month", _("months")), ("year", _("years"))]
_WEEKS = {"day": 1 / 7, "week": 1.0, "month": 52.18 / 12, "year": 52.18}

SIGN_ANSWERS = [
    (NEW, _("Yes, and it is new")),
    (WORSE, _("Yes, and it is getting worse")),
    (OLD_AND_ASSESSED, _("Yes, but it is old, unchanged, and a doctor has looked at it")),
    (NO, _("No, after all")),
    (NOT_SURE, _("I am not sure")),
]
STILL_NOT_SURE = [*SIGN_ANSWERS[:-1], (NOT_SURE, _("I still cannot tell"))]
#: The same on the page with the ticks, where *no* is said by not ticking.
SINCE = [
    (NEW, _("It is new")),
    (WORSE, _("It is getting worse")),
    (OLD_AND_ASSESSED, _("It is old, unchanged, and a doctor has looked at it")),
    (NOT_SURE, _("I am not sure that it is there")),
]


class DangerForm(PlainForm):
    """A form of danger signs. What was told after its page was opened is weakened only when it is sent once more."""

    #: Whether what it says of each sign would weaken something that was told meanwhile.
    told_meanwhile: Callable[[Mapping[str, str]], bool] = staticmethod(lambda told: False)

    def look_again(self, field: str, told: Mapping[str, str]) -> None:
        """Ask to look once more when something was told meanwhile; the page then counts as a new one."""
        if not self.told_meanwhile(told):
            return
        self.add_error(
            field,
            _(
                "You answered this after this page was opened, here or in another window. "
                "Look again; if it is right, send it."
            ),
        )
        self.data = self.data.copy()
        self.data["once"] = str(uuid.uuid4())


class ScreenForm(DangerForm):
    """One page of danger signs: tick what is there, or *none of these*."""

    signs = forms.MultipleChoiceField(label="", required=False)

    def __init__(self, screen: Screen, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.screen = screen
        field = self.fields["signs"]
        field.label = screen.title
        field.choices = [*((sign.id, sign.question or sign.name) for sign in screen.signs), (NONE, _("None of these"))]
        for sign in screen.signs:
            if sign.kind == "danger":
                self.fields[f"since-{sign.id}"] = forms.ChoiceField(choices=SINCE, required=False)

    def clean_signs(self) -> list[str]:
        """Something has to be ticked, and *none of these* goes with nothing else."""
        ticked = list(self.cleaned_data["signs"])
        if not ticked:
            raise forms.ValidationError(_("Tick what is there, or 'None of these'"))
        if NONE in ticked and len(ticked) > 1:
            raise forms.ValidationError(_("Tick either what is there, or 'None of these', not both"))
        return [one for one in ticked if one != NONE]

    def clean(self) -> dict[str, Any]:
        """Ask to look again at what another window has told meanwhile."""
        held = super().clean() or {}
        if "signs" in held:
            said = {name: held.get(f"since-{name}") or YES for name in held["signs"]}
            self.look_again("signs", {sign.id: str(said.get(sign.id, NO)) for sign in self.screen.signs})
        return held

    def since(self, sign: str) -> str:
        """What was said at once about a ticked sign: new, worse, old and assessed, not sure; empty when nothing was."""
        return str(self.cleaned_data.get(f"since-{sign}") or "")


class CloserForm(DangerForm):
    """For each ticked sign: new, worse, old and assessed, or not sure."""

    def __init__(self, signs: list[Finding], again: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signs = signs
        for sign in signs:
            self.fields[sign.id] = forms.ChoiceField(
                label=sign.question or sign.name,
                choices=STILL_NOT_SURE if again else SIGN_ANSWERS,
                help_text=_("Here is a way to tell: %(how)s") % {"how": sign.concrete}
                if again and sign.concrete
                else "",
                error_messages={"required": _("Choose one answer")},
            )

    def clean(self) -> dict[str, Any]:
        """Ask to look again at what another window has told meanwhile."""
        held = super().clean() or {}
        told = {sign.id: str(held[sign.id]) for sign in self.signs if sign.id in held}
        if told:
            self.look_again(next(iter(told)), told)
        return held


class KindForm(PlainForm):
    """Which kind of movement."""

    kind = forms.ChoiceField(label="", error_messages={"required": _("Choose the one that is most like it")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = knowledge().movements["kind"]
        self.fields["kind"].label = words.question
        self.fields["kind"].choices = [(word, label[:1].upper() + label[1:]) for word, label in words.words.items()]


class WordsForm(PlainForm):
    """Attributes of a movement, each with 'not said'."""

    attributes: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.attributes:
            vocabulary = knowledge().movements[name]
            choices = [
                ("", _("Not sure")),
                *((word, label[:1].upper() + label[1:]) for word, label in vocabulary.words.items()),
            ]
            self.fields[name] = forms.ChoiceField(
                label=vocabulary.question or vocabulary.label, choices=choices, required=False
            )

    def told(self) -> dict[str, object]:
        """What was chosen, by attribute; None where nothing was."""
        return {attribute: self.cleaned_data[attribute] or None for attribute in self.attributes}


class WhereForm(WordsForm):
    """Where, which side."""

    attributes = ("site", "side")


class WhenForm(WordsForm):
    """When, how often, since when."""

    attributes = ("when", "often")

    since_number = forms.FloatField(
        label=_("For how long has it been there?"),
        required=False,
        min_value=0,
        max_value=1500,
        error_messages={"invalid": _("Enter a number, such as 3")},
    )
    since_unit = forms.ChoiceField(
        label=_("Days, weeks, months or years"), choices=HOW_LONG, required=False, initial="week"
    )

    def since_weeks(self) -> float | None:
        """The duration in weeks."""
        number = self.cleaned_data.get("since_number")
        return None if number is None else round(number * _WEEKS[self.cleaned_data.get("since_unit") or "week"], 2)

    def told(self) -> dict[str, object]:
        """The words, and the duration."""
        return super().told() | {"since_weeks": self.since_weeks()}


class LikeForm(WordsForm):
    """What it is like."""

    attributes = ("pain", "lasts", "rhythm", "relieved_by", "suppressible", "seen_by")


def _named(row: KnownCondition) -> str:
    """The plain name, with the one other name that means the same."""
    name = row.name[:1].upper() + row.name[1:]
    return f"{name} ({row.or_called})" if row.or_called else name


class ConditionsForm(PlainForm):
    """What is already known: first what a danger rule or a gate of an advice asks for, then everything else."""

    conditions = forms.MultipleChoiceField(
        label=_("Has a doctor ever told you that you have any of these?"), required=False
    )
    none = forms.BooleanField(label=_("None of these"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = sorted(knowledge().known_conditions.items(), key=lambda row: row[1].name.lower())
        first = services.conditions_that_matter_for_danger()
        ordered = [row for row in rows if row[0] in first] + [row for row in rows if row[0] not in first]
        self.fields["conditions"].choices = [(name, _named(row)) for name, row in ordered]
        self.matter = sum(row[0] in first for row in rows)
        self.told_later: list[str] = []

    def tick_told_later(self, told: Iterable[str]) -> None:
        """Tick what was told after this page was opened, in another window or before going back, and say so.

        Parameters
        ----------
        told : iterable of str
            What counts as told now. A page that does not say what was told when it was opened is taken as new.
        """
        data = self.data.copy()  # type: ignore[attr-defined]
        if "held" not in data:
            return
        here = {*data["held"].split(), *data.getlist("conditions")}
        self.told_later = [name for name in told if name not in here]
        if self.told_later:
            data.setlist("conditions", [*data.getlist("conditions"), *self.told_later])
            data.pop("none", None)
            self.data = data

    def clean(self) -> dict[str, Any]:
        """One of the two, and nothing lost that was told meanwhile."""
        held = super().clean() or {}
        if self.told_later:
            names = dict(self.fields["conditions"].choices)
            words = ", ".join(str(names[name]) for name in self.told_later)
            said = _("This was told after this page was opened: %(names)s. It is ticked now; look again, then continue")
            self.add_error("conditions", said % {"names": words})
            return held
        if not held.get("conditions") and not held.get("none"):
            self.add_error("conditions", _("Tick what applies, or 'None of these'"))
        if held.get("conditions") and held.get("none"):
            self.add_error("conditions", _("Tick either what applies, or 'None of these', not both"))
        return held


class MedicineForm(PlainForm):
    """One medicine and the dates that matter."""

    name = forms.CharField(
        label=_("Name of the medicine or substance"),
        max_length=80,
        help_text=_("As on the box. Nicotine, cannabis and supplements count too."),
        error_messages={"required": _("Enter the name of the medicine")},
    )
    changed = forms.ChoiceField(
        label=_("Has anything about it changed in the last three months?"),
        choices=[
            ("", _("No, the same for longer")),
            ("started", _("I started it")),
            ("dose_changed", _("The dose changed")),
            ("stopped", _("I stopped it")),
        ],
        required=False,
    )
    weeks_ago = forms.IntegerField(
        label=_("If so: how many weeks ago?"),
        required=False,
        min_value=0,
        max_value=13,
        error_messages={
            "invalid": _("Enter the weeks as a number"),
            "min_value": _("Enter 0 to 13"),
            "max_value": _("Enter 0 to 13"),
        },
    )

    def clean(self) -> dict[str, Any]:
        """A change needs its time."""
        held = super().clean() or {}
        if held.get("changed") and held.get("weeks_ago") is None and "weeks_ago" not in self.errors:
            self.add_error("weeks_ago", _("Enter how many weeks ago; a guess will do"))
        return held


class QuestionForm(PlainForm):
    """One question, with the answers its kind allows."""

    def __init__(self, finding: Finding, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.finding = finding
        label = finding.question or finding.name
        if finding.kind == "number":
            self.fields["answer"] = forms.FloatField(
                label=label,
                required=False,
                help_text=_("In %(unit)s") % {"unit": finding.unit} if finding.unit else "",
                error_messages={"invalid": _("Enter a number, such as 12.5")},
            )
            self.fields["unsure"] = forms.BooleanField(label=_("I do not know"), required=False)
            return
        self.fields["answer"] = forms.ChoiceField(
            label=label, choices=_choices(finding), error_messages={"required": _("Choose one answer")}
        )

    def clean(self) -> dict[str, Any]:
        """A number, or *I do not know*."""
        held = super().clean() or {}
        if self.finding.kind == "number" and "answer" not in self.errors:
            if held.get("unsure"):
                held["answer"] = NOT_SURE
            elif held.get("answer") is None:
                self.add_error("answer", _("Enter a number, or tick 'I do not know'"))
        return held


def _choices(finding: Finding) -> list[tuple[str, str]]:
    if finding.kind == "choice":
        return [
            *((word, label[:1].upper() + label[1:]) for word, label in finding.choices.items()),
            (NOT_SURE, _("I am not sure")),
        ]
    if finding.kind == "danger":
        return SIGN_ANSWERS
    if finding.topic == EXAMINATION:  # a plain no would be read as: examined, and nothing was found
        return [
            (YES, _("Yes")),
            (NO, _("It was tested, and nothing was wrong")),
            (NOT_TESTED, _("It was not tested, or I do not know")),
        ]
    return [(YES, _("Yes")), (NO, _("No")), (NOT_SURE, _("I am not sure"))]


class AgainForm(PlainForm):
    """Answers that do not go together, each with what was said."""

    def __init__(self, findings: list[Finding], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for finding in findings:
            self.fields[finding.id] = forms.ChoiceField(
                label=finding.question or finding.name,
                choices=_choices(finding),
                error_messages={"required": _("Choose one answer")},
            )
