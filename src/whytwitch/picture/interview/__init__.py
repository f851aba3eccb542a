"""Which question next: safety first, then what would change what to do; and when to stop."""

from whytwitch.picture.interview.steps import Step, next_step

__all__ = ["Step", "next_step"]
