"""What is said about one kind of movement, in one shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

LISTED_MAX = 500
NO_STAGES = "there are no sleep stages"


def entry(
    spans: list[dict[str, Any]] | None, *, source: str, rule: str, why: str | None = None, text: str = "", **more: Any
) -> dict[str, Any]:
    """Return count, spans (at most 500, the first), source, rule and text; None for the count gives the reason."""
    if spans is None:
        said = f"Not worked out: {why}."
        return {"count": None, "spans": [], "why": why, "source": source, "rule": rule, "text": said, **more}
    ordered = sorted(spans, key=lambda s: s["from_s"])
    return {
        "count": len(ordered),
        "spans": ordered[:LISTED_MAX],
        "why": None,
        "source": source,
        "rule": rule,
        "text": text,
        **more,
    }


def counted(n: int, what: str, plural: str | None = None) -> str:
    """Return ``1 thing``, ``2 things`` or ``no thing``."""
    return f"no {what}" if n == 0 else f"1 {what}" if n == 1 else f"{n} {plural or what + 's'}"


def in_stages(spans: Sequence[dict[str, Any]]) -> str:
    """Return the stages of some spans in words: ``3 in N2, 1 in W``."""
    tally: dict[str, int] = {}
    for one in spans:
        tally[one.get("stage") or "no stage"] = tally.get(one.get("stage") or "no stage", 0) + 1
    return ", ".join(f"{n} in {stage}" for stage, n in sorted(tally.items(), key=lambda item: -item[1]))
