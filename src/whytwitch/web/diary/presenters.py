"""What the diary's pages show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString

from whytwitch.care.followup.build import WITH, WITHOUT, arm_on
from whytwitch.care.followup.protocol import Protocol
from whytwitch.evidence.diary import Entry, Standing, night_of
from whytwitch.evidence.diary.days import by_day
from whytwitch.evidence.diary.trends import trends
from whytwitch.knowledge import knowledge
from whytwitch.language import text as _
from whytwitch.model.finding import NEW, NOT_SURE, WORSE
from whytwitch.report.figures.days import days_svg
from whytwitch.report.words import readable, sentence
from whytwitch.store.diary import diary_of
from whytwitch.store.models import Person
from whytwitch.web import services
from whytwitch.web.diary.forms import named
from whytwitch.web.diary.services import outcome, running
from whytwitch.web.jinja import day, short

_TITLES = {"evening": _("Evening"), "morning": _("Morning"), "moment": _("Moment"), "clinician": _("By a clinician")}
_SHOWN = (
    ("twitches", _("Twitches in a day")),
    ("urge", _("Need to move (0 to 10)")),
    ("bother", _("Bother (0 to 10)")),
    ("cramps", _("Cramps")),
    ("sleep_min", _("Minutes asleep")),
)
#: Short names of the numbers in an entry.
_NAMES = {
    "twitches": _("twitches"), "bother": _("bother"), "urge": _("need to move"), "cramps": _("cramps"),
    "caffeine": _("caffeine"), "alcohol": _("alcohol"), "exercise": _("exercise"), "stress": _("tension"),
    "rest_minutes": _("minutes of rest"), "cramp_pain": _("worst cramp"),
    "fell_asleep_after": _("minutes to fall asleep"),
    "awakenings": _("times awake"), "awake_minutes": _("minutes awake"), "quality": _("sleep quality"),
    "rested": _("rested"), "naps": _("naps"), "kicks_seen": _("movements seen"),
    "woken_by_legs": _("woken by the legs"),
    "seconds": _("seconds"), "times": _("times"), "pain": _("pain"), "sleep_minutes": _("minutes asleep by a device"),
}  # fmt: skip
_ARMS = {WITH: _("with it"), WITHOUT: _("without it")}
VERDICTS = {
    "helps": _("It helps."),
    "harms": _("It makes it worse."),
    "no worthwhile difference": _("It makes no difference worth having."),
    "cannot tell yet": _("Nothing can be told yet."),
}


@dataclass(frozen=True)
class Line:
    """One entry in the list."""

    entry: Entry

    @property
    def title(self) -> str:
        """Which kind, on which day."""
        time = f", {self.entry.at:%H:%M}" if self.entry.kind == "moment" else ""
        return f"{short(self.entry.day)}: {_TITLES[self.entry.kind]}{time}"

    @property
    def words(self) -> str:
        """What was noted, in short."""
        held = self.entry.values
        said = [named(str(held["what"]))] if held.get("what") else []
        parts = held.get("parts")
        said += [named(str(part)).lower() for part in parts] if isinstance(parts, list) else []
        said += [
            f"{_NAMES.get(name) or name.replace('_', ' ')} {value:g}"
            for name, value in held.items()
            if isinstance(value, float)
        ]
        return ", ".join(said[:5])

    @property
    def marks(self) -> str:
        """Late, corrected, imported."""
        marks = [_("written late")] if self.entry.late else []
        marks += [_("corrected")] if self.entry.replaces else []
        marks += [_("from a device")] if self.entry.source.startswith("import") else []
        return ", ".join(marks)

    @property
    def questions(self) -> tuple[str, ...]:
        """What cannot be as it was noted."""
        return night_of(self.entry).questions if self.entry.kind == "morning" else ()


class DiaryPresenter:
    """The diary of one person, as of today."""

    def __init__(self, person: Person, now: dt.datetime) -> None:
        self.person, self.now, self.today = person, now, now.date()

    @cached_property
    def held(self) -> Standing:
        """The entries that hold now."""
        return diary_of(self.person)

    @property
    def lines(self) -> list[Line]:
        """The newest two weeks, newest first."""
        since = self.today - dt.timedelta(days=14)
        return [Line(one) for one in reversed(self.held) if one.day > since][:60]

    @cached_property
    def seen(self) -> dict[str, Any]:
        """Weeks, night, spread, augmentation, what is due."""
        return trends(self.held, today=self.today)

    @property
    def says(self) -> list[str]:
        """How it goes, in sentences; none while too little is noted."""
        return [readable(one) for one in self.seen["says"]] if self.held else []

    @property
    def alarms(self) -> list[str]:
        """Danger signs that are there or are not cleared up, wherever they were told."""
        held, words = (
            services.known_about(self.person).facts.findings,
            {NEW: _("new"), WORSE: _("worse"), NOT_SURE: _("not sure")},
        )
        signs = [(sign, held[sign.id].value) for sign in knowledge().danger_signs() if sign.id in held]
        return [sentence(f"{sign.name}: {words[str(said)]}") for sign, said in signs if said in words]

    @property
    def figures(self) -> list[SafeString]:
        """One drawing for each outcome that was noted. Made of numbers and our own words."""
        days = by_day(self.held)
        since = self.today - dt.timedelta(days=55)
        made = []
        for name, title in _SHOWN:
            values = {day: row[name] for day, row in days.items() if name in row and since <= day <= self.today}
            if len(values) >= 2:
                made.append(SafeString(days_svg(name, title, values, since, self.today)))
        return made

    @cached_property
    def trial(self) -> Trial | None:
        """The experiment, when there is one."""
        found = running(self.person)
        return None if found is None else Trial(found[1], self)


@dataclass(frozen=True)
class Trial:
    """An experiment as the pages show it."""

    protocol: Protocol
    diary: DiaryPresenter

    @property
    def today(self) -> str:
        """What to do today."""
        start = self.protocol.start
        if start is not None and self.diary.today < start:
            return _("It begins on %(day)s.") % {"day": day(start)}
        arm = arm_on(self.protocol, self.diary.today)
        if arm is None:
            return _("It is over.")
        return _("Today: %(arm)s (%(measure)s).") % {"arm": _ARMS.get(arm, arm), "measure": self.protocol.measure}

    @property
    def schedule(self) -> list[tuple[str, str]]:
        """First day and arm of each phase."""
        start, length = self.protocol.start, self.protocol.phase_days or 3
        assert start is not None
        return [
            (short(start + dt.timedelta(days=length * place)), str(_ARMS.get(arm, arm)))
            for place, arm in enumerate(self.protocol.order)
        ]

    @cached_property
    def result(self) -> dict[str, Any] | None:
        """The result once it is over."""
        return outcome(self.protocol, self.diary.held, self.diary.today)

    @property
    def verdict(self) -> str:
        """The result in words."""
        return VERDICTS[self.result["verdict"]] if self.result else ""

    @property
    def numbers(self) -> str:
        """Difference and interval in words."""
        held = self.result
        if not held or not held["interval"]:
            return ""
        low, high = held["interval"]
        said = {"effect": f"{held['effect']:+.1f}", "low": f"{low:+.1f}", "high": f"{high:+.1f}"}
        return _("With it: %(effect)s a day (95 in 100 sure between %(low)s and %(high)s).") % said
