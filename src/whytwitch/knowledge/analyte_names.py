"""The many forms in which laboratories print a test's name and unit, brought nearer to those of the data file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: ``Potassium [Moles/volume] in Serum or Plasma by ISE``: the long name of a LOINC code. Other samples stay unknown.
_LOINC_NAME = re.compile(
    r"(?P<what>.+?)\s+(?:\[[^\]]+\]\s+)?"
    r"(?:in|of)\s+(?:serum|plasma|red blood cells|(?:(?:capillary|venous|arterial) )?blood)"
    r"(?:(?:,| or| and)\s*(?:serum|plasma|blood))*(?:\s+(?:by|--)\s.*)?",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?<![^\W\d])(?:[^\W\d]\.\s?){2,}(?:[^\W\d](?![^\W\d]))?")
_TOKEN = re.compile(r"[^\W\d]+|[0-9]+|[+%]")
_PARTS = re.compile(r"\s+[-–—=:]\s+|\s*[/(),;\[\]]\s*")

_UNIT_WORDS = (
    (r"\s*\b(?:per|pro|par|por|na)\b\s*", "/"),
    (r"milli\s*equivalents?|mequivs?|mval", "meq"),
    (r"(?:milli|m\.?)\s*(?:international|int\.?|internationale?)[\s-]*(?:units?|einheiten|unites)", "miu"),
    (r"(?:micro|µ)\s*(?:international|int\.?)[\s-]*units?", "uiu"),
    (r"(?:international|int\.?)[\s-]*units?", "iu"),
    (r"milli\s*units?", "miu"),
    (r"milli\s*mol(?:e|es|s)?\b", "mmol"),
    (r"(?:micro|mikro|micr)\s*mol(?:e|es|s)?\b", "umol"),
    (r"nano\s*mol(?:e|es|s)?\b", "nmol"),
    (r"pico\s*mol(?:e|es|s)?\b", "pmol"),
    (r"milli\s*gram(?:me|m)?s?", "mg"),
    (r"(?:micro|mikro)\s*gram(?:me|m)?s?", "ug"),
    (r"nano\s*gram(?:me|m)?s?", "ng"),
    (r"pico\s*gram(?:me|m)?s?", "pg"),
    (r"\bgram(?:me|m)?s?\b", "g"),
    (r"\bunits?\b", "u"),
    (r"deci\s*lit(?:re|er)s?", "dl"),
    (r"milli\s*lit(?:re|er)s?", "ml"),
    (r"micro\s*lit(?:re|er)s?", "ul"),
    (r"femto\s*lit(?:re|er)s?", "fl"),
    (r"\blit(?:re|er|ro)s?\b", "l"),
    (r"\bhours?\b|\bhr\b", "h"),
)


def folded(text: str) -> str:
    """Without accents and case, and with letters that stand for two written as two."""
    for one, two in (("ß", "ss"), ("ł", "l"), ("ø", "o"), ("æ", "ae"), ("œ", "oe"), ("µ", "μ")):
        text = text.casefold().replace(one, two)
    flat = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in flat if not unicodedata.combining(sign))


def other_forms(name: str) -> Iterator[str]:
    """The same test, written with less around it.

    Parameters
    ----------
    name : str
        As printed: ``V.G.M.``, ``Sodium [Moles/volume] in Serum or Plasma``.
    """
    if match := _LOINC_NAME.fullmatch(name):
        yield match["what"]
    bare = _DOTTED.sub(lambda one: one[0].replace(".", "").replace(" ", "") + " ", name).strip()
    if bare != name:
        yield bare


def parts_of(name: str) -> list[str]:
    """What stands between strokes, brackets and commas: ``GOT/AST`` names one test twice."""
    return [one.strip() for one in _PARTS.split(name) if one.strip()]


def bag(name: str) -> tuple[str, ...]:
    """The words and numbers of a name in alphabetical order: ``Vit. D 25-OH`` and ``25 OH Vit D`` have the same."""
    return tuple(sorted(_TOKEN.findall(folded(name))))


def plainer_unit(text: str) -> str:
    """A unit written in words, with a remark in brackets, or with its annotation, as a short unit.

    Parameters
    ----------
    text : str
        ``micromoles per litre``, ``ng/mL{serum}``, ``mcg/dL (calc)``.
    """
    flat = re.sub(r"\{[^{}]*\}", "", text.casefold()).strip()
    flat = re.sub(r"\s*[(\[][^()\[\]]*[)\]]$", "", flat) or flat
    for pattern, short in _UNIT_WORDS:
        flat = re.sub(pattern, short, flat)
    return flat
