"""Published cases and stories as people who answer the interview: does it ask what the case would tell?

    python3 dev.py validate interview [--every N] [--unknown no|not_sure] [--list] [--write]

Each case begins with what a person says by themselves: age, sex, diagnoses, medicines, movements, blood values,
results. What else its file states is the answer to a question, if it is asked; a question that the case says nothing
about is answered *no* (or *not sure*). Then the advice is compared with that of the full case file, told at once, with
the same answers to the danger signs. This measures the choice of questions, never the medicine: the full case file is
the yardstick, right or wrong.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from validation.cases import CODED, ROOT, SHARED, distinct
from validation.page import as_block, put
from validation.scores import share
from whytwitch.errors import InputError
from whytwitch.knowledge import Knowledge, knowledge
from whytwitch.knowledge.expressions import names
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Movement
from whytwitch.model.finding import NO, Finding
from whytwitch.model.urgency import Level
from whytwitch.picture.differential.profile import UNCLEAR

STORIES = ROOT / "tests" / "data" / "stories"
PAGE = ROOT / "docs" / "validation" / "interview.md"


@dataclass(frozen=True)
class Talk:
    """One interview and what it missed.

    Attributes
    ----------
    id : str
        Of the case.
    stated, found : frozenset of str
        Questions that the case answers, and those of them that were answered in the end.
    stated_yes, found_yes : frozenset of str
        The same for what is there.
    asked : tuple of str
        Single questions, in order.
    level, full_level : Level
        After the interview, and of the full case.
    first, full_first : tuple of str
        The first three groups of causes.
    main : str
        Group of the main cause, empty where nobody named one.
    """

    id: str
    stated: frozenset[str]
    found: frozenset[str]
    stated_yes: frozenset[str]
    found_yes: frozenset[str]
    asked: tuple[str, ...]
    level: Level
    full_level: Level
    first: tuple[str, ...]
    full_first: tuple[str, ...]
    main: str = ""

    @property
    def useful(self) -> float:
        """Share of the single questions that the case had an answer to."""
        return sum(name in self.stated for name in self.asked) / len(self.asked) if self.asked else 1.0


def talk(path: Path, base: Knowledge, *, unknown: str = NO, main: str = "") -> Talk:
    """Interview one case.

    Parameters
    ----------
    path : Path
        A case file.
    base : Knowledge
        The questions.
    unknown : str
        Answer to single questions that the case says nothing about; danger signs are then denied.
    main : str
        Group of the main cause, if it is known.

    Returns
    -------
    Talk
    """
    from whytwitch.workup import as_case, gather

    case, read = as_case(path), _read_by_anything(base)
    full = gather(case)
    held_back = {
        name: one
        for name, one in full.facts.findings.items()
        if name in case.findings and base.findings[name].question and name in read
    }
    told = {name: given for name, given in case.findings.items() if name not in held_back}
    begun = gather(case.model_copy(update={"findings": told})).facts
    begun = replace(begun, findings={k: v for k, v in begun.findings.items() if k not in held_back})
    facts, asked = interview(begun, held_back, base, unknown)
    whole = replace(full.facts, movements=facts.movements, findings=_denied_dangers(facts, base) | full.facts.findings)
    level, first = advice(facts, base)
    full_level, full_first = advice(whole, base)
    stated = frozenset(held_back)
    yes = frozenset(name for name, one in held_back.items() if one.said_yes)
    known = frozenset(facts.findings)
    return Talk(path.stem, stated, stated & known, yes, yes & known, asked, level, full_level, first, full_first, main)


def _read_by_anything(base: Knowledge) -> frozenset[str]:
    """Danger signs, and plain questions that some condition, risk or danger rule reads; the rest decides on words."""
    ruled = {name for rule in base.rules.values() for kind, name in names(rule.when) if kind == "finding"}
    return frozenset(
        finding.id
        for finding in base.findings.values()
        if finding.kind == "danger"
        or (finding.kind == "yes_no" and finding.id in ruled)
        or (finding.kind == "yes_no" and base.weights_by_finding.get(finding.stands_for or finding.id))
        or (finding.kind == "yes_no" and finding.id in base.risks_by_finding)
    )


def _denied_dangers(facts: Facts, base: Knowledge) -> dict[str, Finding]:
    """What was denied because the case does not state it, on the pages of danger signs."""
    return {
        name: one for name, one in facts.findings.items() if one.value == NO and base.findings[name].kind == "danger"
    }


def interview(
    facts: Facts, answers: dict[str, Finding], base: Knowledge, unknown: str = NO
) -> tuple[Facts, tuple[str, ...]]:
    """Answer until the interview stops; the questions that were asked one by one, in order."""
    from whytwitch.picture.interview import next_step

    facts = replace(facts, known_conditions=facts.known_conditions or frozenset(), medicines=facts.medicines or {})
    asked: tuple[str, ...] = ()
    for _ in range(200):
        step = next_step(facts, base, asked=len(asked))
        if step.kind == "movement":
            facts = replace(facts, movements=(Movement(kind=UNCLEAR),))
            continue
        if step.kind not in ("question", "safety"):
            return facts, asked
        other = unknown if step.kind == "question" else NO
        said = {name: answers.get(name) or Finding(id=name, value=other) for name in step.questions}
        facts = replace(facts, findings={**facts.findings, **said})
        asked += step.questions if step.kind == "question" else ()
    raise AssertionError("the interview does not end")


def advice(facts: Facts, base: Knowledge) -> tuple[Level, tuple[str, ...]]:
    """Level and first three groups of causes."""
    from whytwitch.picture.differential import build, rank
    from whytwitch.picture.drawing import plausible
    from whytwitch.picture.triage import level_only

    causes = rank(build(facts, base), facts, base, intervals=False, reasons=False)
    groups = distinct([cause.group for cause in causes])
    return level_only(facts, plausible(causes, base), base), groups[:3]


def report(talks: list[Talk], unknown: str, took: float) -> list[str]:
    """The lines of the report."""
    counts = [len(one.asked) for one in talks]
    with_stated = [one for one in talks if one.stated]
    with_yes = [one for one in talks if one.stated_yes]
    lines = [
        f"{len(talks)} people (what they do not state is answered '{unknown}'), {took:.0f} s",
        f"  single questions: median {statistics.median(counts):.0f}, 90th percentile {np.quantile(counts, 0.9):.0f}",
        "  of what a case states, asked for in the end: mean "
        f"{statistics.mean(len(one.found) / len(one.stated) for one in with_stated):.3f}",
        "  of what is there (yes), asked for in the end: mean "
        f"{statistics.mean(len(one.found_yes) / len(one.stated_yes) for one in with_yes):.3f}; together "
        f"{sum(len(one.found_yes) for one in talks)} of {sum(len(one.stated_yes) for one in talks)}",
        f"  single questions that the case had an answer to: {statistics.mean(one.useful for one in talks):.2f}",
        f"  the level of the full case: {share([one.level is one.full_level for one in talks])}",
        f"  a lower level than the full case: {share([one.level.rank < one.full_level.rank for one in talks])}",
        "  the full case's first group among the first three: "
        + share([one.full_first[0] in one.first for one in talks]),
        f"  the same three groups: {share([set(one.first) == set(one.full_first) for one in talks])}",
    ]
    named = [one for one in talks if one.main]
    if named:
        lines.append(f"  main cause group in the first three: {share([one.main in one.first for one in named])}")
        lines.append(f"  the same of the full case: {share([one.main in one.full_first for one in named])}")
    missed = Counter(name for one in talks for name in one.stated_yes - one.found_yes)
    lines.append("  most often not asked for: " + ", ".join(f"{name} {n}" for name, n in missed.most_common(12)))
    return lines


def people(every: int) -> dict[str, list[tuple[Path, str]]]:
    """Case files with the group of their main cause, by where they come from."""
    dev = SHARED / "cases" / "dev.jsonl"
    truths = [json.loads(line) for line in dev.read_text(encoding="utf-8").splitlines()] if dev.exists() else []
    published = [(CODED / f"{one['id']}.yaml", one["cause_group"]) for one in truths if one["grade"] in ("A", "B")]
    stories = [(path, "") for path in sorted(STORIES.glob("*.yaml"))]
    return {
        "published cases": [one for one in published if one[0].exists()][::every],
        "fifteen stories and their variants": stories[::every],
    }


def main(arguments: list[str]) -> int:
    """Interview all, print the table, and write it when asked to."""
    parser = argparse.ArgumentParser(prog="dev.py validate interview")
    parser.add_argument("--every", type=int, default=1, help="every N-th case only")
    parser.add_argument("--unknown", choices=("no", "not_sure"), default="no", help="answer to what is not stated")
    parser.add_argument("--list", action="store_true", help="one line for each case")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/validation/interview.md")
    options = parser.parse_args(arguments)
    base, lines = knowledge(), []
    for what, chosen in people(options.every).items():
        began, talks = time.perf_counter(), []
        for path, group in chosen:
            try:
                talks.append(talk(path, base, unknown=options.unknown, main=group))
            except InputError as error:
                print(f"{path.stem}: {error.sentence()}")
        if not talks:
            continue
        lines += [what, *report(talks, options.unknown, time.perf_counter() - began), ""]
        if options.list:
            lines += [
                f"{one.id:<40} asked {len(one.asked):>2} yes {len(one.found_yes)}/{len(one.stated_yes)} "
                f"{one.level} [{one.full_level}] {', '.join(one.first)} [{', '.join(one.full_first)}] "
                f"missed: {', '.join(sorted(one.stated_yes - one.found_yes))}"
                for one in talks
            ]
    print("\n".join(lines))
    if options.write:
        command = "python3 dev.py validate interview" + (" --unknown not_sure" if options.unknown != "no" else "")
        command += f" --every {options.every}" if options.every > 1 else ""
        put(PAGE, command, as_block(lines))
    return 0
