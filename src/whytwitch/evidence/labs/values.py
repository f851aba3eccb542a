"""The value and interval columns of a laboratory's paper: ``18``, ``<5``, ``5,3*``, ``neg``, ``15-150``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from whytwitch.evidence.labs.numbers import NUMBER, parse_number, shown
from whytwitch.model.labs import Comparator

Kind = Literal["number", "words", "missing", "ask", "garbled"]

_COMPARATORS: dict[str, Comparator] = {
    "<": "<",
    ">": ">",
    "<=": "<=",
    ">=": ">=",
    "=<": "<=",
    "=>": ">=",
    "≤": "<=",
    "≥": ">=",
    "⩽": "<=",
    "⩾": ">=",
    "less than": "<",
    "more than": ">",
    "greater than": ">",
    "kleiner": "<",
    "größer": ">",
    "unter": "<",
    "über": ">",
    "inferieur a": "<",
    "superieur a": ">",
    "&lt;": "<",
    "&gt;": ">",
}
_WORDS = frozenset(
    "neg negative negativ negatif négatif negativo negatief pos positive positiv positif positivo positief "
    "trace traces spur reactive non-reactive normal abnormal nd n.d. detected undetected nachweisbar".split()
) | {
    "not detected",
    "nicht nachweisbar",
    "non detecte",
    "no detectado",
    "none detected",
    "within normal limits",
    "i.o.",
}
_MISSING = frozenset(
    "- -- --- . .. ... … n/a na null none pending folgt ausstehend haemolysed hemolyzed hemolysed hämolytisch "
    "hémolysé hemolizado clotted geronnen lipaemic lipemic qns cancelled canceled entfällt x ?".split()
) | {
    "",
    "see comment",
    "see note",
    "s. kommentar",
    "siehe kommentar",
    "to follow",
    "not done",
    "en cours",
    "en attente",
    "quantity not sufficient",
    "insufficient sample",
    "material fehlt",
    "not available",
    "no result",
    "#n/a",
    "#wert!",
    "#value!",
    "pendiente",
    "in arbeit",
}
_LEAD = r"(?:\*+|!+|#|↑+|↓+|H{1,2}|L{1,2}|\([HLhl*!]\))"
_MARKS = r"(?:\*+|!+|#|↑+|↓+|H{1,2}|L{1,2}|\(?[HLhl*!]\)?|\+{1,3}|-{1,3}|high|low|hoch|niedrig)"
_COMPARE = "|".join(sorted((re.escape(one) for one in _COMPARATORS), key=len, reverse=True))
_ROW = re.compile(
    rf"^(?P<lead>{_LEAD})?\s*(?P<cmp>{_COMPARE})?\s*(?P<num>{NUMBER})(?:\s*(?P<mark>{_MARKS}))?(?P<rest>\s*[^\s0-9<>=+.,;:'–-].*)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value as understood.

    Attributes
    ----------
    kind : {"number", "words", "missing", "ask", "garbled"}
        ``ask``: a number that can be read in two ways.
    number : float, optional
    comparator : {"<", "<=", ">", ">="}, optional
    words : str
        What stood there when it is no number.
    rest : str
        What stood behind the number: perhaps a unit.
    warnings : tuple of str
        What was repaired or must be asked.
    decimal_comma : bool
        A decimal comma was read as such.
    """

    kind: Kind
    number: float | None = None
    comparator: Comparator | None = None
    words: str = ""
    rest: str = ""
    warnings: tuple[str, ...] = ()
    decimal_comma: bool = False


@lru_cache(maxsize=20_000)
def _parse_text(text: str, comma: bool | None) -> Parsed:
    flat = " ".join(text.replace("\u00a0", " ").replace("＜", "<").replace("＞", ">").split())
    low = flat.casefold()
    if low in _MISSING:
        return Parsed(
            "missing",
            words=flat,
            warnings=("no result stands here" if not low.strip("-. ") else f"no result: '{shown(flat)}'",),
        )
    if low.rstrip(" *!+-.") in _WORDS:
        return Parsed(
            "words", words=shown(flat), warnings=(f"'{shown(flat)}' is no number; the laboratory can give one",)
        )
    match = _ROW.match(flat)
    if not match:
        return Parsed("garbled", words=shown(flat), warnings=(f"the value '{shown(flat)}' was not understood",))
    number, warning, decimal_comma = parse_number(match["num"], comma)
    if number is None:
        kind: Kind = "ask" if "may be" in warning else "garbled"
        return Parsed(kind, words=shown(flat), warnings=(warning,))
    warnings = [warning] if warning else []
    mark = " ".join(one for one in (match["lead"], match["mark"]) if one)
    if mark:
        warnings.append(f"the laboratory's mark '{mark}' was left out of the number")
    comparator = _COMPARATORS[match["cmp"].casefold()] if match["cmp"] else None
    return Parsed("number", number, comparator, "", (match["rest"] or "").strip(), tuple(warnings), decimal_comma)


def parse_value(value: str | float | int | None, comma: bool | None = None) -> Parsed:
    """Read the value of one row.

    Parameters
    ----------
    value : str, float or None
        As printed.
    comma : bool, optional
        See :func:`parse_number`.

    Returns
    -------
    Parsed
        Never an error: what is not understood says so.
    """
    if value is None:
        return _parse_text("", comma)
    if isinstance(value, bool):
        return Parsed("garbled", words=str(value), warnings=(f"the value '{value}' was not understood",))
    if isinstance(value, int | float):
        if not math.isfinite(float(value)):
            return Parsed("garbled", words=str(value), warnings=(f"the value '{value}' was not understood",))
        return Parsed("number", float(value))
    return _parse_text(value[:400], comma)


_RANGE = re.compile(
    rf"^(?P<low>{NUMBER})\s*(?:-|–|—|−|to|bis|à|a|;|\.\.\.?|…|÷|~)\s*(?P<high>{NUMBER})(?P<rest>\s*[^\s0-9].*)?$",
    re.IGNORECASE,
)
_ONE_SIDED = re.compile(
    rf"^(?P<cmp>{_COMPARE}|up to|bis|below|above|jusqu'a|hasta|max\.?|min\.?)\s*(?P<num>{NUMBER})"
    r"(?P<rest>\s*[^\s0-9].*)?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=5_000)
def parse_range(text: str, comma: bool | None = None) -> tuple[float | None, float | None, str, str]:
    """Read a printed reference interval.

    Returns
    -------
    low, high : float or None
        In the unit of the row.
    rest : str
        What stood behind it: perhaps a unit.
    problem : str
        Why it was not understood, or an empty string.
    """
    flat = " ".join(text.replace("\u00a0", " ").split()).strip("()[]{} ")
    if flat.casefold() in _MISSING:
        return None, None, "", ""
    if match := _RANGE.match(flat):
        (low, _, _), (high, _, _) = parse_number(match["low"], comma), parse_number(match["high"], comma)
        if low is not None and high is not None and low <= high:
            return low, high, (match["rest"] or "").strip(" )]}"), ""
    elif match := _ONE_SIDED.match(flat):
        number, _, _ = parse_number(match["num"], comma)
        if number is not None:
            upper = match["cmp"].casefold() not in (
                ">",
                ">=",
                "=>",
                "≥",
                "⩾",
                "more than",
                "greater than",
                "größer",
                "über",
                "superieur a",
                "above",
                "min",
                "min.",
                "&gt;",
            )
            rest = (match["rest"] or "").strip()
            return (None, number, rest, "") if upper else (number, None, rest, "")
    return None, None, "", f"the interval '{shown(text)}' was not understood"
