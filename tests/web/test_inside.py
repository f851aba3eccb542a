"""What is easier to see from inside: titles of all safety pages, who is asked what, answers that contradict each other.

In a process of its own: Django can be set up only once in a process, and other tests must stay without it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

LOOK_INSIDE = """
import json, sys
from pathlib import Path
from whytwitch.web.server import make_app
make_app(8998, Path(sys.argv[1]))
from django.test import Client
from whytwitch.errors import ContradictionError
from whytwitch.knowledge import knowledge
from whytwitch.picture.triage import assess
from whytwitch.workup import as_case, gather
from whytwitch.store.intake import take_in
from whytwitch.store.models import User
from whytwitch.store.record import answer
from whytwitch.web import services
from whytwitch.web.interview.worries import WORRIES
from whytwitch.web.interview.safety import PAGES, SIGNS_A_PAGE, Safety, all_screens

said = {}
titled = {topic for _, parts in PAGES for part in parts for topic in part.topics}
known = {finding.id for finding in knowledge().findings.values()}
said["misnamed"] = [name for _, parts in PAGES for part in parts for name in part.signs if name not in known]
said["untitled"] = sorted({sign.topic for sign in knowledge().danger_signs()} - titled)
said["titles"] = [str(screen.title) for screen in all_screens()]
on_pages = [sign.id for screen in all_screens() for sign in screen.signs]
said["missing"] = sorted({sign.id for sign in knowledge().danger_signs()} - set(on_pages))
said["twice"] = len(on_pages) - len(set(on_pages))

said["longest"], said["pages"] = {}, {}
people = {"man": (29, "male", "no"), "woman": (29, "female", "no"), "pregnant": (29, "female", "yes"),
          "baby": ("8 months", "male", "no"), "child": (8, "female", "no"), "old": (81, "female", "no")}
for name, (age, sex, pregnant) in people.items():
    case = {"person": {"age": age, "sex": sex, "pregnant": pregnant}, "known_conditions": [], "medicines": []}
    pages = Safety(take_in(User.objects.local(), case))
    said["pages"][name] = len(pages.screens())
    said["longest"][name] = [max(len(one.signs) for one in pages.screens()), SIGNS_A_PAGE]

man = take_in(User.objects.local(), {"person": {"age": 29, "sex": "male"}, "known_conditions": [], "medicines": []})
said["waits"] = "injured_in_convulsion" not in Safety(man).ripe
answer(man, "first_convulsion", "new")
said["then asked"] = "injured_in_convulsion" in Safety(man).ripe
for _ in range(40):
    screen = Safety(man).next_open()
    if screen is None:
        break
    for sign in screen.signs:
        if sign.id in Safety(man).ripe:
            answer(man, sign.id, "no")
said["left"] = services.open_safety_questions(man)

case = {"person": {"age": 29, "sex": "male"}, "movements": [{"kind": "twitch", "site": "calf", "since": "5 weeks"}],
        "findings": {"tingling": "yes"}}
torn = take_in(User.objects.local(), case)
kept = services.kept_picture
def contradict(person):
    if person.answers.filter(finding="tingling").order_by("id").last().value == "yes":
        error = ContradictionError("these answers cannot all be true together", found="tingling, movement 1")
        error.ids = ("tingling", "movement 1", "known:epilepsy")
        raise error
    return kept(person)
services.kept_picture = contradict
browser = Client(headers={"host": "127.0.0.1:8998"})
away = browser.get(f"/people/{torn.pk}/picture/")
said["away"] = [away.status_code, away.headers.get("Location", "")]
page = browser.get(away.headers["Location"])
said["again"] = [page.status_code, page.content.decode()]
done = browser.post(f"/people/{torn.pk}/again/", {"tingling": "no"})
said["done"] = [done.status_code, done.headers.get("Location", "")]
said["kept"] = [(row.value, row.corrects) for row in torn.answers.filter(finding="tingling").order_by("id")]
said["picture"] = browser.get(f"/people/{torn.pk}/picture/").status_code

def level(worried, **findings):
    case = {"person": {"age": 29, "sex": "female"}, "findings": findings | dict.fromkeys(WORRIES, worried)}
    facts = gather(as_case(case))
    return str(assess(facts.facts, (), knowledge(), answers=facts.case.findings, country="GB").level)
signs = [sign.id for sign in knowledge().danger_signs() if sign.age_from <= 29 < sign.age_below]
said["lowered"] = [sign for sign in signs if level("yes", **{sign: "new"}) != level("no", **{sign: "new"})]
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", LOOK_INSIDE, str(tmp_path_factory.mktemp("inside") / "data")],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_every_topic_of_danger_has_a_title_and_every_page_its_own(said: dict[str, Any]) -> None:
    assert said["untitled"] == []
    assert said["misnamed"] == []
    assert len(set(said["titles"])) == len(said["titles"])
    assert not [title for title in said["titles"] if "_" in title or "(" in title]


def test_every_danger_sign_stands_on_one_page(said: dict[str, Any]) -> None:
    assert said["missing"] == []
    assert said["twice"] == 0


def test_safety_is_short_for_everybody(said: dict[str, Any]) -> None:
    for name, (longest, most) in said["longest"].items():
        assert longest <= most, name
    assert said["pages"]["man"] <= 4
    assert max(said["pages"].values()) <= 6


def test_a_sign_that_hangs_on_another_waits_for_it_and_is_never_forgotten(said: dict[str, Any]) -> None:
    assert said["waits"]
    assert said["then asked"]
    assert said["left"] == []


def test_contradictory_answers_are_shown_and_asked_again(said: dict[str, Any]) -> None:
    assert said["away"][0] == 302
    assert said["away"][1].endswith("/again/")
    status, page = said["again"]
    assert status == 200
    for words in ("Some answers do not go together", "The movements you described", "has found", "whom to call"):
        assert words in page
    assert 'name="tingling"' in page
    assert said["done"][0] == 302
    assert said["kept"] == [["yes", False], ["no", True]]
    assert said["picture"] == 200


def test_worry_never_changes_the_level_of_a_danger_sign(said: dict[str, Any]) -> None:
    assert said["lowered"] == []
