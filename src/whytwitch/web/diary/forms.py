"""Forms of the diary, made of the fields that can be noted. Every field may stay empty."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from whytwitch.evidence.diary.entry import Entry
from whytwitch.evidence.diary.fields import FIELDS, Field
from whytwitch.language import text
from whytwitch.web.forms import PlainForm

#: What a minute holds; the rest stands behind "More".
FIRST = {
    "evening": ("twitches", "urge", "caffeine", "stress"),
    "morning": ("into_bed", "fell_asleep_after", "awakenings", "awake_minutes", "out_of_bed", "quality"),
    "moment": ("what", "parts", "state"),
}
_HIDDEN = {"sleep_minutes", "asleep_from", "asleep_to", "new_weakness", "new_numbness", "leg_swollen"}
#: The words of the choices as they are read.
WORDS = {
    "foot": _("foot"), "calf": _("calf"), "thigh": _("thigh"), "hand": _("hand"), "arm": _("arm"), "trunk": _("trunk"),
    "face": _("face"), "everywhere": _("everywhere"), "left": _("left"), "right": _("right"), "both": _("both"),
    "twitch": _("twitch"), "jerk": _("jerk"), "cramp": _("cramp"), "urge_to_move": _("need to move"),
    "tremor": _("tremor"), "kick": _("kick"), "other": _("other"), "moving": _("moving"), "sitting": _("sitting"),
    "lying_awake": _("lying awake"), "falling_asleep": _("falling asleep"), "asleep": _("asleep"), "yes": _("yes"),
    "no": _("no"), "not_sure": _("not sure"), "self": _("self"), "partner": _("partner"), "parent": _("parent"),
    "carer": _("carer"), "video": _("video"), "new": _("new"), "worse": _("worse"),
}  # fmt: skip


def named(word: str) -> str:
    """A word of a choice as it is read."""
    said = str(WORDS.get(word, word))
    return said[:1].upper() + said[1:]


class EntryForm(PlainForm):
    """One evening, morning or moment.

    Parameters
    ----------
    kind : str
        Which.
    ask_again : tuple of str
        Danger signs that are due.
    entry : Entry or None
        The one that is corrected.
    today : date
        Today, where the person is.
    *args, **kwargs
        As for any form.
    """

    def __init__(
        self, kind: str, ask_again: tuple[str, ...], entry: Entry | None, today: dt.date, *args: Any, **kwargs: Any
    ) -> None:
        initial = {"day": (entry.day if entry else today).isoformat()}
        if entry is not None:
            initial |= {name: _shown(value) for name, value in entry.values.items()}  # type: ignore[misc]
            if kind == "moment":
                initial["at"] = f"{entry.at:%H:%M}"
        super().__init__(*args, initial=initial, **kwargs)
        self.kind, self.today = kind, today
        self.fields["day"] = forms.DateField(
            label=_("Day"),
            input_formats=["%Y-%m-%d"],
            error_messages={"required": _("Say which day"), "invalid": _("Enter a date")},
        )
        if kind == "moment":
            self.fields["at"] = forms.RegexField(
                r"^([01]\d|2[0-3]):[0-5]\d$", label=_("At what time?"), error_messages={"required": _("Enter a time such as 22:45"), "invalid": _("Enter a time such as 22:45")},  # noqa: E501
            )  # fmt: skip
        told = entry.values if entry else {}
        names = [
            name
            for name, one in FIELDS.items()
            if kind in one.parts and (name not in _HIDDEN or name in ask_again or name in told)
        ]
        for name in names:
            self.fields[name] = _field(FIELDS[name])
        self.danger = [name for name in names if name in ("new_weakness", "new_numbness", "leg_swollen")]
        self.first = [name for name in FIRST[kind] if name in names]
        self.more = [name for name in names if name not in self.first and name not in self.danger and name in FIELDS]

    def clean_day(self) -> dt.date:
        """Not tomorrow, and not before anybody kept a diary."""
        day: dt.date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet"))
        if day.year < 1950:
            raise forms.ValidationError(_("Enter a date after 1950"))
        return day

    def values(self) -> dict[str, Any]:
        """What was noted; what stayed empty is not in it."""
        made: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if name not in FIELDS or value is None or value == "" or value == []:
                continue
            if name == "medicines":
                value = [{"name": one.strip()[:200], "taken": "as_told"} for one in value.split(",") if one.strip()]
            made[name] = float(value) if FIELDS[name].type in ("count", "number", "scale", "minutes") else value
        return made

    def shown(self, name: str) -> dict[str, Any]:
        """Parameters of a field's component, and which one it is."""
        kind = FIELDS[name].type if name in FIELDS else "text"
        if kind in ("choice", "many"):
            return self.as_choice(
                name,
                legend_size="s",
                classes="nhsuk-radios--inline nhsuk-radios--small" if kind == "choice" else "nhsuk-checkboxes--small",
            )
        small = {} if kind in ("text", "medicines", "clock") or name == "at" else {"classes": "nhsuk-input--width-4"}
        number = (
            {"inputmode": "numeric"}
            if kind in ("count", "scale", "minutes")
            else {"inputmode": "decimal"}
            if kind == "number"
            else {}
        )
        clock = {"type": "time", "classes": "ww-time"} if kind == "clock" or name == "at" else {}
        return self.as_text(name, label_classes="nhsuk-label--s", autocomplete="off", **small, **number, **clock)

    def component(self, name: str) -> str:
        """Which component draws it."""
        return {"choice": "radios", "many": "checkboxes"}.get(FIELDS[name].type if name in FIELDS else "", "input")


