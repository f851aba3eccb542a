"""The fast scorer equals a slow, obvious one on nights that nobody thought of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.night import reference

from whytwitch.evidence.night.editions.context import Context
from whytwitch.evidence.night.options import Options
from whytwitch.evidence.night.scoring import name_movements, score_editions
from whytwitch.evidence.night.stages import build
from whytwitch.model.night import LegMovement

# Steps between movements are drawn around the limits of the rules, in centiseconds.
STEP = st.sampled_from([30, 49, 50, 51, 120, 200, 480, 499, 500, 501, 700, 999, 1000, 1001, 2500, 8999, 9000, 9001])
LENGTH = st.sampled_from([20, 49, 50, 100, 150, 300, 700, 999, 1000, 1001, 1300, 1500])


@st.composite
def nights(draw: st.DrawFn) -> reference.Night:
    movements = []
    t = 1000
    for _ in range(draw(st.integers(0, 22))):
        t += draw(STEP)
        movements.append((draw(st.sampled_from("LR")), t, t + draw(LENGTH)))
    stages = []
    at = 0
    while at < t + 3000:
        length = draw(st.sampled_from([1000, 3000, 8500, 9000, 20000]))
        name = draw(st.sampled_from(["W", "N1", "N2", "N3", "R", "N2", "N2", "?"]))
        if name != "?":
            stages.append((at, at + length, name))
        at += length
    moment = st.integers(0, t + 2000)
    breathing = [(a, a + draw(st.integers(100, 3000))) for a in draw(st.lists(moment, max_size=5))]
    arousals = [(a, a + draw(st.integers(100, 1000))) for a in draw(st.lists(moment, max_size=5))]
    gaps = sorted(draw(st.lists(moment, max_size=2)))
    return reference.Night(movements, stages, breathing, arousals, gaps, draw(st.booleans()))


@given(nights())
def test_fast_equals_slow(night: reference.Night) -> None:
    barriers = tuple(g / 100 for g in night.gaps)
    written = [
        LegMovement(
            id=str(i),
            leg="left" if leg == "L" else "right",
            onset_s=a / 100,
            duration_s=(b - a) / 100,
            morphology=None,
            origin="human",
        )
        for i, (leg, a, b) in enumerate(night.movements)
    ]
    context = Context(
        hypnogram=build([(a / 100, (b - a) / 100, s) for a, b, s in night.stages], source="events"),
        respiratory=tuple((a / 100, b / 100) for a, b in night.breathing),
        arousals=tuple((a / 100, b / 100) for a, b in night.arousals),
        respiratory_scored=True,
        arousals_scored=True,
        barriers=barriers,
        hours=10.0,
        options=Options(short_interval_start=night.short_start),
    )
    if not context.hypnogram:
        return
    editions = score_editions(name_movements(written, barriers), context)
    counts = editions.wasm2016.indices["counts"]
    fast = {k: counts[k] for k in ("clm", "plms", "plms_nr", "plmw")} | {"arousal": counts["plms_arousal"]}
    assert fast == reference.wasm(night)
    counts = editions.aasm3.indices["counts"]
    assert {"lm": counts["lm"], "plms": counts["plms"], "arousal": counts["plms_arousal"]} == reference.aasm(night)
