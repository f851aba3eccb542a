"""A heart in the leg, and movements that begin or end on a beat: the beat goes, the movement's edge stays."""

from __future__ import annotations

import numpy as np
import pytest

from whytwitch.evidence.night.movements import detect

RATE = 200
STEP_UV = 0.1


def leg(moves: list[tuple[float, float]], seconds: int, *, every: float = 0.9, size: float = 45.0) -> np.ndarray:
    """Return digital values: rest of 2 uV, movements of 22 uV, and a heart that beats all the while."""
    rng = np.random.default_rng(8)
    n = seconds * RATE
    x = 2.0 * rng.standard_normal(n)
    for on, length in moves:
        a, b = round(on * RATE), round((on + length) * RATE)
        x[a:b] += 22.0 * rng.standard_normal(b - a)
    t = np.arange(-0.1, 0.1, 1 / RATE)
    beat = size * (np.exp(-((t / 0.014) ** 2)) - 0.3 * np.exp(-(((t - 0.03) / 0.015) ** 2)))
    for at in np.arange(0.5, seconds - 1, every):
        i = round(at * RATE)
        x[i : i + len(t)] += beat
    return np.round(x / STEP_UV).astype(np.int16)


def errors(moves: list[tuple[float, float]], found: list[tuple[float, float, bool]]) -> tuple[float, float]:
    assert len(found) == len(moves)
    on = max(abs(f[0] - m[0]) for f, m in zip(found, moves, strict=True))
    off = max(abs(f[1] - m[0] - m[1]) for f, m in zip(found, moves, strict=True))
    return on, off


@pytest.mark.parametrize("offset", [-0.25, -0.1, 0.0, 0.1, 0.25])
def test_a_movement_that_begins_beside_a_beat_keeps_its_onset(offset: float) -> None:
    # movements of 1.8 s, two beats long, so that both of their edges stand the same way to a beat
    moves = [(0.6 + 0.9 * k + offset, 1.8) for k in range(30, 320, 20)]
    found = detect(leg(moves, 300), gain_uv=STEP_UV, rate_hz=RATE, limits=(-32768, 32767))
    assert found.beats > 250
    on, off = errors(moves, found.movements)
    assert on <= 0.06
    assert off <= 0.12


def test_the_heart_is_taken_out_also_where_movements_hide_its_rhythm() -> None:
    # for two minutes movements follow each other so closely that no rhythm can be seen between them
    dense = [(100.0 + 3.0 * k, 1.7) for k in range(40)]
    found = detect(leg(dense, 300), gain_uv=STEP_UV, rate_hz=RATE, limits=(-32768, 32767))
    on, off = errors(dense, found.movements)
    assert on <= 0.08
    assert off <= 0.15
