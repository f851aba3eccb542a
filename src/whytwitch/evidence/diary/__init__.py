"""The diary: what a person notes day by day, its own scales, the nights in it, trends and triggers."""

from __future__ import annotations

from whytwitch.evidence.diary.entry import Entry, new_entry
from whytwitch.evidence.diary.exchange import from_csv, from_json, to_csv, to_json
from whytwitch.evidence.diary.history import Standing, standing
from whytwitch.evidence.diary.joining import join, read_diary
from whytwitch.evidence.diary.sleep import Night, night_of
from whytwitch.evidence.diary.telling import Told, tell

__all__ = [
    "Entry",
    "Night",
    "Standing",
    "Told",
    "from_csv",
    "from_json",
    "join",
    "new_entry",
    "night_of",
    "read_diary",
    "standing",
    "tell",
    "to_csv",
    "to_json",
]
