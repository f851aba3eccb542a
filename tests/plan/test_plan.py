"""The order of things in a plan, with a knowledge base made by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plan.make_knowledge import base, cause, condition, danger, measure, picture, rule

from whytwitch.care.plan import make_plan
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Medicine, Movement, Person
from whytwitch.model.finding import Finding
from whytwitch.model.picture import RedFlag
from whytwitch.model.urgency import Level


def facts(**answers: Any) -> Facts:
    """Facts with nothing but answers."""
    return Facts(findings={name: Finding(id=name, value=value) for name, value in answers.items()})


CALF = condition("cramp", measures=("stretch",))
SHOWN = base(conditions=(CALF,), measures=(measure("stretch"),))


@pytest.mark.parametrize(
    ("level", "who", "by"),
    [
        (Level.EMERGENCY, "the emergency service: 999", "now"),
        (Level.URGENT, "a doctor, or NHS 111", "today"),
        (Level.SOON, "your GP", "within two weeks"),
        (Level.ROUTINE, "your GP", "at an ordinary appointment"),
    ],
)
def test_safety_1_level_says_when(level: Level, who: str, by: str) -> None:
    plan = make_plan(facts(), picture(level, (cause("cramp"),)), SHOWN, country="GB")
    assert (plan.see.who, plan.see.by) == (who, by)


def test_unknown_country_gets_words_instead_of_a_number() -> None:
    plan = make_plan(facts(), picture(Level.EMERGENCY), base())
    assert plan.see.who == "the emergency service: your country's emergency number"


def test_self_care_says_what_would_change_it() -> None:
    known = condition(
        "jolt",
        see={"level": "self_care", "who": "GP", "text": "t", "source": "s", "verified": True, "after_weeks": 2},
    )
    plan = make_plan(facts(), picture(Level.SELF_CARE, (cause("jolt"),)), base(conditions=(known,)))
    assert plan.see.by == "not needed unless it lasts longer than 2 weeks, changes, or worries you"


def test_provisional_picture_never_says_not_needed() -> None:
    plan = make_plan(facts(), picture(Level.SELF_CARE, provisional=True), base())
    assert "not needed" not in plan.see.by


def test_the_cause_that_sets_the_level_says_whom_to_see() -> None:
    nerve = condition(
        "nerve", see={"level": "soon", "who": "a neurologist", "text": "t", "source": "s", "verified": True}
    )
    both = base(conditions=(CALF, nerve))
    drawn = picture(Level.SOON, (cause("cramp", 0.7), cause("nerve", 0.2, Level.SOON)))
    assert make_plan(facts(), drawn, both).see.who == "a neurologist"


def test_emergency_leaves_only_the_emergency_steps() -> None:
    saddle = rule("saddle")
    known = base(
        conditions=(CALF,),
        rules=(saddle,),
        measures=(measure("stretch"), measure("general"), measure("no_quinine", "avoid", strength="safety")),
    )
    plan = make_plan(facts(saddle="new"), picture(Level.EMERGENCY, (cause("cramp"),), (saddle,)), known)
    assert [one.text for one in plan.tonight] == ["Call now because of saddle.", "Do not drive.", "Unlock the door."]
    assert plan.avoid == plan.follow_up == plan.come_back_if == ()


def test_two_emergencies_do_not_say_the_same_thing_twice() -> None:
    rules = (rule("saddle"), rule("stroke"))
    plan = make_plan(facts(), picture(Level.EMERGENCY, spoke=rules), base(rules=rules))
    assert [one.text for one in plan.tonight].count("Do not drive.") == 1
    assert len(plan.tonight) == 4


def test_urgent_steps_come_before_measures_and_the_list_stays_a_handful() -> None:
    clot = rule("clot", "urgent")
    many = tuple(measure(f"m{number}") for number in range(9))
    plan = make_plan(facts(), picture(Level.URGENT, spoke=(clot,)), base(rules=(clot,), measures=many))
    assert [one.id for one in plan.tonight] == ["clot.action", "clot.waiting.1", "clot.waiting.2", "m0", "m1"]


def test_measures_of_implausible_causes_stay_away() -> None:
    known = base(conditions=(CALF, condition("jolt")), measures=(measure("stretch"),))
    unlikely = picture(causes=(cause("jolt", 0.5), cause("cramp", 0.14)))
    assert make_plan(facts(), unlikely, known).tonight == ()
    likely = picture(causes=(cause("jolt", 0.5), cause("cramp", 0.15)))
    assert [one.id for one in make_plan(facts(), likely, known).tonight] == ["stretch"]


def test_when_nothing_is_plausible_the_likeliest_cause_leads() -> None:
    assert [one.id for one in make_plan(facts(), picture(causes=(cause("cramp", 0.1),)), SHOWN).tonight] == ["stretch"]


def test_a_cause_the_knowledge_does_not_describe_is_no_error() -> None:
    assert make_plan(facts(), picture(causes=(cause("none_of_these"),)), SHOWN).tonight == ()


def test_order_then_safety_then_strength() -> None:
    known = base(
        measures=(
            measure("weak", order=10),
            measure("late", order=90, strength="strong"),
            measure("strong", order=10, strength="strong"),
            measure("safe", order=10, strength="safety"),
        )
    )
    assert [one.id for one in make_plan(facts(), picture(), known).tonight] == ["safe", "strong", "weak", "late"]


GATES = {
    "yes": ("show", "new", False),
    "worse": ("show", "worse", False),
    "no": ("show", "no", True),
    "unsure": ("show", "not_sure", False),
    "unsaid, show": ("show", None, True),
    "unsaid, hold": ("hold", None, False),
    "no, hold": ("hold", "no", True),
}


@pytest.mark.parametrize(("unknown", "answer", "appears"), GATES.values(), ids=GATES)
def test_never_if(unknown: str, answer: str | None, appears: bool) -> None:
    known = base(measures=(measure("massage", never_if="calf_swelling", gate_unknown=unknown),))
    said = facts(**({} if answer is None else {"calf_swelling": answer}))
    assert bool(make_plan(said, picture(), known).tonight) is appears


@pytest.mark.parametrize(
    ("unknown", "answer", "appears"),
    [
        ("show", "yes", True),
        ("show", "no", False),
        ("show", "not_sure", True),
        ("show", None, True),
        ("hold", None, False),
        ("hold", "not_sure", False),
        ("hold", "yes", True),
    ],
)
def test_only_if(unknown: str, answer: str | None, appears: bool) -> None:
    known = base(measures=(measure("iron", only_if="iron_low", gate_unknown=unknown),))
    said = facts(**({} if answer is None else {"iron_low": answer}))
    assert bool(make_plan(said, picture(), known).tonight) is appears


ANSWERS = st.sampled_from(["yes", "no", "not_sure", "new", "worse", "old_and_assessed"])
SIGNS = ("a", "b", "c")
EXPRESSIONS = st.recursive(
    st.sampled_from([*SIGNS, *({"has": sign} for sign in SIGNS), *({"no": sign} for sign in SIGNS)]),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=4,
)


@given(
    expression=EXPRESSIONS,
    answers=st.dictionaries(st.sampled_from(SIGNS), ANSWERS),
    kind=st.sampled_from(["tonight", "avoid", "follow_up", "ask_doctor"]),
    level=st.sampled_from(list(Level)),
    unknown=st.sampled_from(["hold", "show"]),
)
def test_a_measure_whose_never_if_holds_never_appears(
    expression: Any, answers: dict[str, str], kind: str, level: Level, unknown: str
) -> None:
    from whytwitch.knowledge.expressions import Truth, evaluate

    said = facts(**answers)
    known = base(conditions=(CALF,), measures=(measure("gated", kind, never_if=expression, gate_unknown=unknown),))
    plan = make_plan(said, picture(level, (cause("cramp"),)), known)
    everything = plan.model_dump_json()
    if evaluate(expression, said) in (Truth.YES, Truth.MAYBE):
        assert "gated" not in everything
    if unknown == "hold" and evaluate(expression, said) is Truth.UNKNOWN:
        assert "gated" not in everything


def test_come_back_has_the_most_urgent_first_and_only_urgent_signs_of_the_lesser_causes() -> None:
    pages = {
        "cramp": "See a doctor if it lasts more than two weeks. "
        "See one within two weeks if the leg gets thin. Get help today if a calf swells.",
        "jolt": "See a doctor if you are tired. See one within two weeks if you faint. "
        "Call an ambulance if you cannot breathe.",
        "rare": "Call an ambulance for something rare.",
    }
    known = base(
        conditions=tuple(
            condition(name).model_copy(update={"page": condition(name).page.model_copy(update={"when_to_worry": text})})
            for name, text in pages.items()
        )
    )
    plan = make_plan(facts(), picture(causes=(cause("jolt", 0.2), cause("cramp", 0.5), cause("rare", 0.01))), known)
    assert plan.come_back_if == (
        "Call an ambulance if you cannot breathe.",
        "Get help today if a calf swells.",
        "See a doctor within two weeks if the leg gets thin.",
        "See a doctor if it lasts more than two weeks.",
    )


def test_tell_the_doctor_says_movements_medicines_signs_and_blood() -> None:
    said = Facts(
        findings={"ferritin": Finding(id="ferritin", value=18.0, origin="lab", at=dt.date(2026, 10, 2))},
        person=Person(),
        medicines={
            "ssri": [Medicine(name="sertraline", started=dt.date(2026, 9, 1))],
            "sertraline": [Medicine(name="sertraline", started=dt.date(2026, 9, 1))],
        },
        movements=(Movement(kind="twitch", site="calf", since_weeks=30),),
    )
    flags = (
        RedFlag(id="a", asked=True, answer="no", text="numb saddle"),
        RedFlag(id="b", asked=True, answer="old_and_assessed", text="foot drop"),
        RedFlag(id="c", asked=False),
    )
    plan = make_plan(said, picture(red_flags=flags), base(findings=(danger("a"),)))
    assert plan.tell_the_doctor == (
        "Movement 1: a small flicker, in the calf, for about 7 months.",
        "Medicines: sertraline (started 1 September 2026).",
        "Old, and a doctor has looked at it: foot drop.",
        "Danger signs you said no to: 1 of 2 asked (listed for the doctor).",
        "Danger signs not asked yet: 1.",
        "Blood tests of 2 October 2026: ferritin 18.",
    )


def test_no_list_of_medicines_asks_for_one_and_none_says_none() -> None:
    assert make_plan(facts(), picture(), base()).tell_the_doctor[0].startswith("Bring a list of everything you take")
    assert make_plan(Facts(medicines={}), picture(), base()).tell_the_doctor[0] == "Medicines: none."


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        (0.05, "less than a day"),
        (0.15, "1 day"),
        (1, "7 days"),
        (3, "3 weeks"),
        (30, "about 7 months"),
        (156, "about 3 years"),
    ],
)
def test_how_long(weeks: float, words: str) -> None:
    from whytwitch.care.plan.movement_words import how_long

    assert how_long(weeks) == words
