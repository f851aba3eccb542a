"""Open an export, whichever it is: by its first bytes and its members, never by its name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from whytwitch.errors import FileError, FormatError, TooLargeError
from whytwitch.evidence.sleeplogs.apple import LARGEST, read_apple
from whytwitch.evidence.sleeplogs.night import LoggedNight
from whytwitch.evidence.sleeplogs.tables import read_garmin, read_sleep_as_android, read_table

_MOST_MEMBERS = 10_000
_LARGEST_TABLE = 500_000_000


def read_log(
    path: Path, *, zone: str | None = None, progress: Callable[[int], None] | None = None
) -> tuple[list[LoggedNight], list[str]]:
    """Read the nights of an export.

    Parameters
    ----------
    path : Path
        Apple Health (zip or XML), Sleep as Android (zip or CSV), Fitbit, Oura, Withings, SleepCycle, Garmin.
    zone : str, optional
        Where the person was, for files that tell local times only.
    progress : callable, optional
        Told how many bytes were read of a large one.

    Returns
    -------
    (list of LoggedNight, list of str)
        And what was repaired or left out.

    Raises
    ------
    FileError
        When it cannot be read or holds no sleep log.
    FormatError
        When it is broken or hostile.
    TooLargeError
        When it unpacks to more than 8 GB or holds more than 10 000 members.
    """
    warnings: list[str] = []
    try:
        with path.open("rb") as file:
            head = file.read(4096)
            file.seek(0)
            if head[:4] == b"PK\x03\x04":
                return _zipped(file, warnings, progress), warnings
            if b"<HealthData" in head or head.lstrip()[:5] == b"<?xml":
                return read_apple(file, warnings, progress), warnings
            if path.stat().st_size > _LARGEST_TABLE:
                raise TooLargeError("this table is too large", where=path.name, allowed="500 MB")
            if not head or b"\0" in head:
                raise FileError("this is no sleep log", where=path.name, allowed="a zip, XML, CSV or JSON export")
            return _text(file.read(), zone, warnings), warnings
    except OSError as error:
        raise FileError("this file cannot be read", where=path.name, found=error.strerror or "") from None
    except (zipfile.BadZipFile, EOFError, RuntimeError) as error:
        raise FormatError(
            "this zip is broken", where=path.name, found=type(error).__name__, todo="export it again"
        ) from None


def _text(raw: bytes, zone: str | None, warnings: list[str]) -> list[LoggedNight]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    if text.lstrip()[:1] in "[{":
        return read_garmin(text, warnings)
    if text.startswith("Id,Tz,"):
        return read_sleep_as_android(text, warnings)
    return read_table(text, zone, warnings)


class _Counted:
    """A member of a zip that never gives more than the limit, whatever its header says."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream, self._left = stream, limit

    def read(self, size: int = -1) -> bytes:
        """Read on, and count."""
        held = self._stream.read(min(size, 1 << 20) if size >= 0 else self._left + 1)
        self._left -= len(held)
        if self._left < 0:
            raise TooLargeError("this zip unpacks to too much", allowed="8 GB")
        return held


def _zipped(file: IO[bytes], warnings: list[str], progress: Callable[[int], None] | None) -> list[LoggedNight]:
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS:
            raise TooLargeError("this zip holds too many members", found=str(len(members)), allowed=str(_MOST_MEMBERS))
        wanted = {one.filename.rpartition("/")[2]: one for one in members}
        # Only these two members are ever opened, and nothing is written to disk.
        if "sleep-export.csv" in wanted:
            with archive.open(wanted["sleep-export.csv"]) as stream:
                raw = _Counted(stream, _LARGEST_TABLE).read()
            return read_sleep_as_android(raw.decode("utf-8-sig", errors="replace"), warnings)
        if (name := _apple_member(wanted)) is not None:
            with archive.open(wanted[name]) as stream:
                counted: Any = _Counted(stream, LARGEST)
                return read_apple(counted, warnings, progress)
    raise FileError("this zip holds no sleep log", allowed="Apple Health's export.zip or Sleep as Android's backup")


def _apple_member(wanted: dict[str, zipfile.ZipInfo]) -> str | None:
    """The main XML, whose name the phone's language decides; never the clinical document."""
    named = [name for name in wanted if name.lower().endswith(".xml") and not name.lower().endswith("_cda.xml")]
    if "export.xml" in named:
        return "export.xml"
    inside = [
        name
        for name in named
        if wanted[name].filename.startswith("apple_health_export/") and wanted[name].filename.count("/") == 1
    ]
    return max(inside, key=lambda name: wanted[name].file_size) if inside else None
