"""Simulated people: do the code's probabilities mean what they say, and how many questions does it ask?

    python3 dev.py validate simulated [--people N]

People are drawn from the knowledge base itself, so this tests the code, never the medicine; nothing here is accuracy.
Each person has the causes that the priors and the links draw, describes the movements they make, and answers the
interview truthfully. Printed: rank of the cause that was drawn, number of adaptive questions, recall of the pertinent
findings, calibration.
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import dataclass, replace

import numpy as np

from validation.scores import share
from whytwitch.knowledge import Knowledge, knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Age, Movement, Person
from whytwitch.model.finding import Finding
from whytwitch.picture.differential import build, rank
from whytwitch.picture.differential.profile import word_chances
from whytwitch.picture.interview import next_step

SAID = 0.6  # chance that an attribute of a movement is mentioned


@dataclass(frozen=True)
class Simulated:
    """A person who does not exist: the truth, and what they say at first."""

    causes: frozenset[str]
    main: str
    truth: dict[str, bool]
    facts: Facts


def draw_person(base: Knowledge, generator: np.random.Generator) -> Simulated:
    """One person with at least one cause that moves."""
    person = Person(age=Age(low=44, high=44), sex=str(generator.choice(["female", "male"])), pregnant="no")
    blank = Facts(person=person, known_conditions=frozenset(), medicines={})
    model = build(blank, base)
    while True:
        causes = _draw_causes(model, generator)
        movers = [name for name in causes if base.conditions[name].kinds]
        if movers:
            break
    movements = tuple(_draw_movement(name, base, generator) for name in movers[:2])
    truth = {
        finding.id: _present(finding.id, causes, base, generator)
        for finding in base.findings.values()
        if finding.kind in ("yes_no", "danger")
    }
    denied = {sign.id: Finding(id=sign.id, value="new" if truth[sign.id] else "no") for sign in base.danger_signs()}
    return Simulated(frozenset(causes), movers[0], truth, replace(blank, findings=denied, movements=movements))


def _draw_causes(model, generator: np.random.Generator) -> list[str]:
    names = model.network.causes
    own = 1 / (1 + 10**-model.network.prior_log10_odds)
    state = dict(zip(names, generator.random(len(names)) < own, strict=True))
    for _ in range(3):
        for link in model.network.links:
            if state[link.parent] and generator.random() < link.weight / 3:
                state[link.child] = True
    return [name for name in names if state[name]]


def _draw_movement(cause: str, base: Knowledge, generator: np.random.Generator) -> Movement:
    said = {}
    for attribute in base.movements:
        if attribute == "kind" or generator.random() < SAID:
            chances = word_chances(cause, attribute)
            weights = np.array(list(chances.values()))
            said[attribute] = str(generator.choice(list(chances), p=weights / weights.sum()))
    return Movement(**said)


def _present(finding: str, causes: list[str], base: Knowledge, generator: np.random.Generator) -> bool:
    """By noisy-OR; danger signs without a cause do not happen, or every simulated person would be an emergency."""
    entry = base.findings[finding]
    leak = 0.0 if entry.kind == "danger" else base.probability(entry.leak if entry.leak is not None else "very_rare")
    absent = 1 - leak
    for name in causes:
        for weight in base.conditions[name].findings:
            if weight.finding == finding:
                absent *= 1 - base.probability(weight.p)
    return bool(generator.random() > absent)


def interview(
    person: Simulated,
    base: Knowledge,
    generator: np.random.Generator | None = None,
    unknown: float = 0.0,
    wrong: float = 0.0,
) -> tuple[Facts, int]:
    """Answer until the interview stops: truthfully, but for a share of *not sure* and a share the wrong way round."""
    facts, asked = person.facts, 0
    while True:
        step = next_step(facts, base, asked=asked)
        if step.kind not in ("question", "safety"):
            return facts, asked
        answers = {
            name: Finding(id=name, value=_answer(name, person, base, generator, unknown, wrong))
            for name in step.questions
        }
        facts = replace(facts, findings={**facts.findings, **answers})
        asked += step.kind == "question"


def _answer(
    name: str,
    person: Simulated,
    base: Knowledge,
    generator: np.random.Generator | None,
    unknown: float,
    wrong: float,
) -> str:
    chance = 1.0 if generator is None else float(generator.random())
    if chance < unknown:
        return "not_sure"
    if person.truth[name] == (chance < unknown + wrong):
        return "no"
    return "new" if base.findings[name].kind == "danger" else "yes"


def pertinent(person: Simulated, base: Knowledge) -> list[str]:
    """Findings that say something about the main cause: at least 30 % of those who have it have them."""
    return [
        weight.finding
        for weight in base.conditions[person.main].findings
        if base.probability(weight.p) >= 0.3 and base.findings[weight.finding].kind in ("yes_no", "danger")
    ]


def calibration(chances: np.ndarray, truths: np.ndarray) -> tuple[float, str]:
    """Expected calibration error over ten bins, and the bins as text."""
    bins = np.clip((chances * 10).astype(int), 0, 9)
    lines, error = [], 0.0
    for place in range(10):
        here = bins == place
        if not here.any():
            continue
        said, was = chances[here].mean(), truths[here].mean()
        error += here.mean() * abs(said - was)
        lines.append(f"    said {said:.2f}  was {was:.2f}  n {int(here.sum())}")
    return error, "\n".join(lines)


def interval_coverage(facts: Facts, base: Knowledge) -> np.ndarray:
    """Share of other draws of the parameters inside the 90 % interval, one number a cause that is not negligible."""
    from whytwitch.picture.differential.uncertainty import DRAWS, spreads
    from whytwitch.reasoning import intervals

    model = build(facts, base)
    sizes = spreads(model, base)
    said = intervals(model.network, model.evidence, model.shifts, sizes, draws=DRAWS, level=0.9, seed=1)
    other = intervals(model.network, model.evidence, model.shifts, sizes, draws=DRAWS, level=0.9, seed=2).probabilities
    inside = ((other >= said.low) & (other <= said.high)).mean(axis=0)
    return inside[said.median > 0.01]


def main(arguments: list[str]) -> int:
    """Draw people, interview them, print the table."""
    parser = argparse.ArgumentParser(prog="dev.py validate simulated")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unknown", type=float, default=0.0, help="share of answers that are 'not sure'")
    parser.add_argument("--wrong", type=float, default=0.0, help="share of answers that are the wrong way round")
    options = parser.parse_args(arguments)
    base = knowledge()
    generator = np.random.default_rng(options.seed)
    noise = np.random.default_rng(options.seed + 1)
    ranks, counts, recalls, chances, truths, covered = [], [], [], [], [], []
    began = time.perf_counter()
    for _ in range(options.people):
        person = draw_person(base, generator)
        facts, asked = interview(person, base, noise, options.unknown, options.wrong)
        causes = rank(build(facts, base), facts, base, intervals=False, reasons=False)
        order = [cause.id for cause in causes]
        ranks.append(order.index(person.main) + 1)
        counts.append(asked)
        if len(covered) < 30:
            covered.append(interval_coverage(facts, base))
        wanted = pertinent(person, base)
        if wanted:
            recalls.append(sum(name in facts.findings for name in wanted) / len(wanted))
        for cause in causes:
            chances.append(cause.probability)
            truths.append(cause.id in person.causes)
    took = time.perf_counter() - began
    print(f"{options.people} simulated people (seed {options.seed}), {took:.0f} s; tests the code only")
    print(f"  {options.unknown:.0%} of their answers are 'not sure', {options.wrong:.0%} are wrong")
    for limit in (1, 3, 5):
        print(f"  drawn cause in the first {limit}: {share([place <= limit for place in ranks])}")
    print(
        f"  adaptive questions: median {statistics.median(counts):.0f}, 90th percentile {np.quantile(counts, 0.9):.0f}"
    )
    print(f"  pertinent findings known at the end: mean {statistics.mean(recalls):.2f}")
    inside = np.concatenate(covered)
    print(f"  90 % intervals hold {100 * inside.mean():.1f} % of other draws ({len(inside)} intervals)")
    error, bins = calibration(np.array(chances), np.array(truths, dtype=float))
    print(f"  calibration over all causes: expected error {error:.4f}\n{bins}")
    return 0
