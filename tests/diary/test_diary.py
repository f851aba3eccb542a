"""Entries, their history, nights across clock changes, files without loss."""

from __future__ import annotations

import csv
import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from tests.diary.make import differences, random_diary

from whytwitch.errors import FormatError, ImpossibleValueError, InputError, UnknownNameError
from whytwitch.evidence.diary import from_csv, from_json, new_entry, night_of, standing, to_csv
from whytwitch.evidence.diary.days import by_day
from whytwitch.evidence.diary.history import versions
from whytwitch.evidence.diary.reminders import calendar
from whytwitch.evidence.diary.trends import trends
from whytwitch.evidence.diary.triggers import associations

LONDON = ZoneInfo("Europe/London")
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=LONDON)


def _entry(kind="evening", now=NOON, zone="Europe/London", day=None, **values):
    return new_entry(kind, values, zone=zone, now=now, day=day)


def test_zero_is_noted_and_blank_is_not():
    entry = _entry(twitches=0, cramps=None, note="")
    assert entry.values == {"twitches": 0}
    assert by_day([entry]) == {NOON.date(): {"twitches": 0.0}}


def test_an_evening_entry_after_midnight_is_about_the_day_before():
    assert _entry(now=dt.datetime(2026, 11, 21, 1, 30, tzinfo=LONDON), twitches=1).day == dt.date(2026, 11, 20)
    assert _entry(now=dt.datetime(2026, 11, 21, 5, tzinfo=LONDON), twitches=1).day == dt.date(2026, 11, 21)


def test_late_is_marked():
    assert not _entry(twitches=1, day=NOON.date()).late
    assert not _entry(twitches=1, day=dt.date(2026, 11, 19)).late
    assert _entry(twitches=1, day=dt.date(2026, 11, 18)).late
    assert _entry("morning", now=NOON.replace(hour=18), day=NOON.date(), quality=3).late


def test_a_correction_keeps_what_was_there():
    first = _entry(twitches=4)
    second = new_entry(
        "evening", {"twitches": 5}, zone="UTC", now=NOON + dt.timedelta(minutes=5), day=first.day, replaces=first.id
    )
    third = new_entry(
        "evening", {"twitches": 6}, zone="UTC", now=NOON + dt.timedelta(minutes=9), day=first.day, replaces=second.id
    )
    held = [third, first, second]
    assert standing(held) == [third]
    assert versions(held, third) == [first, second, third]
    gone = new_entry(
        "evening", {}, zone="UTC", now=NOON + dt.timedelta(hours=1), day=first.day, replaces=third.id, withdrawn=True
    )
    assert standing([*held, gone]) == []


@pytest.mark.parametrize(
    ("kind", "values"),
    [("evening", {"twitches": -1}), ("evening", {"urge": 11}), ("evening", {"twitches": 1.5}), ("evening", {"urge_from": "25:00"}),  # noqa: E501
     ("evening", {"parts": ["knee?"]}), ("evening", {"twitches": float("nan")}), ("evening", {"twitches": True}), ("morning", {"twitches": 1}),  # noqa: E501
     ("evening", {"medicines": [{"name": "x", "taken": "maybe"}]}), ("evening", {"nothing": 1}), ("evening", {"note": "x" * 3000})],  # noqa: E501
)  # fmt: skip
def test_what_cannot_be_is_refused(kind, values):
    with pytest.raises(ImpossibleValueError):
        _entry(kind, **values)


def test_unknown_kind_and_zone_are_refused():
    with pytest.raises(FormatError):
        _entry("noon")
    with pytest.raises(FormatError):
        _entry(zone="Mars/Base")
    with pytest.raises(FormatError):
        _entry(zone="../../etc/passwd")


def _night(day, **values):
    told = {"into_bed": "23:00", "woke_for_good": "07:00", "fell_asleep_after": 0, "awake_minutes": 0, **values}
    return night_of(new_entry("morning", told, zone="Europe/London", now=NOON, day=day))


def test_a_night_in_which_the_clock_changes_has_its_real_length():
    assert _night(dt.date(2026, 10, 24)).asleep_min == 8 * 60
    assert _night(dt.date(2026, 10, 25)).asleep_min == 9 * 60
    assert _night(dt.date(2026, 3, 29)).asleep_min == 7 * 60


@pytest.mark.parametrize(
    "values",
    [
        {"fell_asleep_after": 300, "awake_minutes": 300},
        {"out_of_bed": "06:00"},
        {"tried_to_sleep": "22:00"},
        {"awakenings": 0, "awake_minutes": 20},
    ],
)
def test_an_impossible_night_is_asked_about_and_not_repaired(values):
    night = _night(dt.date(2026, 11, 20), **values)
    assert night.questions
    assert night.asleep_min is None


def test_a_night_after_midnight_and_an_incomplete_one():
    night = _night(dt.date(2026, 11, 20), into_bed="01:00", fell_asleep_after=30)
    assert (night.asleep_min, night.in_bed_min) == (330, 360)
    assert night.efficiency == pytest.approx(330 / 360)
    bare = night_of(new_entry("morning", {"quality": 3}, zone="UTC", now=NOON))
    assert (bare.asleep_min, bare.questions) == (None, ())


