"""The value and interval columns of a laboratory's paper: ``18``, ``<5``, ``5,3*``, ``neg``, ``15-150``."""

from __future__ import annotations

import math
import re
import unicodedata
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
    "inf. a": "<",
    "sup. a": ">",
    "inf a": "<",
    "sup a": ">",
    "menor que": "<",
    "mayor que": ">",
    "menor de": "<",
    "mayor de": ">",
    "maior que": ">",
    "inferiore a": "<",
    "superiore a": ">",
    "minder dan": "<",
    "meer dan": ">",
    "ponizej": "<",
    "powyzej": ">",
    "mindre an": "<",
    "storre an": ">",
}
_WORDS = frozenset(
    "neg negative negativ negatif négatif negativo negatief pos positive positiv positif positivo positief "
    "trace traces spur spuren tracce trazas slad reactive non-reactive nonreactive reaktiv reagente normal "
    "abnormal nd n.d. "
    "detected undetected nachweisbar ujemny ujemna ujemne dodatni dodatnia negativt positivt negatieve "
    "assente presente "
    "absent present absente ausente grenzwertig borderline equivocal indeterminate отрицательно положительно".split()
) | {
    "not detected",
    "nicht nachweisbar",
    "non detecte",
    "no detectado",
    "none detected",
    "within normal limits",
    "i.o.",
    "não reagente",
    "nao reagente",
    "no reactivo",
    "nicht reaktiv",
    "non reactif",
    "niet aantoonbaar",
    "ej påvisad",
    "non rilevabile",
    "niewykryto",
    "nie wykryto",
    "schwach positiv",
    "weakly positive",
}
_TITRE = re.compile(r"(?:[<>≤≥]\s*)?1\s*[:/]\s*[0-9][0-9.,]*")
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
    "volgt",
    "in behandeling",
    "w toku",
    "pågår",
    "svar följer",
    "in corso",
    "em andamento",
    "niet uitgevoerd",
    "nicht bestimmt",
    "n.b.",
    "nicht durchgeführt",
    "no realizado",
    "non eseguito",
    "non réalisé",
    "nie wykonano",
    "tnp",
    "dnr",
    "see below",
    "insuffisant",
    "hemolysed sample",
    "haemolysed sample",
    "sample haemolysed",
    "sample hemolyzed",
    "hemolytisch",
    "hemolyserat",
    "emolizzato",
    "ongeldig",
}
_LEAD = r"(?:\*+|!+|#|↑+|↓+|[▲▼]|\+(?=\s)|(?:H{1,2}|L{1,2})(?![^\W\d])|\([HLhl*!+-]\))"
_SIGN_MARK = r"(?:\*+|!+|#|↑+|↓+|[▲▼]+|\+{1,3}|-{1,3}|\((?:H{1,2}|L{1,2}|[AN*!+-]|high|low|abnormal)\))"
_WORD_MARK = (
    r"(?:(?:high|low|hoch|niedrig|abnormal|critical|panic|haut|bas|alto|alta|bajo|baja|hoog|laag|wysoki|niski|hög|låg|"
    r"H{1,2}|L{1,2}|A|N)(?![\w/%.^*]))"
)
_MARKS = rf"(?:{_SIGN_MARK}|{_WORD_MARK})(?:\s?(?:{_SIGN_MARK}|{_WORD_MARK}))?"
_COMPARE = "|".join(sorted((re.escape(one) for one in _COMPARATORS), key=len, reverse=True))
_ROW = re.compile(
    rf"^(?P<lead>{_LEAD})?\s*(?P<cmp>{_COMPARE})?\s*(?P<num>{NUMBER})(?:\s*(?P<mark>{_MARKS}))?(?P<rest>\s*[^\s0-9<>=+.,;:'–-].*)?$",
    re.IGNORECASE,
)
#: Full-width signs, as typed in Japan.
_WIDE = re.compile(r"[\uff01-\uff5e]")
#: ``="4.2"`` and ``=4.2``: how a table keeps a spreadsheet from reading a cell as a number.
_TYPED_TEXT = re.compile(r"^=\s*\"?([^\"=()]*[0-9][^\"=()]*)\"?$")


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
    flat = _WIDE.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text.replace("\u00a0", " "))
    flat = _TYPED_TEXT.sub(r"\1", " ".join(flat.split()))
    low = flat.casefold()
    if low in _MISSING or low.rstrip(".*! ") in _MISSING:
        return Parsed(
            "missing",
            words=flat,
            warnings=("no result stands here" if not low.strip("-. ") else f"no result: '{shown(flat)}'",),
        )
    if low.rstrip(" *!+-.") in _WORDS:
        return Parsed(
            "words", words=shown(flat), warnings=(f"'{shown(flat)}' is no number; the laboratory can give one",)
        )
    if re.fullmatch(r"\(?\+{1,4}\)?", flat):
        return Parsed("words", words=flat, warnings=(f"'{flat}' is no number; the laboratory can give one",))
    flat = re.sub(r"^([^0-9.,]*)([.,])(?=[0-9])", r"\g<1>0\2", flat)  # ".5" is 0.5
    if _TITRE.fullmatch(low):
        return Parsed("words", words=shown(flat), warnings=(f"'{shown(flat)}' is a titre; it stays as written",))
    about = re.match(r"(?:~|≈|ca\.?|circa|about|approx\.?|env\.?)\s*(?=[0-9])", flat, re.IGNORECASE)
    if about:
        flat = flat[about.end() :]
    match = _ROW.match(_plain_compare(flat))
    if not match:
        return Parsed("garbled", words=shown(flat), warnings=(f"the value '{shown(flat)}' was not understood",))
    number, warning, decimal_comma = parse_number(match["num"], comma)
    if number is None:
        kind: Kind = "ask" if "may be" in warning else "garbled"
        return Parsed(kind, words=shown(flat), warnings=(warning,))
    warnings = [warning] if warning else []
    rest, behind = _split_mark((match["rest"] or "").strip())
    mark = " ".join(one for one in (match["lead"], match["mark"], behind) if one)
    if about:
        warnings.append(f"'{shown(text)}' is written as an estimate")
    if mark:
        warnings.append(f"the laboratory's mark '{mark}' was left out of the number")
    comparator = _COMPARATORS[match["cmp"].casefold()] if match["cmp"] else None
    return Parsed("number", number, comparator, "", rest, tuple(warnings), decimal_comma)


def _plain_compare(text: str) -> str:
    """Accents of a comparing word are left out: ``inférieur à 5`` is ``inferieur a 5``."""
    word = re.match(r"[^\W\d]+(?:[ .]+[^\W\d]+)?[ .]*(?=[0-9])", text)
    if not word:
        return text
    flat = unicodedata.normalize("NFKD", word[0].casefold())
    flat = "".join(sign for sign in flat if not unicodedata.combining(sign)).replace("ł", "l").replace("ø", "o")
    return f"{flat}{text[word.end() :]}" if flat.strip() in _COMPARATORS else text


def _split_mark(rest: str) -> tuple[str, str]:
    """Unit and mark behind a number: ``mmol/L H`` is a unit and the laboratory's mark."""
    match = re.fullmatch(rf"(?P<unit>.*?\S)?\s+(?P<mark>{_MARKS})", rest, re.IGNORECASE)
    return ((match["unit"] or "").strip(), match["mark"]) if match else (rest, "")


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
