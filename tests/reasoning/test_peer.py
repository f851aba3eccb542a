"""pyAgrum as an oracle: another program, other algorithm, same numbers."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from tests.conftest import missing
from tests.reasoning.networks import random_case

from whytwitch.reasoning import posterior

pytestmark = pytest.mark.peer


def peer_posterior(network, evidence):
    """Posterior by pyAgrum's lazy propagation, with written-out tables."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its binding warns while it loads, and crashes when that is an error
            import pyagrum as gum
    except ImportError:
        missing("pyAgrum is not installed")
    net = gum.BayesNet()
    for name in (*network.causes, *(one.id for one in evidence)):
        net.add(gum.LabelizedVariable(name, name, 2))

    def fill(name, quiet, weights):
        for parent in weights:
            net.addArc(parent, name)
        table = net.cpt(name)
        for state in np.ndindex(*(2,) * len(weights)):
            q = quiet
            for on, weight in zip(state, weights.values(), strict=True):
                q *= 1 - weight if on else 1.0
            table[dict(zip(weights, map(int, state), strict=True))] = [q, 1 - q]

    for name, odds in zip(network.causes, network.prior_log10_odds, strict=True):
        fill(name, 1 / (1 + 10**odds), {k.parent: k.weight for k in network.links if k.child == name})
    for one in evidence:
        fill(one.id, 1 - one.leak, dict(one.weights))
    engine = gum.LazyPropagation(net)
    engine.setEvidence({one.id: [one.if_absent, one.if_present] for one in evidence})
    engine.makeInference()
    return np.array([engine.posterior(name)[1] for name in network.causes])


def _compare(seeds):
    for seed in seeds:
        network, evidence = random_case(seed, causes=12, items=10, parents=5, links=bool(seed % 2))
        off = np.abs(posterior(network, evidence).probability - peer_posterior(network, evidence))
        assert off.max() < 1e-6, f"seed {seed}"


def test_equal_to_pyagrum_on_200_networks_of_two_and_three_layers():
    _compare(range(200))


@pytest.mark.slow
def test_equal_to_pyagrum_on_1000_networks_of_two_and_three_layers():
    _compare(range(1000, 2000))
