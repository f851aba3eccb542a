"""Event lists laid over a recording: clocks, dates, other nights, several lists."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.night.bad_files import RATE, Edf, Signal, quiet_leg

from whytwitch.errors import ContradictionError, FileError, FormatError, ImpossibleValueError, InputError
from whytwitch.evidence.night import score_night
from whytwitch.evidence.night.read.events import read_events


def recording(tmp_path: Path, **given: str) -> Path:
    return Edf(**given).write(tmp_path / "night.edf")  # type: ignore[arg-type]


def listed(tmp_path: Path, text: str, name: str = "events.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding=encoding)
    return path


def hours(night: dict) -> tuple[float, float]:
    return round(night["sleep"]["tst_h"] * 3600), round(night["sleep"]["wake_h"] * 3600)


SECONDS = "onset_s,duration_s,event\n0,30,Sleep stage W\n30,90,Sleep stage N2\n"


def test_seconds_from_the_start(tmp_path: Path) -> None:
    night = score_night(recording(tmp_path), events=listed(tmp_path, SECONDS))
    assert night["sleep"]["source"] == "events"
    assert hours(night) == (90, 30)


@pytest.mark.parametrize(
    "text",
    [
        "onset_s;duration_s;event\n0;30;Sleep stage W\n30,0;90,0;Sleep stage N2\n",
        "onset\tduration\tdescription\n0\t30\tWake\n30\t90\tN2\n",
        "Start;Dauer;Ereignis\n0;30;Wach\n30;90;N2\n",
        "event,duration_s,onset_s\nW,30,0\n2,90,30\n",
        "# a comment\n\nonset_s,duration_s,event\n0,30,W\n\n30,90,N2\n",
    ],
)
def test_other_ways_to_write_the_same(tmp_path: Path, text: str) -> None:
    assert hours(score_night(recording(tmp_path), events=listed(tmp_path, text))) == (90, 30)


NOX = (
    "Start Time,End Time,Event,Duration,\n[],[],[],[s],\n{d1} 22:30:00,{d1} 22:30:30,Wake,30,\n"
    "{d1} 22:30:30,{d1} 22:32:00,N2,90,\n"
)


@pytest.mark.parametrize(
    ("day", "encoding"), [("02/03/2021", "utf-16"), ("02.03.2021", "utf-8"), ("2021-03-02", "utf-8-sig")]
)
def test_clock_times_are_laid_over_the_start(tmp_path: Path, day: str, encoding: str) -> None:
    night = score_night(recording(tmp_path), events=listed(tmp_path, NOX.format(d1=day), encoding=encoding))
    assert hours(night) == (90, 30)
    assert night["sleep"]["stages"][0]["from_s"] == 0


def test_other_dates_are_put_together_by_the_time_of_day_and_said(tmp_path: Path) -> None:
    night = score_night(recording(tmp_path), events=listed(tmp_path, NOX.format(d1="2019-07-01")))
    assert hours(night) == (90, 30)
    assert any("different dates" in w for w in night["warnings"])


def test_clock_times_need_a_known_start(tmp_path: Path) -> None:
    with pytest.raises(ContradictionError, match="does not say when it began"):
        score_night(recording(tmp_path, clock="22:30:00"), events=listed(tmp_path, NOX.format(d1="2021-03-02")))


def test_events_of_another_night_are_refused(tmp_path: Path) -> None:
    far = "onset_s,duration_s,event\n" + "".join(f"{20000 + 30 * i},30,N2\n" for i in range(20))
    with pytest.raises(ContradictionError, match="another night"):
        score_night(recording(tmp_path), events=listed(tmp_path, far))


def test_a_night_across_midnight(tmp_path: Path) -> None:
    text = "Time [hh:mm:ss]\tEvent\tDuration[s]\tLocation\n" + "".join(
        f"{t}\t{e}\t{d}\t{p}\n"
        for t, e, d, p in [
            ("23:59:30", "SLEEP-S2", 30, "EEG"),
            ("00:00:00", "SLEEP-S2", 30, "EEG"),
            ("00:00:10.500", "LM", 1.5, "EMG-Left Leg"),
        ]
    )
    marks = read_events(listed(tmp_path, text, "remlogic.txt"))
    assert marks.format == "REMlogic"
    (movement,) = marks.of("movement")
    assert (movement.onset_s, movement.duration_s, movement.side) == (40.5, 1.5, "left")


def test_american_dates_are_told_by_the_day_after(tmp_path: Path) -> None:
    text = "Start Time,End Time,Event,Duration\n"
    text += "12/31/2020 23:59:30,12/31/2020 23:59:59,N2,30\n1/1/2021 00:00:00,1/1/2021 00:00:30,N2,30\n"
    marks = read_events(listed(tmp_path, text))
    assert str(marks.start) == "2020-12-31 23:59:30"
    text = text.replace("12/31/2020", "2/3/2021").replace("1/1/2021", "2/4/2021")
    assert str(read_events(listed(tmp_path, text)).start) == "2021-02-03 23:59:30"


def test_twelve_hour_clock(tmp_path: Path) -> None:
    text = "Start Time,Event,Duration\n11:59:30 PM,N2,30\n12:00:00 AM,N2,30\n"
    marks = read_events(listed(tmp_path, text))
    assert [m.onset_s for m in marks.marks] == [0.0, 30.0]


def test_a_persons_movements_beside_a_signal(tmp_path: Path) -> None:
    text = SECONDS + "".join(f"{t},2,Limb movement - left\n" for t in (40, 65, 90, 110))
    path, events = recording(tmp_path), listed(tmp_path, text)
    auto = score_night(path, events=events)
    assert all(m["origin"] == "auto" for m in auto["lms"])
    assert any("A person marked 4 leg movements" in w for w in auto["warnings"])
    human = score_night(path, events=events, options={"movements": "human"})
    assert [m["onset_s"] for m in human["lms"]] == [40, 65, 90, 110]
    assert human["scoring"]["by"]["kind"] == "person"


def test_a_persons_movements_are_scored_when_the_signal_cannot_be(tmp_path: Path) -> None:
    path = Edf([Signal(data=quiet_leg(np.random.default_rng(1), RATE, 120) * 0)]).write(tmp_path / "n.edf")
    text = SECONDS + "".join(f"{t},2,Limb movement - left\n" for t in (40, 65, 90, 110))
    night = score_night(path, events=listed(tmp_path, text))
    assert len(night["lms"]) == 4
    assert night["editions"]["wasm2016"]["indices"]["counts"]["plms"] == 4


def test_two_lists_for_one_night(tmp_path: Path) -> None:
    arousals = listed(tmp_path, "onset_s,duration_s,event\n62.2,5,Arousal\n", "arousals.csv")
    night = score_night(recording(tmp_path), events=[listed(tmp_path, SECONDS), arousals])
    assert hours(night) == (90, 30)
    assert sum(c["arousal"] for c in night["editions"]["wasm2016"]["candidates"]) == 1


def test_movements_without_a_duration_are_left_out_and_said(tmp_path: Path) -> None:
    text = SECONDS + "40,0,LM\n70,0.00,LM\n90,1.5,LM\n"
    night = score_night(listed(tmp_path, text))
    assert len(night["lms"]) == 1
    assert any("2 of 3 marked leg movements have no duration" in w for w in night["warnings"])


def test_click_defaults_are_said(tmp_path: Path) -> None:
    text = SECONDS + "".join(f"{31.3 + 5 * i},2.0,LM\n" for i in range(12))
    night = score_night(listed(tmp_path, text))
    assert any("mouse click" in w for w in night["warnings"])


def test_plm_may_be_a_movement_or_a_stretch(tmp_path: Path) -> None:
    text = SECONDS + "40,1.5,PLM\n60,1.5,PLM\n"
    assert len(score_night(listed(tmp_path, text))["lms"]) == 2
    text = SECONDS + "40,40,PLM\n40,1.5,LM\n60,1.5,LM\n"
    night = score_night(listed(tmp_path, text))
    assert len(night["lms"]) == 2
    assert any("cover a whole series" in w for w in night["warnings"])


def test_without_stages_and_length_nothing_is_given_per_hour(tmp_path: Path) -> None:
    text = "onset_s,duration_s,event\n" + "".join(f"{100 + 30 * i},1.5,LM\n" for i in range(6))
    night = score_night(listed(tmp_path, text))
    found = night["editions"]["wasm2016"]["indices"]
    assert (found["counts"]["plms"], found["plms_per_h"]) == (6, None)
    assert any("nothing is given per hour" in w for w in night["warnings"])


def test_bad_lines_are_counted(tmp_path: Path) -> None:
    night = score_night(listed(tmp_path, SECONDS + "abc,30,N2\n"))
    assert any("1 line of events.csv could not be read" in w for w in night["warnings"])


@pytest.mark.parametrize(
    ("content", "kind"),
    [("", FileError), ("hello\nworld\n", FormatError), ("onset_s,duration_s,event\n", FormatError),
     ("onset_s,duration_s,event\n1e12,1,N2\n", ImpossibleValueError),
     ("onset_s,duration_s,event\n1,1,N2\n22:00:00,1,N2\n", FormatError),
     ("<?xml version='1.0'?><a/>", FormatError), ("<?xml version='1.0'?><PSGAnnotation>", FormatError),
     ("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><PSGAnnotation/>", FormatError),
     ("Signal ID: x\nUnit: s\n", FormatError)],
)  # fmt: skip
def test_broken_lists_are_refused_in_one_sentence(tmp_path: Path, content: str, kind: type[InputError]) -> None:
    with pytest.raises(kind) as caught:
        score_night(listed(tmp_path, content))
    assert "\n" not in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        score_night(tmp_path / "nothing.edf")
    with pytest.raises(FileError, match="no such file"):
        score_night(recording(tmp_path), events=tmp_path / "nothing.csv")
