"""How urgent: danger rules over findings. Knows no probability; nothing but the person's own correction lowers a rule.

The rules are data (``knowledge/data/danger``). ``docs/triage.md`` tells the mechanics in words.
"""

from whytwitch.picture.triage.answers import Change, stand
from whytwitch.picture.triage.plausible import PlausibleCause
from whytwitch.picture.triage.rules import Verdict, judge
from whytwitch.picture.triage.signs import applies_to, ask_again, red_flags, unanswered, unknown_facts
from whytwitch.picture.triage.urgency import assess, level_only

__all__ = [
    "Change",
    "PlausibleCause",
    "Verdict",
    "applies_to",
    "ask_again",
    "assess",
    "judge",
    "level_only",
    "red_flags",
    "stand",
    "unanswered",
    "unknown_facts",
]
