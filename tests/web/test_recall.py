"""What was read is read again when something was written, and an answer just written is never overlooked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSIDE = """
import sys
from pathlib import Path
from whytwitch.store.open import open_folder
open_folder(Path(sys.argv[1]))
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext
from whytwitch.store.models import Person, User
from whytwitch.store.record import answer, answer_all
from whytwitch.web.people import is_emergency
from whytwitch.web.known import known_about

for listener in (request_started, request_finished):
    listener.disconnect(close_old_connections)
person = Person.objects.create(owner=User.objects.local())
person.say("age", 40)

def reads(work):
    with CaptureQueriesContext(connection) as held:
        work()
    return len(held)

first, second = reads(lambda: is_emergency(person)), reads(lambda: is_emergency(person))
assert first > 3 and second == 1, ("outside a request the revision is asked for each time", first, second)
request_started.send(None)
first, second = reads(lambda: is_emergency(person)), reads(lambda: is_emergency(person))
assert first == 1 and second == 0, (first, second)
assert not is_emergency(person)
answer_all(person, [("hard_to_wake", "new", ""), ("new_jerks", "new", ""), ("foot_drop", "no", "")])
assert is_emergency(person), "what was just written counts"
assert Person.objects.get(pk=person.pk).detail("age") == 40
person.say("age", 41)
assert person.detail("age") == 41
before = len(known_about(person).case.findings)
try:
    with transaction.atomic():
        answer(person, "numb_feet", "yes")
        assert len(known_about(person).case.findings) == before + 1
        raise KeyError
except KeyError:
    pass
assert len(known_about(person).case.findings) == before, "what was taken back does not count"
answer_all(person, [("foot_drop", "new", ""), ("hard_to_wake", "new", "")])
rows = list(person.answers.filter(finding__in=["foot_drop", "hard_to_wake"]).order_by("id"))
assert [(row.finding, row.value, row.corrects) for row in rows] == [
    ("hard_to_wake", "new", False), ("foot_drop", "no", False), ("foot_drop", "new", True)], rows
request_finished.send(None)
assert reads(lambda: is_emergency(person)) > 3, "two answers were written since"
assert reads(lambda: is_emergency(person)) == 1
import sqlite3
before = len(known_about(person).case.findings)
other = sqlite3.connect(connection.settings_dict["NAME"])  # another process, past all of our code
with other:
    other.execute("DELETE FROM store_answer WHERE finding = 'foot_drop'")
other.close()
assert len(known_about(person).case.findings) == before - 1, "what another process wrote counts"
print("well")
"""


REVISIONS = """
import json, sys
from pathlib import Path
from whytwitch.store.open import open_folder
open_folder(Path(sys.argv[1]))
from django.apps import apps
from django.db import connection, models
from django.db.models.fields.related import ForeignKey
from whytwitch.store.keeping import erase
from whytwitch.store.models import KeptPicture, Look, Person, StoredFile, Submission, User

def made(model, person, depth=0):
    held = {"person": person}
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.name != "person" and not field.null:
            held[field.name] = made(field.related_model, person)
        elif isinstance(field, models.JSONField):
            held[field.name] = {}
        elif isinstance(field, (models.PositiveSmallIntegerField, models.PositiveBigIntegerField)):
            held[field.name] = model.objects.count() + 1
        elif isinstance(field, models.DateField) and not field.null and not getattr(field, "auto_now_add", False):
            held[field.name] = "2026-11-01"
    if model is Submission:
        held["id"] = "7c0ffee0-0000-4000-8000-000000000003"
    return model.objects.create(**held)

def changes(person, work):
    before = Person.objects.get(pk=person.pk).revision
    work()
    return Person.objects.get(pk=person.pk).revision != before

person, other = (Person.objects.create(owner=User.objects.local()) for _ in range(2))
said = {}
for model in apps.get_app_config("store").get_models():
    if not any(field.name == "person" for field in model._meta.concrete_fields):
        continue
    rows = []
    said[model.__name__] = [
        changes(person, lambda: rows.append(made(model, person))),
        changes(person, lambda: model.objects.filter(pk=rows[0].pk).update(person=person)),
        changes(other, lambda: model.objects.filter(pk=rows[0].pk).update(person=person)),
        changes(person, lambda: model.objects.filter(pk=rows[0].pk).delete()),
    ]
erase(person)
said["left"] = Person.objects.filter(pk=person.pk).count()
print(json.dumps(said))
"""


def inside(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run in a process of its own: Django can be set up only once in one."""
    return subprocess.run(
        [sys.executable, "-c", script, str(folder / "data")],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_was_read_is_held_and_what_was_written_is_never_overlooked(tmp_path: Path) -> None:
    ran = inside(INSIDE, tmp_path)
    assert ran.stdout == "well\n", ran.stderr


def test_every_table_about_a_person_changes_the_revision(tmp_path: Path) -> None:
    ran = inside(REVISIONS, tmp_path)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said.pop("left") == 0
    nothing_new = [name for name, (made, changed, _, gone) in said.items() if not (made and changed and gone)]
    assert sorted(nothing_new) == ["KeptPicture", "Look", "Submission"], "they say nothing about the person"
    assert not any(of_another for _, _, of_another, _ in said.values())
    assert len(said) > 10


FORGETTING = """
import sys
from pathlib import Path
from whytwitch.web.server import make_app
make_app(8765, Path(sys.argv[1]))
from whytwitch.knowledge import knowledge
from whytwitch.model.case import Movement
from whytwitch.picture.differential.profile import profile
from whytwitch.web.known import forget
profile(None, Movement(kind="twitch", site="calf"), knowledge())
assert knowledge().worked_out["profiles"]
forget()
assert not knowledge().worked_out
print("gone")
"""


def test_what_was_described_is_not_held_after_somebody_was_erased(tmp_path: Path) -> None:
    ran = inside(FORGETTING, tmp_path)
    assert ran.stdout == "gone\n", ran.stderr
