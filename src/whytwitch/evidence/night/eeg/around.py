"""EEG around the movements of a night: flags against control moments, the jerk-locked average, what looks alike."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from whytwitch.evidence.night.eeg import artefacts, average, rhythms, spikes, stereotypy
from whytwitch.evidence.night.eeg.head import HALF_S, Head, choose
from whytwitch.evidence.night.eeg.moments import Moment, controls, of_candidates
from whytwitch.evidence.night.options import Options
from whytwitch.evidence.night.read import edf
from whytwitch.evidence.night.stages import Hypnogram
from whytwitch.model.night import Candidate, Night

LISTED_MAX = 300
_BUFFER_S = 300.0
_OVERLAP_S = 15.0
_JUST_BEFORE_S = 0.02
_P_MAX = 0.01
_MIN_CONTROLS = 20
FRAME = (
    "For an expert to look at. A mark is what a detector found, not what it means; sleep itself, muscle and heart "
    "leave marks."
)
METHOD = {
    "spike_like": "Janca et al. 2015, doi 10.1007/s10548-014-0379-1, with deviations (docs/night/eeg.md)",
    "rhythmic": "coefficient of variation of the envelope, doi 10.1109/TBME.2022.3213840, with deviations",
    "average": "jerk-locked average, PubMed 1464676; 50 to 200 jerks, crosschannel.uk quoting Latorre et al. 2023",
}


def look(
    file: edf.EdfFile,
    candidates: Sequence[Candidate],
    other: Mapping[str, Any],
    hypnogram: Hypnogram,
    options: Options,
    legs: Sequence[int] = (),
) -> dict[str, Any]:
    """Look at the EEG around the movements of a night.

    Parameters
    ----------
    file : EdfFile
    candidates : sequence of Candidate
        Movements as WASM 2016 combines them.
    other : mapping
        The other movements of the night.
    hypnogram : Hypnogram
    options : Options
        ``eeg_around`` False leaves all of it out; ``eeg`` names the channel.
    legs : sequence of int
        Channels that are legs.

    Returns
    -------
    dict
        Empty when it was left out or there is no EEG. ``channels``, ``looked_at``, ``flags``, ``counts`` (each kind
        before movements and at control moments), ``left_out``, ``average``, ``stereotypy``, ``text``, ``method``,
        ``for`` and ``why``.
    """
    if not options.eeg_around:
        return {}
    leads = choose(file, legs, options.eeg)
    large = other.get("large_muscle_group_movements", {}).get("spans", [])
    alike = stereotypy.look(candidates, large, hypnogram)
    if not leads:
        return {}
    out: dict[str, Any] = {
        "channels": [one.label for one in leads],
        "half_window_s": HALF_S,
        "looked_at": 0,
        "of": len(candidates),
        "flags": [],
        "counts": {},
        "left_out": {},
        "average": [],
        "stereotypy": alike,
        "text": [],
        "method": METHOD,
        "for": FRAME,
        "why": None,
    }
    if any(one.channel.gain_uv is None for one in leads):
        return {**out, "why": "the unit of the EEG is not known"}
    head = Head.of(file, leads)
    moments = of_candidates(candidates, head.stretches)
    if not moments:
        return {**out, "why": "no movement has enough EEG around it"}
    out["looked_at"] = len(moments)
    chosen = controls(moments, candidates, hypnogram, head.stretches)
    _flag(out, head, moments, chosen, hypnogram, artefacts.beats(file))
    for which, lead in enumerate(leads):
        windows = [
            head.window(which, m.at_s - average.BEFORE_S, m.at_s + average.TO_S + 1 / head.rates[which])
            for m in moments
        ]
        size = round((average.BEFORE_S + average.TO_S) * head.rates[which])
        found = average.jerk_locked(
            [w[:size] for w in windows if w is not None and len(w) >= size], head.rates[which], seed=which
        )
        out["average"].append({"channel": lead.label, **found})
    out["text"] = _sentences(out)
    return out


def with_eeg(
    night: Night, file: edf.EdfFile, hypnogram: Hypnogram, options: Options, legs: Sequence[int] = ()
) -> Night:
    """Add to a scored night what its EEG shows around the movements, and a warning where an expert should look."""
    found = look(file, night.editions.wasm2016.candidates, night.other_movements, hypnogram, options, legs)
    if not found:
        return night
    out = any(one["more_than_elsewhere"] for one in found["counts"].values())
    out |= any(one["stands_out"] for one in found["average"])
    said = [text for text in found["text"] if "expert should look" in text] if out else []
    said += [found["stereotypy"]["text"]] if found["stereotypy"]["alike"] else []
    return night.model_copy(update={"eeg": found, "warnings": tuple(dict.fromkeys([*night.warnings, *said]))})


def _flag(
    out: dict[str, Any],
    head: Head,
    moments: Sequence[Moment],
    chosen: Sequence[Moment],
    hypnogram: Hypnogram,
    beats: np.ndarray,
) -> None:
    """Run both detectors before and after the movements and before the control moments."""
    flags: list[dict[str, Any]] = []
    left = {"muscle": 0, "broad": 0, "heartbeat": 0, "in_movement": 0}
    hits: dict[str, list[set[int]]] = {kind: [set(), set()] for kind in ("spike_like", "rhythmic")}
    for which, lead in enumerate(head.leads):
        times, strengths = _events(head, which, [*moments, *chosen], beats, left)
        for group, those in enumerate((moments, chosen)):
            for n, m in enumerate(those):
                a, b = np.searchsorted(times, [m.at_s - HALF_S, m.end_s + HALF_S])
                for t, strength in zip(times[a:b], strengths[a:b], strict=True):
                    if t <= m.at_s - _JUST_BEFORE_S:
                        hits["spike_like"][group].add(n)
                    elif t < m.end_s + 0.5:
                        left["in_movement"] += group == 0
                        continue
                    if group == 0:
                        flags.append(_note(m, lead.label, "spike_like", float(t), strength=round(float(strength), 2)))
        _rhythmic(flags, hits["rhythmic"], head, which, moments, chosen, hypnogram)
    flags.sort(key=lambda f: (f["at_s"], f["channel"]))
    out["flags"], out["flags_found"] = flags[:LISTED_MAX], len(flags)
    out["left_out"] = left
    out["counts"] = {kind: _compare(hits[kind], len(moments), len(chosen)) for kind in hits}


def _events(
    head: Head, which: int, moments: Sequence[Moment], beats: np.ndarray, left: dict[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return times and strengths of spike-like events in the stretches that hold a moment."""
    wanted = np.sort(np.array([m.at_s for m in moments]))
    times, strengths = [], []
    for begin, end in head.stretches:
        for a in np.arange(begin, end, _BUFFER_S):
            b = min(a + _BUFFER_S, end)
            near = np.searchsorted(wanted, [a - 2 * HALF_S, b + 2 * HALF_S])
            if near[0] == near[1]:
                continue
            x, y = max(begin, a - _OVERLAP_S), min(end, b + _OVERLAP_S)
            signal = head.window(which, x, y)
            for event in [] if signal is None else spikes.find(signal, head.rates[which]):
                t = x + event.at_s
                if not a <= t < b:
                    continue
                if event.kind != "spike_like":
                    left[event.kind] += 1
                elif artefacts.on_beat(t, beats):
                    left["heartbeat"] += 1
                else:
                    times.append(t)
                    strengths.append(event.strength)
    keep = artefacts.not_a_pulse(times)
    left["heartbeat"] += int((~keep).sum())
    return np.array(times)[keep], np.array(strengths)[keep]


