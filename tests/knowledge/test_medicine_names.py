"""Medicines as people spell them."""

from __future__ import annotations

import pytest

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.medicine_names import classes_of, find_medicine, plain
from whytwitch.model.case import Medicine


@pytest.mark.parametrize(
    ("written", "generic"),
    [
        ("Zoloft", "sertraline"),
        ("sertralin 50mg", "sertraline"),
        ("SETRALINE", "sertraline"),
        ("Losec", "omeprazole"),
        ("Lasix 40 mg tablets", "furosemide"),
        ("lithium carbonate", "lithium"),
        ("Insulin glargine 20 units", "insulin"),
        ("gabapentn", "gabapentin"),
        ("metoclopramid", "metoclopramide"),
        ("Madopar", "levodopa"),
        ("levodopa/carbidopa", "levodopa"),
        ("St Johns Wort", "St John's wort"),
        ("ecstasy", "MDMA"),
        ("the pill", "combined pill"),
        ("ramipril for blood pressure", "ramipril"),
        ("Salbutamol inhaler", "salbutamol"),
    ],
)
def test_medicine_is_found(written: str, generic: str):
    assert find_medicine(written)[0].generic == generic


@pytest.mark.parametrize("written", ["paracetamol", "Tylenol", "aspirin", "vitamin D", "magnesium", "", "  ", "???"])
def test_other_things_are_not_taken_for_one(written: str):
    assert all(match.classes == ("no_effect_known",) for match in find_medicine(written))


def test_names_that_differ_by_a_letter_are_kept_apart():
    assert [match.generic for match in find_medicine("prednisolone") if match.exact] == ["prednisolone"]
    assert "losec" in plain("Losec 20mg")
    assert find_medicine("Losec")[0].generic != find_medicine("Lasix")[0].generic


@pytest.mark.parametrize("group", knowledge().medicines.values(), ids=lambda group: group.id)
def test_every_generic_and_brand_name_finds_its_medicine(group):
    for generic, brands in group.members.items():
        for written in (generic, *brands):
            assert generic in [match.generic for match in find_medicine(written) if match.exact], written


def test_classes_of_names_class_and_generic():
    zoloft, unknown = Medicine(name="Zoloft"), Medicine(name="Wonderol")
    found = classes_of((zoloft, unknown))
    assert found["sertraline"] == found["serotonergic"] == found["antidepressant"] == [zoloft]
    assert found["wonderol"] == [unknown]
    assert classes_of((Medicine(name="opioid"),)).keys() == {"opioid"}


def test_nothing_taken_is_known_and_empty():
    assert classes_of(()) == {}


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("espresso", "caffeine"),
        ("tea", "caffeine"),
        ("energy drink", "caffeine"),
        ("Zyrtec", "antihistamine_less_sedating"),
    ],
)
def test_drinks_and_newer_antihistamines_have_their_own_class(written: str, group: str):
    assert find_medicine(written)[0].classes == (group,)
