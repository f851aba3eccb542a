"""Questions about risks (stress, coffee, a hard day) move odds; they are weighed as if they were signs."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.expressions import Truth, evaluate
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.interviewing import interview_data
from whytwitch.model.finding import YES, Finding
from whytwitch.picture.differential.model import PersonModel, risk_log10_odds
from whytwitch.reasoning import Evidence


def risk_evidence(model: PersonModel, facts: Facts, base: Knowledge, names: list[str]) -> dict[str, Evidence]:
    """Open questions about risks, each as a thing that its conditions bring along.

    Parameters
    ----------
    model : PersonModel
        For the odds as they stand before any finding.
    facts : Facts
        What is known.
    base : Knowledge
        Conditions with their risks.
    names : list of str
        Findings that may be asked.

    Returns
    -------
    dict of str to Evidence
        By finding; those whose yes would change no odds upwards are left out.

    Notes
    -----
    An answered risk multiplies the odds of its condition (by *r*). A sign that is *r* times as common with the
    condition as without does the same, and says besides how likely the answers are, which the gain of a question needs:
    its leak is how common the risk is among people who ask, and P(risk | condition) is *r* times that, up to a limit.
    """
    by_finding, choosing = base.risks_by_finding, interview_data().choosing
    found: dict[str, Evidence] = {}
    for name in names:
        ratios: dict[str, float] = {}
        said: Facts | None = None
        for condition, number in by_finding.get(name, ()):
            risk, read = base.conditions[condition].risks[number], base.answers_read[condition, number]
            if read is not None and read.isdisjoint(facts.findings):
                if not _says_alone(name, condition, number, base):
                    continue
            else:
                said = said or replace(facts, findings={**facts.findings, name: _yes(name)})
                if evaluate(risk.when, facts) >= Truth.MAYBE or evaluate(risk.when, said) < Truth.MAYBE:
                    continue
            odds = float(model.network.prior_log10_odds[model.network.index[condition]])
            ratios[condition] = ratios.get(condition, 1.0) * 10 ** risk_log10_odds(risk, odds)
        leak = base.findings[name].leak
        usual = choosing.risk_usual.value if leak is None else base.probability(leak)
        weights = {}
        for condition, ratio in ratios.items():
            there = min(choosing.risk_most.value, usual * ratio)
            if there > usual:
                weights[condition] = (there - usual) / (1 - usual)
        if weights:
            found[name] = Evidence(name, weights, leak=usual)
    return found


def _says_alone(name: str, condition: str, number: int, base: Knowledge) -> bool:
    """Whether a risk holds, perhaps at least, when one question was answered with yes and nothing else is known."""
    made = base.worked_out.setdefault("says alone", {})
    if (name, condition, number) not in made:
        alone = Facts(findings={name: _yes(name)})
        made[name, condition, number] = evaluate(base.conditions[condition].risks[number].when, alone) >= Truth.MAYBE
    return made[name, condition, number]  # type: ignore[no-any-return]


@lru_cache(maxsize=1000)
def _yes(name: str) -> Finding:
    return Finding(id=name, value=YES)
