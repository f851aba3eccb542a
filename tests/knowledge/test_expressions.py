"""The small language of rules: four values, and no way for one more danger sign to lower them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whytwitch.knowledge.expressions import Truth, evaluate, names, uses_negation
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Age, Medicine, Movement, Person
from whytwitch.model.finding import Finding

YES, MAYBE, UNKNOWN, NO = Truth.YES, Truth.MAYBE, Truth.UNKNOWN, Truth.NO
TODAY = dt.date(2026, 11, 22)


def facts(said: dict[str, object] | None = None, **more: object) -> Facts:
    found = {name: Finding(id=name, value=value) for name, value in (said or {}).items()}  # type: ignore[arg-type]
    return Facts(findings=found, as_of=TODAY, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "fires", "present", "denied"),
    [
        ("new", YES, YES, NO),
        ("worse", YES, YES, NO),
        ("yes", YES, YES, NO),
        ("old_and_assessed", NO, YES, NO),
        ("no", NO, NO, YES),
        ("not_sure", MAYBE, MAYBE, MAYBE),
        (None, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_an_answer_has_three_readings(value, fires, present, denied):
    here = facts({} if value is None else {"a": value})
    assert evaluate("a", here) is fires
    assert evaluate({"has": "a"}, here) is present
    assert evaluate({"no": "a"}, here) is denied


def test_any_all_and_at_least():
    here = facts({"a": "new", "b": "no", "c": "not_sure"})
    assert evaluate({"any": ["a", "b", "d"]}, here) is YES
    assert evaluate({"all": ["a", "d"]}, here) is UNKNOWN
    assert evaluate({"all": ["a", "b", "d"]}, here) is NO
    assert evaluate({"at_least": 2, "of": ["a", "b", "c", "d"]}, here) is MAYBE
    assert evaluate({"at_least": 3, "of": ["a", "b", "c", "d"]}, here) is UNKNOWN


@pytest.mark.parametrize(("value", "truth"), [(6.5, YES), (6.49, NO), (7.99, YES), (8.0, NO)])
def test_numbers_are_half_open_ranges(value, truth):
    assert evaluate({"number": "potassium", "from": 6.5, "below": 8.0}, facts({"potassium": value})) is truth


def test_a_medicine_counts_as_recent_by_start_or_dose_change():
    def taking(**dates: dt.date) -> Facts:
        return facts(medicines={"ssri": [Medicine(name="sertraline", **dates)]})

    wanted = {"medicine": "ssri", "within_weeks": 6}
    assert evaluate(wanted, taking(started=dt.date(2026, 11, 1))) is YES
    assert evaluate(wanted, taking(started=dt.date(2020, 1, 1))) is NO
    assert evaluate(wanted, taking(started=dt.date(2020, 1, 1), dose_changed=dt.date(2026, 11, 10))) is YES
    assert evaluate(wanted, taking()) is MAYBE
    assert evaluate(wanted, facts(medicines={})) is NO
    assert evaluate(wanted, facts()) is UNKNOWN
    assert evaluate({"medicine": "ssri", "stopped_within_weeks": 2}, taking(stopped=dt.date(2026, 11, 20))) is YES
    assert evaluate({"medicine": "ssri"}, taking(stopped=dt.date(2026, 11, 20))) is NO


def test_an_age_known_roughly_may_be_maybe():
    for low, high, truth in [(80, 89, YES), (60, 79, NO), (70, 85, MAYBE)]:
        assert evaluate({"age_from": 80}, facts(person=Person(age=Age(low=low, high=high)))) is truth
    assert evaluate({"age_below": 1}, facts()) is UNKNOWN


def test_a_man_is_not_pregnant_and_an_unasked_woman_may_be():
    assert evaluate({"pregnant": "yes"}, facts(person=Person(sex="male"))) is NO
    assert evaluate({"pregnant": "yes"}, facts(person=Person(sex="female"))) is UNKNOWN
    assert evaluate({"pregnant": "yes"}, facts(person=Person(pregnant="yes"))) is YES


def test_one_movement_must_match_in_everything_named():
    two = (Movement(kind="twitch", site="calf"), Movement(kind="cramp", when="asleep", since_weeks=3))
    assert evaluate({"movement": {"kind": ["twitch"], "site": ["calf"]}}, facts(movements=two)) is YES
    assert evaluate({"movement": {"kind": ["twitch"], "when": ["asleep"]}}, facts(movements=two)) is UNKNOWN
    assert evaluate({"movement": {"kind": ["cramp"], "since_over": 2}}, facts(movements=two)) is YES
    assert evaluate({"movement": {"kind": ["tremor"]}}, facts(movements=two)) is NO
    assert evaluate({"movement": {"kind": ["tremor"]}}, facts()) is UNKNOWN


def test_names_and_negation_are_found_at_any_depth():
    expression = {"all": ["a", {"any": [{"has": "b"}, {"medicine": "ssri"}, {"known": "diabetes"}, {"no": "c"}]}]}
    assert names(expression) == [
        ("finding", "a"),
        ("finding", "b"),
        ("medicine", "ssri"),
        ("condition", "diabetes"),
        ("finding", "c"),
    ]
    assert uses_negation(expression)
    assert not uses_negation({"all": ["a", {"has": "b"}]})
    assert names({"nonsense": 1}) == [("form", "{'nonsense': 1}")]


SIGNS = ["a", "b", "c", "d"]
ORDER = {None: 1, "no": 0, "old_and_assessed": 0, "not_sure": 2, "yes": 3, "new": 3, "worse": 3}
signs = st.sampled_from(SIGNS)
rules = st.recursive(
    signs,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"at_least": 2, "of": parts}, st.lists(inner, min_size=2, max_size=4)),
    ),
    max_leaves=6,
)
answers = st.fixed_dictionaries(
    {}, optional={sign: st.sampled_from(["no", "not_sure", "new", "old_and_assessed"]) for sign in SIGNS}
)


@given(rules, answers, signs)
def test_one_more_danger_sign_never_lowers_a_rule(rule, said, sign):
    before = evaluate(rule, facts(said))
    after = evaluate(rule, facts({**said, sign: "new"}))
    assert after >= before


def test_a_medicine_in_no_list_is_not_one_without_an_effect():
    without = {"without_effect": ["myoclonus"]}
    taken = {
        name: [Medicine(name=name)] for name in ("paracetamol", "no_effect_known", "levofloxacin", "never heard of it")
    }
    assert evaluate(without, facts()) is UNKNOWN
    assert evaluate(without, facts(medicines={"paracetamol": taken["paracetamol"]})) is YES
    assert evaluate(without, facts(medicines={"never heard of it": taken["never heard of it"]})) is MAYBE
    known = {"levofloxacin": taken["levofloxacin"], "other_myoclonus_medicine": taken["levofloxacin"]}
    assert evaluate(without, facts(medicines=known)) is NO
