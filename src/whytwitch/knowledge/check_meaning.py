"""What the schema cannot see: names used across files, probabilities, rows that add up, danger rules."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose
from typing import TYPE_CHECKING, Any

from whytwitch.errors import nearest
from whytwitch.knowledge import schema
from whytwitch.knowledge.expressions import names, uses_negation

if TYPE_CHECKING:
    from whytwitch.knowledge.check import Entry, Tables

#: The groups that published cases were sorted into (list in the README of the shared cases, which is not shipped).
#: A cause of ours names the one it counts as.
GROUPS = frozenset(
    "restless_legs_syndrome periodic_limb_movement_disorder hypnic_jerks benign_fasciculation "
    "cramp_fasciculation_or_hyperexcitability motor_neuron_disease peripheral_neuropathy "
    "radiculopathy_or_nerve_compression spinal_cord_lesion epilepsy_focal_or_nocturnal myoclonus_metabolic_or_toxic "
    "hypocalcemia hypomagnesemia potassium_or_sodium_disorder iron_deficiency renal_failure thyroid_disorder diabetes "
    "vitamin_b12_deficiency vitamin_d_deficiency drug_induced caffeine_stimulant_alcohol exercise_fatigue_dehydration "
    "stress_anxiety tic_disorder dystonia parkinson_disease chorea rem_sleep_behavior_disorder "
    "propriospinal_or_spinal_myoclonus functional_movement_disorder fibromyalgia varicose_veins_or_venous "
    "pregnancy_related_rls painful_legs_moving_toes nocturnal_leg_cramps sleep_apnea_related "
    "rhythmic_movement_disorder orthostatic_tremor_or_myoclonus other".split()
)

_ROW = 1e-6  # how far the parts of one may be from it


def check(tables: Tables) -> None:
    """Look at everything that was read.

    Parameters
    ----------
    tables : Tables
        Faults are added to it.
    """
    for find in (_danger, _findings, _conditions, _links, _measures, _tests, _movements, _medicines, _numbers, _claims):
        tables.faults += [f"{place}: {text}." for place, text in find(tables)]


Faults = Iterator[tuple[str, str]]


# ---------------------------------------------------------------- expressions


def _expression(tables: Tables, entry: Entry, key: str, expression: Any, *inside: str | int) -> Faults:
    inside = inside or (key,)
    known = {
        "finding": set(tables.of(schema.Finding)),
        "condition": set(tables.of(schema.KnownCondition)) | set(tables.of(schema.Condition)),
        "medicine": _medicine_names(tables),
        "movement": {
            f"{attribute}:{word}" for attribute, one in tables.of(schema.Vocabulary).items() for word in one.made.words
        },
    }
    for kind, name in names(expression):
        if kind == "form":
            yield entry.at(*inside), f"'{entry.id}' has an expression in '{key}' that is none: {name}"
        elif name not in known[kind]:
            yield (
                entry.at(*inside),
                f"'{entry.id}' names the {kind} '{name}', which does not exist{_perhaps(name, known[kind])}",
            )


def _medicine_names(tables: Tables) -> set[str]:
    groups = tables.of(schema.MedicineClass)
    return set(groups) | {generic for group in groups.values() for generic in group.made.members}


def _perhaps(name: str, known: set[str]) -> str:
    meant = nearest(name, known, count=1)
    return f"; {meant.rstrip('?')}" if meant else ""


# ---------------------------------------------------------------- one kind of entry each


def _danger(tables: Tables) -> Faults:
    for entry in tables.of(schema.DangerRule).values():
        rule = entry.made
        yield from _expression(tables, entry, "when", rule.when)
        if rule.applies is not None:
            yield from _expression(tables, entry, "applies", rule.applies)
        for key in ("when", "applies"):
            if uses_negation(getattr(rule, key)):
                yield entry.at(key), f"the danger rule '{rule.id}' uses 'no:', so that a danger sign could lower it"
        used = {name for kind, name in names(rule.when) if kind == "finding"}
        for name in rule.counted_when_known:
            one = tables.of(schema.Finding).get(name)
            if name not in used or one is None or one.made.kind != "yes_no":
                yield (
                    entry.at("counted_when_known"),
                    f"the danger rule '{rule.id}' counts '{name}' when known, but that is no plain finding of its"
                    " 'when' (a danger sign always has to be answered)",
                )
        if not rule.reason.strip():
            yield entry.at(), f"the danger rule '{rule.id}' has no reason"
        if not rule.text.startswith("Because "):
            yield entry.at("text"), f"the text of the danger rule '{rule.id}' does not begin with 'Because'"
        if not rule.action:
            yield entry.at(), f"the danger rule '{rule.id}' does not say what to do"
        source = tables.of(schema.Source).get(rule.source)
        if rule.verified and source is not None and source.made.read != "primary":
            yield (
                entry.at("verified"),
                f"the rule '{rule.id}' is marked verified, but '{rule.source}' was not read itself",
            )


def _findings(tables: Tables) -> Faults:
    for entry in tables.of(schema.Finding).values():
        finding = entry.made
        if finding.only_if is not None:
            yield from _expression(tables, entry, "only_if", finding.only_if)
            if finding.kind == "danger" and uses_negation(finding.only_if):
                yield (
                    entry.at("only_if"),
                    f"the danger sign '{finding.id}' is asked only if something is denied ('no:')",
                )
        if finding.kind == "danger":
            for key in ("question", "concrete", "why", "topic"):
                if not getattr(finding, key):
                    yield entry.at(), f"the danger sign '{finding.id}' has no '{key}'"
        if finding.kind == "choice" and not finding.choices:
            yield entry.at(), f"the choice '{finding.id}' has no 'choices'"
        if finding.kind == "number" and list(finding.bands) != sorted(set(finding.bands)):
            yield entry.at("bands"), f"the bands of '{finding.id}' do not rise"
        yield from _one_of(entry, "test", finding.test, set(tables.of(schema.Test)))
        yield from _one_of(entry, "measures", finding.measures, set(tables.of(schema.Condition)))
        yield from _probability(tables, entry, finding.leak, "leak")


def _conditions(tables: Tables) -> Faults:
    findings, words = tables.of(schema.Finding), tables.of(schema.Vocabulary)
    kinds = set(words["kind"].made.words) if "kind" in words else set()
    for entry in tables.of(schema.Condition).values():
        cause = entry.made
        if cause.group not in GROUPS:
            yield (
                entry.at("group"),
                f"'{cause.id}' has the group '{cause.group}', which is none{_perhaps(cause.group, set(GROUPS))}",
            )
        for key, weight in cause.kinds.items():
            yield from _one_of(entry, "kinds", key, kinds)
            yield from _probability(tables, entry, weight, "kinds", key)
        for kind in cause.requires:
            yield from _one_of(entry, "requires", kind, kinds)
        for attribute, row in cause.attributes.items():
            yield from _one_of(entry, "attributes", attribute, set(words))
            for word, weight in row.items():
                if attribute in words:
                    yield from _one_of(entry, "attributes", word, set(words[attribute].made.words))
                yield from _probability(tables, entry, weight, "attributes", attribute, word)
        for number, weight in enumerate(cause.findings):
            yield from _one_of(entry, "findings", weight.finding, set(findings))
            yield from _probability(tables, entry, weight.p, "findings", number, "p")
        for setting, prior in cause.prior.items():
            yield from _probability(tables, entry, prior, "prior", setting)
        yield from _probability(tables, entry, cause.brings, "brings")
        sites = set(tables.of(schema.Vocabulary)["site"].made.words)
        for word in cause.only_at:
            yield from _one_of(entry, "only_at", word, sites)
        for number, trigger in enumerate(cause.worsens):
            yield from _expression(tables, entry, "worsens", trigger.when, "worsens", number)
            for word in trigger.of:
                yield from _one_of(entry, "worsens", word, set(tables.of(schema.Condition)))
        for word, chance in cause.since.items():
            yield from _probability(tables, entry, chance, "since", word)
        yield from _bands(entry, cause, findings)
        for number, one in enumerate(cause.defined_by):
            yield from _expression(tables, entry, "defined_by", one.when, "defined_by", number)
            if one.when.get("number") not in {band.finding for band in cause.bands}:
                yield (
                    entry.at("defined_by", number),
                    f"'{cause.id}' is defined by something that is no number of its bands",
                )


def _bands(entry: Entry, cause: schema.Condition, findings: dict[str, Entry]) -> Faults:
    for number, band in enumerate(cause.bands):
        if band.finding not in findings:
            yield (
                entry.at("bands", number),
                f"'{cause.id}' weighs '{band.finding}', which does not exist{_perhaps(band.finding, set(findings))}",
            )
            continue
        wanted = len(findings[band.finding].made.bands) + 1
        for key in ("present", "absent"):
            row = getattr(band, key)
            if len(row) != wanted:
                yield (
                    entry.at("bands", number),
                    f"'{cause.id}', {band.finding}: '{key}' has {len(row)} parts for {wanted} bands",
                )
            if not isclose(sum(row), 1, abs_tol=_ROW):
                yield entry.at("bands", number), f"'{cause.id}', {band.finding}: '{key}' adds up to {sum(row):g}, not 1"
            if any(not 0 <= part <= 1 for part in row):
                yield entry.at("bands", number), f"'{cause.id}', {band.finding}: '{key}' holds a part outside 0 to 1"


def _links(tables: Tables) -> Faults:
    conditions = set(tables.of(schema.Condition))
    for entry in tables.of(schema.KnownCondition).values():
        for name in entry.made.means:
            yield from _one_of(entry, "means", name, conditions)
    findings = set(tables.of(schema.Finding))
    for entry in tables.of(schema.Finding).values():
        yield from _one_of(entry, "stands_for", entry.made.stands_for, findings)
    for entry in tables.of(schema.Condition).values():
        cause = entry.made
        for number, risk in enumerate(cause.risks):
            yield from _expression(tables, entry, "risks", risk.when, "risks", number)
            if risk.ratio is not None and risk.ratio.value <= 0:
                yield entry.at("risks", number), f"'{cause.id}' has a ratio of {risk.ratio.value:g}; a ratio is above 0"
            yield from _probability(tables, entry, risk.adds, "risks", number, "adds")
        for number, link in enumerate(cause.links):
            yield from _one_of(entry, "links", link.condition, conditions)
            yield from _probability(tables, entry, link.p, "links", number, "p")
        for key, known in (("tests", set(tables.of(schema.Test))), ("measures", set(tables.of(schema.Measure)))):
            for name in getattr(cause, key):
                yield from _one_of(entry, key, name, known)
        if (cause.see.after_weeks is None) != (cause.see.then is None):
            yield entry.at("see"), f"'{cause.id}': 'after_weeks' and 'then' go together"


def _measures(tables: Tables) -> Faults:
    conditions = set(tables.of(schema.Condition))
    for entry in tables.of(schema.Measure).values():
        for key in ("only_if", "never_if"):
            gate = getattr(entry.made, key)
            if gate is not None:
                yield from _expression(tables, entry, key, gate)
        for name in entry.made.for_conditions:
            yield from _one_of(entry, "for_conditions", name, conditions)


def _tests(tables: Tables) -> Faults:
    for entry in tables.of(schema.Test).values():
        yield from _one_of(entry, "finding", entry.made.finding, set(tables.of(schema.Finding)))


def _movements(tables: Tables) -> Faults:
    for entry in tables.of(schema.Vocabulary).values():
        row = entry.made.usual
        for word, weight in row.items():
            yield from _one_of(entry, "usual", word, set(entry.made.words))
            yield from _probability(tables, entry, weight, "usual")
        parts = [weight for weight in row.values() if not isinstance(weight, str)]
        if parts and len(parts) == len(row) and not isclose(sum(parts), 1, abs_tol=_ROW):
            yield entry.at("usual"), f"the row 'usual' of '{entry.id}' adds up to {sum(parts):g}, not 1"


def _medicines(tables: Tables) -> Faults:
    for entry in tables.of(schema.MedicineClass).values():
        if not entry.made.members:
            yield entry.at(), f"the class '{entry.id}' has no members"


def _numbers(tables: Tables) -> Faults:
    for key, entry in tables.entries.get("Number", {}).items():
        if key.startswith("scale."):
            yield from _probability(tables, entry, entry.made)


def _claims(tables: Tables) -> Faults:
    rows = set(tables.of(schema.CoverageRow))
    for entry in tables.of(schema.Claim).values():
        if entry.made.row not in rows:
            yield entry.at("row"), f"the claim '{entry.id}' names the row '{entry.made.row}', none of coverage.yaml"
        for name in entry.made.conditions:
            yield from _one_of(entry, "conditions", name, set(tables.of(schema.Condition)))


def verified_without_reading(tables: Tables) -> list[str]:
    """Entries marked verified whose source was not read itself.

    Parameters
    ----------
    tables : Tables
        All entries.

    Returns
    -------
    list of str
        One sentence each.
    """
    unread = {name for name, source in tables.of(schema.Source).items() if source.made.read != "primary"}
    return [
        f"{entry.at('verified')}: '{name}' is marked verified, but '{entry.made.source}' was not read itself."
        for table in tables.entries.values()
        for name, entry in table.items()
        if getattr(entry.made, "verified", False) and entry.made.source in unread
    ]


# ---------------------------------------------------------------- small parts


def _one_of(entry: Entry, key: str, name: str, known: set[str]) -> Faults:
    if name and name not in known:
        yield entry.at(key), f"'{entry.id}' names '{name}' in '{key}', which does not exist{_perhaps(name, known)}"


def _probability(tables: Tables, entry: Entry, value: Any, *inside: str | int) -> Faults:
    if value is None:
        return
    if isinstance(value, str):
        if value not in tables.scale:
            yield entry.at(*inside), f"'{entry.id}' uses the word '{value}', which is not on the scale in about.yaml"
        return
    numbers = [value.value, value.low, value.high] if isinstance(value, schema.Number) else [value]
    for number in numbers:
        if number is not None and not 0 <= number <= 1:
            yield entry.at(*inside), f"'{entry.id}' has a probability of {number:g}; it lies between 0 and 1"
