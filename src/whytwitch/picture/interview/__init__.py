"""Which question next: safety first, then what would change what to do; and when to stop."""

from whytwitch.picture.interview.choosing import Choice, choose
from whytwitch.picture.interview.conflicts import Conflict, conflict
from whytwitch.picture.interview.repeats import Repeat, repeat
from whytwitch.picture.interview.steps import Step, next_step, share_done, unknown_about
from whytwitch.picture.interview.worry import opening_words, to_print, wording, worry_intro, worry_questions

__all__ = [
    "Choice",
    "Conflict",
    "Repeat",
    "Step",
    "choose",
    "conflict",
    "next_step",
    "opening_words",
    "repeat",
    "share_done",
    "to_print",
    "unknown_about",
    "wording",
    "worry_intro",
    "worry_questions",
]
