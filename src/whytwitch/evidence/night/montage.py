"""Which channels besides the legs are EEG, eye (EOG), chin EMG and ECG: from the label, or as the user says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from whytwitch.errors import UnknownNameError, nearest
from whytwitch.evidence.night.read import edf, words

_SITE = r"(?:fp|af|f|fc|c|cp|p|po|o|t)(?:z|10|[1-9])"
#: Electrodes that are believed without a reference or the word EEG beside them (T1 may be a temperature).
_ALONE = re.compile(r"^(?:fp[12z]|f[34578z]|c[34z]|p[34z]|t[3-8]|o[12z])$")
_REFERENCE = r"(?:m1m2|a1a2|linked|ref|avg|le|cle|[ma][12]|" + _SITE + r")"
_EEG = re.compile(rf"^({_SITE})(?: ({_REFERENCE}))?$")
_NOT = re.compile(r"\bimp\w*|\bohm|impedance|posit|accel|\baxis\b|\brate\b|\bstatus\b|\bdc\b|quality|hypnogram")
_EOG = re.compile(
    r"^(?:(e[12]|loc|roc|leog|reog|left eye|right eye)(?: (?:[ma][12]|fpz?|ref|avg))?"
    r"|(?:eog|occulo|oculo)\w*(?: ?(?:l|r|left|right|loc|roc|[12]|links|rechts|gauche|droit\w*|h|v|hor\w*|ver\w*))?"
    r"(?: (?:[ma][12]|ref))?)$"
)
_CHIN = re.compile(
    r"\bchin|submental|\bmental|\bment(?:on|um)\b|\bkinn|\bmento\b|barbilla|\bkin\b|\bemg ?[123]? ?chin|\bsubment|"
    r"mylohyoid"
)
_ECG = re.compile(r"^(?:ecg|ekg)|\b(?:ecg|ekg)$")
_PLAIN_EEG = re.compile(r"^eeg(?: ?(?:\d|sec|second|a|b))?$")
_PLAIN_EMG = re.compile(r"^emg(?: ?1)?(?: emg ?2)?$")
_VOLTS = ("uV", "mV", "V", "nV")


@dataclass(frozen=True)
class Lead:
    """One signal of the head: a channel, or the difference of two.

    Parameters
    ----------
    label : str
        As it is told to people: ``C4-M1``, or ``C4 - M1`` when two channels were subtracted.
    channel : Channel
    minus : Channel or None
        Subtracted when both were recorded against one common electrode.
    rank : int
        How well it suits its purpose, 0 being best.
    """

    label: str
    channel: edf.Channel
    minus: edf.Channel | None = None
    rank: int = 0


@dataclass(frozen=True)
class Montage:
    """What was found, best first."""

    eeg: tuple[Lead, ...] = ()
    eog: tuple[Lead, ...] = ()
    chin: tuple[Lead, ...] = ()
    ecg: tuple[Lead, ...] = ()


def find(channels: Sequence[edf.Channel], record_s: float, *, rate_min_hz: float, legs: Sequence[int] = ()) -> Montage:
    """Find the channels of the head by their labels.

    Parameters
    ----------
    channels : sequence of Channel
        All channels with samples.
    record_s : float
        Length of a data record in seconds.
    rate_min_hz : float
        Channels slower than this are left out (an EMG envelope of 1 Hz is no EMG).
    legs : sequence of int
        Indices of channels that are taken as legs already.

    Returns
    -------
    Montage
        Central electrodes against the opposite mastoid first: that is what the staging program was trained on.
    """
    usable = [c for c in channels if _usable(c, record_s, rate_min_hz) and c.index not in legs]
    return Montage(
        eeg=_eeg(usable),
        eog=_ranked(usable, _eog_rank),
        chin=_ranked(usable, _chin_rank),
        ecg=_ranked(usable, lambda word: 0 if _ECG.search(word) else None),
    )


def named(channels: Sequence[edf.Channel], label: str, where: str) -> Lead:
    """Find the channel a user names; two labels with `` - `` between them are subtracted.

    Raises
    ------
    UnknownNameError
        No channel has that label; the nearest are suggested.
    """
    exact = [c for c in channels if label.strip().lower() in (c.label.lower(), c.original.strip().lower())]
    if exact:
        return Lead(exact[0].label, exact[0])
    first, dash, second = label.partition(" - ")
    if dash:
        a, b = named(channels, first, where), named(channels, second, where)
        return Lead(f"{a.label} - {b.label}", a.channel, b.channel)
    known = [c.label for c in channels]
    raise UnknownNameError(
        f"no channel is called '{label}'", where=where, allowed=", ".join(known[:40]), todo=nearest(label, known)
    )


def read(
    file: edf.EdfFile, leads: Sequence[Lead]
) -> tuple[list[npt.NDArray[np.float32]], list[tuple[float, int, int]]]:
    """Read leads in microvolt.

    Parameters
    ----------
    file : EdfFile
    leads : sequence of Lead

    Returns
    -------
    signals : list of ndarray of float32, shape (samples,)
        Microvolt, all records one after the other; where a gap lies, the segments say.
    segments : list of (float, int, int)
        Start in seconds, first record, number of records of each stretch without a gap.
    """
    wanted: list[edf.Channel] = []
    for one in leads:
        wanted += [c for c in (one.channel, one.minus) if c is not None and c not in wanted]
    raw = dict(zip([c.index for c in wanted], file.load(wanted), strict=True))
    out = []
    for one in leads:
        signal = _microvolt(file, raw[one.channel.index], one.channel)
        if one.minus is not None:
            signal -= _microvolt(file, raw[one.minus.index], one.minus)
        out.append(signal)
    return out, file.segments()


def rate_of(file: edf.EdfFile, lead: Lead) -> float:
    """Return the samples per second of a lead."""
    return lead.channel.samples / file.record_s


def _microvolt(file: edf.EdfFile, raw: Any, channel: edf.Channel) -> npt.NDArray[np.float32]:
    digital = file.samples(raw)
    out = digital.astype(np.float32)
    out *= np.float32(channel.gain_uv or 0.0)
    return out


def _usable(c: edf.Channel, record_s: float, rate_min_hz: float) -> bool:
    if c.problem or c.gain_uv is None or c.unit not in _VOLTS or not record_s:
        return False
    return c.samples / record_s >= rate_min_hz - 1e-9 and not _NOT.search(words.plain(c.original))


def _word(label: str) -> str:
    word = words.plain(label)
    word = re.sub(r"^(?:psg|eeg|eog|pol|polygraph)(?= (?!l$|r$|left|right|\d|hor|ver|h$|v$))", "", word).strip()
    return re.sub(r"\s+", " ", word)


def _eeg(channels: Sequence[edf.Channel]) -> tuple[Lead, ...]:
    found: list[Lead] = []
    lone: dict[str, edf.Channel] = {}
    for c in channels:
        word = _word(c.original)
        if _PLAIN_EEG.match(words.plain(c.original)):
            found.append(Lead(c.label, c, rank=5))
            continue
        match = _EEG.match(word) or _EEG.match(re.sub(r"^([a-z]{1,3}\d?)([ma][12])$", r"\1 \2", word))
        if match is None:
            if re.fullmatch(r"[ma][12]", word):
                lone[word] = c
            continue
        site, reference = match[1], match[2]
        if reference is None:
            if _ALONE.match(site) or "eeg" in c.original.lower():
                lone[site] = c
        elif reference != site:
            found.append(Lead(c.label, c, rank=_eeg_rank(site, reference)))
    for site, c in lone.items():
        if re.fullmatch(r"[ma][12]", site):
            continue
        far = "1" if site[-1] in "02468" else "2"
        mastoid = next((lone[m] for m in ("m" + far, "a" + far, "m1", "m2", "a1", "a2") if m in lone), None)
        if mastoid is not None and mastoid.samples == c.samples:
            found.append(Lead(f"{c.label} - {mastoid.label}", c, mastoid, rank=_eeg_rank(site, "m" + far) + 1))
        else:
            found.append(Lead(c.label, c, rank=_eeg_rank(site, "ref") + 1))
    return tuple(sorted(found, key=lambda one: (one.rank, one.channel.index)))


def _eeg_rank(site: str, reference: str) -> int:
    mastoid = bool(re.fullmatch(r"[ma][12]|m1m2|a1a2|linked|le", reference))
    central = site in ("c3", "c4", "cz")
    if central and (mastoid or reference in ("fpz", "fz")):
        return 0
    if mastoid and site[0] == "f":
        return 2
    if central or site in ("fpz", "fz", "f3", "f4"):
        return 3
    return 6


def _eog_rank(word: str) -> int | None:
    if not _EOG.match(word):
        return None
    if re.match(r"e1|loc|leog|left|eog ?(?:l|left|loc|links|gauche)", word):
        return 0
    return 1 if re.search(r"hor|\bh\b", word) else 2 if "ver" not in word else 4


def _chin_rank(word: str) -> int | None:
    if _CHIN.search(word) and "leg" not in word:
        return 0 if "emg" in word or "chin" in word else 1
    return 4 if _PLAIN_EMG.match(word) else None


def _ranked(channels: Sequence[edf.Channel], rank: Any) -> tuple[Lead, ...]:
    out = []
    for c in channels:
        value = rank(words.plain(c.original))
        if value is not None:
            out.append(Lead(c.label, c, rank=value))
    return tuple(sorted(out, key=lambda one: (one.rank, one.channel.index)))
