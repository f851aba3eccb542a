"""From the channels of an opened recording to the movements in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from whytwitch.evidence.night.coverage import GAP, Signal, union_length
from whytwitch.evidence.night.read import edf, legs
from whytwitch.evidence.night.rules import LM_MIN_S, RATE_MIN_HZ, REST_POSSIBLE_UV, STEP_MAX_UV, STEP_WARN_UV
from whytwitch.model.night import Leg, LegMovement, Span


def read_signal(file: edf.EdfFile, chosen: Sequence[legs.LegChoice]) -> Signal:
    """Detect the movements in the chosen channels.

    Parameters
    ----------
    file : EdfFile
        An opened recording.
    chosen : sequence of LegChoice

    Returns
    -------
    Signal
    """
    from whytwitch.evidence.night.movements import detect

    out = Signal()
    wanted: list[edf.Channel] = []
    for one in chosen:
        for c in (one.channel, one.minus):
            if c is not None and c not in wanted and not _problem(one, file):
                wanted.append(c)
    loaded = file.load([*wanted, *file.annotation_channels])
    raw = {c.index: loaded[i] for i, c in enumerate(wanted)}
    file.tell_time(loaded[len(wanted) :])
    del loaded
    segments = file.segments()
    out.segments = [(start, start + n * file.record_s) for start, _, n in segments]
    total = sum(b - a for a, b in out.segments)
    for one in chosen:
        c = one.channel
        rate = c.samples / file.record_s
        problem = _problem(one, file)
        if problem:
            side = one.side
            out.unscorable.append(Span(from_s=0.0, to_s=out.segments[-1][1], leg=side, why=problem))  # type: ignore[arg-type]
            out.warnings.append(f"'{c.label}' cannot be scored: {problem}.")
            out.legs.append(_leg(one, rate, 0.0))
            continue
        assert one.gain_uv is not None
        if abs(one.gain_uv) > STEP_WARN_UV:
            out.warnings.append(
                f"'{c.label}' has coarse digital steps ({abs(one.gain_uv):.2g} uV); its ends are less exact."
            )
        digital = file.samples(raw.pop(c.index) if one.minus is None else raw[c.index])
        minus = file.samples(raw[one.minus.index]) if one.minus is not None else None
        lost = 0.0
        _note_range(out, one, digital)
        mains: set[float] = set()
        beats = 0
        rests: list[float] = []
        for start, first, n in segments:
            a, b = first * c.samples, (first + n) * c.samples
            found = detect(
                digital[a:b],
                gain_uv=one.gain_uv,
                rate_hz=rate,
                limits=c.digital,
                minus=None if minus is None else minus[a:b],
            )
            beats += found.beats
            mains |= {found.mains_hz} if found.mains_hz else set()
            rests += [found.rest_uv] if found.rest_uv is not None else []
            for on, off, shape in found.movements:
                out.movements.append(_movement(one.side, start + on, start + off, shape))
            mine = out.bursts.setdefault(one.side, [])
            mine += [(start + on, start + off, peak) for on, off, peak in found.bursts]
            for x, y, why in found.unscorable:
                out.unscorable.append(Span(from_s=round(start + x, 3), to_s=round(start + y, 3), leg=one.side, why=why))  # type: ignore[arg-type]
            lost += union_length([(x, y) for x, y, _ in found.unscorable])
        out.legs.append(_leg(one, rate, max(0.0, (total - lost) / 3600.0)))
        _note_channel(out, one, mains, beats)
        suspect = _suspect_unit(one, rests)
        if suspect:
            lost = total
            out.movements = [m for m in out.movements if m.leg != one.side]
            out.legs[-1] = _leg(one, rate, 0.0)
            out.unscorable.append(Span(from_s=0.0, to_s=out.segments[-1][1], leg=one.side, why=suspect))  # type: ignore[arg-type]
            out.warnings.append(f"'{c.label}' cannot be scored: {suspect}.")
        out.scorable |= lost < total - LM_MIN_S
        del digital
    for (_, end), (begin, _) in zip(out.segments, out.segments[1:], strict=False):
        for one in chosen:
            out.unscorable.append(Span(from_s=end, to_s=begin, leg=one.side, why=GAP))  # type: ignore[arg-type]
    return out


def _problem(one: legs.LegChoice, file: edf.EdfFile) -> str:
    """Say in words why a channel cannot be scored; empty when it can."""
    if one.problem:
        return one.problem
    rate = one.channel.samples / file.record_s
    if rate < RATE_MIN_HZ:
        return f"it has {rate:g} samples a second, and leg EMG needs at least {RATE_MIN_HZ:g}"
    step = abs(one.gain_uv or 0.0)
    if step > STEP_MAX_UV:
        return (
            f"one digital step is {step:.4g} uV, too coarse for the rule's 8 uV onset and 2 uV end "
            f"(at most {STEP_MAX_UV:g} uV)"
        )
    return ""


def _suspect_unit(one: legs.LegChoice, rests: list[float]) -> str:
    """Say in words why the unit of a channel is not to be believed; empty when it may be."""
    rest = float(np.median(rests)) if rests else None
    if one.confirmed or rest is None or REST_POSSIBLE_UV[0] <= rest <= REST_POSSIBLE_UV[1]:
        return ""
    return (
        f"its unit is suspect, for a median resting level of {rest:.3g} uV is no resting muscle; confirm the unit to "
        "score it"
    )


def _note_range(out: Signal, one: legs.LegChoice, digital: npt.NDArray[np.integer]) -> None:
    low, high = one.channel.digital
    if len(digital) and (int(digital.min()) < low or int(digital.max()) > high):
        n = int(np.count_nonzero((digital < low) | (digital > high)))
        out.warnings.append(
            f"{n} samples of '{one.channel.label}' lie outside the digital range that the header states "
            f"({low} to {high}): the file may be damaged or its scale wrong."
        )


def _note_channel(out: Signal, one: legs.LegChoice, mains: set[float], beats: int) -> None:
    label = one.channel.label
    if mains:
        out.warnings.append(f"Mains hum of {min(mains):g} Hz was taken out of '{label}'.")
    if beats:
        out.warnings.append(f"{beats} heartbeats were taken out of '{label}'.")


def _movement(side: str, on: float, off: float, shape: bool) -> LegMovement:
    return LegMovement(
        id="",
        leg=side,  # type: ignore[arg-type]
        onset_s=on,
        duration_s=off - on,
        morphology=shape,
        origin="auto",
    )


def _leg(one: legs.LegChoice, rate: float, scorable_h: float) -> Leg:
    return Leg(
        label=one.channel.label if one.minus is None else f"{one.channel.label} - {one.minus.label}",
        side=one.side,  # type: ignore[arg-type]
        rate_hz=round(rate, 6),
        unit=one.unit,
        step_uv=None if one.gain_uv is None else float(f"{abs(one.gain_uv):.6g}"),
        scorable_h=round(scorable_h, 6),
    )
