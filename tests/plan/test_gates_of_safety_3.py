"""safety.md section 3, "Gates on advice", row by row, on the real measures.

Each row says which words a piece of advice must not hold for whom. Every measure of every condition is tried, also
those that no cause of this person would bring up.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plan.make_knowledge import cause, picture

from whytwitch.care.plan import make_plan
from whytwitch.care.plan.gates import allowed
from whytwitch.knowledge import knowledge
from whytwitch.knowledge.expressions import Truth, evaluate
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Medicine, Person
from whytwitch.model.finding import Finding
from whytwitch.model.picture import Advice, Reason
from whytwitch.model.urgency import Level

TO_DO = ("tonight", "follow_up")


def person(known: tuple[str, ...] | None = (), medicines: tuple[str, ...] | None = (), **answers: Any) -> Facts:
    """A person with known conditions, classes of medicines and answers; None for never asked."""
    return Facts(
        findings={name: Finding(id=name, value=value) for name, value in answers.items()},
        person=Person(sex="female", pregnant="no"),
        known_conditions=None if known is None else frozenset(known),
        medicines=None if medicines is None else {name: [Medicine(name=name)] for name in medicines},
    )


def told(facts: Facts, kinds: tuple[str, ...] = TO_DO) -> list[str]:
    """The text of every measure of these kinds that passes its gates for this person."""
    return [one.text for one in knowledge().measures.values() if one.kind in kinds and allowed(one, facts)]


def holding(words: str, facts: Facts, kinds: tuple[str, ...] = TO_DO) -> list[str]:
    """Those that hold one of the words."""
    return [text for text in told(facts, kinds) if re.search(words, text, re.I)]


ALCOHOL = r"without alcohol|drinking less|stop drinking"
RUB = r"\brub\b|massage|compress|press the"
HEAT = r"\bwarm\b|\bheat pad\b|hot-water|hot bath"
FLUID = r"drink (?:as|more|a little more|plenty)|little more in heat"

CLOT_SIGNS = ("calf_pain_lasting_one_side", "calf_sore_between_cramps", "one_leg_swollen", "clot_risk")


@pytest.mark.parametrize(
    "facts",
    [
        person(),
        person(shakes_without_alcohol="yes"),
        person(shakes_without_alcohol="not_sure"),
        person(known=("alcohol_dependence",), shakes_without_alcohol="no"),
        person(known=None, shakes_without_alcohol="no"),
    ],
    ids=["not asked", "dependent", "unsure", "known", "conditions unknown"],
)
def test_alcohol_advice_asks_about_dependence_first(facts: Facts) -> None:
    assert not holding(ALCOHOL, facts)


def test_alcohol_advice_is_given_when_dependence_is_denied() -> None:
    assert holding(ALCOHOL, person(shakes_without_alcohol="no", sedative_or_alcohol_stopped="no"))


def test_dependence_brings_the_offer_of_help() -> None:
    assert holding("stop safely", person(shakes_without_alcohol="yes"), ("ask_doctor",))


@pytest.mark.parametrize("sign", CLOT_SIGNS)
@pytest.mark.parametrize("answer", ["yes", "not_sure", None])
def test_no_massage_or_compression_until_clot_questions_are_no(sign: str, answer: str | None) -> None:
    answers = dict.fromkeys((*CLOT_SIGNS, "leg_purple_or_hugely_swollen", "numb_feet"), "no")
    answers.pop(sign)
    if answer is not None:
        answers[sign] = answer
    assert not holding(RUB, person(**answers))


def test_massage_is_offered_when_the_clot_questions_are_no() -> None:
    assert holding(RUB, person(**dict.fromkeys((*CLOT_SIGNS, "leg_purple_or_hugely_swollen", "numb_feet"), "no")))


def test_no_compression_with_arterial_disease() -> None:
    answers = dict.fromkeys((*CLOT_SIGNS, "leg_purple_or_hugely_swollen", "numb_feet"), "no")
    assert not holding(RUB, person(known=("arterial_disease",), **answers))


@pytest.mark.parametrize(
    "facts",
    [
        person(numb_feet="yes"),
        person(numb_feet="not_sure"),
        person(),
        person(known=("peripheral_neuropathy",), numb_feet="no"),
        person(known=None, numb_feet="no"),
    ],
    ids=["numb", "unsure", "not asked", "known", "conditions unknown"],
)
def test_no_heat_on_numb_feet(facts: Facts) -> None:
    assert not holding(HEAT, facts)


def test_heat_is_offered_when_the_feet_feel() -> None:
    assert holding(HEAT, person(numb_feet="no"))


@pytest.mark.parametrize("known", [("heart_failure",), ("dialysis",), None])
def test_no_extra_fluid_in_heart_failure_or_dialysis(known: tuple[str, ...] | None) -> None:
    assert not holding(FLUID, person(known=known))


@pytest.mark.parametrize(
    "facts",
    [
        person(known=("chronic_kidney_disease",)),
        person(known=("dialysis",)),
        person(medicines=("acei_arb",)),
        person(medicines=("potassium_sparing",)),
        person(),
        person(known=None, medicines=None),
    ],
)
def test_no_potassium_or_magnesium_and_a_warning_with_kidneys_or_blood_pressure_medicine(
    facts: Facts,
) -> None:
    to_take = [text for text in told(facts) if re.search(r"\btake\b.*(potassium|magnesium)", text, re.I)]
    assert not to_take
    warned = holding("can stop the heart|stop the\n?\\s*heart", facts, ("avoid",))
    at_risk = bool(facts.known_conditions) or bool(facts.medicines)
    assert bool(warned) is at_risk


def test_no_iron_without_ferritin() -> None:
    assert not holding(r"\btake (?:an )?iron", person())
    assert holding("Do not take iron without a blood test", person(), ("avoid",))


def test_never_stop_a_prescribed_medicine_alone_is_told_to_everyone() -> None:
    plan = make_plan(person(), picture(causes=(cause("ordinary_twitching"),)), knowledge())
    assert any("Do not stop a prescribed medicine by yourself" in one.text for one in plan.avoid)


@pytest.mark.parametrize(
    "name", ["jerks_with_confusion_or_drowsiness", "serotonin_toxicity", "antipsychotic_reaction", "lithium_toxicity"]
)
def test_suspected_toxicity_calls_before_the_next_dose(name: str) -> None:
    rule = knowledge().rules[name]
    drawn = picture(Level.EMERGENCY)
    reason = Reason(rule=name, level=rule.level, text=rule.text, source=rule.source, verified=rule.verified)
    drawn = drawn.model_copy(update={"urgency": drawn.urgency.model_copy(update={"because": (reason,)})})
    plan = make_plan(person(), drawn, knowledge(), country="GB")
    assert "before the next dose" in plan.tonight[0].text
    assert not any("{" in one.text for one in plan.tonight)


EVERY_ANSWER = st.sampled_from(["yes", "no", "not_sure", "new", "worse", "old_and_assessed"])
GATED = [one for one in knowledge().measures.values() if one.never_if is not None]


@given(
    answers=st.dictionaries(
        st.sampled_from([*CLOT_SIGNS, "numb_feet", "shakes_without_alcohol", "alcohol_most_days", "chest_pain"]),
        EVERY_ANSWER,
    ),
    known=st.none() | st.sets(st.sampled_from(["heart_failure", "dialysis", "diabetes", "arterial_disease"])),
    level=st.sampled_from(list(Level)),
)
def test_no_real_measure_appears_while_its_never_if_holds(
    answers: dict[str, str], known: set[str] | None, level: Level
) -> None:
    facts = person(None if known is None else tuple(known), None, **answers)
    causes = tuple(cause(name) for name in knowledge().conditions)
    plan = make_plan(facts, picture(level, causes), knowledge())
    shown: tuple[Advice, ...] = (*plan.tonight, *plan.avoid)
    texts = {one.text for one in shown} | set(plan.follow_up) | set(plan.tell_the_doctor)
    for measure in GATED:
        if evaluate(measure.never_if, facts) in (Truth.YES, Truth.MAYBE):
            assert measure.text not in texts
