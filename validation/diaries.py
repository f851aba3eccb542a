"""Random diaries out and in again: ``python3 dev.py validate diaries [--count 10000]``.

Zeros, blanks, texts of many alphabets, formulas, time zones, clock changes, corrections and withdrawals; as CSV and as
JSON. What comes back must be equal, entry by entry.
"""

from __future__ import annotations

import argparse


def main(arguments: list[str]) -> int:
    """Count the diaries that come back other than they went."""
    from tests.diary.make import differences, random_diary

    parser = argparse.ArgumentParser(prog="dev.py validate diaries")
    parser.add_argument("--count", type=int, default=10_000)
    count = parser.parse_args(arguments).count
    entries = sum(len(random_diary(seed)) for seed in range(count))
    wrong = differences(count)
    print(f"{count} random diaries with {entries} entries, as CSV and as JSON: {wrong} came back different")
    return int(bool(wrong))
