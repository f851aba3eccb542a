"""What people read: reading age, warnings, forbidden words; and that the numbers behind it are possible and sourced."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from whytwitch.knowledge import Knowledge, knowledge
from whytwitch.knowledge.reading_age import grade, syllables
from whytwitch.knowledge.schema import Condition, Number
from whytwitch.model.urgency import Level

BASE: Knowledge = knowledge()
CONDITIONS = list(BASE.conditions.values())

#: The groups that published cases are sorted into (shared/cases/README.md).
GROUPS = set(
    """restless_legs_syndrome periodic_limb_movement_disorder hypnic_jerks benign_fasciculation
    cramp_fasciculation_or_hyperexcitability motor_neuron_disease peripheral_neuropathy
    radiculopathy_or_nerve_compression spinal_cord_lesion epilepsy_focal_or_nocturnal
    myoclonus_metabolic_or_toxic hypocalcemia hypomagnesemia potassium_or_sodium_disorder iron_deficiency
    renal_failure thyroid_disorder diabetes vitamin_b12_deficiency vitamin_d_deficiency drug_induced
    caffeine_stimulant_alcohol exercise_fatigue_dehydration stress_anxiety tic_disorder dystonia
    parkinson_disease chorea rem_sleep_behavior_disorder propriospinal_or_spinal_myoclonus
    functional_movement_disorder fibromyalgia varicose_veins_or_venous pregnancy_related_rls
    painful_legs_moving_toes nocturnal_leg_cramps sleep_apnea_related rhythmic_movement_disorder
    orthostatic_tremor_or_myoclonus other""".split()
)

#: Words that safety.md section 6 forbids, and kin.
FORBIDDEN = re.compile(
    r"just anxiety|only anxiety|just stress|you(?:'re| are) fine|nothing to worry about|rare but fatal"
    r"|lacking magnesium|you do not have|you don't have|you have no (?:disease|illness|tumour|nerve)|in your head"
    r"|stop taking (?:it|the|your)",
    re.IGNORECASE,
)
#: A unit with a stroke behind it (µg/L) belongs to a blood value.
DOSE = re.compile(
    r"\b\d+(?:[.,]\d+)?\s?(?:mg|µg|mcg|ug|grams?|iu|units?|(?:ml|tablets?) (?:a|per|daily))\b(?!/)",
    re.IGNORECASE,
)
LICENSED = re.compile(
    r"\bIRLS\b|RLS-6|Epworth|Pittsburgh Sleep|Insomnia Severity|STOP-?Bang|CH-RLSq|ASRS", re.IGNORECASE
)
BY_WHEN = re.compile(r"today|now|ambulance|within|if it (?:lasts|stays|comes)", re.IGNORECASE)


def page_text(condition: Condition) -> str:
    return " ".join(getattr(condition.page, part) for part in type(condition.page).model_fields)


def lay_texts() -> Iterator[tuple[str, str]]:
    """Every sentence of this room that a lay person may read."""
    for condition in CONDITIONS:
        yield (
            condition.id,
            " ".join(
                [
                    page_text(condition),
                    condition.plain_name,
                    condition.lay_note,
                    *condition.lay_note_examined.values(),
                    condition.see.text,
                ]
            ),
        )
        for weight in [*condition.findings, *condition.risks, *condition.links]:
            yield condition.id, weight.text
    for finding in BASE.findings.values():
        yield finding.id, " ".join([finding.name, finding.question, finding.concrete, finding.why])
    for measure in BASE.measures.values():
        yield measure.id, measure.text
    for test in BASE.tests.values():
        yield test.id, " ".join([test.name, test.can_show, test.cannot_show, test.not_needed_when])
    for claim in BASE.claims.values():
        yield claim.id, claim.why


def numbers_of(condition: Condition) -> Iterator[tuple[str, Number]]:
    for setting, number in condition.prior.items():
        yield f"prior {setting}", number
    for place, risk in enumerate(condition.risks):
        yield f"risk {place}", risk.ratio or risk.adds  # type: ignore[misc]
    for link in condition.links:
        yield f"link {link.condition}", link.p
    for weight in condition.findings:
        yield f"finding {weight.finding}", BASE.number(weight.p)


@pytest.mark.parametrize(
    ("word", "count"),
    [("cramp", 1), ("muscle", 2), ("needles", 2), ("diabetes", 4), ("movement", 2), ("station", 2), ("area", 3),
     ("being", 2), ("twitched", 1), ("needed", 2), ("neurologist", 4), ("quinine", 2), ("changes", 2), ("75", 1)],
)  # fmt: skip
def test_syllables_by_rule(word: str, count: int) -> None:
    assert syllables(word) == count


def test_grade_tells_plain_from_hard() -> None:
    plain = "The leg twitches. It does not hurt. It stops when you walk."
    hard = (
        "Fasciculations characteristically demonstrate spontaneous electromyographic discharges of unknown aetiology."
    )
    assert grade(plain) < 3
    assert grade(hard) > 15
    assert grade("") == 0.0


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda one: one.id)
def test_page_is_read_at_twelve(condition: Condition) -> None:
    assert grade(page_text(condition)) <= 7
    for part in type(condition.page).model_fields:
        assert grade(getattr(condition.page, part)) <= 9, part


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda one: one.id)
def test_page_says_when_to_worry_and_by_when(condition: Condition) -> None:
    assert len(condition.page.when_to_worry) > 60
    assert BY_WHEN.search(condition.page.when_to_worry)


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda one: one.id)
def test_group_is_one_of_those_agreed(condition: Condition) -> None:
    assert condition.group in GROUPS


def test_no_forbidden_words_doses_or_licensed_scales() -> None:
    for name, text in lay_texts():
        for rule in (FORBIDDEN, DOSE, LICENSED):
            assert not rule.search(text), f"{name}: {rule.search(text)}"


def test_motor_neurone_disease_is_never_a_bare_name() -> None:
    condition = BASE.conditions["motor_neurone_disease"]
    assert condition.shown_to_lay == "only_with_reason"
    assert "2–3 in 100 000 adults" in condition.lay_note
    assert "You have not been examined" in condition.lay_note
    for note in condition.lay_note_examined.values():
        assert "2–3 in 100 000 adults" in note
        assert "not been examined" not in note
    assert condition.prior["self_referred"].value < condition.prior["general_practice"].value <= 0.002


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda one: one.id)
def test_every_number_is_possible_and_has_a_source(condition: Condition) -> None:
    for place, number in numbers_of(condition):
        assert number.source in BASE.sources, f"{place}: {number.source}"
        if not place.startswith("risk"):
            assert 0 < number.value < 1, place
        if number.tag == "measured":
            assert BASE.sources[number.source].read in ("primary", "secondary"), place
        if number.verified:
            assert BASE.sources[number.source].read == "primary", f"{place}: verified, but {number.source} was not read"
    for name in (condition.weights_source, condition.see.source, *condition.sources):
        assert name in BASE.sources, name


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda one: one.id)
def test_rows_and_bands_are_distributions(condition: Condition) -> None:
    for attribute, row in {"kind": condition.kinds, **condition.attributes}.items():
        assert set(row) <= set(BASE.movements[attribute].words), attribute
        assert sum(map(BASE.probability, row.values())) <= 1 + 1e-6, attribute
    for weight in condition.bands:
        bands = BASE.findings[weight.finding].bands
        for row in (weight.present, weight.absent):
            assert len(row) == len(bands) + 1, weight.finding
            assert sum(row) == pytest.approx(1, abs=1e-6), weight.finding
            assert min(row) > 0, weight.finding
    assert set(condition.requires) <= set(condition.kinds)


def test_names_lead_somewhere() -> None:
    for condition in CONDITIONS:
        assert set(condition.tests) <= set(BASE.tests), condition.id
        assert set(condition.measures) <= set(BASE.measures), condition.id
        assert {weight.finding for weight in condition.findings} <= set(BASE.findings), condition.id
        assert {link.condition for link in condition.links} <= set(BASE.conditions), condition.id
    for finding in BASE.findings.values():
        assert not finding.test or finding.test in BASE.tests, finding.id
        assert not finding.measures or finding.measures in BASE.conditions, finding.id
        assert list(finding.bands) == sorted(set(finding.bands)), finding.id
    for entry in [*BASE.tests.values(), *BASE.measures.values(), *BASE.claims.values()]:
        assert entry.source in BASE.sources, entry.id
        if entry.verified:
            assert BASE.sources[entry.source].read == "primary", entry.id


GATED = {
    "less_alcohol": "shakes_without_alcohol",
    "alcohol_less_nerves": "shakes_without_alcohol",
    "massage_and_warmth": "one_leg_swollen",
    "warm_bath": "numb_feet",
    "drink_as_usual": "heart_failure",
    "rest_from_checking": "failed_grip_or_buttons",
    "stop_searching": "muscle_wasting",
}


@pytest.mark.parametrize("name", GATED)
def test_advice_waits_for_its_gate(name: str) -> None:
    measure = BASE.measures[name]
    assert measure.gate_unknown == "hold"
    assert GATED[name] in str(measure.never_if)


def test_self_care_of_twitching_becomes_routine_after_two_weeks() -> None:
    see = BASE.conditions["ordinary_twitching"].see
    assert (see.level, see.after_weeks, see.then) == (Level.SELF_CARE, 2, Level.ROUTINE)
