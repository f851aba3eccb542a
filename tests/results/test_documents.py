# ruff: noqa: E501 - the table is easier to read one to a line
"""Other tests as documents: what enters the picture, what a normal test cannot show, what is asked back."""

from __future__ import annotations

import pytest

import whytwitch
from whytwitch.evidence.results import findings_from_results, read_result, remarks_on_results
from whytwitch.knowledge import knowledge
from whytwitch.knowledge.documents import document_kinds, faults_of_documents
from whytwitch.model.case import OtherResult

BASE = knowledge()


def told(test: str, result: str, note: str | None = None) -> dict[str, str | float]:
    return {
        one.id: one.value for one in findings_from_results((OtherResult(test=test, result=result, note=note),), BASE)
    }


@pytest.mark.parametrize(
    ("test", "result", "gives"),
    [
        ("eeg", "normal", {"eeg_epileptiform": "no"}),
        ("Sleep-deprived EEG", "left frontal spikes", {"eeg_epileptiform": "yes"}),
        ("EEG", "no epileptiform discharges, background normal", {}),
        ("EEG", "slowing over the left temporal lobe", {}),
        ("needle EMG", "normal", {"emg_abnormal": "no", "nerves_fire_on": "no"}),
        ("EMG", "chronic neurogenic change and fibrillations in L5", {"emg_abnormal": "yes"}),
        ("EMG", "fasciculation potentials only", {"emg_abnormal": "no"}),
        ("EMG", "myokymic discharges in both calves", {"emg_abnormal": "yes", "nerves_fire_on": "yes"}),
        ("EMG", "keine Denervierung, no fibrillation", {}),
        ("NCS", "axonal sensorimotor polyneuropathy", {"nerve_conduction_abnormal": "yes"}),
        ("MRI lumbar spine", "L5/S1 disc herniation with root contact", {"root_pressed_on_scan": "yes"}),
        ("MRI", "lumbar spine: disc bulge, no nerve root compression", {}),
        ("MRI spine", "normal", {"root_pressed_on_scan": "no", "cord_pressed_on_scan": "no"}),
        ("MRI brain", "normal", {}),
        ("bone density", "T-score -2.8, osteoporosis", {}),
        ("sleep study", "AHI 22/h, PLMS index 35/h (AASM)", {"breathing_pauses_index": 22.0, "plms_index": 35.0}),
        ("Polysomnographie", "IAH: 3,5; REM sleep without atonia", {"breathing_pauses_index": 3.5, "rem_without_atonia": "yes"}),
        ("duplex", "no DVT", {}),
        ("leg duplex", "normal", {"leg_clot_on_ultrasound": "no"}),
        ("antibodies", "CASPR2 positive, LGI1 negative", {"caspr2_or_lgi1_found": "yes"}),
        ("antibodies", "GAD negative, CASPR2 not detected", {}),
        ("ECG", "QTc 510 ms, long QT", {}),
        ("tarot", "the tower", {}),
    ],
)  # fmt: skip
def test_what_a_document_brings(test: str, result: str, gives: dict) -> None:
    assert told(test, result) == gives


def test_a_normal_eeg_never_rules_night_epilepsy_out() -> None:
    result = OtherResult(test="eeg", result="normal")
    assert "does not rule it out" in remarks_on_results((result,), BASE)[0]
    person = {"person": {"age": 30, "sex": "male"}, "movements": [{"kind": "jerk", "site": "leg", "when": "asleep"}]}

    def chance(**more: object) -> float:
        causes = whytwitch.draw({**person, **more}).picture.causes
        return next(one.probability for one in causes if one.id == "sleep_related_hypermotor_epilepsy")

    without, with_normal = chance(), chance(results=[{"test": "eeg", "result": "normal"}])
    assert without * 0.4 < with_normal < without
    assert chance(results=[{"test": "eeg", "result": "frontal spikes"}]) > without * 5


def test_bone_density_has_no_role_and_says_so() -> None:
    result = OtherResult(test="dxa", result="normal")
    assert "no role in twitching" in remarks_on_results((result,), BASE)[0]
    assert not findings_from_results((result,), BASE)


def test_leg_movements_without_a_rule_book_are_asked_about() -> None:
    without = read_result(OtherResult(test="sleep study", result="PLMI 35/h"))
    assert any("rule book" in ask for ask in without.asks)
    assert read_result(OtherResult(test="sleep study", result="PLMI 35/h by WASM 2016")).rules == "wasm2016"
    assert not read_result(OtherResult(test="sleep study", result="PLMI 35/h by WASM 2016")).asks


def test_numbers_nobody_has_are_asked_about() -> None:
    document = read_result(OtherResult(test="psg", result="AHI 2200"))
    assert not document.numbers
    assert any("not possible" in ask for ask in document.asks)


def test_normal_and_a_finding_together_are_asked_about_and_not_used() -> None:
    assert told("EMG", "normal", "chronic denervation in L5") == {}


def test_a_home_study_says_nothing_about_dream_sleep() -> None:
    assert told("home sleep study", "normal") == {}


def test_what_was_once_found_stays_found() -> None:
    results = (
        OtherResult(test="eeg", result="spikes", at="2026-01-01"),
        OtherResult(test="eeg", result="normal", at="2026-05-01"),
    )
    assert [one.value for one in findings_from_results(results, BASE)] == ["yes"]


def test_every_name_in_the_documents_exists() -> None:
    kinds = document_kinds()
    assert len(kinds) >= 13
    assert faults_of_documents(kinds, set(BASE.tests), set(BASE.findings)) == []
    broken = kinds["eeg"].model_copy(update={"test": "nothing", "normal_gives": {"no_such": "no"}})
    assert len(faults_of_documents({"eeg": broken}, set(BASE.tests), set(BASE.findings))) == 2


@pytest.mark.parametrize("name", sorted(document_kinds()))
def test_each_kind_is_found_by_its_names(name: str) -> None:
    kind = document_kinds()[name]
    assert all(read_result(OtherResult(test=one, result="normal")).kind is not None for one in kind.names)
    assert BASE.tests[kind.test].cannot_show
