"""What is worked out once gives what working it out anew gives, for every coded case and whatever is answered next."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.conftest import ROOT

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.expressions import Truth, answers_read, evaluate, reads_answers
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.holding import MOST_PEOPLE, holds
from whytwitch.model.case import Person
from whytwitch.model.finding import Finding
from whytwitch.picture.differential import build
from whytwitch.picture.differential.risk_questions import risk_evidence
from whytwitch.picture.triage import assess
from whytwitch.workup import as_case, gather

BASE = knowledge()
CASES = sorted((ROOT / "tests/data/cases").glob("*.yaml"))[::4]
EXPRESSIONS = [risk.when for condition in BASE.conditions.values() for risk in condition.risks]
EXPRESSIONS += [part for rule in BASE.rules.values() for part in (rule.when, rule.applies) if part is not None]
EXPRESSIONS += [finding.only_if for finding in BASE.findings.values() if finding.only_if is not None]


def stages(path) -> list[Facts]:
    """A case as it is told: with none, half and all of its answers, and one more."""
    facts = gather(as_case(path)).facts
    told = list(facts.findings.items())
    random.Random(path.name).shuffle(told)
    made = [replace(facts, findings=dict(told[:count])) for count in (0, len(told) // 2)]
    more = {"medicine_changed_before_onset": Finding(id="medicine_changed_before_onset", value="yes")}
    return [*made, facts, replace(facts, findings=facts.findings | more)]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_expression_holds_as_it_is_evaluated(path) -> None:
    for facts in stages(path):
        for expression in EXPRESSIONS:
            truth = evaluate(expression, facts)
            assert holds(expression, facts, BASE) is truth, expression
            read = answers_read(expression)
            if read is not None and read.isdisjoint(facts.findings):
                assert truth is Truth.UNKNOWN, expression


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_was_held_before_changes_nothing(path) -> None:
    """The same urgency, evidence and risks with everything forgotten first and with everything held."""
    case = as_case(path)
    facts = gather(case).facts
    names = [one.id for one in BASE.findings.values() if one.kind == "yes_no" and one.id not in facts.findings]
    BASE.worked_out.clear()
    made = [_all_of(gather(case).facts, case, names) for _ in range(2)]
    assert made[0] == made[1]


def _all_of(facts: Facts, case, names: list[str]):
    model = build(facts, BASE)
    urgency = assess(facts, (), BASE, answers=case.findings, country=case.country)
    return model.evidence, model.shifts, model.notes, risk_evidence(model, facts, BASE, names), urgency


def test_without_words_the_evidence_is_the_same() -> None:
    facts = gather(as_case(CASES[0])).facts
    told, untold = build(facts, BASE), build(facts, BASE, told=False)
    assert (told.evidence, told.shifts) == (untold.evidence, untold.shifts)
    assert len(untold.notes) < len(told.notes)


@pytest.mark.parametrize(
    ("expression", "reads"),
    [
        ("numb_feet", True),
        ({"has": "numb_feet"}, True),
        ({"any": [{"sex": "male"}, {"no": "numb_feet"}]}, True),
        ({"medicine": "ssri", "within_weeks": 4}, True),
        ({"medicine": "ssri"}, False),
        ({"all": [{"age_from": 50}, {"known": "parkinson_disease"}, {"takes": "nothing"}]}, False),
    ],
)
def test_which_expressions_an_answer_can_change(expression, reads) -> None:
    assert reads_answers(expression) is reads


def test_no_more_people_are_held_than_said() -> None:
    BASE.worked_out.clear()
    expression = {"age_from": 50}
    for age in range(MOST_PEOPLE + 5):
        facts = Facts(person=Person.model_validate({"age": {"low": age, "high": age}}))
        assert holds(expression, facts, BASE) is (Truth.YES if age >= 50 else Truth.NO)
    assert len(BASE.worked_out["holds"]) <= MOST_PEOPLE
