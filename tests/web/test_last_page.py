"""The last page: the interview ends there once, and the picture is drawn while it is read."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.web.answering import Answering, story_case
from tests.web.client import Client
from tests.web.conftest import Server

from whytwitch.knowledge import knowledge
from whytwitch.knowledge.expressions import names
from whytwitch.web import drawing
from whytwitch.web.drawing import ONLY_WORDS


@pytest.fixture(autouse=True)
def nothing_held():
    yield
    drawing.forget()


@pytest.mark.parametrize("story", ["01-calf-twitch", "05-partner-sees-kicks"])
def test_the_interview_ends_with_it_once(server: Server, story: str) -> None:
    whole = Answering(Client(server), story_case(story)).begin().answer_everything()
    assert whole.went[-2:] == ["/last/", "/picture/"]
    assert whole.went.count("/last/") == 1
    assert whole.client.get(f"{whole.person}/next/").headers["location"].endswith("/picture/")


def test_whoever_answers_for_somebody_else_is_asked_nothing_about_worry(server: Server) -> None:
    case = story_case("01-calf-twitch") | {"told_by": "carer"}
    whole = Answering(Client(server), case).begin().answer_everything()
    assert whole.went[-2:] == ["/last/", "/picture/"]
    page = whole.client.get(f"{whole.person}/last/").text
    assert "The last page" in page
    assert "/answers/" in page
    assert 'type="radio"' not in page


INSIDE = """
import json, sys
from pathlib import Path
from whytwitch.store.open import open_folder
open_folder(Path(sys.argv[1]))
from whytwitch.picture import drawing as room
from whytwitch.store.models import Person, User
from whytwitch.store.record import answer
from whytwitch.web import services
import whytwitch.workup

drawn, really = [], room.draw_picture
def counted(*arguments):
    drawn.append(1)
    return really(*arguments)
room.draw_picture = counted

person = Person.objects.create(owner=User.objects.local())
person.say("age", 40)
answer(person, "numb_feet", "yes")
services.draw_ahead(person)
answer(person, "worried_about_als", "yes")
words_only = services.kept_picture(person)
counts = [len(drawn)]
told = [one["id"] for one in words_only.workup["findings"]]
again = services.kept_picture(person)
services.draw_ahead(person)
counts.append(len(drawn))
answer(person, "foot_drop", "new")
newest = services.kept_picture(person)
counts.append(len(drawn))
from whytwitch.web import drawing
print(json.dumps({
    "held": len(drawing._begun),
    "counts": counts, "told": told, "same": again.pk == words_only.pk,
    "levels": [words_only.level, newest.level],
    "flags": [one["answer"] for one in newest.workup["picture"]["red_flags"] if one["id"] == "foot_drop"],
}))
"""


def test_what_only_changes_words_is_told_without_drawing_anew_and_anything_else_with(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", INSIDE, str(tmp_path / "data")], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said["counts"] == [1, 1, 2]
    assert "worried_about_als" in said["told"], "the page answers it"
    assert said["same"]
    assert said["held"] == 0, "a picture that is kept does not stay in memory"
    assert said["flags"] == ["new"], "a danger sign told after the picture was begun stands in it"
    assert said["levels"][0] != said["levels"][1]


def test_no_rule_cause_or_advice_reads_what_only_changes_words() -> None:
    base = knowledge()
    read = [risk.when for condition in base.conditions.values() for risk in condition.risks]
    read += [part for rule in base.rules.values() for part in (rule.when, rule.applies) if part is not None]
    read += [finding.only_if for finding in base.findings.values() if finding.only_if is not None]
    read += [one.when for condition in base.conditions.values() for one in condition.defined_by]
    found = {name for part in read for _, name in names(part)}
    assert not found & ONLY_WORDS
    assert not ONLY_WORDS & base.weights_by_finding.keys()
    assert not any(one.stands_for in ONLY_WORDS for one in base.findings.values())


def test_one_picture_is_drawn_once_and_a_failure_is_tried_again() -> None:
    drawn = []

    def draw() -> tuple[str, object]:
        drawn.append(1)
        if len(drawn) == 1:
            raise ArithmeticError
        return "key", None

    failed = drawing.begin("one", draw)  # type: ignore[arg-type]
    with pytest.raises(ArithmeticError):
        failed.result()
    first, second = drawing.begin("one", draw), drawing.begin("one", draw)  # type: ignore[arg-type]
    assert first is second
    first.result()
    assert len(drawn) == 2


def test_an_erased_person_is_not_held_and_nobody_who_waits_is_left_alone() -> None:
    going = threading.Event()

    def slow() -> tuple[str, object]:
        going.wait(10)
        return "key", None

    first, second = drawing.begin("first", slow), drawing.begin("second", slow)  # type: ignore[arg-type]
    drawing.forget()
    assert not drawing._begun
    going.set()
    assert first.result(10) == second.result(10) == ("key", None), "of another person, perhaps"
    assert not drawing._begun


def test_only_so_many_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "HELD", 2)
    for key in "abc":
        drawing.begin(key, lambda: ("key", None)).result()  # type: ignore[arg-type,return-value]
    assert list(drawing._begun) == ["b", "c"]
