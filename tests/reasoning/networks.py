"""Invented networks: by hypothesis for properties, by a seeded generator for oracles and benchmarks."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from whytwitch.reasoning import Evidence, Link, Network, Shift

fractions = st.one_of(st.floats(1e-4, 1 - 1e-4), st.sampled_from([0.0, 1.0, 1e-6, 1 - 1e-6]))
log_odds = st.one_of(st.floats(-6.0, 3.0), st.sampled_from([-np.inf, np.inf, -8.0]))
soft_log_odds = st.floats(-4.0, 2.0)
likelihoods = st.sampled_from([(1.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.7, 0.2), (0.1, 0.9), (3.0, 1.0), (1.0, 1.0)])


@st.composite
def cases(draw, most_causes=8, most_items=6, links=True, sure=True):
    """A network, evidence and shifts. ``sure`` allows certainties, and with them contradictions."""
    n = draw(st.integers(1, most_causes))
    names = tuple(f"c{i}" for i in range(n))
    odds = log_odds if sure else soft_log_odds
    weight = fractions if sure else st.floats(0.01, 0.95)
    prior = draw(st.lists(odds, min_size=n, max_size=n))
    found = []
    if links:
        for child in range(1, n):
            for parent in draw(st.sets(st.integers(0, child - 1), max_size=2)):
                found.append(Link(names[parent], names[child], draw(weight)))
    evidence = []
    for k in range(draw(st.integers(0, most_items))):
        parents = draw(st.sets(st.sampled_from(names), max_size=4))
        leak = draw(fractions if sure else st.floats(0.001, 0.5))
        evidence.append(Evidence(f"e{k}", {c: draw(weight) for c in sorted(parents)}, leak, *draw(likelihoods)))
    shifts = [
        Shift(f"s{k}", {draw(st.sampled_from(names)): draw(st.floats(-2.0, 2.0))}, as_evidence=draw(st.booleans()))
        for k in range(draw(st.integers(0, 2)))
    ]
    return Network(names, np.array(prior), tuple(found)), evidence, shifts


def random_case(seed, causes=10, items=9, parents=4, links=False):
    """A network and evidence without certainties, the same for the same seed."""
    rng = np.random.default_rng(seed)
    names = tuple(f"c{i}" for i in range(causes))
    found = []
    if links:
        for child in range(1, causes):
            for parent in rng.choice(child, size=min(child, int(rng.integers(0, 3))), replace=False):
                found.append(Link(names[parent], names[child], float(rng.uniform(0.05, 0.9))))
    evidence = []
    for k in range(items):
        of = rng.choice(causes, size=int(rng.integers(1, parents + 1)), replace=False)
        weights = {names[i]: float(rng.uniform(0.02, 0.98)) for i in of}
        soft = float(rng.uniform(0.1, 3)), float(rng.uniform(0.1, 3))
        says = [(1.0, 0.0), (0.0, 1.0), soft][int(rng.integers(0, 3))]
        evidence.append(Evidence(f"e{k}", weights, float(rng.uniform(0.001, 0.3)), *says))
    return Network(names, rng.normal(-1.5, 0.8, causes), tuple(found)), evidence


def clinic_like(seed, positive=10, negative=15, causes=60, items=250, links=0):
    """As large as a symptom checker: 60 causes, 250 items, 30 per cause, 25 answers of a simulated person.

    Returns
    -------
    network, evidence, candidates
        Candidates are up to 200 items that were not asked.
    """
    rng = np.random.default_rng(seed)
    names = tuple(f"c{i}" for i in range(causes))
    prior = 10 ** rng.uniform(np.log10(0.002), np.log10(0.12), causes)
    weight = np.zeros((items, causes))
    for i in range(causes):
        weight[rng.choice(items, 30, replace=False), i] = rng.beta(1.5, 2.5, 30)
    leak = rng.uniform(0.005, 0.12, items)
    found = {}
    while len(found) < links:
        a, b = sorted(rng.choice(causes, 2, replace=False).tolist())
        found[a, b] = Link(names[a], names[b], float(rng.uniform(0.05, 0.4)))
    state = rng.random(causes) < prior
    state[rng.integers(causes)] = True
    quiet = (1 - leak) * np.prod(np.where(state, 1 - weight, 1), axis=1)
    present = rng.random(items) > quiet
    seen, unseen = rng.permutation(np.nonzero(present)[0]), rng.permutation(np.nonzero(~present)[0])
    short = max(0, positive - len(seen))
    yes = [*seen[:positive], *unseen[len(unseen) - short :]] if short else list(seen[:positive])

    def item(f, says=(1.0, 0.0)):
        of = {names[i]: float(weight[f, i]) for i in np.nonzero(weight[f])[0]}
        return Evidence(f"f{f}", of, float(leak[f]), *says)

    evidence = [item(f) for f in yes] + [item(f, (0.0, 1.0)) for f in unseen[:negative]]
    asked = {one.id for one in evidence}
    candidates = [item(f) for f in range(items) if f"f{f}" not in asked][:200]
    return Network(names, np.log10(prior / (1 - prior)), tuple(found.values())), evidence, candidates
