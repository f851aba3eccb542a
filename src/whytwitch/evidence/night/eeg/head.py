"""The EEG of an opened recording, kept as it stands in the file and turned into microvolt window by window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from whytwitch.evidence.night import montage
from whytwitch.evidence.night.read import edf

HALF_S = 10.0
_CHANNELS_MAX = 2
_RATE_MIN_HZ = 100.0


@dataclass
class Head:
    """Some channels of a recording.

    Parameters
    ----------
    leads : tuple of Lead
    rates : tuple of float
        Samples per second of each.
    """

    leads: tuple[montage.Lead, ...]
    rates: tuple[float, ...]
    _digits: list[tuple[npt.NDArray[np.integer], npt.NDArray[np.integer] | None]]
    _segments: list[tuple[float, int, int]]

    @classmethod
    def of(cls, file: edf.EdfFile, leads: Sequence[montage.Lead]) -> Head:
        """Read the bytes of some leads."""
        wanted: list[edf.Channel] = []
        for one in leads:
            wanted += [c for c in (one.channel, one.minus) if c is not None and c not in wanted]
        raw = dict(zip([c.index for c in wanted], file.load(wanted), strict=True))
        digits = [
            (
                file.samples(raw[one.channel.index]),
                None if one.minus is None else file.samples(raw[one.minus.index]),
            )
            for one in leads
        ]
        return cls(tuple(leads), tuple(montage.rate_of(file, one) for one in leads), digits, file.segments())

    @property
    def stretches(self) -> list[tuple[float, float]]:
        """From and to (seconds) of each stretch without a gap."""
        c, rate = self.leads[0].channel, self.rates[0]
        return [(start, start + n * c.samples / rate) for start, _, n in self._segments]

    def window(self, which: int, from_s: float, to_s: float) -> npt.NDArray[np.float64] | None:
        """Return microvolt between two moments, shape (samples,), or None where a part of it was not recorded."""
        rate, lead = self.rates[which], self.leads[which]
        for start, first, n in self._segments:
            a, b = round((from_s - start) * rate), round((to_s - start) * rate)
            if a < 0 or b > n * lead.channel.samples:
                continue
            offset = first * lead.channel.samples
            plus, minus = self._digits[which]
            out = plus[offset + a : offset + b].astype(np.float64) * (lead.channel.gain_uv or 0.0)
            if minus is not None and lead.minus is not None:
                out -= minus[offset + a : offset + b] * (lead.minus.gain_uv or 0.0)
            return out
        return None


def choose(file: edf.EdfFile, legs: Sequence[int] = (), label: str | None = None) -> list[montage.Lead]:
    """Choose at most two EEG leads, one from each side of the head where there are two.

    Parameters
    ----------
    file : EdfFile
    legs : sequence of int
        Channels that are legs.
    label : str, optional
        The channel that a user names: it alone.

    Returns
    -------
    list of Lead
    """
    if label:
        return [montage.named(file.signals, label, "option eeg")]
    found = list(montage.find(file.signals, file.record_s, rate_min_hz=_RATE_MIN_HZ, legs=legs).eeg)
    if not found:
        return []
    first = found[0]
    other = next((one for one in found[1:] if _side(one) != _side(first) and one.rank <= first.rank + 1), None)
    return [first] if other is None else [first, other][:_CHANNELS_MAX]


def eeg_around(
    path: str | Path, at_s: float, *, half_s: float = HALF_S, channels: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the EEG around one moment, for a viewer.

    Parameters
    ----------
    path : str or Path
        An EDF or BDF recording.
    at_s : float
        Seconds from the start of the recording.
    half_s : float
        Seconds before and after; more than 60 is cut to 60.
    channels : sequence of str
        Labels; without them all EEG channels that are found by their labels.

    Returns
    -------
    dict
        ``from_s``, ``to_s``, ``channels``: a list of ``label``, ``rate_hz``, ``unit`` and ``values`` (microvolt), whose
        ``values`` are None where a part of the window was not recorded.

    Raises
    ------
    UnknownNameError
        No channel has a label that was given.
    """
    file = edf.open_edf(Path(path))
    leads = [montage.named(file.signals, one, "channels") for one in channels]
    leads = leads or list(montage.find(file.signals, file.record_s, rate_min_hz=_RATE_MIN_HZ).eeg)
    half_s = min(float(half_s), 60.0)
    from_s, to_s = max(0.0, at_s - half_s), at_s + half_s
    rows = []
    if leads:
        head = Head.of(file, leads)
        to_s = min(to_s, max(b for _, b in head.stretches))
        for i, lead in enumerate(leads):
            values = head.window(i, from_s, to_s) if to_s > from_s else None
            shown = None if values is None else np.round(values, 2).tolist()
            rows.append({"label": lead.label, "rate_hz": head.rates[i], "unit": "uV", "values": shown})
    return {"from_s": from_s, "to_s": to_s, "channels": rows}


def _side(lead: montage.Lead) -> str:
    number = next((c for c in lead.label if c.isdigit()), "")
    return "middle" if not number else "left" if int(number) % 2 else "right"
