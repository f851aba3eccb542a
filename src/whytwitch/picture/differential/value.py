"""Which answer, and which test, would tell most about what to do."""

from __future__ import annotations

from dataclasses import dataclass

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.expressions import Truth
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.holding import holds
from whytwitch.knowledge.schema import Finding
from whytwitch.model.picture import MissingAnswer, SuggestedTest
from whytwitch.picture.differential.levels import levels_of
from whytwitch.picture.differential.model import PersonModel, answer_evidence
from whytwitch.picture.differential.risk_questions import risk_evidence
from whytwitch.reasoning import Evidence, Gains, information_gain
from whytwitch.reasoning.gain import RARE


def telling_questions(model: PersonModel, facts: Facts, base: Knowledge) -> tuple[MissingAnswer, ...]:
    """Open questions, the most telling first.

    Parameters
    ----------
    model : PersonModel
        What is known.
    facts : Facts
        Who is asked.
    base : Knowledge
        The questions.

    Returns
    -------
    tuple of MissingAnswer
        With the expected gain in bits: about what to do (weighted by harm), and a quarter of that about the causes.
    """
    weighed = weigh_questions(model, facts, base)
    if weighed is None:
        return ()
    made = [
        MissingAnswer(question=name, text=base.findings[name].question or base.findings[name].name, gain=gain)
        for name, gain in weighed.bits.items()
    ]
    return tuple(sorted(made, key=lambda one: -one.gain))


@dataclass(frozen=True)
class Weighed:
    """What each open question is worth.

    Attributes
    ----------
    bits : dict of str to float
        Finding → expected gain: about what to do, weighted by harm, and a share of that about the causes.
    gains : Gains
        The same in parts, with the posteriors after each answer; rows in the order of ``bits``.
    items : dict of str to Evidence
        Finding → how often each condition brings it along.
    """

    bits: dict[str, float]
    gains: Gains
    items: dict[str, Evidence]


def weigh_questions(model: PersonModel, facts: Facts, base: Knowledge) -> Weighed | None:
    """Every open question that concerns this person, with what it is expected to tell.

    Parameters
    ----------
    model : PersonModel
        What is known.
    facts : Facts
        Who is asked.
    base : Knowledge
        The questions.

    Returns
    -------
    Weighed or None
        None when nothing is left to ask.
    """
    candidates = list(open_questions(model, facts, base).values())
    if not candidates:
        return None
    found = _weigh(model, facts, base, candidates, {})
    return Weighed(_bits(found, base), found, {item.id: item for item in candidates})


def open_questions(model: PersonModel, facts: Facts, base: Knowledge) -> dict[str, Evidence]:
    """What may be asked of this person, by finding: signs with their weights, and risks as if they were signs."""
    names = [finding.id for finding in base.findings.values() if _can_ask(finding, facts, base)]
    risks = risk_evidence(model, facts, base, names)
    found: dict[str, Evidence] = {}
    for name in names:
        sign, risk = answer_evidence(name, "yes", base), risks.get(name)
        if sign is not None and risk is not None:
            weights = {
                cause: 1 - (1 - sign.weights.get(cause, 0.0)) * (1 - risk.weights.get(cause, 0.0))
                for cause in {**sign.weights, **risk.weights}
            }
            sign = Evidence(name, weights, leak=sign.leak)
        item = sign or risk
        if item is not None:
            found[name] = item
    return found


def telling_tests(model: PersonModel, facts: Facts, base: Knowledge) -> tuple[SuggestedTest, ...]:
    """Tests not yet done, the most telling first; among nearly equal ones the cheapest and least invasive.

    Parameters
    ----------
    model : PersonModel
        What is known.
    facts : Facts
        Which numbers are known already.
    base : Knowledge
        The tests and the numbers they yield.

    Returns
    -------
    tuple of SuggestedTest
        With the expected gain in bits.
    """
    candidates, outcomes, tests = [], {}, {}
    for test in base.tests.values():
        if not test.finding or test.finding in facts.findings:
            continue
        for condition in base.conditions.values():
            for weight in condition.bands:
                if weight.finding == test.finding and base.findings[test.finding].measures == condition.id:
                    candidates.append(Evidence(test.finding, {condition.id: 1.0}, leak=0.0))
                    outcomes[test.finding] = tuple(zip(weight.present, weight.absent, strict=True))
                    tests[test.finding] = test
    if not candidates:
        return ()
    gains = _bits(_weigh(model, facts, base, candidates, outcomes), base)
    made = [
        SuggestedTest(
            test=tests[name].id,
            gain=gain,
            text=f"{tests[name].name}. It can show: {_begin_small(tests[name].can_show)}",
            source=tests[name].source,
        )
        for name, gain in gains.items()
    ]
    return tuple(sorted(made, key=lambda one: (-round(one.gain, 2), base.tests[one.test].order)))


def _begin_small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _weigh(
    model: PersonModel,
    facts: Facts,
    base: Knowledge,
    candidates: list[Evidence],
    outcomes: dict[str, tuple[tuple[float, float], ...]],
) -> Gains:
    groups = {name: str(level) for name, level in levels_of(facts, base).items()}
    harm = {level: base.settings[f"harm_{level}"].value for level in set(groups.values())}
    return information_gain(
        model.network, model.evidence, model.shifts, candidates, groups=groups, harm=harm, outcomes=outcomes, rare=RARE
    )


def _bits(found: Gains, base: Knowledge) -> dict[str, float]:
    share = base.settings["question_cause_share"].value
    return {name: float(found.group_bits[row] + share * found.cause_bits[row]) for row, name in enumerate(found.ids)}


def _can_ask(finding: Finding, facts: Facts, base: Knowledge) -> bool:
    """Whether this question is open and is about this person."""
    if finding.id in facts.findings or finding.kind not in ("yes_no", "danger") or not finding.question:
        return False
    person = facts.person
    if finding.sex != "any" and person.sex not in ("unknown", finding.sex):
        return False
    if person.age is not None and not (person.age.high >= finding.age_from and person.age.low < finding.age_below):
        return False
    return finding.only_if is None or holds(finding.only_if, facts, base) is not Truth.NO
