"""The words of the report: levels, fits, odds, dates. No number that is not in the picture."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable

from whytwitch.knowledge.schema import Claim
from whytwitch.language import count
from whytwitch.language import text as _
from whytwitch.model.picture import Cause, Fit
from whytwitch.model.urgency import Level

FIT: dict[Fit, str] = {
    "well": _("fits well"),
    "partly": _("fits partly"),
    "poorly": _("fits poorly"),
    "unknown": _("not enough known"),
}

LEVEL: dict[Level, str] = {
    Level.EMERGENCY: _("Emergency"),
    Level.URGENT: _("See someone today"),
    Level.SOON: _("See someone within two weeks"),
    Level.ROUTINE: _("Ordinary appointment"),
    Level.SELF_CARE: _("Look after it yourself"),
}

LEVEL_CLINICIAN: dict[Level, str] = {
    Level.EMERGENCY: _("emergency (now)"),
    Level.URGENT: _("urgent (same day)"),
    Level.SOON: _("soon (within about two weeks)"),
    Level.ROUTINE: _("routine"),
    Level.SELF_CARE: _("self-care"),
}

BASIS = {
    "measured": _("measured in comparable people"),
    "mixed": _("partly measured, partly expert judgement"),
    "expert": _("expert judgement, not measured"),
}

#: The same in one word, for a table.
BASIS_SHORT = {"measured": _("measured"), "mixed": _("mixed"), "expert": _("expert")}
#: Where a number of the knowledge base comes from.
TAG = {"measured": _("measured"), "derived": _("derived"), "expert": _("expert")}

STRENGTH = {
    "strong": _("strong recommendation"),
    "moderate": _("moderate evidence"),
    "weak": _("weak evidence, little to lose"),
    "none": _("no evidence"),
    "safety": _("for safety"),
}

#: Answers to a danger sign.
ANSWERED = {
    "new": _("new"),
    "worse": _("worse"),
    "old_and_assessed": _("old and assessed"),
    "yes": _("yes"),
    "no": _("no"),
    "not_sure": _("not sure"),
}

#: What another test said, as it is typed in the app.
RESULT = {"normal": _("normal"), "abnormal": _("something was found"), "unclear": _("not known")}

#: Groups of danger signs, as short as a list of counts needs them.
TOPIC = {
    "right_now": _("acute"),
    "brain_and_fits": _("brain and fits"),
    "strength": _("strength"),
    "legs_and_back": _("legs and back"),
    "breathing_and_heart": _("breath and heart"),
    "spasms": _("spasms"),
    "medicines": _("medicines and toxicity"),
    "medicines_changed": _("medicine changed"),
    "pregnancy": _("pregnancy"),
    "child": _("child"),
}

VERDICT = {
    "supported": _("Supported"),
    "oversimplified": _("Too simple"),
    "wrong": _("Wrong"),
    "no_evidence": _("No evidence"),
    "unsafe": _("Unsafe"),
}


def claim_label(claim: Claim) -> str:
    """The verdict on a claim beside a person's own picture: *unsafe* only where doing as it says may harm."""
    if claim.dangerous_to_follow:
        return str(VERDICT["unsafe"])
    return str(_("Not the whole story") if claim.verdict in ("unsafe", "oversimplified") else VERDICT[claim.verdict])


#: The look of a level: one class each; red is for emergencies alone.
LEVEL_CLASS = {level: f"wt-card--{level.value.replace('_', '-')}" for level in Level}


def day(date: dt.date | None) -> str:
    """``2 October 2026``; empty when not known."""
    return "" if date is None else f"{date.day} {date:%B %Y}"


def short_day(date: dt.date | str | None) -> str:
    """``2 Oct 2026``; empty when not known; words that are no date stay as they are."""
    if date is None or isinstance(date, dt.date):
        return "" if date is None else f"{date.day} {date:%b %Y}"
    try:
        return short_day(dt.date.fromisoformat(date[:10]))
    except ValueError:
        return date


def percent(probability: float) -> str:
    """A probability as a doctor reads it: whole per cent, with the ends said in words."""
    if probability < 0.005:
        return "<0.5 %" if probability < 0.001 else "<1 %"
    return ">99 %" if probability > 0.995 else f"{100 * probability:.0f} %"


def fine_percent(probability: float) -> str:
    """A probability on an axis: as many digits as its ends need (``99.9 %``, ``0.01 %``); 0.99 % is read as 1 %."""
    nearer = min(probability, 1 - probability)
    if nearer <= 0:
        return "0 %" if probability <= 0 else "100 %"
    digits = max(0, -math.floor(math.log10(102 * nearer)))
    return f"{100 * probability:.{digits}f} %"


def in_a_hundred(cause: Cause) -> str:
    """``83 in 100 (between 71 and 91)``: only for causes whose numbers were measured."""
    low, high = round(100 * cause.low), round(100 * cause.high)
    said = _("%(number)d in 100 (between %(low)d and %(high)d)")
    return said % {"number": round(100 * cause.probability), "low": low, "high": high}


def times(log10_odds: float) -> str:
    """What a contribution does to the odds: ``×8``, ``÷3``, ``no change``."""
    factor = 10 ** abs(log10_odds)
    if factor < 1.05:
        return str(_("no change"))
    shown = f"{factor:.1f}" if factor < 9.95 else f"{factor:.0f}"
    return ("×" if log10_odds > 0 else "÷") + shown


def from_log10_odds(value: float) -> float:
    """Log10 odds as a probability."""
    return 1 / (1 + 10 ** -max(-30.0, min(30.0, value)))


def to_log10_odds(probability: float) -> float:
    """A probability as log10 odds, within ±30."""
    if not 0 < probability < 1:
        return -30.0 if probability <= 0 else 30.0
    return math.log10(probability / (1 - probability))


def listed(parts: Iterable[str], last: str = "") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    held, last = list(parts), last or _("and")
    return held[0] if len(held) == 1 else f"{', '.join(held[:-1])} {last} {held[-1]}" if held else ""


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 question``, ``3 questions``."""
    return f"{number} {count(one, many or one + 's', number)}"


#: How a unit is written for programs, and how a paper shows it.
_UNITS = (
    ("[IU]", "IU"),
    ("ug/", "µg/"),
    ("umol/", "µmol/"),
    ("{1.73_m2}", "1.73 m²"),
    ("1.73m2", "1.73 m²"),
    ("10*9", "10⁹"),
)
_ISO_DAY = re.compile(r"(?<![\d-])\d{4}-\d\d-\d\d(?![\d-]|T\d)")


def readable(words: str) -> str:
    """Words of a room below as people write them: ``2 October 2026`` for ``2026-10-02``, ``µg/L`` for ``ug/L``."""
    for written, shown in _UNITS:
        words = words.replace(written, shown)
    return _ISO_DAY.sub(_as_day, words)


def _as_day(found: re.Match[str]) -> str:
    try:
        return day(dt.date.fromisoformat(found[0]))
    except ValueError:  # it only looks like one
        return found[0]


def sentence(words: str) -> str:
    """With a capital and a full stop, dates and units as people write them."""
    words = readable(words).strip()
    return words and words[:1].upper() + words[1:] + ("" if words[-1] in ".!?…:" else ".")
