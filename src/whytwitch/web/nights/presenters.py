"""Nights as a page shows them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString

from whytwitch.language import text as _
from whytwitch.report.presenters.common import night_facts, night_rows
from whytwitch.report.words import sentence
from whytwitch.store.models import Night
from whytwitch.web import services
from whytwitch.web.jinja import day

_SIDE = {"left": _("left"), "right": _("right")}


class NightLine:
    """One night in a list."""

    def __init__(self, night: Night) -> None:
        self.night = night
        scoring = night.scorings.order_by("-made_at").first()
        self.result: dict[str, Any] | None = None if scoring is None else scoring.result

    @cached_property
    def title(self) -> str:
        """When it was, if the file says so."""
        start = (self.result or {}).get("recording", {}).get("start")
        if start:
            return _("Night of %(day)s") % {"day": day(start)}
        held = list(Night.objects.filter(person=self.night.person_id, withdrawn_at=None).values_list("pk", flat=True))
        if len(held) < 2 or self.night.pk not in held:
            return _("Night, date not known")
        return _("Night %(number)d, date not known") % {"number": held.index(self.night.pk) + 1}

    @property
    def hours(self) -> str:
        """How long it is."""
        hours = (self.result or {}).get("recording", {}).get("hours")
        return "" if hours is None else _("%(hours)s hours") % {"hours": f"{hours:.1f}"}


class NightPresenter(NightLine):
    """What was found in one night."""

    @property
    def facts(self) -> str:
        """Hours, sleep, where the stages came from."""
        return night_facts(self.result) if self.result else ""

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Both rule books side by side."""
        return night_rows(self.result) if self.result else []

    @property
    def count(self) -> int:
        """How many leg movements were found."""
        return len((self.result or {}).get("lms", ()))

    @property
    def scorable(self) -> bool:
        """Whether any leg could be scored at all."""
        legs = (self.result or {}).get("recording", {}).get("legs", ())
        return any(leg.get("scorable_h") for leg in legs) or self.count > 0

    @property
    def why_they_differ(self) -> list[str]:
        """Why the two rule books give different numbers."""
        return [sentence(text) for text in (self.result or {}).get("why_they_differ", ())]

    @property
    def warnings(self) -> list[str]:
        """What to know before believing it."""
        return [sentence(text) for text in (self.result or {}).get("warnings", ())]

    @property
    def unscorable(self) -> list[str]:
        """Stretches in which a leg could not be scored, by reason."""
        spans: dict[tuple[str, str], float] = {}
        for span in (self.result or {}).get("unscorable", ()):
            key = (span["leg"], span["why"])
            spans[key] = spans.get(key, 0.0) + span["to_s"] - span["from_s"]
        said = _("%(leg)s leg, %(minutes)d min: %(why)s")
        return [
            sentence(said % {"leg": _SIDE.get(leg, leg), "minutes": round(seconds / 60), "why": why})
            for (leg, why), seconds in spans.items()
        ]

    @cached_property
    def figure(self) -> SafeString:
        """The night on one sheet. The SVG is made by the report room out of numbers and our own words."""
        return SafeString(services.night_figure(self.result)) if self.result else SafeString("")
