"""Every fault of the data files, with file and line: ``whytwitch knowledge check``.

The loader refuses the first fault it meets. This looks at all of them, and at what the schema cannot see: names of one
file used in another, probabilities outside 0 to 1, rows that do not add up, danger rules that could be lowered.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from whytwitch.errors import FormatError, refusal
from whytwitch.knowledge import files, schema
from whytwitch.knowledge.places import Path_, line_of
from whytwitch.model.base import Frozen

#: What stands in which folder or file.
KINDS: dict[str, type[Frozen]] = {
    "sources/": schema.Source,
    "findings/": schema.Finding,
    "conditions/": schema.Condition,
    "danger/": schema.DangerRule,
    "measures/": schema.Measure,
    "movements.yaml": schema.Vocabulary,
    "known_conditions.yaml": schema.KnownCondition,
    "tests.yaml": schema.Test,
    "medicines.yaml": schema.MedicineClass,
    "claims.yaml": schema.Claim,
    "coverage.yaml": schema.CoverageRow,
}

#: Files with a form of their own; about.yaml holds two tables of numbers.
OTHERS = {
    "about.yaml", "countries.yaml", "contact.yaml", "analytes.yaml", "documents.yaml", "nights.yaml", "interview.yaml",
    "recheck.yaml", "diary.yaml",
}  # fmt: skip


@dataclass
class Entry:
    """One entry of a data file, parsed and placed."""

    file: str
    path: Path
    id: str
    raw: Any
    made: Any
    inside: Path_

    def at(self, *inside: str | int) -> str:
        """``knowledge/data/FILE, line N`` of something in the entry."""
        return f"knowledge/data/{self.file}, line {line_of(self.path, (*self.inside, *inside))}"


@dataclass
class Tables:
    """All entries by kind and id, and what was found wrong on the way."""

    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)
    scale: dict[str, schema.Number] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sources_used: set[str] = field(default_factory=set)

    def of(self, kind: type[Frozen]) -> dict[str, Entry]:
        """The entries of one kind."""
        return self.entries.setdefault(kind.__name__, {})


def problems(folder: Path = files.DATA) -> list[str]:
    """Every fault of the data files.

    Parameters
    ----------
    folder : Path
        Where they stand.

    Returns
    -------
    list of str
        One sentence each, beginning with file and line; empty when nothing is wrong.
    """
    return look(folder).faults


def warnings(folder: Path = files.DATA, today: dt.date | None = None) -> list[str]:
    """What is no fault but should be looked at: sources that are not used, or due to be read again.

    Parameters
    ----------
    folder : Path
        Where the data files stand.
    today : date, optional
        The day to compare with.

    Returns
    -------
    list of str
        One sentence each.
    """
    return look(folder, today).notes


def look(folder: Path = files.DATA, today: dt.date | None = None) -> Tables:
    """Read all files and look at everything.

    Parameters
    ----------
    folder : Path
        Where the data files stand.
    today : date, optional
        The day to compare ``review_by`` with.

    Returns
    -------
    Tables
        Entries, faults and notes.
    """
    from whytwitch.knowledge import check_meaning

    tables = Tables()
    for path in files.data_files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            content = _parsed(_Held(name, sha256(path.read_bytes()).hexdigest(), path))
        except FormatError as error:
            tables.faults.append(error.sentence())
            continue
        _take(tables, name, path, content or {})
    check_meaning.check(tables)
    tables.notes += check_meaning.verified_without_reading(tables)
    _sources(tables, today or dt.date.today())
    return tables


@dataclass(frozen=True)
class _Held:
    """A file as it is now: the same name and bytes are read once."""

    name: str
    digest: str
    path: Path = field(compare=False)


@lru_cache(maxsize=500)
def _parsed(file: _Held) -> Any:
    compiled = files.compiled_file(file.name, file.digest)
    return files.parse_yaml(file.path, f"knowledge/data/{file.name}") if compiled is None else compiled


def _take(tables: Tables, name: str, path: Path, content: dict[str, Any]) -> None:
    kind = next((kind for start, kind in KINDS.items() if name.startswith(start)), None)
    if name == "about.yaml":
        for group in ("scale", "settings"):
            for key, raw in content.get(group, {}).items():
                entry = Entry(name, path, key, raw, None, (group, key))
                entry.made = _validated(tables, entry, schema.Number)
                tables.entries.setdefault("Number", {})[f"{group}.{key}"] = entry
                if group == "scale" and entry.made is not None:
                    tables.scale[key] = entry.made
    elif name == "analytes.yaml":
        _analytes(tables, content, path)
    elif kind is not None:
        for key, raw in content.items():
            entry = Entry(name, path, str(key), raw, None, (key,))
            if key in tables.of(kind):
                tables.faults.append(
                    f"{entry.at()}: the id '{key}' stands twice, first in {tables.of(kind)[key].at()}."
                )
                continue
            entry.made = _validated(tables, entry, kind)
            if entry.made is not None:
                tables.of(kind)[str(key)] = entry
    elif name not in OTHERS:
        tables.faults.append(
            f"knowledge/data/{name}, line 1: nothing reads this file; see KINDS in knowledge/check.py."
        )
    tables.sources_used |= _named_sources(content)


def _validated(tables: Tables, entry: Entry, kind: type[Frozen]) -> Any:
    if not isinstance(entry.raw, dict):
        tables.faults.append(f"{entry.at()}: the entry '{entry.id}' is not a mapping.")
        return None
    try:
        return kind.model_validate({"id": entry.id, **entry.raw} if "id" in kind.model_fields else entry.raw)
    except ValidationError as error:
        for one in error.errors():
            inside = tuple(step for step in one["loc"] if isinstance(step, int) or step in _words(entry.raw))
            place = ".".join(str(step) for step in one["loc"])
            what = "has no " + str(one["loc"][-1]) if one["type"] == "missing" else refusal(one)
            tables.faults.append(f"{entry.at(*inside)}: '{entry.id}' at '{place}': {what}.")
        return None


def _words(raw: Any) -> set[str]:
    """All keys anywhere in an entry: the type names that pydantic mixes into a place are not among them."""
    if isinstance(raw, dict):
        return {str(key) for key in raw}.union(*(_words(value) for value in raw.values()))
    return set().union(*(_words(value) for value in raw)) if isinstance(raw, list) else set()


def _analytes(tables: Tables, content: dict[str, Any], path: Path) -> None:
    from whytwitch.knowledge.analytes import build_analytes

    try:
        build_analytes(content)
    except FormatError as error:
        tables.faults.append(error.sentence())
    except (KeyError, TypeError, ValueError) as error:
        tables.faults.append(f"knowledge/data/{path.name}, line 1: this does not load: {error!r}.")


def _named_sources(content: Any) -> set[str]:
    """Every value of a key ``source``, ``weights_source`` or ``sources``; codes of LOINC use the source ``loinc``."""
    if isinstance(content, list):
        return set().union(*(_named_sources(one) for one in content))
    if not isinstance(content, dict):
        return set()
    here = {
        str(value) for key, value in content.items() if key in ("source", "weights_source") and isinstance(value, str)
    }
    if "loinc" in content:
        here.add("loinc")
    listed = content.get("sources")
    here |= {str(one) for one in listed} if isinstance(listed, list) else set()
    return here.union(*(_named_sources(value) for value in content.values()))


def _sources(tables: Tables, today: dt.date) -> None:
    known = tables.of(schema.Source)
    for name in sorted(tables.sources_used - set(known) - {""}):
        tables.faults.append(f"knowledge/data/sources: the source '{name}' is named but does not stand there.")
    for name, entry in known.items():
        if name not in tables.sources_used:
            tables.notes.append(f"{entry.at()}: the source '{name}' is not used.")
        due = entry.made.review_by
        if due is not None and due < today:
            tables.notes.append(f"{entry.at()}: the source '{name}' has expired: it was to be read again by {due}.")
