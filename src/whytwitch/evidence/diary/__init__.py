"""The diary: what a person notes day by day, its own scales, the nights in it, trends and triggers."""

from __future__ import annotations

from whytwitch.evidence.diary.entry import Entry, new_entry
from whytwitch.evidence.diary.exchange import from_csv, from_json, to_csv, to_json
from whytwitch.evidence.diary.history import standing
from whytwitch.evidence.diary.sleep import Night, night_of

__all__ = ["Entry", "Night", "from_csv", "from_json", "new_entry", "night_of", "standing", "to_csv", "to_json"]
