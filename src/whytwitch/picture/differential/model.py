"""The network for one person: causes, risks, and everything observed, each with its text and source."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from whytwitch.knowledge import Knowledge
from whytwitch.knowledge.expressions import Truth, evaluate
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.holding import holds
from whytwitch.knowledge.schema import BandWeight, Condition, Definition, FindingWeight, Risk
from whytwitch.language import text as _
from whytwitch.model.case import Movement
from whytwitch.model.finding import NO, NOT_SURE, YES, Finding
from whytwitch.picture.differential.profile import UNCLEAR, profile
from whytwitch.reasoning import Evidence, Link, Network, Shift

#: Id of a line that stands for all evidence at once.
TOGETHER = "all_together"


@dataclass(frozen=True)
class Note:
    """What stands behind one piece of evidence, for one cause or for all."""

    text: str
    source: str
    tag: str = "expert"


@dataclass(frozen=True)
class PersonModel:
    """The network of one person and what was observed.

    Attributes
    ----------
    network : Network
        Causes with their priors and the links between them.
    evidence : tuple of Evidence
        Movements, answers, numbers.
    shifts : tuple of Shift
        Risk factors that are known.
    notes : dict of (str, str) to Note
        By evidence id and cause id (``""`` for any cause).
    movements : tuple of Movement
        As described; ``movement 1`` is the first.
    """

    network: Network
    evidence: tuple[Evidence, ...]
    shifts: tuple[Shift, ...]
    notes: dict[tuple[str, str], Note] = field(default_factory=dict)
    movements: tuple[Movement, ...] = ()

    def note(self, item: str, cause: str) -> Note:
        """The note for this cause, else the general one."""
        return self.notes.get((item, cause)) or self.notes[(item, "")]


def build(facts: Facts, base: Knowledge, *, told: bool = True) -> PersonModel:
    """Make the network of one person.

    Parameters
    ----------
    facts : Facts
        What is known.
    base : Knowledge
        What the world is like.
    told : bool
        Whether the words behind each answer are wanted; without, they are left out of ``notes``.

    Returns
    -------
    PersonModel
        Ready for inference. Nothing that was not said enters it: unknown is not no.
    """
    network = _network(facts, base)
    notes: dict[tuple[str, str], Note] = {
        (TOGETHER, ""): Note(_("everything you told us, together"), "project_judgement")
    }
    shifts = [*_risks(facts, base, network.prior_log10_odds, notes), *_diagnoses(facts, base, notes)]
    evidence = [
        *_movements(facts, base, notes),
        *_required(facts, base, notes),
        *_answers(facts, base, notes if told else None),
        *_numbers(facts, base, notes),
    ]
    return PersonModel(network, tuple(evidence), tuple(shifts), notes, facts.movements)


def _network(facts: Facts, base: Knowledge) -> Network:
    """Causes with their priors and links: the same for all who ask in the same setting with our priors."""
    made = base.worked_out.setdefault("networks", {})
    if facts.priors or facts.setting not in made:
        priors = np.array([_logit(facts.priors.get(name, own)) for name, own in own_priors(facts, base).items()])
        links = tuple(
            Link(condition.id, link.condition, link.p.value)
            for condition in base.conditions.values()
            for link in condition.links
        )
        network = Network(tuple(base.conditions), priors, links)
        if facts.priors:
            return network
        made[facts.setting] = network
    return made[facts.setting]  # type: ignore[no-any-return]


def own_priors(facts: Facts, base: Knowledge) -> dict[str, float]:
    """Our prior of each condition for the setting this person asks in."""
    return {name: condition.prior[_setting(condition, facts)].value for name, condition in base.conditions.items()}


def _setting(condition: Condition, facts: Facts) -> str:
    return facts.setting if facts.setting in condition.prior else "self_referred"


def _logit(p: float) -> float:
    return math.log10(p) - math.log10(1 - p)


def _expit(x: float) -> float:
    return 1 / (1 + 10**-x)


def _risks(facts: Facts, base: Knowledge, priors: np.ndarray, notes: dict[tuple[str, str], Note]) -> list[Shift]:
    """Answered risk factors change the prior odds of their condition; half as much where the answer is *maybe*."""
    places = {name: place for place, name in enumerate(base.conditions)}
    odds_of: dict[str, float] = {}
    shifts = []
    for condition, number, truth in _held_risks(facts, base):
        risk = base.conditions[condition].risks[number]
        odds = odds_of.get(condition, float(priors[places[condition]]))
        change = risk_log10_odds(risk, odds) * (1.0 if truth is Truth.YES else 0.5)
        odds_of[condition] = odds + change
        name = f"risk:{condition}:{number}"
        shifts.append(Shift(name, {condition: change}))
        value = risk.ratio or risk.adds
        assert value is not None
        notes[(name, "")] = Note(risk.text, value.source, value.tag)
    return shifts


def _held_risks(facts: Facts, base: Knowledge) -> list[tuple[str, int, Truth]]:
    """Condition, place in its list and truth of each risk that holds, perhaps at least; in the order of the files."""
    found = []
    for condition, number, when, read in base.risks_listed:
        if read is not None and read.isdisjoint(facts.findings):
            continue  # none of the answers that it reads was given
        truth = holds(when, facts, base)
        if truth >= Truth.MAYBE:
            found.append((condition, number, truth))
    return found


def risk_log10_odds(risk: Risk, log10_odds: float) -> float:
    """What a risk adds to the log10 odds of its condition.

    Parameters
    ----------
    risk : Risk
        With an odds ratio, or a chance that it brings the condition about by itself.
    log10_odds : float
        Odds before.

    Returns
    -------
    float
        The difference, base 10.
    """
    if risk.ratio is not None:
        return math.log10(risk.ratio.value)
    assert risk.adds is not None
    before = _expit(log10_odds)
    return _logit(1 - (1 - before) * (1 - risk.adds.value)) - log10_odds


def _diagnoses(facts: Facts, base: Knowledge, notes: dict[tuple[str, str], Note]) -> list[Shift]:
    """A diagnosis the person already has is nearly certain; so is one that a doctor made, by its finding."""
    ratio = math.log10(base.probability(base.settings["known_condition_ratio"]))
    shifts = []
    for name in sorted(known_to(facts, base)):
        item = f"known:{name}"
        shifts.append(Shift(item, {name: ratio}, as_evidence=True))
        notes[(item, "")] = Note(
            _("you already have the diagnosis: %(name)s") % {"name": base.conditions[name].plain_name},
            "project_judgement",
        )
    return shifts


def known_to(facts: Facts, base: Knowledge) -> set[str]:
    """Conditions that the person was told to have, under their own name or another one (dialysis: kidney disease)."""
    said = facts.known_conditions or frozenset()
    meant = {one for name in said if name in base.known_conditions for one in base.known_conditions[name].means}
    return (meant | said) & set(base.conditions)


def _movements(facts: Facts, base: Knowledge, notes: dict[tuple[str, str], Note]) -> list[Evidence]:
    """Each described movement is one thing that some cause, or nothing known, must have produced."""
    alone = base.probability(base.settings["unexplained_movement"])
    items = []
    for number, movement in enumerate(facts.movements, start=1):
        name = f"movement {number}"
        weights, text = {}, _movement_text(movement, base)
        for condition in base.conditions.values():
            if not condition.kinds and condition.id != "none_of_these":
                continue
            brings = 1.0 if condition.brings is None else condition.brings.value
            weights[condition.id] = brings * profile(condition, movement, base).weight
            notes[(name, condition.id)] = Note(text, condition.weights_source, condition.weights_tag)
        notes[(name, "")] = Note(text, "project_judgement")
        items.append(Evidence(name, weights, leak=alone * profile(None, movement, base).weight))
    return items


def _movement_text(movement: Movement, base: Knowledge) -> str:
    said = {"kind": movement.kind, **movement.attributes()}
    return "; ".join(base.movements[key].words[word] for key, word in said.items())


def definition_of(condition: Condition, facts: Facts) -> Definition | None:
    """The laboratory definition by which a person has a condition; None when no number says so."""
    return next((one for one in condition.defined_by if evaluate(one.when, facts) is Truth.YES), None)


def _required(facts: Facts, base: Knowledge, notes: dict[tuple[str, str], Note]) -> list[Evidence]:
    """A kind that a condition requires and nobody described speaks against it, unless a number defines it."""
    if not facts.movements:
        return []
    here = {movement.kind for movement in facts.movements}
    if UNCLEAR in here:
        return []
    miss = base.probability(base.settings["missing_kind"])
    wanted: dict[tuple[str, ...], list[str]] = {}
    for condition in base.conditions.values():
        if condition.requires and not here & set(condition.requires) and definition_of(condition, facts) is None:
            wanted.setdefault(condition.requires, []).append(condition.id)
    items = []
    for kinds, conditions in wanted.items():
        name = "no " + " or ".join(kinds)
        items.append(Evidence(name, dict.fromkeys(conditions, 1 - miss), leak=0.0, if_present=0.0, if_absent=1.0))
        labels = " or ".join(base.movements["kind"].words[kind] for kind in kinds)
        notes[(name, "")] = Note(
            _("you described no such movement: %(labels)s") % {"labels": labels}, "project_judgement"
        )
    return items


def answer_likelihood(value: str | float, base: Knowledge) -> tuple[float, float]:
    """P(this answer | present) and P(this answer | absent)."""
    if value == NOT_SURE:
        lean = base.probability(base.settings["not_sure_lean"])
        return lean, 1 - lean
    if value == NO:
        return 0.0, 1.0
    return 1.0, 0.0


def weights_of(name: str, base: Knowledge) -> dict[str, FindingWeight]:
    """How often each condition brings a finding along; what stands for another finding has its weights."""
    return base.finding_weights.get(base.findings[name].stands_for or name, {})


def answer_evidence(name: str, value: str | float, base: Knowledge) -> Evidence | None:
    """One answered question as evidence; None when no condition cares.

    Parameters
    ----------
    name : str
        Id of the finding.
    value : str or float
        The answer.
    base : Knowledge
        Weights and leaks.

    Returns
    -------
    Evidence or None
        With every condition that brings this finding along.
    """
    weights = base.weights_by_finding.get(base.findings[name].stands_for or name)
    if not weights:
        return None
    answer = value if value in (NO, NOT_SURE) else YES
    made = base.worked_out.setdefault("answers", {})
    if (name, answer) not in made:
        present, absent = answer_likelihood(answer, base)
        leak = base.findings[name].leak
        rest = base.probability(leak if leak is not None else "very_rare")
        made[name, answer] = Evidence(name, weights, leak=rest, if_present=present, if_absent=absent)
    return made[name, answer]  # type: ignore[no-any-return]


def _answers(facts: Facts, base: Knowledge, notes: dict[tuple[str, str], Note] | None) -> list[Evidence]:
    items = []
    kinds = {movement.kind for movement in facts.movements}
    for finding in facts.findings.values():
        entry = base.findings[finding.id]
        if entry.kind == "number" or entry.stands_for in facts.findings:
            continue
        if finding.said_yes and kinds & set(entry.told_by_kind):
            continue
        item = answer_evidence(finding.id, finding.value, base)
        if item is None:
            continue
        items.append(item)
        if notes is not None:
            notes.update(_weight_notes(finding, base))
    return items


def _weight_notes(finding: Finding, base: Knowledge) -> dict[tuple[str, str], Note]:
    """A condition's own words say that the finding is there; what was denied is told as denied."""
    text = finding.derived or base.findings[finding.id].name
    notes = {}
    notes[(finding.id, "")] = Note(text, base.findings[finding.id].source or "project_judgement")
    for condition, weight in weights_of(finding.id, base).items():
        value = base.number(weight.p)
        own = weight.text if finding.said_yes else ""
        notes[(finding.id, condition)] = Note(own or text, value.source, value.tag)
    return notes


