"""Random diaries: zeros, blanks, text of all alphabets, formulas, zones and clock changes, corrections."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from zoneinfo import ZoneInfo

from whytwitch.evidence.diary import Entry
from whytwitch.evidence.diary.entry import TAKEN
from whytwitch.evidence.diary.fields import FIELDS, KINDS

ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/St_Johns",
)
TEXTS = (
    "0",
    "=1+1",
    "+4",
    "-2",
    "@x",
    "'",
    "''=",
    "a,b;c",
    'say "no"',
    "zwei\nZeilen",
    "\u00e9\u4e2d\u05d0\U0001f9b5",
    "true",
    "null",
    "1e5",
    "x\ty",
    "[]",
    "nan",
)


def random_value(field, rng: random.Random):
    if field.type in ("count", "scale", "minutes"):
        return float(rng.choice([field.low, rng.randint(int(field.low), int(field.high))]))
    if field.type == "number":
        return rng.choice([0.0, 0.5, round(rng.uniform(field.low, field.high), 3)])
    if field.type == "clock":
        return f"{rng.randrange(24):02}:{rng.randrange(60):02}"
    if field.type == "choice":
        return rng.choice(field.words)
    if field.type == "many":
        return rng.sample(field.words, rng.randint(1, len(field.words)))
    if field.type == "medicines":
        return [{"name": rng.choice(TEXTS[1:]), "taken": rng.choice(TAKEN)} for _ in range(rng.randint(0, 3))]
    return rng.choice(TEXTS)


def random_diary(seed: int) -> list[Entry]:
    rng = random.Random(seed)
    made: list[Entry] = []
    for _ in range(rng.randint(0, 8)):
        kind, zone = rng.choice(KINDS), rng.choice(ZONES)
        at = dt.datetime.fromtimestamp(
            rng.choice([1774746000, 1792890000, rng.randint(1, 2_000_000_000)]) + rng.random(), ZoneInfo(zone)
        )
        names = [name for name, one in FIELDS.items() if kind in one.parts]
        told = rng.sample(names, rng.randint(0, len(names)))
        made.append(
            Entry(
                id=uuid.UUID(int=rng.getrandbits(128), version=4), kind=kind, day=at.date(), at=at, zone=zone,
                noted_at=at + dt.timedelta(hours=rng.choice([0, 1, 50])), values={name: random_value(FIELDS[name], rng) for name in told},  # noqa: E501
                replaces=rng.choice(made).id if made and rng.random() < 0.2 else None, withdrawn=rng.random() < 0.1,
                told_by=rng.choice(["self", "partner"]), source=rng.choice(["", "import:x", "=cmd"]),
            )
        )  # fmt: skip
    return made


def differences(count: int, first: int = 0) -> int:
    """How many of so many random diaries do not come back from CSV and JSON as they went."""
    from whytwitch.evidence.diary import from_csv, from_json, to_csv, to_json

    wrong = 0
    for seed in range(first, first + count):
        held = random_diary(seed)
        wrong += from_csv(to_csv(held)) != held or from_json(to_json(held)) != held
    return wrong
