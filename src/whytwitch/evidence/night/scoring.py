"""From one list of leg movements to both editions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from whytwitch.evidence.night import indices
from whytwitch.evidence.night.editions import aasm3, wasm2016
from whytwitch.evidence.night.editions.context import Context, Draft
from whytwitch.evidence.night.rules import SAME_LEG_JOIN_S
from whytwitch.evidence.night.series import join_same_leg
from whytwitch.model.night import Candidate, Edition, Editions, LegMovement, Series

_PRECISION = 6


def name_movements(movements: Iterable[LegMovement], barriers: Sequence[float] = ()) -> tuple[LegMovement, ...]:
    """Join movements of one leg that are less than 0.5 s apart, put all in order of time, and name them l1, l2, ...

    Parameters
    ----------
    movements : iterable of LegMovement
        Any order, any ids.
    barriers : sequence of float
        Sorted seconds that nothing may span.

    Returns
    -------
    tuple of LegMovement
        In order of onset. A joined movement has the morphology of its members: True when any has it.
    """
    given = list(movements)
    rows: list[tuple[float, float, str, bool | None, str]] = []
    for leg in sorted({m.leg for m in given}):
        own = sorted((m for m in given if m.leg == leg), key=lambda m: (m.onset_s, m.offset_s))
        for on, off, members in join_same_leg([(m.onset_s, m.offset_s) for m in own], SAME_LEG_JOIN_S, barriers):
            shapes = {own[i].morphology for i in members}
            morphology = True if True in shapes else (None if None in shapes else False)
            origin = "human" if any(own[i].origin == "human" for i in members) else "auto"
            rows.append((on, off, leg, morphology, origin))
    rows.sort(key=lambda r: (r[0], r[1], r[2]))
    return tuple(
        LegMovement(
            id=f"l{n}",
            leg=leg,  # type: ignore[arg-type]
            onset_s=round(on, _PRECISION),
            duration_s=round(off - on, _PRECISION),
            morphology=morphology,
            origin=origin,  # type: ignore[arg-type]
        )
        for n, (on, off, leg, morphology, origin) in enumerate(rows, 1)
    )


def score_editions(movements: Sequence[LegMovement], context: Context, *, marked: bool = True) -> Editions:
    """Apply both rule books to the same movements.

    Parameters
    ----------
    movements : sequence of LegMovement
        As :func:`name_movements` returns them.
    context : Context
        Sleep, breathing, arousals, barriers and options.
    marked : bool
        Whether anybody looked for movements; if not, every index is None.

    Returns
    -------
    Editions
    """
    drafts, series, series_nr = wasm2016.score(movements, context)
    options = context.options.as_dict()
    wasm_options = {k: options[k] for k in ("short_interval_start", "respiratory_window")}
    aasm_options = {
        "short_interval_start": options["short_interval_start"],
        "morphology": options["aasm_morphology"],
    }
    a_drafts, a_series = aasm3.score(movements, context)
    return Editions(
        wasm2016=Edition(
            options=wasm_options,
            candidates=_candidates(drafts, "w", "s", "n"),
            series=_series(series, "w", "s"),
            series_nr=_series(series_nr, "w", "n"),
            indices=indices.wasm(drafts, context, marked=marked),
        ),
        aasm3=Edition(
            options=aasm_options,
            candidates=_candidates(a_drafts, "a", "s", "n"),
            series=_series(a_series, "a", "s"),
            indices=indices.aasm(a_drafts, context, marked=marked),
        ),
    )


def _candidates(drafts: Sequence[Draft], letter: str, series: str, series_nr: str) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            id=f"{letter}{n}",
            members=tuple(m.id for m in d.members),
            onset_s=round(d.onset, _PRECISION),
            duration_s=round(d.duration, _PRECISION),
            stage=d.stage,  # type: ignore[arg-type]
            leg=d.leg,
            clm=d.counts,
            excluded=d.excluded,
            respiratory=d.respiratory,
            arousal=d.arousal,
            series=None if d.series is None else f"{series}{d.series + 1}",
            series_nr=None if d.series_nr is None else f"{series_nr}{d.series_nr + 1}",
        )
        for n, d in enumerate(drafts, 1)
    )


def _series(found: Sequence[Sequence[int]], letter: str, name: str) -> tuple[Series, ...]:
    made: list[Any] = [
        Series.model_validate(
            {"id": f"{name}{n}", "from": f"{letter}{one[0] + 1}", "to": f"{letter}{one[-1] + 1}", "count": len(one)}
        )
        for n, one in enumerate(found, 1)
    ]
    return tuple(made)
