"""The complete report: the doctor's sheet first, then every reason with its number, tag and source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.schema import Measure, Test
from whytwitch.language import text as _
from whytwitch.model.finding import NO, Finding
from whytwitch.model.picture import Cause
from whytwitch.model.workup import Workup
from whytwitch.report.figures import causes_svg, night_svg, waterfall_svg
from whytwitch.report.presenters.common import (
    WHAT_THIS_IS_NOT,
    BloodRow,
    Line,
    blood_rows,
    finding_name,
    lines,
    night_facts,
    night_rows,
)
from whytwitch.report.presenters.doctor import DoctorPage
from whytwitch.report.presenters.numbers import UsedNumber, numbers_of
from whytwitch.report.presenters.private import without_worries
from whytwitch.report.presenters.told import test_name
from whytwitch.report.words import (
    ANSWERED,
    BASIS,
    BASIS_SHORT,
    FIT,
    LEVEL_CLINICIAN,
    RESULT,
    STRENGTH,
    percent,
    readable,
    short_day,
    times,
)

_CAUSES, _DETAILED, _TESTS, _LIKELY = 7, 4, 6, 0.005


@dataclass(frozen=True)
class CauseRow:
    """One row of the differential."""

    id: str
    name: str
    probability: str
    interval: str
    fit: str
    basis: str
    explains: str
    relief: str


@dataclass(frozen=True)
class Detail:
    """One cause with its sum."""

    name: str
    probability: str
    interval: str
    basis: str
    figure: str
    rows: list[tuple[str, str, str, tuple[int, ...]]]
    prior: str
    total: str


class ClinicianPage:
    """Everything the clinician's page says.

    Parameters
    ----------
    workup : Workup
        Case, findings, picture, plan.
    knowledge : Knowledge
        Names, tests, measures, sources.
    worries : bool
        Whether the person agreed that answers about worry are printed.
    """

    audience = "complete"
    not_a_device = WHAT_THIS_IS_NOT

    def __init__(self, workup: Workup, knowledge: Knowledge, *, worries: bool = False) -> None:
        workup = without_worries(workup, worries, for_others=True)
        self.workup, self.knowledge = workup, knowledge
        self.picture, self.plan, self.case = workup.picture, workup.plan, workup.case
        self.doctor = DoctorPage(workup, knowledge, worries=True)
        self.sheet, self.sources = self.doctor.sheet, self.doctor.sheet.sources

    @property
    def if_all_no(self) -> str:
        """The level should every open safety question be answered no."""
        return LEVEL_CLINICIAN[self.picture.urgency.if_remaining_safety_answers_are_no]

    @cached_property
    def because(self) -> list[Line]:
        """Rules that spoke, with their sources."""
        return [
            Line(
                f"{readable(one.text)} ({LEVEL_CLINICIAN[one.level]})",
                self.sources.number(one.source),
                _verified(one.verified),
            )
            for one in self.picture.urgency.because
        ]

    @cached_property
    def movement_columns(self) -> list[str]:
        """Attributes that at least one movement has, as labels."""
        return [self.knowledge.movements[key].label if key in self.knowledge.movements else key for key in self._said]

    @cached_property
    def _said(self) -> list[str]:
        said = {key for one in self.case.movements for key in one.attributes()}
        return [key for key in self.knowledge.movements if key in said]

    @cached_property
    def movements(self) -> list[list[str]]:
        """One row for each kind: kind, attributes, weeks."""
        rows = []
        for one in self.case.movements:
            given = one.attributes()
            since = "" if one.since_weeks is None else f"{one.since_weeks:.0f}"
            row = [self._word("kind", one.kind), *(self._word(key, given.get(key)) for key in self._said), since]
            rows.append(row)
        return rows

    def _word(self, attribute: str, word: str | None) -> str:
        known = self.knowledge.movements.get(attribute)
        return "" if word is None else known.words.get(word, word) if known else word

    @cached_property
    def present_signs(self) -> list[str]:
        """Danger signs answered other than no."""
        flags = [flag for flag in self.picture.red_flags if flag.asked and flag.answer != NO]
        return [f"{flag.text or flag.id} ({ANSWERED.get(str(flag.answer), str(flag.answer))})" for flag in flags]

    @cached_property
    def denied_signs(self) -> list[str]:
        """Danger signs answered no."""
        return [flag.text or flag.id for flag in self.picture.red_flags if flag.asked and flag.answer == NO]

    @cached_property
    def open_signs(self) -> list[str]:
        """Danger signs nobody asked."""
        return [flag.text or flag.id for flag in self.picture.red_flags if not flag.asked]

    def _answers(self) -> list[Finding]:
        danger = {flag.id for flag in self.picture.red_flags}
        last = {one.id: one for one in self.workup.findings if one.origin in ("answer", "diary", "result")}
        return [one for one in last.values() if one.id not in danger]

    @cached_property
    def positives(self) -> list[str]:
        """What was answered other than no."""
        return [self._answer(one) for one in self._answers() if one.value != NO]

    @cached_property
    def negatives(self) -> list[str]:
        """What was answered no."""
        return [finding_name(one.id, self.knowledge) for one in self._answers() if one.value == NO]

    def _answer(self, one: Finding) -> str:
        name = finding_name(one.id, self.knowledge)
        if one.value == "yes":
            return name
        unit = getattr(self.knowledge.findings.get(one.id), "unit", "")
        value = (
            f"{one.value:.3g} {unit}".strip()
            if isinstance(one.value, float | int)
            else ANSWERED.get(one.value, one.value.replace("_", " "))
        )
        return f"{name}: {value}"

    @cached_property
    def blood(self) -> list[BloodRow]:
        """Blood tests with flags."""
        return blood_rows(self.workup)

    @cached_property
    def results(self) -> list[str]:
        """Other tests."""
        return [
            f"{test_name(one.test, self.knowledge)}: {RESULT.get(one.result, one.result)}"
            + (f", {short_day(one.at)}" if one.at else "")
            for one in self.case.results
        ]

    @cached_property
    def nights(self) -> list[dict[str, object]]:
        """Each night: both rule books, why they differ, its drawing."""
        return [
            {
                "facts": night_facts(night),
                "rows": night_rows(night),
                "why": night["why_they_differ"],
                "warnings": night["warnings"],
                "figure": night_svg(night, f"wt-night-{number}"),
            }
            for number, night in enumerate(self.workup.nights, start=1)
        ]

    @cached_property
    def _leading(self) -> list[Cause]:
        held = [cause for cause in self.picture.causes if cause.probability >= _LIKELY]
        return (held or list(self.picture.causes))[:_CAUSES]

    @cached_property
    def causes(self) -> list[CauseRow]:
        """The differential."""
        return [
            CauseRow(
                id=cause.id,
                name=cause.name,
                probability=percent(cause.probability),
                interval=_("%(low)s to %(high)s") % {"low": percent(cause.low), "high": percent(cause.high)},
                fit=FIT[cause.fit],
                basis=BASIS_SHORT[cause.basis],
                explains=", ".join(cause.explains).replace("movement ", "") or "–",
                relief=percent(cause.would_explain),
            )
            for cause in self._leading
        ]

    @property
    def others(self) -> str:
        """How many causes are not listed, and how likely the likeliest of them is."""
        shown = {cause.id for cause in self._leading}
        left = [cause for cause in self.picture.causes if cause.id not in shown]
        if not left:
            return ""
        said = _("%(count)d more causes were considered, the likeliest of them %(percent)s.")
        return said % {"count": len(left), "percent": percent(left[0].probability)}

    @cached_property
    def figure(self) -> str:
        """Intervals at one glance."""
        return causes_svg(self.picture, "clinician", show={cause.id for cause in self._leading}, most=_CAUSES)

    @cached_property
    def details(self) -> list[Detail]:
        """The sums of the leading causes."""
        return [
            Detail(
                name=cause.name,
                probability=percent(cause.probability),
                interval=_("%(low)s to %(high)s") % {"low": percent(cause.low), "high": percent(cause.high)},
                basis=BASIS[cause.basis],
                figure=waterfall_svg(cause),
                rows=[
                    (
                        readable(one.text),
                        f"{one.log10_odds:+.2f}",
                        times(one.log10_odds),
                        self.sources.number(one.source),
                    )
                    for one in (*cause.reasons_for, *cause.against)
                ],
                prior=f"{cause.prior_log10_odds:+.2f}",
                total=f"{cause.total_log10_odds:+.2f}",
            )
            for cause in self._leading[:_DETAILED]
        ]

    @cached_property
    def numbers(self) -> list[tuple[str, list[UsedNumber]]]:
        """For each detailed cause the numbers behind it."""
        return [
            (cause.name, numbers_of(cause, self.workup, self.knowledge, self.sources))
            for cause in self._leading[:_DETAILED]
        ]

    @cached_property
    def tests(self) -> list[tuple[Line, str, Test | None]]:
        """Tests by what they would tell, with what they cannot show."""
        return [
            (Line(one.text, self.sources.number(one.source)), f"{one.gain:.2f}", self.knowledge.tests.get(one.test))
            for one in self.picture.tests[:_TESTS]
        ]

    @cached_property
    def options(self) -> list[Line]:
        """Treatment options of guidelines for the leading causes, with strength and year."""
        limit = self.knowledge.settings["plausible_probability"].value
        likely = {cause.id for cause in self.picture.causes if cause.probability >= limit}
        known = self.knowledge.conditions
        named = {name for one in likely if one in known for name in known[one].measures}
        found = [
            one
            for one in self.knowledge.measures.values()
            if one.kind == "treatment" and (likely.intersection(one.for_conditions) or one.id in named)
        ]
        found.sort(key=lambda one: (one.order, one.id))
        return [Line(f"{one.text} {one.evidence}", self.sources.number(one.source), _strength(one)) for one in found]

    @cached_property
    def avoid(self) -> list[Line]:
        """What the person was told to leave."""
        return lines(self.plan.avoid, self.sources)

    @cached_property
    def tonight(self) -> list[Line]:
        """What the person was told to do."""
        return lines(self.plan.tonight, self.sources)


def _verified(read: bool) -> str:
    return _("read in the source") if read else _("not verified in a source")


def _strength(measure: Measure) -> str:
    """Strength, year, and whether the source itself was read."""
    said = [STRENGTH[measure.strength], str(measure.dated or ""), "" if measure.verified else _("not verified")]
    return ", ".join(word for word in said if word)
