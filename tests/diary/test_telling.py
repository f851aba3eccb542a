"""What the diary tells the picture, and how it stands beside what was answered."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys

import pytest

import whytwitch
from whytwitch.errors import FileError, FormatError
from whytwitch.evidence.diary import join, new_entry, read_diary, tell, to_csv, to_json
from whytwitch.knowledge import knowledge
from whytwitch.model.case import Answer, Case, Movement
from whytwitch.picture.changes import changes

TODAY = dt.date(2026, 11, 20)


def _noted(kind, day, **values):
    now = dt.datetime.combine(day, dt.time(22), dt.UTC)
    return new_entry(kind, values, zone="UTC", now=now, day=day)


def _days(count, kind="evening", **values):
    return [_noted(kind, TODAY - dt.timedelta(days=number), **values) for number in range(count)]


def _urges(count=8):
    return _days(count, "moment", what="urge_to_move", state="lying_awake", side="both", parts=["calf"], relief="yes")


def _found(entries, **findings):
    case = Case(as_of=TODAY, findings={name: tuple(answers) for name, answers in findings.items()})
    return {one.id: one.value for one in join(case, tell(entries, as_of=TODAY))[1]}


@pytest.mark.parametrize(
    ("values", "said"),
    [({"caffeine": 5}, "yes"), ({"caffeine": 1}, "no"), ({"caffeine": 0}, "no"), ({"caffeine": 3}, None), ({"twitches": 3}, None)],  # noqa: E501
)  # fmt: skip
def test_caffeine_is_much_little_or_not_told(values, said):
    assert _found(_days(8, **values)).get("caffeine_much") == said


def test_too_few_days_tell_nothing_and_a_gap_is_no_zero():
    assert _found(_days(4, caffeine=6)) == {}
    assert tell([], as_of=TODAY).days == 0
    assert _found(_days(6, caffeine=6), alcohol_most_days=[]) == {"caffeine_much": "yes"}


def test_later_days_are_not_known_yet():
    assert tell(_days(8, caffeine=6), as_of=TODAY - dt.timedelta(days=30)).days == 0


def test_an_answer_holds_against_the_diary_unless_it_is_old():
    new = Answer(value="no", at=TODAY - dt.timedelta(days=2))
    assert _found(_days(8, caffeine=6), caffeine_much=[new]) == {}
    case = Case(as_of=TODAY, findings={"caffeine_much": (new,)})
    assert any("is kept" in one for one in join(case, tell(_days(8, caffeine=6), as_of=TODAY))[3])
    old = new.model_copy(update={"at": TODAY - dt.timedelta(days=60)})
    assert _found(_days(8, caffeine=6), caffeine_much=[old]) == {"caffeine_much": "yes"}


def test_a_danger_sign_holds_until_it_is_answered_afterwards():
    held = [
        _noted("evening", TODAY - dt.timedelta(days=5), new_weakness="new"),
        _noted("evening", TODAY, new_weakness="no"),
    ]
    assert _found(held) == {"new_muscle_weakness": "new"}
    before = Answer(value="no", at=TODAY - dt.timedelta(days=9))
    after = Answer(value="old_and_assessed", at=TODAY - dt.timedelta(days=1))
    same = Answer(value="no", at=TODAY - dt.timedelta(days=5))
    assert _found(held, new_muscle_weakness=[before]) == {"new_muscle_weakness": "new"}
    assert _found(held, new_muscle_weakness=[Answer(value="no")]) == {"new_muscle_weakness": "new"}
    assert _found(held, new_muscle_weakness=[same]) == {"new_muscle_weakness": "new"}
    assert _found(held, new_muscle_weakness=[before, after]) == {}
    told = Answer(value="new", at=TODAY - dt.timedelta(days=5))
    assert _found(held, new_muscle_weakness=[told, same]) == {}
    many = _found([_noted("evening", TODAY, new_numbness="worse")])
    assert set(many.values()) == {"not_sure"}
    assert "new_numb_saddle" in many


def test_a_later_not_sure_never_weakens_what_was_new():
    new, doubt = (
        _noted("evening", TODAY - dt.timedelta(days=ago), leg_swollen=said)
        for ago, said in ((6, "new"), (3, "not_sure"))
    )
    case = Case(as_of=TODAY)
    assert _found([new, doubt])["one_leg_swollen"] == "new"
    assert _found([doubt])["one_leg_swollen"] == "not_sure"
    levels = [
        whytwitch.draw(case, diary=tell(told, as_of=TODAY)).picture.urgency.level for told in ([new], [new, doubt])
    ]
    assert levels == ["urgent", "urgent"]
    answered = Answer(value="no", at=TODAY - dt.timedelta(days=4))
    assert _found([new, doubt], one_leg_swollen=[answered])["one_leg_swollen"] == "not_sure"


def test_a_movement_that_only_the_diary_knows():
    case, _, says, _ = join(Case(as_of=TODAY, movements=(Movement(kind="twitch"),)), tell(_urges(), as_of=TODAY))
    new = case.movements[1]
    assert (new.kind, new.side, new.site, new.when, new.relieved_by) == (
        "urge_to_move",
        "both",
        "calf",
        "evening_rest",
        "moving",
    )
    assert new.since_weeks is None  # a week of diary says nothing about how long it has been there
    assert "urge to move" in says[0]
    assert join(Case(as_of=TODAY), tell(_urges(2), as_of=TODAY))[0].movements == ()


def test_the_diary_fills_in_and_never_overwrites():
    case = Case(as_of=TODAY, movements=(Movement(kind="urge_to_move", side="left"),))
    held = [*_urges(), _noted("evening", TODAY - dt.timedelta(days=40), urge=3)]
    made = join(case, tell(held, as_of=TODAY))[0].movements[0]
    assert (made.side, made.when) == ("left", "evening_rest")
    assert made.since_weeks == pytest.approx(40 / 7)
    twice = case.model_copy(update={"movements": case.movements * 2})
    assert join(twice, tell(held, as_of=TODAY))[0].movements == twice.movements


def test_entries_that_disagree_say_nothing():
    mixed = [
        _noted("moment", TODAY - dt.timedelta(days=n), what="twitch", side=("left", "right")[n % 2], parts=[("calf", "arm", "face")[n % 3]])  # noqa: E501
        for n in range(9)
    ]  # fmt: skip
    made = tell(mixed, as_of=TODAY).movements[0].movement
    assert (made.kind, made.side, made.site) == ("twitch", None, None)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("case")
    (folder / "diary.csv").write_text(to_csv(_urges()), newline="")
    (folder / "case.yaml").write_text(
        f"as_of: {TODAY}\nperson: {{age: 44, sex: male}}\nmovements: [{{kind: twitch, site: calf}}]\ndiary: diary.csv\n"
    )
    return whytwitch.draw(folder / "case.yaml")


def test_a_case_file_names_its_diary_and_the_picture_says_what_it_changed(drawn):
    told = drawn.as_json()["diary"]
    assert told["days"] == 8
    assert any("likeliest explanation is now restless legs" in one for one in told["changed"])
    assert drawn.picture.causes[0].id == "restless_legs_syndrome"
    json.dumps(told)


def test_without_a_diary_nothing_is_said_of_one():
    made = whytwitch.draw({"as_of": str(TODAY), "movements": [{"kind": "twitch"}]})
    assert "diary" not in made.as_json()


def test_a_cause_that_is_not_ranked_for_lay_people_is_never_named_as_a_change(drawn):
    picture = drawn.picture
    first = next(one for one in picture.causes if knowledge().conditions[one.id].shown_to_lay != "always")
    after = picture.model_copy(update={"causes": (first.model_copy(update={"fit": "well"}), *picture.causes)})
    assert changes(picture, after, knowledge()) == []


def test_what_is_no_diary_is_refused(tmp_path):
    with pytest.raises(FileError):
        read_diary(tmp_path / "none.csv")
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileError):
        read_diary(tmp_path / "x.csv")
    (tmp_path / "y.json").write_text("{}")
    with pytest.raises(FormatError):
        read_diary(tmp_path / "y.json")
    (tmp_path / "z.json").write_text(to_json(_urges(1)))
    assert len(read_diary(tmp_path / "z.json")) == 1


def test_the_kept_diary_feeds_the_kept_picture(tmp_path):
    today = dt.date.today()
    held = [
        new_entry("evening", {"cramps": 2}, zone="UTC", now=dt.datetime.combine(today - dt.timedelta(days=n + 1), dt.time(20), dt.UTC))  # noqa: E501
        for n in range(4)
    ]  # fmt: skip
    (tmp_path / "diary.csv").write_text(to_csv(held), newline="")
    for command in (["import", str(tmp_path / "diary.csv")], ["diary", "picture", "--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "whytwitch", *command, "--data", str(tmp_path / "data")],
            capture_output=True, text=True, env={**os.environ, "TZ": "UTC"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)["diary"]
    assert "A movement from the diary: a painful, hard" in told["says"][0]
