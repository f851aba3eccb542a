"""Before and after in one person: did it help? Experiments on oneself, their analysis, and when to look again."""

from __future__ import annotations

from whytwitch.care.followup.protocol import Protocol, check_protocol, freeze, read_protocol
from whytwitch.care.followup.series import Series, read_series
from whytwitch.care.followup.verdict import analyse

__all__ = ["Protocol", "Series", "analyse", "check_protocol", "freeze", "read_protocol", "read_series"]
