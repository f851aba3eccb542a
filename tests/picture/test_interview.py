"""The interview: its order, when it stops, worry and repeats."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest

from whytwitch.evidence.case import build_case
from whytwitch.knowledge import knowledge
from whytwitch.knowledge.interviewing import interview_data
from whytwitch.model.case import Case
from whytwitch.model.finding import Finding
from whytwitch.picture import interview
from whytwitch.picture.interview import conflict, next_step, opening_words, repeat, to_print, wording, worry_questions
from whytwitch.workup import gather

CALM = {
    "as_of": "2026-11-22",
    "person": {"age": 44, "sex": "male"},
    "known_conditions": [],
    "medicines": [],
    "movements": [{"kind": "cramp", "site": "calf", "when": "asleep", "pain": "severe"}],
    "denied": "all",
}


def facts_of(tree):
    return gather(build_case(tree)).facts


def answered(facts, base, answer, most=60):
    """Go through the interview with an answer for each question; ids asked one by one."""
    asked = []
    for _ in range(most):
        step = next_step(facts, base, asked=len(asked))
        if step.kind == "done":
            return facts, asked, step
        assert step.kind in ("question", "safety"), step.kind
        asked += step.questions if step.kind == "question" else ()
        said = {name: Finding(id=name, value=answer(name)) for name in step.questions}
        facts = replace(facts, findings={**facts.findings, **said})
    raise AssertionError("the interview does not end")


def test_the_order_is_danger_person_conditions_medicines_danger_movement():
    base, tree, seen = knowledge(), {"as_of": "2026-11-22"}, []
    signs: dict[str, str] = {}
    for _ in range(40):
        facts = facts_of({**tree, "findings": signs})
        step = next_step(facts, base, about_person=True)
        if not seen or seen[-1] != step.kind:
            seen.append(step.kind)
        if step.kind == "safety":
            signs |= dict.fromkeys(step.questions, "no")
        elif step.kind == "person":
            told = {"age": 30, "sex": "female", "pregnant": "no"}
            tree["person"] = tree.get("person", {}) | {name: told[name] for name in step.questions}
        elif step.kind in ("known_conditions", "medicines"):
            tree[step.kind] = []
        else:
            break
    assert seen == ["safety", "person", "known_conditions", "medicines", "safety", "movement"]


def test_a_sex_or_pregnancy_that_is_told_to_be_unknown_is_not_asked_again():
    facts = facts_of({"person": {"age": 30, "sex": "female", "pregnant": "unknown"}})
    assert interview.unknown_about(facts, knowledge()) == ()
    assert interview.unknown_about(facts_of({"person": {"age": 30, "sex": "female"}}), knowledge()) == ("pregnant",)


def test_it_asks_what_is_typical_of_the_leading_causes_and_stops_when_the_advice_is_stable():
    base = knowledge()
    _, asked, last = answered(facts_of(CALM), base, lambda name: "no")
    assert {"hard_muscle", "sore_after"} <= set(asked)
    assert len(asked) <= base.settings["most_questions"].value
    assert last.why


def test_each_question_says_why_and_what_it_tells():
    base, facts = knowledge(), facts_of(CALM)
    while (step := next_step(facts, base)).kind == "safety":  # plain questions that danger rules wait for
        said = {name: Finding(id=name, value="no") for name in step.questions}
        facts = replace(facts, findings={**facts.findings, **said})
    assert step.kind == "question"
    assert step.why
    assert step.gain > 0
    assert set(step.telling) <= set(knowledge().conditions)


@pytest.mark.parametrize("seed", range(3))
def test_any_answers_end_the_interview_without_a_crash(seed):
    """Whatever is said: no contradiction unless it is named, never NaN, at most the allowed number of questions."""
    base, dice = knowledge(), random.Random(seed)
    _, asked, _ = answered(facts_of(CALM), base, lambda name: dice.choice(["yes", "no", "not_sure"]))
    assert len(asked) == len(set(asked)) <= base.settings["most_questions"].value


def test_what_excludes_each_other_is_named(monkeypatch):
    """Our own numbers exclude nothing; a reader's own knowledge may: here smoking that nothing can bring about."""
    from whytwitch.picture.interview import conflicts
    from whytwitch.reasoning import Evidence

    base = knowledge()
    facts = facts_of({**CALM, "findings": {"smokes": "yes"}})
    assert conflict(facts, base) is None
    model = conflicts.build(facts, base)
    others = tuple(one for one in model.evidence if one.id != "smokes")
    impossible = replace(model, evidence=(*others, Evidence("smokes", {}, leak=0.0)))
    monkeypatch.setattr(conflicts, "build", lambda *_: impossible)
    found = conflict(facts, base)
    assert found is not None
    assert found.findings == ("smokes",)
    assert found.said


