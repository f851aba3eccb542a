"""A result told in a word: low, very high, normal. It says which side of the interval, and nothing more."""

from __future__ import annotations

import re

from whytwitch.evidence.labs.flags import fitting
from whytwitch.knowledge.analyte import Analyte
from whytwitch.model.labs import Comparator, LabPerson

_LOW = "low|lowered|reduced|decreased|deficient|below normal|below range|niedrig|erniedrigt|bas|basse|bajo|baja"
_HIGH = "high|raised|elevated|increased|above normal|above range|hoch|erhöht|élevé|élevée|alto|alta"
_VERY = "very|severely|profoundly|critically|dangerously|extremely|sehr|très|muy"
_SIDE = re.compile(rf"^(?:mildly |slightly |moderately |(?P<very>{_VERY}) )?(?:(?P<low>{_LOW})|(?P<high>{_HIGH}))$")
_NORMAL = frozenset(
    {"normal", "within normal limits", "wnl", "in range", "within range", "unremarkable", "o.b.", "i.o."}
)


def side_of(text: str) -> tuple[str, bool] | None:
    """Which side of the interval a word speaks of.

    Parameters
    ----------
    text : str
        What stands where a number is wanted.

    Returns
    -------
    tuple of (str, bool) or None
        ``low``, ``high`` or ``normal``, and whether it is said to be far out; None for any other word.
    """
    words = " ".join(text.casefold().split()).strip(" .!*")
    if words in _NORMAL:
        return "normal", False
    match = _SIDE.match(words)
    return None if match is None else ("low" if match["low"] else "high", bool(match["very"]))


def bound_of(
    side: str, far: bool, analyte: Analyte, person: LabPerson, own: tuple[float | None, float | None]
) -> tuple[float, Comparator | None] | None:
    """The limit that a word stands for, in SI.

    Parameters
    ----------
    side : {"low", "high", "normal"}
        As from :func:`side_of`.
    far : bool
        Said to be far out: the act-now limit of an emergency stands for it where there is one.
    analyte : Analyte
        The test.
    person : LabPerson
        For the fall-back intervals.
    own : tuple of (float or None, float or None)
        The laboratory's own interval in SI.

    Returns
    -------
    tuple of (float, comparator) or None
        ``(3.5, "<")`` for a low potassium; for a normal one the middle of the interval, no comparator. None when no
        interval is known.
    """
    intervals = fitting(analyte, person)
    lows = [own[0]] if own[0] is not None else [one.low for one in intervals if one.low is not None]
    highs = [own[1]] if own[1] is not None else [one.high for one in intervals if one.high is not None]
    if side == "normal":
        return ((max(lows) + min(highs)) / 2, None) if lows and highs else None
    if far:
        for limit in analyte.act_now:
            edge = limit.bounds.below if side == "low" else limit.bounds.at_least
            if limit.level == "emergency" and edge is not None and not limit.only_unadjusted:
                return edge, "<" if side == "low" else ">="
    if side == "low":
        return (min(lows), "<") if lows else None
    return (max(highs), ">") if highs else None


_ABSENT = re.compile(
    r"neg|non.?re[ac]|nonre|nao re|não re|no re|nicht (?:nach|reak)|not det|undetect|absent|none|assent|ausent|ujemn|"
    r"kein|ej på|niet aan|отриц|normal"
)
_PRESENT = re.compile(r"pos|dodatn|reactive|reaktiv|reagente|detected|nachweisbar|present|\+|полож")


def presence_of(text: str) -> bool | None:
    """Whether a word says that an antibody is there.

    Parameters
    ----------
    text : str
        ``negative``, ``positiv``, ``++``.

    Returns
    -------
    bool or None
        None where it says neither, as *borderline* does.
    """
    words = text.casefold().strip()
    if re.search(r"grenz|border|equiv|indeter|schwach|weak", words):
        return None
    return False if _ABSENT.match(words) else True if _PRESENT.match(words) else None
