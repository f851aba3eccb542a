"""Do the reasons hold? Sums, deletion, and the answer that would change the advice.

    python3 dev.py validate explanation [--every N] [--write]

For each coded case: prior and contributions must add up to the total; what an item is said to contribute is compared
with what happens when it alone is left out (rank correlation over the items of a cause); each answer that is said to
change the advice is given, and the advice looked at again. This tests the explanation against the program's own
reasoning, never against medicine.
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from validation.cases import CODED, ROOT
from validation.page import as_block, put
from whytwitch.knowledge import knowledge
from whytwitch.picture.differential.model import PersonModel

PAGE = ROOT / "docs" / "validation" / "explanation.md"
#: Causes looked at per case, and the fewest items that a rank correlation is taken over.
CAUSES, ITEMS = 3, 4
#: Items that move a cause by less (log10 odds) are ties in words and left out of the correlation.
SPOKEN = 0.02


@dataclass(frozen=True)
class Checked:
    """One case.

    Attributes
    ----------
    gap : float
        Largest distance between prior plus contributions and total, over all causes; base-10 log odds.
    correlations : tuple of float
        Rank correlation of contributions and deletions, one per leading cause with enough items.
    flips, held : int
        Answers said to change the advice, and those that did.
    """

    id: str
    gap: float
    correlations: tuple[float, ...]
    flips: int
    held: int


def deletions(model: PersonModel) -> np.ndarray:
    """How far the log10 odds fall when one item is left out, shape (n_items, n_causes), evidence first."""
    from whytwitch.reasoning import posterior

    whole = posterior(model.network, model.evidence, model.shifts).log10_odds
    rows = []
    for place in range(len(model.evidence) + len(model.shifts)):
        evidence = [one for k, one in enumerate(model.evidence) if k != place]
        shifts = [one for k, one in enumerate(model.shifts) if len(model.evidence) + k != place]
        rows.append(whole - posterior(model.network, evidence, shifts).log10_odds)
    return np.array(rows).reshape(-1, len(whole))


def rank_correlations(model: PersonModel) -> list[float]:
    """Spearman's correlation of contributions and deletions for the likeliest causes."""
    from scipy.stats import spearmanr

    from whytwitch.reasoning import contributions

    shares = contributions(model.network, model.evidence, model.shifts)
    if len(shares.ids) < ITEMS:
        return []
    dropped = deletions(model)
    found = []
    for cause in np.argsort(-shares.total, kind="stable")[:CAUSES]:
        spoken = np.abs(shares.values[:, cause]) >= SPOKEN
        if spoken.sum() >= ITEMS:
            found.append(float(spearmanr(shares.values[spoken, cause], dropped[spoken, cause]).statistic))
    return found


def check(path: Path, *, flips: bool = True) -> Checked:
    """Look at one case file.

    Parameters
    ----------
    path : Path
        The case.
    flips : bool
        Whether to seek the answers that would change the advice, which takes longest.

    Returns
    -------
    Checked
    """
    from whytwitch.picture.differential import build, rank
    from whytwitch.picture.explain import explain, what_if
    from whytwitch.workup import as_case, gather

    base = knowledge()
    evidence = gather(as_case(path))
    model = build(evidence.facts, base)
    gap = max(
        abs(
            cause.prior_log10_odds
            + sum(one.log10_odds for one in (*cause.reasons_for, *cause.against))
            - cause.total_log10_odds
        )
        for cause in rank(model, evidence.facts, base, intervals=False)
    )
    said = explain(evidence.case, evidence.facts, base).flips if flips else ()
    held = [what_if(evidence.case, evidence.facts, base, {one.finding: one.answer})[0] is one.level for one in said]
    return Checked(path.stem, gap, tuple(rank_correlations(model)), len(said), sum(held))


def main(arguments: list[str]) -> int:
    """Check all coded cases and print the table."""
    parser = argparse.ArgumentParser(prog="dev.py validate explanation")
    parser.add_argument("--every", type=int, default=1, help="every N-th case only")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/validation/explanation.md")
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    found = [check(path) for path in sorted(CODED.glob("*.yaml"))[:: options.every]]
    pairs = [one for case in found for one in case.correlations]
    first = [case.correlations[0] for case in found if case.correlations]
    lines = [
        f"{len(found)} cases, {time.perf_counter() - began:.0f} s",
        f"  prior plus contributions to total, largest gap: {max(case.gap for case in found):.1e} log10 odds",
        f"  contributions and deletions, rank correlation over {len(pairs)} causes: "
        f"median {statistics.median(pairs):.3f}, mean {statistics.mean(pairs):.3f}",
        f"  the same for the likeliest cause of each case ({len(first)}): median {statistics.median(first):.3f}, "
        f"mean {statistics.mean(first):.3f}",
        f"  answers said to change the advice: {sum(case.flips for case in found)}, of which did: "
        f"{sum(case.held for case in found)}",
    ]
    print("\n".join(lines))
    if options.write:
        every = f" --every {options.every}" if options.every > 1 else ""
        put(PAGE, f"python3 dev.py validate explanation{every}", as_block(lines))
    return 0
