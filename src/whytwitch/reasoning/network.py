"""The words of this room: causes, links between them, evidence, shifts.

Every cause is present or absent. Every piece of evidence has a hidden state (present or absent) that causes
switch on independently of each other (noisy-OR), and a likelihood of what was observed in either state.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from whytwitch.errors import ImpossibleValueError, UnknownNameError, nearest


def _fraction(value: float, where: str) -> None:
    if not 0.0 <= value <= 1.0:
        what = "a probability lies outside its range"
        raise ImpossibleValueError(what, where=where, allowed="0 to 1", found=f"{value}")


@dataclass(frozen=True, slots=True)
class Link:
    """One cause may bring about another (third layer).

    Parameters
    ----------
    parent, child : str
        Causes of the network.
    weight : float
        P(child is switched on by this parent alone | parent present), 0 to 1.
    """

    parent: str
    child: str
    weight: float

    def __post_init__(self) -> None:
        _fraction(self.weight, f"link {self.parent} -> {self.child}")


@dataclass(frozen=True, slots=True)
class Network:
    """The causes, before any evidence.

    Parameters
    ----------
    causes : tuple of str
        Names, each once.
    prior_log10_odds : ndarray of float, shape (n_causes,)
        Base-10 logarithm of the odds of each cause *without* its linked parents; minus and plus infinity
        mean certainly absent and certainly present. Array-likes are converted.
    links : tuple of Link
        Acyclic; several parents of one child combine by noisy-OR.

    Raises
    ------
    ImpossibleValueError
        Shapes that do not fit, a prior that is no number, a name twice, a circle of links.
    UnknownNameError
        A link names an unknown cause.
    """

    causes: tuple[str, ...]
    prior_log10_odds: np.ndarray
    links: tuple[Link, ...] = ()
    index: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "causes", tuple(self.causes))
        object.__setattr__(self, "links", tuple(self.links))
        prior = np.array(self.prior_log10_odds, dtype=float)
        prior.setflags(write=False)
        object.__setattr__(self, "prior_log10_odds", prior)
        index = {name: i for i, name in enumerate(self.causes)}
        object.__setattr__(self, "index", index)
        if len(index) != len(self.causes):
            raise ImpossibleValueError("a cause is named twice", where="network")
        if prior.shape != (len(self.causes),) or np.isnan(prior).any():
            raise ImpossibleValueError(
                "priors do not fit the causes",
                where="network",
                allowed=f"{len(self.causes)} numbers",
                found=f"shape {prior.shape}",
            )
        seen = set()
        for link in self.links:
            for name in (link.parent, link.child):
                if name not in index:
                    raise UnknownNameError(
                        "a link names an unknown cause", where="network", found=name, todo=nearest(name, self.causes)
                    )
            if (link.parent, link.child) in seen:
                raise ImpossibleValueError("a link stands twice", where=f"link {link.parent} -> {link.child}")
            seen.add((link.parent, link.child))
        self._refuse_circles()

    def _refuse_circles(self) -> None:
        left = set(range(len(self.causes)))
        parents: dict[int, set[int]] = {i: set() for i in left}
        for link in self.links:
            parents[self.index[link.child]].add(self.index[link.parent])
        while left:
            free = {i for i in left if not parents[i] & left}
            if not free:
                names = ", ".join(sorted(self.causes[i] for i in left))
                raise ImpossibleValueError("links between causes run in a circle", where="network", found=names)
            left -= free


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observed thing, seen surely or softly.

    Parameters
    ----------
    id : str
        Its name, once per call.
    weights : mapping of str to float
        Cause -> P(present because of that cause alone | cause present), 0 to 1.
    leak : float
        P(present although no cause is), 0 to 1.
    if_present, if_absent : float
        Likelihood of what was observed when the thing is present and when it is absent, any finite number from 0 up;
        only their ratio matters for posteriors. ``yes`` is (1, 0), ``no`` is (0, 1), equal numbers say nothing.
    """

    id: str
    weights: Mapping[str, float]
    leak: float
    if_present: float = 1.0
    if_absent: float = 0.0

    def __post_init__(self) -> None:
        _fraction(self.leak, f"leak of {self.id}")
        for cause, weight in self.weights.items():
            _fraction(weight, f"weight of {cause} on {self.id}")
        for value in (self.if_present, self.if_absent):
            if not (0.0 <= value < math.inf):
                raise ImpossibleValueError(
                    "a likelihood lies outside its range", where=self.id, allowed="0 or more, finite", found=f"{value}"
                )
        if self.if_present == 0.0 and self.if_absent == 0.0:
            raise ImpossibleValueError("an observation is impossible either way", where=self.id)

    @property
    def speaks(self) -> bool:
        """Whether the observation tells the two states apart."""
        return self.if_present != self.if_absent

    @property
    def is_present(self) -> bool:
        """Whether the observation speaks for presence."""
        return self.if_present > self.if_absent


@dataclass(frozen=True, slots=True)
class Shift:
    """A likelihood ratio, or an answered risk factor, on some causes.

    Parameters
    ----------
    id : str
        Its name, once per call.
    log10_odds : mapping of str to float
        Cause -> what is added to its base-10 log odds.
    as_evidence : bool
        Only matters for a cause that has linked parents. ``False``: the cause's own base odds change, and its
        parents are not touched (a risk factor). ``True``: the cause itself was observed with this likelihood
        ratio, so its parents gain or lose too (a test result).
    """

    id: str
    log10_odds: Mapping[str, float]
    as_evidence: bool = False

    def __post_init__(self) -> None:
        for cause, value in self.log10_odds.items():
            if math.isnan(value):
                raise ImpossibleValueError("a shift is no number", where=f"{self.id} on {cause}")


def check_names(network: Network, evidence: Iterable[Evidence], shifts: Iterable[Shift] = ()) -> None:
    """Refuse unknown causes and ids that stand twice.

    Raises
    ------
    UnknownNameError, ImpossibleValueError
    """
    seen: set[str] = set()
    known = network.index
    items: list[Evidence | Shift] = [*evidence, *shifts]
    for item in items:
        if item.id in seen:
            raise ImpossibleValueError("the same id stands twice in the evidence", where=item.id)
        seen.add(item.id)
        names = item.weights if isinstance(item, Evidence) else item.log10_odds
        for name in names:
            if name not in known:
                raise UnknownNameError(
                    "evidence names an unknown cause", where=item.id, found=name, todo=nearest(name, network.causes)
                )
