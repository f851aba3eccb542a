# ruff: noqa: E501 - lists of words are easier to read unbroken
"""A document in words becomes what it says: normal or not, what was found, which numbers, by which rule book."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from whytwitch.knowledge.documents import DocumentKind, document_kinds
from whytwitch.model.case import OtherResult

Status = Literal["normal", "abnormal", "unclear"]
_NORMAL = re.compile(
    r"^(?:all |entirely |completely )?(?:normal|negative?|clear|unremarkable|no abnormalit\w+|nothing found|o\.? ?b\.?|unauffallig|"
    r"ohne befund|regelrecht|normale?s?|sans particularite|sin alteraciones|senza alterazioni|nella norma|geen afwijkingen|"
    r"prawidlow\w+|utan anmarkning|ua|wnl|within normal limits)\b"
)
_NOT = re.compile(
    r"\b(?:no|not|without|never|nor|neither|kein\w*|nicht|ohne|pas|aucun\w*|sans|sin|non|senza|geen|zonder|bez|brak|ingen|inga|utan|"
    r"ruled out|excluded|absence of|free of|negative for)\b"
)
_END = re.compile(r"[.;,:\n]| but | aber | mais | pero | ma | however ")
_NUMBERS: dict[str, tuple[str, ...]] = {
    "ahi": ("ahi", "apnoea-hypopnoea index", "apnea-hypopnea index", "apnoea hypopnoea index", "apnea hypopnea index", "iah"),
    "plms_index": ("plmi", "plms index", "plm index", "plms-index", "plm-index", "periodic limb movement index", "plms_index", "plms"),
    "arousal_index": ("arousal index", "arousal-index", "arousals per hour", "ari"),
    "plms_arousal_index": ("plms arousal index", "plm arousal index", "plmai", "plms with arousal"),
    "tst_min": ("tst", "total sleep time"),
    "sleep_efficiency": ("sleep efficiency", "efficiency", "schlafeffizienz"),
    "lowest_oxygen": ("lowest oxygen", "spo2 nadir", "nadir spo2", "minimum spo2", "lowest spo2", "min spo2", "lowest saturation"),
    "qtc_ms": ("qtc", "qtc time", "corrected qt"),
    "rate": ("heart rate", "rate", "hf", "puls"),
    "t_score": ("t-score", "t score"),
    "ejection_fraction": ("ejection fraction", "lvef", "ef"),
}  # fmt: skip
_UNIT_OF_TIME = re.compile(r"\s*(h|hours?|std|stunden|heures?|horas|ore|uur)\b(?:\s*(\d{1,2})\s*(?:m|min)\w*)?")


@dataclass(frozen=True)
class Document:
    """What one document says.

    Attributes
    ----------
    kind : DocumentKind or None
        None when the test is not known here.
    status : {"normal", "abnormal", "unclear"}
    findings : tuple of str
        Ids of the kind's findings.
    numbers : dict of str to float
        In the units of the kind.
    form, rules : str
        How it was done, and by which rule book; empty when not told.
    asks : tuple of str
        What has to be asked back.
    """

    result: OtherResult
    kind: DocumentKind | None
    status: Status
    findings: tuple[str, ...] = ()
    numbers: dict[str, float] = field(default_factory=dict)
    form: str = ""
    rules: str = ""
    asks: tuple[str, ...] = ()


def read_result(result: OtherResult) -> Document:
    """Read one document.

    Parameters
    ----------
    result : OtherResult
        Test, result and note as told.

    Returns
    -------
    Document
        Words behind *no* or *without* count as not found.
    """
    text = plain(f"{result.result}. {result.note or ''}")
    kind = kind_of(result.test, text)
    normal = _NORMAL.match(plain(result.result)) is not None
    if kind is None:
        return Document(result, None, "normal" if normal else "unclear")
    found = tuple(name for name, one in kind.findings.items() if any(_said(word, text) for word in one.words))
    numbers, asks = _numbers(kind, text)
    form = next((name for name in kind.forms if _form_said(name, text + " " + plain(result.test))), "")
    rules = next((name for name in kind.rules if re.search(_RULES[name], text)), "")
    status: Status = "abnormal" if found else "normal" if normal else "unclear"
    counted = [kind.numbers[name].name for name in numbers if kind.numbers[name].needs_rules]
    if counted and kind.rules and not rules:
        books = " or ".join(kind.rules.values())
        asks.append(f"{counted[0]}: by which rule book was it counted ({books})? The two differ")
    if status == "unclear" and not numbers and kind.findings:
        names = ", ".join(one.name for one in kind.findings.values())
        asks.append(f"what was found? This program understands: normal, {names}")
    if normal and found:
        asks.append("it says normal and names a finding: which is right?")
    return Document(result, kind, status, found, numbers, form, rules, tuple(asks))


_RULES = {"aasm3": r"\baasm", "wasm2016": r"\bwasm"}
_FORMS = {
    "routine": r"routine",
    "sleep_deprived": r"sleep.?depriv|schlafentzug|privation de sommeil|privacion",
    "sleep": r"sleep eeg|in sleep|asleep|schlaf-eeg",
    "long_term": r"long.?term|24.?h|ambulatory|langzeit|holter",
    "video": r"video",
    "home": r"\bhome\b|polygraph|ambulant",
    "laboratory": r"polysomnograph|sleep lab|in.?lab|schlaflabor",
}


def _form_said(name: str, text: str) -> bool:
    return re.search(_FORMS[name], text) is not None


def plain(text: str) -> str:
    """Without accents, case and underscores."""
    flat = unicodedata.normalize("NFKD", text.casefold().replace("_", " ").replace("ł", "l").replace("ø", "o"))
    return " ".join("".join(sign for sign in flat if not unicodedata.combining(sign)).split())


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    made: dict[str, str] = {}
    for name, kind in document_kinds().items():
        for one in (name, *kind.names):
            made.setdefault(plain(one), name)
    for name, kind in document_kinds().items():
        made.setdefault(plain(kind.test), name)
    return made


def kind_of(test: str, text: str = "") -> DocumentKind | None:
    """The kind of document that a name means; a scan without a place looks for it in the text.

    Parameters
    ----------
    test : str
        As told.
    text : str
        What the document says, plain.
    """
    name = plain(test).replace("-", " ") if plain(test) not in _by_name() else plain(test)
    if name in ("mri", "ct", "scan", "mrt", "irm", "rm", "magnetic resonance", "mri scan", "ct scan", "rmn"):
        if re.search(r"spin|lumb|cervic|root|disc|cauda|lws|hws|l[45]|s1|vertebra|back", text):
            name = "mri spine"
        elif re.search(r"brain|head|cerebr|cranial|white matter|schadel|kopf|stroke|infarct", text):
            name = "mri brain"
        else:
            return None
    found = _by_name().get(name)
    if found is None:
        inside = [one for one in _by_name() if len(one) > 2 and re.search(rf"\b{re.escape(one)}\b", name)]
        found = _by_name()[max(inside, key=len)] if inside else None
    return document_kinds()[found] if found else None


def _said(word: str, text: str) -> bool:
    """Whether a word stands in the text and nothing before it in its clause denies it."""
    for match in re.finditer(rf"\b{re.escape(plain(word))}\b", text):
        clause = _END.split(text[: match.start()])[-1]
        after = text[match.end() : match.end() + 40]
        denied = re.match(
            r"\s*(?::|were|was|is|are)?\s*(?:not |none|no\b|negative|absent|excluded|ruled out|neg\b)", after
        )
        if not _NOT.search(clause) and not denied:
            return True
    return False


def _numbers(kind: DocumentKind, text: str) -> tuple[dict[str, float], list[str]]:
    found: dict[str, float] = {}
    asks: list[str] = []
    for name, number in kind.numbers.items():
        for word in sorted(_NUMBERS[name], key=len, reverse=True):
            match = re.search(rf"\b{re.escape(word)}\b[^0-9\n;.-]{{0,25}}(?P<value>-?[0-9]+(?:[.,][0-9]+)?)", text)
            if not match or name in found:
                continue
            if name == "plms_index" and re.search(r"arousal", match[0]):
                continue
            value = float(match["value"].replace(",", "."))
            if name == "tst_min" and (hours := _UNIT_OF_TIME.match(text[match.end() :])):
                value = value * 60 + float(hours[2] or 0)
            if number.low <= value <= number.high:
                found[name] = value
            else:
                asks.append(f"{number.name} {value:g} {number.unit} is not possible: check it")
    return found, asks
