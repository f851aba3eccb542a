"""whytwitch: one person's evidence in, one clinical picture out.

The public face is lazy, so that ``whytwitch --help`` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "draw", "read_case", "score_night"]

if TYPE_CHECKING:
    from whytwitch.evidence.case import read_case
    from whytwitch.evidence.night import score_night
    from whytwitch.workup import draw

_HOME = {
    "draw": "whytwitch.workup",
    "read_case": "whytwitch.evidence.case",
    "score_night": "whytwitch.evidence.night",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'whytwitch' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
