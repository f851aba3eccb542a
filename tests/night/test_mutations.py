"""Damaged files of every format: a typed error or a night in finite numbers, never a traceback, never a wild number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.night.bad_files import Edf

from whytwitch.errors import InputError
from whytwitch.evidence.night import score_night
from whytwitch.evidence.night.read.events import read_events

SOUND = Edf(
    reserved="EDF+C",
    records=40,
    record_starts=[float(i) for i in range(40)],
    notes=[b"+0\x1530\x14Sleep stage N2\x14\x00", b"+30\x1510\x14Sleep stage W\x14\x00"],
).bytes()
HEADER = 256 * 4
FIELDS = [
    (0, 8), (88, 80), (168, 8), (176, 8), (184, 8), (192, 44), (236, 8), (244, 8), (252, 4),
    *((256 + 16 * i, 16) for i in range(3)),
    *((256 + 3 * 96 + 8 * i, 8) for i in range(3)),
    *((256 + 3 * 104 + 8 * i, 8) for i in range(12)),
    *((256 + 3 * 216 + 8 * i, 8) for i in range(3)),
]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        [b"", b"0", b"-1", b"1", b"2", b"40", b"41", b"1e9", b"1e-9", b"NaN", b"inf", b"-inf", b"99999999", b"1,5",
         b"-3276,8", b"32767", b"-32768", b"65536", b"\x00" * 8, b"\xff" * 8, b"uV", b"mV", b"LAT", b"EDF+D", b"BDF+C",
         b"EDF Annotations", b"EDF+C", b"256", b"0.1", b"0.0001", b"1024", b"01.01.85", b"31.02.21"]
    ),
    st.binary(max_size=16),
    st.integers(-(10**7), 10**7).map(lambda n: str(n).encode()),
)  # fmt: skip


def holds(path: Path) -> None:
    """Score a file: an InputError in one line, or finite numbers within the file's own time."""
    try:
        night = score_night(path)
    except InputError as error:
        assert "\n" not in str(error)
        assert 10 <= error.exit_code <= 19
        return
    json.dumps(night, allow_nan=False)
    for m in night["lms"]:
        assert m["duration_s"] > 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(FIELDS), VALUES), min_size=1, max_size=3), st.integers(0, 3))
def test_mutated_headers(tmp_path: Path, changes: list[tuple[tuple[int, int], bytes]], cut: int) -> None:
    data = bytearray(SOUND)
    for (at, width), value in changes:
        data[at : at + width] = value[:width].ljust(width)
    if cut:
        data = data[: len(data) * cut // 4]
    path = tmp_path / "mutated.edf"
    path.write_bytes(data)
    holds(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=40))
def test_flipped_bytes_anywhere(tmp_path: Path, flips: list[tuple[int, int]]) -> None:
    data = bytearray(SOUND)
    for at, value in flips:
        data[at] = value
        data[at % HEADER] ^= value & 1
    path = tmp_path / "flipped.edf"
    path.write_bytes(data)
    holds(path)


CSV = "onset_s,duration_s,event\n0,30,Sleep stage N2\n30,30,Sleep stage W\n5,1.5,Limb movement - left\n"
NOXTURNAL = (
    "Start Time,End Time,Event,Duration,\n[],[],[],[s],\n25/07/2018 23:46:00,25/07/2018 23:46:30,N2,30,\n"
    "25/07/2018 23:46:05,25/07/2018 23:46:07,LM,2.1,\n"
)
DOMINO = (
    "Signal ID: SchlafProfil\\profil\nStart Time: 23.09.2020 23:59:30\nSignal Type: Discret\nRate: 30 s\n\n"
    "23:59:30,000; N2\n00:00:00,000; Wake\n"
)
NSRR = (
    '<?xml version="1.0"?><PSGAnnotation><EpochLength>30</EpochLength><ScoredEvents>'
    "<ScoredEvent><EventType>Stages|Stages</EventType><EventConcept>Stage 2 sleep|2</EventConcept>"
    "<Start>0</Start><Duration>300</Duration></ScoredEvent>"
    "<ScoredEvent><EventType>Limb Movement|Limb Movement</EventType>"
    "<EventConcept>Limb movement - left|Limb Movement (Left)</EventConcept>"
    "<Start>20</Start><Duration>2</Duration></ScoredEvent></ScoredEvents></PSGAnnotation>"
)
REMLOGIC = (
    "RemLogic Event Export\n\nSleep Stage\tPosition\tTime [hh:mm:ss]\tEvent\tDuration[s]\tLocation\n"
    "S2\tSupine\t23:59:30\tSLEEP-S2\t30\tEEG-C4-A1\nS2\tSupine\t00:00:10\tLM\t1.5\tLeft Leg\n"
)
WFDB = bytes.fromhex("0058") + b"\x12\xfc## time resolution: 200\x00\x00"[:20] + b"\x00\x00"
TEXTS = {"a.csv": CSV, "b.csv": NOXTURNAL, "c.txt": DOMINO, "d.xml": NSRR, "e.txt": REMLOGIC, "f.arousal": ""}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(TEXTS)),
    st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=6), st.integers(0, 5)), min_size=1, max_size=8),
)
def test_mutated_event_files(tmp_path: Path, name: str, changes: list[tuple[int, bytes, int]]) -> None:
    data = bytearray(TEXTS[name].encode() or WFDB)
    for at, value, drop in changes:
        at %= len(data) + 1
        data[at : at + drop] = value
    path = tmp_path / name
    path.write_bytes(data)
    holds(path)


@pytest.mark.parametrize("name", sorted(n for n in TEXTS if n != "f.arousal"))
def test_the_unmutated_texts_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXTS[name])
    marks = read_events(tmp_path / name)
    assert marks.of("stage")[0].stage == "N2"
    if name != "c.txt":
        movement = marks.of("movement")[0]
        assert movement.duration_s in (1.5, 2.1, 2.0)
