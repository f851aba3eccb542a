"""Exports of phones and watches: read as a stream, never added up, and nothing hostile gets in."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest

from whytwitch.errors import FileError, FormatError, InputError, TooLargeError
from whytwitch.evidence.sleeplogs import read_log
from whytwitch.evidence.sleeplogs.apple import read_apple

RECORD = (
    '<Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="{who}" startDate="{start} +0100" endDate="{end} +0100" '  # noqa: E501
    'value="HKCategoryValueSleepAnalysisAsleep{stage}"><MetadataEntry key="HKTimeZone" value="Europe/Berlin"/></Record>\n'  # noqa: E501
)
DOCTYPE = "<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate)>\n<!ATTLIST Record device CDATA #IMPLIED\n\n>]>\n"
BROKEN = "<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate\n<!ATTLIST >> Record #REQ\n]>\n"


def _export(*records, doctype=DOCTYPE, extra=""):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}<HealthData locale="de_DE">\n{extra}{"".join(records)}</HealthData>'.encode()  # noqa: E501


def _record(start, end, who="Watch", stage="Core"):
    return RECORD.format(start=start, end=end, who=who, stage=stage)


NIGHT = [
    _record("2026-10-01 23:00:00", "2026-10-02 02:00:00"),
    _record("2026-10-02 02:30:00", "2026-10-02 06:00:00", stage="REM"),
    _record("2026-10-01 22:30:00", "2026-10-02 06:30:00", who="Phone", stage="Unspecified"),
]


@pytest.mark.parametrize("doctype", [DOCTYPE, BROKEN, ""])
def test_apple_sources_are_not_added_up(tmp_path, doctype):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("apple_health_export/export.xml", _export(*NIGHT, doctype=doctype))
        archive.writestr("apple_health_export/export_cda.xml", "<ClinicalDocument/>")
    nights, warnings = read_log(tmp_path / "export.zip")
    assert [(night.asleep_min, night.zone, night.source) for night in nights] == [
        (390, "Europe/Berlin", "apple_health")
    ]
    assert any("several sources" in one for one in warnings)


def test_characters_that_xml_forbids_are_taken_out_and_counted(tmp_path):
    (tmp_path / "export.xml").write_bytes(_export(*NIGHT, extra='<Record type="x" value="a\x0bb"/>'))
    nights, warnings = read_log(tmp_path / "export.xml")
    assert len(nights) == 1
    assert any(one.startswith("1 characters") for one in warnings)


@pytest.mark.parametrize(
    "content",
    [
        _export(doctype='<!DOCTYPE HealthData [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', extra="&b;"),
        _export(doctype='<!DOCTYPE HealthData [<!ENTITY x SYSTEM "file:///etc/passwd">]>', extra="&x;"),
        _export(extra="<a>" * 200 + "</a>" * 200),
        b'<?xml version="1.0"?><Other/>',
        b'<?xml version="1.0"?><HealthData><Record',
        _export()[:-5],
    ],
)
def test_hostile_and_broken_xml_is_refused(tmp_path, content):
    (tmp_path / "export.xml").write_bytes(content)
    with pytest.raises(FormatError):
        read_log(tmp_path / "export.xml")


def test_a_large_export_is_read_in_little_memory():
    class Long(io.RawIOBase):
        """20 MB of export that was never in memory."""

        def __init__(self):
            self.left, self.head = 20, _export(*NIGHT)[: -len("</HealthData>")]
            self.block = b'<Record type="HKQuantityTypeIdentifierHeartRate" value="61"/>\n' * 17_000

        def read(self, size=-1):
            del size
            if self.head:
                held, self.head = self.head, b""
                return held
            self.left -= 1
            return self.block if self.left >= 0 else b"</HealthData>" if self.left == -1 else b""

    told = []
    tracemalloc.start()
    nights = read_apple(Long(), [], told.append)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(nights) == 1
    assert peak < 20e6
    assert told[-1] > 20e6


ANDROID = """Id,Tz,From,To,Sched,Hours,Rating,Comment,"7:38","Event"
"1792882800000","Europe/London","25. 10. 2026 0:00","25. 10. 2026 7:00","","8.000","0.0","","1.0","LUX"
Id,Tz,From,To,Sched,Hours,Rating,Comment,"7:40"
"1792976400000","Europe/London","26. 10. 2026 1:00","26. 10. 2026 7:00","","6,5"
"x","Europe/London","","","","","",""
"""


def test_sleep_as_android_repeats_its_header(tmp_path):
    with zipfile.ZipFile(tmp_path / "backup.zip", "w") as archive:
        archive.writestr("sleep-export.csv", ANDROID)
        archive.writestr("prefs.xml", "<map/>")
    nights, warnings = read_log(tmp_path / "backup.zip")
    assert nights[0].asleep_min == 480
    assert nights[0].end.utcoffset().total_seconds() == 0
    assert nights[0].start.utcoffset().total_seconds() == 3600
    assert len(warnings) == 1


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        (
            'Sleep\nStart Time,End Time,Minutes Asleep,Minutes Awake\n2026-10-01 11:12PM,2026-10-02 7:12AM,"1,234",3\n2026-10-03 11:12PM,2026-10-04 7:12AM,400,3\n',  # noqa: E501
            400,
        ),
        (
            "day,type,bedtime_start,bedtime_end,total_sleep_duration\n2026-10-02,long,2026-10-01T23:00:00+02:00,2026-10-02T07:00:00+02:00,24000\n",
            400,
        ),
        (
            'from,to,"light (s)","deep (s)","rem (s)","awake (s)"\n2026-10-01T23:00:00+02:00,2026-10-02T07:00:00+02:00,12000,6000,6000,60\n',  # noqa: E501
            400,
        ),
        ("Start;End;Sleep Quality;Mood\n2026-10-01 23:00:00;2026-10-02 07:00:00;67%;x\n", None),
        (
            '[{"sleepStartTimestampGMT":"2026-10-01T21:00:00.0","sleepEndTimestampGMT":"2026-10-02T05:00:00.0","deepSleepSeconds":12000,"lightSleepSeconds":12000}]',
            400,
        ),
    ],
)
def test_other_makers(tmp_path, text, minutes):
    (tmp_path / "log.csv").write_text(text)
    nights, _ = read_log(tmp_path / "log.csv", zone="Europe/Berlin")
    assert nights[-1].asleep_min == minutes
    assert (nights[-1].end - nights[-1].start).total_seconds() == 8 * 3600


def test_local_times_need_a_zone(tmp_path):
    (tmp_path / "log.csv").write_text("Start;End;Sleep Quality\n2026-10-01 23:00:00;2026-10-02 07:00:00;67%\n")
    with pytest.raises(FormatError, match="zone"):
        read_log(tmp_path / "log.csv")


def test_wrong_files_are_one_sentence(tmp_path):
    for name, content in {
        "empty": b"",
        "binary": b"\0\1\2",
        "words": b"hello",
        "zip": b"PK\x03\x04broken",
        "json": b'{"a": 1}',
    }.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError):
            read_log(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("../../evil.txt", "x")
    with pytest.raises(FileError):
        read_log(tmp_path / "other.zip")
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}", "")
    with pytest.raises(TooLargeError):
        read_log(tmp_path / "many.zip")
    assert not (tmp_path.parent / "evil.txt").exists()
