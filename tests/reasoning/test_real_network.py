"""Our own network, with the answers of coded cases and any answers at all: exact, narrow, and adding up."""

from __future__ import annotations

import importlib.util
import random
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from tests.conftest import ROOT, missing

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Movement
from whytwitch.model.finding import Finding
from whytwitch.picture.differential import build, telling_tests
from whytwitch.picture.differential.levels import level_of
from whytwitch.picture.differential.model import PersonModel
from whytwitch.picture.differential.value import open_questions
from whytwitch.reasoning import (
    Evidence,
    Network,
    check_link_treewidth,
    contributions,
    information_gain,
    link_treewidth,
    posterior,
    table_width,
)
from whytwitch.reasoning.exact import LIMIT
from whytwitch.reasoning.gain import RARE
from whytwitch.reasoning.reference import reference_posterior
from whytwitch.workup import as_case, gather

_SPEC = importlib.util.spec_from_file_location("bench_peers", ROOT / "bench" / "_peers.py")
assert _SPEC is not None
assert _SPEC.loader is not None
peers = importlib.util.module_from_spec(_SPEC)  # by its place: another "bench" may be on the path
_SPEC.loader.exec_module(peers)

CASES = sorted((ROOT / "tests" / "data" / "cases").glob("*.yaml"))
STORIES = sorted((ROOT / "tests" / "data" / "stories").glob("*.yaml"))


@lru_cache
def model_of(path) -> PersonModel:
    """The network of one coded case."""
    return build(gather(as_case(path)).facts, knowledge())


def settled(model: PersonModel) -> tuple[Network, list[Evidence]]:
    """The same with risks and diagnoses put into the priors, as programs without shifts want it."""
    odds = model.network.prior_log10_odds.copy()
    children = {link.child for link in model.network.links}
    for shift in model.shifts:
        for cause, value in shift.log10_odds.items():
            if not (shift.as_evidence and cause in children):
                odds[model.network.index[cause]] += value
    return Network(model.network.causes, odds, model.network.links), list(model.evidence)


@pytest.mark.peer
@pytest.mark.parametrize("name", ["d020", "d039", "d059"])
def test_coded_cases_equal_pyagrum(name):
    """All causes and links, another program, other algorithm, same numbers.

    Cases that it can do in a second: with more present items it takes minutes, or runs out of memory (d084).
    """
    network, evidence = settled(model_of(ROOT / "tests" / "data" / "cases" / f"{name}.yaml"))
    try:
        run, _ = peers.with_pyagrum(network, evidence)
    except ImportError:
        missing("pyAgrum is not installed")
    assert np.abs(posterior(network, evidence).probability - run()).max() < 1e-6


@pytest.mark.parametrize("path", CASES[::7], ids=lambda path: path.stem)
def test_coded_cases_equal_brute_force_over_the_likeliest_causes(path):
    """Every combination of the twelve likeliest causes, their links and weights as they are; the others are absent."""
    network, evidence = settled(model_of(path))
    likely = np.argsort(-posterior(network, evidence).probability, kind="stable")[:12]
    names = tuple(network.causes[i] for i in sorted(likely))
    links = tuple(link for link in network.links if link.parent in names and link.child in names)
    small = Network(names, network.prior_log10_odds[sorted(likely)], links)
    cut = [replace(item, weights={c: w for c, w in item.weights.items() if c in names}) for item in evidence]
    expected, _ = reference_posterior(small, cut)
    np.testing.assert_allclose(posterior(small, cut).probability, expected, rtol=1e-9, atol=1e-12)


def test_links_stay_within_treewidth_four_whatever_is_answered():
    """Answers condition on causes, which takes them out of the graph, or act on single causes: no answer adds a link.

    The treewidth of a part of a graph is never larger than that of the whole, so that of all links holds for every
    pattern of answers. Random patterns show the same for the bound that the program takes.
    """
    base = knowledge()
    whole = build(Facts(), base).network
    assert check_link_treewidth(whole, 4) <= 4
    dice = random.Random(4)
    for _ in range(200):
        odds = whole.prior_log10_odds.copy()
        for place in dice.sample(range(len(odds)), dice.randrange(len(odds))):
            odds[place] = dice.choice([np.inf, -np.inf])
        assert link_treewidth(Network(whole.causes, odds, whole.links)) <= link_treewidth(whole)


def any_facts(dice: random.Random) -> Facts:
    """One to three movements and up to sixty answers, whether they go together or not."""
    base = knowledge()
    kinds = list(base.movements["kind"].words)
    movements = tuple(Movement(kind=dice.choice(kinds)) for _ in range(dice.randint(1, 3)))
    asked = [finding for finding in base.findings.values() if finding.kind in ("yes_no", "danger")]
    found = {}
    for finding in dice.sample(asked, dice.randint(0, 60)):
        yes = "new" if finding.kind == "danger" else "yes"
        found[finding.id] = Finding(id=finding.id, value=dice.choice([yes, "no", "no", "no", "not_sure"]))
    return Facts(findings=found, known_conditions=frozenset(), medicines={}, movements=movements)


@pytest.mark.parametrize("seed", range(12))
def test_any_answers_leave_the_links_as_they_are_and_give_numbers(seed):
    model = build(any_facts(random.Random(seed)), knowledge())
    assert check_link_treewidth(model.network, 4) <= 4
    found = posterior(model.network, model.evidence, model.shifts)
    assert np.isfinite(found.probability).all()
    assert ((found.probability >= 0) & (found.probability <= 1)).all()
    assert (found.method == "exact") == (found.width <= LIMIT)


def test_coded_cases_and_stories_are_narrow_enough_to_be_exact():
    """What people tell keeps tables small: 2**12 numbers and less."""
    for path in (*CASES[::6], *STORIES[::6]):
        model = model_of(path)
        assert table_width(model.network, model.evidence, model.shifts) <= 12, path.stem


@pytest.mark.parametrize("path", CASES[::12], ids=lambda path: path.stem)
def test_contributions_add_up_on_coded_cases(path):
    """All 133 are looked at by ``dev.py validate explanation``."""
    model = model_of(path)
    shares = contributions(model.network, model.evidence, model.shifts)
    np.testing.assert_allclose(shares.prior + shares.values.sum(axis=0), shares.total, atol=1e-6)


@pytest.mark.parametrize("path", [*CASES[::20], *STORIES[::10]], ids=lambda path: path.stem)
def test_tests_are_listed_by_value_and_the_easier_one_first(path):
    """Of two tests that tell about as much, the cheaper and less invasive one stands first."""
    base = knowledge()
    facts = gather(as_case(path)).facts
    listed = telling_tests(build(facts, base), facts, base)
    keys = [(-round(one.gain, 2), base.tests[one.test].order) for one in listed]
    assert keys == sorted(keys)
    assert len(listed) == len({one.test for one in listed})


@pytest.mark.parametrize("path", CASES[5::30], ids=lambda path: path.stem[:4])
def test_rare_things_weighed_to_first_order_are_worth_what_they_are(path):
    facts, base, model = gather(as_case(path)).facts, knowledge(), model_of(path)
    candidates = list(open_questions(model, facts, base).values())
    groups = {one.id: str(level_of(one, facts)) for one in base.conditions.values()}
    asked = (model.network, model.evidence, model.shifts, candidates)
    exact, quick = information_gain(*asked, groups=groups), information_gain(*asked, groups=groups, rare=RARE)
    assert quick.best()[:5] == exact.best()[:5]
    np.testing.assert_allclose(quick.group_bits, exact.group_bits, atol=2e-3)
    np.testing.assert_allclose(quick.cause_bits, exact.cause_bits, atol=3e-3)
