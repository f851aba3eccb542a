"""The one page for the doctor: what was told, in order, on one sheet of A4."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from whytwitch.knowledge.base import Knowledge
from whytwitch.language import text as _
from whytwitch.model.finding import NO, NOT_SURE, Finding
from whytwitch.model.urgency import Level
from whytwitch.model.workup import Workup
from whytwitch.report.presenters.advice import first_sentence, tests_now, unlike
from whytwitch.report.presenters.because import reasons_in_short, still_open
from whytwitch.report.presenters.blood import blood_block
from whytwitch.report.presenters.common import finding_name, night_rows
from whytwitch.report.presenters.fitting import ROOMS, Room, fits, lines_of
from whytwitch.report.presenters.likely import apart_lines, cause_lines
from whytwitch.report.presenters.private import ASKED, without_worries
from whytwitch.report.presenters.sheet import Block, Entry
from whytwitch.report.presenters.shown import shown_to_person
from whytwitch.report.presenters.sources import Numbered, Sources
from whytwitch.report.presenters.told import described, movement_line, test_name, time_course, who
from whytwitch.report.words import ANSWERED, LEVEL_CLASS, LEVEL_CLINICIAN, RESULT, TOPIC, counted, listed, short_day

#: Blocks whose sentences are never cut: what was told, what is dangerous, what is taken.
_WHOLE = (
    _("Asks about"), _("Time course"), _("Danger signs"), _("Findings"), _("History"),
    _("Was advised"), _("My questions"), _("Denied, in full"),
)  # fmt: skip

#: Said at the foot of the sheet.
FOOT = _(
    "Made by a program from what was entered; nobody examined the person. Decision support, no diagnosis, no cleared "
    "medical device. Words, not percentages: most weights are expert judgement."
)


@dataclass(frozen=True)
class Sheet:
    """What stands on the sheet, laid out for one amount of room.

    Attributes
    ----------
    room : Room
        The amount.
    blocks : list of Block
        From top to bottom.
    left_out : list of str
        What there was no room for.
    sources : Sources
        Those used on the sheet.
    """

    room: Room
    blocks: list[Block]
    left_out: list[str]
    sources: Sources

    @property
    def lines(self) -> int:
        """How many printed lines it takes, by estimate: blocks, head, sources, foot."""
        foot = len(FOOT) + sum(len(one) for one in self.left_out) + 60
        listed = sum(len(one.citation) + 6 for one in self.sources.listed()[: self.room.sources])
        body = sum(block.lines(self.room) for block in self.blocks)
        return body + 8 + lines_of(round(foot * 0.8), self.room) + lines_of(round(listed * 0.8), self.room)


class DoctorPage:
    """Everything the one page says.

    Parameters
    ----------
    workup : Workup
        Case, findings, picture, plan.
    knowledge : Knowledge
        Names, tests, sources.
    worries : bool
        Whether the person agreed that answers about worry are printed.
    tightness : int
        Start with this amount of room (0: all of it); a printer that counts pages asks again with one more.
    """

    audience = "doctor"
    foot = FOOT

    def __init__(self, workup: Workup, knowledge: Knowledge, *, worries: bool = False, tightness: int = 0) -> None:
        self.workup, self.knowledge = without_worries(workup, worries, for_others=True), knowledge
        self.picture, self.plan, self.case = self.workup.picture, self.workup.plan, self.workup.case
        self._worries = worries
        self._start = min(tightness, len(ROOMS) - 1)

    @cached_property
    def sheet(self) -> Sheet:
        """The roomiest layout that fits one sheet, by estimate."""
        for room in ROOMS[self._start :]:
            made = self._lay_out(room)
            if fits(made.lines, len(made.blocks), room):
                return made
        return made

    @property
    def tightness(self) -> int:
        """Which amount of room was taken."""
        return ROOMS.index(self.sheet.room)

    @property
    def emergency(self) -> bool:
        """Whether it is one."""
        return self.picture.urgency.level is Level.EMERGENCY

    @property
    def card_class(self) -> str:
        """The look of the band."""
        return LEVEL_CLASS[self.picture.urgency.level]

    @property
    def who(self) -> str:
        """The person, without a name."""
        return who(self.case)

    @property
    def drawn(self) -> str:
        """Date, program and knowledge."""
        stamp = self.picture.knowledge
        when = short_day(self.case.as_of) or _("an unknown day")
        said = _("As of %(when)s · knowledge %(version)s, %(hash)s")
        return said % {"when": when, "version": stamp.version, "hash": stamp.hash}

    @property
    def urgency(self) -> str:
        """The level in clinical words."""
        return LEVEL_CLINICIAN[self.picture.urgency.level]

    @property
    def provisional(self) -> str:
        """What the level still waits for; empty when nothing."""
        return still_open(self.workup)

    @cached_property
    def because(self) -> list[str]:
        """What set the level, the most urgent first."""
        return reasons_in_short(self.workup, self.knowledge)

    # ------------------------------------------------------------ laying out

    def _lay_out(self, room: Room) -> Sheet:
        sources, left = Sources(self.knowledge, self.case.as_of), []
        made = [
            self._reason(room, left),
            self._course(room, left),
            self._danger(room, left),
            self._findings(room, left),
            self._history(),
            blood_block(self.workup, room.blood, left),
            self._other_tests(room, left),
            self._nights(room, left),
            self._causes(room, left, sources),
            self._would_decide(room, left, sources),
            self._advised(room, left),
            self._questions(),
            self._every_denied(room),
        ]
        blocks = [block if block.label in _WHOLE else block.cut(room.characters) for block in made if block is not None]
        over = len(sources.listed()) - room.sources
        if over > 0:
            left.append(counted(over, "source", "sources"))
        return Sheet(room, blocks, left, sources)

    def _reason(self, room: Room, left: list[str]) -> Block:
        given = [Entry(lead=_("In their words"), text=f"“{self.case.reason}”")] if self.case.reason else []
        movements = self.case.movements
        rows = [
            Entry(lead=str(number) if len(movements) > 1 else "", text=movement_line(one, self.knowledge))
            for number, one in enumerate(movements[: room.movements], start=1)
        ]
        over = len(movements) - room.movements
        if over > 0:
            left.append(counted(over, "movement", "movements"))
        return Block(_("Asks about"), given + (rows or [Entry(text=_("No movement was described."))]))

    def _course(self, room: Room, left: list[str]) -> Block | None:
        events = time_course(self.workup, self.knowledge)
        over = len(events) - room.events
        if over > 0:
            left.append(counted(over, "older event", "older events"))
            events = events[-room.events :]
        said = " → ".join(f"{when}: {what}" for when, what in events)
        return Block(_("Time course"), [Entry(text=said)]) if events else None

    def _danger(self, room: Room, left: list[str]) -> Block:
        flags = self.picture.red_flags
        present = [flag for flag in flags if flag.asked and flag.answer not in (NO, NOT_SURE)]
        unsure = [flag for flag in flags if flag.answer == NOT_SURE]
        denied = [flag for flag in flags if flag.asked and flag.answer == NO]
        unasked = [flag for flag in flags if not flag.asked]
        words = [f"{flag.text or flag.id} ({ANSWERED.get(str(flag.answer), str(flag.answer))})" for flag in present]
        nothing = _("none of those asked") if len(unasked) < len(flags) else _("none was asked about")
        rows = [Entry(lead=_("Present"), text="; ".join(words) or nothing, strong=bool(words))]
        if unsure:
            rows.append(Entry(lead=_("Not sure"), text="; ".join(flag.text or flag.id for flag in unsure)))
        if denied:
            named = [flag.id for flag in denied]
            if len(named) > room.denied:
                named = self._telling(named)[: room.denied]
            text = f"{len(denied)} ({self._by_topic([flag.id for flag in denied])})"
            if named:
                text += ": " if len(named) == len(denied) else _(", among them: ")
                text += "; ".join(finding_name(one, self.knowledge) for one in named)
            rows.append(Entry(lead=_("Denied"), text=text))
            if len(named) < len(denied) and not room.every_denied:
                left.append(_("%(count)d denied danger signs by name") % {"count": len(denied) - len(named)})
        if unasked:
            few = len(unasked) <= 6
            names = "; ".join(flag.text or flag.id for flag in unasked)
            text = names if few else f"{len(unasked)} ({self._by_topic([flag.id for flag in unasked])})"
            rows.append(Entry(lead=_("Not asked"), text=text))
            if not few:
                left.append(_("%(count)d danger signs not asked, by name") % {"count": len(unasked)})
        return Block(_("Danger signs"), rows)

    def _every_denied(self, room: Room) -> Block | None:
        denied = [flag for flag in self.picture.red_flags if flag.asked and flag.answer == NO]
        if not room.every_denied or len(denied) <= room.denied:
            return None
        return Block(
            _("Denied, in full"), [Entry(text="; ".join(flag.text or flag.id for flag in denied) + ".", soft=True)]
        )

    def _by_topic(self, ids: list[str]) -> str:
        known = self.knowledge.findings
        topics = Counter(TOPIC.get(known[one].topic, known[one].topic.replace("_", " ")) for one in ids if one in known)
        return ", ".join(f"{topic} {number}" for topic, number in topics.items())

    def _telling(self, ids: list[str]) -> list[str]:
        """Those that count against a cause in this picture, the most telling first."""
        counted_by: dict[str, float] = {}
        for cause in self.picture.causes:
            for one in cause.against:
                counted_by[one.finding] = max(counted_by.get(one.finding, 0.0), abs(one.log10_odds))
        return sorted((one for one in ids if one in counted_by), key=lambda one: -counted_by[one])

    def _answers(self) -> list[Finding]:
        danger = {flag.id for flag in self.picture.red_flags}
        last = {one.id: one for one in self.workup.findings if one.origin in ("answer", "diary", "result")}
        return [one for one in last.values() if one.id not in danger and one.id != ASKED]

    def _findings(self, room: Room, left: list[str]) -> Block | None:
        answers = self._answers()
        groups = {
            _("Present"): ([self._answer(one) for one in answers if one.value not in (NO, NOT_SURE)], room.present),
            _("Not sure"): ([self._name(one) for one in answers if one.value == NOT_SURE], room.absent),
            _("Denied"): ([self._name(one) for one in answers if one.value == NO], room.absent),
        }
        rows = []
        for lead, (said, most) in groups.items():
            if said[:most]:
                rows.append(Entry(lead=lead, text="; ".join(said[:most])))
            if len(said) > most:
                left.append(f"{counted(len(said) - most, 'finding', 'findings')} ({lead.lower()})")
        return Block(_("Findings"), rows) if rows else None

    def _name(self, one: Finding) -> str:
        return finding_name(one.id, self.knowledge)

    def _answer(self, one: Finding) -> str:
        return described(one, self.knowledge)

    def _history(self) -> Block:
        return Block(
            _("History"),
            [
                Entry(lead=_("Known conditions"), text=self._conditions()),
                Entry(lead=_("Medicines"), text=self._medicines()),
            ],
        )

    def _conditions(self) -> str:
        held = self.case.known_conditions
        if held is None:
            return _("not asked")
        known = self.knowledge.known_conditions
        return "; ".join(known[one].name if one in known else one.replace("_", " ") for one in held) or _("none")

    def _medicines(self) -> str:
        held = self.case.medicines
        if held is None:
            return _("not asked")
        said = []
        for one in held:
            dates = {
                _("since"): one.started,
                _("dose changed"): one.dose_changed,
                _("stopped"): one.stopped,
            }
            when = ", ".join(f"{word} {short_day(date)}" for word, date in dates.items() if date)
            said.append(f"{one.name} ({when})" if when else one.name)
        return "; ".join(said) or _("none")

    def _other_tests(self, room: Room, left: list[str]) -> Block | None:
        rows = []
        for one in self.case.results[: room.results]:
            text = (
                RESULT.get(one.result, one.result) + (f", {short_day(one.at)}" if one.at else ", " + _("no date")) + "."
            )
            text += f" {one.note}" if one.note else ""
            rows.append(Entry(lead=test_name(one.test, self.knowledge), text=text))
        over = len(self.case.results) - len(rows)
        if over > 0:
            left.append(counted(over, "other test", "other tests"))
        return Block(_("Other tests"), rows) if rows else None

    def _nights(self, room: Room, left: list[str]) -> Block | None:
        nights = self.workup.nights
        rows = []
        for number, night in enumerate(nights[: room.nights], start=1):
            movements, periodic = night_rows(night)[0], night_rows(night)[1]
            sleep, hours = night.get("sleep", {}), night["recording"]["hours"]
            asleep = sleep.get("tst_h")
            what = (
                _("%(asleep)s h asleep of %(hours)s h") % {"asleep": f"{asleep:.1f}", "hours": f"{hours:.1f}"}
                if asleep is not None
                else _("%(hours)s h, sleep not known") % {"hours": f"{hours:.1f}"}
            )
            start = str(night["recording"].get("start") or "")[:10]
            text = (
                _(
                    "%(what)s; leg movements %(lm)s/h (WASM 2016), %(lm3)s/h (AASM 3); "
                    "periodic %(plm)s/h and %(plm3)s/h."
                )
                % {"what": what, "lm": movements[1], "lm3": movements[2], "plm": periodic[1], "plm3": periodic[2]}
                + f" {' '.join(night.get('why_they_differ', ())[:1])}"
            )
            lead = _("Night %(number)d") % {"number": number} if len(nights) > 1 else ""
            rows.append(Entry(lead=" ".join(part for part in (lead, short_day(start)) if part), text=text.strip()))
        over = len(nights) - len(rows)
        if over > 0:
            left.append(counted(over, "night", "nights"))
        return Block(_("Sleep recording"), rows) if rows else None

    def _causes(self, room: Room, left: list[str], sources: Sources) -> Block:
        rows, over = cause_lines(self.workup, self.knowledge, room, sources)
        if over > 0:
            left.append(_("%(causes)s that fit less or as well") % {"causes": counted(over, "cause", "causes")})
        apart = apart_lines(self.workup, self.knowledge)
        fits = any(one.fit in ("well", "partly") for one in shown_to_person(self.workup, self.knowledge))
        if self.emergency and apart and not fits:
            rows = []  # beside a danger, what fits poorly only distracts
        rows = apart + rows if self.emergency else rows + apart
        return Block(_("Likely causes"), rows or [Entry(text=_("Not enough is known to name one."))])

    def _would_decide(self, room: Room, left: list[str], sources: Sources) -> Block | None:
        tests = tests_now(self.workup)
        rows = [Entry(text=one.text, sources=sources.number(one.source), bullet=True) for one in tests[: room.tests]]
        if len(tests) > room.tests:
            left.append(counted(len(tests) - room.tests, "test", "tests"))
        known = self.knowledge.findings
        open_ = [known[one.question].name for one in self.picture.missing if one.question in known][:3]
        if open_ and not self.emergency:
            rows.append(Entry(lead=_("Still to ask"), text="; ".join(open_)))
        return Block(_("What would decide"), rows) if rows else None

    def _advised(self, room: Room, left: list[str]) -> Block:
        see = self.plan.see
        rows = [Entry(lead=_("To see"), text=f"{see.who}, {see.by}")]
        told = unlike([first_sentence(one.text) for one in self.plan.tonight])
        leave = unlike([first_sentence(one.text) for one in self.plan.avoid])
        for lead, said in ((_("To do"), told), (_("Cautions"), leave)):
            if said[: room.advised]:
                rows.append(Entry(lead=lead, text=" · ".join(said[: room.advised])))
            if len(said) > room.advised:
                left.append(counted(len(said) - room.advised, "piece of advice", "pieces of advice"))
        return Block(_("Was advised"), rows)

    def _questions(self) -> Block | None:
        asked = [Entry(text=one, bullet=True) for one in self.case.questions]
        if self._worries and any(one.id == ASKED and one.said_yes for one in self.workup.findings):
            asked.append(Entry(text=_("Is it motor neurone disease?"), bullet=True))
        if self.emergency and not asked:
            return None
        return Block(_("My questions"), asked or [Entry(rule=True), Entry(rule=True)])

    @property
    def shown_sources(self) -> list[Numbered]:
        """The sources there is room for."""
        return self.sheet.sources.listed()[: self.sheet.room.sources]

    @property
    def left_out(self) -> str:
        """What there was no room for, as a sentence; empty when all is here."""
        held = self.sheet.left_out
        return _("Left out here, in the complete report: %(what)s.") % {"what": listed(held)} if held else ""
