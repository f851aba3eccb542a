"""The peers of ``bench/reasoning.py``: pyAgrum and pgmpy, with a network in the form that suits them best."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from importlib.metadata import version

import numpy as np

from whytwitch.reasoning import Evidence, Network
from whytwitch.reasoning.problem import build

#: Seconds and bytes that a peer gets for one case of our own network, in a process of its own.
PATIENCE, MEMORY = 60, 6 << 30


def chains(network: Network, evidence: list[Evidence]) -> tuple[dict, dict]:
    """Nodes with at most two parents, as name -> (parents, table of P(present)), and the observed values."""
    problem = build(network, evidence)
    nodes: dict[str, tuple[list[str], np.ndarray]] = {}
    seen: dict[str, int] = {}

    def chain(name: str, quiet: float, weights: dict[str, float]) -> None:
        last = f"{name}:0"
        nodes[last] = ([], np.array(1 - quiet))
        for k, (cause, weight) in enumerate(weights.items(), start=1):
            nodes[f"{name}:{k}"] = ([last, cause], np.array([[0.0, weight], [1.0, 1.0]]))
            last = f"{name}:{k}"
        nodes[name] = ([last], np.array([0.0, 1.0]))

    children = {link.child for link in network.links}
    for i, cause in enumerate(network.causes):
        if cause not in children:
            odds = problem.prior[i, 0] * np.log(10) + problem.log_factor[i, 0]
            nodes[cause] = ([], np.array(1 / (1 + np.exp(-odds))))
    for i, cause in enumerate(network.causes):
        if cause in children:
            weights = {k.parent: k.weight for k in network.links if k.child == cause}
            chain(cause, 1 / (1 + 10 ** problem.prior[i, 0]), weights)
            nodes[f"{cause}!"] = ([cause], np.array([1.0, float(np.exp(problem.log_factor[i, 0]))]))
            seen[f"{cause}!"] = 1
    for name, of, leak in zip(problem.ids, problem.pushes, problem.leak[:, 0], strict=True):
        chain(name, 1 - leak, {network.causes[c]: w for c, w in of.items()})
        seen[name] = 1
    return nodes, seen


def with_pyagrum(network: Network, evidence: list[Evidence]) -> tuple[Callable[[], np.ndarray], str]:
    """A run of lazy propagation for all causes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyagrum as gum
    nodes, seen = chains(network, evidence)
    net = gum.BayesNet()
    for name in nodes:
        net.add(gum.LabelizedVariable(name, name, 2))
    for name, (parents, table) in nodes.items():
        for parent in parents:
            net.addArc(parent, name)
        for state in np.ndindex(*table.shape):
            p = float(table[state])
            net.cpt(name)[dict(zip(parents, map(int, state), strict=True))] = [1 - p, p]

    def run() -> np.ndarray:
        engine = gum.LazyPropagation(net)
        engine.setEvidence(seen)
        engine.makeInference()
        return np.array([engine.posterior(name)[1] for name in network.causes])

    return run, f"pyAgrum {version('pyagrum')}"


def with_pgmpy(network: Network, evidence: list[Evidence]) -> tuple[Callable[[], np.ndarray], str]:
    """Variable elimination, one query per cause."""
    from pgmpy.factors.discrete import TabularCPD
    from pgmpy.inference import VariableElimination
    from pgmpy.models import DiscreteBayesianNetwork

    nodes, seen = chains(network, evidence)
    net = DiscreteBayesianNetwork([(parent, name) for name, (parents, _) in nodes.items() for parent in parents])
    net.add_nodes_from(nodes)
    for name, (parents, table) in nodes.items():
        flat = table.reshape(1, -1)
        net.add_cpds(TabularCPD(name, 2, np.concatenate([1 - flat, flat]), parents, [2] * len(parents)))
    engine = VariableElimination(net)

    def run() -> np.ndarray:
        found = [engine.query([name], evidence=seen, show_progress=False) for name in network.causes]
        return np.array([one.values[1] for one in found])

    return run, f"pgmpy {version('pgmpy')}"


def within_reason(run: Callable[[], np.ndarray]) -> tuple[float, np.ndarray] | str:
    """Milliseconds and result of a peer, or why there is none."""
    import multiprocessing
    import resource

    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)

    def child() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        try:
            began = time.perf_counter()
            found = run()
            theirs.send((1e3 * (time.perf_counter() - began), found))
        except Exception as error:
            theirs.send(f"gave up ({type(error).__name__}: {error})"[:60])

    process = context.Process(target=child)
    process.start()
    answer = ours.recv() if ours.poll(PATIENCE) else f"nothing in {PATIENCE} s"
    process.kill()
    process.join()
    return answer
