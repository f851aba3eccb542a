"""What was concluded and planned: causes with their reasons, danger rules, the plan, and who made it from what."""

from __future__ import annotations

from typing import Any

import whytwitch
from whytwitch.knowledge.contact import needed
from whytwitch.model.picture import Cause, Contribution
from whytwitch.report.fhir.measured import said
from whytwitch.report.fhir.parts import (
    HL7,
    HPO,
    ICD10,
    OWN,
    Maker,
    Resource,
    clean,
    coding,
    concept,
    extension,
    notes,
)
from whytwitch.report.words import BASIS, FIT, LEVEL_CLINICIAN

#: Causes written; the rest is less likely than all of them.
_CAUSES = 30
_REASONS = 8


def add_flags(maker: Maker) -> None:
    """A Flag for each danger rule that spoke."""
    for number, one in enumerate(maker.workup.picture.urgency.because, start=1):
        maker.add(
            "Flag",
            f"flag-{number}",
            extension=[
                extension("urgency", valueCode=one.level.value),
                extension("verified", valueBoolean=one.verified),
                extension("source", valueString=one.source),
            ],
            status="active",
            category=[concept("", coding(f"{HL7}/flag-category", "clinical"))],
            code=concept(one.text, coding(f"{OWN}:danger-rule", one.rule)),
            subject=maker.patient,
            period={"start": maker.day},
        )


def add_risk(maker: Maker) -> None:
    """The causes as a RiskAssessment: words for all, a number only where it was measured in comparable people."""
    held = list(maker.workup.picture.causes[:_CAUSES])
    told = said(maker)
    moved = {one.finding for cause in held for one in (*cause.reasons_for, *cause.against)}
    maker.add(
        "RiskAssessment",
        "risk",
        status="preliminary",
        method=concept("Bayesian network (noisy-OR) over the knowledge base; most weights are expert judgement"),
        subject=maker.patient,
        occurrenceDateTime=maker.day,
        basis=[maker.refer("answers"), *(maker.refer(f"finding-{name}") for name in told if name in moved)],
        prediction=[_prediction(cause, maker) for cause in held],
        note=notes("Several causes can be true at once; the order is by how much each would explain."),
    )


def _prediction(cause: Cause, maker: Maker) -> Resource:
    known = maker.knowledge.conditions.get(cause.id)
    codes = [coding(f"{OWN}:condition", cause.id)]
    for name, system in (("icd10", ICD10), ("hpo", HPO)):
        if known and name in known.codes:
            codes.append(coding(system, known.codes[name]))
    span = [
        extension("low", valueDecimal=_rounded(cause.low)),
        extension("high", valueDecimal=_rounded(cause.high)),
        extension("basis", valueCode=cause.basis),
    ]
    measured = cause.basis == "measured"
    if not measured:
        span.insert(0, extension("value", valueDecimal=_rounded(cause.probability)))
    return clean(
        {
            "extension": [extension("probability", extension=span)],
            "outcome": concept(cause.name, *codes),
            "probabilityDecimal": _rounded(cause.probability) if measured else None,
            "qualitativeRisk": concept(FIT[cause.fit], coding(f"{OWN}:fit", cause.fit)),
            "rationale": _rationale(cause),
        }
    )


def _rounded(probability: float) -> float:
    return float(f"{probability:.4f}")


def _rationale(cause: Cause) -> str:
    parts = [f"Basis: {BASIS[cause.basis]}."]
    for word, reasons in (("For", cause.reasons_for), ("Against", cause.against)):
        if reasons:
            parts.append(f"{word}: {'; '.join(_reason(one) for one in reasons[:_REASONS])}.")
    if cause.explains:
        parts.append(f"Would explain {', '.join(cause.explains)}.")
    return " ".join(parts)


def _reason(one: Contribution) -> str:
    return f"{one.text.rstrip('.')} ({one.log10_odds:+.2f} log10 odds{f', {one.source}' if one.source else ''})"


