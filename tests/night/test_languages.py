"""One small night told in two dozen vocabularies, under many headings and with many clocks; all must tell the same.

``spec/languages.txt`` holds a pair of lines for each vocabulary: its name and what it calls start, end, event and
duration; then wake, N1, N2, N3, N4, REM, movement time, unknown, an obstructive apnoea, a hypopnoea, an arousal, and a
leg movement left, right and of both legs. The night begins at 23:57:30 and passes midnight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.night.spec_tables import HERE

from whytwitch.evidence.night import score_night
from whytwitch.evidence.night.read import words
from whytwitch.evidence.night.read.events import read_events

START = datetime(2027, 2, 11, 23, 57, 30)
STAGES = ["W", "N1", "N2", "N3", "N4", "R", "mt", "?", "N2", "W"]
ORDER = ["W", "N1", "N2", "N3", "N4", "R", "mt", "?", "apnoea", "hypopnoea", "arousal", "left", "right", "both"]
EVENTS = [("apnoea", 61.0, 12.5), ("hypopnoea", 91.0, 20.0), ("arousal", 110.2, 4.0), ("left", 112.0, 1.3),
          ("right", 112.4, 2.1), ("left", 140.25, 0.8), ("both", 170.0, 3.0)]  # fmt: skip


def vocabularies() -> dict[str, tuple[list[str], dict[str, str]]]:
    lines = (HERE / "spec" / "languages.txt").read_text(encoding="utf-8").splitlines()
    out = {}
    for first, second in zip(lines[::2], lines[1::2], strict=True):
        name, _, heads = first.partition(" | ")
        out[name] = (heads.split(" ; "), dict(zip(ORDER, second.strip().split(" ; "), strict=True)))
    return out


ALL = vocabularies()


def told(w: dict[str, str]) -> list[tuple[float, float, str]]:
    rows = [(30.0 * i, 30.0, w[s]) for i, s in enumerate(STAGES)] + [(a, d, w[k]) for k, a, d in EVENTS]
    return sorted(rows, key=lambda r: r[0])


def at(form: str) -> Callable[[float], str]:
    """Return a writer of clock times; @ is milliseconds."""
    return lambda s: (START + timedelta(seconds=s)).strftime(form).replace("@", f"{round(s * 1000) % 1000:03d}")


def write(path: Path, head: Sequence[str], lines: list[list[str]], delimiter: str, encoding: str = "utf-8") -> Path:
    text = "\r\n".join(delimiter.join(f'"{c}"' if delimiter in c else c for c in row) for row in [list(head), *lines])
    path.write_bytes((text + "\r\n").encode(encoding))
    return path


def check(path: Path, tolerance: float = 1e-3) -> None:
    marks = read_events(path)
    stages = {round(m.onset_s, 3): m.stage for m in marks.of("stage")}
    assert not set(stages) - {30.0 * i for i in range(10)}
    for i, wanted in enumerate(STAGES):
        found = stages.get(30.0 * i)
        assert found in ((None, "?") if wanted in ("mt", "?") else ({"N4": "N3"}.get(wanted, wanted),)), i
    for kind, some in (("respiratory", EVENTS[:2]), ("arousal", EVENTS[2:3]), ("movement", EVENTS[3:])):
        got = marks.of(kind)
        assert [m.onset_s for m in got] == pytest.approx([a for _, a, _ in some], abs=tolerance), marks.ignored
        assert [m.duration_s for m in got] == pytest.approx([d for _, _, d in some], abs=tolerance)
    assert [m.side for m in marks.of("movement")] == [k for k, _, _ in EVENTS[3:]]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    ("delimiter", "encoding", "form"),
    [(";", "utf-16", "%d.%m.%Y %H:%M:%S,@"), ("\t", "utf-16", "%d/%m/%Y %H:%M:%S.@")],
)
def test_a_vocabulary(tmp_path: Path, name: str, delimiter: str, encoding: str, form: str) -> None:
    heads, w = ALL[name]
    clock = at(form)
    comma = (lambda s: f"{s:g}".replace(".", ",")) if delimiter == ";" else (lambda s: f"{s:g}")
    lines = [[clock(a), clock(a + d), word, comma(d)] for a, d, word in told(w)]
    check(write(tmp_path / "events.csv", heads, lines, delimiter, encoding))


HEADINGS = {
    "Start [s],Dur [s],Label": "adx",
    "start_sec,duration_sec,annotation": "adx",
    "t_start,t_end,label": "aex",
    "begin,end,type": "aex",
    "from_s,to_s,event": "aex",
    "Von,Bis,Ereignis": "aex",
    "Start,Stop,Class": "aex",
    "start_time,end_time,event_type": "aex",
    "onset,duration,trial_type": "adx",
    "Name,Start,Duration": "xad",
    "Description,Onset (sec),Length (sec)": "xad",
    "idx,onset,duration,description": "iadx",
    ",Onset,Length,Text": "iadx",
    "event_id,event_name,start_seconds,duration_seconds": "ixad",
    "Start (min),Duration (min),Event": "mMx",
    "onset_ms,duration_ms,event": "kKx",
    "class,instance,channel,start,stop,meta": "x..ae.",
    "StartTime,EndTime,EventName": "aex",
    "Start_s,Stop_s,Stage/Event": "aex",
    "startTime,duration,eventType": "adx",
    "Time(s),Event,Duration(s)": "axd",
    "Seconds,Event,Duration": "axd",
    "onset_seconds,offset_seconds,event": "aex",
    "Start time (s),Length (s),Kind": "adx",
    "onset,duration,trial_type,value": "ad.x",
    "second,length,what": "adx",
}


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_heading(tmp_path: Path, heading: str, delimiter: str) -> None:
    lines = []
    for i, (a, d, word) in enumerate(told(ALL["rk2"][1])):
        cell = {"a": f"{a:g}", "d": f"{d:g}", "e": f"{a + d:g}", "x": word, "i": str(i), "m": f"{a / 60:.6f}",
                "M": f"{d / 60:.6f}", "k": f"{a * 1000:.0f}", "K": f"{d * 1000:.0f}", ".": ""}  # fmt: skip
        lines.append([cell[c] for c in HEADINGS[heading]])
    check(write(tmp_path / "events.csv", heading.split(","), lines, delimiter), 2e-3)


@pytest.mark.parametrize(
    "form",
    ["%I:%M:%S.@ %p", "%H:%M:%S.@", "%m/%d/%Y %I:%M:%S.@ %p", "%Y-%m-%dT%H:%M:%S.@Z", "%d.%m.%y %H:%M:%S,@",
     "%d-%b-%Y %H:%M:%S.@", "%b %d, %Y %H:%M:%S.@", "%H:%M:%S:@", "%H:%M:%S.@ %d/%m/%Y"],
)  # fmt: skip
def test_a_clock(tmp_path: Path, form: str) -> None:
    clock = at(form)
    lines = [[word, clock(a + d), clock(a)] for a, d, word in told(ALL["rk2"][1])]
    check(write(tmp_path / "events.csv", ["Event", "End", "Start"], lines, "\t"))


@pytest.mark.parametrize(
    "text", ["Arm movement left", "Body movement", "Move left leg", "Leg position", "Eye movement"]
)
def test_other_words_with_a_limb_or_a_movement_are_no_leg_movement(text: str) -> None:
    assert words.kind(text)[0] is None


def test_marks_that_nobody_understands_are_named_when_they_are_many(tmp_path: Path) -> None:
    lines = [["0", "300", "N2"], ["50", "1", "Mrs Marigold coughs"]]
    lines += [[str(10 * i), "1", "Xyz event"] for i in range(4)]
    lines += [[str(60 + i), "1", "Snore"] for i in range(9)]
    night = score_night(write(tmp_path / "events.csv", ["onset", "duration", "event"], lines, ","))
    (said,) = [w for w in night["warnings"] if "not understood" in w]
    assert "'Xyz event' (4)" in said
    assert "Marigold" not in said
    assert "Snore" not in said