def test_random_diaries_come_back_without_a_difference():
    assert differences(300) == 0


def test_no_cell_of_the_table_is_a_formula():
    held = [entry for seed in range(60) for entry in random_diary(seed)]
    cells = [cell for row in csv.reader(io.StringIO(to_csv(held), newline="")) for cell in row]
    assert any("=1+1" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize(
    "text", ["", "a,b\n", "id,kind,what\n1,2,3\n", "id,kind,day\n1,evening\n", "id,kind,day\nx,evening,2026-01-01\n"]
)
def test_a_broken_table_is_one_sentence(text):
    with pytest.raises(FormatError):
        from_csv(text)
    with pytest.raises(FormatError):
        from_json(text)


def _weeks(count, **change):
    made = []
    for number in range(count * 7):
        now = dt.datetime(2026, 9, 1, 21, tzinfo=LONDON) + dt.timedelta(days=number)
        late = number >= count * 7 - 14
        told = {
            "twitches": 4 if number % 2 else 2,
            "caffeine": number % 2,
            "stress": number * 7 % 5,
            "urge": 4,
            "urge_from": "22:30",
            "parts": ["calf"],
        }
        made.append(new_entry("evening", {**told, **(change if late else {})}, zone="Europe/London", now=now))
    return made


def test_trends_tell_weeks_gaps_and_augmentation():
    held = _weeks(8, urge_from="19:30", urge=8, parts=["calf", "arm"])
    seen = trends(held, today=held[-1].day)
    assert len(seen["augmentation"]) == 3
    assert "arm" in seen["augmentation"][2]
    assert any("Do not stop" in one for one in seen["says"])
    assert any("longer than two weeks" in one for one in seen["says"])
    assert trends(_weeks(8), today=held[-1].day)["augmentation"] == []
    gap = trends(held[:20], today=held[-1].day)
    assert gap["weeks"][-1] == {"from": gap["weeks"][-1]["from"], "days": 0, "mean": {}}


def test_midnight_to_four_is_local_time():
    at = dt.datetime(2026, 7, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    held = [new_entry("moment", {"what": "twitch"}, zone="America/New_York", now=at, at=at) for _ in range(5)]
    assert trends(held, today=at.date())["night"]["midnight_to_four"] == 5


def test_danger_signs_are_asked_again_at_their_time():
    day = dt.date(2026, 11, 1)
    held = [_entry(day=day, new_weakness="no", new_numbness="not_sure", leg_swollen="no")]
    assert trends(held, today=day)["ask_again"] == []
    assert trends(held, today=day + dt.timedelta(days=1))["ask_again"] == ["new_numbness"]
    assert len(trends(held, today=day + dt.timedelta(days=14))["ask_again"]) == 3
    assert len(trends([], today=day)["ask_again"]) == 3


def test_a_trigger_is_an_association_and_says_so():
    made = associations(_weeks(8), "twitches", ("caffeine", "stress"))
    rows = {(row["candidate"], row["lag"]): row for row in made["candidates"]}
    assert rows["caffeine", 0]["associated"]
    assert not rows["stress", 0]["associated"]
    assert "not a cause" in made["says"]
    with pytest.raises(ImpossibleValueError):
        associations([], "twitches", ("caffeine", "stress", "alcohol", "exercise", "urge", "bother"))
    with pytest.raises(UnknownNameError):
        associations([], "twitches", ("cafeine",))


def test_unrelated_candidates_are_seldom_called_associated():
    import numpy as np

    rng, wrong = np.random.default_rng(1), 0
    for _ in range(40):
        held, level = [], np.zeros(6)
        for number in range(56):
            level = 0.5 * level + rng.normal(size=6)
            told = dict(
                zip(
                    ("bother", "stress", "urge", "cramp_pain"),
                    map(float, np.clip(np.round(5 + 1.5 * level[:4]), 0, 10)),
                    strict=True,
                )
            )
            held.append(
                new_entry(
                    "evening",
                    told,
                    zone="UTC",
                    now=dt.datetime(2026, 9, 1, 21, tzinfo=dt.UTC) + dt.timedelta(days=number),
                )
            )
        wrong += any(
            row["associated"] for row in associations(held, "bother", ("stress", "urge", "cramp_pain"))["candidates"]
        )
    assert wrong <= 6


def test_reminders_are_a_calendar():
    from icalendar import Calendar

    made = Calendar.from_ical(calendar("21:00", "08:00", dt.date(2026, 11, 1), NOON))
    events = made.walk("VEVENT")
    assert [one["DTSTART"].dt.hour for one in events] == [21, 8]
    assert all(one["RRULE"]["FREQ"] == ["DAILY"] for one in events)
    with pytest.raises(InputError):
        calendar("9pm", "08:00", NOON.date(), NOON)
