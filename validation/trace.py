"""A random sample of the numbers that rest on a source, for a person to trace back to where they were read.

python -m validation.trace --seed 20261122 --count 60

A number enters the lot when it names a source other than the project's own judgement. The table that was filled in by
hand from such a sample stands in docs/validation/traced-numbers.md.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass

from whytwitch.knowledge import Knowledge, knowledge
from whytwitch.knowledge.schema import Number

#: Sources that are the project's own word.
OWN = "project_"


@dataclass(frozen=True)
class Placed:
    """One number and where it stands."""

    place: str
    number: Number


def numbers(base: Knowledge) -> Iterator[Placed]:
    """Every number of the conditions, in a fixed order, with its place."""
    for name in sorted(base.conditions):
        condition = base.conditions[name]
        for setting, number in sorted(condition.prior.items()):
            yield Placed(f"{name}: prior {setting}", number)
        for risk in condition.risks:
            value = risk.ratio or risk.adds
            assert value is not None
            yield Placed(f"{name}: risk ({'odds ratio' if risk.ratio else 'adds'}), {risk.text}", value)
        for link in condition.links:
            yield Placed(f"{name}: brings {link.condition} about", link.p)
        for weight in condition.findings:
            if isinstance(weight.p, Number):
                yield Placed(f"{name}: P({weight.finding})", weight.p)


def sample(count: int, seed: int, tags: tuple[str, ...] = ("measured", "derived", "expert")) -> list[Placed]:
    """Draw without replacement.

    Parameters
    ----------
    count, seed : int
        How many, and the seed of Python's generator.
    tags : tuple of str
        Which numbers enter the lot.

    Returns
    -------
    list of Placed
        In the order of the knowledge base.
    """
    lot = [one for one in numbers(knowledge()) if not one.number.source.startswith(OWN) and one.number.tag in tags]
    chosen = sorted(random.Random(seed).sample(range(len(lot)), min(count, len(lot))))
    return [lot[place] for place in chosen]


def main() -> None:
    """Print the sample as a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--tags", nargs="+", default=["measured", "derived", "expert"])
    told = parser.parse_args()
    for place, one in enumerate(sample(told.count, told.seed, tuple(told.tags)), start=1):
        number = one.number
        span = "" if number.low is None else f" ({number.low:g} to {number.high:g})"
        print(f"{place}\t{one.place}\t{number.value:g}{span}\t{number.tag}\t{number.source}\t{number.note}")


if __name__ == "__main__":
    main()
