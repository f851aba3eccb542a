"""Adding or worsening a danger sign never lowers the level; and nothing unknown ever gives self-care.

2 000 random people in the default run; 100 000 under ``dev.py fuzz`` (``WHYTWITCH_FUZZ``).
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.triage.people import ASKED, BASE, SIGNS, TODAY

from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Age, Answer, Medicine, Movement, Person
from whytwitch.model.finding import Finding
from whytwitch.model.urgency import Level
from whytwitch.picture.triage import PlausibleCause, applies_to, assess, unanswered, unknown_facts

EXAMPLES = 100_000 if os.environ.get("WHYTWITCH_FUZZ") else 1_000
WORSE = {None: ("not_sure", "new", "worse"), "no": ("not_sure", "new", "worse"), "not_sure": ("new", "worse"),
         "old_and_assessed": ("new", "worse"), "new": ("worse",), "worse": ("new",)}  # fmt: skip
CONTEXTS = [name for name in ASKED if name not in SIGNS]
KNOWN = ["cancer", "diabetes", "chronic_kidney_disease", "dvt_before", "hypoparathyroidism"]
NUMBERS = {"potassium": (2.0, 7.0), "sodium": (110, 170), "calcium_adjusted": (1.5, 2.7), "glucose": (2, 30)}

few_answers = st.lists(st.tuples(st.sampled_from(SIGNS), st.sampled_from([*WORSE][1:])), max_size=8)
few_contexts = st.lists(st.tuples(st.sampled_from(CONTEXTS), st.sampled_from(["yes", "no", "not_sure"])), max_size=4)
ages = st.sampled_from([None, "3 weeks", "8 months", "2", "9", "30", "52", "80s"])
people = st.builds(
    lambda age, sex, pregnant: Person(age=None if age is None else Age.parse(age), sex=sex, pregnant=pregnant),
    ages, st.sampled_from(["female", "male", "unknown"]), st.sampled_from(["yes", "no", "unknown"]),
)  # fmt: skip
a_medicine = st.builds(
    lambda name, started, stopped: Medicine(name=name, started=started, stopped=stopped),
    st.sampled_from(sorted(BASE.medicines)),
    st.sampled_from([None, TODAY - dt.timedelta(days=9), TODAY - dt.timedelta(days=900)]),
    st.sampled_from([None, None, TODAY - dt.timedelta(days=2)]),
)
medicines = st.none() | st.lists(a_medicine, max_size=3).map(lambda some: {one.name: [one] for one in some})
a_movement = st.builds(
    Movement,
    kind=st.sampled_from(sorted(BASE.movements["kind"].words)),
    when=st.none() | st.sampled_from(sorted(BASE.movements["when"].words)),
    side=st.none() | st.sampled_from(["left", "right", "both"]),
    since_weeks=st.none() | st.sampled_from([0.5, 5, 300]),
)
a_number = st.sampled_from(sorted(NUMBERS)).flatmap(
    lambda name: st.builds(
        lambda value, at: Finding(id=name, value=value, origin="lab", at=at),
        st.floats(*NUMBERS[name]),
        st.sampled_from([None, TODAY, TODAY - dt.timedelta(days=100)]),
    )
)
causes = st.lists(
    st.sampled_from(list(Level)).map(lambda level: PlausibleCause("ordinary_twitching", level)), max_size=2
)


@st.composite
def anybody(draw: st.DrawFn) -> Facts:
    """Somebody who answered nothing or denied everything, with a few other answers."""
    said = dict.fromkeys(ASKED, "no") if draw(st.booleans()) else {}
    said |= dict(draw(few_answers)) | dict(draw(few_contexts))
    findings = {name: Finding(id=name, value=value, at=TODAY) for name, value in said.items()}
    findings |= {one.id: one for one in draw(st.lists(a_number, max_size=2))}
    return Facts(
        findings=findings,
        person=draw(people),
        known_conditions=draw(st.none() | st.sets(st.sampled_from(KNOWN), max_size=2).map(frozenset)),
        medicines=draw(medicines),
        movements=tuple(draw(st.lists(a_movement, max_size=2))),
        as_of=TODAY,
    )


def answered(facts: Facts, name: str, value: str) -> Facts:
    return replace(facts, findings=facts.findings | {name: Finding(id=name, value=value, at=TODAY)})


@settings(max_examples=EXAMPLES)
@given(anybody(), causes, st.sampled_from(SIGNS), st.data())
def test_adding_or_worsening_a_danger_sign_never_lowers_the_level(facts, plausible, sign, data):
    held = facts.findings.get(sign)
    worse = answered(facts, sign, data.draw(st.sampled_from(WORSE[held.value if held else None])))
    before, after = assess(facts, plausible, BASE), assess(worse, plausible, BASE)
    assert after.level.at_least(before.level)
    assert after.if_remaining_safety_answers_are_no.at_least(before.if_remaining_safety_answers_are_no)


@settings(max_examples=EXAMPLES // 8)
@given(anybody(), causes)
def test_self_care_means_that_nothing_was_left_unasked(facts, plausible):
    urgency = assess(facts, plausible, BASE)
    if urgency.level is Level.SELF_CARE:
        assert not urgency.provisional
        assert not urgency.unanswered
        assert not unknown_facts(facts, BASE)
        assert not set(unanswered(facts, BASE)) & set(SIGNS)
        concern = [sign for sign in BASE.danger_signs() if applies_to(sign, facts, BASE)]
        assert all(facts.findings[sign.id].value == "no" for sign in concern)
    assert urgency.level.at_least(urgency.if_remaining_safety_answers_are_no)
    if not urgency.provisional:
        assert urgency.level is urgency.if_remaining_safety_answers_are_no


@settings(max_examples=EXAMPLES // 8)
@given(anybody(), causes, causes)
def test_more_plausible_causes_never_lower_the_level(facts, some, others):
    more = [*some, *others]
    if some:
        assert assess(facts, more, BASE).level.at_least(assess(facts, some, BASE).level)


@settings(max_examples=EXAMPLES // 8)
@given(
    anybody(),
    st.sampled_from(SIGNS),
    st.lists(st.sampled_from(["no", "not_sure", "old_and_assessed", "new"]), max_size=4),
)
def test_nothing_said_later_lowers_a_sign_that_was_not_corrected(facts, sign, later):
    given_then = {sign: (Answer(value="new"),)}
    given_now = {sign: (Answer(value="new"), *(Answer(value=word) for word in later))}
    last = answered(facts, sign, later[-1] if later else "new")
    then = assess(answered(facts, sign, "new"), (), BASE, answers=given_then)
    assert assess(last, (), BASE, answers=given_now).level.at_least(then.level)


@settings(max_examples=EXAMPLES // 8)
@given(anybody(), causes, st.randoms())
def test_order_of_findings_movements_and_causes_does_not_matter(facts, plausible, chance):
    names, moves, mixed = list(facts.findings), list(facts.movements), list(plausible)
    for one in (names, moves, mixed):
        chance.shuffle(one)
    other = replace(facts, findings={name: facts.findings[name] for name in names}, movements=tuple(moves))
    first, second = assess(facts, plausible, BASE), assess(other, mixed, BASE)
    assert (first.level, first.provisional, first.unanswered) == (second.level, second.provisional, second.unanswered)
    assert {reason.rule for reason in first.because} == {reason.rule for reason in second.because}
