"""Which nights a folder holds, and which event lists belong to each.

Four layouts are known: plain (events beside the recording), BIDS (``sub-*/ses-*`` with ``_events.tsv``), NSRR
(``polysomnography/edfs`` beside ``polysomnography/annotations-events-*``) and Sleep-EDF (``*-PSG.edf`` beside
``*-Hypnogram.edf``).

References
----------
BIDS: doi 10.1038/sdata.2016.44; EEG part doi 10.1038/s41597-019-0104-8. NSRR: doi 10.1093/jamia/ocy064.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from whytwitch.errors import FileError, FormatError

RECORDINGS = (".edf", ".bdf", ".rec")
#: Endings of event lists that may stand beside a recording, in the order in which they are preferred.
EVENTS = (".csv", ".tsv", ".xml", ".txt", ".arousal", ".annot")
_BIDS = re.compile(r"(?:^|_)(sub|ses|run)-([A-Za-z0-9]+)")
_NSRR_XML = ("-nsrr.xml", "-profusion.xml")
_ONLY_ANNOTATIONS = re.compile(r"(?i)(?:hypnogram|annotations?|scor(?:ing|ed)|events?)\.(?:edf|bdf)$")
_SLEEP_EDF = re.compile(r"^((?:SC|ST)\d{4}[A-Z0-9]?)[A-Z0-9]*-PSG\.edf$")
#: Left out: hidden things, what BIDS keeps for derived files, and the event lists of PSG-IPA (``--events`` names them).
_SKIPPED_FOLDERS = {"derivatives", "sourcedata", "annotations", "__macosx"}


@dataclass(frozen=True)
class Job:
    """One night to score.

    Parameters
    ----------
    name : str
        Path of the recording inside the folder, with forward slashes; unique.
    path : Path
        The recording.
    events : tuple of Path
        Event lists that belong to it.
    subject, session : str or None
        As the layout names them; session may also be a run.
    """

    name: str
    path: Path
    events: tuple[Path, ...] = ()
    subject: str | None = None
    session: str | None = None


@dataclass(frozen=True)
class Problem:
    """A row of ``errors.parquet``: what happened to one file or folder, in the words of the single command.

    Parameters
    ----------
    name : str
        Path inside the folder.
    kind : {"error", "warning"}
        An error means that the night has no row in the other tables.
    error : str
        Name of the error class, or a word for what was noticed.
    exit_code : int
        What the single command would have left with; 0 for a warning.
    sentence : str
        One sentence.
    """

    name: str
    kind: str
    error: str
    exit_code: int
    sentence: str


@dataclass
class Found:
    """What was found: nights in order of their names, and what could not be looked into."""

    jobs: list[Job] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def find(folder: Path, events: str = "auto", leave_out: Iterable[Path] = ()) -> Found:
    """Look for nights below a folder.

    Parameters
    ----------
    folder : Path
        Where to look. Links to folders are not followed, so that no circle can keep it.
    events : str
        ``auto``: event lists that belong to a recording by their names. ``none``: only what stands in the recording.
        Otherwise a pattern relative to the recording's folder, in which ``{stem}`` is the recording's name without
        its ending: ``../scored/{stem}.csv``.
    leave_out : iterable of Path
        Folders not to enter, such as the one that is written to.

    Returns
    -------
    Found

    Raises
    ------
    FileError
        There is no such folder, or it cannot be read.
    FormatError
        A pattern without ``{stem}``.
    """
    if not folder.is_dir():
        raise FileError("there is no such folder", where=str(folder))
    if events not in ("auto", "none") and "{stem}" not in events:
        raise FormatError(
            "this is no pattern for event lists", where="--events", found=repr(events),
            allowed="auto, none, or a pattern with {stem} such as ../scored/{stem}.csv",
        )  # fmt: skip
    found = Found()
    files = sorted(_walk(folder, found.problems, {path.resolve() for path in leave_out}))
    by_folder = defaultdict(set)
    for path in files:
        by_folder[path.parent].add(path.name)
    annotations = _nsrr_annotations(files)
    for path in files:
        if path.suffix.lower() not in RECORDINGS or _ONLY_ANNOTATIONS.search(path.name):
            continue
        if (shown := str(path.relative_to(folder)).encode(errors="replace").decode()) != str(path.relative_to(folder)):
            why = FileError("the name of this file is no text", where=shown, todo="rename it in letters of UTF-8")
            found.problems.append(Problem(shown, "error", "FileError", FileError.exit_code, why.sentence()))
            continue
        subject, session = _who(path, folder)
        lists = _events_of(path, by_folder, annotations) if events == "auto" else _by_pattern(path, events)
        found.jobs.append(Job(path.relative_to(folder).as_posix(), path, tuple(lists), subject, session))
    return found


def _walk(folder: Path, problems: list[Problem], leave_out: set[Path]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        where = Path(error.filename or folder)
        sentence = FileError("this folder cannot be read", where=str(where.name), found=error.strerror or "").sentence()
        problems.append(Problem(_inside(where, folder), "error", "FileError", FileError.exit_code, sentence))

    if not os.access(folder, os.R_OK | os.X_OK):
        raise FileError("this folder cannot be read", where=str(folder), todo="ask for the right to read it")
    for here, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(
            one for one in folders
            if not one.startswith(".") and one.lower() not in _SKIPPED_FOLDERS
            and (Path(here) / one).resolve() not in leave_out
        )  # fmt: skip
        yield from (Path(here) / name for name in names if not name.startswith("."))


def _inside(path: Path, folder: Path) -> str:
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return path.name


def _who(path: Path, folder: Path) -> tuple[str | None, str | None]:
    """Subject and session by the layout's own names; a lone file is its own subject."""
    parts = dict(_BIDS.findall(path.stem))
    for part in path.relative_to(folder).parts[:-1]:
        for key, value in _BIDS.findall(part):
            parts.setdefault(key, value)
    if "sub" in parts:
        return parts["sub"], parts.get("ses") or parts.get("run")
    if found := _SLEEP_EDF.match(path.name):
        name = found.group(1)  # SC4ssN: subject ss, night N
        return name[:5], name[5:6] or None
    visit = re.match(r"(?i)^(.*?)(?:[-_]visit|[-_]v|[-_]night|[-_]n)[-_]?(\d+)[-_]?(.*)$", path.stem)
    if visit and visit.group(1):
        rest = visit.group(3).strip("-_")
        return (f"{visit.group(1)}-{rest}" if rest else visit.group(1)), visit.group(2)
    return path.stem, None