def add_impression(maker: Maker) -> None:
    """The summary: level, what it rests on, the causes that fit."""
    urgency = maker.workup.picture.urgency
    fitting = [cause for cause in maker.workup.picture.causes if cause.fit in ("well", "partly")][:8]
    summary = f"First contact: {LEVEL_CLINICIAN[urgency.level]}. {urgency.first_contact}"
    if urgency.provisional:
        then = LEVEL_CLINICIAN[urgency.if_remaining_safety_answers_are_no]
        left = f"{len(urgency.unanswered)} safety items are open" if urgency.unanswered else "something is not known"
        left = f"not known: {needed(urgency.unknown)}" if urgency.unknown and not urgency.unanswered else left
        summary += f" Provisional: {left}; {then} if all are no."
    maker.add(
        "ClinicalImpression",
        "impression",
        extension=[
            extension("urgency", valueCode=urgency.level.value),
            extension("provisional", valueBoolean=urgency.provisional),
        ],
        status="in-progress" if urgency.provisional else "completed",
        description="Drawn by a program from what was entered. Nobody examined the person. No diagnosis.",
        subject=maker.patient,
        date=maker.day,
        summary=summary,
        finding=[
            {"itemCodeableConcept": concept(one.name, coding(f"{OWN}:condition", one.id)), "basis": FIT[one.fit]}
            for one in fitting
        ],
        investigation=[{"code": concept("What was told"), "item": [maker.refer("answers")]}],
        note=notes(*maker.workup.picture.warnings),
    )


def add_plan(maker: Maker) -> None:
    """The plan, as proposals: what to do, what to leave, whom to see, when to come back."""
    plan = maker.workup.plan
    tests = [f"Ask about this test: {one.text}" for one in maker.workup.picture.tests]
    steps: list[dict[str, Any]] = [{"description": f"See {plan.see.who}, {plan.see.by}.", "kind": "Appointment"}]
    steps += [{"description": one.text, "advice": one} for one in plan.tonight]
    steps += [{"description": one.text, "advice": one, "doNotPerform": True} for one in plan.avoid]
    steps += [{"description": one} for one in (*plan.follow_up, *plan.tell_the_doctor, *tests)]
    steps += [{"description": f"Get help: {one}"} for one in plan.come_back_if]
    activities = []
    for step in steps:
        advice = step.pop("advice", None)
        if advice is not None:
            step["code"] = concept("", coding(f"{OWN}:measure", advice.id))
            step["extension"] = [
                extension("strength", valueCode=advice.strength or "none"),
                extension("source", valueString=advice.source),
                extension("verified", valueBoolean=advice.verified),
            ]
        activities.append({"detail": {**step, "status": "not-started"}})
    maker.add(
        "CarePlan",
        "plan",
        status="active",
        intent="proposal",
        title="What to do",
        description="Proposals for a lay person; no doses, and no prescribed medicine is stopped.",
        subject=maker.patient,
        created=maker.day,
        supportingInfo=[maker.refer("impression")],
        activity=activities,
    )


def add_provenance(maker: Maker) -> None:
    """Which program and which knowledge made all this."""
    stamp = maker.workup.picture.knowledge
    targets = [{"reference": f"urn:uuid:{one['id']}"} for one in maker.made]
    program = maker.add(
        "Device",
        "program",
        deviceName=[{"name": "whytwitch", "type": "model-name"}],
        version=[{"value": whytwitch.__version__}],
        note=notes("Decision support and education; not a cleared medical device."),
    )
    maker.add(
        "Provenance",
        "provenance",
        target=targets,
        recorded=f"{maker.day or stamp.date.isoformat()}T00:00:00Z",
        agent=[{"type": concept("", coding(f"{HL7}/provenance-participant-type", "assembler")), "who": program}],
        entity=[
            {
                "role": "source",
                "what": {
                    "identifier": {"system": f"{OWN}:knowledge", "value": stamp.hash},
                    "display": f"knowledge {stamp.version} of {stamp.date.isoformat()}",
                },
            }
        ],
    )
