"""The model against its slow twin and against statsmodels; the exact test against counting by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whytwitch.care.followup.design import lay_out, orders
from whytwitch.care.followup.gate import randomisation_p
from whytwitch.care.followup.model import CARRY, RHO, exposures, fit, whiten
from whytwitch.care.followup.reference import slow_fit


def _days(seed: int, pairs: int = 6, length: int = 3, missing: float = 0.2):
    rng = np.random.default_rng(seed)
    arm = np.repeat([one for _ in range(pairs) for one in rng.permutation([0.0, 1.0])], length)
    day = np.flatnonzero(rng.random(arm.size) >= missing)
    value = 4 + rng.normal(size=day.size) - 0.7 * arm[day]
    return arm, day, value


@given(st.integers(0, 10_000))
def test_fast_model_equals_the_slow_one(seed):
    arm, day, value = _days(seed)
    exposed = exposures(arm, tuple(CARRY))[day]
    prior = np.array(list(CARRY.values()))
    fast, slow = fit(day, value, exposed, prior), slow_fit(day, value, exposed, prior)
    assert fast.mean == pytest.approx(slow.mean, abs=2e-3)
    assert fast.below(0) == pytest.approx(slow.below(0), abs=2e-3)
    assert fast.rho == pytest.approx(slow.rho, abs=1e-6)
    low, high = fast.interval()
    assert slow.below(low) == pytest.approx(0.025, abs=2e-3)
    assert slow.below(high) == pytest.approx(0.975, abs=2e-3)


@pytest.mark.parametrize("rho", [-0.24, 0.0, 0.4, 0.88])
def test_one_point_of_the_grid_equals_statsmodels_gls(rho):
    from statsmodels.regression.linear_model import GLS

    arm, day, value = _days(7)
    rho = min(RHO, key=lambda one: abs(one - rho))
    time = (day - day.mean()) / np.ptp(day)
    design = np.column_stack([np.ones(day.size), time, arm[day]])
    sigma = np.sign(rho) ** np.abs(day[:, None] - day[None]) * abs(rho) ** np.abs(day[:, None] - day[None]).astype(
        float
    )
    oracle = GLS(value, design, sigma=sigma).fit()
    white, _ = whiten(np.column_stack([design, value]), np.diff(day), np.array([rho]))
    beta, rss, _, _ = np.linalg.lstsq(white[0][:, :3], white[0][:, 3], rcond=None)
    assert beta == pytest.approx(oracle.params, rel=1e-8)
    error = np.sqrt(rss[0] / (day.size - 3) * np.linalg.inv(white[0][:, :3].T @ white[0][:, :3])[2, 2])
    assert error == pytest.approx(oracle.bse[2], rel=1e-8)


def test_exposure_settles_after_a_carry_over():
    made = exposures(np.array([0.0, 0, 1, 1, 1]), (0.0, 0.5))
    assert made[:, 0] == pytest.approx([0, 0, 1, 1, 1])
    assert made[:, 1] == pytest.approx([0, 0, 0.5, 0.75, 0.875])


def test_every_order_of_six_pairs_is_looked_at_and_the_actual_one_comes_first():
    arm, day, _ = _days(3, pairs=6, missing=0.0)
    layout = lay_out(day, arm[day])
    assert (layout.basis, layout.pairs, layout.phase_days) == ("pairs", 6, 3)
    dealt = orders(layout)
    assert dealt.shape == (64, 12)
    assert (dealt[0] == layout.phase_arm).all()
    assert len({tuple(row) for row in dealt}) == 64


def test_the_smallest_p_of_six_pairs_is_two_in_sixty_four():
    arm, day, _ = _days(3, pairs=6, missing=0.0)
    rng = np.random.default_rng(1)
    value = 5 - 4 * arm[day] + 0.1 * rng.normal(size=day.size)
    assert randomisation_p(lay_out(day, arm[day]), day, value) == pytest.approx(2 / 64)


def test_p_counts_the_orders_by_hand():
    arm, day, value = _days(11, pairs=3, missing=0.1)
    layout = lay_out(day, arm[day])
    from whytwitch.care.followup.gate import null_rho

    rho = null_rho(day, value)
    time = (day - day.mean()) / np.ptp(day)
    sigma = np.sign(rho) ** np.abs(day[:, None] - day[None]) * abs(rho) ** np.abs(day[:, None] - day[None]).astype(
        float
    )
    root = np.linalg.cholesky(np.linalg.inv(sigma)).T
    base = root @ np.column_stack([np.ones(day.size), time])
    off = np.eye(day.size) - base @ np.linalg.pinv(base)

    def strength(order):
        one = off @ root @ np.array([order[phase] for phase in layout.phase[day]], dtype=float)
        return abs(one @ off @ root @ value) / np.sqrt(one @ one)

    every = [sum(pairs, ()) for pairs in itertools.product(*[((0, 1), (1, 0))] * 3)]
    seen = strength(tuple(layout.phase_arm))
    by_hand = np.mean([strength(order) >= seen * (1 - 1e-9) for order in every])
    assert randomisation_p(layout, day, value) == pytest.approx(by_hand)


@given(st.integers(0, 10_000), st.integers(1, 8), st.integers(6, 10))
def test_phases_are_found_in_the_days(seed, length, pairs):
    arm, day, _ = _days(seed, pairs=pairs, length=length, missing=0.0)
    layout = lay_out(day, arm[day])
    assert (layout.arm == arm).all()
    assert layout.pairs >= pairs / 2
    assert layout.basis == "pairs"


def test_days_without_a_row_do_not_hide_the_phases():
    arm, day, _ = _days(5, pairs=9, missing=0.3)
    layout = lay_out(day - day[0], arm[day])
    assert layout.basis == "pairs"
    assert layout.phase_days == pytest.approx(3, abs=0.2)


def test_before_and_after_are_one_pair():
    layout = lay_out(np.arange(40), np.repeat([0.0, 1.0], 20))
    assert layout.pairs == 1


def test_arms_dealt_day_by_day_are_seen_as_such():
    rng = np.random.default_rng(2)
    arm = (rng.random(60) < 0.5).astype(float)
    assert lay_out(np.arange(60), arm).basis == "days"
    assert orders(lay_out(np.arange(60), arm)).shape[0] == 4096