def _nsrr_annotations(files: list[Path]) -> dict[str, list[Path]]:
    """Annotation files of the NSRR layout by the name of their recording."""
    found: dict[str, list[Path]] = defaultdict(list)
    for ending in _NSRR_XML:
        for path in files:
            if path.name.lower().endswith(ending) and any(p.startswith("annotations-events-") for p in path.parts):
                found[path.name[: -len(ending)]].append(path)
    return found


def _events_of(path: Path, by_folder: dict[Path, set[str]], annotations: dict[str, list[Path]]) -> list[Path]:
    beside = by_folder[path.parent]
    if path.stem in annotations:
        return annotations[path.stem][:1]
    stems = [path.stem]
    if "sub-" in path.stem:  # BIDS: sub-01_task-sleep_eeg.edf has sub-01_task-sleep_events.tsv
        stems.insert(0, path.stem.rsplit("_", 1)[0] + "_events")
    if found := _SLEEP_EDF.match(path.name):
        hypnograms = [n for n in sorted(beside) if n.startswith(found.group(1)[:6]) and n.endswith("-Hypnogram.edf")]
        return [path.parent / n for n in hypnograms[:1]]
    names = [f"{stem}{joint}{ending}" for stem in stems for ending in EVENTS for joint in ("", ".events", "_events")]
    names += [f"{path.stem}{ending}" for ending in _NSRR_XML]
    return [path.parent / name for name in names if name in beside][:1]


def _by_pattern(path: Path, pattern: str) -> list[Path]:
    if pattern == "none":
        return []
    return sorted(path.parent.glob(pattern.replace("{stem}", path.stem))) if "*" in pattern else [
        one for one in [path.parent / pattern.replace("{stem}", path.stem)] if one.exists()
    ]  # fmt: skip
