"""The differential and the urgency on published cases: ``python3 dev.py validate cases --why "first look"``.

The cases of ``../shared/cases/dev.jsonl`` were coded into case files from their facts alone, before any score was seen
(``tests/data/cases``). Every look at the scores is written into ``docs/validation/looks.md`` with its reason. The
urgency labels are medians of three raters who are not physicians. Other cases, from other sources, will judge.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np

from validation.baselines import likelihood_ratios, prevalence_only, single_cause
from validation.scores import Scored, below, confusion, rank_of, share, tops
from whytwitch.errors import InputError

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("WHYTWITCH_SHARED") or ROOT.parent / "shared")
CODED = ROOT / "tests" / "data" / "cases"
FRESH = ROOT / "tests" / "data" / "fresh_cases"
LOOKS = ROOT / "docs" / "validation" / "looks.md"
BASELINES = {"prevalence only": prevalence_only, "single cause": single_cause, "likelihood ratios": likelihood_ratios}


def distinct(groups: list[str]) -> tuple[str, ...]:
    """Each group once, in order."""
    return tuple(dict.fromkeys(groups))


def score(truth: dict, path: Path) -> Scored:
    """Draw one case and put it beside its answer."""
    from whytwitch.knowledge import knowledge
    from whytwitch.picture.differential import build
    from whytwitch.picture.drawing import draw_picture
    from whytwitch.workup import as_case, gather

    base = knowledge()
    evidence = gather(as_case(path))
    picture = draw_picture(evidence.case, evidence.facts, evidence.findings, base, ())
    model = build(evidence.facts, base)
    names = model.network.causes
    rankings = {
        name: distinct([base.conditions[names[place]].group for place in np.argsort(-method(model), kind="stable")])
        for name, method in BASELINES.items()
    }
    mine = [cause for cause in picture.causes if cause.group == truth["cause_group"]]
    return Scored(
        id=truth["id"],
        grade=truth["grade"],
        group=truth["cause_group"],
        groups=(truth["cause_group"], *truth["secondary_groups"]),
        ranking=distinct([cause.group for cause in picture.causes]),
        chance=max((cause.probability for cause in mine), default=1e-6),
        level=str(picture.urgency.level),
        if_no=str(picture.urgency.if_remaining_safety_answers_are_no),
        provisional=picture.urgency.provisional,
        rated=truth.get("urgency", ""),
        lowest_safe=truth.get("lowest_safe", ""),
        highest_reasonable=truth.get("highest_reasonable", ""),
        baselines=rankings,
    )


def report(cases: list[Scored]) -> list[str]:
    """The lines of the report."""
    lines = [f"{len(cases)} coded cases of grade {', '.join(sorted({case.grade for case in cases}))}", ""]
    lines.append("main cause group in the first 1 / 3 / 5")
    rows = {"whytwitch": tops(cases, lambda c: (c.group,), lambda c: c.ranking)}
    rows |= {name: tops(cases, lambda c: (c.group,), lambda c, name=name: c.baselines[name]) for name in BASELINES}
    lines += [f"  {name:<18} {' | '.join(row)}" for name, row in rows.items()]
    lines += ["main or secondary group in the first 1 / 3 / 5"]
    lines.append(f"  {'whytwitch':<18} {' | '.join(tops(cases, lambda c: c.groups, lambda c: c.ranking))}")
    several = [case for case in cases if len(set(case.groups)) > 1]
    lines.append(
        "all groups of cases with several causes in the first 5: "
        + share([all(rank_of((g,), c.ranking) <= 5 for g in c.groups) for c in several])
    )
    chances = np.clip([case.chance for case in cases], 1e-6, 1)
    lines.append(f"mean log10 score of the main group: {np.log10(chances).mean():.3f}")
    rated = [case for case in cases if case.rated]
    emergencies = [case for case in rated if case.rated == "emergency"]
    calm = [case for case in rated if case.rated == "self_care"]
    lines += ["", "urgency (labels by raters who are not physicians)", confusion(cases), ""]
    lines.append("at or above lowest_safe: " + share([not below(c.level, c.lowest_safe) for c in rated]))
    lines.append(
        "emergencies below lowest_safe: "
        + f"{sum(below(c.level, c.lowest_safe) for c in emergencies)} of {len(emergencies)}"
    )
    lines.append("above highest_reasonable: " + share([below(c.highest_reasonable, c.level) for c in rated]))
    lines.append(
        "self-care cases: self-care, or cannot say yet with self-care if the rest is no: "
        + share([c.level == "self_care" or (c.provisional and c.if_no == "self_care") for c in calm])
    )
    return lines


def abstained(tree: dict) -> bool:
    """Whether the picture claims nothing: no cause but *none of these* fits well."""
    from whytwitch.workup import draw

    causes = draw(tree).picture.causes
    return not any(cause.fit == "well" and cause.id != "none_of_these" for cause in causes)


def out_of_scope() -> list[str]:
    """Complaints this program cannot know: does it say so? The development list, and a second one from other fields."""
    from whytwitch.knowledge.files import parse_yaml

    lines = []
    for name, what in (("out_of_scope", "development list"), ("out_of_scope_more", "second list, by the builder")):
        entries = parse_yaml(ROOT / "tests" / "data" / f"{name}.yaml")
        said = {entry["id"]: abstained(entry["case"]) for entry in entries}
        claimed = ", ".join(name for name, silent in said.items() if not silent)
        lines += ["", f"out of scope, nothing claimed ({what}): {share(list(said.values()))}"]
        lines.append(f"  claimed something: {claimed or 'none'}")
    return lines


def log_look(why: str, cases: list[Scored]) -> None:
    """Write down that the scores were looked at, and why."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    tops_now = tops(cases, lambda c: (c.group,), lambda c: c.ranking)
    rated = [case for case in cases if case.rated]
    line = (
        f"| {dt.date.today()} | `{commit.stdout.strip()}` | {why} | {len(cases)} | {' / '.join(tops_now)} | "
        f"{sum(below(c.level, c.lowest_safe) for c in rated)} of {len(rated)} |\n"
    )
    if not LOOKS.exists():
        LOOKS.parent.mkdir(parents=True, exist_ok=True)
        LOOKS.write_text(
            "# Every look at the scores of the development cases\n\n| date | commit | why | cases | main group in the "
            "first 1 / 3 / 5 | below lowest_safe |\n|---|---|---|---|---|---|\n",
            encoding="utf-8",
        )
    with LOOKS.open("a", encoding="utf-8") as file:
        file.write(line)


