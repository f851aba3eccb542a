"""What one request reads is read once, and an answer just written is never overlooked."""

from __future__ import annotations

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
from whytwitch.web.services import known_about

for listener in (request_started, request_finished):
    listener.disconnect(close_old_connections)
person = Person.objects.create(owner=User.objects.local())
person.say("age", 40)

def reads(work):
    with CaptureQueriesContext(connection) as held:
        work()
    return len(held)

assert reads(lambda: is_emergency(person)) == reads(lambda: is_emergency(person)) > 3, "outside a request: read anew"
request_started.send(None)
first, second = reads(lambda: is_emergency(person)), reads(lambda: is_emergency(person))
assert first > 3 and second == 0, (first, second)
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
assert reads(lambda: is_emergency(person)) > 3
print("well")
"""


def test_one_request_reads_once_and_never_overlooks_what_was_written(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", INSIDE, str(tmp_path / "data")],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout == "well\n", ran.stderr
