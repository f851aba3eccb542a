"""What stands in the data files: types that check themselves.

Nothing here knows a medical fact. A number is a :class:`Number`: without a source and a tag it does not load.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field, model_validator

from whytwitch.model.base import Frozen
from whytwitch.model.urgency import Level

Tag = Literal["measured", "derived", "expert"]


class Source(Frozen):
    """Where a fact was read.

    ``read`` says how: ``primary`` (the source's own text), ``secondary`` (a page about it), ``not_read`` (known, not
    re-read), ``judgement`` (clinical judgement written down in this project).
    """

    citation: str
    title: str = ""
    year: int | None = None
    url: str = ""
    doi: str = ""
    read: Literal["primary", "secondary", "not_read", "judgement"]
    accessed: dt.date | None = None
    review_by: dt.date | None = None
    note: str = ""


class Number(Frozen):
    """A number with its source.

    Attributes
    ----------
    value, low, high : float
        The number and its interval, in the unit that its place names.
    tag : {measured, derived, expert}
        How it came about.
    source : str
        Id of a source.
    verified : bool
        The primary text was read.
    """

    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None
    tag: Tag
    source: str
    verified: bool
    note: str = ""

    @model_validator(mode="after")
    def _interval_holds_value(self) -> Number:
        if self.low is not None and self.low > self.value or self.high is not None and self.high < self.value:
            raise ValueError(f"the interval {self.low}–{self.high} does not hold the value {self.value}")
        return self


class Finding(Frozen):
    """Something that can be known about a person, and how to ask for it.

    ``kind``: ``yes_no``; ``danger`` (a danger sign: also new, worse, old_and_assessed); ``number`` (in ``unit``, cut
    into ``bands``, and a measure of the condition ``measures``); ``choice``. ``stands_for``: the finding whose weights
    this answer uses while that one is not answered. ``told_by_kind``: a described movement of such a kind already says
    it, so that a yes does not count twice. ``said_of``: blood tests told in a word that give it (``potassium:low``).
    ``also``: other words for its id.
    """

    id: str
    kind: Literal["yes_no", "danger", "number", "choice"]
    name: str
    question: str = ""
    clinician: str = ""
    why: str = ""
    concrete: str = ""
    topic: str = ""
    asked_of: tuple[Literal["self", "partner", "parent", "clinician"], ...] = ("self",)
    age_from: float = 0
    age_below: float = 130
    sex: Literal["any", "female", "male"] = "any"
    only_if: dict[str, Any] | None = None
    choices: dict[str, str] = {}
    unit: str = ""
    bands: tuple[float, ...] = ()
    measures: str = ""
    test: str = ""
    leak: Number | str | None = None
    stands_for: str = ""
    told_by_kind: tuple[str, ...] = ()
    said_of: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    codes: dict[str, str] = {}
    source: str = ""


class Vocabulary(Frozen):
    """The words an attribute of a movement may take, each with a plain label and how common it is by default.

    ``also``: other words that mean one of these in a case file.
    """

    label: str
    question: str = ""
    words: dict[str, str]
    usual: dict[str, float | str] = {}
    also: dict[str, tuple[str, ...]] = {}


class FindingWeight(Frozen):
    """How often a condition brings a finding along: P(finding | this condition alone)."""

    finding: str
    p: Number | str
    text: str = ""


class BandWeight(Frozen):
    """P(value in each band | condition) and P(… | not the condition) for a number that measures it."""

    finding: str
    present: tuple[float, ...]
    absent: tuple[float, ...]
    tag: Tag
    source: str
    verified: bool
    note: str = ""


class Definition(Frozen):
    """A range of one number beyond which the condition is there by definition, whatever else was told.

    ``if`` is one ``number`` expression. ``see``: how soon for it in place of ``Condition.see`` (danger rules over the
    same number may ask for more).
    """

    when: dict[str, Any] = Field(alias="if")
    text: str
    see: Level | None = None
    tag: Tag
    source: str
    verified: bool
    note: str = ""


class Risk(Frozen):
    """Something that makes a condition more or less likely before any finding.

    Exactly one of ``ratio`` (odds ratio) and ``adds`` (chance that this factor alone brings the condition about).
    ``if`` is an expression over answered findings, medicines, known conditions and the person.
    """

    when: Any = Field(alias="if")
    ratio: Number | None = None
    adds: Number | None = None
    text: str

    @model_validator(mode="after")
    def _one_of_two(self) -> Risk:
        if (self.ratio is None) == (self.adds is None):
            raise ValueError("a risk has either 'ratio' or 'adds'")
        return self


class CausalLink(Frozen):
    """This condition can bring another one about; ``sign``: the other is then a sign of it (a fit of low calcium)."""

    condition: str
    p: Number
    text: str
    sign: bool = False


class Worsens(Frozen):
    """What a trigger does to other conditions, without being their cause: coffee and restless legs."""

    when: Any = Field(alias="if")
    of: tuple[str, ...]
    text: str
    source: str
    verified: bool


class SeeInstead(Frozen):
    """What to say instead once something is known (the test was done, the medicine was named)."""

    when: Any = Field(alias="if")
    text: str
    source: str
    verified: bool


class See(Frozen):
    """How soon, when this condition is plausible and no rule speaks; the first ``instead`` that holds is said."""

    level: Level
    who: str
    text: str
    source: str
    verified: bool
    after_weeks: float | None = None
    then: Level | None = None
    instead: tuple[SeeInstead, ...] = ()


class Page(Frozen):
    """What a person may read about a condition, in plain words."""

    what: str
    feels: str
    common: str
    who_gets_it: str
    tests: str
    helps: str
    when_to_worry: str


class Condition(Frozen):
    """A cause of movements, or of another cause.

    ``lay_note`` is what a person is told beside the name; ``lay_note_examined`` stands in its place once a doctor's
    examination was entered, by its result. ``kinds``: P(kind of movement | a movement that this condition causes).
    ``brings``: chance that a person with this condition has such a movement to tell at all; 1 where the condition is
    the movement. ``requires``: kinds without which it is not this condition; ``only_at``: sites it is bound to by its
    name. ``attributes``: for each attribute of a movement, P(word | this condition). ``since``: for how long people
    with it have had the movement when they ask (days: under a week, weeks: under six, months: under a year). Words of
    the ordinal scale may stand for probabilities. ``harmless``: no disease; it never stands first beside another cause
    that fits, once a danger rule asks for a contact within two weeks or sooner. ``by_exclusion``: named only when
    nothing else explains it; it stands behind what fits well once a danger rule says emergency. ``worsens``: see
    :class:`Worsens`.
    """

    id: str
    group: str
    name: str
    plain_name: str
    page: Page
    see: See
    harmless: bool = False
    by_exclusion: bool = False
    shown_to_lay: Literal["always", "only_with_reason"] = "always"
    lay_note: str = ""
    lay_note_examined: dict[Literal["normal", "abnormal"], str] = {}
    prior: dict[Literal["self_referred", "general_practice", "clinic"], Number]
    risks: tuple[Risk, ...] = ()
    links: tuple[CausalLink, ...] = ()
    worsens: tuple[Worsens, ...] = ()
    kinds: dict[str, float | str] = {}
    brings: Number | None = None
    requires: tuple[str, ...] = ()
    only_at: tuple[str, ...] = ()
    attributes: dict[str, dict[str, float | str]] = {}
    since: dict[Literal["days", "weeks", "months", "years"], float | str] = {}
    weights_tag: Tag = "expert"
    weights_source: str
    findings: tuple[FindingWeight, ...] = ()
    bands: tuple[BandWeight, ...] = ()
    defined_by: tuple[Definition, ...] = ()
    tests: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    codes: dict[str, str] = {}
    sources: tuple[str, ...] = ()


class DangerRule(Frozen):
    """A rule that no probability can lower.

    ``when`` is an expression without negation, so that more danger signs can never mean less urgency. ``applies``
    (optional) names people the rule is about; unknown means it may be about this person. ``counted_when_known`` lists
    plain findings (of an examination or a document) that count once they are known and that nobody has to answer: while
    unknown they neither open a safety question nor keep a picture provisional.
    """

    id: str
    level: Level
    name: str
    when: Any
    applies: Any = None
    counted_when_known: tuple[str, ...] = ()
    text: str
    action: str = ""
    while_waiting: tuple[str, ...] = ()
    referral: str = ""
    reason: str
    tag: Tag
    source: str
    verified: bool


class Test(Frozen):
    """A test: what it can and cannot show, and when it is not needed."""

    id: str
    name: str
    can_show: str
    cannot_show: str
    not_needed_when: str = ""
    burden: Literal["none", "blood", "visit", "night", "needle", "scan"]
    finding: str = ""
    order: int = 50
    source: str
    verified: bool


class Measure(Frozen):
    """Something to do or to leave, with its strength and its gates.

    ``only_if``/``never_if`` are expressions. An unknown gate keeps the advice away when ``gate_unknown`` is ``hold``.
    A measure that a condition lists, or that names its conditions, is told with these only; ``for_everyone`` tells it
    to everyone whose gates hold, whatever the cause may be. ``calms``: reassurance, left out once a danger rule asks
    for a contact within two weeks or sooner.
    """

    id: str
    kind: Literal["tonight", "avoid", "follow_up", "ask_doctor", "treatment"]
    text: str
    strength: Literal["strong", "moderate", "weak", "none", "safety"]
    evidence: str
    source: str
    verified: bool
    dated: int | None = None
    only_if: Any = None
    never_if: Any = None
    gate_unknown: Literal["hold", "show"] = "show"
    for_conditions: tuple[str, ...] = ()
    for_everyone: bool = False
    calms: bool = False
    order: int = 50


class KnownCondition(Frozen):
    """A diagnosis a person may bring along, and other words for it; ``means``: the conditions it is a name of.

    ``or_called`` is shown beside the name. It means neither more nor less: a narrower word would keep people from
    ticking. The words of ``also`` may be narrower; they are only recognised.
    """

    id: str
    name: str
    or_called: str = ""
    also: tuple[str, ...] = ()
    means: tuple[str, ...] = ()


class MedicineClass(Frozen):
    """A class of medicines, its members and brand names, what people call it, and what it can do to movement."""

    id: str
    name: str
    members: dict[str, tuple[str, ...]]
    called: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    text: str = ""
    source: str
    verified: bool


class CoverageRow(Frozen):
    """A row of the content contract and what answers it.

    ``of`` is the section it stands in. ``by`` lists ids as ``kind:id`` (kinds: condition, claim, finding, measure,
    medicine, movement, rule, test); claims that name the row, and conditions of the group, need not be listed.
    """

    of: str
    says: str
    by: tuple[str, ...] = ()
    group: str = ""


class Claim(Frozen):
    """A popular claim, checked.

    ``conditions`` names the causes beside which a report shows it; ``dangerous_to_follow`` says that who does as it
    says may come to harm.
    """

    id: str
    article: str
    claim: str
    verdict: Literal["supported", "oversimplified", "wrong", "no_evidence", "unsafe"]
    why: str
    source: str
    verified: bool
    dangerous_to_follow: bool = False
    row: str = ""
    conditions: tuple[str, ...] = ()
