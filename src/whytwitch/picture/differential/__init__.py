"""The differential: which causes, how likely, and why."""

from whytwitch.picture.differential.contributing import contributors_beside
from whytwitch.picture.differential.levels import level_of, levels_of
from whytwitch.picture.differential.model import PersonModel, build
from whytwitch.picture.differential.ranking import rank
from whytwitch.picture.differential.value import telling_questions, telling_tests

__all__ = [
    "PersonModel",
    "build",
    "contributors_beside",
    "level_of",
    "levels_of",
    "rank",
    "telling_questions",
    "telling_tests",
]
