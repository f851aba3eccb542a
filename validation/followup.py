"""The verdict on simulated people: ``python3 dev.py validate followup [--trials N] [--write]``.

Simulated people test the method, never its use. Welch's t-test, which programs for self-experiments offer, stands in
the
same table on the same days.
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whytwitch.care.followup.design import FEWEST_PAIRS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "validation" / "followup.md"


@dataclass(frozen=True)
class Cell:
    """One way of simulating a person."""

    name: str
    rho: float
    pairs: int = 9
    phase: int = 3
    effect: float = 0.0  # in day-to-day SD
    missing: float = 0.2
    drift: float = 0.0  # over the whole time, in SD
    carry: float = 0.0  # share of yesterday's arm on the first day of a phase
    fixed: bool = False  # ABAB instead of the lot
    count: float = 0.0  # mean of a count; 0 for a score


def simulate(cell: Cell, rng: np.random.Generator) -> tuple[NDArray[Any], NDArray[Any], float]:
    """Arms and values of one person, and the true difference in the value's unit."""
    order = [1, 0] * cell.pairs
    for one in range(cell.pairs):
        if cell.fixed or rng.random() < 0.5:
            order[2 * one : 2 * one + 2] = [0, 1]
    arm = np.repeat(order, cell.phase).astype(float)
    noise = rng.normal(size=arm.size)
    for day in range(1, arm.size):
        noise[day] = cell.rho * noise[day - 1] + sqrt(1 - cell.rho**2) * noise[day]
    exposed = arm.copy()
    exposed[1:] = (1 - cell.carry) * arm[1:] + cell.carry * arm[:-1]
    latent = noise + cell.effect * exposed + cell.drift * np.linspace(-0.5, 0.5, arm.size)
    if cell.count:
        value = rng.poisson(cell.count * np.exp(0.4 * latent - 0.08)).astype(float)
        truth = cell.count * (np.exp(0.4 * cell.effect) - 1)
    else:
        value, truth = 5 + 2 * latent, 2 * cell.effect
    value[rng.random(arm.size) < cell.missing] = np.nan
    return arm, value, float(truth)


