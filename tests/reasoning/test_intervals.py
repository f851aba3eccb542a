"""Ranges: every draw is the exact posterior of its own numbers, and wider spreads give wider ranges."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.reasoning.networks import random_case

from whytwitch.errors import ImpossibleValueError, UnknownNameError
from whytwitch.reasoning import Network, Shift, Spread, intervals, parameters, posterior, sensitivity
from whytwitch.reasoning.engine import run
from whytwitch.reasoning.parameters import build_varied


def _with(network, evidence, shifts, numbers):
    """The network with other numbers, written out by hand."""
    prior = [numbers.get(("prior", c), v) for c, v in zip(network.causes, network.prior_log10_odds, strict=True)]
    links = tuple(replace(k, weight=numbers.get(("link", k.parent, k.child), k.weight)) for k in network.links)
    items = [
        replace(
            e,
            leak=numbers.get(("leak", e.id), e.leak),
            weights={c: numbers.get(("weight", e.id, c), w) for c, w in e.weights.items()},
        )
        for e in evidence
    ]
    moved = [
        replace(s, log10_odds={c: numbers.get(("shift", s.id, c), v) for c, v in s.log10_odds.items()}) for s in shifts
    ]
    return Network(network.causes, np.array(prior), links), items, moved


@pytest.mark.parametrize("links", [False, True])
def test_each_column_is_the_posterior_of_its_numbers(links):
    rng = np.random.default_rng(1)
    for seed in range(4):
        network, evidence = random_case(seed, links=links)
        shifts = [Shift("risk", {"c0": 0.4, "c9": -0.2}), Shift("test", {"c9": 0.7}, as_evidence=True)]
        known = parameters(network, evidence, shifts)
        varied = {
            key: (value + rng.normal(0, 0.3, 5) if key[0] in ("prior", "shift") else rng.uniform(0.01, 0.99, 5))
            for key, value in known.items()
        }
        found = run(build_varied(network, evidence, shifts, varied, 5), columns=5)
        for column in range(5):
            own = _with(network, evidence, shifts, {key: float(v[column]) for key, v in varied.items()})
            whole = posterior(*own)
            np.testing.assert_allclose(found.on[:, column], whole.probability, rtol=1e-9)
            assert found.log_z[column] / np.log(10) == pytest.approx(whole.log10_likelihood, abs=1e-9)


def test_ranges_hold_the_centre_and_grow_with_the_spread():
    network, evidence = random_case(7)
    centre = posterior(network, evidence).probability
    known = parameters(network, evidence)
    narrow, wide = (
        intervals(network, evidence, (), {key: Spread("log10_odds", size) for key in known}) for size in (0.02, 0.5)
    )
    assert ((narrow.low <= centre) & (centre <= narrow.high)).all()
    assert (wide.high - wide.low > narrow.high - narrow.low).all()
    assert (wide.rank_high >= narrow.rank_high - 1).all()
    assert (narrow.rank_low >= 1).all()


def test_without_spreads_the_range_is_the_posterior():
    network, evidence = random_case(7)
    found = intervals(network, evidence, (), {}, draws=20)
    np.testing.assert_allclose(found.low, found.high)
    np.testing.assert_allclose(found.median, posterior(network, evidence).probability)
    assert (found.rank_low == found.rank_high).all()
    assert sorted(found.rank_low) == list(range(1, 11))


def test_one_more_answer_does_not_reshuffle_the_draws():
    network, evidence = random_case(7)
    spreads = {("prior", c): Spread("log10_odds", 0.3) for c in network.causes}
    one = intervals(network, evidence[:-1], (), spreads).probabilities
    two = intervals(network, [*evidence[:-1], replace(evidence[-1], if_present=1.0, if_absent=0.999)], (), spreads)
    assert np.abs(one - two.probabilities).max() < 0.01


@pytest.mark.parametrize(("kind", "size"), [("beta", 40.0), ("log_normal", 2.0), ("log10_odds", 0.3)])
@pytest.mark.parametrize(("value", "is_odds"), [(0.2, False), (-1.3, True)])
def test_draws_centre_on_the_value(kind, size, value, is_odds):
    drawn = Spread(kind, size).draw(value, is_odds, 4000, (0,))
    assert np.median(drawn) == pytest.approx(value, abs=0.1 if is_odds else 0.02)
    assert drawn.std() > 0.01
    assert is_odds or ((drawn >= 0) & (drawn <= 1)).all()


def test_log_normal_spread_holds_95_percent_within_its_factor():
    drawn = Spread("log_normal", 3.0).draw(0.01, False, 20000, (0,))
    assert ((drawn > 0.01 / 3) & (drawn < 0.03)).mean() == pytest.approx(0.95, abs=0.01)


@pytest.mark.parametrize("sure", [0.0, 1.0])
def test_certainty_stays_certain(sure):
    assert (Spread("beta", 5.0).draw(sure, False, 9, (0,)) == sure).all()


@pytest.mark.parametrize(("kind", "size"), [("beta", 0.0), ("log_normal", 1.0), ("log10_odds", -1.0), ("normal", 1.0)])
def test_impossible_spreads_are_refused(kind, size):
    with pytest.raises(ImpossibleValueError):
        Spread(kind, size)


def test_unknown_number_is_refused():
    network, evidence = random_case(7)
    with pytest.raises(UnknownNameError):
        intervals(network, evidence, (), {("prior", "nobody"): Spread("beta", 5.0)})


def test_sensitivity_changes_one_number_at_a_time():
    network, evidence = random_case(8, links=True)
    shifts = [Shift("risk", {"c0": 0.4})]
    found = sensitivity(network, evidence, shifts, factor=3.0)
    known = parameters(network, evidence, shifts)
    for row in range(0, len(found.keys), 7):
        key = found.keys[row]
        value = known[key]
        if key[0] in ("prior", "shift"):
            moved = value + np.log10(3.0)
        else:
            moved = 3 * value / (1 - value) / (1 + 3 * value / (1 - value))
        whole = posterior(*_with(network, evidence, shifts, {key: float(moved)}))
        np.testing.assert_allclose(found.up[row], whole.probability, rtol=1e-9)