def test_worry_decides_on_wording_only():
    names = list(worry_questions())
    assert not set(names) & set(knowledge().findings), "a worry answer can never enter the network or a rule"
    assert wording({}) == wording({names[0]: "yes"}) == "plain"
    assert wording(dict.fromkeys(names, "yes")) == "gentle"
    assert opening_words({}) != opening_words(dict.fromkeys(names, "yes"))


def test_worry_is_printed_with_consent_only():
    said = dict.fromkeys(worry_questions(), "yes")
    assert to_print(said, consent=False) == {}
    assert set(to_print(said, consent=True)) == set(worry_questions().values())


def test_the_repeat_limit_always_leaves_anything_new():
    now, data = dt.datetime(2026, 11, 22, 3, 0), interview_data().repeats
    for count in range(12):
        for apart in (dt.timedelta(hours=1), dt.timedelta(days=1)):
            found = repeat([now - apart * k for k in range(count)], now)
            assert found.choices[0] == ("new", data.anything_new)
            day = sum(apart * k < dt.timedelta(days=1) for k in range(count))
            week = sum(apart * k < dt.timedelta(days=7) for k in range(count))
            assert found.limited == (day >= data.a_day.value or week >= data.a_week.value)
            assert ("last", data.nothing_new) in found.choices or not found.limited
            assert "{" not in found.text


def test_an_interview_long_ago_does_not_count():
    now = dt.datetime(2026, 11, 22)
    assert not repeat([now - dt.timedelta(days=30 + k) for k in range(9)], now).limited


def test_an_empty_case_begins_with_what_cannot_wait():
    step = next_step(gather(Case()).facts, knowledge(), about_person=True)
    assert (step.kind, step.topic) == ("safety", knowledge().danger_signs()[0].topic)


def story(name):
    from tests.conftest import ROOT
    from validation.interview import talk

    return talk(ROOT / "tests" / "data" / "stories" / f"{name}.yaml", knowledge())


def test_back_pain_with_a_one_leg_twitch_is_asked_about_the_back():
    """Story 11: the root is asked for, and the advice is that of the whole case."""
    told = story("11-back-pain-one-leg")
    assert {"leg_pain_from_back", "numb_strip_one_leg"} <= set(told.asked)
    assert told.level is told.full_level
    assert told.first[0] == told.full_first[0] == "radiculopathy_or_nerve_compression"


def test_a_twitch_is_asked_about_what_sets_twitches_off():
    """Risks are questions too: stress, sleep, coffee, effort."""
    tree = {**CALM, "movements": [{"kind": "twitch", "site": "calf", "when": "lying_awake", "pain": "no"}]}
    _, asked, _ = answered(facts_of(tree), knowledge(), lambda name: "no")
    assert {"stress_lately", "short_of_sleep", "caffeine_much", "hard_exercise_lately"} <= set(asked)


def test_a_risk_is_weighed_as_a_sign_that_moves_the_odds_as_much():
    from whytwitch.picture.differential import build
    from whytwitch.picture.differential.model import risk_log10_odds
    from whytwitch.picture.differential.risk_questions import risk_evidence

    base, facts = knowledge(), facts_of(CALM)
    model = build(facts, base)
    found = risk_evidence(model, facts, base, ["stress_lately"])["stress_lately"]
    for cause, weight in found.weights.items():
        risks = [base.conditions[cause].risks[k] for c, k in base.risks_by_finding["stress_lately"] if c == cause]
        odds = float(model.network.prior_log10_odds[model.network.index[cause]])
        ratio = 10 ** sum(risk_log10_odds(one, odds) for one in risks)
        there = 1 - (1 - found.leak) * (1 - weight)
        assert there == pytest.approx(min(interview_data().choosing.risk_most.value, found.leak * ratio))
    known = facts_of({**CALM, "findings": {"stress_lately": "yes"}})
    assert not risk_evidence(build(known, base), known, base, ["stress_lately"]), "what is answered is not asked again"


def test_going_back_gives_the_question_before_again():
    """A step depends on what is known and on nothing else, so an answer taken back leaves no trace."""
    base, facts = knowledge(), facts_of(CALM)
    first = next_step(facts, base, asked=0)
    for answer in ("yes", "not_sure"):
        said = {name: Finding(id=name, value=answer) for name in first.questions}
        next_step(replace(facts, findings={**facts.findings, **said}), base, asked=1)
        assert next_step(facts, base, asked=0) == first