def welch_p(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Two-sided p of Welch's t-test; a test compares it with SciPy's, which takes ten times as long."""
    from scipy.special import stdtr

    parts = [float(each.var(ddof=1)) / each.size for each in (one, other)]
    error = sum(parts)
    freedom = error**2 / sum(part**2 / (each.size - 1) for part, each in zip(parts, (one, other), strict=True))
    return float(2 * stdtr(freedom, -abs(float(one.mean() - other.mean())) / sqrt(error)))


def run(cell: Cell, trials: int, seed: int) -> dict[str, float]:
    """Shares over the trials of one cell."""
    from whytwitch.care.followup.series import Series
    from whytwitch.care.followup.verdict import analyse

    rng = np.random.default_rng(seed)
    seen = dict.fromkeys(
        ("helps", "harms", "no worthwhile difference", "cannot tell yet", "covered", "welch", "model", "gate"), 0
    )
    for _ in range(trials):
        arm, value, truth = simulate(cell, rng)
        made = analyse(Series(np.arange(arm.size), tuple("on" if one else "off" for one in arm), value))
        low, high = made["interval"]
        seen[made["verdict"]] += 1
        seen["covered"] += low <= truth <= high
        seen["model"] += not low <= 0 <= high
        seen["gate"] += made["randomisation_p"] <= 0.05
        told = ~np.isnan(value)
        seen["welch"] += welch_p(value[told & (arm == 1)], value[told & (arm == 0)]) < 0.05
    return {name: count / trials for name, count in seen.items()} | {"trials": trials}


def upper(share: float, trials: int) -> float:
    """Upper end of the exact (Clopper and Pearson) 95 % interval of a share."""
    from scipy.stats import beta

    hits = round(share * trials)
    return 1.0 if hits >= trials else float(beta.ppf(0.975, hits + 1, trials - hits))


RHOS = (0.0, 0.3, 0.5, 0.7)
PLAIN = [Cell("9 pairs of 3 days", rho) for rho in RHOS]
NULL = [
    *PLAIN,
    *(replace(one, name="the same, drift of 1 SD", drift=1.0) for one in PLAIN),
    *(Cell("counts, mean 12", rho, count=12) for rho in RHOS),
    *(Cell("counts, mean 3", rho, count=3) for rho in RHOS),
    *(Cell("6 pairs of 7 days", rho, pairs=6, phase=7) for rho in RHOS),
    *(Cell("8 pairs of 7 days, ABAB, drift of 1 SD", rho, pairs=8, phase=7, fixed=True, drift=1.0) for rho in RHOS),
    *(Cell("2 pairs of 7 days (gate shut)", rho, pairs=2, phase=7) for rho in RHOS),
]
TRUE = [
    *(Cell(f"effect {size:g} SD", rho, effect=-size) for size in (0.5, 0.75, 1.0, 1.5) for rho in RHOS),
    *(Cell("effect 1 SD, half carried over for a day", rho, effect=-1, carry=0.5) for rho in RHOS),
    *(Cell("effect 1 SD, drift of 1 SD", rho, effect=-1, drift=1.0) for rho in RHOS),
    *(Cell("effect 1 SD, 12 pairs of 4 days", rho, effect=-1, pairs=12, phase=4) for rho in RHOS),
    *(Cell("counts, mean 12, a third fewer", rho, effect=-1, count=12) for rho in RHOS),
]


def main(arguments: list[str]) -> int:
    """Run all cells, print the tables, and fail when a goal is missed."""
    parser = argparse.ArgumentParser(prog="dev.py validate followup")
    parser.add_argument("--trials", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--write", action="store_true", help="write docs/validation/followup.md")
    parser.add_argument("--from-to", type=int, nargs=2, default=(0, len(NULL) + len(TRUE)), help="only these cells")
    parser.add_argument("--keep", type=Path, help="a file of JSON lines to add to and to take what is there from")
    told = parser.parse_args(arguments)
    cells = [*NULL, *TRUE]
    results = _kept(told.keep)
    for place in range(told.from_to[0], min(told.from_to[1], len(cells))):
        if place not in results:
            results[place] = run(cells[place], told.trials, told.seed + place)
            _keep(told.keep, place, results[place])
            print(place, cells[place], results[place], flush=True)
    if told.from_to[1] < len(cells):
        return 0
    text, missed = tables(cells, results, told)
    print(text)
    if told.write:
        PAGE.write_text(text, encoding="utf-8")
    return int(bool(missed))


def _kept(file: Path | None) -> dict[int, dict[str, float]]:
    import json

    if file is None or not file.exists():
        return {}
    return {row["cell"]: row for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())}


def _keep(file: Path | None, place: int, result: dict[str, float]) -> None:
    import json

    if file is not None:
        with file.open("a", encoding="utf-8") as out:
            out.write(json.dumps({"cell": place, **result}) + "\n")


def tables(cells: list[Cell], results: dict[int, dict[str, float]], told: Any) -> tuple[str, list[str]]:
    """The page, and what misses its goal."""
    missed: list[str] = []
    small: list[str] = []
    false, power = [], []
    for place, cell in enumerate(cells):
        if place not in results:
            continue
        one = results[place]
        wrong, most = one["helps"] + one["harms"], 0.06 if cell.rho <= 0.5 else 0.075
        bound = upper(wrong, int(one["trials"]))
        row = f"| {cell.name} | {cell.rho:g} | {one['trials']:.0f} |"
        if cell.effect == 0:
            false.append(
                f"{row} {one['welch']:.3f} | {one['model']:.3f} | {one['gate']:.3f} | {wrong:.3f} | {bound:.3f} | {one['covered']:.3f} |"  # noqa: E501
            )
            if bound > most:
                missed.append(f"{cell}: false positives up to {bound:.3f}")
        else:
            power.append(
                f"{row} {one['welch']:.3f} | {one['helps']:.3f} | {one['harms']:.4f} | {one['no worthwhile difference']:.3f} | {one['covered']:.3f} |"  # noqa: E501
            )
        if not 0.93 <= one["covered"] <= 0.97:
            where = missed if cell.pairs >= FEWEST_PAIRS else small
            where.append(f"{cell.name}, correlation {cell.rho:g}: interval coverage {one['covered']:.3f}")
    return _PAGE.format(
        date=dt.date.today(), seed=told.seed,
        machine=f"CPython {platform.python_version()}, NumPy {np.__version__}", false="\n".join(false),
        power="\n".join(power), missed="\n".join(f"- {one}" for one in missed) or "None.", fewest=FEWEST_PAIRS,
        small="\n".join(f"- {one}" for one in small) or "None.",
    ), missed  # fmt: skip


_PAGE = """# Follow-up: the verdict on simulated people

Simulated people test the method; nothing here says how it does in real ones. Made by
`python3 dev.py validate followup --write` on {date} ({machine}), seed {seed}. Days of one
person with an autocorrelation of order one, a fifth of the days missing at random, no protocol file (blocks are found
in the days). Effects are in day-to-day standard deviations (SD).
"Welch" is the t-test that treats days as independent, on the same days, at 5 %.

## No effect: how often something is found

Goal: the upper 95 % bound of the verdict's false positives at most 0.060 (correlation 0 to 0.5) and 0.075 (0.7).

| design | correlation | trials | Welch | interval without 0 | test alone | verdict | upper bound | interval covers |
|---|---|---|---|---|---|---|---|---|
{false}

## A true effect: how often it is found

| design | correlation | trials | Welch | helps | harms | no worthwhile difference | interval covers |
|---|---|---|---|---|---|---|---|
{power}

## Goals missed

{missed}

## Outside the goals: fewer than {fewest} pairs

The program plans no experiment with fewer than {fewest} pairs, and concludes nothing from days that have fewer. It
shows their interval with the warning that it is too narrow when neighbouring days are alike. It covers less than 0.93:

{small}

## How to read it

- The verdict needs three things: the exact test, the model's interval, and an estimate that reaches what is
  worthwhile. So it is more careful than 5 %, and finds less than a t-test that is wrong too often.
- In blocks drawn by lot with short phases Welch's test errs little; in fixed or long phases it errs much. The exact
  test holds in both; in fixed ABAB orders it is a stand-in, and the result says so.
- The interval of counts is that of a difference of means made from a model of log(1 + count).
"""


if __name__ == "__main__":
    chosen: Callable[[list[str]], int] = main
    sys.exit(chosen(sys.argv[1:]))