def _rhythmic(
    flags: list[dict[str, Any]],
    hits: list[set[int]],
    head: Head,
    which: int,
    moments: Sequence[Moment],
    chosen: Sequence[Moment],
    hypnogram: Hypnogram,
) -> None:
    pad = 1.0
    rows: list[tuple[int, int, float, list[tuple[float, float]]]] = []
    for group, those in enumerate((moments, chosen)):
        for n, m in enumerate(those):
            if hypnogram and hypnogram.at(m.at_s) == "W":
                continue
            for start in (m.at_s - HALF_S, m.at_s - HALF_S / 2):
                part = head.window(which, start - pad, start + rhythms.WINDOW_S + pad)
                if part is not None and np.ptp(part) > 0:
                    rows.append((group, n, start, rhythms.measure(part, head.rates[which])))
    if not rows:
        return
    usual = [row for row in rows if row[0] == 1]
    usual = usual if len(usual) >= _MIN_CONTROLS else rows
    typical = [float(np.median([row[3][k][1] for row in usual])) for k in range(len(rhythms.BANDS_HZ))]
    for group, n, start, measured in rows:
        found = rhythms.judge(measured, typical)
        if found is None:
            continue
        hits[group].add(n)
        if group == 0:
            low, high = rhythms.BANDS_HZ[found[0]]
            flags.append(
                _note(
                    moments[n], head.leads[which].label, "rhythmic", start, band_hz=[low, high], cve=round(found[1], 3)
                )
            )


