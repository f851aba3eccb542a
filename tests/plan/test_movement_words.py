"""A movement in sentences: every word of the vocabulary has one, and none reads like a form."""

from __future__ import annotations

import pytest

from whytwitch.care.plan.movement_words import in_sentences
from whytwitch.knowledge import knowledge

RLS = {"kind": "urge_to_move", "site": "leg", "side": "both", "when": "evening_rest", "pain": "mild",
       "relieved_by": "moving", "often": "nightly", "seen_by": "self"}  # fmt: skip


def test_restless_legs_read_as_one_says_it() -> None:
    assert in_sentences(RLS, knowledge(), 35) == (
        "an urge to move the legs, with or without an odd feeling, in both legs, for about 8 months. It comes in the "
        "evening or at night, sitting or lying still. It comes on most nights. It is uncomfortable. Moving or walking "
        "about eases it."
    )


def test_without_its_kind_it_begins_with_a_capital() -> None:
    said = in_sentences({"kind": "cramp", "site": "calf", "side": "left"}, knowledge(), None, kind=False)
    assert said == "In the left calf."
    assert in_sentences({"kind": "cramp"}, knowledge(), None, kind=False) == ""


@pytest.mark.parametrize("attribute", [name for name in knowledge().movements if name not in ("kind", "side")])
def test_every_word_has_a_sentence(attribute: str) -> None:
    vocabulary = knowledge().movements[attribute]
    for word in vocabulary.words:
        for side in ("left", "right", "both", "changing", "middle", ""):
            said = in_sentences({"kind": "twitch", attribute: word, "side": side}, knowledge(), None)
            assert f"{vocabulary.label.capitalize()}:" not in said, (attribute, word)
            assert "%(" not in said
            assert said.endswith(".")
