"""The differential: which causes, how likely, and why."""

from whytwitch.picture.differential.model import PersonModel, build
from whytwitch.picture.differential.ranking import level_of, rank
from whytwitch.picture.differential.value import question_gains, test_gains

__all__ = ["PersonModel", "build", "level_of", "question_gains", "rank", "test_gains"]
