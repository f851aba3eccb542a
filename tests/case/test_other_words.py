"""Other words in a case file: British and American, plural, the doctor's word, the short one."""

from __future__ import annotations

import pytest

from whytwitch.errors import UnknownNameError
from whytwitch.evidence.case import build_case
from whytwitch.evidence.case.names import diagnosis_id, finding_id, movement_word
from whytwitch.knowledge import knowledge
from whytwitch.model.case import OtherResult


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("hemodialysis", "dialysis"),
        ("End-stage renal disease", "dialysis"),
        ("Chronic renal failure", "chronic_kidney_disease"),
        ("type 2 diabetes mellitus", "diabetes"),
        ("obstructive sleep apnea", "sleep_apnoea"),
        ("hypocalcemia", "low_calcium"),
        ("hypomagnesaemia", "low_magnesium"),
        ("iron deficiency anemia", "iron_deficiency"),
        ("total thyroidectomy", "neck_or_thyroid_surgery"),
        ("metastatic breast cancer", "cancer"),
        ("Tourette syndrome", "tic_disorder"),
        ("Guillain-Barre syndrome", "guillain_barre_syndrome"),
    ],
)
def test_a_natural_name_of_a_diagnosis_finds_its_id(said: str, means: str) -> None:
    assert diagnosis_id(said) == means


@pytest.mark.parametrize("said", ["family history of stroke", "no diabetes", "suspected epilepsy", "hiatus hernia"])
def test_what_the_person_does_not_have_finds_nothing(said: str) -> None:
    assert diagnosis_id(said) == said


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("trismus", "lockjaw"),
        ("urinary_retention", "new_bladder_change"),
        ("status epilepticus", "convulsion_repeated"),
        ("unable to walk", "cannot_stand"),
        ("intubated", "breathless_at_rest"),
        ("post-ictal", "convulsion_today"),
        ("Babinski", "brisk_reflexes"),
        ("paresthesias", "tingling"),
        ("epileptic spasms", "infant_runs_of_spasms"),
        ("weight loss", "unexplained_weight_loss"),
    ],
)
def test_a_natural_name_of_a_finding_finds_its_id(said: str, means: str) -> None:
    assert finding_id(said) == means


def test_movements_take_the_doctors_words() -> None:
    case = build_case(
        {
            "movements": [
                {
                    "kind": "fasciculations",
                    "site": "lower limb",
                    "side": "bilateral",
                    "when": "at rest",
                    "often": "every day",
                },
                {"kind": "myoclonus", "site": "generalized", "seen_by": "wife"},
            ]
        }
    )
    first, second = case.movements
    assert (first.kind, first.site, first.side, first.when, first.often) == (
        "twitch",
        "leg",
        "both",
        "lying_awake",
        "daily",
    )
    assert (second.kind, second.site, second.seen_by) == ("jerk", "whole_body", "partner")


def test_a_word_that_nobody_knows_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean"):
        build_case({"findings": {"muscle_wastting": "yes"}})
    assert movement_word("kind", "nothing of the sort") == "nothing of the sort"


def test_no_word_means_two_things() -> None:
    base = knowledge()
    for one in base.findings.values():
        for word in one.also:
            assert finding_id(word) == one.id, word
    for known in base.known_conditions.values():
        for word in known.also:
            assert diagnosis_id(word) == known.id, word
    for attribute, vocabulary in base.movements.items():
        for word, others in vocabulary.also.items():
            assert {movement_word(attribute, other) for other in others} <= {word}


@pytest.mark.parametrize(
    ("test", "result", "value"),
    [
        ("antistreptolysin O", "mildly raised", "yes"),
        ("ASO titer", "888 U, elevated", "yes"),
        ("throat swab", "negative", "no"),
        ("throat swab", "not done", None),
    ],
)
def test_results_in_words_answer_what_they_show(test: str, result: str, value: str | None) -> None:
    from whytwitch.evidence.results import findings_from_results

    found = findings_from_results((OtherResult(test=test, result=result),), knowledge())
    assert [one.value for one in found if one.id == "strep_shown"] == ([value] if value else [])
