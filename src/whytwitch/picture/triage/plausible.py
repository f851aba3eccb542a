"""A cause as the triage sees it: when to be seen, and no probability."""

from __future__ import annotations

from dataclasses import dataclass

from whytwitch.model.urgency import Level


@dataclass(frozen=True)
class PlausibleCause:
    """A cause that is plausible, as the drawing hands it in: no probability, only when to be seen for it.

    Attributes
    ----------
    id : str
        The condition.
    see : Level
        When to be seen, with duration already considered.
    """

    id: str
    see: Level
