"""Speed of the mathematics, beside pyAgrum and, where it is installed, pgmpy.

    python3 dev.py bench reasoning

Networks are invented (as large as a symptom checker: 60 causes, 250 items of about 7 causes each), so this measures
time and agreement of numbers, not medicine. Peers get the same network in the form that suits them best: absent items
folded into the priors, present items divorced into chains of nodes with two parents. Goals stand in issue 4.
"""

from __future__ import annotations

import importlib.util
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.reasoning.networks import clinic_like  # noqa: E402

from whytwitch.reasoning import (  # noqa: E402
    Evidence,
    Network,
    Spread,
    contributions,
    information_gain,
    intervals,
    parameters,
    posterior,
    would_explain,
)
from whytwitch.reasoning.problem import build  # noqa: E402
from whytwitch.reasoning.schedule import plan  # noqa: E402

SEEDS = range(5)
HARM = {"a": 20.0, "b": 10.0, "c": 3.0, "d": 1.0, "e": 0.3}


def milliseconds(do: Callable[[], object], times: int = 3) -> float:
    """Median of a few runs after one to warm up, each seeking its order of causes anew, as after a new answer."""
    do()
    taken = []
    for _ in range(times):
        plan.cache_clear()
        began = time.perf_counter()
        do()
        taken.append(1e3 * (time.perf_counter() - began))
    return statistics.median(taken)


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


def row(*cells: object) -> None:
    """One line of a Markdown table."""
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def span(values: list[float]) -> str:
    """Median and largest."""
    return f"{statistics.median(values):.1f} (max {max(values):.1f})"


def beside_peers() -> None:
    """All posteriors, ours and theirs."""
    peers = [with_pyagrum]
    if importlib.util.find_spec("pgmpy"):
        peers.append(with_pgmpy)
    else:
        print("(pgmpy is not installed here; left out)\n")
    row("network", "program", "all 60 posteriors, ms", "times ours", "largest difference")
    row(*["---"] * 5)
    for links in (0, 8):
        ours: list[float] = []
        theirs: dict[str, list[float]] = {}
        apart: dict[str, float] = {}
        for seed in SEEDS:
            network, evidence, _ = clinic_like(seed, links=links)
            ours.append(milliseconds(lambda n=network, e=evidence: posterior(n, e)))
            exact = posterior(network, evidence).probability
            for peer in peers:
                if peer is with_pgmpy and seed:
                    continue  # about a minute each
                run, name = peer(network, evidence)
                began = time.perf_counter()
                found = run()
                theirs.setdefault(name, []).append(1e3 * (time.perf_counter() - began))
                apart[name] = max(apart.get(name, 0.0), float(np.abs(found - exact).max()))
        label = f"10 yes, 15 no, {links} links between causes"
        row(label, "whytwitch", span(ours), "1", "")
        for name, values in theirs.items():
            times = f"{statistics.median(values) / statistics.median(ours):.0f}"
            row(label, name, span(values), times, f"{apart[name]:.0e}")


def real_case(seed: int, yes: int, no: int, values: int) -> tuple:
    """Our own network: three movements, answers drawn at random, soft values on one cause each (bands, nights)."""
    from whytwitch.evidence.case import build_case, findings_from_case
    from whytwitch.knowledge import knowledge
    from whytwitch.knowledge.facts import Facts
    from whytwitch.picture.differential import build as build_model
    from whytwitch.picture.differential.model import answer_evidence

    base = knowledge()
    movements = [
        {"kind": "twitch", "site": "calf", "when": "lying_awake"},
        {"kind": "urge_to_move", "site": "leg", "side": "both", "when": "evening_rest", "relieved_by": "moving"},
        {"kind": "cramp", "site": "calf", "when": "asleep", "pain": "severe"},
    ]
    case = build_case({"as_of": "2026-11-22", "person": {"age": 54, "sex": "female"}, "movements": movements})
    model = build_model(Facts.of(case, findings_from_case(case, base), {}), base)
    rng = np.random.default_rng(seed)
    items = {name: item for name in base.findings if (item := answer_evidence(name, "yes", base)) is not None}
    evidence = list(model.evidence)
    known = {one.id for one in evidence}
    names = [name for name in rng.permutation(sorted(items)).tolist() if items[name].id not in known]
    evidence += [items[name] for name in names[:yes]]
    evidence += [answer_evidence(name, "no", base) for name in names[yes : yes + no]]
    for k in range(values):
        cause = model.network.causes[int(rng.integers(len(model.network.causes)))]
        evidence.append(Evidence(f"value{k}", {cause: 1.0}, 0.0, float(rng.uniform(0.2, 2.0)), 1.0))
    return model.network, evidence, [items[name] for name in names[yes + no :]]


