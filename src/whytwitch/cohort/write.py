"""From the ledger to the four tables: in order of the nights' names, whole or not at all."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whytwitch.cohort.find import Found, Job, Problem
from whytwitch.cohort.ledger import Ledger, full_disk
from whytwitch.cohort.people import Person, find_people, person_of, read_people
from whytwitch.cohort.tables import KEY, TABLES, VERSION, joined, packed, schema, unpacked
from whytwitch.errors import FileError

if TYPE_CHECKING:
    import pyarrow as pa

    from whytwitch.cohort.run import Plan

#: Nights whose rows are put into one row group.
TOGETHER = 200


def write_tables(plan: Plan, found: Found, ledger: Ledger) -> dict[str, int]:
    """Write the tables of everything the ledger knows; the old ones stay until the new ones are whole.

    Parameters
    ----------
    plan : Plan
    found : Found
        The nights of the folder as it is now.
    ledger : Ledger

    Returns
    -------
    dict of str to int
        Table -> rows.

    Raises
    ------
    SystemPartError
        The disk is full; the old tables and the ledger are as they were.
    """
    from whytwitch.cohort.identity import scorer_version

    placed = ledger.placed()
    here = {job.name: job for job in found.jobs}
    owner: dict[str, str] = {}
    for name in sorted(placed, key=lambda one: (one not in here, one)):
        owner.setdefault(placed[name], name)
    owner = dict(sorted(owner.items(), key=lambda pair: pair[1]))
    people = _people(plan)
    nights = _nights(owner, here, ledger, people)
    problems = [*found.problems, *_failures(ledger, here), *_noticed(placed, owner, here, nights)]
    rows = {"nights": _write(plan.out, "nights", _in_pieces(nights, "nights"))}
    for table in ("movements", "series"):
        rows[table] = _write(plan.out, table, _together(ledger, table, list(owner)))
    listed = sorted(problems, key=lambda one: (one.name, one.kind, one.error, one.sentence))
    columns = [{**one.__dict__, "software": scorer_version()} for one in listed]
    rows["errors"] = _write(plan.out, "errors", _in_pieces(columns, "errors"))
    return rows


def _people(plan: Plan) -> dict[str, Person]:
    path = plan.people or find_people(plan.folder)
    if path is None:
        return {}
    if not path.is_file():
        raise FileError("there is no such table of people", where=str(path))
    return read_people(path)


def _nights(
    owner: dict[str, str], here: dict[str, Job], ledger: Ledger, people: dict[str, Person]
) -> list[dict[str, Any]]:
    rows = []
    for key, blob in ledger.blobs("nights", owner):
        name = owner[key]
        job = here.get(name)
        who = person_of(people, job.subject, job.session) if job else Person()
        row = {column: values[0] for column, values in unpacked(blob).items()}
        rows.append(
            {
                **row,
                "name": name,
                "present": job is not None,
                "subject": job.subject if job else None,
                "session": job.session if job else None,
                "age": who.age,
                "sex": who.sex,
            }
        )
    return rows


def _failures(ledger: Ledger, here: dict[str, Job]) -> Iterator[Problem]:
    for name, (_, error, code, sentence, _software) in ledger.failures().items():
        if name in here:
            yield Problem(name, "error", error, code, sentence)


def _noticed(
    placed: dict[str, str], owner: dict[str, str], here: dict[str, Job], nights: Sequence[dict[str, Any]]
) -> Iterator[Problem]:
    """What is odd about the nights as a whole: copies, one name for two recordings, clocks that run backwards."""
    for name in sorted(here):
        first = owner.get(placed.get(name, ""))
        if first is not None and first != name:
            text = f"{name}: the same recording and events as {first}; it was scored once."
            yield Problem(name, "warning", "Copy", 0, text)
    by_person: dict[tuple[str, str | None], list[dict[str, Any]]] = defaultdict(list)
    for row in nights:
        if row["present"]:
            by_person[row["subject"], row["session"]].append(row)
    for (subject, session), rows in by_person.items():
        for row in rows[1:]:
            night = f"night {session} of {subject}" if session else f"the night of {subject}"
            text = f"{row['name']}: another recording ({rows[0]['name']}) is {night} too; both were scored."
            yield Problem(row["name"], "warning", "SameNight", 0, text)
    yield from _backwards(nights)


def _backwards(nights: Sequence[dict[str, Any]]) -> Iterator[Problem]:
    by_subject = defaultdict(list)
    for row in nights:
        if row["present"] and row["session"] and row["start"]:
            by_subject[row["subject"]].append(row)
    for rows in by_subject.values():
        rows.sort(key=lambda row: (len(row["session"]), row["session"]))
        for before, after in pairwise(rows):
            if before["session"] != after["session"] and after["start"][:19] < before["start"][:19]:
                text = (
                    f"{after['name']}: night {after['session']} begins at {after['start'][:16]}, before night "
                    f"{before['session']} ({before['start'][:16]}); look at the clock of the recorder."
                )
                yield Problem(after["name"], "warning", "ClockBackwards", 0, text)


def _in_pieces(rows: Sequence[dict[str, Any]], table: str) -> Iterator[pa.Table]:
    for at in range(0, len(rows), 10_000):
        piece = rows[at : at + 10_000]
        yield joined(table, [packed(table, {name: [row.get(name) for row in piece] for name in TABLES[table]})])


def _together(ledger: Ledger, table: str, keys: Sequence[str]) -> Iterator[pa.Table]:
    for at in range(0, len(keys), TOGETHER):
        yield joined(table, [blob for _, blob in ledger.blobs(table, keys[at : at + TOGETHER])])


def _write(out: Path, table: str, pieces: Iterator[pa.Table]) -> int:
    import pyarrow.parquet as pq

    path, rows = out / f"{table}.parquet", 0
    unfinished = out / "state" / f"{table}.parquet.unfinished"
    with full_disk(out):
        _keep_aside(path)
        with pq.ParquetWriter(unfinished, schema(table), compression="zstd", write_statistics=True) as writer:
            for piece in pieces:
                if piece.num_rows:
                    writer.write_table(piece)
                    rows += piece.num_rows
        os.replace(unfinished, path)
    return rows


def _keep_aside(path: Path) -> None:
    """Move a table that another version of this program, or another program, wrote out of the way."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.exists():
        return
    try:
        version = (pq.read_schema(path).metadata or {}).get(KEY, b"none").decode()
    except (pa.ArrowInvalid, OSError):
        version = "unreadable"
    if version != VERSION:
        place = path.parent / "older"
        place.mkdir(exist_ok=True)
        number = sum(1 for _ in place.glob(f"{path.stem}*"))
        os.replace(path, place / f"{path.stem}-version-{version}-{number}.parquet")
