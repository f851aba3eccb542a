"""The case file: what it may say, and how each fault is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from whytwitch import errors
from whytwitch.evidence.case import append_answer, read_case, write_case
from whytwitch.model.case import Age

WHOLE = """
as_of: 2026-11-21
person: {age: 54, sex: female, pregnant: no}
told_by: self
country: GB
setting: self_referred
known_conditions: [chronic_kidney_disease]
medicines: [{name: sertraline, started: 2026-09-01}, omeprazole]
movements:
  - {kind: urge_to_move, site: leg, side: both, when: evening_rest, since: 30 weeks, relieved_by: moving}
  - {kind: twitch, site: calf, side: left, when: lying_awake, pain: no, seen_by: self}
findings: {muscle_wasting: no, new_numb_saddle: no}
labs: [{test: ferritin, value: "<18", unit: ug/L, at: 2026-10-02, low: 15, high: 150, lab: "City Lab"}]
results: [{test: eeg, result: normal, at: 2026-05-01}]
nights: [{file: night.edf, events: night.csv, legs: {left: LAT, right: RAT}}]
"""


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str, name: str = "case.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_case_of_the_design_is_read_whole(written):
    case = read_case(written(WHOLE))
    assert case.person.age == Age(low=54, high=54)
    assert case.person.pregnant == "no"
    assert [movement.kind for movement in case.movements] == ["urge_to_move", "twitch"]
    assert case.movements[0].since_weeks == 30
    assert case.movements[1].pain == "no"
    assert case.medicines[0].started == dt.date(2026, 9, 1)
    assert case.latest("muscle_wasting").value == "no"
    assert case.labs[0].value == "<18"
    assert case.nights[0].legs == {"left": "LAT", "right": "RAT"}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("54", 54, 54),
        ("'8 months'", 8 / 12, 8 / 12),
        ("80s", 80, 89),
        ("30-40", 30, 40),
        ("'3 weeks'", 21 / 365.25, 21 / 365.25),
    ],
)
def test_ages_may_be_rough(written, text, low, high):
    age = read_case(written(f"person: {{age: {text}}}")).person.age
    assert age.low == pytest.approx(low, rel=0.01)
    assert age.high == pytest.approx(high, rel=0.01)


def test_pregnancy_may_be_given_in_weeks(written):
    person = read_case(written("person: {sex: female, pregnant: 28 weeks}")).person
    assert (person.pregnant, person.weeks_pregnant) == ("yes", 28)


def test_answers_are_kept_in_time(written):
    case = read_case(
        written(
            "findings:\n  muscle_wasting:\n"
            "    - {value: no, at: 2026-01-01}\n    - {value: new, at: 2026-06-01, told_by: clinician}\n"
        )
    )
    assert [answer.value for answer in case.findings["muscle_wasting"]] == ["no", "new"]
    assert case.latest("muscle_wasting").told_by == "clinician"


FAULTS = [
    ("findings: {muscel_wasting: no}", errors.UnknownNameError, "line 1", "muscle_wasting"),
    ("movements:\n  - {kind: twich}", errors.UnknownNameError, "line 2", "twitch"),
    ("movements:\n  - {site: calf}", errors.FormatError, "line 2", "kind"),
    ("persn: {age: 4}", errors.UnknownNameError, "line 1", "person"),
    ("person: {age: 400}", errors.ImpossibleValueError, "line 1", "125"),
    ("person: {sex: male, pregnant: yes}", errors.ContradictionError, "line 1", "male and pregnant"),
    ("person: {age: 30\n", errors.FormatError, "line", "YAML"),
    ("person: {age: 30}\nperson: {age: 31}", errors.FormatError, "line 2", "twice"),
    ("as_of: 21/11/2026", errors.FormatError, "line 1", "2026-11-22"),
    ("findings: {muscle_wasting: perhaps}", errors.FormatError, "line 1", "not_sure"),
    ("findings:\n  muscle_wasting: [yes, no]", errors.ContradictionError, "line 2", "both"),
    ("findings:\n  muscle_wasting: {value: new, movement: 3}", errors.ImpossibleValueError, "line 2", "movement 3"),
    (
        "as_of: 2026-01-01\nfindings:\n  muscle_wasting: {value: new, at: 2027-01-01}",
        errors.ImpossibleValueError,
        "line 3",
        "after",
    ),
    ("country: Britain", errors.FormatError, "line 1", "GB"),
    ("setting: hospital", errors.FormatError, "line 1", "general_practice"),
    ("- a\n- b", errors.FormatError, "case.yaml", "mapping"),
    ("movements: [{kind: twitch, since: long}]", errors.FormatError, "line 1", "30 weeks"),
    ("labs: [{test: ferritin}]", errors.FormatError, "line 1", "value"),
    ("nights: [{at: 2026-01-01}]", errors.ImpossibleValueError, "line 1", "file"),
    ("   \n", errors.FileError, "case.yaml", "empty"),
]


@pytest.mark.parametrize(("text", "kind", "where", "word"), FAULTS, ids=[word for *_, word in FAULTS])
def test_each_fault_is_one_sentence_with_its_place(written, text, kind, where, word):
    with pytest.raises(kind) as caught:
        read_case(written(text))
    sentence = caught.value.sentence()
    assert where in sentence
    assert word in sentence
    assert "\n" not in sentence
    assert sentence.count("..") == 0
    assert 10 <= caught.value.exit_code <= 19


def test_a_missing_file_names_what_is_there(written, tmp_path):
    written("person: {age: 4}", "mine.yaml")
    with pytest.raises(errors.FileError, match=r"mine\.yaml"):
        read_case(tmp_path / "mien.yaml")


def test_a_file_that_is_no_text(tmp_path):
    (tmp_path / "case.yaml").write_bytes(b"\xff\xfe\x00\x01person")
    with pytest.raises(errors.FileError, match="UTF-8"):
        read_case(tmp_path / "case.yaml")


def test_json_is_read_as_well_and_a_key_that_stands_twice_is_refused(written):
    assert read_case(written('{"person": {"age": 30}}', "case.json")).person.age.years == 30
    with pytest.raises(errors.FormatError, match="twice"):
        read_case(written('{"person": {}, "person": {}}', "case.json"))
    with pytest.raises(errors.FormatError, match="line 2"):
        read_case(written('{"person":\n {"age": }}', "case.json"))


def test_what_is_written_reads_back_the_same(written, tmp_path):
    case = read_case(written(WHOLE))
    write_case(case, tmp_path / "again.yaml")
    again = read_case(tmp_path / "again.yaml")
    assert again == case


def test_appending_keeps_comments_and_earlier_answers(written):
    path = written("# my notes\nperson: {age: 30}\nfindings:\n  muscle_wasting: no # looked in the mirror\n")
    case = append_answer(path, "muscle_wasting", "new", at=dt.date(2026, 11, 22))
    text = path.read_text(encoding="utf-8")
    assert "# my notes" in text
    assert [answer.value for answer in case.findings["muscle_wasting"]] == ["no", "new"]


def test_an_answer_that_does_not_fit_leaves_the_file_as_it_was(written):
    path = written("findings:\n  muscle_wasting: no\n")
    before = path.read_bytes()
    with pytest.raises(errors.InputError):
        append_answer(path, "muscle_wasting", "perhaps", at=dt.date(2026, 11, 22))
    with pytest.raises(errors.InputError):
        append_answer(path, "no_such_finding", "yes", at=dt.date(2026, 11, 22))
    assert path.read_bytes() == before
    assert [other.name for other in path.parent.iterdir()] == ["case.yaml"]


def test_denied_screens_are_explicit_nos_and_never_overwrite_an_answer(written):
    case = read_case(written("denied: [right_now]\nfindings: {chest_pain: new}\n"))
    assert case.latest("chest_pain").value == "new"
    assert case.latest("collapse").value == "no"
    assert case.latest("new_numb_saddle") is None
    everything = read_case(written("denied: all\n"))
    assert everything.latest("new_numb_saddle").value == "no"
    with pytest.raises(errors.UnknownNameError, match="right_now"):
        read_case(written("denied: [rihgt_now]\n"))


def test_a_screen_shows_only_what_may_concern_the_person(written):
    grown = read_case(written("person: {age: 40, sex: male}\ndenied: all\n"))
    baby = read_case(written("person: {age: 5 months}\ndenied: all\n"))
    assert grown.latest("infant_runs_of_spasms") is None
    assert baby.latest("infant_runs_of_spasms").value == "no"
    assert read_case(written("denied: all\n")).latest("infant_runs_of_spasms").value == "no"
