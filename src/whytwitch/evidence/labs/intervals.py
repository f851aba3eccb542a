# ruff: noqa: E501 - lists of words are easier to read unbroken
"""Printed reference intervals: ``15-150``, ``< 5``, ``bis 5``, ``M: 13-17 F: 12-15``."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from whytwitch.evidence.labs.numbers import NUMBER, parse_number, shown

_UP_TO = (
    "<=|=<|<|≤|⩽|&lt;|less than|up to|below|under|bis zu|bis|unter|kleiner|jusqu'a|inferieur a|inf\\. a|inf a|max\\.?|hasta|"
    "menor que|menor de|fino a|inferiore a|ate|inferior a|tot|minder dan|do|ponizej|upp till|mindre an|under|op til"
)
_FROM = (
    ">=|=>|>|≥|⩾|&gt;|more than|greater than|above|over|from|ab|uber|groser|grosser|mindestens|superieur a|sup\\. a|sup a|"
    "min\\.?|desde|mayor que|mayor de|superiore a|superior a|maior que|vanaf|meer dan|od|powyzej|fran|storre an|over"
)
_BETWEEN = "-|–|—|−|‐|to|bis|tot|a|do|till|til|hasta|ate|;|\\.\\.\\.?|…|÷|~|et"
_RANGE = re.compile(
    rf"^(?:de |von |van |od |da |from |between )?(?P<low>{NUMBER})\s*(?:{_BETWEEN})\s*(?P<high>{NUMBER})"
    r"(?P<rest>\s*[^\s0-9].*)?$"
)
_ONE_SIDED = re.compile(rf"^(?:(?P<up>{_UP_TO})|(?P<down>{_FROM}))\s*(?P<num>{NUMBER})(?P<rest>\s*[^\s0-9].*)?$")
_NONE = frozenset(
    {"", "-", "--", "---", "–", "—", ".", "n/a", "na", "null", "none", "*", "siehe befund", "see note", "see comment"}
)
_MALE = r"m|male|males|men|man|manner|maenner|mannlich|h|hommes?|hombres?|varones|uomini|maschi|mannen|mezczyzni|man|homens|mk?"
_FEMALE = (
    r"f|w|k|female|females|women|woman|frauen|weiblich|femmes?|mujeres|donne|femmine|vrouwen|v|kobiety|kvinnor|mulheres"
)
_BY_SEX = re.compile(rf"(?:^|[\s,;/|(])(?:(?P<male>{_MALE})|(?P<female>{_FEMALE}))\s*[.:=]?\s*(?=[<>≤≥0-9])")


@lru_cache(maxsize=5_000)
def parse_range(
    text: str, comma: bool | None = None, sex: str | None = None
) -> tuple[float | None, float | None, str, str]:
    """Read a printed reference interval.

    Parameters
    ----------
    text : str
        As printed.
    comma : bool, optional
        See :func:`parse_number`.
    sex : {"female", "male"}, optional
        For an interval printed for both.

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
    plain = _plain(flat)
    if plain in _NONE:
        return None, None, "", ""
    parts = by_sex(flat)
    if parts:
        if sex not in parts:
            return None, None, "", f"the interval '{shown(text)}' depends on sex, which is not known; it was not used"
        flat, plain = parts[sex], _plain(parts[sex])
    if match := _RANGE.match(plain):
        (low, _, _), (high, _, _) = parse_number(match["low"], comma), parse_number(match["high"], comma)
        if low is not None and high is not None and low <= high:
            return low, high, _rest(flat, match), ""
    elif match := _ONE_SIDED.match(plain):
        number, _, _ = parse_number(match["num"], comma)
        if number is not None:
            return (None, number, _rest(flat, match), "") if match["up"] else (number, None, _rest(flat, match), "")
    return None, None, "", f"the interval '{shown(text)}' was not understood"


@lru_cache(maxsize=5_000)
def by_sex(text: str) -> dict[str, str]:
    """The two intervals of a text that gives one for each sex; empty when it does not."""
    marks = list(_BY_SEX.finditer(_plain(text)))
    if len(marks) != 2 or {mark.lastgroup for mark in marks} != {"male", "female"}:
        return {}
    ends = [marks[1].start(), len(text)]
    return {str(mark.lastgroup): text[mark.end() : end].strip(" ,;/|()") for mark, end in zip(marks, ends, strict=True)}


def looks_like_range(text: str) -> bool:
    """Whether a cell can only be an interval: two numbers, or a limit in words."""
    plain = _plain(" ".join(text.split()).strip("()[]{} "))
    return bool(_RANGE.match(plain)) or bool(by_sex(text))


def _plain(text: str) -> str:
    """Same length as the text where it is plain already: accents go, case goes."""
    if text.isascii():
        return text.casefold()
    flat = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(sign for sign in flat if not unicodedata.combining(sign)).replace("ł", "l").replace("ø", "o")


def _rest(flat: str, match: re.Match[str]) -> str:
    size = len(match["rest"] or "")
    return flat[len(flat) - size :].strip(" )]}") if size else ""
