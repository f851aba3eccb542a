"""What the person reads: action before cause, words instead of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.contact import needed
from whytwitch.knowledge.schema import Claim
from whytwitch.language import count as ngettext
from whytwitch.language import text as _
from whytwitch.model.finding import NO
from whytwitch.model.picture import Cause, Contribution
from whytwitch.model.urgency import Level
from whytwitch.model.workup import Workup
from whytwitch.report.figures import causes_svg, night_svg
from whytwitch.report.presenters.because import said_to_person
from whytwitch.report.presenters.common import (
    WHAT_THIS_IS_NOT,
    BloodRow,
    Line,
    blood_rows,
    finding_name,
    lines,
    night_facts,
)
from whytwitch.report.presenters.private import without_worries
from whytwitch.report.presenters.shown import NONE_OF_THESE, shown_to_person, told_apart
from whytwitch.report.presenters.sources import Sources
from whytwitch.report.words import FIT, LEVEL, LEVEL_CLASS, claim_label, day, in_a_hundred, sentence

#: How many causes are told with their reasons; more would bury the first.
_CAUSES, _REASONS, _QUESTIONS = 4, 4, 3

#: A finding that changes the odds by less than a quarter (log10) is not worth a person's time.
_TELLS = 0.1


@dataclass(frozen=True)
class ShownCause:
    """A cause as the person reads it."""

    id: str
    name: str
    fit: str
    measured: str
    what: str
    speaks_for: list[Line]
    speaks_against: list[Line]
    note: str


@dataclass(frozen=True)
class ToldApart:
    """A cause with its own words and no rank."""

    name: str
    asked: bool
    reasons: list[str]
    note: str
    checklist: list[Line]


class PersonPage:
    """Everything the person's page says.

    Parameters
    ----------
    workup : Workup
        Case, findings, picture, plan.
    knowledge : Knowledge
        Names, pages, claims, sources, numbers to call.
    worries : bool
        Whether the person agreed that answers about worry are printed.
    """

    audience = "person"
    not_a_device = WHAT_THIS_IS_NOT

    def __init__(self, workup: Workup, knowledge: Knowledge, *, worries: bool = False) -> None:
        workup = without_worries(workup, worries)
        self.workup, self.knowledge = workup, knowledge
        self.picture, self.plan = workup.picture, workup.plan
        self.sources = Sources(knowledge, workup.case.as_of)

    @property
    def level(self) -> Level:
        """How soon."""
        return self.picture.urgency.level

    @property
    def emergency(self) -> bool:
        """Whether nothing but the emergency may stand on the page."""
        return self.level is Level.EMERGENCY

    @property
    def card_class(self) -> str:
        """The look of the card."""
        return LEVEL_CLASS[self.level]

    @property
    def level_words(self) -> str:
        """The level as a short label."""
        return LEVEL[self.level]

    @cached_property
    def country(self) -> dict[str, str]:
        """The numbers to call."""
        return self.knowledge.countries.get(self.workup.case.country) or self.knowledge.countries["??"]

    @property
    def open(self) -> bool:
        """Whether safety questions are open while no rule speaks: a calm headline would say too much."""
        return self.picture.urgency.provisional and not self.level.at_least(Level.SOON)

    @property
    def headline(self) -> str:
        """A verb first: what to do."""
        if self.open:
            urgency = self.picture.urgency
            only_facts = urgency.unknown and not urgency.unanswered
            if only_facts:
                return _("Tell us first: %(what)s") % {"what": needed(urgency.unknown)}
            return _("Answer the safety questions first")
        return {
            Level.EMERGENCY: _("Call %(number)s now") % {"number": self.country["emergency"]},
            Level.URGENT: _("Get medical help today"),
            Level.SOON: _("See a doctor within two weeks"),
            Level.ROUTINE: _("Book an ordinary appointment"),
            Level.SELF_CARE: _("Look after it at home for now"),
        }[self.level]

    @property
    def lead(self) -> str:
        """The sentence of the triage, unless the headline has said it."""
        said = self.picture.urgency.first_contact
        return "" if said.rstrip(".").lower() == self.headline.lower() else said

    @property
    def whom(self) -> str:
        """Whom to see, as a sentence; empty when it is urgent, because the first lines say it."""
        if self.level.at_least(Level.URGENT) or self.open:
            return ""
        if self.level is Level.SELF_CARE:
            return sentence(_("A doctor is %(by)s") % {"by": self.plan.see.by})
        return sentence(_("Whom to see: %(who)s, %(by)s") % {"who": self.plan.see.who, "by": self.plan.see.by})

    @cached_property
    def because(self) -> list[Line]:
        """Why so soon; in an emergency only what makes it one."""
        held = [one for one in self.picture.urgency.because if not self.emergency or one.level is Level.EMERGENCY]
        case, known = self.workup.case, self.knowledge
        return [Line(said_to_person(one, case, known), self.sources.number(one.source)) for one in held]

    @property
    def provisional(self) -> str:
        """What is still open, and what it would be then; empty when nothing is."""
        urgency = self.picture.urgency
        if not urgency.provisional or self.emergency:
            return ""
        if not urgency.unanswered and urgency.unknown:
            return _("We cannot say for sure yet. Still to tell: %(what)s.") % {"what": needed(urgency.unknown)}
        then, left = LEVEL[urgency.if_remaining_safety_answers_are_no], len(urgency.unanswered)
        one = ngettext(
            "We cannot say for sure yet. %(left)d safety question has no answer. If it is no, this would be: %(then)s.",
            "We cannot say for sure yet. %(left)d safety questions have no answer. If every answer is no, this would "
            "be: %(then)s.",
            left,
        )
        some = _(
            "We cannot say for sure yet. Some safety questions have no answer. If all is no, this would be: %(then)s."
        )
        return (one if left else some) % {"left": left, "then": then}

    @property
    def calm(self) -> str:
        """What nothing points to, said only as far as it was asked."""
        if self.level.at_least(Level.URGENT):
            return ""
        asked = [flag for flag in self.picture.red_flags if flag.asked]
        if not asked or any(flag.answer != NO for flag in asked):
            return ""
        said_no = ngettext(
            "You said no to %(count)d danger sign.", "You said no to %(count)d danger signs.", len(asked)
        )
        if self.lead.startswith("Nothing you told us"):
            return said_no % {"count": len(asked)}
        calm = _("Nothing you told us points to an emergency.")
        if self.picture.urgency.provisional:
            calm = _("Nothing you told us so far points to an emergency.")
        return f"{calm} {said_no}" % {"count": len(asked)}

    @property
    def rest_can_wait(self) -> str:
        """For somebody who reads this at three in the morning."""
        return {
            Level.EMERGENCY: "",
            Level.URGENT: _(
                "Do not wait for an ordinary appointment. Today means today, also at night or at a weekend. "
                "Finding out the cause can wait until you have been seen."
            ),
            Level.SOON: _("Booking the visit can wait until morning. So can reading the rest of this page."),
            Level.ROUTINE: _("Booking the visit can wait until morning. So can reading the rest of this page."),
            Level.SELF_CARE: _("Everything else on this page can wait until morning."),
        }[self.level]

    @cached_property
    def tonight(self) -> list[Line]:
        """What to do now, without a step that a longer one says too: *Film it* beside *Film it with a phone, and …*."""
        steps = self.plan.tonight
        longer = [one for one in steps if not any(two.text.startswith(f"{one.text.rstrip('.')} ") for two in steps)]
        return lines(tuple(longer), self.sources)

    @cached_property
    def avoid(self) -> list[Line]:
        """What to leave."""
        return lines(self.plan.avoid, self.sources)

    @cached_property
    def causes(self) -> list[ShownCause]:
        """The leading causes with their reasons."""
        return [self._shown(cause) for cause in self._listed]

    @cached_property
    def _listed(self) -> list[Cause]:
        held = [cause for cause in shown_to_person(self.workup, self.knowledge) if cause.id != NONE_OF_THESE]
        fitting = [cause for cause in held if cause.fit in ("well", "partly")]
        return (fitting or held[:2])[:_CAUSES]

    @property
    def unknown(self) -> str:
        """Whether it may be something this program does not know, as a sentence."""
        other = next((cause for cause in self.picture.causes if cause.id == NONE_OF_THESE), None)
        if other is None or other.fit not in ("well", "partly"):
            return ""
        known = self.knowledge.conditions.get(NONE_OF_THESE)
        leads = other is self.picture.causes[0]
        fits = any(cause.fit == "well" for cause in self._listed)
        first = _("Most likely this is something that is not in this program.") if leads and not fits else ""
        return " ".join(part for part in (first, known.page.what if known else "") if part)

    @cached_property
    def figure(self) -> str:
        """The same at one glance."""
        names = {cause.id: self._name(cause) for cause in self._listed}
        return causes_svg(self.picture, "person", show=set(names), names=names) if names else ""

    def _name(self, cause: Cause) -> str:
        known = self.knowledge.conditions.get(cause.id)
        name = known.plain_name if known else cause.name
        return name[:1].upper() + name[1:]

    def _shown(self, cause: Cause) -> ShownCause:
        known = self.knowledge.conditions.get(cause.id)
        return ShownCause(
            id=cause.id,
            name=self._name(cause),
            fit=FIT[cause.fit],
            measured=in_a_hundred(cause) if cause.basis == "measured" else "",
            what=known.page.what if known else "",
            speaks_for=self._reasons(cause.reasons_for),
            speaks_against=self._reasons(cause.against),
            note=cause.note,
        )

    def _reasons(self, contributions: tuple[Contribution, ...]) -> list[Line]:
        telling = [one for one in contributions if abs(one.log10_odds) >= _TELLS and one.finding != "everything_else"]
        said: dict[str, tuple[int, ...]] = {}
        for one in telling[:_REASONS]:
            said.setdefault(self._reason(one), self.sources.number(one.source))
        return [Line(text, numbers) for text, numbers in said.items()]

    @cached_property
    def _denied(self) -> set[str]:
        last = {one.id: one.value for one in self.workup.findings}
        return {name for name, value in last.items() if value == NO}

    def _reason(self, one: Contribution) -> str:
        """A described movement is named by its kind alone: the person knows the rest; a *no* is said to be one."""
        if one.finding in self._denied:
            name = finding_name(one.finding, self.knowledge)
            own = self.workup.case.told_by == "self"
            return (_("You said no to: %(what)s.") if own else _("The answer was no to: %(what)s.")) % {"what": name}
        number = one.finding.removeprefix("movement ")
        movements = self.workup.case.movements
        if one.finding == number or not number.isdigit() or not 0 < int(number) <= len(movements):
            return sentence(one.text)
        word = movements[int(number) - 1].kind
        kind = self.knowledge.movements["kind"].words.get(word, word)
        well, badly = (
            _("What you described (%(kind)s) goes well with this."),
            _("What you described (%(kind)s) does not go well with this."),
        )
        return (well if one.log10_odds > 0 else badly) % {"kind": kind}

    @cached_property
    def apart(self) -> list[ToldApart]:
        """Causes that are told with their own words, never ranked."""
        return [
            ToldApart(
                name=self._name(cause),
                asked=asked,
                reasons=[sentence(reason) for reason in reasons],
                note=cause.note,
                checklist=self._list_of(cause.id),
            )
            for cause, reasons, asked in told_apart(self.workup, self.knowledge)
        ]

    def _list_of(self, condition: str) -> list[Line]:
        """What the note calls *this list*: the condition's own measures for tonight."""
        named = [self.knowledge.measures.get(name) for name in self.knowledge.conditions[condition].measures]
        return [
            Line(one.text, self.sources.number(one.source))
            for one in named
            if one is not None and one.kind == "tonight"
        ]

    @cached_property
    def questions(self) -> list[str]:
        """The answers that would change the picture most."""
        known = self.knowledge.findings
        missing = self.picture.missing
        held = [one.text or (known[one.question].question if one.question in known else "") for one in missing]
        return [one for one in held if one][:_QUESTIONS]

    @cached_property
    def tests(self) -> list[Line]:
        """The tests that would change it; none where a doctor decides today what is tested."""
        if self.level.at_least(Level.URGENT):
            return []
        return lines(self.picture.tests[:_QUESTIONS], self.sources)

    @cached_property
    def blood(self) -> list[BloodRow]:
        """Blood tests as given."""
        return blood_rows(self.workup)

    @cached_property
    def nights(self) -> list[dict[str, object]]:
        """Each night: its drawing and one sentence."""
        return [
            {
                "figure": night_svg(night, f"wt-night-{number}"),
                "facts": night_facts(night),
                "warnings": night["warnings"],
            }
            for number, night in enumerate(self.workup.nights, start=1)
        ]

    @cached_property
    def claims(self) -> list[tuple[Claim, str, tuple[int, ...]]]:
        """Popular claims about the causes shown, with what the evidence says."""
        return [
            (claim, claim_label(claim), self.sources.number(claim.source))
            for claim in claims_about([cause.id for cause in self._listed], self.knowledge)
        ]

    @property
    def drawn(self) -> str:
        """What this was drawn from."""
        when = day(self.workup.case.as_of) or _("an unknown day")
        stamp = self.picture.knowledge
        said = _("Drawn from what was entered up to %(when)s. Medical knowledge: version %(version)s, %(date)s.")
        return said % {"when": when, "version": stamp.version, "date": day(stamp.date)}


def claims_about(conditions: list[str], knowledge: Knowledge, most: int = 4) -> list[Claim]:
    """Popular claims about these conditions.

    Parameters
    ----------
    conditions : list of str
        Ids, the leading one first.
    knowledge : Knowledge
        With claims.
    most : int
        At most so many.

    Returns
    -------
    list of Claim
        Those of the leading cause first; of one cause, those that are dangerous to follow.
    """
    order = ("unsafe", "wrong", "oversimplified", "no_evidence", "supported")
    found = {
        claim.id: (place, not claim.dangerous_to_follow, order.index(claim.verdict), claim.id)
        for place, name in reversed(list(enumerate(conditions)))
        for claim in knowledge.claims.values()
        if name in claim.conditions
    }
    return [knowledge.claims[name] for name in sorted(found, key=found.__getitem__)[:most]]
