"""``ask``: the interview in a terminal, or one step of it as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whytwitch.cli.common import JsonFlag, app, print_json

if TYPE_CHECKING:
    from whytwitch.knowledge import Knowledge
    from whytwitch.knowledge.schema import Finding
    from whytwitch.model.case import Case
    from whytwitch.picture.interview import Step
    from whytwitch.workup import Gathered

#: The source of an answer to a question that was asked one by one; these are counted.
ONE_BY_ONE = "interview"
#: How the name of a case file ends.
CASE_ENDINGS = (".yaml", ".yml", ".json")
#: The file that is begun when none is named.
BEGUN = "my-case.yaml"


@app.command()
def ask(
    case: Annotated[
        Path | None, typer.Argument(help="A case file to go on with, or to begin; my-case.yaml when left out.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write here instead; the case that was read stays as it is.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask what is worth asking, danger signs first; leave at any time and go on later."""
    for path in (case, out):
        _must_be_a_case_file(path)
    if as_json:
        print_json(one_step(case))
        return
    from whytwitch.cli.asking import Talk

    Talk(_file_to_write(case, out)).run()


def _must_be_a_case_file(path: Path | None) -> None:
    """Words where a file name belongs are said to be words."""
    from whytwitch.errors import FileError

    if path is not None and path.suffix.lower() not in CASE_ENDINGS:
        raise FileError(
            "this is no name of a case file", found=repr(str(path)),
            allowed=f"a name that ends in {', '.join(CASE_ENDINGS)}",
            todo="begin with 'whytwitch ask', and type what you want to say when you are asked",
        )  # fmt: skip


def _file_to_write(case: Path | None, out: Path | None) -> Path:
    """The file answers are added to; a copy of the case when another file is named."""
    from whytwitch.cli.common import write
    from whytwitch.errors import ImpossibleValueError

    if out is None:
        return case or Path(BEGUN)
    if case is not None and out.resolve() != case.resolve():
        from whytwitch.evidence.case import read_case

        read_case(case)
        if out.exists():
            raise ImpossibleValueError(
                "this file exists already", where=str(out), todo="name a new file, or go on with 'whytwitch ask FILE'"
            )
        write(out, case.read_bytes())
    return out


def one_step(path: Path | None) -> dict[str, Any]:
    """What to ask next for a case, as plain data.

    Parameters
    ----------
    path : Path, optional
        The case file; None for somebody who has said nothing yet.

    Returns
    -------
    dict
        ``kind`` (safety, again, contradiction, person, known_conditions, medicines, movement, question, done),
        ``topic``, ``questions`` (each with id, text, choices), ``why``, ``gain`` in bits, ``telling``, ``flips``,
        ``done_share``, ``asked``, and ``stop``: null, or why nothing more is asked.
    """
    from whytwitch.evidence.case import read_case
    from whytwitch.knowledge import knowledge
    from whytwitch.model.case import Case
    from whytwitch.workup import gather

    return step_as_dict(gather(Case() if path is None else read_case(path)), knowledge())


def asked_one_by_one(case: Case) -> int:
    """How many questions were asked one by one."""
    return sum(any(one.source == ONE_BY_ONE for one in given) for given in case.findings.values())


def step_as_dict(known: Gathered, base: Knowledge) -> dict[str, Any]:
    """The next step of what is known, as :func:`one_step` gives it."""
    from whytwitch.errors import ContradictionError
    from whytwitch.picture.interview import conflict, next_step
    from whytwitch.picture.triage import ask_again

    asked = asked_one_by_one(known.case)
    made: dict[str, Any] = {"kind": "done", "topic": "", "questions": [], "why": "", "gain": 0.0, "telling": []}
    made |= {"flips": False, "done_share": 0.0, "asked": asked, "stop": None}
    again = ask_again(known.facts, base, known.case.findings)
    if again:
        questions = [{**question_as_dict(base.findings[name]), "text": base.findings[name].concrete} for name in again]
        return made | {"kind": "again", "questions": questions, "why": "You were not sure. Here it is more concretely."}
    try:
        step = next_step(known.facts, base, asked=asked, about_person=True)
    except ContradictionError:
        found = conflict(known.facts, base)
        if found is None:
            raise
        questions = [question_as_dict(base.findings[name]) for name in found.findings]
        why = "These cannot all be true together: " + "; ".join(found.said)
        return made | {"kind": "contradiction", "questions": questions, "why": why}
    telling = [{"id": name, "name": base.conditions[name].plain_name} for name in step.telling if _may_name(name, base)]
    made |= {"kind": step.kind, "topic": step.topic, "why": step.why, "gain": step.gain, "telling": telling}
    made |= {"flips": step.flips, "done_share": step.done_share, "stop": step.why if step.kind == "done" else None}
    made["questions"] = [*_questions(step, base)]
    return made


def _may_name(cause: str, base: Knowledge) -> bool:
    """A cause that a lay reader never meets without its reason is not named in passing."""
    return base.conditions[cause].shown_to_lay == "always"


def _questions(step: Step, base: Knowledge) -> list[dict[str, Any]]:
    if step.kind == "person":
        return [PERSON[name] for name in step.questions]
    if step.kind == "movement":
        kind = base.movements["kind"]
        choices = [{"value": word, "label": label} for word, label in kind.words.items()]
        return [{"id": "kind", "text": kind.question, "choices": choices}]
    if step.kind == "known_conditions":
        return [{"id": "known_conditions", "text": "Which illnesses has a doctor found?", "choices": []}]
    if step.kind == "medicines":
        return [{"id": "medicines", "text": "Which medicines and substances do you take?", "choices": []}]
    return [question_as_dict(base.findings[name]) for name in step.questions]


PERSON: dict[str, dict[str, Any]] = {
    "age": {"id": "age", "text": "How old is the person it is about (54, 8 months, 80s)?", "choices": []},
    "sex": {
        "id": "sex",
        "text": "Which sex counts for their body?",
        "choices": [
            {"value": "female", "label": "female"},
            {"value": "male", "label": "male"},
            {"value": "unknown", "label": "not sure, or neither"},
        ],
    },
    "pregnant": {
        "id": "pregnant",
        "text": "Is the person pregnant?",
        "choices": [
            {"value": "yes", "label": "yes"},
            {"value": "no", "label": "no"},
            {"value": "unknown", "label": "not sure"},
        ],
    },
}
_DANGER = {
    "no": "no",
    "new": "yes, it is new",
    "worse": "yes, it is getting worse",
    "old_and_assessed": "yes, it is old and a doctor has looked at it",
    "not_sure": "not sure",
}
_YES_NO = {"yes": "yes", "no": "no", "not_sure": "not sure"}


def question_as_dict(finding: Finding) -> dict[str, Any]:
    """A question with its choices."""
    labels = _DANGER if finding.kind == "danger" else finding.choices or _YES_NO
    choices = [{"value": value, "label": label} for value, label in labels.items()]
    return {"id": finding.id, "text": finding.question or finding.name, "choices": choices}