def band_of(value: float, bands: tuple[float, ...]) -> int:
    """Which band a number falls into: 0 below the first limit, up to ``len(bands)``."""
    return sum(value >= limit for limit in bands)


def band_evidence(name: str, band: int, condition: str, weight: BandWeight) -> Evidence:
    """A number in a band, as evidence about the one condition that it measures."""
    return Evidence(
        f"{name}", {condition: 1.0}, leak=0.0, if_present=weight.present[band], if_absent=weight.absent[band]
    )


def _numbers(facts: Facts, base: Knowledge, notes: dict[tuple[str, str], Note]) -> list[Evidence]:
    """Numbers by their bands; beyond a laboratory definition the condition is there but for errors of measurement."""
    mistaken = base.probability(base.settings["definition_mistaken"])
    items = []
    for finding in facts.findings.values():
        entry = base.findings[finding.id]
        if entry.kind != "number" or isinstance(finding.value, str):
            continue
        for condition in base.conditions.values():
            for weight in condition.bands:
                if weight.finding != finding.id:
                    continue
                name = finding.id if entry.measures == condition.id else f"{finding.id} ({condition.id})"
                text = finding.derived or f"{entry.name} {finding.value:g} {entry.unit}".strip()
                defined = definition_of(condition, facts)
                if defined is not None and defined.when["number"] == finding.id:
                    items.append(Evidence(name, {condition.id: 1.0}, leak=0.0, if_present=1.0, if_absent=mistaken))
                    notes[(name, "")] = Note(f"{text.rstrip('.')}: {defined.text}", defined.source, defined.tag)
                    continue
                items.append(band_evidence(name, band_of(finding.value, entry.bands), condition.id, weight))
                notes[(name, "")] = Note(text, weight.source, weight.tag)
    return items
