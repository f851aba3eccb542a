"""``whytwitch ask``: one step as JSON, and a talk that can be left and gone on with."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from typer.testing import CliRunner

from whytwitch.cli import app
from whytwitch.errors import ContradictionError, ImpossibleValueError, InputError
from whytwitch.evidence.case import append_to_case, read_case
from whytwitch.knowledge import knowledge

CASE = """\
# mine
as_of: 2026-11-22
person: {age: 54, sex: female, pregnant: no}
known_conditions: []
medicines: []
movements: [{kind: cramp, site: calf, when: asleep}]
denied: all
findings: {newly_delivered: no, clot_risk: no}
"""


def ask(*arguments, says=""):
    found = CliRunner().invoke(app, ["ask", *map(str, arguments)], input=says)
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.output


def test_one_step_of_nobody_is_the_first_danger_signs():
    step = json.loads(ask("--json"))
    assert (step["kind"], step["stop"]) == ("safety", None)
    choices = {one["value"] for one in step["questions"][0]["choices"]}
    assert choices == {"no", "new", "worse", "old_and_assessed", "not_sure"}


def test_one_step_gives_a_question_with_reason_gain_and_choices(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text(CASE)
    before, steps = file.read_bytes(), []
    for _ in range(60):
        step = json.loads(ask(file, "--json"))
        if step["kind"] == "done":
            break
        if step["kind"] == "question":
            steps.append(step)
        said = {one["id"]: "no" for one in step["questions"]}
        how = "interview" if step["kind"] == "question" else ""
        append_to_case(file, answers=said, at=dt.date(2026, 11, 22), source=how)
    assert step["stop"]
    assert steps
    assert all(one["why"] and one["gain"] > 0 and one["questions"][0]["choices"] for one in steps)
    assert [one["asked"] for one in steps] == list(range(len(steps)))
    assert b"# mine" in file.read_bytes(), "what stood in the file stays"
    assert before.splitlines()[0] in file.read_bytes()


def test_a_talk_is_left_and_gone_on_with(tmp_path):
    file = tmp_path / "case.yaml"
    first = ask(file, says="\nq\n")
    assert f"whytwitch ask {file}" in first
    held = read_case(file).findings
    assert all(given[-1].value == "no" for given in held.values())
    assert "How old" in ask(file, says="")


def test_back_corrects_and_keeps_the_first_answer(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text(CASE)
    while (step := json.loads(ask(file, "--json")))["kind"] != "question":  # plain questions that danger rules wait for
        append_to_case(file, at=dt.date(2026, 11, 22), answers={one["id"]: "no" for one in step["questions"]})
    name = step["questions"][0]["id"]
    said = ask(file, says="?\n2\nb\n1\nq\n")
    assert knowledge().findings[name].why.split(".")[0] in said
    given = read_case(file).findings[name]
    assert [one.value for one in given] == ["no", "yes"]
    assert given[1].corrects


def test_a_danger_sign_is_asked_closer_and_the_alarm_comes_at_once(tmp_path):
    file = tmp_path / "case.yaml"
    said = ask(file, says="4\n1\nq\n")
    assert read_case(file).findings["sudden_one_sided_weakness"][-1].value == "new"
    assert "Do this first" in said
    assert "%" not in said


def test_not_sure_about_a_danger_sign_is_asked_once_more_in_other_words(tmp_path):
    file = tmp_path / "case.yaml"
    ask(file, says="4\n4\nq\n")
    step = json.loads(ask(file, "--json"))
    assert step["kind"] == "again"
    assert step["questions"][0]["text"] == knowledge().findings["sudden_one_sided_weakness"].concrete


def test_out_leaves_the_case_as_it_was(tmp_path):
    file, other = tmp_path / "case.yaml", tmp_path / "other.yaml"
    file.write_text(CASE)
    ask(file, "--out", other, says="q\n")
    assert file.read_text() == CASE
    assert other.read_text() == CASE
    with pytest.raises(ImpossibleValueError):
        ask(file, "--out", other, says="q\n")


@pytest.mark.parametrize("name", ["case.yaml", "case.json"])
def test_appending_keeps_what_was_there(tmp_path, name):
    file = tmp_path / name
    at = dt.date(2026, 11, 22)
    append_to_case(file, at=at, person={"age": 54}, lists={"medicines": ["sertraline"], "known_conditions": []})
    append_to_case(file, at=at, answers={"smokes": "no", "tingling": "yes"})
    more = {"movements": [{"kind": "cramp"}]}
    case = append_to_case(file, at=at, answers={"smokes": "yes"}, lists=more, corrects=True)
    assert [one.value for one in case.findings["smokes"]] == ["no", "yes"]
    assert case.known_conditions == ()
    assert case.medicines is not None
    assert len(case.movements) == 1
    assert "&id" not in file.read_text()
    before = file.read_bytes()
    with pytest.raises(ContradictionError):
        append_to_case(file, at=at, person={"age": 30})
    with pytest.raises(InputError):
        append_to_case(file, at=at, answers={"smokes": "perhaps"})
    assert file.read_bytes() == before


def test_words_instead_of_a_file_name_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"ends in \.yaml"):
        ask(tmp_path / "my leg twitches", says="q\n")
    assert not list(tmp_path.iterdir())


def test_leaving_at_once_says_that_nothing_was_written(tmp_path):
    said = ask(tmp_path / "my case.yaml", says="q\n")
    assert "nothing was written" in said
    assert f"whytwitch ask '{tmp_path / 'my case.yaml'}'" in said
    assert not list(tmp_path.iterdir())
