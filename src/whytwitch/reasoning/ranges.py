"""How sure a probability and a rank are, when the numbers behind them are not; and which number matters most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from zlib import crc32

import numpy as np

from whytwitch.errors import ImpossibleValueError

from .approximate import TOO_SLOW, reweighted
from .engine import run
from .exact import LIMIT, contradiction, log10_odds
from .folding import prepare
from .network import Evidence, Network, Shift, check_names
from .parameters import Key, build_varied, check_keys, parameters
from .problem import build

#: Half the width of a central 95 % range of a normal distribution, in standard deviations.
Z95 = 1.959964
#: Fewest exact draws that make a range; below that, samples.
FEWEST = 20


@lru_cache(maxsize=4096)
def _normals(seeds: tuple[int, ...], count: int) -> np.ndarray:
    """Standard normal draws of one stream; the same numbers are drawn for every person, so they are kept."""
    made = np.random.default_rng(seeds).standard_normal(count)
    made.setflags(write=False)
    return made


@dataclass(frozen=True, slots=True)
class Spread:
    """How unsure one number is, around the value that stands in the network.

    Parameters
    ----------
    kind : {"beta", "log_normal", "log10_odds"}
        ``beta``: a probability counted in people. ``log_normal``: off by a factor (of the probability; of the odds
        for priors and shifts). ``log10_odds``: normal on base-10 log odds.
    size : float
        ``beta``: how many people, above 0. ``log_normal``: the factor, above 1, that 95 % of draws stay within, up or
        down. ``log10_odds``: the standard deviation, above 0.
    """

    kind: Literal["beta", "log_normal", "log10_odds"]
    size: float

    def __post_init__(self) -> None:
        if self.kind not in ("beta", "log_normal", "log10_odds"):
            raise ImpossibleValueError("no such spread", allowed="beta, log_normal, log10_odds", found=str(self.kind))
        least = 1.0 if self.kind == "log_normal" else 0.0
        if not (self.size > least) or np.isinf(self.size):
            what = f"a {self.kind} spread has an impossible size"
            raise ImpossibleValueError(what, allowed=f"above {least:g}", found=f"{self.size}")

    def draw(self, value: float, is_odds: bool, count: int, seeds: tuple[int, ...]) -> np.ndarray:
        """Draws around a value.

        Parameters
        ----------
        value : float
            A probability, or base-10 log odds when ``is_odds``.
        is_odds : bool
        count : int
        seeds : tuple of int
            Of this number's own random stream.

        Returns
        -------
        ndarray, shape (count,)
            In the unit of ``value``. Certainties (0, 1, infinite odds) stay what they are.
        """
        if (is_odds and np.isinf(value)) or (not is_odds and value in (0.0, 1.0)):
            return np.full(count, value)
        if self.kind == "beta":
            p = 1 / (1 + 10.0**-value) if is_odds else value
            rng = np.random.default_rng(seeds)
            drawn = np.clip(rng.beta(p * self.size, (1 - p) * self.size, count), 1e-12, 1 - 1e-12)
            return np.log10(drawn / (1 - drawn)) if is_odds else drawn
        noise = _normals(seeds, count)
        if self.kind == "log_normal":
            sd = np.log10(self.size) / Z95
            return value + sd * noise if is_odds else np.minimum(value * 10.0 ** (sd * noise), 1.0)
        if is_odds:
            return value + self.size * noise
        return 1 / (1 + 10.0 ** -(np.log10(value / (1 - value)) + self.size * noise))


@dataclass(frozen=True, slots=True)
class Intervals:
    """Central ranges over draws of the numbers.

    Parameters
    ----------
    causes : tuple of str
    level : float
        Share of draws inside, 0 to 1.
    low, median, high : ndarray, shape (n_causes,)
        Of the probability.
    rank_low, rank_high : ndarray of int, shape (n_causes,)
        Of the rank (1 is the likeliest).
    probabilities : ndarray, shape (n_draws, n_causes)
        The draws themselves.
    method : {"exact", "sampled"}
        Sampled: one sample of states is weighted anew for each draw, which is coarse.
    """

    causes: tuple[str, ...]
    level: float
    low: np.ndarray
    median: np.ndarray
    high: np.ndarray
    rank_low: np.ndarray
    rank_high: np.ndarray
    probabilities: np.ndarray
    method: str = "exact"


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What changes when one number at a time is made larger or smaller.

    Parameters
    ----------
    causes : tuple of str
    keys : tuple of Key
        The numbers.
    factor : float
        By which the odds of each were multiplied and divided.
    up, down : ndarray, shape (n_keys, n_causes)
        Posterior probability after either.
    """

    causes: tuple[str, ...]
    keys: tuple[Key, ...]
    factor: float
    up: np.ndarray
    down: np.ndarray


def _is_odds(key: Key) -> bool:
    return key[0] in ("prior", "shift")


