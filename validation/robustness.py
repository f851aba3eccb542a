"""The same people told otherwise: ``python3 dev.py validate robustness [--every N] [--write]``.

Each coded case of grade A and B again: in another order, in other words that mean the same, with answers left out, with
answers turned round. Goal (reasoning facts, goal 10): the first three lose at most 5 points with 15 % unknown, and with
5 % wrong; order and words change nothing. This tests the program against itself, never accuracy.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable
from typing import Any

from validation.cases import CODED, ROOT, SHARED, distinct
from validation.page import as_block, put
from validation.scores import below, rank_of, share

PAGE = ROOT / "docs" / "validation" / "robustness.md"
UNKNOWN, WRONG = 0.15, 0.05
TURNED = {"yes": "no", "no": "yes", "new": "no", "worse": "no"}

Tree = dict[str, Any]


def reordered(tree: Tree, dice: random.Random) -> Tree:
    """Movements, findings, medicines and results in another order."""
    made = dict(tree)
    for name, value in tree.items():
        if isinstance(value, dict) and name == "findings":
            made[name] = dict(dice.sample(sorted(value.items()), len(value)))
        elif isinstance(value, list):
            made[name] = dice.sample(value, len(value))
    return made


def reworded(tree: Tree, dice: random.Random) -> Tree:
    """Movements in other words that the case file takes for the same."""
    from whytwitch.knowledge import knowledge

    words = knowledge().movements
    made = []
    for movement in tree.get("movements", []):
        told = dict(movement)
        for name, value in movement.items():
            also = words[name].also.get(value, ()) if name in words and isinstance(value, str) else ()
            if also:
                told[name] = dice.choice(sorted(also))
        made.append(told)
    return {**tree, "movements": made}


def with_gaps(tree: Tree, dice: random.Random) -> Tree:
    """Each answer and each result left out with 15 %."""
    made = {**tree, "findings": {k: v for k, v in tree.get("findings", {}).items() if dice.random() >= UNKNOWN}}
    for name in ("labs", "results"):
        if isinstance(tree.get(name), list):
            made[name] = [one for one in tree[name] if dice.random() >= UNKNOWN]
    return made


def with_errors(tree: Tree, dice: random.Random) -> Tree:
    """Each answer turned round with 5 %."""
    findings = {
        name: TURNED.get(str(value), value) if dice.random() < WRONG else value
        for name, value in tree.get("findings", {}).items()
    }
    return {**tree, "findings": findings}


TELLINGS: dict[str, tuple[Callable[[Tree, random.Random], Tree], int]] = {
    "as coded": (lambda tree, dice: tree, 1),
    "another order": (reordered, 1),
    "other words": (reworded, 1),
    "15 % of answers and results unknown": (with_gaps, 3),
    "5 % of answers turned round": (with_errors, 3),
}


def drawn(tree: Tree) -> tuple[tuple[str, ...], str, tuple[str, ...], bool]:
    """Groups in order, level, the causes in order, and whether it says that it cannot say yet."""
    from whytwitch.workup import draw

    picture = draw(tree).picture
    groups = distinct([cause.group for cause in picture.causes])
    return (
        groups,
        str(picture.urgency.level),
        tuple(cause.id for cause in picture.causes[:10]),
        picture.urgency.provisional,
    )


def main(arguments: list[str]) -> int:
    """Draw every case as told otherwise."""
    from whytwitch.knowledge.files import parse_yaml

    parser = argparse.ArgumentParser(prog="dev.py validate robustness", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only each Nth case")
    parser.add_argument("--write", action="store_true", help="put the figures into the page")
    options = parser.parse_args(arguments)
    dev = SHARED / "cases" / "dev.jsonl"
    if not dev.exists():
        print("there is no dev.jsonl beside this checkout (set WHYTWITCH_SHARED)")
        return 1
    truths = [json.loads(line) for line in dev.read_text(encoding="utf-8").splitlines()]
    chosen = [one for one in truths if one["grade"] in ("A", "B") and (CODED / f"{one['id']}.yaml").exists()]
    chosen = chosen[:: options.every]
    hits: dict[str, list[tuple[bool, ...]]] = {name: [] for name in TELLINGS}
    safe: dict[str, list[bool]] = {name: [] for name in TELLINGS}
    unsure = dict.fromkeys(TELLINGS, 0)
    same: dict[str, list[bool]] = {name: [] for name in TELLINGS}
    for truth in chosen:
        tree = parse_yaml(CODED / f"{truth['id']}.yaml")
        plain = drawn(tree)
        for name, (retold, times) in TELLINGS.items():
            for seed in range(times):
                groups, level, causes, cannot_say = drawn(retold(tree, random.Random(f"{truth['id']} {seed}")))
                rank = rank_of((truth["cause_group"],), groups)
                hits[name].append(tuple(rank <= limit for limit in (1, 3, 5)))
                low = below(level, truth.get("lowest_safe", ""))
                safe[name].append(not low)
                unsure[name] += low and cannot_say
                same[name].append(causes == plain[2] and level == plain[1])
    lines = [f"{len(chosen)} cases"]
    for name in TELLINGS:
        lines += ["", f"{name} ({len(hits[name])} pictures)"]
        lines.append(
            "  main group in the first 1 / 3 / 5: "
            + " | ".join(share(list(one)) for one in zip(*hits[name], strict=True))
        )
        lines.append(f"  at or above lowest_safe: {share(safe[name])}")
        lines.append(f"  below it: {safe[name].count(False)}, of which {unsure[name]} say that they cannot say yet")
        lines.append(f"  the same level and the same ten causes in the same order: {share(same[name])}")
    print("\n".join(lines))
    if options.write:
        put(PAGE, " ".join(["python3 dev.py validate robustness", *arguments]), as_block(lines))
    return 0
