"""The five levels: by when to make first contact (safety.md section 1)."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """First contact by when. Ordered: ``EMERGENCY`` is the highest."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SOON = "soon"
    ROUTINE = "routine"
    SELF_CARE = "self_care"

    @property
    def rank(self) -> int:
        """0 for self-care up to 4 for an emergency."""
        return _ORDER.index(self)

    def at_least(self, other: Level) -> bool:
        """Whether this level asks for contact at least as early as the other."""
        return self.rank >= other.rank


_ORDER = [Level.SELF_CARE, Level.ROUTINE, Level.SOON, Level.URGENT, Level.EMERGENCY]


def highest(levels: object, default: Level = Level.SELF_CARE) -> Level:
    """The most urgent of some levels.

    Parameters
    ----------
    levels : iterable of Level
        Any number of levels, none included.
    default : Level
        What to return for none.

    Returns
    -------
    Level
        The highest.
    """
    return max(levels, key=lambda level: level.rank, default=default)  # type: ignore[call-overload,no-any-return]
