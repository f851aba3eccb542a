"""Which nights a folder holds: plain, BIDS, NSRR and Sleep-EDF layouts, and what cannot be looked into."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from whytwitch.cohort.find import find
from whytwitch.cohort.people import Person, find_people, person_of, read_people
from whytwitch.errors import FileError, FormatError


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def rows(folder: Path, **more: str) -> list[tuple]:
    return [
        (job.name, [path.relative_to(folder.parent).as_posix() for path in job.events], job.subject, job.session)
        for job in find(folder, **more).jobs
    ]


def test_plain_folder_takes_the_event_list_with_the_same_name(tmp_path: Path):
    make(tmp_path / "d", "b.edf", "b.csv", "a.EDF", "a.txt", "sub/c.bdf", "sub/c_events.tsv", "notes.csv", ".x.edf")
    assert rows(tmp_path / "d") == [
        ("a.EDF", ["d/a.txt"], "a", None),
        ("b.edf", ["d/b.csv"], "b", None),
        ("sub/c.bdf", ["d/sub/c_events.tsv"], "c", None),
    ]


def test_bids_names_subject_and_session_and_derivatives_are_left_out(tmp_path: Path):
    base = "sub-01/ses-2/eeg/sub-01_ses-2_task-sleep"
    make(tmp_path / "d", f"{base}_eeg.edf", f"{base}_events.tsv", "derivatives/sub-01_eeg.edf")
    assert rows(tmp_path / "d") == [(f"{base}_eeg.edf", [f"d/{base}_events.tsv"], "01", "2")]


def test_nsrr_takes_the_annotations_of_its_own_folder(tmp_path: Path):
    make(
        tmp_path / "d",
        "polysomnography/edfs/shhs1/shhs1-200001.edf",
        "polysomnography/annotations-events-nsrr/shhs1/shhs1-200001-nsrr.xml",
        "polysomnography/annotations-events-profusion/shhs1/shhs1-200001-profusion.xml",
    )
    expected = "d/polysomnography/annotations-events-nsrr/shhs1/shhs1-200001-nsrr.xml"
    assert rows(tmp_path / "d")[0][1] == [expected]


def test_sleep_edf_pairs_recording_and_hypnogram(tmp_path: Path):
    make(tmp_path / "d", "SC4001E0-PSG.edf", "SC4001EC-Hypnogram.edf", "SC4002E0-PSG.edf", "SC4002EC-Hypnogram.edf")
    found = rows(tmp_path / "d")
    assert [row[1] for row in found] == [["d/SC4001EC-Hypnogram.edf"], ["d/SC4002EC-Hypnogram.edf"]]
    assert [row[2:] for row in found] == [("SC400", "1"), ("SC400", "2")]


def test_a_pattern_names_event_lists_elsewhere(tmp_path: Path):
    make(tmp_path / "d", "PSG/SN1_LM.edf", "Annotations/manual/SN1_LM_manual_scorer1.edf")
    found = rows(tmp_path / "d", events="../Annotations/manual/{stem}_manual_scorer1.edf")
    assert found == [("PSG/SN1_LM.edf", ["d/PSG/../Annotations/manual/SN1_LM_manual_scorer1.edf"], "SN1_LM", None)]
    with pytest.raises(FormatError, match=r"\{stem\}"):
        find(tmp_path / "d", events="elsewhere.csv")


def test_the_folder_that_is_written_to_is_not_read(tmp_path: Path):
    make(tmp_path / "d", "a.edf", "out/b.edf")
    found = find(tmp_path / "d", leave_out=[tmp_path / "d" / "out"])
    assert [job.name for job in found.jobs] == ["a.edf"]


def test_an_unreadable_folder_is_a_row_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    make(tmp_path / "d", "a.edf", "locked/b.edf")
    real = os.scandir

    def scandir(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = find(tmp_path / "d")
    assert [job.name for job in found.jobs] == ["a.edf"]
    (problem,) = found.problems
    assert (problem.name, problem.kind, problem.exit_code) == ("locked", "error", 11)
    assert "cannot be read" in problem.sentence


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path):
    with pytest.raises(FileError, match="no such folder"):
        find(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("table", "subject", "session", "expected"),
    [
        ("participant_id\tage\tsex\nsub-01\t54\tF\n", "01", None, Person(54.0, "female")),
        ("nsrrid,nsrr_age,nsrr_sex\n200001,61.5,male\n", "shhs1-200001", None, Person(61.5, "male")),
        ("subject;age;gender\nA;47,5;w\n", "A", None, Person(47.5, "female")),
        ("id,age,sex,visit\n7,30,M,1\n7,35,M,2\n", "007", "2", Person(35.0, "male")),
        ("id,age,sex\n7,>89,2\n", "7", None, Person(90.0, None)),
        ("id,age,sex\n7,-3,x\n", "7", None, Person(None, None)),
        ("id,age\n8,30\n", "7", None, Person(None, None)),
    ],
)
def test_people_tables(tmp_path: Path, table: str, subject: str, session: str | None, expected: Person):
    (tmp_path / "participants.tsv").write_text(table)
    found = find_people(tmp_path)
    assert found is not None
    assert person_of(read_people(found), subject, session) == expected


def test_a_people_table_without_people_is_refused(tmp_path: Path):
    (tmp_path / "people.csv").write_text("colour,age\nred,5\n")
    with pytest.raises(FormatError, match="no column that names the people"):
        read_people(tmp_path / "people.csv")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text_is_a_row_and_the_rest_goes_on(tmp_path: Path):
    (tmp_path / "a.edf").touch()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff.edf")).touch()
    found = find(tmp_path)
    assert [job.name for job in found.jobs] == ["a.edf"]
    assert [(one.name, one.exit_code) for one in found.problems] == [("odd?.edf", 11)]
    assert "rename it" in found.problems[0].sentence