def _note(m: Moment, channel: str, kind: str, at_s: float, **more: Any) -> dict[str, Any]:
    return {
        "movement": m.id,
        "kind": kind,
        "channel": channel,
        "at_s": round(at_s, 3),
        "from_onset_s": round(at_s - m.at_s, 3),
        **more,
    }


def _compare(hits: Sequence[set[int]], n: int, of_controls: int) -> dict[str, Any]:
    out: dict[str, Any] = {
        "before_movements": len(hits[0]),
        "of": n,
        "before_controls": len(hits[1]),
        "of_controls": of_controls,
        "p": None,
        "more_than_elsewhere": None,
        "why": None,
    }
    if of_controls < _MIN_CONTROLS or n < _MIN_CONTROLS:
        out["why"] = f"fewer than {_MIN_CONTROLS} movements or control moments, so nothing can be compared"
        return out
    out["p"] = round(one_sided(len(hits[0]), n, len(hits[1]), of_controls), 5)
    out["more_than_elsewhere"] = out["p"] <= _P_MAX
    return out


def one_sided(hits: int, n: int, control_hits: int, controls: int) -> float:
    """Return Fisher's exact probability of at least so many hits among ``n`` by chance.

    Notes
    -----
    Equal to ``scipy.stats.fisher_exact`` (a test holds that), whose import alone takes longer than all of this.
    """
    total = hits + control_hits
    ways = sum(math.comb(n, k) * math.comb(controls, total - k) for k in range(hits, min(n, total) + 1))
    return ways / math.comb(n + controls, total)


def _sentences(out: dict[str, Any]) -> list[str]:
    lines = []
    words = {"spike_like": "spike-like events", "rhythmic": "rhythmic stretches"}
    for kind, found in out["counts"].items():
        text = f"{words[kind].capitalize()} stand in the 10 s before {found['before_movements']} of {found['of']} "
        text += f"movements and before {found['before_controls']} of {found['of_controls']} control moments"
        if found["more_than_elsewhere"]:
            text += "; that is more than chance gives, and an expert should look at the marked places"
        elif found["before_movements"]:
            text += "; that is no more than elsewhere in this night" if found["p"] is not None else ""
        lines.append(text + ".")
    for one in out["average"]:
        if one["stands_out"]:
            lines.append(
                f"The average of '{one['channel']}' over {one['n']} movements shows {one['peak_uv']:.1f} uV at "
                f"{-1000 * one['peak_s']:.0f} ms before the onset, more than the same EEG lined up elsewhere; an "
                "expert should look at it. Muscle and moving cables can do that too."
            )
        elif one["stands_out"] is False:
            lines.append(f"The average of '{one['channel']}' over {one['n']} movements shows nothing beyond chance.")
    if out["stereotypy"]["alike"]:
        lines.append(out["stereotypy"]["text"])
    return [*lines, FRAME]
