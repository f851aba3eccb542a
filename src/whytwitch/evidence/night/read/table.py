"""Event lists that are tables: our own plain CSV, Noxturnal exports in any language, REMlogic text exports."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from whytwitch.errors import FormatError, ImpossibleValueError
from whytwitch.evidence.night.read import clock, text, words
from whytwitch.evidence.night.read.cells import number, refuse_day_numbers, thousands
from whytwitch.evidence.night.read.headings import ELAPSED, ROLES, SECOND, UNIT
from whytwitch.evidence.night.read.marks import MARKS_MAX, Mark, Marks

_EPOCH_LENGTH = re.compile(r"epoch\s*(?:length|duration|size)?\D{0,20}?(\d{2})\s*(?:s\b|sec|\[s|$)", re.I | re.M)
_EVENT_MAX_S = 43200.0  # an end before its start looks like an event of nearly a day
_FACTORS = ((r" (?:ms|msec|milliseconds?)$", 1e-3), (r" (?:min|mins|minutes?)$", 60.0))
_ROLE_NAMES = {"onset": "start", "start": "start", "end": "end", "duration": "duration", "event": "event",
               "leg": "place"}  # fmt: skip
_HEADER_ROWS = 200
_LOOK_AT_ROWS = 1000
_LAST_S = 8 * 86400.0


@dataclass(frozen=True)
class Columns:
    """Where the columns are: position of each role, and the factors that turn their numbers into seconds."""

    start: int
    event: int
    end: int | None = None
    duration: int | None = None
    place: int | None = None
    date: int | None = None
    factor: float = 1.0
    start_factor: float = 1.0
    end_factor: float = 1.0
    epochs: bool = False
    elapsed: bool = False


def named(text: str) -> dict[str, str]:
    """Read ``onset=A,duration=B,event=C`` as role → name or number of a column.

    Parameters
    ----------
    text : str
        Roles: onset, end, duration, event, leg.

    Returns
    -------
    dict of str to str

    Raises
    ------
    FormatError
        An unknown role, or neither onset nor event is given.
    """
    out: dict[str, str] = {}
    for part in re.split(r"[,;](?=\s*\w+\s*=)", text):
        role, sign, name = part.partition("=")
        role = _ROLE_NAMES.get(role.strip().lower(), "")
        if not sign or not role or not name.strip():
            raise FormatError(
                "this does not say which column holds what", where="columns", found=part,
                allowed="onset=NAME,event=NAME and duration=, end=, leg=; NAME may be a number from 1",
            )  # fmt: skip
        out[role] = name.strip()
    if "start" not in out or "event" not in out:
        raise FormatError("an event table needs at least its onset and its event column", where="columns", found=text)
    return out


def read(path: Path, mapping: Mapping[str, str] | None = None) -> Marks:
    """Read a table of events.

    Parameters
    ----------
    path : Path
        CSV or tab-separated text, any usual encoding and language.
    mapping : mapping, optional
        Role → name or number of a column, as :func:`named` returns it; None: known by their names.

    Returns
    -------
    Marks

    Raises
    ------
    FormatError
        There is no header with a start and an event column, or no usable line.
    ImpossibleValueError
        A time that no night has.
    """
    content = text.decode(text.read_bytes(path), path.name)
    rows, delimiter = _rows(content, mapping)
    found = _header(rows, mapping)
    if found is None and mapping:
        raise FormatError(
            "no line of this table has the columns that were named", where=path.name,
            found=", ".join(cell.strip() for cell in (rows[0] if rows else []))[:200],
            allowed=", ".join(mapping.values()),
        )  # fmt: skip
    if found is None:
        raise FormatError(
            "this table has no header line that names a start and an event column",
            where=path.name,
            allowed="onset_s,duration_s,event (or a Noxturnal, REMlogic, DOMINO, Profusion, NSRR or WFDB export)",
        )
    line, columns = found
    if not mapping:
        columns = _telling(rows, line, columns)
    marks = Marks(format="plain CSV")
    _fill(marks, rows, line, columns, delimiter, path.name)
    return marks


def _telling(rows: list[list[str]], line: int, columns: Columns) -> Columns:
    """Take another column for the events where not one word of the first is understood (an empty ``trial_type``)."""
    cells = [words.plain(cell) for cell in rows[line]]
    taken = {columns.start, columns.end, columns.duration, columns.place, columns.date}
    others = [
        i for roles in (ROLES, SECOND) for i, word in enumerate(cells)
        if i not in taken and re.fullmatch(f"(?:event )?(?:{roles['event']})", word)
    ]  # fmt: skip
    for i in [columns.event, *others]:
        if any(len(row) > i and words.kind(row[i].strip())[0] for row in rows[line + 1 : line + 1 + _LOOK_AT_ROWS]):
            return replace(columns, event=i)
    return columns


def looks_like(content: str) -> bool:
    """Say whether a text has a header line that :func:`read` understands."""
    rows, _ = _rows(content[:50_000])
    return _header(rows) is not None


def _rows(content: str, mapping: Mapping[str, str] | None = None) -> tuple[list[list[str]], str]:
    content = content.replace("\x00", "")
    lines = content.splitlines()[: MARKS_MAX + _HEADER_ROWS]
    best, width = ",", 0
    for delimiter in ("\t", ";", ",", "|"):
        for row in csv.reader(lines[:_HEADER_ROWS], delimiter=delimiter):
            if len(row) > width and _columns(row, mapping) is not None:
                best, width = delimiter, len(row)
    try:
        return list(csv.reader(io.StringIO("\n".join(lines)), delimiter=best)), best
    except csv.Error:
        return [line.split(best) for line in lines], best


def _header(rows: list[list[str]], mapping: Mapping[str, str] | None = None) -> tuple[int, Columns] | None:
    for i, row in enumerate(rows[:_HEADER_ROWS]):
        columns = _columns(row, mapping)
        if columns is not None:
            return i, columns
    return None


def _mapped(row: list[str], mapping: Mapping[str, str]) -> Columns | None:
    """Return the columns that a person named, if this line has them all."""
    cells = [words.plain(c) for c in row]
    place: dict[str, int] = {}
    for role, name in mapping.items():
        if words.plain(name) in cells:
            place[role] = cells.index(words.plain(name))
        elif name.isdigit() and 1 <= int(name) <= len(row):
            place[role] = int(name) - 1
        else:
            return None
    return _placed(place, cells)


def _columns(row: list[str], mapping: Mapping[str, str] | None = None) -> Columns | None:
    if mapping:
        return _mapped(row, mapping)
    place: dict[str, int] = {}
    cells = [words.plain(cell) for cell in row]
    for roles in (ROLES, SECOND):
        for i, word in enumerate(cells):
            for role, pattern in roles.items():
                if (
                    role not in place
                    and i not in place.values()
                    and re.fullmatch(f"(?:event )?(?:{pattern}){UNIT}", word)
                ):
                    place[role] = i
                    break
    epochs = "start" not in place and "epoch" in place
    if epochs:
        place["start"] = place["epoch"]
    if "start" not in place or "event" not in place:
        return None
    return replace(_placed(place, cells), epochs=epochs, elapsed=bool(ELAPSED.search(cells[place["start"]])))


def _placed(place: Mapping[str, int], cells: list[str]) -> Columns:
    """Put positions and units of the header line together."""
    factors = {role: next((f for p, f in _FACTORS if re.search(p, cells[i])), 1.0) for role, i in place.items()}
    return Columns(
        start=place["start"],
        event=place["event"],
        end=place.get("end"),
        duration=place.get("duration"),
        place=place.get("place"),
        date=place.get("date"),
        factor=factors.get("duration", 1.0),
        start_factor=factors["start"],
        end_factor=factors.get("end", 1.0),
    )


def _fill(marks: Marks, rows: list[list[str]], line: int, columns: Columns, delimiter: str, name: str) -> None:
    header = [words.plain(c) for c in rows[line]]
    if any("location" in c for c in header) and any(c.startswith("time") for c in header):
        marks.format = "REMlogic"
    elif columns.end is not None:
        marks.format = "Noxturnal CSV"
    kept: list[tuple[int, list[str], float | None, float | None, tuple[int, int, int] | None, float | None]] = []
    bad = odd = 0
    mark = thousands([row[columns.start] for row in rows[line + 1 :] if len(row) > columns.start])
    mark_of_length = (
        ""
        if columns.duration is None
        else thousands([row[columns.duration] for row in rows[line + 1 :] if len(row) > columns.duration])
    )
    for n, row in enumerate(rows[line + 1 :], line + 2):
        if not any(c.strip() for c in row) or _is_units(row) or (_columns(row) is not None and row[0] == rows[line][0]):
            continue
        if len(row) <= max(columns.start, columns.event):
            bad += 1
            continue
        start = row[columns.start].replace(mark, "") if mark else row[columns.start]
        seconds = clock.elapsed(start) if columns.elapsed else number(start)
        numbers, day_s = None, None
        if seconds is not None:
            seconds *= columns.start_factor
        if seconds is None:
            when = row[columns.start].strip()
            if columns.date is not None and len(row) > columns.date and clock.split(when)[0] is None:
                when = f"{row[columns.date].strip()} {when}"
            numbers, rest = clock.split(when)
            of_day = clock.clock(rest)
            if of_day is None:
                bad += 1
                continue
            day_s = of_day[1]
        elif abs(seconds) > _LAST_S:
            raise ImpossibleValueError(
                "this event starts more than a week from the start of the recording",
                where=f"{name}, line {n}",
                found=f"{seconds:g} s",
            )
        duration = None
        if columns.duration is not None and len(row) > columns.duration:
            length = row[columns.duration]
            duration = number(length.replace(mark_of_length, "") if mark_of_length else length)
            if duration is not None:
                duration *= columns.factor
            else:
                duration = clock.elapsed(row[columns.duration])
                odd += duration is None and bool(row[columns.duration].strip(" -\t"))
        kept.append((n, row, seconds, day_s, numbers, duration))
    if not kept:
        raise FormatError("not one line of this table could be read", where=name, found=f"{bad} unreadable lines")
    if columns.epochs:
        kept = _from_epochs(marks, rows[:line], kept)
    onsets = _onsets(marks, kept, name)
    refuse_day_numbers([k[2] for k in kept], [k[5] for k in kept], name)
    negative = 0
    for (_n, row, _s, _d, _numbers, length), onset in zip(kept, onsets, strict=True):
        lasts: float | None = length
        if lasts is None and columns.end is not None and len(row) > columns.end:
            if columns.elapsed and (until := clock.elapsed(row[columns.end])) is not None:
                lasts = until - onset
            else:
                lasts = _duration_from_end(row[columns.end], onset, marks, columns.end_factor)
        if lasts is not None and (lasts < 0 or lasts > _EVENT_MAX_S):
            negative += 1
            continue
        _mark(marks, row, columns, onset, lasts)
    if bad:
        marks.warnings.append(f"{bad} line{'s' if bad > 1 else ''} of {name} could not be read and were left out.")
    if odd:
        marks.warnings.append(
            f"{odd} durations of {name} could not be read; those events are taken as of unknown length."
        )
    if negative:
        marks.warnings.append(f"{negative} events of {name} end before they start and were left out.")


def _onsets(marks: Marks, kept: list, name: str) -> list[float]:
    """Turn clock times into seconds from the earliest event; leave plain seconds as they are."""
    if all(k[2] is not None for k in kept):
        return [k[2] for k in kept]
    if any(k[2] is not None for k in kept):
        raise FormatError("some lines give seconds and others clock times", where=name, allowed="one of the two")
    dated = [k[4] for k in kept if k[4]]
    how = clock.order(dated)
    if dated and how and len(dated) == len(kept):
        days = [clock.make(k[4], how) for k in kept]
        if all(days):
            first = min(d for d in days if d)
            absolute = [(d - first).days * 86400.0 + k[3] for d, k in zip(days, kept, strict=True) if d]
            zero = min(absolute)
            marks.day = first
            marks.clock = _time_of(zero % 86400.0)
            return [a - zero for a in absolute]
    if dated:
        marks.warnings.append("The dates in the event list can be read in two ways; only its times of day were used.")
    if clock.went_back([k[3] for k in kept]):
        marks.warnings.append(
            "The times of day step back once by about an hour, as when clocks are set back: events after it may lie an "
            "hour too early. Export seconds from the start of the recording instead."
        )
    rolled = clock.roll([k[3] for k in kept])
    zero = min(rolled)
    marks.clock = _time_of(zero % 86400.0)
    return [r - zero for r in rolled]


def _from_epochs(marks: Marks, above: list[list[str]], kept: list) -> list:
    """Turn epoch numbers (from 0 or from 1) into seconds and give every epoch its length."""
    if any(k[2] is None for k in kept):
        return kept
    said = _EPOCH_LENGTH.search("\n".join(" ".join(row) for row in above))
    lengths = {k[5] for k in kept if k[5]}
    length = float(said[1]) if said else lengths.pop() if len(lengths) == 1 else 30.0
    if not said and length == 30.0:
        marks.warnings.append("Epochs are numbered and their length is not given; 30 s each was taken.")
    first = min(1.0, min(k[2] for k in kept))
    return [(n, row, (s - first) * length, d, date, lasts or length) for n, row, s, d, date, lasts in kept]


def _time_of(seconds: float):  # type: ignore[no-untyped-def]
    from datetime import datetime, timedelta

    return (datetime(2000, 1, 1) + timedelta(seconds=seconds)).time()  # noqa: DTZ001


def _duration_from_end(cell: str, onset: float, marks: Marks, factor: float) -> float | None:
    plain = number(cell)
    if plain is not None:
        return plain * factor - onset
    _, rest = clock.split(cell.strip())
    of_day = clock.clock(rest)
    if of_day is None or marks.clock is None:
        return None
    t = marks.clock
    zero = t.hour * 3600 + t.minute * 60 + t.second + t.microsecond / 1e6
    return (of_day[1] - zero - onset) % 86400.0


def _is_units(row: list[str]) -> bool:
    return all(re.fullmatch(r"\s*(?:\[.*\])?\s*", c) for c in row)


def _mark(marks: Marks, row: list[str], columns: Columns, onset: float, duration: float | None) -> None:
    name = row[columns.event].strip()
    kind, stage, side = words.kind(name)
    end = onset + (duration or 0.0)
    marks.end_s = end if marks.end_s is None else max(marks.end_s, end)
    if kind is None:
        marks.ignore(name)
        return
    if kind == "stage" and name.isdigit():
        marks.codes.add(name)
    if kind in ("movement", "plm", "artefact") and side == "unknown" and columns.place is not None:
        side = words.side(row[columns.place]) if len(row) > columns.place else "unknown"
    marks.marks.append(Mark(onset, duration, kind, stage, side))