def _affordable(network: Network, evidence: Sequence[Evidence], shifts: Sequence[Shift], limit: int) -> float:
    """Columns that exact tables may have; 0 beyond the limit."""
    plan = prepare(build(network, evidence, shifts), columns=200).plan
    return 0.0 if plan.width > limit else TOO_SLOW / max(1.0, plan.cost)


def intervals(
    network: Network,
    evidence: Sequence[Evidence],
    shifts: Sequence[Shift],
    spreads: Mapping[Key, Spread],
    *,
    draws: int = 200,
    level: float = 0.9,
    seed: int = 0,
    limit: int = LIMIT,
) -> Intervals:
    """Range of every probability and rank when the numbers are drawn from their spreads.

    Parameters
    ----------
    network, evidence, shifts
        The central numbers.
    spreads : mapping of Key to Spread
        See :data:`whytwitch.reasoning.parameters.Key`; numbers left out are taken as known.
    draws : int
        Sets of numbers, each an exact posterior; fewer than asked for, down to 20, when the table is wide.
    level : float
        Share of draws inside the range.
    seed : int
        Each number has its own stream, so one more answer does not reshuffle the draws of the others.
    limit : int
        Widest exact table.

    Returns
    -------
    Intervals

    Raises
    ------
    ContradictionError, UnknownNameError

    Notes
    -----
    The range says how far uncertainty about the *numbers* carries; it says nothing about what the network leaves out.
    Numbers are drawn independently of each other.
    """
    evidence, shifts = tuple(evidence), tuple(shifts)
    check_names(network, evidence, shifts)
    known = parameters(network, evidence, shifts)
    check_keys(tuple(spreads), known)
    affordable = _affordable(network, evidence, shifts, limit)
    sampled = affordable < FEWEST
    draws = draws if sampled else int(max(FEWEST, min(draws, affordable)))
    varied = {}
    for key, spread in spreads.items():
        varied[key] = spread.draw(known[key], _is_odds(key), draws, (seed, crc32("\x1f".join(key).encode())))
    problem = build_varied(network, evidence, shifts, varied, draws)
    if sampled:
        p = odds = reweighted(network, evidence, shifts, problem, draws).T
    else:
        result = run(problem, columns=draws)
        fine = result.log_z > -np.inf
        if not fine.any():
            raise contradiction(network, evidence, shifts)
        p = result.on[:, fine].T
        odds = log10_odds(result)[:, fine].T
    ranks = 1 + np.argsort(np.argsort(-odds, axis=1, kind="stable"), axis=1, kind="stable")
    tail = (1 - level) / 2
    low, median, high = np.quantile(p, (tail, 0.5, 1 - tail), axis=0)
    first = np.quantile(ranks, tail, axis=0, method="lower").astype(int)
    last = np.quantile(ranks, 1 - tail, axis=0, method="higher").astype(int)
    return Intervals(network.causes, level, low, median, high, first, last, p, "sampled" if sampled else "exact")


def sensitivity(
    network: Network,
    evidence: Sequence[Evidence],
    shifts: Sequence[Shift] = (),
    *,
    keys: Sequence[Key] | None = None,
    factor: float = 2.0,
    limit: int = LIMIT,
) -> Sensitivity:
    """Posterior after multiplying and dividing the odds of one number at a time.

    Parameters
    ----------
    network, evidence, shifts
        The central numbers.
    keys : sequence of Key, optional
        Numbers to try; all that are not certain by default.
    factor : float
        Above 1.
    limit : int
        Widest exact table.

    Returns
    -------
    Sensitivity

    Raises
    ------
    ContradictionError, UnknownNameError
    """
    evidence, shifts = tuple(evidence), tuple(shifts)
    check_names(network, evidence, shifts)
    known = parameters(network, evidence, shifts)
    if keys is None:
        sure = {key for key, v in known.items() if (np.isinf(v) if _is_odds(key) else v in (0.0, 1.0))}
        keys = [key for key in known if key not in sure]
    check_keys(keys, known)
    columns = 2 * len(keys)
    sampled = columns > 4 * _affordable(network, evidence, shifts, limit)
    varied = {}
    step = float(np.log10(factor))
    for row, key in enumerate(keys):
        value = known[key]
        odds = value if _is_odds(key) else float(np.log10(value / (1 - value)))
        moved = np.array([odds + step, odds - step])
        column = np.full(columns, value)
        column[[2 * row, 2 * row + 1]] = moved if _is_odds(key) else 1 / (1 + 10.0**-moved)
        varied[key] = column
    problem = build_varied(network, evidence, shifts, varied, max(1, columns))
    if sampled:
        on = reweighted(network, evidence, shifts, problem, columns)
    else:
        result = run(problem, columns=columns)
        if not (result.log_z > -np.inf).all():
            raise contradiction(network, evidence, shifts)
        on = result.on
    return Sensitivity(network.causes, tuple(keys), factor, on[:, 0:columns:2].T, on[:, 1:columns:2].T)
