"""Speed of the mathematics, beside pyAgrum and, where it is installed, pgmpy.

    python3 dev.py bench reasoning [--quick] [--write]

Networks are invented (as large as a symptom checker: 60 causes, 250 items of about 7 causes each), so this measures
time and agreement of numbers, not medicine. Peers get the same network in the form that suits them best: absent items
folded into the priors, present items divorced into chains of nodes with two parents. Then our own network: with drawn
answers, beside a peer, and with the answers of the coded cases. Goals stand in issue 4. ``--write`` puts the tables
into docs/benchmarks/reasoning.md.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.reasoning.networks import clinic_like  # noqa: E402
from validation.page import put  # noqa: E402

from bench._peers import with_pgmpy, with_pyagrum, within_reason  # noqa: E402
from whytwitch.reasoning import (  # noqa: E402
    Evidence,
    Spread,
    compiled,
    contributions,
    information_gain,
    intervals,
    parameters,
    posterior,
    would_explain,
)
from whytwitch.reasoning.gain import RARE  # noqa: E402
from whytwitch.reasoning.schedule import plan  # noqa: E402

SEEDS = range(5)
PAGE = ROOT / "docs" / "benchmarks" / "reasoning.md"
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


def our_network_beside_a_peer() -> None:
    """All posteriors of our own network, ours and theirs, by how much is answered."""
    row("our network", "whytwitch, ms", "by NumPy alone, ms", "pyAgrum, ms", "times ours", "largest difference")
    row(*["---"] * 6)
    for yes, no in ((2, 8), (4, 12), (10, 15)):
        network, evidence, _ = real_case(0, yes, no, 0)
        mine = milliseconds(lambda n=network, e=evidence: posterior(n, e))
        with compiled.by_numpy():
            plain = milliseconds(lambda n=network, e=evidence: posterior(n, e))
        run, _ = with_pyagrum(network, evidence)
        theirs = within_reason(run)
        label = f"3 movements, {yes} yes, {no} no"
        if isinstance(theirs, str):
            row(label, f"{mine:.1f}", f"{plain:.1f}", theirs, "", "")
            continue
        apart = np.abs(theirs[1] - posterior(network, evidence).probability).max()
        row(label, f"{mine:.1f}", f"{plain:.1f}", f"{theirs[0]:.1f}", f"{theirs[0] / mine:.0f}", f"{apart:.0e}")


def coded_cases() -> None:
    """What the rooms above ask for, with the answers of the coded cases: a warm process, each case new to it."""
    from whytwitch.knowledge import knowledge
    from whytwitch.model.case import Case
    from whytwitch.picture.differential import build as build_model
    from whytwitch.picture.differential import rank, telling_tests
    from whytwitch.picture.drawing import draw_picture
    from whytwitch.picture.explain import explain
    from whytwitch.picture.interview.choosing import choose
    from whytwitch.workup import as_case, gather

    base = knowledge()
    took: dict[str, list[float]] = {}
    paths = sorted((ROOT / "tests" / "data" / "cases").glob("*.yaml"))[::6]

    def timed(case: Case) -> None:
        known = gather(case)
        model = build_model(known.facts, base)
        for name, do in {
            "case file to facts": lambda: gather(case),
            "facts to network": lambda: build_model(known.facts, base),
            "posterior": lambda: posterior(model.network, model.evidence, model.shifts),
            "next question": lambda: choose(model, known.facts, base, asked=0),
            "tests by value": lambda: telling_tests(model, known.facts, base),
            "order of causes alone": lambda: rank(model, known.facts, base, intervals=False, reasons=False),
            "whole picture": lambda: draw_picture(known.case, known.facts, known.findings, base, ()),
            "explanation (flips, assumptions)": lambda: explain(known.case, known.facts, base),
        }.items():
            took.setdefault(name, []).append(milliseconds(do, 1))

    for path in paths:
        timed(as_case(path))
    row(f"answers of {len(paths)} coded cases", "ms, median (max)")
    row("---", "---")
    for name, values in took.items():
        row(name, span(values))


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
                n, e, (), c, groups=g, harm=HARM, rare=RARE
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
        for positive in (5, 10, 12, 15, 18, 22, 30):
            seeds = SEEDS if positive < 30 else SEEDS[:1]  # sampled: several seconds each
            cases = [clinic_like(seed, positive=positive, links=links) for seed in seeds]
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


def machine() -> str:
    """Processor, cores, load and versions, in one sentence."""
    cpu = platform.processor() or platform.machine()
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}"
    return f"Machine: {cpu}, {os.cpu_count()} cores{load}; {versions}."


def tables(quick: bool) -> None:
    """Everything as Markdown on standard output."""
    sums = "compiled by numba" if compiled.use() else "by NumPy, numba is not here"
    print(f"{machine()} Sums {sums}.")
    print(f"Medians over {len(SEEDS)} networks.\n")
    beside_peers()
    print()
    our_network_beside_a_peer()
    print("\nAll in ms, median and largest over the networks; 200 candidates in 5 groups, 200 draws, 32 orders.\n")
    row("case", "width", "posterior", "next question", "intervals", "contributions", "would explain")
    row(*["---"] * 7)
    for links in (0, 8):
        questions(f"10 yes, 15 no, {links} links", [clinic_like(seed, links=links) for seed in SEEDS])
    questions("40 answers, 30 values, 3 nights, invented", [large_case(seed) for seed in SEEDS])
    questions("our network, 10 yes, 15 no", [real_case(seed, 10, 15, 0) for seed in SEEDS])
    questions("our network, 40 answers, 30 values, 3 nights", [real_case(seed, 15, 25, 39) for seed in SEEDS])
    print()
    coded_cases()
    if not quick:
        print()
        growth()


class Both(io.StringIO):
    """Keeps what it is given, and shows it at once."""

    def write(self, text: str) -> int:
        """Keep and show."""
        sys.__stdout__.write(text)  # type: ignore[union-attr]
        sys.__stdout__.flush()  # type: ignore[union-attr]
        return super().write(text)


def main(arguments: list[str] | None = None) -> int:
    """Print everything as Markdown; ``--quick`` leaves the growth out, ``--write`` keeps the page."""
    options = arguments or []
    kept = Both()
    with contextlib.redirect_stdout(kept):
        tables("--quick" in options)
    if "--write" in options:
        put(PAGE, " ".join(["python3 dev.py bench reasoning", *options]), kept.getvalue().strip())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
