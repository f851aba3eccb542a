"""Every danger rule of the knowledge base, one by one: it speaks for its signs, and is silent without them."""

from __future__ import annotations

import pytest
from tests.triage.people import ASKED, BASE, HARMLESS, PULSE, SIGNS, Leaf, all_no, hold, people_facts, ways

from whytwitch.knowledge.expressions import Truth, names, uses_negation
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.schema import DangerRule
from whytwitch.picture.triage import assess, judge

RULES = list(BASE.rules.values())
WAYS = [
    pytest.param(rule, way, id=f"{rule.id}-{number}")
    for rule in RULES
    for number, way in enumerate(ways(rule.when), start=1)
]


def facts_with(rule: DangerRule, leaves: tuple[Leaf, ...]) -> Facts:
    """Somebody who denies everything but these leaves, and whom the rule is about."""
    facts = people_facts(all_no(), movements=(PULSE,))
    for leaf in ((rule.applies,) if rule.applies else ()) + leaves:
        facts = hold(leaf, facts)
    return facts


def verdict_of(rule: DangerRule, facts: Facts) -> Truth:
    return {verdict.rule.id: verdict.truth for verdict in judge(facts, BASE)}.get(rule.id, Truth.NO)


@pytest.mark.parametrize(("rule", "way"), WAYS)
def test_rule_speaks_alone(rule: DangerRule, way: tuple[Leaf, ...]):
    facts = facts_with(rule, way)
    assert verdict_of(rule, facts) is Truth.YES
    urgency = assess(facts, HARMLESS, BASE, country="GB")
    assert urgency.level.at_least(rule.level)
    assert rule.id in [reason.rule for reason in urgency.because]


@pytest.mark.parametrize(("rule", "way"), WAYS)
def test_rule_is_silent_without_any_one_of_its_signs(rule: DangerRule, way: tuple[Leaf, ...]):
    for leaf in way:
        if leaf == rule.applies:
            continue  # an age that the rule asks for anyway
        rest = tuple(other for other in way if other != leaf)
        measured = "number" in leaf or "_called_" in str(leaf)  # told in a word: the value itself may still be unknown
        at_most = Truth.UNKNOWN if measured else Truth.NO
        assert verdict_of(rule, facts_with(rule, rest)) <= at_most, f"still speaks without {leaf}"


def test_nobody_who_denies_everything_hears_a_rule():
    assert all(verdict.level is None for verdict in judge(people_facts(all_no()), BASE))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_is_written_as_a_danger_rule_must_be(rule: DangerRule):
    assert not uses_negation(rule.when)
    assert not uses_negation(rule.applies)
    assert rule.reason
    assert rule.action, "each rule says what to do"
    assert rule.text.startswith("Because ")
    assert rule.source in BASE.sources
    if BASE.sources[rule.source].read != "primary":
        assert not rule.verified, "verified means that the primary text was read"
    if rule.level == "emergency":
        assert rule.while_waiting, "an emergency says what to do while waiting"
        assert "{emergency}" in rule.action, "an emergency names the number"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_never_tells_anybody_to_stop_a_prescribed_medicine(rule: DangerRule):
    for sentence in (rule.action, *rule.while_waiting):
        lowered = sentence.lower()
        assert not lowered.startswith("stop ")
        if "further dose" in lowered:
            assert "until" in lowered, "only until emergency advice was heard"


def test_every_danger_sign_is_used_by_a_rule():
    used = {name for rule in RULES for kind, name in names(rule.when) if kind == "finding"}
    assert set(SIGNS) <= used


def test_every_danger_sign_can_be_asked_in_two_ways():
    for sign in BASE.danger_signs():
        assert sign.question, sign.id
        assert sign.concrete, sign.id
        assert sign.why, sign.id
        assert sign.topic, sign.id


def test_gates_of_questions_never_use_negation():
    """So that one more danger sign can only add questions."""
    assert not [
        name for name in ASKED if BASE.findings[name].kind == "danger" and uses_negation(BASE.findings[name].only_if)
    ]


@pytest.mark.parametrize("word", ["tongue twitch", "look for dents", "inspect the tongue"])
def test_nobody_is_invited_to_inspect_tongue_or_dents(word: str):
    assert not [sign.id for sign in BASE.danger_signs() if word in (sign.question + sign.concrete).lower()]


@pytest.mark.parametrize("name", ["failed_heel_or_toe_walk", "failed_stairs_or_rising"])
def test_function_tests_are_safe_to_do(name: str):
    question = BASE.findings[name].question
    assert "Only if you are steady" in question
    assert "hold on to something" in question
    assert "not for pain" in question
    assert "newly" in question
