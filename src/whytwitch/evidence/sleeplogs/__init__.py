"""Sleep and activity exports of phones and watches. They know sleep and wake; none of them can see a leg."""

from __future__ import annotations

from whytwitch.evidence.sleeplogs.read import LoggedNight, read_log

__all__ = ["LoggedNight", "read_log"]
