"""The diary: ten years of it, ten thousand exports, and a phone's export of gigabytes.

    python3 dev.py bench diary [--gigabytes 3] [--folder DIR]

Ten years are 3 650 evenings, 3 650 mornings and 1 200 timed entries in a kept diary. *Opens* is what every page of the
diary asks of the store: all entries, read and put into days. *Analysis* is trends, triggers and an experiment of ten
years. The phone's export is made on the disk first (a zip in DIR, removed afterwards) and read by ``whytwitch import``
in a process of its own, whose largest resident set is told; without ``--gigabytes`` it is left out. Peer of the same
run: Python's own expat over the same stream without looking at anything.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

_RECORD = (
    ' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" sourceVersion="10.1"'
    ' device="&lt;&lt;HKDevice: 0x28&gt;, name:Watch&gt;"'
    ' unit="count/min" creationDate="{at} +0100" startDate="{at} +0100" endDate="{at} +0100" value="{value}"/>\n'
)
_SLEEP = (
    ' <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Watch" sourceVersion="10.1"'
    ' creationDate="{day} 08:00:00 +0100" startDate="{day} {start} +0100" endDate="{day} {end} +0100"'
    ' value="HKCategoryValueSleepAnalysisAsleep{stage}">\n'
    '  <MetadataEntry key="HKTimeZone" value="Europe/Berlin"/>\n </Record>\n'
)
_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData ANY>\n]>\n'
    b'<HealthData locale="de_DE">\n'
)


def ten_years() -> list[object]:
    """Entries of ten years."""
    from whytwitch.evidence.diary import new_entry

    dice, first, made = random.Random(1), dt.datetime(2016, 1, 1, 21, tzinfo=dt.UTC), []
    for number in range(3650):
        now = first + dt.timedelta(days=number)
        evening = {
            "twitches": dice.randint(0, 20),
            "caffeine": dice.randint(0, 5),
            "urge": dice.randint(0, 10),
            "stress": dice.randint(0, 10),
            "parts": ["calf"],
        }
        morning = {
            "into_bed": "23:00",
            "fell_asleep_after": 20,
            "awakenings": 1,
            "awake_minutes": 15,
            "woke_for_good": "07:00",
            "quality": 3,
        }
        made.append(new_entry("evening", evening, zone="Europe/London", now=now))
        made.append(new_entry("morning", morning, zone="Europe/London", now=now + dt.timedelta(hours=11)))
        if number % 3 == 0:
            moment = {"what": "twitch", "state": "lying_awake", "side": "left", "parts": ["calf"]}
            made.append(new_entry("moment", moment, zone="Europe/London", now=now + dt.timedelta(hours=4)))
    return made


def measure(work: Callable[[], object], runs: int = 5) -> tuple[float, float]:
    """Median milliseconds by the clock and of the processor."""
    clock, processor = [], []
    for _ in range(runs):
        began, used = time.perf_counter(), time.process_time()
        work()
        clock.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - used))
    return statistics.median(clock), statistics.median(processor)


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="dev.py bench diary")
    parser.add_argument("--gigabytes", type=float, default=0.0)
    parser.add_argument("--folder", type=Path, help="where the export is made; the temporary folder when left out")
    told = parser.parse_args(arguments)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of 5 runs")
    with tempfile.TemporaryDirectory() as name:
        _kept(Path(name))
        if told.gigabytes:
            with tempfile.TemporaryDirectory(dir=told.folder) as folder:
                _phone(Path(folder), told.gigabytes)
    return 0


def _kept(data: Path) -> None:
    from whytwitch.store.open import open_folder, person_named

    open_folder(data)
    from whytwitch.evidence.diary import tell, to_csv
    from whytwitch.evidence.diary.days import by_day
    from whytwitch.evidence.diary.trends import trends
    from whytwitch.evidence.diary.triggers import associations
    from whytwitch.store.diary import add, entries_of

    person = person_named(None, make=True)
    held = ten_years()
    add(person, held)  # type: ignore[arg-type]
    today = dt.date(2025, 12, 28)
    entries = entries_of(person)  # type: ignore[arg-type]
    rows = {
        "opens: all entries, put into days": lambda: by_day(entries_of(person)),  # type: ignore[arg-type]
        "analysis: trends": lambda: trends(entries, today=today),
        "analysis: triggers, five candidates": lambda: associations(
            entries, "twitches", ("caffeine", "stress", "urge", "quality", "sleep_min")
        ),
        "analysis: experiment of ten years": _experiment,
        "what it tells the picture": lambda: tell(entries, as_of=today),
        "export as CSV": lambda: to_csv(entries),
    }
    print(f"{len(held)} entries of ten years")
    print(f"{'what':<42} {'clock ms':>9} {'processor ms':>13}")
    for what, work in rows.items():
        clock, processor = measure(work)
        print(f"{what:<42} {clock:9.0f} {processor:13.0f}")


def _experiment() -> object:
    import numpy as np

    from whytwitch.care.followup.series import Series
    from whytwitch.care.followup.verdict import analyse

    rng = np.random.default_rng(1)
    arms = np.repeat(np.concatenate([rng.permutation([1, 0]) for _ in range(608)]), 3)
    value = rng.normal(5, 2, arms.size)
    return analyse(Series(np.arange(arms.size), tuple("on" if one else "off" for one in arms), value))


def _phone(folder: Path, gigabytes: float) -> None:
    from xml.parsers import expat

    made = folder / "export.zip"
    size = _write_export(made, gigabytes)
    print(f"\nApple Health export: {size / 1e9:.2f} GB of XML, {made.stat().st_size / 1e6:.0f} MB as zip")
    began, largest = time.perf_counter(), 0.0
    call = [sys.executable, "-m", "whytwitch", "import", str(made), "--data", str(folder / "data")]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while running.poll() is None:  # getrusage would tell the size of this process before the other was started
            largest = max(largest, _resident(running.pid))
            time.sleep(0.2)
        said, told_on_the_way = running.communicate()
    clock, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    print(f"import: {clock:.0f} s by the clock, {used:.0f} s of the processor, {largest:.0f} MB at most")
    print(f"it said: {said.strip()}")
    told = [one for one in told_on_the_way.replace("\r", "\n").splitlines() if one.strip()]
    print(f"progress: {len(told)} times, such as {told[len(told) // 2].strip() if told else '-'!r}")
    began = time.process_time()
    parser = expat.ParserCreate()
    with zipfile.ZipFile(made) as held, held.open("apple_health_export/export.xml") as stream:
        while chunk := stream.read(1 << 20):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    bare = time.process_time() - began
    print(f"peer, expat alone over the same stream: {bare:.0f} s of the processor; ours / expat: {used / bare:.2f}")


def _resident(pid: int) -> float:
    """The largest resident set of a process so far, in MB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def _write_export(out: Path, gigabytes: float) -> int:
    """A zip with an export of so many bytes: a heart rate every few seconds, and eight pieces of sleep a night."""
    target, size, day = int(gigabytes * 1e9), 0, dt.date(2015, 1, 1)
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1, allowZip64=True) as held,
        held.open("apple_health_export/export.xml", "w", force_zip64=True) as file,
    ):
        size += file.write(_HEAD)
        number = 0
        while size < target:
            lines = [
                _RECORD.format(
                    at=f"{day} {one // 3600:02}:{one // 60 % 60:02}:{one % 60:02}", value=50 + (one + number) % 70
                )
                for one in range(0, 86_400, 40)
            ]
            lines += [
                _SLEEP.format(day=day, start=f"{hour:02}:00:00", end=f"{hour:02}:55:00", stage=stage)
                for hour, stage in enumerate(("Core", "Deep", "REM", "Core", "Core", "REM", "Core"))
            ]
            size += file.write("".join(lines).encode())
            day += dt.timedelta(days=1)
            number += 1
        size += file.write(b"</HealthData>\n")
    return size
