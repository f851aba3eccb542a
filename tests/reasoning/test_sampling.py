"""Where exact tables are too wide: samples that say so and hold their error bar."""

from __future__ import annotations

import numpy as np
import pytest
from tests.reasoning.networks import clinic_like, random_case

from whytwitch.errors import ContradictionError
from whytwitch.reasoning import Evidence, Network, posterior
from whytwitch.reasoning.sampling import draw, sample_posterior


@pytest.mark.parametrize("links", [False, True])
def test_samples_agree_with_the_exact_posterior_within_their_error_bar(links):
    for seed in range(2):
        network, evidence = random_case(seed, causes=12, items=14, links=links)
        exact = posterior(network, evidence)
        sampled = sample_posterior(network, evidence, (), seed=seed)
        off = np.abs(sampled.probability - exact.probability)
        assert (off <= 4.5 * np.maximum(sampled.standard_error, 2e-4)).all()
        assert off.max() < 0.03


@pytest.mark.slow
def test_samples_agree_on_a_clinic_like_network():
    for seed, links in [(0, 0), (1, 8)]:
        network, evidence, _ = clinic_like(seed, positive=16, links=links)
        exact = posterior(network, evidence, limit=22)
        sampled = sample_posterior(network, evidence, ())
        off = np.abs(sampled.probability - exact.probability)
        assert (off <= 4.5 * np.maximum(sampled.standard_error, 5e-4)).all()


def test_beyond_the_limit_the_result_says_that_it_was_sampled():
    network, evidence = random_case(1, causes=10, items=9)
    exact = posterior(network, evidence)
    found = posterior(network, evidence, limit=1)
    assert exact.width > 1
    assert found.method == "sampled"
    assert np.isnan(found.log10_likelihood)
    assert (found.standard_error > 0).any()
    np.testing.assert_allclose(found.probability, exact.probability, atol=0.03)


def test_same_seed_same_samples():
    network, evidence = random_case(2, causes=6, items=5)
    one, two = (draw(network, evidence, seed=4, chains=16, sweeps=16).states for _ in range(2))
    assert (one == two).all()


def test_contradiction_is_noticed_when_sampling():
    network = Network(("a", "b"), np.array([-1.0, -1.0]))
    evidence = [
        Evidence("only a", {"a": 0.5}, 0.0),
        Evidence("never a", {"a": 1.0}, 0.0, 0.0, 1.0),
        Evidence("either", {"a": 0.5, "b": 0.5}, 0.1),
    ]
    with pytest.raises(ContradictionError):
        sample_posterior(network, evidence, ())