def questions(label: str, cases: list) -> None:
    """Everything the rooms above ask for, on the same cases."""
    took: dict[str, list[float]] = {}
    widths = []
    for network, evidence, candidates in cases:
        groups = {cause: "abcde"[k % 5] for k, cause in enumerate(network.causes)}
        spreads = {
            key: Spread("log10_odds", 0.3) if key[0] == "prior" else Spread("beta", 20.0)
            for key in parameters(network, evidence)
        }
        widths.append(posterior(network, evidence).width)
        for name, do in {
            "posterior": lambda n=network, e=evidence: posterior(n, e),
            "next question": lambda n=network, e=evidence, c=candidates, g=groups: information_gain(
                n, e, (), c, groups=g, harm=HARM
            ),
            "intervals": lambda n=network, e=evidence, s=spreads: intervals(n, e, (), s),
            "contributions": lambda n=network, e=evidence: contributions(n, e),
            "would explain": lambda n=network, e=evidence: would_explain(n, e),
        }.items():
            took.setdefault(name, []).append(milliseconds(do, 1))
    row(label, f"{min(widths)}–{max(widths)}", *(span(values) for values in took.values()))


def growth() -> None:
    """Time and method by number of present items."""
    row("present items", "links", "width", "posterior, ms", "method")
    row(*["---"] * 5)
    for links in (0, 8):
        for positive in (5, 10, 12, 15, 18, 22):
            cases = [clinic_like(seed, positive=positive, links=links) for seed in SEEDS]
            found = [posterior(network, evidence) for network, evidence, _ in cases]
            took = [milliseconds(lambda n=n, e=e: posterior(n, e), 1) for n, e, _ in cases]
            widths = [one.width for one in found]
            methods = ", ".join(sorted({one.method for one in found}))
            row(positive, links, f"{min(widths)}–{max(widths)}", span(took), methods)


def large_case(seed: int) -> tuple:
    """40 answers (12 yes), 30 laboratory values and 3 nights as soft evidence on one to three causes each."""
    network, evidence, candidates = clinic_like(seed, positive=12, negative=28)
    rng = np.random.default_rng(seed)
    for k in range(30 + 9):
        of = rng.choice(len(network.causes), size=1 if k < 24 else int(rng.integers(2, 4)), replace=False)
        weights = {network.causes[i]: float(rng.uniform(0.2, 0.9)) for i in of}
        says = (1.0, float(rng.uniform(0.2, 5.0)))
        evidence.append(Evidence(f"soft{k}", weights, float(rng.uniform(0.01, 0.2)), *says))
    return network, evidence, candidates


def main(arguments: list[str] | None = None) -> int:
    """Print everything as Markdown; ``--quick`` leaves the growth out."""
    cpu = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
        cpu += f", {sum(line.startswith('processor') for line in lines)} cores"
    except (OSError, StopIteration):
        pass
    print(f"Machine: {cpu}; Python {platform.python_version()}, NumPy {np.__version__}.")
    print(f"Medians over {len(SEEDS)} networks.\n")
    beside_peers()
    print("\nAll in ms, median and largest over the networks; 200 candidates in 5 groups, 200 draws, 32 orders.\n")
    row("case", "width", "posterior", "next question", "intervals", "contributions", "would explain")
    row(*["---"] * 7)
    for links in (0, 8):
        questions(f"10 yes, 15 no, {links} links", [clinic_like(seed, links=links) for seed in SEEDS])
    questions("40 answers, 30 values, 3 nights, invented", [large_case(seed) for seed in SEEDS])
    questions("our network, 10 yes, 15 no", [real_case(seed, 10, 15, 0) for seed in SEEDS])
    questions("our network, 40 answers, 30 values, 3 nights", [real_case(seed, 15, 25, 39) for seed in SEEDS])
    if "--quick" not in (arguments or []):
        print()
        growth()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
