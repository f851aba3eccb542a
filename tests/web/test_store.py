"""The store: cases built from rows, answers appended, forms counted once. On a database of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from whytwitch.errors import SystemPartError
from whytwitch.knowledge.files import parse_yaml
from whytwitch.store.folder import default_folder, prepare, secret_key

ROOT = Path(__file__).resolve().parents[2]

#: Runs in a process of its own: Django can be set up only once in a process, and other tests must stay without it.
ROUND_TRIP = """
import json, sys
from pathlib import Path
from whytwitch.web.server import make_app
make_app(8999, Path(sys.argv[1]))
from whytwitch.evidence.case import build_case, read_case
from whytwitch.store import keeping
from whytwitch.store.case import case_of
from whytwitch.store.intake import take_in
from whytwitch.store.models import Answer, User
from whytwitch.store.record import SentTwice, answer, new_movement, once
case = read_case(Path(sys.argv[2]))
person = take_in(User.objects.local(), case)
back = case_of(person, as_of=case.as_of)
said = {"same": back.model_copy(update={"nights": case.nights, "folder": case.folder}) == case}
said["differs"] = [name for name, value in back if name not in ("nights", "folder") and value != getattr(case, name)]
fresh = take_in(User.objects.local(), build_case({"movements": [{"kind": "twitch", "site": "calf"}]}))
answer(fresh, "tingling", "yes"); answer(fresh, "tingling", "yes"); answer(fresh, "tingling", "no")
said["rows"] = [(row.value, row.corrects) for row in Answer.objects.filter(person=fresh).order_by("id")]
new_movement(fresh, "cramp"); new_movement(fresh, "jerk")
answer(fresh, "tingling", "yes", movement=2)
said["kinds"] = [one.kind for one in case_of(fresh).movements]
from django.utils import timezone
fresh.movements.filter(number=1).update(withdrawn_at=timezone.now())
after = case_of(fresh)
said["after"] = [[one.kind for one in after.movements], [one.movement for one in after.findings["tingling"]]]
token = "7c0ffee0-0000-4000-8000-000000000001"
with once(fresh, token) as sent:
    sent.went_to = "/there/"
try:
    with once(fresh, token):
        said["twice"] = "taken twice"
except SentTwice as twice:
    said["twice"] = twice.went_to
try:
    with once(fresh, "7c0ffee0-0000-4000-8000-000000000002"):
        answer(fresh, "numb_feet", "yes")
        raise ValueError("a bug")
except ValueError:
    said["half"] = fresh.answers.filter(finding="numb_feet").count()
said["tables"] = sorted(keeping.rows_of(fresh))
keeping.erase(fresh)
said["left"] = Answer.objects.filter(person_id=fresh.pk).count()
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("store")
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-c",
            ROUND_TRIP,
            str(folder / "data"),
            str(ROOT / "examples" / "restless-legs.yaml"),
        ],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_a_case_taken_in_comes_back_the_same(said: dict[str, object]) -> None:
    assert said["differs"] == []
    assert said["same"]


def test_answers_are_appended_and_a_change_is_marked(said: dict[str, object]) -> None:
    assert said["rows"] == [["yes", False], ["no", True]]


def test_a_movement_without_words_is_taken_again(said: dict[str, object]) -> None:
    assert said["kinds"] == ["twitch", "jerk"]


def test_answers_follow_their_movement_when_another_is_withdrawn(said: dict[str, object]) -> None:
    assert said["after"] == [["jerk"], [None, None, 1]]


def test_a_form_counts_once_and_a_bug_stores_nothing(said: dict[str, object]) -> None:
    assert said["twice"] == "/there/"
    assert said["half"] == 0


def test_everything_is_exported_and_erased(said: dict[str, object]) -> None:
    assert {"answer", "detail", "keptpicture", "movement", "night", "person"} <= set(said["tables"])  # type: ignore[call-overload]
    assert said["left"] == 0


def test_data_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    folder = prepare(tmp_path / "new")
    assert folder.stat().st_mode & 0o777 == 0o700
    key = secret_key(folder)
    assert secret_key(folder) == key
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemPartError, match="cannot be written"):
        prepare(tmp_path / "file" / "data")


def test_default_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/some/where")
    monkeypatch.setattr(sys, "platform", "linux")
    assert default_folder() == Path("/some/where/whytwitch")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src/whytwitch/web/start/examples").glob("*.yaml")), ids=lambda path: path.stem
)
def test_examples_of_the_app_are_those_of_the_repository(path: Path) -> None:
    ours = parse_yaml(path)["case"]
    theirs = parse_yaml(ROOT / "examples" / f"{path.stem.partition('-')[2]}.yaml")
    assert ours == {name: value for name, value in theirs.items() if name not in ("as_of", "nights")}