def _shown(value: object) -> object:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return ", ".join(str(one["name"]) for one in value)
    return value


def _field(one: Field) -> forms.Field:
    wrong = {
        "invalid": _("Enter a number"),
        "min_value": _("%(low)s or more") % {"low": f"{one.low:g}"},
        "max_value": _("%(high)s or less") % {"high": f"{one.high:g}"},
    }
    if one.type in ("count", "scale", "minutes"):
        return forms.IntegerField(
            label=text(one.asked), required=False, min_value=int(one.low), max_value=int(one.high), error_messages=wrong
        )
    if one.type == "number":
        return forms.FloatField(
            label=text(one.asked), required=False, min_value=one.low, max_value=one.high, error_messages=wrong
        )
    if one.type == "clock":
        return forms.RegexField(
            r"^([01]\d|2[0-3]):[0-5]\d$",
            label=text(one.asked),
            required=False,
            error_messages={"invalid": _("Enter a time such as 22:45")},
        )
    choices = [(word, named(word)) for word in one.words]
    if one.type == "choice":
        return forms.ChoiceField(label=text(one.asked), required=False, choices=choices)
    if one.type == "many":
        return forms.MultipleChoiceField(label=text(one.asked), required=False, choices=choices)
    hint = _("Names with commas between them.") if one.type == "medicines" else ""
    return forms.CharField(label=text(one.asked), required=False, max_length=2000, help_text=hint)


class ExperimentForm(PlainForm):
    """What is tried, what is noted, and what would be worth it."""

    measure = forms.CharField(
        label=_("What do you want to try?"), max_length=120, help_text=_("For example: no caffeine after noon. Never a medicine."),  # noqa: E501
        error_messages={"required": _("Say what you want to try")},
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label=_("What should get less?"), choices=[("twitches", _("Twitches in a day")), ("urge", _("Need to move")), ("bother", _("How much it bothers")), ("cramps", _("Cramps"))],  # noqa: E501
        error_messages={"required": _("Choose what should get less")},
    )  # fmt: skip
    worthwhile = forms.FloatField(
        label=_("How much less would be worth it?"), min_value=0.01, help_text=_("A number: so many fewer a day. It is fixed now and cannot be changed."),  # noqa: E501
        error_messages={"required": _("Enter a number"), "invalid": _("Enter a number")},
    )  # fmt: skip
    phase_days = forms.IntegerField(label=_("Days of a phase"), initial=3, min_value=2, max_value=30)
    pairs = forms.IntegerField(
        label=_("Pairs of phases"),
        initial=9,
        min_value=6,
        max_value=60,
        help_text=_("At least 6, else nothing can be told from chance."),
    )
    washout_days = forms.IntegerField(
        label=_("Days at the start of a phase that do not count"), initial=0, min_value=0, max_value=10, required=False
    )


class LogForm(PlainForm):
    """An export of a phone or watch, or a diary that was exported here."""

    log = forms.FileField(label=_("The file"), help_text=_("Apple Health (export.zip), Sleep as Android, Fitbit, Oura, Withings, SleepCycle, Garmin, or a diary exported here."), error_messages={"required": _("Choose a file"), "empty": _("The file is empty")})  # fmt: skip # noqa: E501
