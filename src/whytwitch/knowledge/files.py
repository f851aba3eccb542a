"""The data files themselves: where they stand, how they are read, and their hash.

The files are YAML 1.2, written for people. At set-up they are compiled into one JSON file, which is used only while its
recorded hash equals the hash of the YAML files, so that it can never be stale.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from whytwitch.errors import FormatError

DATA = Path(__file__).parent / "data"
COMPILED = Path(__file__).parent / "_compiled.json"


def data_files(folder: Path = DATA) -> list[Path]:
    """Every YAML file of the knowledge base, in a fixed order."""
    return sorted(folder.rglob("*.yaml"), key=lambda path: path.relative_to(folder).as_posix())


@lru_cache(maxsize=4)
def data_hash(folder: Path = DATA) -> str:
    """SHA-256 over the names and bytes of all data files."""
    digest = hashlib.sha256()
    for path in data_files(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def parse_yaml(path: Path, name: str | None = None) -> Any:
    """Read one YAML 1.2 file; duplicate keys are refused.

    Parameters
    ----------
    path : Path
        The file.
    name : str, optional
        What to call it in an error.

    Returns
    -------
    dict, list or scalar
        Plain Python values.

    Raises
    ------
    FormatError
        With file and line.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="safe", pure=True)
    yaml.version = "1.2"  # type: ignore[assignment]
    try:
        return yaml.load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise FormatError(
            f"this is not valid YAML: {error.problem or error.context}",
            where=f"{name or path.name}, line {line}",
            todo="correct that line",
        ) from None
    except (YAMLError, UnicodeDecodeError) as error:
        raise FormatError(f"this is not valid YAML: {error}", where=name or path.name) from None


@lru_cache(maxsize=1)
def _held() -> dict[str, Any]:
    try:
        return dict(json.loads(COMPILED.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _compiled() -> dict[str, Any] | None:
    held = _held()
    return held["files"] if held.get("hash") == data_hash() else None


def compiled_file(name: str, digest: str) -> Any | None:
    """One file as it was compiled, when it was made of the very bytes with this SHA-256; else None.

    Parameters
    ----------
    name : str
        Path below ``data/``.
    digest : str
        SHA-256 of the file as it is now.

    Returns
    -------
    dict, list or None
        What :func:`parse_yaml` would give, with dates as text; a file that was edited since is not served.
    """
    held = _held()
    return held["files"].get(name) if held.get("digests", {}).get(name) == digest else None


@lru_cache(maxsize=1)
def all_data() -> dict[str, Any]:
    """Every data file, as relative path → content."""
    return _compiled() or {path.relative_to(DATA).as_posix(): parse_yaml(path) for path in data_files()}


def read_data(relative: str) -> Any:
    """One data file by its path below ``data/``; an absent one is empty."""
    return all_data().get(relative) or {}


def read_folder(folder: str) -> dict[str, Any]:
    """All data files of a subfolder, as path → content."""
    return {name: content for name, content in all_data().items() if name.startswith(folder + "/")}
