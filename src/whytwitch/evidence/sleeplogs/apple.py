"""Apple Health's export: a zip with one XML of gigabytes, read as a stream and never as a whole."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import IO, Any

from whytwitch.errors import FormatError, TooLargeError
from whytwitch.evidence.sleeplogs.night import LoggedNight, into_nights

_SLEEP = b"HKCategoryTypeIdentifierSleepAnalysis"
_ASLEEP = "HKCategoryValueSleepAnalysisAsleep"
_ILLEGAL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CHUNK = 1 << 20
#: The document type may be this long (iOS 16 writes a broken one, so it is skipped and not parsed).
_LONGEST_DOCTYPE = 1_000_000
#: Elements deeper than this are no export.
_DEEPEST = 32
LARGEST = 8_000_000_000


def read_apple(
    stream: IO[bytes], warnings: list[str], progress: Callable[[int], None] | None = None
) -> list[LoggedNight]:
    """Read the nights.

    Parameters
    ----------
    stream : binary file
        ``export.xml``.
    warnings : list of str
        What was repaired is appended.
    progress : callable, optional
        Told how many bytes were read.

    Returns
    -------
    list of LoggedNight
        Of each night the source that tells most sleep stages, then most minutes; sources are never added up.

    Raises
    ------
    FormatError
        When it is no such export, is broken, or declares entities.
    TooLargeError
        Beyond 8 GB.
    """
    from xml.parsers import expat

    spans: dict[str, list[tuple[dt.datetime, dt.datetime, bool]]] = {}
    counts = {"depth": 0, "zone": 0, "broken": 0}
    zones: dict[str, str] = {}
    current: list[str] = []

    def begin(name: str, given: dict[str, str]) -> None:
        counts["depth"] += 1
        if counts["depth"] > _DEEPEST:
            raise FormatError("this file is nested too deeply", where="export.xml", allowed=f"{_DEEPEST} levels")
        if counts["depth"] == 1 and name != "HealthData":
            raise FormatError(
                "this is no Apple Health export", where="export.xml", found=f"<{name[:40]}>", allowed="<HealthData>"
            )
        if name == "Record":
            current.clear()
            if given.get("type") == _SLEEP.decode() and given.get("value", "").startswith(_ASLEEP):
                try:
                    start, end = (
                        dt.datetime.strptime(given[key], "%Y-%m-%d %H:%M:%S %z") for key in ("startDate", "endDate")
                    )
                except (KeyError, ValueError):
                    counts["broken"] += 1
                    return
                if end <= start:
                    counts["broken"] += 1
                    return
                source = given.get("sourceName", "")
                staged = given["value"] not in (_ASLEEP, _ASLEEP + "Unspecified")
                spans.setdefault(source, []).append((start, end, staged))
                current.append(source)
        elif name == "MetadataEntry" and current and given.get("key") == "HKTimeZone":
            zones[current[0]] = given.get("value", "")

    def finish(_name: str) -> None:
        counts["depth"] -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    parser.EntityDeclHandler = _refuse_entities
    parser.buffer_text = True
    done = 0
    try:
        for chunk in _clean(stream, warnings):
            parser.Parse(chunk, False)
            done += len(chunk)
            if done > LARGEST:
                raise TooLargeError("this export is too large", where="export.xml", allowed="8 GB")
            if progress is not None:
                progress(done)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise FormatError(
            "this export is broken", where=f"export.xml, line {error.lineno}", found=expat.errors.messages.get(error.code, ""),  # noqa: E501
            todo="export it again from the Health app",
        ) from None  # fmt: skip
    if counts["broken"]:
        warnings.append(f"{counts['broken']} sleep records have no usable times and were left out.")
    return _choose(spans, zones, warnings)


def _refuse_entities(*_: Any) -> None:
    raise FormatError(
        "this file declares entities, which no export does",
        where="export.xml",
        todo="do not open files you do not trust",
    )


def _clean(stream: IO[bytes], warnings: list[str]) -> Iterator[bytes]:
    """The stream without its document type and without characters that XML forbids."""
    head = b""
    while b"<HealthData" not in head and len(head) < _LONGEST_DOCTYPE:
        more = stream.read(65_536)
        if not more:
            break
        head += more
    if b"<!ENTITY" in head.upper():
        _refuse_entities()
    root = head.find(b"<HealthData")
    if root < 0:
        raise FormatError(
            "this is no Apple Health export", where="export.xml", allowed="<HealthData> near the beginning"
        )
    start = head.find(b"<!DOCTYPE")
    if 0 <= start < root:
        head = head[:start] + head[root:]
    removed = 0
    chunk = head
    while chunk:
        kept, count = _ILLEGAL.subn(b"", chunk)
        removed += count
        yield kept
        chunk = stream.read(_CHUNK)
    if removed:
        warnings.append(f"{removed} characters that no text may hold were taken out.")


def _choose(
    spans: dict[str, list[tuple[dt.datetime, dt.datetime, bool]]], zones: dict[str, str], warnings: list[str]
) -> list[LoggedNight]:
    nights: list[tuple[bool, LoggedNight]] = []
    for source, held in spans.items():
        staged = any(one[2] for one in held)
        nights += [
            (staged, night)
            for night in into_nights([one[:2] for one in held], "apple_health", zones.get(source) or None)
        ]
    nights.sort(key=lambda one: (one[1].start, one[1].end))
    chosen: list[tuple[bool, LoggedNight]] = []
    doubled = 0
    for one in nights:
        if chosen and one[1].start < chosen[-1][1].end:
            doubled += 1
            if (one[0], one[1].asleep_min or 0) > (chosen[-1][0], chosen[-1][1].asleep_min or 0):
                chosen[-1] = one
            continue
        chosen.append(one)
    if doubled:
        warnings.append(
            f"{doubled} nights were told by several sources; one source was taken for each, nothing was added up."
        )
    return [night for _, night in chosen]