def main(arguments: list[str]) -> int:
    """Score all coded cases of grade A and B."""
    parser = argparse.ArgumentParser(prog="dev.py validate cases", description=__doc__)
    parser.add_argument("--why", required=True, help="why the scores are looked at; goes into docs/validation/looks.md")
    parser.add_argument("--list", action="store_true", help="one line for each case")
    parser.add_argument("--fresh", action="store_true", help="the thirty cases that the builder coded, instead")
    parser.add_argument("--only", nargs="*", help="these ids")
    options = parser.parse_args(arguments)
    dev = FRESH / "truth.jsonl" if options.fresh else SHARED / "cases" / "dev.jsonl"
    if not dev.exists():
        print(f"there is no {dev.name} beside this checkout (set WHYTWITCH_SHARED)")
        return 1
    truths = [json.loads(line) for line in dev.read_text(encoding="utf-8").splitlines()]
    chosen = [one for one in truths if one["grade"] in ("A", "B") and (not options.only or one["id"] in options.only)]
    cases, missing = [], []
    for truth in chosen:
        path = (FRESH if options.fresh else CODED) / f"{truth['id']}.yaml"
        if not path.exists():
            missing.append(truth["id"])
            continue
        try:
            cases.append(score(truth, path))
        except InputError as error:
            print(f"{truth['id']}: {error.sentence()}")
    if not cases:
        print("no coded case")
        return 1
    print("\n".join([*report(cases), *out_of_scope()]))
    if missing:
        print(f"not coded: {len(missing)}")
    if options.list:
        for case in sorted(cases, key=lambda one: rank_of((one.group,), one.ranking)):
            print(
                f"{case.id} {case.grade} rank {rank_of((case.group,), case.ranking):>3} {case.group:<42} "
                f"{case.level:<10} [{case.lowest_safe}..{case.highest_reasonable}] first: {', '.join(case.ranking[:3])}"
            )
    misses = Counter(case.group for case in cases if rank_of((case.group,), case.ranking) > 3)
    print("groups outside the first 3: " + ", ".join(f"{group} {count}" for group, count in misses.most_common()))
    log_look(options.why, cases)
    return 0
