"""What cannot be said is said: an unseen leg is not a still one, a mark outside sleep is not nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.night.bad_files import RATE, Edf, Signal, quiet_leg

from whytwitch.evidence.night import score_night
from whytwitch.evidence.night.read.events import read_events

ASLEEP = "0,3600,N2,\n"
FOUR = "".join(f"{100 + 30 * i},1,LM,L\n" for i in range(4))


def scored(tmp_path: Path, rows: str, head: str = "onset,duration,event,leg") -> dict:
    path = tmp_path / "events.csv"
    path.write_text(f"{head}\n{rows}")
    return score_night(path)


def says(night: dict, *parts: str) -> bool:
    return any(all(part in w for part in parts) for w in night["warnings"])


def by_leg(night: dict, leg: str) -> set:
    return set(night["editions"]["wasm2016"]["indices"]["by_leg"][leg].values())


def test_a_leg_that_was_not_recorded_has_no_figures(tmp_path: Path) -> None:
    night = score_night(Edf(signals=[Signal("RAT")]).write(tmp_path / "night.edf"))
    assert by_leg(night, "left") == by_leg(night, "both") == {None}
    assert by_leg(night, "right") != {None}
    assert set(night["editions"]["aasm3"]["indices"]["by_leg"]["left"].values()) == {None}
    assert says(night, "Only the right leg could be seen")


def test_a_leg_that_was_flat_all_night_has_none_either(tmp_path: Path) -> None:
    flat = Signal("LAT", data=np.zeros(120 * RATE))
    night = score_night(Edf(signals=[flat, Signal("RAT")]).write(tmp_path / "night.edf"))
    assert by_leg(night, "left") == {None}
    assert says(night, "Only the right leg could be seen")


def test_both_legs_in_one_channel_have_no_sides(tmp_path: Path) -> None:
    night = score_night(Edf(signals=[Signal("Legs")]).write(tmp_path / "night.edf"))
    assert by_leg(night, "left") == by_leg(night, "right") == {None}
    assert by_leg(night, "both") != {None}
    assert says(night, "one channel")


def test_two_legs_have_figures_also_when_one_of_them_was_still(tmp_path: Path) -> None:
    still = Signal("LAT", data=np.clip(np.random.default_rng(1).standard_normal(120 * RATE) * 160, -32768, 32767))
    night = score_night(Edf(signals=[still, Signal("RAT")]).write(tmp_path / "night.edf"))
    assert by_leg(night, "left") == {0}
    assert not says(night, "could be seen")


def test_a_leg_that_was_off_for_a_while_is_said_with_its_hours(tmp_path: Path) -> None:
    x = quiet_leg(np.random.default_rng(1), RATE, 400)
    x[: 150 * RATE] = 0
    night = score_night(Edf(signals=[Signal("LAT", data=x), Signal("RAT")], records=400).write(tmp_path / "night.edf"))
    assert says(night, "'LAT' could be seen for 0.07 of 0.11 hours")


def test_marks_of_one_leg_say_nothing_of_the_other(tmp_path: Path) -> None:
    night = scored(tmp_path, ASLEEP + FOUR)
    assert by_leg(night, "right") == {None}
    assert says(night, "Only movements of the left leg are marked")


def test_movements_outside_the_recording_are_left_out(tmp_path: Path) -> None:
    night = scored(tmp_path, ASLEEP + "-50,1,LM,L\n-20,1,LM,L\n10,1,LM,L\n40,1,LM,L\n")
    assert [m["onset_s"] for m in night["lms"]] == [10, 40]
    assert says(night, "2 marked leg movements begin before the recording")


def test_a_clock_that_counts_from_lights_out_may_be_negative(tmp_path: Path) -> None:
    night = scored(tmp_path, "-600,4200,N2,\n-50,1,LM,L\n-20,1,LM,L\n10,1,LM,L\n40,1,LM,L\n")
    assert night["editions"]["wasm2016"]["indices"]["counts"]["plms"] == 4


def test_movements_where_nobody_staged_are_said(tmp_path: Path) -> None:
    night = scored(tmp_path, "0,140,N2,\n" + FOUR)
    assert says(night, "2 of 4 leg movements begin where nobody staged")


def test_overlapping_stages_of_a_list_are_said(tmp_path: Path) -> None:
    assert says(scored(tmp_path, "0,60,N2,\n30,60,N3,\n"), "overlap for 30 s")


def test_a_breathing_event_of_an_hour_is_said(tmp_path: Path) -> None:
    assert says(scored(tmp_path, ASLEEP + FOUR + "50,3000,Obstructive apnea,\n"), "1 of 1 breathing events last more")


def test_lengths_with_grouped_thousands_are_read(tmp_path: Path) -> None:
    night = scored(tmp_path, "0;3.600,0;N2\n100,0;1,5;LM\n", "onset;duration;event")
    assert night["sleep"]["tst_h"] == 1.0
    assert night["lms"][0]["duration_s"] == 1.5


def test_twenty_four_o_clock_is_midnight(tmp_path: Path) -> None:
    night = scored(tmp_path, "23:59:30,30,N2\n24:00:00,30,N2\n24:00:10,1,LM\n", "time,duration,event")
    assert [m["onset_s"] for m in night["lms"]] == [40]


@pytest.mark.parametrize(("rows", "said"), [("0123442", True), ("0123445", False), ("0123330", False)])
def test_a_bare_four_may_be_rem_and_that_is_said(tmp_path: Path, rows: str, said: bool) -> None:
    night = scored(tmp_path, "".join(f"{30 * i},30,{c},\n" for i, c in enumerate(rows)))
    assert says(night, "4 was read as deep sleep") is said


@pytest.mark.parametrize(
    "text", ["Stage\n" + "\n".join("0123522?00"), "\n".join(["W", "N1", "N2", "N3", "R", "N2", "N2", "?", "W", "W"])]
)
def test_one_stage_a_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "stages.txt"
    path.write_text(text + "\n")
    marks = read_events(path)
    assert [m.stage for m in marks.of("stage")] == ["W", "N1", "N2", "N3", "R", "N2", "N2", "?", "W", "W"]
    assert [m.onset_s for m in marks.of("stage")][:3] == [0, 30, 60]
    assert any("each was taken for 30 s" in w for w in marks.warnings)


def test_without_stages_nothing_is_said_to_be_in_sleep(tmp_path: Path) -> None:
    from whytwitch.report.presenters.night import NightPage
    from whytwitch.report.text import night_as_text

    night = score_night(Edf().write(tmp_path / "night.edf"))
    page = NightPage(night)
    said = [*night["why_they_differ"], *(r[0] for r in [*page.rows, *page.counts]), page.legs_caption, page.durations]
    assert not [one for one in said if "in sleep" in one or "PLMS" in one]
    assert "asleep or awake" in night_as_text(night)


def test_a_night_without_a_scorable_leg_is_not_said_to_have_no_movements(tmp_path: Path) -> None:
    from whytwitch.report.text import night_as_text

    text = night_as_text(score_night(Edf(signals=[Signal("PLM", unit="")]).write(tmp_path / "night.edf")))
    assert "could not be scored" in text
    assert "0 leg movements" not in text


def test_domino_events_may_carry_the_stage_behind_their_name(tmp_path: Path) -> None:
    path = tmp_path / "Flow Events.txt"
    path.write_text(
        "Signal ID: Flow\\flow\nStart Time: 11.02.2027 23:59:00\nUnit: s\nSignal Type: Impuls\n\n"
        "23:59:55,000-00:00:10,000; 15;Obstructive Apnea; N2\n00:00:55,000-00:01:10,000; 15;Hypopnoe\n"
    )
    assert [(m.onset_s, m.duration_s) for m in read_events(path).of("respiratory")] == [(55, 15), (115, 15)]


def test_the_clock_of_an_nsrr_file_stands_behind_its_hidden_date(tmp_path: Path) -> None:
    path = tmp_path / "night.xml"
    path.write_text(
        "<PSGAnnotation><ScoredEvents><ScoredEvent><EventConcept>Recording Start Time</EventConcept><Start>0</Start>"
        "<Duration>120</Duration><ClockTime>00.00.00 22.15.00</ClockTime></ScoredEvent></ScoredEvents></PSGAnnotation>"
    )
    assert str(read_events(path).clock) == "22:15:00"


def test_stages_with_events_of_their_epoch_behind_them_are_stages(tmp_path: Path) -> None:
    def note(step: int, text: str) -> bytes:
        raw = text.encode()
        return (
            (22 << 10 | step).to_bytes(2, "little")
            + (63 << 10 | len(raw)).to_bytes(2, "little")
            + raw
            + b"\0" * (len(raw) % 2)
        )

    path = tmp_path / "slp01a.st"
    path.write_bytes(note(0, "W") + note(300, "2 L") + note(300, "2 LA A") + note(300, "R") + note(300, "4") + b"\0\0")
    (tmp_path / "slp01a.hea").write_text("slp01a 1 10 1500\n")
    marks = read_events(path)
    assert [(m.onset_s, m.stage) for m in marks.of("stage")] == [
        (0, "W"),
        (30, "N2"),
        (60, "N2"),
        (90, "R"),
        (120, "N3"),
    ]
    assert not marks.of("movement")
    assert any("no time of their own" in w for w in marks.warnings)
