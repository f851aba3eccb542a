"""Nights that people scored: which recording, and which scorers' files belong to it.

Three public sets are known by their layout, and any other by patterns:

======== ================================================== ============================================================
set      recording                                          scorers
======== ================================================== ============================================================
PSG-IPA  ``PSG/SN1_LimbMovements.edf``                      ``Annotations/manual/SN1_LimbMovements_manual_scorer1.edf``
CAP      ``plm1.edf``                                       ``plm1.txt`` (REMlogic; sleep stages, rarely movements)
NSRR     ``polysomnography/edfs/…/x.edf``                   ``polysomnography/annotations-events-nsrr/…/x-nsrr.xml``
======== ================================================== ============================================================

References
----------
PSG-IPA: PhysioNet, names as the validation script of psgscoring uses them. CAP: doi 10.1016/s1389-9457(01)00149-6.
NSRR: doi 10.1093/jamia/ocy064.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from whytwitch.cohort.find import Job, find
from whytwitch.errors import FileError, FormatError

#: PSG-IPA: the scorer at the end of the name.
_SCORER = re.compile(r"(?i)_manual_([\w. -]+)$")
_MANUAL = "Annotations/manual"


@dataclass(frozen=True)
class Rated:
    """One recording and the people who scored it.

    Parameters
    ----------
    name : str
        Path of the recording inside the folder.
    recording : Path
    scorers : tuple of (str, Path)
        Name and event list of each.
    """

    name: str
    recording: Path
    scorers: tuple[tuple[str, Path], ...]


def find_rated(folder: Path, patterns: Sequence[str] = ()) -> list[Rated]:
    """Look for scored nights below a folder.

    Parameters
    ----------
    folder : Path
        A set in one of the layouts above, or any folder when patterns are given.
    patterns : sequence of str
        ``NAME=PATTERN`` for each scorer: where their event list is, from the recording's folder, with ``{stem}``.

    Returns
    -------
    list of Rated
        In order of name; a recording that nobody scored has no scorers.

    Raises
    ------
    FileError
        There is no such folder, or no recording in it.
    FormatError
        A pattern without a name or without ``{stem}``.
    """
    named = [_named(one) for one in patterns]
    jobs = find(folder).jobs
    if not jobs:
        raise FileError(
            "there is no recording in this folder", where=str(folder), allowed="files ending in .edf, .bdf or .rec"
        )
    return [Rated(job.name, job.path, tuple(_scorers(job, named))) for job in jobs]


def _named(text: str) -> tuple[str, str]:
    name, equals, pattern = text.partition("=")
    if not equals or not name.strip() or "{stem}" not in pattern:
        raise FormatError(
            "this does not say where a scorer's event lists are", where="--scorer", found=repr(text),
            allowed="NAME=PATTERN with {stem}, such as anna=../anna/{stem}.csv",
        )  # fmt: skip
    return name.strip(), pattern.strip()


def _scorers(job: Job, named: Sequence[tuple[str, str]]) -> list[tuple[str, Path]]:
    if named:
        places = [(name, job.path.parent / pattern.replace("{stem}", job.path.stem)) for name, pattern in named]
        return [(name, path) for name, path in places if path.exists()]
    manual = _manual(job.path)
    if manual:
        return manual
    return [("scorer", path) for path in job.events]


def _manual(recording: Path) -> list[tuple[str, Path]]:
    """PSG-IPA: ``PSG/x.edf`` beside ``Annotations/manual/x_manual_scorerN.edf`` (or ``.txt`` where there is no EDF)."""
    found: dict[str, Path] = {}
    for path in sorted((recording.parent.parent / _MANUAL).glob(f"{_plain(recording.stem)}_manual_*")):
        name = _SCORER.search(path.stem)
        if name and path.suffix.lower() in (".edf", ".txt", ".csv", ".tsv", ".xml"):
            known = found.get(name[1])
            if known is None or path.suffix.lower() == ".edf":
                found[name[1]] = path
    return sorted(found.items(), key=lambda one: (len(one[0]), one[0]))


def _plain(stem: str) -> str:
    import glob

    return glob.escape(stem)
