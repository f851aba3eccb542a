"""What was advised, and what would decide, in the brevity of one page."""

from __future__ import annotations

from collections.abc import Iterable

from whytwitch.model.picture import SuggestedTest
from whytwitch.model.urgency import Level
from whytwitch.model.workup import Workup

#: Two pieces of advice that share this part of their words say the same.
_ALIKE = 0.7
#: Tests that decide within hours: what an emergency department draws, traces or scans at once.
_AT_ONCE = frozenset(
    {"blood_salts", "kidney_function", "ck", "ecg", "lithium_level", "mri", "lumbar_puncture", "leg_ultrasound",
     "neck_vessel_scan", "eeg"}
)  # fmt: skip


def tests_now(workup: Workup) -> tuple[SuggestedTest, ...]:
    """The tests worth naming: in an emergency only those that decide within hours."""
    tests = workup.picture.tests
    if workup.picture.urgency.level is not Level.EMERGENCY:
        return tests
    return tuple(one for one in tests if one.test in _AT_ONCE)


def first_sentence(words: str) -> str:
    """The first sentence, whole: half a piece of advice may say the opposite."""
    return words.split(". ")[0].rstrip(".")


def unlike(texts: Iterable[str]) -> list[str]:
    """The same without what says once more what stands before it."""
    kept: list[str] = []
    for one in texts:
        words = set(one.lower().replace(",", "").split())
        if not any(_share(words, set(other.lower().replace(",", "").split())) >= _ALIKE for other in kept):
            kept.append(one)
    return kept


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
