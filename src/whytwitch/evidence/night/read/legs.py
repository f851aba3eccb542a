"""Which channels are legs, and which leg each one is: from the label, or from what the user says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whytwitch.errors import ContradictionError, InputError, UnitError, UnknownNameError, nearest
from whytwitch.evidence.night.read import words
from whytwitch.evidence.night.read.edf import Channel
from whytwitch.evidence.night.read.units import to_uv

_LEFT = (
    "left|links|linker|linkes|linke|gauche|gche|izda|sinistro|sin|venstre|vasen|vas|lewa|lewy|lew|leva|лев(?:ая|ой|ый)?|左|sol|"
    "izquierda|izquierdo|izq|sinistra|esquerda|esq|vanster|vanstra|li|lt|lft|sx|l|g"
)
_RIGHT = (
    "right|rechts|rechter|rechtes|rechte|dcha|destro|hoyre|hojre|oikea|oik|prawa|prawy|praw|prava|прав(?:ая|ой|ый)?|右|sa[gğ]|"
    "droite|droit|derecha|derecho|der|destra|direita|dir|hoger|hogra|re|rt|rgt|dx|r|d"
)
_MUSCLE = (
    "tibialis ?anterior|anterior ?tibialis|ant ?tibialis|tibialis ?ant|tib ?ant|ant ?tib|tibialis|tibial|tibia|tib|"
    "tibant|anttib|ta|at|legs?|limbs?|lower ?limbs?|plms?|lms?|jambes?|jamb|jbe|beine?|"
    "been|benen|gambe|gamba|piernas?|pernas?|"
    "ben|shin|calf|gastrocnemius|gastroc|tibiale ?anteriore|tibiale|unterschenkel|wade|onderbeen|jalka|noga|bacak|"
    "mollet|polpaccio|pantorrilla|panturrilha|lydka|нога|ноги|голень|下肢|腿"
)
#: How directly a word names the muscle that the rules are written for; the best one wins among several.
_RANK = (
    (r"tib|\b[lr]?(?:ta|at)[lr]?\d?\b", 0),
    (r"leg|jambe|bein|been|gamb|piern|pern|limb|ben|shin|schenkel|wade|jalka|noga|bacak|ног|голень|腿|肢", 1),
    (r"plm|lm", 2),
    (r"", 3),
)
_NOT_A_LEG = re.compile(
    r"\bimp|impedanc|ohm|\bpos|accel|\bacc\b|axis|arm\b|chin|ecg|ekg|light|marker|status|index|rate|dif\b|events?\b"
)
_REFERENCE = re.compile(r"\s(?:ref\d?|gnd|avg|ground|m1|m2|a1|a2|cz|fpz|com)$")


@dataclass(frozen=True)
class LegChoice:
    """A channel taken for a leg.

    Parameters
    ----------
    channel : Channel
        The channel.
    side : str
        left, right, both (legs summed into one channel) or unknown.
    gain_uv : float or None
        Microvolt for one digital step; None when the unit is not known.
    unit : str or None
        Unit of the channel as it is reported.
    minus : Channel or None
        A second channel to be subtracted (two electrodes of one muscle, recorded singly).
    problem : str
        Why the channel cannot be scored; empty when it can.
    confirmed : bool
        Whether the user confirmed the unit.
    """

    channel: Channel
    side: str
    gain_uv: float | None
    unit: str | None
    minus: Channel | None = None
    problem: str = ""
    confirmed: bool = False


def side_of(label: str) -> str | None:
    """Say which leg a label names.

    Parameters
    ----------
    label : str
        As in the file.

    Returns
    -------
    str or None
        left, right, both, unknown (a leg, but which?), ``first`` or ``second`` (numbered legs), None for no leg.
    """
    word = words.plain(label)
    if _NOT_A_LEG.search(word):
        return None
    word = re.sub(r"\b(?:e[mм][gг]\d*|эмг\d*|x\d+|ch\d+|elec|electrode|channel|ch|sig|bip|ant|pt|muscle)\b", " ", word)
    word = re.sub(r"^emg(?=[a-z])|(?<=[a-z])emg$", " ", " ".join(word.split()))
    word = _REFERENCE.sub("", " ".join(word.split())) or word
    swedish = re.fullmatch(r"(v|va|h|ho|hoger|hogra|hoyre|hojre)? ?ben ?(v|va|h|ho)?", word)
    if swedish and (swedish[1] or swedish[2]):
        return "left" if (swedish[1] or swedish[2])[0] == "v" else "right"
    parts = word.split()
    joined = word.replace(" ", "")
    muscle, left, right = _MUSCLE.replace(" ?", ""), _LEFT, _RIGHT
    for side, names in (("left", left), ("right", right)):
        if re.fullmatch(rf"(?:{names})\d?(?:{muscle})\d?|(?:{muscle})\d?(?:{names})\d?", joined):
            return side
        pair = (
            rf"(?:(?:{names})(?:{muscle})\d(?:{names})?(?:{muscle})?\d|"
            rf"(?:{muscle})(?:{names})\d(?:{muscle})?(?:{names})?\d)"
        )
        if re.fullmatch(pair, joined):
            return side
    if re.fullmatch(
        rf"(?:{left})(?:{muscle})?\d?(?:{right})(?:{muscle})\d?|(?:{muscle})\d?(?:{left})(?:{muscle})?(?:{right})",
        joined,
    ):
        return "both"
    if re.fullmatch(
        rf"(?:{right})(?:{muscle})?\d?(?:{left})(?:{muscle})\d?|(?:{muscle})\d?(?:{right})(?:{muscle})?(?:{left})",
        joined,
    ):
        return "both"
    if re.fullmatch(
        rf"(?:both|bilateral|sum)?(?:legs|limbs|jambes|beine|benen|gambe|piernas|pernas)(?:sum)?|(?:both|sum)(?:{muscle})",
        joined,
    ):
        return "both"
    if re.fullmatch(rf"(?:{muscle})(?:[/ ]?1)", joined) and not joined.endswith("12"):
        return "first"
    if re.fullmatch(rf"(?:{muscle})(?:[/ ]?2)", joined):
        return "second"
    if re.fullmatch(rf"(?:{muscle})(?:{muscle})?", joined):
        return "unknown"
    has_muscle = any(re.fullmatch(rf"(?:{muscle})\d?", p) for p in parts)
    if has_muscle and len(parts) <= 4:
        is_left = any(re.fullmatch(left, p) for p in parts)
        is_right = any(re.fullmatch(right, p) for p in parts)
        return "both" if is_left and is_right else "left" if is_left else "right" if is_right else "unknown"
    return None


def rank(label: str) -> int:
    """Return how directly a label names the tibialis anterior, 0 being best."""
    word = words.plain(label)
    return next(n for pattern, n in _RANK if re.search(pattern, word))


def find(channels: Sequence[Channel], warnings: list[str]) -> list[LegChoice]:
    """Choose the leg channels by their labels.

    Parameters
    ----------
    channels : sequence of Channel
        All channels with samples.
    warnings : list of str
        Sentences are added where something had to be decided.

    Returns
    -------
    list of LegChoice
        At most one for each side.
    """
    groups: dict[str, list[Channel]] = {}
    for c in channels:
        side = side_of(c.original)
        if side is not None and c.unit_text.lower() not in ("ohm", "kohm", "g", "g/s", "%", "bpm"):
            groups.setdefault(side, []).append(c)
    for number, side in (("first", "left"), ("second", "right")):
        if number in groups and side not in groups:
            groups[side] = groups.pop(number)
            if number == "first":
                warnings.append(
                    f"The labels do not say which leg is which; '{groups[side][0].label}' was taken for the left one."
                )
    if ("left" in groups or "right" in groups) and ("unknown" in groups or "both" in groups):
        groups.pop("unknown", None)
        groups.pop("both", None)
    chosen = []
    for side in ("left", "right", "both", "unknown"):
        if side in groups:
            if side == "unknown" and "both" in groups:
                continue
            chosen.append(_best(groups[side], side, warnings))
    return chosen


def _best(candidates: list[Channel], side: str, warnings: list[str]) -> LegChoice:
    ordered = sorted(candidates, key=lambda c: (rank(c.original), bool(c.problem), c.gain_uv is None, c.index))
    first = ordered[0]
    rivals = [
        c for c in ordered[1:] if rank(c.original) == rank(first.original) and not c.problem and c.gain_uv is not None
    ]
    if rivals and not first.problem and first.gain_uv is not None:
        names = ", ".join(f"'{c.label}'" for c in [first, *rivals])
        return _choice(first, side, problem=f"several channels could be this leg ({names}); say which one it is")
    if len(ordered) > 1:
        warnings.append(f"'{first.label}' was taken for this leg; '{ordered[1].label}' was left aside.")
    return _choice(first, side)


def _choice(c: Channel, side: str, *, problem: str = "", minus: Channel | None = None) -> LegChoice:
    if not problem and c.problem:
        problem = c.problem
    if not problem and c.gain_uv is None:
        problem = (
            f"its unit is {repr(c.unit_text) if c.unit_text else 'empty'}, which is no known unit of voltage; "
            "confirm the unit to score it"
        )
    return LegChoice(
        channel=c, side=side, gain_uv=c.gain_uv, unit=c.unit or c.unit_text or None, minus=minus, problem=problem
    )


def map_legs(channels: Sequence[Channel], legs: Mapping[str, Any]) -> list[LegChoice]:
    """Choose the leg channels as the user says.

    Parameters
    ----------
    channels : sequence of Channel
        All channels with samples.
    legs : mapping
        ``left``, ``right``, ``both`` or ``unknown`` → a label; two labels with `` - `` between them are subtracted;
        ``{"channel": label, "unit": "uV"}`` also confirms the unit.

    Returns
    -------
    list of LegChoice

    Raises
    ------
    UnknownNameError
        No channel has that label; the nearest are suggested.
    ContradictionError
        One channel for two legs.
    InputError, UnitError
        A side or a unit that does not exist.
    """
    chosen: list[LegChoice] = []
    for side, what in legs.items():
        if side not in ("left", "right", "both", "unknown"):
            raise InputError("this is no leg", where="legs", found=str(side), allowed="left, right, both, unknown")
        if what is None:
            continue
        wanted = what if isinstance(what, Mapping) else {"channel": what}
        label = str(wanted.get("channel", ""))
        channel, minus = _by_label(channels, label)
        choice = _choice(channel, side, minus=minus)
        unit = wanted.get("unit")
        if unit:
            shown, factor = to_uv(str(unit))
            if factor is None:
                raise UnitError(
                    "this is no unit of voltage", where=f"legs, {side}", found=str(unit), allowed="uV, mV, V, nV"
                )
            if channel.gain is not None:
                choice = LegChoice(channel, side, channel.gain * factor, shown, minus, channel.problem, confirmed=True)
        if any(choice.channel.index == c.channel.index for c in chosen):
            raise ContradictionError("one channel cannot be two legs", where="legs", found=channel.label)
        chosen.append(choice)
    return chosen


def _by_label(channels: Sequence[Channel], label: str) -> tuple[Channel, Channel | None]:
    exact = [c for c in channels if c.label == label] or [
        c for c in channels if c.label.lower() == label.strip().lower()
    ]
    if exact:
        return exact[0], None
    if " - " in label:
        first, _, second = label.partition(" - ")
        a, _ = _by_label(channels, first.strip())
        b, _ = _by_label(channels, second.strip())
        if a.samples != b.samples or a.unit != b.unit:
            raise ContradictionError(
                "two channels of different rate or unit cannot be subtracted", where="legs", found=label
            )
        return a, b
    known = [c.label for c in channels]
    raise UnknownNameError(
        f"no channel is called '{label}'", where="legs", allowed=", ".join(known[:40]), todo=nearest(label, known)
    )
